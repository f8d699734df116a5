"""Learning a voice from recordings, and speaking in it."""
