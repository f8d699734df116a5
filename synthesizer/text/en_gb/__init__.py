"""British English: the differences from `synthesizer.text.en`."""
