"""Phonemes of French words."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("fr-fr")
