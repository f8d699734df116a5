"""The map panel and its actions."""
