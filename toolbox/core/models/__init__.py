"""Profiles, model files and foreign checkpoints, devices."""
