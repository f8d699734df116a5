"""French sentence boundaries."""

from synthesizer.text.fr.language import FRENCH
from synthesizer.text.semiotic.normaliser import splitter

split_sentences = splitter(FRENCH)
