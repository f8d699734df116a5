"""From written text to the phonemes of sentences, a front end a language.

`read` is the entrance: it gives sentences of words, each with what is written, what is said, its phonemes, and the
rule, lexicon or model that decided. `normalize`, `split_sentences` and `Phonemizer` are steps of it for those who need
only one.

A language is an entry of `languages.LANGUAGES` and a folder with three modules, which hold a function each and are
imported when the language is first read:

``normalise.normalise(text: str) -> list[Token]``
    Decides the class of each token of a text of any length and origin once, and writes out what is said. The tokens'
    `spoken`, joined, are the normalised text: words, spaces, line breaks, and the punctuation of the alphabet. White
    space is a token of its own with the rule "space", a mark with the rule "punctuation". Markdown, HTML, pictures and
    stray characters are taken off first by `markup.clean`, which all languages share. No text may raise, or take longer
    than in proportion to its length.

``sentences.split_sentences(text: str, max_chars: int = 250) -> list[str]``
    Parts normalised text; every character but white space is kept, in order. A `sentences.Splitter` with the language's
    abbreviations does it for languages that put spaces between sentences.

``phonemes.pronounce(sentence: str, dictionary: Mapping[str, str]) -> list[Sound]``
    Gives the sentence's words and the pauses between them, in order. The sounds' `text`, joined, is the sentence but
    for white space, and their `phonemes`, joined, are what the synthesizer reads; spaces between words are pauses. The
    dictionary (lower-case words to phonemes) comes before everything else. `espeak.Espeak` does the rest where
    espeak-ng is good: `Espeak.sounds` is a whole `pronounce` but for the dictionary, and `espeak.override` puts another
    word's phonemes in place.
"""

from synthesizer.text.languages import CODES, DEFAULT, LANGUAGES, Language, LanguageError, find_language
from synthesizer.text.phonemes import ALPHABET, PAD, decode, encode
from synthesizer.text.reading import (
    Phonemes,
    Phonemizer,
    Sentence,
    Word,
    languages_of,
    main_language,
    normalize,
    pronounce,
    read,
    read_lazily,
    split_sentences,
)
from synthesizer.text.tokens import Sound, Token

__all__ = ["ALPHABET", "CODES", "DEFAULT", "LANGUAGES", "Language", "LanguageError", "PAD", "Phonemes", "Phonemizer",
           "Sentence", "Sound", "Token", "Word", "decode", "encode", "find_language", "languages_of", "main_language",
           "normalize", "pronounce", "read", "read_lazily", "split_sentences"]
