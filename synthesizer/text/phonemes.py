"""The phoneme alphabet shared by all languages, and its numbering for the synthesizer."""

import re

from synthesizer.text.alphabet import to_numbers

# The order is the numbering of the trained models: append, never reorder.
ALPHABET = (
    ";:,.!?—…\"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌː"
    "ʰʲ↓→↗↘ᵻ"
)
PAD = 0

_NUMBERS = {symbol: number for number, symbol in enumerate(ALPHABET, 1)}
_OUTSIDE = re.compile(f"[^{re.escape(ALPHABET)}]")


def only_known(phonemes: str) -> str:
    """Drop every character that is not in `ALPHABET`."""
    return _OUTSIDE.sub("", phonemes)


def encode(phonemes: str) -> list[int]:
    """Return the synthesizer's numbers of phonemes, from 1 up; 0 is the edge of a sentence, and padding.

    Parameters
    ----------
    phonemes : str
        Characters of `ALPHABET`.

    Returns
    -------
    list of int
        One number for each character.

    Raises
    ------
    ValueError
        If a character is not in the alphabet.
    """
    return to_numbers(phonemes, _NUMBERS, "the phoneme")


def decode(numbers: list[int]) -> str:
    """Return the phonemes numbered by `encode`, skipping zeros (edges and padding).

    Parameters
    ----------
    numbers : list of int
        Values between 0 and the length of `ALPHABET`.

    Returns
    -------
    str
        The phonemes.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    numbers = [int(number) for number in numbers]
    if numbers and not (min(numbers) >= 0 and max(numbers) <= len(ALPHABET)):
        raise ValueError(f"phoneme numbers lie between 0 and {len(ALPHABET)}")
    return "".join(ALPHABET[number - 1] for number in numbers if number != PAD)
