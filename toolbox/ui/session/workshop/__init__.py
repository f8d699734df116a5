"""The open project behind the workshop's panels: its steps, files, cast, sounds, and what the engine makes of it."""
