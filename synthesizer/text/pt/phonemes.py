"""Phonemes of Portuguese words."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("pt-br")
