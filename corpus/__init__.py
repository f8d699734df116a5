"""Datasets on disk -> utterances -> feature shards that the training commands read."""
