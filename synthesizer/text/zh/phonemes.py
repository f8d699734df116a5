"""Phonemes of Mandarin: jieba segments the text into words, pypinyin gives their syllables and a table the phonemes.

The symbols are those of misaki's transcription of pinyin (Apache-2.0), on which the teacher model of the virtual
corpus was trained: each syllable's tone is an arrow after the vowel, and the neutral tone has none. Tone sandhi is not
transcribed; the synthesizer learns it from the teacher's speech.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

import rjieba
from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials, to_normal

from synthesizer.text.phonemes import only_known
from synthesizer.text.tokens import Sound

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}

INITIALS = {
    "": "", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ",
    "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}
# 0 is replaced by the tone.
FINALS = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0", "en": "ə0n", "eng": "ə0ŋ",
    "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0", "in": "i0n", "iou": "jou0",
    "ing": "i0ŋ", "iong": "jʊ0ŋ", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "uei": "wei0", "ua": "wa0", "uai": "wai0",
    "uan": "wa0n", "uen": "wə0n", "uang": "wa0ŋ", "ueng": "wə0ŋ", "uo": "wo0", "o": "wo0", "ü": "y0", "üe": "ɥe0",
    "üan": "ɥɛ0n", "ün": "y0n",
}
# Syllables without a vowel, and interjections.
WHOLE = {"er": "ɚ0", "r": "ɚ0", "o": "ɔ0", "io": "jɔ0", "ê": "ɛ0", "m": "m0", "n": "n0", "ng": "ŋ0", "hm": "hm0",
         "hng": "hŋ0"}
# The vowel of "zhi" and "zi" is the consonant's own.
_SIBILANTS = frozenset(("zh", "ch", "sh", "r", "z", "c", "s"))

_PARTS = re.compile(rf"(?P<han>[{HAN}]+)|(?P<latin>[{LATIN}][{LATIN}'-]*(?: +[{LATIN}][{LATIN}'-]*)*)"
                    r"|(?P<other>(?:[^\W\d_]|[\u0300-\u036f])+)|(?P<rest>.)", re.S)


def cut(text: str) -> list[str]:
    """Segment a run of Chinese characters into words."""
    return rjieba.cut(text)


@lru_cache(maxsize=2_000)
def say_syllable(pinyin: str) -> str | None:
    """Return the phonemes of a syllable.

    Parameters
    ----------
    pinyin : str
        Followed by the tone as a digit, as in "hao3"; 5 is the neutral tone.

    Returns
    -------
    str or None
        None if it is not a syllable of Mandarin.
    """
    plain, tone = to_normal(pinyin), TONES.get(pinyin[-1:])
    if tone is None:
        return None
    if plain in WHOLE:
        return WHOLE[plain].replace("0", tone)
    initial, final = to_initials(plain, strict=True), to_finals(plain, strict=True, v_to_u=True)
    if initial not in INITIALS or final not in FINALS:
        return None
    vowel = "ɨ0" if final == "i" and initial in _SIBILANTS else FINALS[final]
    return INITIALS[initial] + vowel.replace("0", tone)


def pronounce(sentence: str, dictionary: Mapping[str, str]) -> list[Sound]:
    """Return the phonemes of each word of a sentence.

    Parameters
    ----------
    sentence : str
        Normalised Chinese; words in Latin letters are pronounced in English.
    dictionary : mapping of str to str
        The user's own pronunciations, which take precedence.

    Returns
    -------
    list of Sound
        The words found by jieba and the pauses between them. Characters without a reading and words in other scripts
        are "unread".
    """
    sounds: list[Sound] = []
    for part in _PARTS.finditer(sentence):
        text = part.group()
        if part.lastgroup == "han":
            said = [_word(word, dictionary) for word in cut(text)]
        elif part.lastgroup == "latin":
            # English takes half a second to import, and most Chinese texts do not need it.
            from synthesizer.text.en import phonemes as english
            said = [sound for sound in english.pronounce(text, dictionary) if sound.source != "pause"]
        elif part.lastgroup == "other":
            said = [Sound(text, "", "unread", False)]
        else:
            if sounds and sounds[-1].source == "pause":
                text = sounds.pop().text + text
            sounds.append(Sound(text, only_known(text), "pause"))
            continue
        for sound in said:
            if sounds and sounds[-1].source != "pause":
                sounds.append(Sound(" ", " ", "pause"))
            if sounds and sounds[-1].text == " " and not sound.phonemes:
                sounds[-1] = Sound(" ", "", "pause")
            sounds.append(sound)
    return sounds


def _word(word, dictionary):
    own = dictionary.get(word.lower())
    if own is not None:
        return Sound(word, own, "dictionary")
    said = [say_syllable(pinyin) for pinyin in lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)]
    if not all(said):
        return Sound(word, "", "unread", False)
    return Sound(word, "".join(filter(None, said)), "pinyin")
