"""Measurements of the window on a private desktop."""
