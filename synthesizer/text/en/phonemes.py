"""What English words sound like."""

from collections.abc import Mapping

from synthesizer.text.espeak import Espeak, override
from synthesizer.text.tokens import Sound

# One symbol for each diphthong and affricate; the order matters (ɜːɹ before ɜː, and ː last of the vowels).
ESPEAK = Espeak("en-us", (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("aʊ", "W"), ("ɔɪ", "Y"), ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("ː", ""), ("ɾ", "T"), ("x", "k"),
))


def pronounce(sentence: str, dictionary: Mapping[str, str]) -> list[Sound]:
    """Say what each word of a sentence sounds like.

    Parameters
    ----------
    sentence : str
        Normalised English.
    dictionary : mapping of str to str
        The caller's own phonemes of words in lower case; they come before everything else.

    Returns
    -------
    list of Sound
        Words, and the pauses between them.
    """
    sounds = ESPEAK.sounds(sentence)
    for position, sound in enumerate(sounds):
        if sound.text.lower() in dictionary:
            override(sounds, position, dictionary[sound.text.lower()], "dictionary")
    return sounds
