"""The aligner: which phoneme is heard in each frame, and where those of a transcript lie."""
