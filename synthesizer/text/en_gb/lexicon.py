"""Words that espeak-ng's British voice mispronounces: those found by `make_lexicon`, and names listed by hand."""

import gzip
from bisect import bisect_left
from functools import cache, lru_cache

from synthesizer.text.data import DATA
from synthesizer.text.en import lexicon as american
from synthesizer.text.en_gb.accent import british

LEXICON = DATA / "en-gb" / "lexicon.tsv.gz"


@lru_cache(maxsize=20_000)
def find(word: str) -> str | None:
    """Return the phonemes of a word that espeak-ng mispronounces, or None if it can be trusted."""
    for form in dict.fromkeys((word, word.lower())):
        if said := _line(form):
            return said
    stem = word.removesuffix("'s")
    if stem != word and (said := find(stem)):
        return said + _ending(said)
    # The names that no dictionary has were written as Americans say them.
    name = american.named(word)
    return british(word, name) if name else None


def _ending(phonemes):
    return "ɪz" if phonemes[-1] in "szʃʒʧʤ" else "s" if phonemes[-1] in "ptkfθ" else "z"


def _line(word):
    lines = _lines()
    place = bisect_left(lines, f"{word}\t")
    if place < len(lines) and lines[place].startswith(f"{word}\t"):
        return lines[place][len(word) + 1:]
    return None


@cache
def _lines():
    return gzip.decompress(LEXICON.read_bytes()).decode().split("\n")[:-1]
