"""Taking speech in hand: projects, and listening to what was made."""
