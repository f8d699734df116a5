"""Cleaning of references before a voice is learnt from them, and of recordings in which several people speak."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from audio.denoise import reduce_noise
from audio.errors import AudioError
from audio.quality import RATE
from audio.signal import resample
from toolbox.core.models.profiles import ENHANCER, MODELS
from toolbox.core.people.division import Division
from toolbox.core.people.meter import load_meter
from toolbox.core.people.segments import beside

if TYPE_CHECKING:
    from encoder.ge2e.inference import SpeakerEncoder
    from enhancer.inference import Enhancer

NOISY, ECHO = 18.0, 0.3  # the enhancer cleans below this signal-to-noise ratio in dB, or above this T60 in seconds
MARGIN = 0.25  # seconds before people's turns in which they are already expected


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


def voices_of(division: Division, wav: np.ndarray, rate: int, encoder: "SpeakerEncoder") -> dict[str, np.ndarray]:
    """Return the embedding (256,) of each person in a recording (n_samples,), by what they say alone.

    People who never speak alone for a second are left out.
    """
    voices = {}
    for speaker in division.people:
        try:
            voices[speaker] = encoder.embed(division.sound_of(speaker, wav, rate), rate)
        except AudioError:
            continue
    return voices


def keeping(speaker: str, division: Division,
            voices: Mapping[str, np.ndarray]) -> tuple[np.ndarray, list[tuple[float, np.ndarray]]]:
    """Return what the enhancer needs to know to keep one person of a recording that is divided by person.

    Parameters
    ----------
    speaker : str
    division : Division
    voices : mapping of str to float32 arrays (256,)
        The embeddings of the people, as far as they are known.

    Returns
    -------
    (embedding, others)
        As for `enhancer.inference.Enhancer.clean`.

    Raises
    ------
    audio.errors.AudioError
        If the person's voice is not known.
    """
    if speaker not in voices:
        raise AudioError(f"{speaker} never speaks alone for a second; choose another person.")
    others = []
    for begin, _, names in beside(division.segments, speaker, MARGIN):
        if known := [voices[name] for name in names if name in voices]:
            mean = np.mean(known, axis=0)
            others.append((begin, mean / np.linalg.norm(mean)))
    return voices[speaker], others
