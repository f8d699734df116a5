"""A log-mel spectrogram computed column by column as sound arrives, with NumPy alone.

`audio.mel.log_mel` computes with torch, which the window's process never imports; the values here equal its own for
the default configuration (tests/audio/test_mel_stream.py). Sound at other rates is analysed with a window of the same
duration, so that drawing need not wait for a resampler.
"""

from functools import lru_cache

import numpy as np

from audio.mel import RTVC, MelConfig, mel_weights

DEFAULT = MelConfig()
RATE, WINDOW, N_MELS = DEFAULT.rate, DEFAULT.n_fft, DEFAULT.n_mels
FRAMES_A_SECOND = DEFAULT.frames_a_second
BLOCK = 256  # frames analysed at once


class MelStream:
    """Computes log-mel columns of sound that is still arriving.

    Parameters
    ----------
    rate : int
        In Hz.
    """

    def __init__(self, rate: int):
        self.rate = rate
        self.window = round(WINDOW * rate / RATE)
        self._half = self.window // 2
        # Samples that are still needed; half a window of zeros precedes the beginning.
        self._pending: np.ndarray = np.zeros(self._half, dtype=np.float32)
        self._pending_start = -self._half
        self.n_frames = 0

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Take in samples (n,) and return the columns that have become complete, float32 (N_MELS, n_new)."""
        self._pending = np.concatenate([self._pending, np.asarray(samples, dtype=np.float32)])
        arrived = self._pending_start + len(self._pending)
        # Frame k is centred on sample k * rate / FRAMES_A_SECOND.
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

    def finish(self) -> np.ndarray:
        """Return the last columns, whose windows extend beyond the end."""
        return self.feed(np.zeros(self.window - self._half, dtype=np.float32))


def log_mel(wav: np.ndarray, rate: int) -> np.ndarray:
    """Return the log-mel spectrogram of a whole waveform (n_samples,); float32 (N_MELS, n_frames)."""
    stream = MelStream(rate)
    return np.concatenate([stream.feed(wav), stream.finish()], axis=1)


def scale_of(mel: np.ndarray) -> MelConfig:
    """Return the MelConfig of a mel (n_mels, n_frames) from the engine; the two in use differ in n_mels."""
    return RTVC if len(mel) == RTVC.n_mels else DEFAULT


def _columns(wav, starts, rate):
    taper, filters, n_fft = _analysis(rate)
    frames = np.lib.stride_tricks.sliding_window_view(wav, len(taper))[starts] * taper
    amplitude = np.abs(np.fft.rfft(frames, n_fft, axis=1))
    return np.log(np.maximum(filters @ amplitude.T, DEFAULT.floor)).astype(np.float32)


@lru_cache(maxsize=4)
def _analysis(rate):
    """Return the window, the filters (scaled so that every rate gives the same levels), and the FFT length."""
    window = round(WINDOW * rate / RATE)
    n_fft = 1 << (window - 1).bit_length()
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    filters = mel_weights(rate, n_fft, N_MELS, DEFAULT.fmin, DEFAULT.fmax)
    gain = (WINDOW / window) * (rate / n_fft) / (RATE / WINDOW)
    return taper.astype(np.float32), filters * np.float32(gain), n_fft
