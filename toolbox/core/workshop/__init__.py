"""Taking speech in hand: edits of a Reading, the person's dictionary, projects, and listening to what was made."""
