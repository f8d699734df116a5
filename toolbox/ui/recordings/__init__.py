"""Panels of voices and recordings: the list, the reference, live recording."""
