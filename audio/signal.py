"""Resampling, offset and loudness."""

import numpy as np
import soxr

FULL_SCALE = 32_767  # of 16-bit samples
OFFSET = 0.02


def resample(wav: np.ndarray, rate: float, new_rate: float, quality: str = "HQ") -> np.ndarray:
    """Resample a waveform (n_samples,) from `rate` to `new_rate` Hz with soxr; float32."""
    if rate == new_rate:
        return np.asarray(wav, dtype=np.float32)
    return soxr.resample(np.asarray(wav, dtype=np.float32), rate, new_rate, quality=quality)


def remove_offset(wav: np.ndarray) -> np.ndarray:
    """Subtract the mean of a waveform (n_samples,) if it exceeds `OFFSET` times the standard deviation.

    Most recordings have a smaller offset, which changes an embedding by less than 0.003: they are left alone.
    """
    if not len(wav):
        return wav
    mean = float(wav.mean(dtype=np.float64))
    variance = float(np.vdot(wav, wav)) / len(wav) - mean ** 2
    return wav if mean ** 2 <= OFFSET ** 2 * variance else wav - np.float32(mean)


def loudness(wav: np.ndarray) -> float:
    """Return a waveform's root-mean-square level in dBFS; -inf for digital silence."""
    power = float(np.mean(np.square(wav, dtype=np.float64))) if len(wav) else 0.0
    return 10 * np.log10(power) if power > 0 else -np.inf


def set_loudness(wav: np.ndarray, level: float, raise_only: bool = False) -> np.ndarray:
    """Scale a waveform to a root-mean-square `level` in dBFS; silence is left alone.

    With `raise_only`, so is a louder waveform, as the GE2E front end expects.
    """
    change = level - loudness(wav)
    if not np.isfinite(change) or (raise_only and change <= 0):
        return wav
    return (wav * 10 ** (change / 20)).astype(np.float32)


def to_int16(wav: np.ndarray) -> np.ndarray:
    """Return a waveform in [-1, 1] as 16-bit integers; values outside are clipped."""
    return np.round(np.clip(wav, -1, 1) * FULL_SCALE).astype(np.int16)


def preemphasize(wav: np.ndarray, coefficient: float) -> np.ndarray:
    """Subtract `coefficient` times the previous sample from each sample of a waveform (n_samples,)."""
    wav = np.asarray(wav, dtype=np.float32)
    return np.append(wav[:1], wav[1:] - np.float32(coefficient) * wav[:-1])


def deemphasize(wav: np.ndarray, coefficient: float) -> np.ndarray:
    """Undo `preemphasize`."""
    from scipy.signal import lfilter
    return lfilter([1.0], [1.0, -coefficient], np.asarray(wav, dtype=np.float64)).astype(np.float32)
