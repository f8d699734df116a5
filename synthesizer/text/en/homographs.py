"""Disambiguation of homographs in a sentence by a linear model over the surrounding words.

The model is logistic regression over words, endings and kinds of words near the homograph, hashed into one vector of
weights (Weinberger et al., 2009). Features of a verb against a noun are shared by all words, so that a word with few
examples, or one met only in the plural, is still read by its grammar; others belong to the word alone. Data and task
are those of Gorman, Mazovetskiy and Nikolaev, "Improving homograph disambiguation with supervised machine learning"
(LREC 2018).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

from synthesizer.text.data import DATA

READINGS = Path(__file__).with_name("homographs.tsv")
WEIGHTS = DATA / "en" / "homographs.safetensors"
N_WEIGHTS = 1 << 20
# From here on, weights belong to words anywhere nearby, which count less than words at given positions.
BAG = N_WEIGHTS // 2
# Smallest probability for a rare reading.
RARE = 0.95
# Words that no verb with an "s" follows.
_BEFORE_PLURALS = frozenset("to the these those of my your his our their its some all many few several two three for "
                            "with by from into such".split())
# Their forms with "s" sound alike as noun and verb.
_IRREGULAR = frozenset(("house", "mouth"))
# Extent of the bag of words around the homograph.
WINDOW = 25

_KINDS = {
    "the": "the a an this that these those every each another any some no both either neither what which whose "
           "such several many few all much more most less",
    "my": "my your his her its our their one's",
    "i": "i you we they who he she it there everybody everyone somebody someone nobody anyone people",
    "me": "me him us them myself yourself himself herself itself ourselves themselves",
    "to": "to",
    "will": "will would can could shall should may might must cannot can't won't don't didn't doesn't do does did "
            "couldn't "
            "wouldn't shouldn't let let's please help i'll you'll he'll she'll we'll they'll i'd you'd he'd she'd "
            "we'd they'd",
    "be": "be is am are was were been being i'm you're he's she's it's we're they're isn't aren't wasn't weren't "
          "that's get "
          "gets got became become seem seems looked looks feel feels",
    "have": "have has had having i've you've we've they've haven't hasn't hadn't",
    "in": "of in on at by for with from into onto about under over between through during without within against after "
          "before near across behind beyond per via toward towards among around upon off out up down like as than",
    "and": "and or but nor yet so because if when while although though until since whether where why how",
    "not": "not never always often also usually sometimes rarely just still only even ever already then now very too "
           "really quite highly",
    "number": "one two three four five six seven eight nine ten twenty thirty forty fifty hundred thousand million "
              "first "
              "second third",
    "month": "january february march april may june july august september october november december",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ness", "ous", "ful", "ive", "able", "al", "ic", "er", "est", "ity", "s")
_PAST = frozenset("was were had did said went came got made took saw knew thought told gave found left felt became "
                  "began kept held wrote stood heard ran brought sat lost paid met spoke led fell sent built spent "
                  "rose drew yesterday ago last once".split())
_PRESENT = frozenset("is are am has does do don't doesn't can will should must may today now always often every "
                     "usually it's i'm they're you're we're can't won't".split())
_VOICELESS, _HISSING = frozenset("ptkfθ"), frozenset("szʃʒʧʤ")
_EDGE = "|"


@dataclass(frozen=True)
class Homograph:
    """A word with two readings."""

    names: tuple[str, str]
    phonemes: tuple[str, str]
    is_verb: bool
    """Whether the second reading is a verb and the first is not."""
    is_rare: bool = False
    """Whether the second reading is chosen only in clear cases."""


def choose(words: Sequence[str], pauses: Sequence[str],
           accent: Mapping[str, tuple[str, str]] | None = None) -> dict[int, tuple[str, float]]:
    """Choose the readings of the homographs in a sentence.

    Parameters
    ----------
    words : sequence of str
        The words of the sentence as written.
    pauses : sequence of str
        The spaces and punctuation after each word.
    accent : mapping of str to (str, str), optional
        Phonemes of both readings in an accent other than American.

    Returns
    -------
    dict of int to (str, float)
        Phonemes of each homograph by its index among the words, and the reading's probability.
    """
    chosen, known = {}, readings()
    for place, word in enumerate(words):
        lower = word.lower().removesuffix("'s")
        stem, inflected = (lower, False) if lower in known else (lower[:-1], True)
        homograph = known.get(stem)
        if homograph is None or word.isupper():
            continue
        if inflected and (not lower.endswith("s") or not homograph.is_verb or stem in _IRREGULAR):
            continue
        probability = _second(stem, homograph, inflected, words, pauses, place)
        if inflected and place and words[place - 1].lower() in _BEFORE_PLURALS and pauses[place - 1] == " ":
            probability = 0.0
        phonemes = (accent or {}).get(stem, homograph.phonemes)[probability >= (RARE if homograph.is_rare else 0.5)]
        if inflected or word.lower().endswith("'s"):
            phonemes += "ᵻz" if phonemes[-1] in _HISSING else "s" if phonemes[-1] in _VOICELESS else "z"
        chosen[place] = phonemes, max(probability, 1 - probability)
    return chosen


@cache
def readings() -> dict[str, Homograph]:
    """Return the homographs by their word."""
    found = {}
    for line in READINGS.read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            word, first, first_said, second, second_said, *kind = line.split("\t")
            found[word] = Homograph((first, second), (first_said, second_said), kind == ["verb"], kind == ["rare"])
    return found


def features(word: str, homograph: Homograph, inflected: bool, words: Sequence[str], pauses: Sequence[str],
             place: int) -> list[int]:
    """Return the indices of the features' weights.

    Parameters
    ----------
    word : str
        The homograph in lower case, without a plural "s".
    homograph : Homograph
        Its readings.
    inflected : bool
        Whether the text has the "s".
    words, pauses : sequence of str
        The sentence, see `choose`.
    place : int
        Index of the homograph among them.

    Returns
    -------
    list of int
        Below `N_WEIGHTS`.
    """
    near = [_near(words, pauses, place, offset) for offset in (-3, -2, -1, 1, 2, 3)]
    kinds = [_kind(text) for text in near]
    cased = "capital" if words[place][0].isupper() else "small"
    if place == 0 or re.search(r"[.!?:\"(]", pauses[place - 1]):
        cased = "first"
    plural = "s" if inflected or (homograph.is_verb and word.endswith("s")) else ""
    lines = [f"{cased}{plural}", f"L{near[2]}", f"R{near[3]}", f"LL{near[1]}", f"RR{near[4]}", f"L{near[2]} R{near[3]}",
             f"L{near[1]} {near[2]}", f"R{near[3]} {near[4]}", f"kL{kinds[2]}{plural}", f"kR{kinds[3]}{plural}",
             f"kLR{kinds[2]} {kinds[3]}{plural}", f"kLL{kinds[1]} {kinds[2]}{plural}",
             f"kRR{kinds[3]} {kinds[4]}{plural}",
             f"kLLR{kinds[1]} {kinds[2]} {kinds[3]}", f"kLRR{kinds[2]} {kinds[3]} {kinds[4]}",
             f"kLLL{kinds[0]} {kinds[1]} "
             f"{kinds[2]}", f"k3{kinds[0]}", f"k4{kinds[5]}", f"k5{kinds[1]}", f"k6{kinds[4]}",
             f"eL{near[2][-3:]}", f"eR{near[3][-3:]}", f"eRR{near[4][-3:]}", f"eLL{near[1][-3:]}", f"e2L{near[2][-2:]}",
             f"e2R{near[3][-2:]}", f"{cased} kL{kinds[2]} kR{kinds[3]}", f"{cased} R{near[3]}",
             f"bL{_capital(words, place - 1)}", f"bR{_capital(words, place + 1)}"]
    lines += _tenses(words, place, kinds[2])
    around = {text.lower() for text in (*words[max(place - WINDOW, 0):place], *words[place + 1:place + 1 + WINDOW])}
    bag = [*(f"w{text}" for text in around), *{f"p{text[:5]}" for text in around if len(text) > 4}]
    hashed = [crc32(f"{word}:{line}".encode()) % BAG for line in (*lines, "")]
    if homograph.is_verb:
        hashed += [crc32(f"verb:{line}".encode()) % BAG for line in lines]
    return hashed + [BAG + crc32(f"{word}:{line}".encode()) % BAG for line in bag]


def _tenses(words, place, kind):
    """Return cues to the tense in the rest of the sentence, on which alone the pronunciation of "read" depends."""
    others = [text.lower() for text in (*words[max(place - WINDOW, 0):place], *words[place + 1:place + 1 + WINDOW])]
    past = any(text in _PAST or text.endswith("ed") and len(text) > 4 for text in others)
    present = any(text in _PRESENT for text in others)
    tense = f"t{past:d}{present:d}"
    first = _kind(words[0].lower()) if place else ""
    return [tense, f"{tense} kL{kind}", f"first {first}", f"first {first} kL{kind}"]


def _second(word, homograph, inflected, words, pauses, place):
    total = float(_weights()[features(word, homograph, inflected, words, pauses, place)].sum(dtype="float32"))
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def _near(words, pauses, place, offset):
    at, step = place, 1 if offset > 0 else -1
    for _ in range(abs(offset)):
        # A mark of punctuation is as good as a word.
        gap = pauses[at] if step > 0 else pauses[at - 1] if at > 0 else ""
        mark = gap.strip()[:1]
        at += step
        if not 0 <= at < len(words):
            return _EDGE
        if mark and mark in ".!?;:,\"()":
            return mark if at == place + offset else _EDGE if mark in ".!?;" else words[at].lower()
    return words[at].lower()


def _kind(text):
    kind = _KIND.get(text)
    if kind:
        return kind
    return next((f"-{ending}" for ending in _ENDINGS if text.endswith(ending) and len(text) > len(ending) + 2),
                text if len(text) == 1 else "word")


def _capital(words, place):
    return 0 <= place < len(words) and words[place][:1].isupper()


@cache
def _weights():
    from safetensors.numpy import load_file
    return load_file(WEIGHTS)["weights"]
