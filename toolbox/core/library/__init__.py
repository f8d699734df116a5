"""Recordings, voices and takes on disk."""
