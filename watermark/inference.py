"""Detection of marks: `Detector`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import fft
from scipy.special import ndtr

from audio.errors import Cancelled
from audio.signal import resample
from training.checkpoint import read_model
from watermark import pattern
from watermark.detection import OURS, PERTH, Detection
from watermark.estimator import GainEstimator, to_pattern

if TYPE_CHECKING:
    from watermark.network import PerthDetector

PIECE, WINDOW, STEP = 30.0, 6.0, 3.0  # seconds: levels are normalised by piece, marks are searched for in windows
PART, PLAIN = 2.0, 4.2  # seconds of the parts by which a window's ends are trimmed, and the score that suffices there
SHORTEST = 0.5  # seconds
CHANCE = 1e-4  # largest probability of finding this program's mark in a file without it; the trials overlap
UNCHANGED = 0.9  # share of that probability assigned to unchanged tempo and pitch
PHASES = 6  # starting points of the pattern tried within a slot
TRIED = PHASES * pattern.PERIOD
TEMPOS = np.exp(np.linspace(np.log(0.85), np.log(1.18), 33))
PITCHES = np.exp(np.linspace(np.log(0.92), np.log(1.087), 11))
ANSWER = 0.7  # answer of Perth's detector from which on its mark counts as found; an unaltered marked sound gives 1
# Of 295 unmarked sounds after common processing of files, one in ten has an answer above the first value; those exceed
# it by the second on average.
UNMARKED_TENTH, UNMARKED_DECAY = 0.07, 0.106


class Detector:
    """Finds this program's mark and Perth's.

    Parameters
    ----------
    estimator : GainEstimator
    perth : PerthDetector
    """

    def __init__(self, estimator: GainEstimator, perth: "PerthDetector"):
        self.estimator, self.perth = estimator, perth

    @classmethod
    def load(cls, path: str | Path) -> "Detector":
        """Read the model file; raise ValueError with a sentence if it is not one."""
        from watermark.network import KIND, PerthDetector
        tensors, _, _ = read_model(path, KIND)
        return cls(GainEstimator(tensors["estimator.filters"].numpy()), PerthDetector.load(path))

    def detect(self, wav: np.ndarray, rate: int, progress: Callable[[float], None] = lambda share: None,
               cancelled: Callable[[], bool] = lambda: False) -> "Detection":
        """Look for marks.

        Parameters
        ----------
        wav : float32 array (n_samples,)
        rate : int
            Sample rate in Hz.
        progress : callable
            Receives the share completed.
        cancelled : callable
            Called often; if it returns True, `Cancelled` is raised.

        Returns
        -------
        Detection
        """
        if len(wav) < SHORTEST * rate or not np.any(wav):
            return Detection(None, 0.0, 0.0, 0.0)
        length = int(PIECE * rate)
        pieces = [(start / rate, wav[start: start + length]) for start in range(0, len(wav), length)]
        # The remainder is too short to be judged alone.
        if len(pieces) > 1 and len(pieces[-1][1]) < WINDOW * rate:
            pieces[-2:] = [(pieces[-2][0], wav[-len(pieces[-2][1]) - len(pieces[-1][1]):])]
        own: list[_Match] = []
        perth: list[_Match] = []
        for number, (start, piece) in enumerate(pieces):
            own += self._find_own(start, piece, rate, cancelled)
            perth += self._find_perth(start, piece, rate)
            progress((number + 1) / len(pieces))
        best = min(own, key=lambda found: found.chance)
        answer = max((found.score for found in perth), default=0.0)
        by, chance, matches = None, 1.0, []
        if best.chance * len(own) < CHANCE:
            by, chance = OURS, best.chance * len(own)
            matches = [found for found in own if found.chance < CHANCE]
        elif answer > ANSWER:
            by, chance = PERTH, _chance(answer)
            matches = [found for found in perth if found.score > ANSWER]
        return Detection(by, 1 - float(chance) if by else 0.0, best.score, answer, _merged(matches),
                         best.tempo if by == OURS else 1.0, best.pitch if by == OURS else 1.0)

    def _find_own(self, start, wav, rate, cancelled):
        """Return the _Match of each window of a piece that begins at `start` seconds, and of the piece itself."""
        gains, frame_rate = self.estimator(self.estimator.levels(wav, rate)), self.estimator.frame_rate
        n_frames = gains.shape[1]
        spans = _spans(n_frames, frame_rate)
        found = []
        for first, last in spans:
            _check(cancelled)
            part = gains[:, first:last]
            score = _score(part, frame_rate, 1.0, 1.0)
            best, tempo, pitch = score, 1.0, 1.0
            chance = TRIED / UNCHANGED * ndtr(-score)
            if chance * len(spans) >= CHANCE and last - first <= WINDOW * frame_rate + 1:
                best, tempo, pitch = _search(part, frame_rate, cancelled)
                other = TRIED / (1 - UNCHANGED) * len(TEMPOS) * len(PITCHES) * ndtr(-best)
                if other >= chance:
                    best, tempo, pitch = score, 1.0, 1.0
                chance = min(chance, other)
            if chance < CHANCE:
                first, last = _trimmed(gains, first, last, frame_rate, tempo, pitch)
            found.append(_Match(start + first / frame_rate, start + last / frame_rate, best, chance, tempo, pitch))
        return found

    def _find_perth(self, start, wav, rate):
        """Return the _Match of each window of a piece that begins at `start` seconds, and of the piece itself."""
        import torch
        config = self.perth.config
        with torch.inference_mode():
            outputs, loud = self.perth(self.perth.levels(torch.from_numpy(resample(wav, rate, config.rate))))
            frame_rate, found = config.rate / config.hop_length, []
            for first, last in _spans(len(loud), frame_rate):
                heard = outputs[:, first:last][:, loud[first:last]]
                if heard.shape[1] >= SHORTEST * frame_rate / 2:
                    found.append(_Match(start + first / frame_rate, start + last / frame_rate,
                                        float(self.perth.answer(heard))))
        return found


@dataclass(frozen=True)
class _Match:
    """The match of a stretch, in seconds, with a mark, and its probability by chance, corrected for all trials."""

    start: float
    end: float
    score: float
    chance: float = 1.0
    tempo: float = 1.0
    pitch: float = 1.0


def _score(gains, frame_rate, tempo, pitch):
    """Return the best agreement of the signs of estimated gains (n_bands, n_frames) with the pattern.

    For each starting point of the pattern, the gains in each of its cells are summed and multiplied by the cell's sign.
    If the signs are independent of the sound, the total has mean 0 and the sum of the squares as its variance, whatever
    the gains. The result is the greatest of PHASES * PERIOD standard scores.
    """
    return _agreement(_total(gains, pitch), frame_rate, tempo)


def _search(gains, frame_rate, cancelled):
    """Return the best `_score` over all tempos and pitches, with its tempo and pitch."""
    found = []
    for pitch in PITCHES:
        _check(cancelled)
        total = _total(gains, pitch)
        found += [(_agreement(total, frame_rate, tempo), float(tempo), float(pitch)) for tempo in TEMPOS]
    return max(found)


def _total(gains, pitch):
    """Sum gains (n_bands, n_frames) to the pattern's bands, cumulatively over frames: (pattern.BANDS, n_frames + 1)."""
    return np.pad(np.cumsum(_to_pattern(pitch) @ gains, axis=1), ((0, 0), (1, 0)))


