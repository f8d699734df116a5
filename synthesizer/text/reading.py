"""The entry point of the front ends: text to sentences, words and phonemes, with the source of each decision."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import Any

from synthesizer.text.detection import OTHERS, Passage, detect, passages
from synthesizer.text.languages import DEFAULT, LanguageError, find_language
from synthesizer.text.tokens import Sound, Token

Words = Mapping[str, Any]  # phonemes by words, or such mappings by codes of languages
_SOUND = re.compile(r"\w")


@dataclass(frozen=True)
class Word:
    """A word as spoken, and the source of the decision."""

    written: str
    """The written token whose first spoken word this is; empty for the token's further words."""
    spoken: str
    """The normalised word."""
    phonemes: str
    """Its phonemes in this sentence, of `phonemes.ALPHABET`; empty if it is left out."""
    after: str
    """The phonemes between it and the next word: a space, punctuation, or nothing where the two run together."""
    rule: str
    """Class of the written token, see `tokens.Token`."""
    source: str
    """The source of the phonemes, see `tokens.Sound`."""
    certain: bool
    """False where a person should check the word."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a part of one that is spoken in one breath."""

    language: str
    """A code of `languages.LANGUAGES`."""
    text: str
    """The normalised text."""
    words: tuple[Word, ...]
    before: str = ""
    """Punctuation before the first word, such as an opening quotation mark."""

    @property
    def phonemes(self) -> str:
        """Return the synthesizer's input; empty if nothing can be pronounced."""
        return _tidy(self.before + "".join(word.phonemes + word.after for word in self.words), bool(self.unpronounced))

    @property
    def unpronounced(self) -> tuple[str, ...]:
        """Return the words that are omitted, such as those in another script."""
        return tuple(word.spoken for word in self.words if word.source == "unread")


@dataclass(frozen=True)
class Phonemes:
    """The phonemes of a sentence, and the words omitted from them."""

    text: str
    unpronounced: tuple[str, ...] = ()


def read(text: str, language: str | None = DEFAULT, dictionary: Words | None = None,
         max_chars: int = 250, default: str = DEFAULT) -> list[Sentence]:
    """Read a text: determine its spoken form, word by word.

    Parameters
    ----------
    text : str
        Text of any length and origin.
    language : str, optional
        A code of `languages.LANGUAGES`; None detects the language of each paragraph.
    dictionary : mapping of str to str, optional
        The user's own pronunciations: phonemes by lower-case word; they take precedence. Alternatively, such a mapping
        for each of several languages by their codes.
    max_chars : int
        Largest number of characters of a normalised sentence; longer ones are divided at pauses.
    default : str
        Language of texts too short to identify; it also determines the variety of English.

    Returns
    -------
    list of Sentence
        In the order of the text; empty if there is nothing to pronounce.

    Raises
    ------
    LanguageError
        If the language does not exist, or the detected one is not supported.
    ValueError
        If `max_chars` is below 1.
    RuntimeError
        If espeak-ng cannot be loaded.
    """
    return list(read_lazily(text, language, dictionary, max_chars, default)[1])


def read_lazily(text: str, language: str | None = DEFAULT, dictionary: Words | None = None,
                max_chars: int = 250, default: str = DEFAULT) -> tuple[int, Iterator[Sentence]]:
    """Read a text like `read`, but pronounce each sentence only on demand.

    Returns
    -------
    (n_chars, sentences) : int, iterator of Sentence
        Total length of the normalised sentences, and the sentences.
    """
    n_chars, found = 0, []
    for passage in _passages(text, language, default):
        tokens = _part(passage.language, "normalise").normalise(passage.text)
        sentences = _part(passage.language, "sentences").split_sentences(_joined(tokens), max_chars)
        n_chars += sum(map(len, sentences))
        found.append((passage.language, sentences, _Owners(tokens)))
    return n_chars, (_sentence(code, sentence, pronounce(sentence, code, dictionary), owners)
                     for code, sentences, owners in found for sentence in sentences)


def languages_of(text: str, language: str | None = None, default: str = DEFAULT) -> tuple[str, ...]:
    """Return the languages of a text's passages, in the order of their first occurrence."""
    return tuple(dict.fromkeys(passage.language for passage in _passages(text, language, default)))


def main_language(text: str, default: str = DEFAULT) -> str:
    """Return the main language of a text; the default if it is not supported."""
    found = detect(text, default)
    return default if found in OTHERS else found


def _passages(text, language, default):
    """Return the passages to read with their languages; those in unsupported languages join the rest of the text."""
    if language is not None:
        return [Passage(text, language)]
    parts = passages(text, default)
    main = next((part.language for part in parts if part.language not in OTHERS), None)
    if main is None and parts:
        raise LanguageError(f"The text looks {parts[0].name}, which cannot be read; choose the language to read it in.")
    return [part if part.language not in OTHERS else replace(part, language=main) for part in parts]


