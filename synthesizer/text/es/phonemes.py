"""Phonemes of Spanish words."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("es")
