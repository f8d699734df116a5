"""What is done to a made mel before a vocoder plays it: moved to the voice's long-term spectrum, and sharpened.

With a gradient, so that adaptation hears what people are going to hear.
"""

from functools import lru_cache

import numpy as np
import torch

from audio.voice import DEVIATION, MEAN, N_BANDS

TONE, SPREAD = 0.7, 1.0  # how far the made spectrum is moved to the reference's: 0 not at all, 1 all the way
SHARPNESS, CONTRAST, QUIETER = 0.8, 1.4, 0.3  # of the postfilter
GAIN = 2.0  # of the waveform: the synthesizer speaks at -26 dBFS; people expect about -20
COLOUR, PEAK = 2.0, 1.0  # in mel bands: how wide what is matched is at least, and what is sharpened at most


def above_pauses(mel):
    """How far the level of each frame of log-mels (batch, n_mels, n_frames) lies above what divides speech from pauses,
    as in audio.voice: (batch, 1, n_frames), without a gradient."""
    level = mel[:, :N_BANDS].detach().mean(dim=1, keepdim=True)
    low, high = (level.quantile(q, dim=2, keepdim=True) for q in (0.05, 0.95))
    return level - ((low + high) / 2 - 0.5)


def match_spectrum(mel, statistics, tone=TONE, spread=SPREAD):
    """Move made mels towards the long-term spectrum of their voices.

    What regression smooths away and what the network misses of a voice's colour shows in the mean and the spread of the
    bands over speech; both were measured on the reference (audio.voice).

    Parameters
    ----------
    mel : float tensor (batch, n_mels, n_frames)
    statistics : float tensor (batch or 1, n_statistics)
        Of the voices.
    tone, spread : float
        Share of the difference in the mean and in the spread that is made good.

    Returns
    -------
    float tensor (batch, n_mels, n_frames)
    """
    bands, above = mel[:, :N_BANDS], above_pauses(mel)
    speech = (above >= 0).float()
    mean = mean_over(bands, speech)
    deviation = mean_over((bands - mean).square(), speech).clamp(min=1e-2).sqrt().detach()
    # Never less spread: a noisy reference, whose bands are filled, would take it away.
    ratio = (statistics[:, DEVIATION, None] / deviation).clamp(1.0, 1.6) ** spread
    # Pauses stay as they are: a background that is louder than the network's would be raised with the speech.
    share = _share_of_speech(above)
    bands = mean + (bands - mean) * (1 + (ratio - 1) * share)
    bands = bands + tone * (_smoothing(N_BANDS, COLOUR).to(mel.device) @ (statistics[:, MEAN, None] - mean)) * share
    return torch.cat([bands, mel[:, N_BANDS:]], dim=1)


def postfilter(mel, sharpness=SHARPNESS, contrast=CONTRAST, quieter=QUIETER):
    """Give back what regression blurs: formants, the movement of the bands, and the silence of pauses.

    Peaks and valleys of each spectrum grow by the share `sharpness`. Then what a band moves around its mean over speech
    is made `contrast` times as large: a variance that statistical synthesis is known to lose (Toda and Tokuda 2007, "A
    Speech Parameter Generation Algorithm Considering Global Variance for HMM-Based Speech Synthesis"). Pauses become
    quieter by `quieter`, in the unit of the log-mels (batch, n_mels, n_frames).
    """
    speech = _share_of_speech(above_pauses(mel))
    mel = mel + sharpness * (mel - _smoothing(mel.shape[1], PEAK).to(mel.device) @ mel) * speech
    mean = mean_over(mel, speech)
    return mean + (mel - mean) * (1 + (contrast - 1) * speech) - quieter * (1 - speech)


def mean_over(bands, weights):
    """Mean over time of bands (batch, n_bands, n_frames), frames counting by weights (batch, 1, n_frames); the last
    dimension stays, with one entry."""
    return (bands * weights).sum(dim=2, keepdim=True) / weights.sum(dim=2, keepdim=True)


def _share_of_speech(above):
    """About 1 in frames of speech, about 0 in pauses."""
    return (2 * above).sigmoid()


@lru_cache
def _smoothing(n_bands, sigma):
    """Matrix (n_bands, n_bands) that smooths a spectrum by a Gaussian, reflected at its ends. SciPy's filter does the
    same, but takes a quarter of a second to import."""
    reach = round(4 * sigma)
    weights = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
    rows = np.pad(np.eye(n_bands), ((0, 0), (reach, reach)), mode="symmetric")
    smooth = np.stack([np.convolve(row, weights / weights.sum(), mode="valid") for row in rows], axis=1)
    with torch.inference_mode(False):  # kept for adapting too, whoever asks first
        return torch.from_numpy(smooth.astype(np.float32))
