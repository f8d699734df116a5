"""Names spelt as in other languages, which no dictionary has: Kieślowski, Räikkönen, Galatasaray's Şükür, Xiuying.

Letters that English lacks, and a few spellings, identify the language; espeak-ng pronounces the name in it, and its
sounds are replaced by those that English speakers use for them. Chinese names are read by the syllables of pinyin.
"""

import re
import unicodedata
from functools import cache

from synthesizer.text.en import romanised
from synthesizer.text.espeak import Espeak

# What identifies a language, the surest signs first; letters and spellings are in lower case.
_LANGUAGES = tuple((voice, re.compile(pattern)) for voice, pattern in (
    ("pl", "[ąęłńśźż]|szcz|(?:sz|cz|rz|w).*(?:[sc]k[ia]|wicz|czyk)$|^(?:krz|prz|grz|trz|szym|wojc)"),
    ("hu", "[őű]|(?=.*[áéíóöúü])(?:.*(?:sz|zs|gy|cs|ly)|.*[kbgdmr]ás$)"),
    ("cs", "[ěřůďťň]|(?=.*[čšž]).*[áíýé]"),
    ("hr", "[čćšžđ]"),
    ("tr", "[ğış]"),
    ("ro", "[ățșţ]"),
    ("is", "[ðþ]"),
    ("lv", "[ļķģņ]"),
    ("et", "õ[^e]"),
    ("sv", "å|ström$|sjö|[äö].*(?:qvist|kvist|lund|sson)$"),
    ("nb", "[øæ]"),
    ("fi", "(?=.*[äö])(?:.*(?:nen$|kk|aa|ii|uu|yy|ää|öö)|.*[äö]$)"),
    ("de", "[äöüß]"),
    ("pt-br", "[ãõ]|inh[oa]$|ção|ç.*(?:es|[oa])$"),
    ("es-419", "[ñáíóú]|é.*(?:ez|[oa])$|és$"),
    ("fr-fr", "[éèêëçàâîïôûùœ]"),
))
_MACRONS = re.compile("[āēīōū]")
# IPA to the sounds of American English; pairs come before single symbols.
_SOUNDS = (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("tɕ", "ʧ"), ("dʑ", "ʤ"), ("tʂ", "ʧ"), ("dʐ", "ʤ"), ("pf", "f"), ("ts", "ts"),
    ("ɐ̃ʊ̃", "W"), ("ɐ̃ɪ̃", "In"), ("ɐ̃j̃", "In"), ("o̯a", "wɑ"), ("e̯a", "jɑ"), ("ɑ̃", "ɑn"),
    ("ɛ̃", "æn"), ("œ̃", "ʌn"), ("ɔ̃", "ɔn"), ("ɐ̃", "ən"), ("ẽ", "An"), ("ĩ", "in"),
    ("õ", "On"), ("ũ", "un"),
    ("aɪ", "I"), ("aʊ", "W"), ("ɔʏ", "Y"), ("ɔø", "Y"), ("ɔɪ", "Y"), ("eɪ", "A"), ("ai", "I"), ("au", "W"), ("oi", "Y"),
    ("ei", "A"), ("ou", "O"), ("æi", "I"), ("ɛi", "A"),
    ("ɐ", "ə"), ("ɤ", "ə"), ("ɜ", "ə"), ("ʃʲ", "ʃ"),
    ("øː", "ɜɹ"), ("œː", "ɜɹ"), ("ø", "ɜɹ"), ("œ", "ɜɹ"), ("ɵ", "ʊ"), ("yː", "u"), ("y", "u"), ("ʏ", "ʊ"), ("ʉː", "u"),
    ("ʉ", "u"), ("ɨ", "ɪ"), ("ɯ", "ɪ"), ("ð", "d"),
    ("ɑː", "ɑ"), ("aː", "ɑ"), ("eː", "A"), ("oː", "O"), ("ɔː", "ɔ"), ("ɛː", "ɛ"), ("iː", "i"), ("uː", "u"), ("æː", "æ"),
    ("a", "ɑ"), ("ː", ""), ("ˑ", ""), ("ʲ", "j"), ("ʰ", ""), ("ʷ", "w"), ("ʔ", ""), ("'", ""),
    ("ʁ", "ɹ"), ("ʀ", "ɹ"), ("r", "ɹ"), ("ɾ", "ɹ"), ("ɽ", "ɹ"), ("ɺ", "ɹ"), ("ɹɹ", "ɹ"), ("ɲ", "nj"), ("ʎ", "lj"),
    ("ɕ", "ʃ"), ("ʑ", "ʒ"), ("ʂ", "ʃ"), ("ʐ", "ʒ"), ("ɧ", "ʃ"), ("ç", "h"), ("χ", "h"), ("x", "h"), ("ɣ", "ɡ"),
    ("β", "b"), ("ʝ", "j"), ("c", "kj"), ("ɟ", "ɡj"), ("ɸ", "f"), ("ɬ", "l"), ("ɭ", "l"), ("ɫ", "l"), ("ʋ", "v"),
    ("ɱ", "m"), ("ɳ", "n"), ("ʈ", "t"), ("ɖ", "d"), ("ɥ", "w"), ("r̝", "ɹʒ"), ("̩", ""),
)
_OF_ONE = {"de": (("ɜ", "əɹ"),), "pt-br": (("ɐ̃ʊ̃", "W"), ("uw", "O"), ("ʊ", "O"))}
_VOWEL = "IWYAOæɑəɛɜɪʊʌɔiueo"
_INITIALS = {"zh": "ʤ", "ch": "ʧ", "sh": "ʃ", "x": "ʃ", "q": "ʧ", "j": "ʤ", "z": "z", "c": "ts", "r": "ɹ", "y": "j",
             **{letter: letter for letter in "bpmfdtnlkhsw"}, "g": "ɡ", "": ""}
