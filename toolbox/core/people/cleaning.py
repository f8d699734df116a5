"""Cleaning of references: what the voice is learnt from without noise, music and rooms."""

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

NOISY, ECHO = 18.0, 0.3  # dB of speech to noise below which, and seconds of reverberation above which it is cleaned


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
    """Take out of a reference what the first encoder and the statistics would take for part of the voice.

    Where the meter finds noise, music or a room, the enhancer does it. A clean recording goes through the Wiener filter
    alone (audio.denoise), as those of the synthesizers' training did.

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
