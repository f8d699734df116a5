"""How a person speaks beside how they sound: their own rate and the spread of their pitch, in what is planned.

The synthesizer's own prediction follows both only a little: clones of flat and of lively speakers have about the same
spread, and all speak faster than most people do.
"""

from dataclasses import dataclass

import numpy as np

from synthesizer.prosody import WIDER
from toolbox.core.cloning.voice import Voice

LIVELINESS = (0.0, 2.0)  # from calm to lively; 1 is the person's own
# Mean over speakers, and after how many seconds of speech a measurement weighs as much as the mean: the variance of
# what 3 s and 10 s say of a person against that between people (real speakers of LibriSpeech).
SPREAD, SPREAD_SECONDS = 3.0, 4.0  # semitones
PACE, PACE_SECONDS = 12.0, 3.0  # sounds a second
OTHER_SPREAD, OTHER_PACE = 0.95, 1.09  # of other texts, for 1 in the sample (20 voices, 100 sentences)
RANGE = 1.5  # factor on the spread from calm to the person's own, and from there to lively
VARIATION = 0.3  # share of what recordings vary by that is drawn at a liveliness of 1
RANGES, TEMPOS = (0.4, 2.2), (0.7, 1.4)  # how far the predicted pitch and tempo are moved at most


@dataclass(frozen=True)
class Delivery:
    """What is done to the prediction of a sentence.

    Attributes
    ----------
    pitch_range : float
        Factor on the movement of the pitch around its mean.
    tempo : float
        2 is twice as fast.
    variation : float
        Amount of synthesizer.prosody.vary.
    movement : float
        Its further factor on the pitch.
    """

    pitch_range: float = 1.0
    tempo: float = 1.0
    variation: float = 0.0
    movement: float = 1.0


def delivery(voice: Voice, spread: float, pace: float, liveliness: float = 1.0) -> Delivery:
    """Return how a voice's sentences are to be said.

    Parameters
    ----------
    voice : Voice
        A few seconds say little of a person's spread and rate: the less there is, the more they are taken for the mean.
        Of a voice that was learnt from no speech, what it says of itself is taken as it is.
    spread, pace : float
        What the synthesizer predicts for this voice in a sample text: semitones and sounds a second.
    liveliness : float
        Within LIVELINESS.
    """
    wanted = _shrunk(voice.pitch_spread, SPREAD, voice.seconds, SPREAD_SECONDS) * RANGE ** (liveliness - 1)
    variation, movement = VARIATION * liveliness, wanted / SPREAD
    # What is drawn widens the pitch as well.
    predicted = np.sqrt(max(wanted ** 2 - (movement * variation * WIDER) ** 2, (wanted / 2) ** 2))
    spread, pace = OTHER_SPREAD * spread, OTHER_PACE * pace
    tempo = 1.0
    if voice.rate and pace:
        tempo = np.exp(_shrunk(np.log(voice.rate), np.log(PACE), voice.seconds, PACE_SECONDS)) / pace
    return Delivery(float(np.clip(predicted / max(spread, 0.1), *RANGES)), float(np.clip(tempo, *TEMPOS)), variation,
                    float(movement))


def check_liveliness(liveliness: float) -> None:
    """Refuse a liveliness that is out of range: ValueError."""
    if not LIVELINESS[0] <= liveliness <= LIVELINESS[1]:
        raise ValueError(f"The liveliness must lie between {LIVELINESS[0]:g} (calm) and {LIVELINESS[1]:g} (lively); it "
                         f"is {liveliness}.")


def _shrunk(measured, mean, seconds, as_much):
    share = seconds / (seconds + as_much) if seconds else 1.0
    return mean + (measured - mean) * share
