"""Code shared by WaveRNN and WaveNet: folded generation and training."""
