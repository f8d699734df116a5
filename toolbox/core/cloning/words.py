"""Which of a speech's phonemes are which written word, and the phonemes in the symbols that dictionaries use."""

import re
from collections.abc import Sequence

import numpy as np

# The synthesizer's one symbol for each diphthong and affricate, as the International Phonetic Alphabet writes it.
IPA = {"A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "T": "ɾ", "S": "ʃ", "ʧ": "tʃ", "ʤ": "dʒ",
       "ʣ": "dz", "ʥ": "dʑ", "ʦ": "ts", "ʨ": "tɕ", "ᵝ": "β", "ꭧ": "tʂ", "ᵊ": "ə", "ᵻ": "ɪ"}
LONGEST = 4000  # letters of text, or symbols, that are aligned: most of a second of work
SOUNDS = {"b": "b", "c": "ksʃʧ", "d": "dʤT", "f": "fv", "g": "ɡʤʒ", "h": "h", "j": "ʤj", "k": "k", "l": "l", "m": "m",
          "n": "nŋ", "p": "pf", "q": "k", "r": "ɹ", "s": "szʃʒ", "t": "tTʧʃθð", "v": "v", "w": "wW", "x": "kzɡ",
          "y": "jiɪI", "z": "zs", "u": "juʌʊ"}
VOWELS = "aeiouyAIOWYQɑɐɒæɔəɚɛɜɪʊʌᵻᵊ"
# Costs of a symbol alone, of two vowels, of two other sounds, and of a sound and a space or mark.
GAP, VOWEL, OTHER, NEVER = 0.6, 0.4, 1.3, 4.0


def ipa(symbol: str) -> str:
    """Return a symbol of the synthesizer, with marks of stress and length around it, in IPA."""
    return "".join(IPA.get(part, part) for part in symbol)


def time_words(text: str, phonemes: Sequence[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Find when each word of an English text is said; figures are words as they are read out.

    Letters and symbols are aligned (Needleman and Wunsch, 1970) by the sounds that a letter has in English, so that
    words that run together in speech are taken apart.

    Parameters
    ----------
    text : str
    phonemes : sequence of (str, float, float)
        Symbol, begin and end in seconds.

    Returns
    -------
    list of (str, float, float)
        Word, begin and end in seconds, without those that nothing was said of; empty for a text of more than LONGEST
        letters.
    """
    from synthesizer.text import normalize

    if max(len(text), len(phonemes)) > LONGEST:
        return []
    words = [word for word in normalize(text).split() if re.search(r"\w", word)]
    letters = " ".join(words).lower()
    symbols = [symbol for symbol, _, _ in phonemes]
    if not letters or not symbols:
        return []
    numbers = np.repeat(np.arange(len(words)), [len(word) + 1 for word in words])[:-1]
    spans: dict[int, tuple[float, float]] = {}
    for letter, symbol in _pairs(letters, symbols):
        if letters[letter] != " " and re.search(r"\w", symbols[symbol]):
            _, begin, end = phonemes[symbol]
            first, last = spans.get(numbers[letter], (begin, end))
            spans[numbers[letter]] = min(first, begin), max(last, end)
    return [(word.strip(".,;:!?\"“”()[]…"), *spans[number]) for number, word in enumerate(words) if number in spans]


def _pairs(letters, symbols):
    """Return the (letter, symbol) indices of the cheapest alignment; each symbol has a letter."""
    (kinds, which), (sounds, sounding) = (np.unique(list(of), return_inverse=True) for of in (letters, symbols))
    table = np.array([[_cost(letter, str(sound)) for sound in sounds] for letter in kinds])[:, sounding]
    rows, columns = len(letters), len(symbols)
    gaps = GAP * np.arange(columns + 1)
    best, steps = gaps.copy(), np.zeros((rows + 1, columns + 1), np.int8)  # 0: a symbol alone, 1: both, 2: a letter
    steps[1:, 0] = 2
    for row in range(1, rows + 1):
        both, alone = best[:-1] + table[which[row - 1]], best + GAP
        found = alone.copy()
        np.minimum(both, alone[1:], out=found[1:])
        steps[row, 1:] = np.where(both <= alone[1:], 1, 2)
        # Symbols alone, one after another: a running minimum.
        best = np.minimum.accumulate(found - gaps) + gaps
        steps[row][best < found - 1e-9] = 0
    pairs, row, column = [], rows, columns
    while column:
        step = steps[row, column] if row else 0
        if step == 2:
            row -= 1
            continue
        # A symbol alone belongs to the letter before it.
        pairs.append((max(row - 1, 0), column - 1))
        row, column = row - (step == 1), column - 1
    return pairs


def _cost(letter, symbol):
    if letter == symbol or symbol[-1:] and symbol[-1] in SOUNDS.get(letter, ""):
        return 0.0 if letter.isalnum() else -0.5  # spaces and marks are where words end
    if not letter.isalnum() or not any(c.isalnum() for c in symbol):
        return NEVER
    return VOWEL if letter in VOWELS and symbol[-1] in VOWELS else OTHER
