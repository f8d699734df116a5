"""Portuguese sentence boundaries."""

from synthesizer.text.pt.language import PORTUGUESE
from synthesizer.text.semiotic.normaliser import splitter

split_sentences = splitter(PORTUGUESE)
