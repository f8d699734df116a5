"""What the training commands of encoder, synthesizer and vocoder share: the loop, checkpoints, progress, logs."""
