"""Pronunciation of British English words."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from synthesizer.text.en import phonemes as english
from synthesizer.text.en_gb import lexicon
from synthesizer.text.en_gb.accent import british
from synthesizer.text.espeak import TIED, Espeak
from synthesizer.text.tokens import Sound

HOMOGRAPHS = Path(__file__).with_name("homographs.tsv")
# The order matters, ties last.
ESPEAK = Espeak("en-gb", (
    *TIED, ("ə^l", "ᵊl"), ("e^ə", "ɛː"), ("iə", "ɪə"), ("ɚ", "əɹ"), ("r", "ɹ"), ("x", "k"), ("ɐ", "ə"), ("ɾ", "T"),
    ("^", ""), ("-", ""),
), tie=True)


def pronounce(sentence: str, dictionary: Mapping[str, str]) -> list[Sound]:
    """Pronounce each word of a British sentence; see `synthesizer.text.en.phonemes.pronounce`."""
    return english.pronounce(sentence, dictionary, _accent())


def linked(word: str, phonemes: str) -> str:
    """Return a word's pronunciation before a vowel, where a final "r" is sounded."""
    return f"{phonemes}ɹ" if word.lower().endswith(("r", "re")) and phonemes[-1:] in "əː" else phonemes


@cache
def _accent():
    lines = HOMOGRAPHS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and line[0] != "#"]
    homographs = {word: (first, second) for word, first, second in rows}
    return english.Accent(ESPEAK, lexicon.find, homographs, british, linked)
