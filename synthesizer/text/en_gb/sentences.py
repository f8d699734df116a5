"""Division of British English into sentences, by the American rules."""

from synthesizer.text.en.sentences import split_sentences

__all__ = ["split_sentences"]
