"""Read-back: comparison of the phonemes recognised in a rendered sentence with its text."""

import re
from collections.abc import Collection
from functools import cache
from typing import Protocol

import numpy as np

from synthesizer.editing import boundaries, span
from synthesizer.reading import Reading
from synthesizer.text.data import DATA
from synthesizer.text.en.lexicon import WordSet
from synthesizer.text.phonemes import ALPHABET, encode
from toolbox.core.cloning.speech import Spoken

SILENT = " ;:,.!?—…\"()“”ˈˌː"
# Score (see `scores`) above which a word counts as lost. Chosen on sentences in which a word was exchanged or muted:
# 0.86 of 104 such words are found, and 0.007 of 886 others are reported.
LOST = 2.0
COMMON = DATA / "en" / "common-words.bin"
LEVELS = (1, 3, 10, 30, 100, 300)  # times that a word occurs in 180,000 words of running text (tools/fit_readback.py)
# Weights of the columns of `evidence`, and the sum above which a word may be misheard (tools/fit_readback.py).
WEIGHTS, MISHEARD = np.array([-0.639, -0.317, 2.481]), 0.909
WEAK = 0.5  # weight of a reduced vowel, which recognisers often confuse in correct speech


class Listener(Protocol):
    """A recogniser of phonemes (synthesizer.recogniser.inference.Recogniser)."""

    def log_posteriors(self, mel: np.ndarray) -> np.ndarray:
        """Return log-probabilities of the edge and every symbol, float32 (n_symbols, n_frames)."""


