"""Where Chinese sentences end: normalised text has the marks of the phonemes' alphabet, and a space behind each."""

from synthesizer.text.sentences import Splitter

split_sentences = Splitter()
