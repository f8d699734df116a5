"""Normalisation of Italian."""

from synthesizer.text.it.language import ITALIAN
from synthesizer.text.semiotic.normaliser import Normaliser

normalise = Normaliser(ITALIAN)
