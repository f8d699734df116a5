"""Italian sentence boundaries."""

from synthesizer.text.it.language import ITALIAN
from synthesizer.text.semiotic.normaliser import splitter

split_sentences = splitter(ITALIAN)
