"""English text to the characters of the Real-Time-Voice-Cloning family's Tacotron, and characters to numbers."""

import re
import unicodedata

from synthesizer.text import normalize
from synthesizer.text.alphabet import to_numbers

# The order is the numbering of the published weights. "_" pads; "~" ends a text.
ALPHABET = "_~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!'\"(),-.:;? "
PAD, END = 0, "~"

_NUMBERS = {symbol: number for number, symbol in enumerate(ALPHABET)}
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‛": "'", "–": "-",
                        "—": "-", "‐": "-", "−": "-", "…": ".", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d",
                        "ł": "l", "þ": "th", "ð": "d", "&": " and ", "[": "(", "]": ")", "{": "(", "}": ")"})
_OUTSIDE = re.compile(f"[^{re.escape(ALPHABET[2:])}]")


def spell(text: str) -> tuple[str, list[str]]:
    """Write a text in the alphabet.

    Parameters
    ----------
    text : str
        English; numbers and abbreviations are written out.

    Returns
    -------
    (characters, left_out) : str, list of str
        Lower case, without `END`, empty if there are no letters; and the words with a letter or sign outside the
        alphabet, such as those in another script.
    """
    kept, left_out = [], []
    for word in normalize(text).lower().split():
        plain = unicodedata.normalize("NFKD", word.translate(_PLAIN))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        if any(c.isalnum() and c not in _NUMBERS for c in plain):
            left_out.append(word)
        else:
            kept.append(_OUTSIDE.sub("", plain))
    characters = " ".join(" ".join(kept).split())
    return (characters if any(c.isalpha() for c in characters) else ""), left_out


def encode(characters: str) -> list[int]:
    """Return the numbers of characters, followed by `END`.

    Raises
    ------
    ValueError
        If a character is not in the alphabet.
    """
    return to_numbers(characters + END, _NUMBERS, "Tacotron's")
