"""Words that espeak-ng mispronounces, and the set of words found in dictionaries.

Two files hold the results of `make_lexicon`; `names.tsv`, beside this module, was written by hand for words that the
dictionaries lack, and takes precedence.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from synthesizer.text.data import DATA, look_up

_FOLDER = DATA / "en"
LEXICON = _FOLDER / "lexicon.tsv.gz"
KNOWN = _FOLDER / "known-words.bin"
NAMES = Path(__file__).with_name("names.tsv")

# Prefix of words in `KNOWN` that are English words in lower case, not only names.
ENGLISH = "="
_HISSING, _VOICELESS = frozenset("szʃʒʧʤ"), frozenset("ptkfθ")


class WordSet:
    """A set of words as a Bloom filter (Bloom, 1970), with false positives for one word in 300.

    Parameters
    ----------
    data : bytes
        The filter's bits.
    """

    BITS, PROBES = 12, 8

    def __init__(self, data: bytes):
        self.data = data

    @classmethod
    def of(cls, words: Iterable[str]) -> "WordSet":
        """Make the set of some words."""
        words = set(words)
        made = cls(bytes(-(-len(words) * cls.BITS // 8)))
        bits = bytearray(made.data)
        for word in words:
            for place in made._places(word):
                bits[place >> 3] |= 1 << (place & 7)
        return cls(bytes(bits))

    def __contains__(self, word: str) -> bool:
        return all(self.data[place >> 3] >> (place & 7) & 1 for place in self._places(word))

    def _places(self, word):
        first = int.from_bytes(blake2b(word.encode(), digest_size=16).digest(), "little")
        step, size = first >> 64 | 1, len(self.data) * 8
        return [((first & 0xFFFFFFFFFFFFFFFF) + n * step) % size for n in range(self.PROBES)]


@lru_cache(maxsize=20_000)
def find(word: str) -> str | None:
    """Return the phonemes of a word that espeak-ng mispronounces.

    Parameters
    ----------
    word : str
        The word as written; capitals matter if they make another word, as in "Nice".

    Returns
    -------
    str or None
        None if the word is not in the lexicon, so that espeak-ng can be trusted. A possessive, and the plural of a
        word that no dictionary has, are derived from the word.
    """
    said = named(word)
    if said is None:
        possessive, said = word.endswith("'s"), _exactly(word)
        if said is None and word.endswith("s") and (possessive or (len(word) > 4 and not known(word))):
            stem = _exactly(word[:-2] if possessive else word[:-1])
            return stem and stem + _ending(stem)
    return said


def named(word: str) -> str | None:
    """Return the phonemes of a listed name, or its possessive or plural; None for other words."""
    names = _names()
    said = names.get(word) or names.get(word.lower())
    if said is None and word.endswith("s"):
        possessive = word.endswith("'s")
        stem = word[:-2] if possessive else word[:-1]
        name = names.get(stem) or names.get(stem.lower())
        if name and (possessive or len(stem) > 3):
            return name + _ending(name)
    return said


@lru_cache(maxsize=20_000)
def known(word: str) -> bool:
    """Return whether a dictionary or the list of names has a word; one unknown word in 300 passes."""
    word = word.lower()
    if word.endswith("'s"):
        word = word[:-2]
    return word in _known() or word in _names() or word.capitalize() in _names()


def is_name(word: str) -> bool:
    """Return whether the list of names has a word in exactly this spelling."""
    return word in _names()


def is_english(word: str) -> bool:
    """Return whether a word in lower case is an English word, not only a name."""
    return ENGLISH + word in _known()


def _exactly(word):
    said = look_up(LEXICON, word)
    if said is None and not word.islower():
        said = look_up(LEXICON, word.lower())
    if said is None and word.islower() and not is_english(word):
        said = look_up(LEXICON, word.capitalize())
    return said


def _ending(phonemes):
    last = phonemes[-1]
    return "ᵻz" if last in _HISSING else "s" if last in _VOICELESS else "z"


@cache
def _names():
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and line[0] != "#")


@cache
def _known():
    return WordSet(KNOWN.read_bytes())
