"""The synthesizer that ships: explicit durations and pitch, all frames at once."""
