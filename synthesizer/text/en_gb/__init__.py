"""English, as in the United Kingdom: what differs from `synthesizer.text.en`."""
