"""The speaker encoder: GE2E (arXiv 1710.10467), whose embeddings the program shows and compares."""
