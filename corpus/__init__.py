"""Data sets on disk -> utterances -> feature shards for the training commands."""