def normalize(text: str, language: str = DEFAULT) -> str:
    """Write a text as read aloud, in words and in the voices' punctuation.

    Parameters
    ----------
    text : str
        Text of any length and origin.
    language : str
        A code of `languages.LANGUAGES`.

    Returns
    -------
    str
        The spoken words, with line breaks; empty if there are none, as in a text of emoji. Words in other scripts are
        kept unchanged.

    Raises
    ------
    ValueError
        If there is no such language.
    """
    return _joined(_part(language, "normalise").normalise(text))


def split_sentences(text: str, max_chars: int = 250, language: str = DEFAULT) -> list[str]:
    """Divide text into sentences, and long sentences at their pauses.

    Parameters
    ----------
    text : str
        Text of any length, normalised or not. A blank line always divides, a line break only after a short line.
    max_chars : int
        Largest number of characters of a piece.
    language : str
        A code of `languages.LANGUAGES`.

    Returns
    -------
    list of str
        The pieces in order, without surrounding white space; together they contain every word of the text.

    Raises
    ------
    ValueError
        If there is no such language, or `max_chars` is below 1.
    """
    return _part(language, "sentences").split_sentences(text, max_chars)


def pronounce(sentence: str, language: str = DEFAULT, dictionary: Words | None = None) -> list[Sound]:
    """Pronounce each word of a normalised sentence; see `read` for the parameters and errors."""
    words = dictionary or {}
    if any(isinstance(own, Mapping) for own in words.values()):
        words = words.get(language, {})
    return _part(language, "phonemes").pronounce(sentence, words)


class Phonemizer:
    """Converts normalised sentences to phonemes alone.

    espeak-ng is loaded by the first call. Concurrent calls are serialised; no process is started.

    Parameters
    ----------
    language : str
        A code of `languages.LANGUAGES`.
    dictionary : mapping of str to str, optional
        The user's own pronunciations: phonemes by lower-case word.
    """

    def __init__(self, language: str = DEFAULT, dictionary: Words | None = None):
        self.language, self.dictionary = language, dictionary

    def phonemize(self, sentences: list[str]) -> list[Phonemes]:
        """Pronounce sentences.

        Parameters
        ----------
        sentences : list of str
            Normalised text; a sentence without words gives empty phonemes.

        Returns
        -------
        list of Phonemes
            One for each sentence, in order. Words that cannot be read in the language, such as those in another
            script, are omitted and named in `unpronounced`.

        Raises
        ------
        RuntimeError
            If espeak-ng cannot be loaded.
        """
        if isinstance(sentences, str):
            raise TypeError("phonemize() takes a list of sentences, not a string")
        return [self._sentence(sentence) for sentence in sentences]

    def _sentence(self, sentence):
        sounds = pronounce(sentence, self.language, self.dictionary)
        unpronounced = tuple(sound.text for sound in sounds if sound.source == "unread")
        return Phonemes(_tidy("".join(sound.phonemes for sound in sounds), bool(unpronounced)), unpronounced)


def _part(language: str, name: str) -> ModuleType:
    return import_module(f"synthesizer.text.{find_language(language).package}.{name}")


def _joined(tokens):
    return "".join(token.spoken for token in tokens).strip()


def _tidy(phonemes, incomplete):
    phonemes = re.sub(" +", " ", phonemes).strip()
    if incomplete:
        phonemes = phonemes.lstrip(";:,.!?—… ")
    return phonemes if _SOUND.search(phonemes) else ""


class _Owners:
    """Finds the written token of each spoken word: both contain the same characters in order, except for spaces."""

    def __init__(self, tokens: list[Token]):
        self._tokens = [(token, length) for token in tokens if (length := _solid(token.spoken))]
        self._number, self._used, self._named = 0, 0, -1

    def take(self, text: str) -> tuple[str, str]:
        """Return the written form and the rule of the next spoken text; the form is empty if it was returned before."""
        written, rule, left = [], None, _solid(text)
        while left and self._number < len(self._tokens):
            token, length = self._tokens[self._number]
            if self._named < self._number and token.rule != "punctuation":
                written.append(token.written)
                self._named = self._number
            rule = rule or token.rule
            taken = min(left, length - self._used)
            left -= taken
            self._used += taken
            if self._used == length:
                self._number, self._used = self._number + 1, 0
        return " ".join(written), rule or "word"


def _solid(text):
    return len("".join(text.split()))


def _sentence(language, text, sounds, owners):
    words, before = [], ""
    for sound in sounds:
        written, rule = owners.take(sound.text)
        if sound.source != "pause":
            words.append([written, sound.text, sound.phonemes, "", rule, sound.source, sound.certain])
        elif words:
            words[-1][3] += sound.phonemes
        else:
            before += sound.phonemes
    return Sentence(language, text, tuple(Word(*word) for word in words), before)
