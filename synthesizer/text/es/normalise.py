"""Normalisation of Spanish."""

from synthesizer.text.es.language import SPANISH
from synthesizer.text.semiotic.normaliser import Normaliser

normalise = Normaliser(SPANISH)
