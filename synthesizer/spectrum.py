"""Post-processing of a generated mel: matching of the voice's long-term spectrum, and sharpening.

Both are differentiable, so that adaptation optimises the final sound.
"""

from functools import lru_cache

import numpy as np
import torch

from audio.voice import DEVIATION, MEAN, N_BANDS

TONE, SPREAD = 0.7, 1.0  # shares of the way from the generated spectrum to the reference's
SHARPNESS, CONTRAST, QUIETER = 0.8, 1.4, 0.3  # of the postfilter
GAIN = 2.0  # gain of the waveform: the synthesizer's level is -26 dBFS, the customary one about -20
COLOUR, PEAK = 2.0, 1.0  # in mel bands: smallest width of matched features, largest width of sharpened ones


def above_pauses(mel: torch.Tensor) -> torch.Tensor:
    """Return how far each frame's level lies above the border between speech and pauses, as in audio.voice.

    Log-mels (batch, n_mels, n_frames) -> (batch, 1, n_frames), without a gradient.
    """
    level = mel[:, :N_BANDS].detach().mean(dim=1, keepdim=True)
    low, high = (level.quantile(q, dim=2, keepdim=True) for q in (0.05, 0.95))
    return level - ((low + high) / 2 - 0.5)


def match_spectrum(mel: torch.Tensor, statistics: torch.Tensor, tone: float = TONE,
                   spread: float = SPREAD) -> torch.Tensor:
    """Move generated mels towards the long-term spectrum of their voices.

    Smoothing by regression and errors in a voice's timbre show in the mean and the spread of the bands over speech;
    both were measured on the reference (audio.voice).

    Parameters
    ----------
    mel : float tensor (batch, n_mels, n_frames)
    statistics : float tensor (batch or 1, n_statistics)
        Statistics of the voices.
    tone, spread : float
        Shares of the differences in mean and in spread to correct.

    Returns
    -------
    float tensor (batch, n_mels, n_frames)
    """
    bands, above = mel[:, :N_BANDS], above_pauses(mel)
    speech = (above >= 0).float()
    mean = mean_over(bands, speech)
    deviation = mean_over((bands - mean).square(), speech).clamp(min=1e-2).sqrt().detach()
    # The spread is never reduced, as it would be by a noisy reference, whose valleys are filled.
    ratio = (statistics[:, DEVIATION, None] / deviation).clamp(1.0, 1.6) ** spread
    # Pauses are left alone: a background louder than the network's would be raised with the speech.
    share = _share_of_speech(above)
    bands = mean + (bands - mean) * (1 + (ratio - 1) * share)
    bands = bands + tone * (_smoothing(N_BANDS, COLOUR).to(mel.device) @ (statistics[:, MEAN, None] - mean)) * share
    return torch.cat([bands, mel[:, N_BANDS:]], dim=1)


def postfilter(mel: torch.Tensor, sharpness: float = SHARPNESS, contrast: float = CONTRAST,
               quieter: float = QUIETER) -> torch.Tensor:
    """Restore what regression blurs: formants, the movement of the bands, and the silence of pauses.

    Peaks and valleys of each spectrum grow by the share `sharpness`. Then each band's deviation from its mean over
    speech is multiplied by `contrast`: statistical synthesis is known to lose this variance (Toda and Tokuda 2007, "A
    Speech Parameter Generation Algorithm Considering Global Variance for HMM-Based Speech Synthesis"). Pauses are
    attenuated by `quieter`, in units of the log-mels (batch, n_mels, n_frames).
    """
    speech = _share_of_speech(above_pauses(mel))
    if sharpness:
        mel = mel + sharpness * (mel - _smoothing(mel.shape[1], PEAK).to(mel.device) @ mel) * speech
    mean = mean_over(mel, speech)
    return mean + (mel - mean) * (1 + (contrast - 1) * speech) - quieter * (1 - speech)


def mean_over(bands: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the weighted mean over time of bands (batch, n_bands, n_frames): (batch, n_bands, 1).

    `weights` is (batch, 1, n_frames).
    """
    return (bands * weights).sum(dim=2, keepdim=True) / weights.sum(dim=2, keepdim=True)


def _share_of_speech(above):
    """Return about 1 in frames of speech, about 0 in pauses."""
    return (2 * above).sigmoid()


@lru_cache
def _smoothing(n_bands, sigma):
    """Return the matrix (n_bands, n_bands) of a Gaussian filter with reflection at the ends.

    SciPy's filter does the same, but takes a quarter of a second to import.
    """
    reach = round(4 * sigma)
    weights = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
    rows = np.pad(np.eye(n_bands), ((0, 0), (reach, reach)), mode="symmetric")
    smooth = np.stack([np.convolve(row, weights / weights.sum(), mode="valid") for row in rows], axis=1)
    with torch.inference_mode(False):  # the cached tensor must also serve adaptation, even if inference asks first
        return torch.from_numpy(smooth.astype(np.float32))
