"""Taking speech in hand: the person's dictionary, projects, and listening to what was made."""
