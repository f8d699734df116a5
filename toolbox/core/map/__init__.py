"""The map of voices: projection, measures, the constellation, voices between voices."""
