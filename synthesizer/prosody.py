"""Prosody of planned Readings: their pitch spread, their speaking rate, and random variation.

A network trained by regression predicts the mean of all the ways in which a sentence may be said. The deviations that
recordings show are drawn here from a Gaussian, word by word: how much longer, higher, and more rising or falling than
predicted the word is, with the correlations among these and with the previous word. Stressed words and words before a
pause have deviations of their own.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from audio.voice import pitch_statistics
from synthesizer.editing import MARKS, SEMITONES, boundaries, gap, retime
from synthesizer.reading import Reading

SILENT, STRESS = frozenset(MARKS + "\"()“”"), "ˈ"
UNHEARD = frozenset("ˈˌː ")  # symbols that take time but are not sounds
LONGEST = 0.4  # seconds; a symbol that lasts longer is a pause
OCTAVE = 12.0
# Deviations of recordings from the prediction, measured on 3,543 words of 128 utterances by real speakers (LibriSpeech)
# in the logarithm of a word's duration, its mean pitch and its rise in pitch (both in semitones): standard deviations
# for unstressed words, stressed words, and words before a pause; correlations among the three, and of each with that of
# the previous word. The rises of long words are set lower than measured because the pitch detector errs most there.
DEVIATIONS = np.array([[0.22, 1.8, 2.2], [0.18, 1.9, 3.0], [0.28, 1.9, 3.5]])
CORRELATIONS = np.array([[1.0, -0.06, -0.21], [-0.06, 1.0, 0.14], [-0.21, 0.14, 1.0]])
STEADY = np.array([0.04, 0.17, 0.0])
WIDER = 1.6  # semitones of pitch spread that all of this adds; variances add up (100 planned sentences)


def pitch_spread(readings: Iterable[Reading]) -> float:
    """Return the standard deviation of the pitch of planned readings in semitones.

    It is measured over all of them, as a voice's is (audio.voice.pitch_statistics).
    """
    f0 = np.concatenate([np.where(np.asarray(r.voicing) > 0.5, 150.0 * 2 ** (np.asarray(r.pitch) / OCTAVE), 0.0)
                         for r in readings])
    return pitch_statistics(f0)[1] * OCTAVE / np.log(2)


def speaking_rate(symbols: str, durations: np.ndarray) -> float:
    """Return the number of sounds per second, excluding pauses; 0 if there are no sounds.

    Parameters
    ----------
    symbols : str
        Phonemes.
    durations : float array (n_symbols,)
        In seconds, without those of the edges.
    """
    durations = np.asarray(durations, dtype=np.float64)
    spoken = np.array([s not in SILENT for s in symbols], bool) & (durations < LONGEST)
    sounds = sum(s not in SILENT and s not in UNHEARD for s in symbols)
    return float(sounds / durations[spoken].sum()) if sounds and spoken.any() else 0.0


def vary(reading: Reading, seed: int, amount: float = 1.0, movement: float = 1.0) -> Reading:
    """Return a planned reading with random variation of its durations and pitch.

    Parameters
    ----------
    reading : Reading
    seed : int
        The same seed gives the same variation; changing a word's pronunciation leaves that of the others unchanged.
    amount : float
        Factor on the deviations; 0 returns the reading itself.
    movement : float
        Additional factor on those of the pitch: a pitch that moves less than most people's also varies less.

    Returns
    -------
    Reading
    """
    if not amount or not reading.words or not reading.planned:
        return reading
    drawn = _draw(len(reading.words), seed)
    durations, ways = np.asarray(reading.durations, np.float64).copy(), []
    for number, (word, way) in enumerate(zip(reading.words, drawn, strict=True)):
        first, last = gap(reading, number)
        ends = number + 1 == len(reading.words) or any(s in MARKS for s in reading.symbols[first - 1: last - 1])
        deviations = amount * DEVIATIONS[2 if ends else 1 if STRESS in reading.symbols[word.begin: word.end] else 0]
        longer, *higher = deviations * way
        # The mean of the drawn durations is the predicted one.
        durations[word.begin + 1: word.end + 1] *= np.exp(longer - deviations[0] ** 2 / 2)
        ways.append(movement * np.array(higher))
    made = retime(reading, durations)
    at, knots = boundaries(made), []
    for word, (mean, rise) in zip(made.words, ways, strict=True):
        knots += [(at[word.begin + 1], mean - rise / 2), (at[word.end + 1], mean + rise / 2)]
    times, added = np.array(knots).T
    pitch = np.asarray(made.pitch)
    pitch = pitch + np.interp((np.arange(len(pitch)) + 0.5) * made.step, times, added)
    return replace(made, pitch=np.clip(pitch, *SEMITONES))


def _draw(n_words, seed):
    """Return values (n_words, 3) of variance 1, those of each word from a generator of its own."""
    mixed, before, drawn = np.linalg.cholesky(CORRELATIONS), None, []
    for word in range(n_words):
        fresh = np.clip(np.random.default_rng((seed, word)).standard_normal(3), -2.5, 2.5)
        before = fresh if before is None else STEADY * before + np.sqrt(1 - STEADY ** 2) * fresh
        drawn.append(mixed @ before)
    return np.array(drawn)
