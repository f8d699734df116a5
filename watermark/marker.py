"""Marking: a streaming filter with the pattern's gains."""

from functools import lru_cache

import numpy as np

from watermark.pattern import FADE, PERIOD, SLOT, gains

REACH = 0.043  # seconds of preceding sound that a sample depends on
GRID = 8.0  # largest spacing, in Hz, of the frequencies at which a filter is designed


class Marker:
    """Marks a sound block by block.

    The filters are causal and minimum-phase: a block keeps its length, without delay, and however a sound is divided,
    its blocks join to the result of `mark` on the whole, within the rounding of float32.

    Parameters
    ----------
    rate : int
        Sample rate in Hz.
    start : int
        Position in the pattern, in samples, at which the first block begins. Parts of one sound that are marked
        separately stay in phase if each starts at its position in the sound.
    """

    def __init__(self, rate: int, start: int = 0):
        self.rate = rate
        self._position = start
        self._before = np.zeros(_n_taps(rate) - 1, np.float32)

    def __call__(self, block: np.ndarray) -> np.ndarray:
        """Mark the next samples, float32 (n_samples,), and return the same number."""
        block = np.asarray(block, dtype=np.float32)
        heard = np.concatenate([self._before, block])
        marked = np.zeros(len(block), np.float32)
        reach, end = len(self._before), self._position + len(block)
        half, slot_length = FADE * self.rate / 2, SLOT * self.rate
        for slot in range(int((self._position - half) // slot_length), int((end + half) // slot_length) + 1):
            first = max(0, int(np.ceil(slot * slot_length - half)) - self._position)
            last = min(len(block), int(np.ceil((slot + 1) * slot_length + half)) - self._position)
            if slot >= 0 and first < last:
                segment = heard[first: last + reach]
                size = _fast_size(len(segment))
                made = np.fft.irfft(np.fft.rfft(segment, size) * _spectra(self.rate, size)[slot % PERIOD], size)
                marked[first:last] += made[reach: len(segment)] * self._weights(slot, first, last)
        self._before, self._position = heard[len(heard) - reach:], end
        return marked

    def _weights(self, slot, first, last):
        """Return a slot's weight in each sample: neighbouring slots cross-fade, and all weights add up to 1."""
        start, end = slot * SLOT, (slot + 1) * SLOT
        place = (np.arange(first, last) + self._position) / self.rate
        if place[0] >= start + FADE / 2 and place[-1] <= end - FADE / 2:
            return np.float32(1)
        rise = (place - start) / FADE + 0.5 if slot else np.ones(last - first)
        return (_smooth(rise) * _smooth((end - place) / FADE + 0.5)).astype(np.float32)


def mark(wav: np.ndarray, rate: int) -> np.ndarray:
    """Mark a waveform.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        Sample rate in Hz.

    Returns
    -------
    float32 array (n_samples,)
        Its peaks can be up to a quarter higher.
    """
    return Marker(rate)(wav)


def _smooth(share):
    return np.sin(np.pi / 2 * np.clip(share, 0, 1)) ** 2


def _n_taps(rate):
    return int(REACH * rate)


def _fast_size(n_samples):
    """Return the smallest fast transform size that is 4, 5 or 6 times a power of two."""
    return min(factor << max(0, int(np.ceil(np.log2(n_samples / factor)))) for factor in (4, 5, 6))


@lru_cache(maxsize=16)
def _spectra(rate, size):
    """Return the spectra of all slots' filters: complex64 (PERIOD, size / 2 + 1)."""
    return np.fft.rfft(_filters(rate), size)


@lru_cache(maxsize=4)
def _filters(rate):
    """Return the impulse responses of all slots at a rate: float32 (PERIOD, n_taps).

    Minimum phase, by folding the cepstrum (Oppenheim and Schafer, Discrete-Time Signal Processing, 13.3).
    """
    size = 1 << int(np.ceil(np.log2(rate / GRID)))
    hertz = np.fft.rfftfreq(size, 1 / rate)
    cepstrum = np.fft.irfft([np.log(10) / 20 * gains(slot, hertz) for slot in range(PERIOD)], size)
    cepstrum[:, 1: size // 2] *= 2
    cepstrum[:, size // 2 + 1:] = 0
    responses = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), size)[:, :_n_taps(rate)]
    falling = np.linspace(2, 0, _n_taps(rate))  # the second half fades out instead of breaking off
    return (responses * _smooth(falling)).astype(np.float32)
