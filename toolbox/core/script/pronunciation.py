"""Pronunciations written by people: IPA, or a respelling such as "noo-YEN"."""

import re

from synthesizer.text.phonemes import ALPHABET
from toolbox.core.cloning.ipa import IPA

VOWELS = "AIOQWYaeiouyæɑɐɒɔəɚɛɜɤɨɪøœʊʌᵻᵊɯ"
# Digraphs first; the synthesizer's English has neither the tie bar nor the length mark of "iː".
_FROM_IPA = (*((written, symbol) for symbol, written in IPA.items() if len(written) > 1), ("g", "ɡ"), ("ɚ", "əɹ"),
             ("ɝ", "ɜɹ"), ("r", "ɹ"), ("'", "ˈ"), (",", "ˌ"), ("͡", ""), (".", ""), ("|", ""), ("-", ""))
# Letter groups of English respelling as in dictionaries and newspapers, longest first.
RESPELLED = {
    "air": "ɛɹ", "are": "ɛɹ", "ire": "Iɹ", "igh": "I", "eye": "I", "oor": "ʊɹ", "our": "Wɹ", "tch": "ʧ", "dge": "ʤ",
    "aa": "ɑ", "ah": "ɑ", "ai": "A", "ar": "ɑɹ", "aw": "ɔ", "ay": "A", "ch": "ʧ", "dh": "ð", "ee": "i", "eh": "ɛ",
    "er": "əɹ", "ew": "ju", "ey": "A", "ih": "ɪ", "kh": "χ", "ng": "ŋ", "oh": "O", "oi": "Y", "oo": "u", "or": "ɔɹ",
    "ou": "W", "ow": "W", "oy": "Y", "sh": "ʃ", "th": "θ", "uh": "ə", "ur": "ɜɹ", "uu": "ʊ", "wh": "w", "zh": "ʒ",
    "ck": "k", "ph": "f", "qu": "kw", "ll": "l", "ss": "s", "tt": "t", "nn": "n", "mm": "m", "pp": "p", "ff": "f",
    "a": "æ", "b": "b", "c": "k", "d": "d", "e": "ɛ", "f": "f", "g": "ɡ", "h": "h", "i": "ɪ", "j": "ʤ", "k": "k",
    "l": "l", "m": "m", "n": "n", "o": "ɑ", "p": "p", "q": "k", "r": "ɹ", "s": "s", "t": "t", "u": "ʌ", "v": "v",
    "w": "w", "x": "ks", "y": "j", "z": "z",
}
_GROUP = re.compile("|".join(sorted(RESPELLED, key=len, reverse=True)))


def from_ipa(written: str) -> str:
    """Return the synthesizer's symbols for IPA; raise ValueError with a sentence if it contains other signs.

    A word of several syllables without a stress mark is stressed on its first vowel.
    """
    symbols = written.strip().strip("/[]")
    for old, new in _FROM_IPA:
        symbols = symbols.replace(old, new)
    symbols = " ".join(symbols.split())
    unknown = sorted(set(symbols) - set(ALPHABET)) + sorted(set(symbols) & set(";:!?—…\"()“”"))
    if unknown:
        raise ValueError(f"'{written}' has characters that stand for no sound here: {' '.join(unknown)}.")
    if not any(c in VOWELS or c.isalpha() for c in symbols):
        raise ValueError(f"'{written}' holds no sound.")
    if not re.search("[ˈˌ]", symbols) and (first := re.search(f"[{VOWELS}]", symbols)):
        symbols = f"{symbols[:first.start()]}ˈ{symbols[first.start():]}"
    return symbols


def from_respelling(written: str) -> str:
    """Return the symbols for a respelling: syllables joined by hyphens, with the stressed one in capitals.

    Raises
    ------
    ValueError
        If there are characters other than letters, hyphens, apostrophes and spaces; the message is a sentence.
    """
    if unknown := sorted({c for c in written.lower() if not ("a" <= c <= "z" or c in "-' ")}):
        raise ValueError(f"'{written}' can be respelled in letters and hyphens only, not with {' '.join(unknown)}.")
    words = [_respelled_word(word) for word in written.split()]
    if not any(words):
        raise ValueError(f"'{written}' holds no sound.")
    return " ".join(filter(None, words))


def symbols_of(written: str) -> str:
    """Return the symbols for a written pronunciation: IPA if between slashes or with a letter of IPA's own."""
    if written.strip().startswith("/") or not written.isascii():
        return from_ipa(written)
    return from_respelling(written)


def _respelled_word(word):
    syllables = [s for s in word.replace("'", "").split("-") if s]
    stressed = [s.isupper() and len(s) > 1 for s in syllables]
    if not any(stressed) and syllables:
        stressed[0] = True
    return "".join(_respelled(syllable.lower(), stress) for syllable, stress in zip(syllables, stressed))


def _respelled(syllable, stressed):
    # A silent e lengthens the preceding vowel: "nite", "bone".
    silent = re.fullmatch(r"([^aeiou]*)([aeiou])([^aeiouwyr])e", syllable)
    if silent:
        begin, vowel, end = silent.groups()
        symbols = _groups(begin) + dict(a="A", e="i", i="I", o="O", u="u")[vowel] + _groups(end)
    else:
        # A vowel at the end of its syllable is long, as in "no" and "me".
        opened = re.fullmatch(r"([^aeiouy]*)([eoiuy])", syllable)
        symbols = _groups(opened[1]) + dict(e="i", o="O", i="i", u="u", y="i")[opened[2]] if opened \
            else _groups(syllable)
    first = re.search(f"[{VOWELS}]", symbols)
    return f"{symbols[:first.start()]}ˈ{symbols[first.start():]}" if stressed and first else symbols


def _groups(letters):
    return "".join(RESPELLED[group] for group in _GROUP.findall(letters))
