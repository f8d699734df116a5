"""Conversion of American to British phonemes, for names missing from British dictionaries."""

import re

VOWELS = "AIOQWYaeiouæɑɐɒɔəɛɜɪʊʌᵻᵊ"
# Vowels before an "r", which is only pronounced before another vowel.
_RHOTIC = (("ɜɹ", "ɜː"), ("əɹ", "ə"), ("ɑɹ", "ɑː"), ("ɔɹ", "ɔː"), ("Oɹ", "ɔː"), ("ɛɹ", "ɛː"), ("ɪɹ", "iə"),
           ("iɹ", "iə"), ("ʊɹ", "ʊə"), ("uɹ", "ʊə"), ("Iɹ", "Iə"), ("Wɹ", "Wə"))
_PLAIN = str.maketrans({"O": "Q", "æ": "a", "T": "t", "ᵻ": "ɪ", "u": "uː", "ɔ": "ɔː"})


def british(word: str, phonemes: str) -> str:
    """Convert the American phonemes of a word to British ones in espeak-ng's notation.

    Parameters
    ----------
    word : str
        The spelling: an "o" distinguishes the vowel of "lot" from that of "palm", which are the same in America.
    phonemes : str
        Phonemes in the notation of espeak-ng's en-us.

    Returns
    -------
    str
        The British phonemes.
    """
    said = phonemes.replace("əɹɹ", "əɹ")
    for american, vowel in _RHOTIC:
        said = re.sub(rf"{american}(?=[ˈˌ]?[{VOWELS}])", "\0", said).replace(american, vowel).replace(
            "\0", vowel + "ɹ")
    letters = [(place / len(word), letter) for place, letter in enumerate(word.lower()) if letter in "ao"]

    def open_vowel(match):
        near = min(letters, key=lambda at: abs(at[0] - match.start() / len(said)), default=(0, "a"))
        return "ɒ" if near[1] == "o" else "ɑː"

    said = re.sub("ɑ(?!ː)", open_vowel, said)
    said = re.sub("ɔ(?!ː)", lambda m: "ɔː" if re.search("a[uwl]|ough|or", word.lower()) else "ɒ", said)
    said = re.sub(rf"(?<=[ˈˌ])([^{VOWELS}]*)i(?!ə)", r"\1iː", said)
    return re.sub("əl$", "ᵊl", said.translate(_PLAIN | {ord("ɔ"): "ɔ"}))
