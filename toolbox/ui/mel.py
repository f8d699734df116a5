"""The mel spectrogram that is drawn, with NumPy alone.

audio.mel needs torch, which the window's process never imports; the numbers here are the same as those of
`audio.mel.log_mel` with the default configuration (tests/ui/test_live_mel.py). Sound of another rate is analysed with a
window of the same length in seconds, so that nothing waits for a resampler before it is drawn.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

RATE, WINDOW, HOP, N_MELS, FMAX, FLOOR = 24_000, 1024, 256, 100, 12_000.0, 1e-5
FRAMES_A_SECOND = RATE / HOP
BLOCK = 256  # frames analysed at once


class MelStream:
    """Log-mel columns of a sound that is still arriving.

    Parameters
    ----------
    rate : int
        In Hz.
    """

    def __init__(self, rate):
        self.rate = rate
        self.window = round(WINDOW * rate / RATE)
        self._half = self.window // 2
        # What has arrived and is still needed; half a window of zeros stands before the beginning.
        self._pending = np.zeros(self._half, dtype=np.float32)
        self._pending_start = -self._half
        self.n_frames = 0

    def feed(self, samples):
        """Take in samples (n,); float32 (N_MELS, n_new), the columns that have become complete."""
        self._pending = np.concatenate([self._pending, np.asarray(samples, dtype=np.float32)])
        arrived = self._pending_start + len(self._pending)
        # Frame k is centred on sample k * HOP * rate / RATE.
        last = int((arrived - (self.window - self._half)) * FRAMES_A_SECOND / self.rate)
        if last < self.n_frames:
            return np.zeros((N_MELS, 0), dtype=np.float32)
        starts = np.round(np.arange(self.n_frames, last + 1) * self.rate / FRAMES_A_SECOND).astype(int)
        starts -= self._half + self._pending_start
        starts = starts[starts + self.window <= len(self._pending)]
        columns = [_columns(self._pending, starts[i: i + BLOCK], self.rate) for i in range(0, len(starts), BLOCK)]
        self.n_frames += len(starts)
        next_start = round(self.n_frames * self.rate / FRAMES_A_SECOND) - self._half
        self._pending = self._pending[next_start - self._pending_start:]
        self._pending_start = next_start
        return np.concatenate(columns, axis=1) if columns else np.zeros((N_MELS, 0), dtype=np.float32)

    def finish(self):
        """The columns that reach beyond the end."""
        return self.feed(np.zeros(self.window - self._half, dtype=np.float32))


def log_mel(wav, rate):
    """Log-mel spectrogram of a whole waveform (n_samples,); float32 (N_MELS, n_frames)."""
    stream = MelStream(rate)
    return np.concatenate([stream.feed(wav), stream.finish()], axis=1)


@dataclass(frozen=True)
class Scale:
    """What the columns and bands of a mel mean."""

    frames_a_second: float
    n_mels: int
    fmin: float
    fmax: float

    @property
    def frequencies(self):
        """Centre frequency of each mel band in Hz, float64 (n_mels,)."""
        return _edges(self)[1:-1]


DEFAULT = Scale(FRAMES_A_SECOND, N_MELS, 0.0, FMAX)
RTVC = Scale(80.0, 80, 55.0, 7_600.0)  # audio.mel.RTVC


def scale_of(mel):
    """The Scale of a mel (n_mels, n_frames) from the engine; the two kinds that there are differ in their bands."""
    return RTVC if len(mel) == RTVC.n_mels else DEFAULT


def _columns(wav, starts, rate):
    taper, filters, n_fft = _analysis(rate)
    frames = np.lib.stride_tricks.sliding_window_view(wav, len(taper))[starts] * taper
    amplitude = np.abs(np.fft.rfft(frames, n_fft, axis=1))
    return np.log(np.maximum(filters @ amplitude.T, FLOOR)).astype(np.float32)


@lru_cache(maxsize=4)
def _analysis(rate):
    """Window, filters with the gain that makes another rate's scale the same, and FFT length."""
    window = round(WINDOW * rate / RATE)
    n_fft = 1 << (window - 1).bit_length()
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    edges, bins = _edges(DEFAULT), np.arange(n_fft // 2 + 1) * rate / n_fft
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    filters = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
    gain = (WINDOW / window) * (rate / n_fft) / (RATE / WINDOW)
    return taper.astype(np.float32), (filters * gain).astype(np.float32), n_fft


@lru_cache(maxsize=4)
def _edges(scale):
    """Where the triangles of a Scale begin, peak and end in Hz, float64 (n_mels + 2,)."""
    mels = np.linspace(_hz_to_mel(scale.fmin), _hz_to_mel(scale.fmax), scale.n_mels + 2)
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))


def _hz_to_mel(hz):
    # Slaney's Auditory Toolbox scale: linear up to 1 kHz, 27 steps a factor of 6.4 above.
    return hz * 3 / 200 if hz < 1000 else 15 + np.log(hz / 1000) * 27 / np.log(6.4)
