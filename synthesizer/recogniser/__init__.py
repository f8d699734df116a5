"""Speech -> the phoneme in every frame, whoever speaks: what training, adaptation and conversion listen with."""
