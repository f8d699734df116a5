"""A person's manner of speaking: their own rate and pitch range in planned sentences.

The synthesizer's prediction reflects both only slightly: clones of monotonous and of lively speakers have about the
same pitch range, and all speak faster than most people.
"""

from dataclasses import dataclass

import numpy as np

from synthesizer.prosody import WIDER
from toolbox.core.cloning.voice import Voice

LIVELINESS = (0.0, 2.0)  # from calm to lively; 1 is the person's own
# Mean over speakers, and the seconds of speech after which a measurement has the same weight as the mean, from the
# variance of measurements on 3 s and 10 s relative to that between people (real speakers of LibriSpeech).
SPREAD, SPREAD_SECONDS = 3.0, 4.0  # semitones
PACE, PACE_SECONDS = 12.0, 3.0  # sounds per second
OTHER_SPREAD, OTHER_PACE = 0.95, 1.09  # other texts relative to the sample (20 voices, 100 sentences)
RANGE = 1.5  # factor on the pitch range from calm to the person's own, and from there to lively
VARIATION = 0.3  # share of the recordings' variation that is drawn at a liveliness of 1
RANGES, TEMPOS = (0.4, 2.2), (0.7, 1.4)  # limits of the factors on the predicted pitch range and tempo


@dataclass(frozen=True)
class Delivery:
    """Changes to a sentence's predicted prosody.

    Attributes
    ----------
    pitch_range : float
        Factor on the movement of the pitch around its mean.
    tempo : float
        2 is twice as fast.
    variation : float
        Amount of synthesizer.prosody.vary.
    movement : float
        Its additional factor on the pitch.
    """

    pitch_range: float = 1.0
    tempo: float = 1.0
    variation: float = 0.0
    movement: float = 1.0


def delivery(voice: Voice, spread: float, pace: float, liveliness: float = 1.0) -> Delivery:
    """Return the changes to the predicted prosody of a voice's sentences.

    Parameters
    ----------
    voice : Voice
        The less speech it was learnt from, the more its pitch range and rate are drawn towards the mean. Those of a
        voice that was not learnt from speech are used as they are.
    spread, pace : float
        The synthesizer's prediction for this voice in a sample text, in semitones and sounds per second.
    liveliness : float
        Within LIVELINESS.
    """
    wanted = _shrunk(voice.pitch_spread, SPREAD, voice.seconds, SPREAD_SECONDS) * RANGE ** (liveliness - 1)
    variation, movement = VARIATION * liveliness, wanted / SPREAD
    # Random variation also widens the pitch range.
    predicted = np.sqrt(max(wanted ** 2 - (movement * variation * WIDER) ** 2, (wanted / 2) ** 2))
    spread, pace = OTHER_SPREAD * spread, OTHER_PACE * pace
    tempo = 1.0
    if voice.rate and pace:
        tempo = np.exp(_shrunk(np.log(voice.rate), np.log(PACE), voice.seconds, PACE_SECONDS)) / pace
    return Delivery(float(np.clip(predicted / max(spread, 0.1), *RANGES)), float(np.clip(tempo, *TEMPOS)), variation,
                    float(movement))


def check_liveliness(liveliness: float) -> None:
    """Raise ValueError if a liveliness is out of range."""
    if not LIVELINESS[0] <= liveliness <= LIVELINESS[1]:
        raise ValueError(f"The liveliness must lie between {LIVELINESS[0]:g} (calm) and {LIVELINESS[1]:g} (lively); it "
                         f"is {liveliness}.")


def _shrunk(measured, mean, seconds, as_much):
    share = seconds / (seconds + as_much) if seconds else 1.0
    return mean + (measured - mean) * share
