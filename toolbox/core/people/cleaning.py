"""Cleaning of references before a voice is learnt from them."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from audio.denoise import reduce_noise
from audio.quality import RATE
from audio.signal import resample
from toolbox.core.models.profiles import ENHANCER, MODELS
from toolbox.core.people.meter import load_meter

if TYPE_CHECKING:
    from enhancer.inference import Enhancer

NOISY, ECHO = 18.0, 0.3  # the enhancer cleans below this signal-to-noise ratio in dB, or above this T60 in seconds


@lru_cache(maxsize=1)
def load_enhancer() -> "Enhancer":
    """Load the bundled enhancer, once.

    Raises
    ------
    FileNotFoundError, ValueError
        If its weights are missing or damaged; the message is a sentence.
    """
    from enhancer.inference import Enhancer
    return Enhancer.load(MODELS / ENHANCER)


def quieten(wav: np.ndarray, rate: int) -> np.ndarray:
    """Remove from a reference what the first encoder and the statistics would mistake for the voice.

    Where the meter finds noise or reverberation, the enhancer removes it. Other recordings only pass through the Wiener
    filter (audio.denoise), like those that the synthesizer was trained on.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.

    Returns
    -------
    float32 array (n_samples,)
    """
    snr, t60 = load_meter().noise_and_echo(resample(wav, rate, RATE))
    if snr < NOISY or t60 > ECHO:
        return load_enhancer().clean(wav, rate)
    return reduce_noise(wav, rate)
