"""Normalisation of Hindi."""

from synthesizer.text.hi.language import HINDI
from synthesizer.text.semiotic.normaliser import Normaliser

normalise = Normaliser(HINDI)
