"""Text to the phonemes of sentences, with one front end per language.

`read` is the entry point: it returns sentences of words, each with its written and spoken form, its phonemes, and the
rule, lexicon or model that decided. `normalize`, `split_sentences` and `Phonemizer` perform single steps of it.

A language is an entry of `languages.LANGUAGES` and a folder with three modules, which hold one function each and are
imported when the language is first read:

``normalise.normalise(text: str) -> list[Token]``
    Classifies each token of any text once, and writes out its spoken form. The tokens' `spoken`, joined, are the
    normalised text: words, spaces, line breaks, and the punctuation of the alphabet. White space is a token of its own
    with the rule "space", a mark with the rule "punctuation". Markdown, HTML, pictures and stray characters are removed
    first by `markup.clean`, which all languages share. No text may raise an exception, and the time must be
    proportional to its length.

``sentences.split_sentences(text: str, max_chars: int = 250) -> list[str]``
    Divides normalised text, keeping every character but white space in order. A `sentences.Splitter` with the
    language's abbreviations suffices for languages that put spaces between sentences.

``phonemes.pronounce(sentence: str, dictionary: Mapping[str, str]) -> list[Sound]``
    Returns the sentence's words and the pauses between them, in order. The sounds' `text`, joined, is the sentence
    without white space, and their `phonemes`, joined, are the synthesizer's input; spaces between words are pauses. The
    dictionary (lower-case words to phonemes) takes precedence. `espeak.Espeak` does the rest for languages that
    espeak-ng reads well: `Espeak.sounds` is a whole `pronounce` except for the dictionary, and `espeak.override`
    replaces the phonemes of a word.
"""

from synthesizer.text.languages import CODES, DEFAULT, LANGUAGES, Language, LanguageError, closest, find_language
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
           "Sentence", "Sound", "Token", "Word", "closest", "decode", "encode",
           "find_language", "languages_of", "main_language",
           "normalize", "pronounce", "read", "read_lazily", "split_sentences"]