_FINALS = {
    "iang": "jɑŋ", "iong": "jʊŋ", "uang": "wɑŋ", "ueng": "wʌŋ", "ang": "ɑŋ", "eng": "ʌŋ", "ing": "ɪŋ", "ong": "ʊŋ",
    "iao": "jW", "ian": "jɛn", "uai": "wI", "uan": "wɑn", "ai": "I", "ei": "A", "ao": "W", "ou": "O", "an": "ɑn",
    "en": "ʌn", "in": "ɪn", "un": "un", "ia": "jɑ", "ie": "jɛ", "iu": "jO", "ua": "wɑ", "uo": "wO", "ui": "wA",
    "ue": "wɛ", "üe": "wɛ", "a": "ɑ", "o": "O", "e": "ə", "i": "i", "u": "u", "ü": "u", "er": "ɑɹ",
}
_SYLLABLE = rf"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(?:{'|'.join(_FINALS)})"
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{2,3}}")
# Spellings that nothing but pinyin has.
_CHINESE = re.compile(r"^x[iu]|[aeiou]x[iu]|^q[iu](?!.*que)|zh[aeiou]|iao|iu[a-z]|uang|iang|iong|uo[a-z]|ui[a-z]|"
                      r"(?:ng|ao|ai)$|ng[bdjqxyzw]|[a-z]hua$|hui|xue")


def say(word: str) -> str | None:
    """Pronounce a name in the language that its spelling suggests.

    Parameters
    ----------
    word : str
        A word with a capital that no dictionary has.

    Returns
    -------
    str or None
        Its phonemes; None if nothing suggests a language.
    """
    lower = unicodedata.normalize("NFC", word.lower())
    if not word[:1].isupper() or not lower.isalpha():
        return None
    if lower.isascii() and _CHINESE.search(lower) and _PINYIN.fullmatch(lower):
        return _chinese(lower)
    if _MACRONS.search(lower):
        plain = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
        return romanised.say(plain.capitalize())
    for voice, sign in _LANGUAGES:
        if sign.search(lower):
            return _adapted(_voice(voice).say(lower)) or None
    return None


@cache
def _voice(name):
    return Espeak(name, (*_OF_ONE.get(name, ()), *_SOUNDS))


def _adapted(said):
    """Give the vowels of another language the quality that English has in their place."""
    # A syllable that has no vowel but an "r".
    said = re.sub(rf"(?<![{_VOWEL}ˈˌ])ɹ(?=[^{_VOWEL}ˈˌjw])", "ɜɹ", said.replace(" ", ""))
    # An "e" or "o" is long where it ends a syllable, short before two consonants or a last one.
    closed = rf"(?=[^{_VOWEL}ˈˌ][ˈˌ]?[^{_VOWEL}ˈˌjwɹl]|[^{_VOWEL}ˈˌ]$)"
    said = re.sub(f"e{closed}", "ɛ", said)
    said = re.sub(f"o{closed}", "ɔ", said)
    said = re.sub(rf"(?<=[ˈˌ])([^{_VOWEL}]*)e", r"\1A", said)
    said = re.sub("e$", "A", said).replace("e", "ɛ").replace("o", "O")
    # The vowel of an unstressed last syllable is weak.
    said = re.sub(rf"(?<![ˈˌ])(?<=[^{_VOWEL}ˈˌ])ɑ(?=[^{_VOWEL}ˈˌ]?$)", "ə", said) if "ˈ" in said[:-2] else said
    return re.sub(r"([bdfɡklmnpstvz])\1", r"\1", said).replace("jj", "j") if said else said


def _chinese(word):
    syllables = re.findall(_SYLLABLE, word)
    if "".join(syllables) != word:
        return None
    said = ""
    for place, syllable in enumerate(syllables):
        initial = re.match("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]", syllable).group()
        final = syllable[len(initial):]
        sound = _FINALS[final]
        # "yi", "wu" and "yan" have no second glide, and "zi" and "shi" a vowel of their own.
        if initial == "y" and final == "an":
            sound = "ɛn"
        elif initial in ("z", "c", "s", "zh", "ch", "sh", "r") and final == "i":
            sound = "ɹ̩" if initial == "r" else "ə"
        onset = _INITIALS[initial]
        if initial in ("j", "q", "x") and sound[:1] == "j":
            sound = ("i" if len(sound) > 1 and sound[1] in "ɑOW" else "") + sound[1:]
        stress = "ˈ" if place == len(syllables) - 1 else "ˌ" if place == len(syllables) - 3 else ""
        said += onset + _stressed(sound, stress)
    return said.replace("ɹ̩", "ə")


def _stressed(sound, stress):
    at = next(i for i, c in enumerate(sound) if c in _VOWEL)
    if sound[0] == "i" and len(sound) > 1 and sound[1] in "ɑOW":
        at = 1
    return sound[:at] + stress + sound[at:]
