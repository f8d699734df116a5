"""Spanish sentence boundaries."""

from synthesizer.text.es.language import SPANISH
from synthesizer.text.semiotic.normaliser import splitter

split_sentences = splitter(SPANISH)
