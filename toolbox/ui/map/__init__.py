"""The map panel and what is done on it."""
