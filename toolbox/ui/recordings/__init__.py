"""Voices and recordings: the list, the reference, live recording."""
