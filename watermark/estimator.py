"""Estimation of the gain applied to each band of a sound over time, from the neighbouring levels."""

import numpy as np
from scipy.fft import rfft
from scipy.ndimage import uniform_filter
from scipy.signal import fftconvolve

from audio.signal import resample
from watermark import pattern
from watermark.config import ESTIMATOR, EstimatorConfig

QUIETEST = 15  # per cent of a band's frames that are practically silent
ABOVE_QUIETEST = 1.0  # dB from the quietest frames to the mean of steady noise
AROUND = 3, 3  # bands and frames over which power is averaged where it is compared with noise


class GainEstimator:
    """Wiener filter for gains under speech: the expected gain, given the levels around it.

    Parameters
    ----------
    filters : float array (n_groups, 2 * reach[0] + 1, 2 * reach[1] + 1)
        The filter of each group of bands, from `solve`.
    """

    def __init__(self, filters: np.ndarray, config: EstimatorConfig = ESTIMATOR):
        self.config = config
        self._filters = np.asarray(filters, dtype=np.float32)
        self._bank = _bank(config)

    @property
    def frame_rate(self) -> float:
        """Return the number of frames per second."""
        return self.config.rate / self.config.hop_length

    def levels(self, wav: np.ndarray, rate: int) -> np.ndarray:
        """Return the levels of a waveform (n_samples,) in decibels above practical silence: (n_bands, n_frames).

        Frame i is centred on i / `frame_rate` seconds.
        """
        c = self.config
        wav = np.pad(resample(wav, rate, c.rate), (c.window // 2, c.window // 2 + c.hop_length))
        frames = np.lib.stride_tricks.sliding_window_view(wav, c.window)[::c.hop_length]
        power = np.square(np.abs(rfft(frames * np.hanning(c.window + 1)[:-1].astype(np.float32), axis=1)))
        power = power @ self._bank.T
        levels = 10 * np.log10(power + 1e-6 * power.mean() + 1e-20)
        return np.maximum(levels, np.percentile(levels, QUIETEST, axis=0)).T.astype(np.float32)

    def __call__(self, levels):
        """Return the expected gains (n_bands, n_frames) of levels of the same shape.

        Each band is normalised, bounded, and weighted by the share of its power that is not steady noise: noise added
        to a marked sound carries no mark.
        """
        bands, frames = self.config.reach
        padded = np.pad(levels, ((bands, bands), (frames, frames)), mode="edge")
        per_group = self.config.n_bands // self.config.n_groups
        gains = np.concatenate([
            fftconvolve(padded[first: first + per_group + 2 * bands], kernel[::-1, ::-1], mode="valid")
            for first, kernel in zip(range(0, self.config.n_bands, per_group), self._filters, strict=True)])
        power = uniform_filter(10 ** (levels / 10), AROUND, mode="nearest")
        noise = 10 ** ((levels.min(axis=1, keepdims=True) + ABOVE_QUIETEST) / 10)
        weights = np.maximum(1 - noise / power, 0)
        size = np.sqrt((weights * np.square(gains)).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9))[:, None]
        return (weights * np.tanh(gains / np.maximum(size, 1e-9))).astype(np.float32)


def neighbourhoods(levels: np.ndarray, group: int, config: EstimatorConfig = ESTIMATOR) -> np.ndarray:
    """Return the levels around the cells of a group of bands, minus their mean: float array (n_cells, n_neighbours)."""
    bands, frames = config.reach
    padded = np.pad(levels, ((bands, bands), (frames, frames)), mode="edge")
    shape = (2 * bands + 1, 2 * frames + 1)
    per_group = config.n_bands // config.n_groups
    view = np.lib.stride_tricks.sliding_window_view(padded, shape)[group * per_group: (group + 1) * per_group]
    cells = view.reshape(-1, shape[0] * shape[1])
    return cells - cells.mean(axis=1, keepdims=True)


def solve(covariance: np.ndarray, config: EstimatorConfig = ESTIMATOR) -> np.ndarray:
    """Compute the filter that estimates gains from levels with a covariance (n_neighbours, n_neighbours) in dB squared.

    The gains are those of a pattern with random signs. The filter (2 * reach[0] + 1, 2 * reach[1] + 1) sums to 0.
    """
    bands, frames = config.reach
    step = np.diff(pattern.to_bands(_centres(config)))[0]
    fine = np.linspace(-3, 3, 1201)
    triangle = np.maximum(0, 1 - np.abs(fine))
    overlap = np.convolve(triangle, triangle, "same") * (fine[1] - fine[0])
    across = np.interp(step * np.arange(-bands, bands + 1), fine, overlap)
    seconds = np.abs(np.arange(-frames, frames + 1)) * config.hop_length / config.rate
    along = np.maximum(0, 1 - seconds / pattern.SLOT)
    shared = np.outer(across, along) * pattern.OWN_GAIN ** 2
    shared = shared - shared.mean()
    solved = np.linalg.solve(covariance + 0.04 * np.eye(len(covariance)), shared.ravel())
    return (solved - solved.mean()).reshape(shared.shape)


def to_pattern(scale: float, config: EstimatorConfig = ESTIMATOR) -> np.ndarray:
    """Return weights (pattern.BANDS, n_bands) that sum estimates to the pattern's bands.

    `scale` is the factor by which the sound's frequencies were raised.
    """
    places = pattern.to_bands(_centres(config) / scale)
    return np.maximum(0, 1 - np.abs(places - np.arange(pattern.BANDS)[:, None])).astype(np.float32)


def _centres(config):
    low, high = pattern.to_bands(np.array([config.low, config.high]))
    return pattern.from_bands(np.linspace(low, high, config.n_bands))


def _bank(config):
    """Return triangular filters on the bands' scale, each with the sum 1: float32 (n_bands, window / 2 + 1)."""
    n_bins, finer = config.window // 2 + 1, 16
    hertz = np.arange(finer * (n_bins - 1) + 1) * config.rate / config.window / finer
    places, centres = pattern.to_bands(hertz), pattern.to_bands(_centres(config))
    fine = np.maximum(0, 1 - np.abs(places - centres[:, None]) / (centres[1] - centres[0]))
    # Close bands are narrower than a bin, so each point is shared between the two bins around it.
    nearness = np.maximum(0, 1 - np.abs(np.arange(len(hertz))[:, None] / finer - np.arange(n_bins)))
    bank = fine @ nearness
    return (bank / bank.sum(axis=1, keepdims=True)).astype(np.float32)
