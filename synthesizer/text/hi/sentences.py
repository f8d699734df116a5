"""Hindi sentence boundaries."""

from synthesizer.text.hi.language import HINDI
from synthesizer.text.semiotic.normaliser import splitter

split_sentences = splitter(HINDI)
