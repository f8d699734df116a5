"""The product without Qt."""