def _agreement(total, frame_rate, tempo):
    slot, n_frames = pattern.SLOT / tempo * frame_rate, total.shape[1] - 1
    n_slots = int(np.ceil(n_frames / slot)) + 1
    # A frame represents the time around its centre.
    edges = np.clip((np.arange(PHASES)[:, None] / PHASES - 1 + np.arange(n_slots + 1)) * slot + 0.5, 0, n_frames)
    frame = np.minimum(edges.astype(int), n_frames - 1)
    share = (edges - frame).astype(np.float32)
    cells = np.diff(total[:, frame] * (1 - share) + total[:, frame + 1] * share, axis=2)
    cells = np.pad(cells, ((0, 0), (0, 0), (0, -n_slots % pattern.PERIOD)))
    cells = cells.reshape(pattern.BANDS, PHASES, -1, pattern.PERIOD).sum(axis=2)
    agreement = fft.irfft((fft.rfft(cells) * _pattern_spectrum()).sum(axis=0), pattern.PERIOD)
    size = np.sqrt(np.square(cells).sum(axis=(0, 2)))
    return float((agreement / np.maximum(size, 1e-9)[:, None]).max())


def _trimmed(gains, first, last, frame_rate, tempo, pitch):
    """Return first and last frame of the parts of a window with a clear mark; the window's if no part has one."""
    part, step = int(PART * frame_rate), int(PART * frame_rate / 4)
    plain = [start for start in range(first, max(first + 1, last - part + 1), step)
             if _score(gains[:, start: start + part], frame_rate, tempo, pitch) > PLAIN]
    if not plain:
        return first, last
    # The remainder after the last part is too short to be judged.
    return plain[0], last if plain[-1] + part + step > last else plain[-1] + part


def _spans(n_frames, frame_rate):
    """Return first and last frame of each window of a piece, and of the piece itself."""
    window, step = int(WINDOW * frame_rate), int(STEP * frame_rate)
    if n_frames <= window:
        return [(0, n_frames)]
    starts = [*range(0, n_frames - window, step), n_frames - window]
    return [*((start, start + window) for start in starts), (0, n_frames)]


def _check(cancelled):
    if cancelled():
        raise Cancelled


def _chance(answer):
    """Return the probability that Perth's detector answers this or more to an unmarked sound."""
    return min(1.0, 0.1 * float(np.exp((UNMARKED_TENTH - answer) / UNMARKED_DECAY)))


def _merged(matches):
    """Merge the matching windows into stretches in seconds; a piece counts as a whole if no window matches alone."""
    merged = []
    windows = [match for match in matches if match.end - match.start < WINDOW + 0.1]
    for start, end in sorted((match.start, match.end) for match in windows or matches):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return tuple((round(start, 2), round(end, 2)) for start, end in merged)


@lru_cache(maxsize=16)
def _to_pattern(pitch):
    return to_pattern(pitch)


@lru_cache(maxsize=1)
def _pattern_spectrum():
    """Return the spectrum of each band's signs for circular correlation: (BANDS, 1, PERIOD / 2 + 1)."""
    return fft.rfft(pattern.signs().T.astype(np.float32)).conj()[:, None]
