"""Phonemes of German words."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("de")
