"""Phonemes of Italian words."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("it")
