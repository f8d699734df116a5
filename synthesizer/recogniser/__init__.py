"""Speech -> the phoneme in every frame, for any speaker; used by training, adaptation and conversion."""
