"""German, as in Germany."""
