"""Recording and playback."""
