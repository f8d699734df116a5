"""Everyday recordings: finding who speaks when, measuring and cleaning them, combining several of one person."""
