"""The aligner: which phoneme is heard in each frame."""