def scores(listener: Listener, mel: np.ndarray, reading: Reading, words: list[tuple[str, float, float]],
           seconds_a_frame: float) -> np.ndarray:
    """Return how much less likely each word is than the phonemes recognised in its place, in nats per sound.

    This is the goodness of pronunciation (Witt and Young, 2000): in the frames of a sound, its probability relative to
    that of the most likely one. Sounds that are hard to distinguish are treated as one.

    Parameters
    ----------
    listener : Listener
    mel : float32 array (n_mels, n_frames)
    reading : Reading
    words : list of (str, float, float)
        The reading's words with their beginnings and ends in seconds of the mel.
    seconds_a_frame : float

    Returns
    -------
    float array (n_words,)
        0 or more; close to 0 where the word is recognised as written.
    """
    posteriors = _TOGETHER @ np.exp(listener.log_posteriors(mel).astype(np.float64))
    fall = np.zeros(len(words))
    for number, (word, (_, begin, end)) in enumerate(zip(reading.words, words, strict=True)):
        symbols = [s for s in reading.symbols[word.begin: word.end] if s not in SILENT]
        first, last = max(0, int(begin / seconds_a_frame) - 3), int(end / seconds_a_frame) + 4
        heard = posteriors[:, first:last]
        if not symbols or heard.shape[1] < len(symbols):
            continue
        path = _best_path(heard, encode("".join(symbols)))
        losses, weights = [], []
        for position, symbol in enumerate(symbols):
            frames = heard[:, path == position]
            asked = frames[encode(symbol)[0]]
            others = np.delete(frames, _QUIET, axis=0).max(axis=0)
            # The clearest third of its frames decides whether the sound is present.
            shortfall = np.sort(np.log(np.maximum(others, 1e-4)) - np.log(np.maximum(asked, 1e-4)))
            losses.append(max(0.0, shortfall[: max(1, len(shortfall) // 3)].mean()))
            weights.append(WEAK if symbol in "əɪᵻʊɐ" else 1.0)
        # A word that consists only of a reduced vowel counts half.
        fall[number] = np.dot(losses, weights) / max(sum(weights), 1.0)
    return fall


def evidence(listener: Listener, mel: np.ndarray, spoken: Spoken, seconds_a_frame: float,
             unsure: Collection[str] = ()) -> np.ndarray:
    """Return the evidence that each word of an English sentence may be misheard, float (n_words, 3).

    The columns: the log-probability of its least likely sound where that is clearest; how common the word is, from 0 to
    6; and whether its pronunciation is a guess. The recogniser alone is not enough: voices are adapted with it, so it
    recognises words in them that a stranger does not.

    Parameters
    ----------
    listener : Listener
    mel : float32 array (n_mels, n_frames)
    spoken : Spoken
    seconds_a_frame : float
    unsure : collection of str
        Words whose pronunciation is a guess, in lower case.
    """
    reading, at = spoken.reading, (boundaries(spoken.reading) - spoken.cut) / seconds_a_frame
    heard = _TOGETHER @ np.exp(listener.log_posteriors(mel).astype(np.float64))
    found = np.zeros((len(reading.words), 3))
    for number, word in enumerate(reading.words):
        clearest = []
        for place in range(word.begin, word.end):
            if reading.symbols[place] not in SILENT:
                begin = min(max(0, int(at[place + 1])), mel.shape[1] - 1)
                end = max(begin + 1, int(at[place + 2]))
                clearest.append(heard[encode(reading.symbols[place])[0], begin:end].max())
        found[number] = (np.log(min(clearest, default=1.0) + 1e-6), commonness(word.text),
                         word.text.lower() in unsure)
    return found


def commonness(word: str) -> int:
    """Return how many of LEVELS an English word reaches; the rarest part counts for a compound."""
    parts = re.findall(r"[a-z']+", word.lower())
    return min((sum(f"{level}:{part}" in _common() for level in LEVELS) for part in parts), default=0)


def lost_words(listener: Listener, mel: np.ndarray, spoken: Spoken, seconds_a_frame: float,
               unsure: Collection[str] = ()) -> list[int]:
    """Return the positions of words that may have been lost or may be misheard; arguments as for `evidence`.

    In English, `evidence` decides; in other languages, `scores`.
    """
    if spoken.reading.language.startswith("en"):
        over = evidence(listener, mel, spoken, seconds_a_frame, unsure) @ WEIGHTS > MISHEARD
    else:
        over = scores(listener, mel, spoken.reading, word_times(spoken), seconds_a_frame) > LOST
    return [int(i) for i in np.flatnonzero(over)]


def word_times(spoken: Spoken) -> list[tuple[str, float, float]]:
    """Return a sentence's words with their beginnings and ends in seconds of its sound."""
    found = []
    for number, word in enumerate(spoken.reading.words):
        begin, end = span(spoken.reading, number)
        found.append((word.text, begin - spoken.cut, end - spoken.cut))
    return found


def _best_path(heard, numbers):
    """Return the symbol of each frame, int (n_frames,), with at least one frame per symbol (Viterbi)."""
    log_p = np.log(np.maximum(heard[numbers], 1e-4))
    n_symbols, n_frames = log_p.shape
    best, came = np.full(n_symbols, -np.inf), np.zeros((n_frames, n_symbols), bool)
    best[0] = log_p[0, 0]
    for t in range(1, n_frames):
        came[t, 1:] = best[:-1] > best[1:]
        best[1:] = np.where(came[t, 1:], best[:-1], best[1:])
        best += log_p[:, t]
    path, symbol = np.zeros(n_frames, int), n_symbols - 1
    for t in range(n_frames - 1, -1, -1):
        path[t] = symbol
        symbol -= came[t, symbol]
    return path


@cache
def _common():
    return WordSet(COMMON.read_bytes())


def _together():
    """Return a matrix that adds the probabilities of nearly identical sounds to each symbol's."""
    matrix = np.eye(len(ALPHABET) + 1)
    for group in ("əɪᵻɐʌɛʊ", "ɑɔɒ", "iɪ", "uʊ", "tTdɾ", "sz", "ɜəɹ", "lɫ", "nŋ", "fθ", "vð", "ʤʒ", "ʧʃ", "Oɔ", "æɛ"):
        numbers = [ALPHABET.index(c) + 1 for c in group if c in ALPHABET]
        matrix[np.ix_(numbers, numbers)] = 1.0
    return matrix


_TOGETHER = _together()
# Stress and length do not contradict a sound; silence and marks do.
_QUIET = [ALPHABET.index(c) + 1 for c in "ˈˌː"]
