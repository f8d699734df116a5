"""What WaveRNN and WaveNet share: folded generation, training, mu-law samples."""
