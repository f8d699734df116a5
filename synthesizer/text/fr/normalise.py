"""Normalisation of French."""

from synthesizer.text.fr.language import FRENCH
from synthesizer.text.semiotic.normaliser import Normaliser

normalise = Normaliser(FRENCH)
