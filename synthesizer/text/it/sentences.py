"""Where Italian sentences end."""

from synthesizer.text.it.language import ITALIAN
from synthesizer.text.semiotic.normaliser import splitter

split_sentences = splitter(ITALIAN)
