"""Normalisation of German."""

from synthesizer.text.de.language import GERMAN
from synthesizer.text.semiotic.normaliser import Normaliser

normalise = Normaliser(GERMAN)
