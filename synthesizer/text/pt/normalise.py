"""Normalisation of Portuguese."""

from synthesizer.text.pt.language import PORTUGUESE
from synthesizer.text.semiotic.normaliser import Normaliser

normalise = Normaliser(PORTUGUESE)
