"""Evaluation of recognisers: phoneme error rate, frame accuracy, and boundaries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from audio.mel import log_mel_numpy
from audio.signal import FULL_SCALE
from synthesizer.recogniser.alignment import align, steady
from synthesizer.recogniser.inference import CHANGE, Recogniser, collapse
from synthesizer.text.phonemes import PAD, encode

# Symbols without a sound of their own, which are not counted.
SILENT = frozenset("ˈˌ;:,.!?—…\"()“” ")


@dataclass(frozen=True)
class Evaluation:
    """The accuracy of a recogniser on a set of utterances.

    Attributes
    ----------
    phoneme_error_rate, greedy_error_rate : float
        Of the result of `Recogniser.transcribe`, and of the likeliest symbol in each frame.
    frames_right : float
        Share of the frames whose likeliest symbol agrees with the known boundaries.
    boundary_median, boundary_90 : float
        Median and 90th percentile of the distance, in seconds, between known boundaries and those found by alignment.
    """

    phoneme_error_rate: float
    greedy_error_rate: float
    frames_right: float
    boundary_median: float
    boundary_90: float


def evaluate(recogniser: Recogniser, features: Iterable[Any]) -> Evaluation:
    """Measure a recogniser on utterances with `audio` (int16), `phonemes` and `boundaries` (corpus.shards.Features)."""
    steadily, greedily, right, distances = [], [], [], []
    for f in features:
        mel = log_mel_numpy(np.asarray(f.audio, dtype=np.float32) / FULL_SCALE, recogniser.config)
        log_posteriors = recogniser.log_posteriors(mel)
        heard = log_posteriors.argmax(axis=0)
        greedily.append((f.phonemes, collapse(heard)))
        steadily.append((f.phonemes, collapse(steady(log_posteriors, CHANGE))))
        known = np.asarray(f.boundaries)[1:-1]
        times = np.arange(len(heard)) * recogniser.config.hop_length
        symbols = np.array([PAD, *encode(f.phonemes), PAD])
        right.append(symbols[np.searchsorted(known, times, side="right")] == heard)
        found = align(log_posteriors, symbols)[0][1:-1] * recogniser.config.hop_length
        distances.append(np.abs(found - known) / recogniser.config.rate)
    distances = np.concatenate(distances)
    return Evaluation(phoneme_error_rate(steadily), phoneme_error_rate(greedily), float(np.concatenate(right).mean()),
                      float(np.median(distances)), float(np.percentile(distances, 90)))


def sounds(phonemes: str) -> str:
    """Return phonemes without stress, spaces and punctuation, with repeats joined."""
    kept = [c for c in phonemes if c not in SILENT]
    return "".join(c for c, before in zip(kept, ["", *kept]) if c != before)


def errors(said: str, heard: str) -> int:
    """Count the insertions, deletions and substitutions between two strings (edit distance)."""
    said, heard = (np.frombuffer(s.encode("utf-32-le"), dtype=np.uint32) for s in (said, heard))
    places = np.arange(len(heard) + 1)
    row = places
    for i, symbol in enumerate(said, 1):
        candidates = np.concatenate([[i], np.minimum(row[:-1] + (heard != symbol), row[1:] + 1)])
        # Insertions cost one per position: take the least of all candidates to the left plus their distance.
        row = np.minimum.accumulate(candidates - places) + places
    return int(row[-1])


def phoneme_error_rate(pairs: Iterable[tuple[str, str]]) -> float:
    """Return the errors per phoneme of pairs of phoneme strings (spoken, recognised), compared by `sounds`."""
    pairs = [(sounds(said), sounds(heard)) for said, heard in pairs]
    return sum(errors(said, heard) for said, heard in pairs) / sum(len(said) for said, _ in pairs)
