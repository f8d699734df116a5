"""The two records of every front end: the reading of a stretch of text, and the sound of a word."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """A stretch of written text, its spoken form, and the rule that decided."""

    written: str
    """The text as it stood, or as much of it as is left once markup is taken off."""
    spoken: str
    """Words, spaces and punctuation. The `spoken` of all tokens, joined, are the normalised text."""
    rule: str = "word"
    """Class of the token: "word", "space", "punctuation", or the semiotic class ("date", "money", "measure", ...)."""


@dataclass(frozen=True)
class Sound:
    """A word of normalised text, or the punctuation and spaces between two, and its phonemes."""

    text: str
    """The word. The `text` of all sounds, joined, is the sentence, white space aside."""
    phonemes: str
    """Characters of `phonemes.ALPHABET`; punctuation stands for itself. Empty for a word that cannot be read."""
    source: str
    """What decided: "dictionary" (the caller's), "homograph", "lexicon", "espeak-ng", another name of the language's
    own ("spelling": by the letters of a name), "pause" for punctuation and spaces, or "unread" for a word left out."""
    certain: bool = True
    """False where a person should check the word: no lexicon knows it, or its reading is a close call."""
