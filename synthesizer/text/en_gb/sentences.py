"""Where British sentences end: as American ones do."""

from synthesizer.text.en.sentences import split_sentences

__all__ = ["split_sentences"]
