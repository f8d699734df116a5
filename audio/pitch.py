"""Fundamental frequency, by SwiftF0 (arXiv 2508.18440), on any frame grid."""

import threading
from functools import lru_cache

import numpy as np

from audio.signal import resample

RATE = 16_000
FMIN, FMAX = 50.0, 600.0
VOICED = 0.5  # the detector's own operating point
_lock = threading.Lock()


def pitch(wav: np.ndarray, rate: int, hop_length: int) -> np.ndarray:
    """Estimate the fundamental frequency on the frame grid of a mel spectrogram.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.
    hop_length : int
        Frame step in samples of `rate`.

    Returns
    -------
    f0 : float32 array (n_samples // hop_length + 1,)
        In Hz; 0 where the frame is not voiced.
    """
    n_frames = len(wav) // hop_length + 1
    at_16k = resample(wav, rate, RATE)
    if not len(at_16k):
        return np.zeros(n_frames, dtype=np.float32)
    with _lock:
        found = _detector().detect(at_16k, RATE, fmin=FMIN, fmax=FMAX)
    if not len(found.timestamps):
        return np.zeros(n_frames, dtype=np.float32)
    times = np.arange(n_frames) * hop_length / rate
    voiced = found.confidence >= VOICED
    log_f0 = np.interp(times, found.timestamps, np.log(np.maximum(found.pitch_hz, 1.0)))
    nearest = np.clip(np.round(np.interp(times, found.timestamps, np.arange(len(voiced)))).astype(int), 0, None)
    # Pitch is interpolated between two voiced frames; next to an unvoiced one the voiced neighbour's is used.
    held = np.log(np.maximum(found.pitch_hz, 1.0))[nearest]
    left = np.clip(np.searchsorted(found.timestamps, times, side="right") - 1, 0, len(voiced) - 1)
    right = np.minimum(left + 1, len(voiced) - 1)
    log_f0 = np.where(voiced[left] & voiced[right], log_f0, held)
    return np.where(voiced[nearest], np.exp(log_f0), 0.0).astype(np.float32)


@lru_cache(maxsize=1)
def _detector():
    from swift_f0 import SwiftF0
    return SwiftF0(threads=1, spin=False)


def pitch_by_steps(f0: np.ndarray, step_frames: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean log-f0 over the voiced frames of each step, and which steps have any.

    Parameters
    ----------
    f0 : float array (n_frames,)
        In Hz, 0 where not voiced.
    step_frames : int

    Returns
    -------
    (log_f0, voiced) : float array, bool array (n_steps,)
        The last step may cover fewer frames.
    """
    f0 = np.pad(f0, (0, -len(f0) % step_frames)).reshape(-1, step_frames)
    voiced = f0 > 0
    log_f0 = (np.log(np.maximum(f0, 1.0)) * voiced).sum(axis=1) / np.maximum(voiced.sum(axis=1), 1)
    return log_f0, np.asarray(voiced.any(axis=1))


def bridge(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Interpolate values (n,) linearly where they are not `known`, bool (n,); return zeros if none is known."""
    places = np.flatnonzero(known)
    return np.interp(np.arange(len(values)), places, values[places]) if len(places) else np.zeros(len(values))
