"""Recordings as people have them: who speaks when, how good they are, cleaning them, the best of many."""
