"""Names missing from dictionaries, from languages with open syllables: Adeyemi, Tanizaki, Nobunaga.

Names from Japanese, Yoruba, Swahili, Hawaiian, Italian and many other languages follow each consonant by one of five
Italian vowels, and English speakers pronounce them accordingly, with the stress on the penultimate syllable. English
letter-to-sound rules, which expect a silent "e" or a long "i", fail for them.
"""

import re

_CONSONANTS = {
    "ch": "ʧ", "sh": "ʃ", "ts": "ts", "ny": "nj", "ky": "kj", "ry": "ɹj", "kw": "kw", "gw": "ɡw", "mb": "mb",
    "nd": "nd", "nk": "ŋk", "ng": "ŋɡ", "nj": "nʤ", "nt": "nt", "mp": "mp", "nz": "nz", "ns": "ns", "nch": "nʧ",
    "b": "b", "d": "d", "f": "f", "g": "ɡ", "h": "h", "j": "ʤ", "k": "k", "l": "l", "m": "m", "n": "n", "p": "p",
    "r": "ɹ", "s": "s", "t": "t", "v": "v", "w": "w", "y": "j", "z": "z",
}
_STRESSED = dict(a="ɑ", e="A", i="i", o="O", u="u")
_UNSTRESSED = dict(a="ə", e="ɛ", i="i", o="O", u="u")
_ONSET = "|".join(sorted(_CONSONANTS, key=len, reverse=True))
_SYLLABLE = re.compile(f"({_ONSET})?([aeiou])")
# A final "e" would most often be silent.
_NAME = re.compile(rf"[aeiou]?(?:(?:{_ONSET})[aeiou]){{2,6}}(?<!e)")


def say(word: str) -> str | None:
    """Pronounce a name by its open syllables.

    Parameters
    ----------
    word : str
        A capitalised word that no dictionary has.

    Returns
    -------
    str or None
        Its phonemes; None if it is not spelt in at least three open syllables.
    """
    lower = word.lower()
    if not word[:1].isupper() or not _NAME.fullmatch(lower):
        return None
    syllables = _SYLLABLE.findall(lower)
    if len(syllables) < 3:
        return None
    main = len(syllables) - 2
    said = ""
    for place, (onset, vowel) in enumerate(syllables):
        # Every other syllable before the main stress bears some.
        strength = "ˈ" if place == main else "ˌ" if place < main - 1 and (main - place) % 2 == 0 else ""
        sound = (_STRESSED if strength else _UNSTRESSED)[vowel]
        onset = _CONSONANTS.get(onset, "")
        said += f"{'T' if onset == 't' and said and not strength else onset}{strength}{sound}"
    return said
