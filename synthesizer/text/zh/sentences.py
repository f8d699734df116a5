"""Chinese sentence boundaries: normalised text has the marks of the phonemes' alphabet, each followed by a space."""

from synthesizer.text.sentences import Splitter

split_sentences = Splitter()
