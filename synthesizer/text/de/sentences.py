"""German sentence boundaries."""

from synthesizer.text.de.language import GERMAN
from synthesizer.text.semiotic.normaliser import splitter

split_sentences = splitter(GERMAN)
