"""Code shared by the training of encoder, synthesizer and vocoder: the loop, checkpoints, progress, logs."""
