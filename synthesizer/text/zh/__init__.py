"""Mandarin Chinese, as in the mainland."""
