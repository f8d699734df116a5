"""Configurations of the detectors of marks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EstimatorConfig:
    """Sizes of the gain estimator.

    Attributes
    ----------
    rate : int
        Sample rate in Hz.
    window, hop_length : int
        Window and step of the short-time spectra, in samples.
    n_bands : int
        Number of overlapping bands, evenly spaced in equivalent rectangular bandwidths.
    low, high : float
        Centres of the first and the last band in Hz.
    reach : (int, int)
        Bands and frames of context on either side of an estimate.
    n_groups : int
        Number of groups of neighbouring bands; each group shares a filter.
    """

    rate: int = 16_000
    window: int = 640
    hop_length: int = 320
    n_bands: int = 72
    low: float = 180.0
    high: float = 6_800.0
    reach: tuple = (4, 8)
    n_groups: int = 12


@dataclass(frozen=True)
class PerthConfig:
    """Sizes of Perth's implicit detector as published; its spectra are in decibels, scaled to about 0 to 1.

    Attributes
    ----------
    rate, n_fft, hop_length : int
    n_bins : int
        Number of bins of the spectrum that carry the mark: those below 2 kHz.
    dim, n_layers : int
    floor : float
        Smallest magnitude.
    offset, range : float
        Added to the decibels, which are then divided by `range`.
    threshold : float
        Frames whose sum is below this share of the loudest frame's are ignored.
    """

    rate: int = 32_000
    n_fft: int = 2048
    hop_length: int = 320
    n_bins: int = 128
    dim: int = 256
    n_layers: int = 5
    floor: float = 1e-9
    offset: float = 180.0
    range: float = 195.0
    threshold: float = 0.05


ESTIMATOR, PERTH = EstimatorConfig(), PerthConfig()
