"""From written English to the phonemes of sentences."""

from synthesizer.text.normalize import normalize
from synthesizer.text.phonemes import ALPHABET, PAD, Phonemes, Phonemizer, decode, encode
from synthesizer.text.sentences import split_sentences

__all__ = ["ALPHABET", "PAD", "Phonemes", "Phonemizer", "decode", "encode", "normalize", "split_sentences"]
