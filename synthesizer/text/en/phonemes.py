"""Pronunciation of English words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from synthesizer.text.en import borrowed, homographs, lexicon, romanised
from synthesizer.text.en.acronyms import WORDS
from synthesizer.text.espeak import Espeak, override
from synthesizer.text.tokens import Sound

# One symbol for each diphthong and affricate; the order matters (ɜːɹ before ɜː, and ː last of the vowels).
ESPEAK = Espeak("en-us", (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("aʊ", "W"), ("ɔɪ", "Y"), ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("ː", ""), ("ɾ", "T"), ("x", "k"),
))

_VOWEL = re.compile(r"[ˈˌ]?[AIOQWYaeiouæɑɐɒɔəɛɜɪʊʌᵻ]")
# Below this the model's choice between two readings of a word is a guess.
DOUBTFUL = 0.7


def linked(word: str, phonemes: str) -> str:
    """Return the American pronunciation of a word before a vowel, where espeak-ng doubles the "r" of "er"."""
    return f"{phonemes}ɹ" if phonemes.endswith("əɹ") else phonemes


@dataclass(frozen=True)
class Accent:
    """The differences between the accents of English."""

    espeak: Espeak
    find: Callable[[str], str | None] = lexicon.find
    """Looks a word up in the accent's lexicon; None if espeak-ng can be trusted."""
    homographs: Mapping[str, tuple[str, str]] | None = None
    """Phonemes of both readings of a homograph where they are not the American ones."""
    adapt: Callable[[str, str], str] = lambda word, phonemes: phonemes
    """Turns American phonemes of a word into the accent's."""
    link: Callable[[str, str], str] = linked
    """Returns the phonemes of a word before a vowel."""


AMERICAN = Accent(ESPEAK)


def pronounce(sentence: str, dictionary: Mapping[str, str], accent: Accent = AMERICAN) -> list[Sound]:
    """Pronounce each word of a sentence.

    Parameters
    ----------
    sentence : str
        Normalised English.
    dictionary : mapping of str to str
        The caller's own phonemes by lower-case word; they take precedence.
    accent : Accent

    Returns
    -------
    list of Sound
        Words, and the pauses between them. A word comes from the dictionary, is a homograph, is in the lexicon, is a
        name in open syllables, or is left to espeak-ng; it is uncertain if no dictionary has it or if its reading is a
        close decision.
    """
    sounds = accent.espeak.sounds(sentence)
    places = [place for place, sound in enumerate(sounds) if sound.source != "pause"]
    chosen = _homographs(sounds, places, accent)
    changed = []
    for number, place in enumerate(places):
        text = sounds[place].text
        own = dictionary.get(text.lower()) if dictionary else None
        if own is not None:
            said = own, "dictionary", True
        elif number in chosen:
            phonemes, probability = chosen[number]
            said = _with_stress(phonemes, sounds[place].phonemes), "homograph", probability >= DOUBTFUL
        else:
            said = _look_up(text, sounds[place], accent)
        if said is None:
            continue
        phonemes, source, certain = said
        if phonemes == sounds[place].phonemes:
            sounds[place] = Sound(text, phonemes, source, certain)
        else:
            override(sounds, place, phonemes, source, certain)
            changed.append(place)
    for place in changed:
        _link(sounds, place, accent)
    return sounds


def _with_stress(phonemes, said):
    """Keep espeak-ng's phonemes if they differ only in stress, which short words lack within a sentence."""
    return said if phonemes.count("ˈ") == 1 and phonemes.replace("ˈ", "") == said.replace("ˌ", "") else phonemes


def _homographs(sounds, places, accent):
    """Choose the readings of homographs, including those in compounds such as "lead-free"."""
    words, pauses, owners = [], [], []
    for number, place in enumerate(places):
        parts = [part for part in sounds[place].text.split("-") if part] or [sounds[place].text]
        words += parts
        pauses += ["-"] * (len(parts) - 1) + [sounds[place + 1].text if place + 1 < len(sounds) else ""]
        owners += [number] * len(parts)
    chosen = {}
    for at, (phonemes, probability) in homographs.choose(words, pauses, accent.homographs).items():
        number = owners[at]
        parts = [i for i, owner in enumerate(owners) if owner == number]
        if len(parts) > 1:
            said = [phonemes if i == at else accent.find(words[i]) or accent.espeak.say(words[i]) for i in parts]
            # The second part of a compound has the weaker stress.
            phonemes = "".join(said)
        chosen[number] = phonemes, probability
    return chosen


def _look_up(text, sound, accent):
    # Letters are spelled, whatever word they make.
    if len(text) < 2 or (text.isupper() and text not in WORDS and not lexicon.is_name(text)) or not text[0].isalpha():
        return None
    said = accent.find(text)
    if said:
        return said, "lexicon", True
    if "-" in text and not text.endswith("-"):
        parts = text.split("-")
        if any(len(part) > 1 and accent.find(part) for part in parts):
            joined = "".join(len(part) > 1 and accent.find(part) or accent.espeak.say(part) for part in parts)
            return joined, "lexicon", True
        if all(lexicon.known(part) for part in parts if part):
            return None
    if sound.source == "espeak-ng" and not lexicon.known(text) and not text.isupper():
        spelt = borrowed.say(text) or romanised.say(text)
        if spelt:
            return accent.adapt(text, spelt), "spelling", False
        return sound.phonemes, "espeak-ng", False
    return None


def _link(sounds, place, accent):
    """Adjust the words around a changed one as espeak-ng would."""
    phonemes = sounds[place].phonemes
    if place >= 2 and sounds[place - 1].text == " ":
        word, said = sounds[place - 2].text.lower(), sounds[place - 2].phonemes
        vowel = bool(_VOWEL.match(phonemes))
        if word == "the" and said in ("ðə", "ðɪ"):
            sounds[place - 2] = _saying(sounds[place - 2], "ðɪ" if vowel else "ðə")
        elif word == "to" and said in ("tə", "tʊ"):
            sounds[place - 2] = _saying(sounds[place - 2], "tʊ" if vowel else "tə")
    if place + 2 < len(sounds) and sounds[place + 1].text == " " and _VOWEL.match(sounds[place + 2].phonemes):
        sounds[place] = _saying(sounds[place], accent.link(sounds[place].text, phonemes))


def _saying(sound, phonemes):
    return Sound(sound.text, phonemes, sound.source, sound.certain)
