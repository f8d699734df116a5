"""What the mark is: gains in decibels by which a sound is changed, two patterns on top of one another.

The public pattern never changes and lies below 2 kHz, in bins of 15.6 Hz. Perth's marker (Resemble AI, MIT) is a
network, but whatever it is given it applies one and the same filter, of 1.7 dB up or down. The one here was found by
gradient through Perth's published detector, with a price on power and on what is left of it in bands as wide as those
of an ear or a speaker encoder. Programs that look for Perth's mark find it.

The pattern of this program changes from slot to slot, in bands as wide as an ear's. What a microphone, a room or an
equalizer adds stays the same, and so does not look like it. Its signs come from a hash, in which nothing can be hidden.
"""

import hashlib

import numpy as np

SLOT, FADE = 0.08, 0.03  # seconds
PERIOD = 32  # slots
BANDS, LOW, HIGH = 36, 200.0, 6_500.0
OWN_GAIN = 2.0  # dB
SEED = b"SV2TTS toolbox, watermark 1"
PERTH_BIN, PERTH_TOP = 15.625, 2_000.0  # Hz
PUBLIC = np.array([  # dB
    -0.47, -2.56, 0.81, 2.10, -0.42, -1.01, -0.92, 1.71, -0.37, -0.56, 0.25, 0.70, 1.31, -1.85, -0.17, -0.64,
    1.51, 0.17, -0.39, 0.07, 0.16, -0.19, -0.66, -0.84, -0.52, 1.08, 1.15, -0.21, -0.06, 0.56, 0.51, -1.18,
    -0.57, -0.24, -0.24, 1.79, -0.08, -1.35, -0.81, 0.90, 1.13, 0.52, -0.66, -1.28, -0.63, 1.41, 0.92, -0.44,
    -1.30, 1.51, -1.70, -0.61, 1.24, 0.98, -0.21, -0.17, 0.10, -0.08, -0.24, -1.03, -0.88, 1.09, 1.06, 0.41,
    -0.43, 0.01, -0.24, -1.11, 0.13, 0.61, 0.50, -0.72, 0.27, -0.05, 0.91, 0.42, -0.36, -0.57, -0.69, 0.10,
    -0.70, 0.67, 0.59, 0.92, 0.37, -0.41, -1.26, -0.81, -0.22, 0.88, 1.61, -0.51, -0.92, -0.51, 1.33, -0.60,
    -1.02, -0.31, 1.56, 1.18, -0.21, -0.92, -0.42, -1.29, -0.17, 1.25, -1.45, 1.07, 0.23, 0.24, 0.60, -0.15,
    0.53, -0.04, 0.66, 0.81, -0.99, -1.03, -0.73, -0.50, -0.17, -0.08, -0.39, 0.41, -1.28, -0.02, 0.64, 2.28])


def signs() -> np.ndarray:
    """+1 or -1 of each slot and band of this program's pattern: float array (PERIOD, BANDS)."""
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(SEED).digest(PERIOD * BANDS // 8), np.uint8))
    return 1.0 - 2.0 * bits.reshape(PERIOD, BANDS)


def to_bands(hertz: np.ndarray) -> np.ndarray:
    """Place of a frequency among the bands, 0 at the centre of the first and BANDS - 1 at that of the last."""
    low, high = _erb(LOW), _erb(HIGH)
    return (_erb(hertz) - low) / (high - low) * (BANDS - 1)


def from_bands(place: np.ndarray) -> np.ndarray:
    """Undo `to_bands`."""
    low, high = _erb(LOW), _erb(HIGH)
    return (10 ** ((low + np.asarray(place) * (high - low) / (BANDS - 1)) / 21.4) - 1) / 0.00437


def gains(slot: int, hertz: np.ndarray) -> np.ndarray:
    """Gains of both patterns in a slot: decibels, of the shape of `hertz`."""
    ramp = np.r_[0.0, signs()[slot % PERIOD], 0.0]
    own = np.interp(to_bands(hertz), np.arange(-1, BANDS + 1), ramp, left=0.0, right=0.0)
    public = np.interp(hertz, np.arange(len(PUBLIC)) * PERTH_BIN, PUBLIC, right=0.0)
    return OWN_GAIN * own + np.where(np.asarray(hertz) <= PERTH_TOP, public, 0.0)


def _erb(hertz):
    """Number of equivalent rectangular bandwidths below a frequency (Glasberg and Moore, 1990)."""
    return 21.4 * np.log10(1 + 0.00437 * np.asarray(hertz, dtype=np.float64))
