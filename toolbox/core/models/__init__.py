"""Profiles, model files, foreign checkpoints and devices."""
