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
    -0.54, -2.93, 0.92, 2.40, -0.48, -1.15, -1.05, 1.95, -0.42, -0.64, 0.29, 0.80, 1.49, -2.11, -0.20, -0.73,
    1.72, 0.19, -0.45, 0.08, 0.18, -0.22, -0.75, -0.96, -0.60, 1.23, 1.32, -0.24, -0.06, 0.64, 0.58, -1.34,
    -0.65, -0.27, -0.28, 2.04, -0.09, -1.54, -0.93, 1.03, 1.30, 0.59, -0.75, -1.46, -0.71, 1.61, 1.06, -0.50,
    -1.49, 1.73, -1.94, -0.70, 1.42, 1.13, -0.24, -0.19, 0.12, -0.09, -0.28, -1.17, -1.01, 1.24, 1.22, 0.47,
    -0.49, 0.01, -0.28, -1.27, 0.15, 0.70, 0.58, -0.82, 0.30, -0.06, 1.04, 0.48, -0.41, -0.66, -0.79, 0.11,
    -0.80, 0.77, 0.67, 1.06, 0.43, -0.47, -1.44, -0.93, -0.25, 1.01, 1.84, -0.58, -1.05, -0.58, 1.52, -0.68,
    -1.16, -0.36, 1.79, 1.35, -0.24, -1.05, -0.48, -1.48, -0.20, 1.43, -1.66, 1.22, 0.26, 0.27, 0.68, -0.17,
    0.61, -0.05, 0.76, 0.93, -1.13, -1.18, -0.83, -0.57, -0.19, -0.09, -0.45, 0.47, -1.46, -0.02, 0.74, 2.61])


def signs():
    """+1 or -1 of each slot and band of this program's pattern: float array (PERIOD, BANDS)."""
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(SEED).digest(PERIOD * BANDS // 8), np.uint8))
    return 1.0 - 2.0 * bits.reshape(PERIOD, BANDS)


def to_bands(hertz):
    """Place of a frequency among the bands, 0 at the centre of the first and BANDS - 1 at that of the last."""
    low, high = _erb(LOW), _erb(HIGH)
    return (_erb(hertz) - low) / (high - low) * (BANDS - 1)


def from_bands(place):
    """Undo `to_bands`."""
    low, high = _erb(LOW), _erb(HIGH)
    return (10 ** ((low + np.asarray(place) * (high - low) / (BANDS - 1)) / 21.4) - 1) / 0.00437


def gains(slot, hertz):
    """Gains of both patterns in a slot: decibels, of the shape of `hertz`."""
    ramp = np.r_[0.0, signs()[slot % PERIOD], 0.0]
    own = np.interp(to_bands(hertz), np.arange(-1, BANDS + 1), ramp, left=0.0, right=0.0)
    public = np.interp(hertz, np.arange(len(PUBLIC)) * PERTH_BIN, PUBLIC, right=0.0)
    return OWN_GAIN * own + np.where(np.asarray(hertz) <= PERTH_TOP, public, 0.0)


def _erb(hertz):
    """Number of equivalent rectangular bandwidths below a frequency (Glasberg and Moore, 1990)."""
    return 21.4 * np.log10(1 + 0.00437 * np.asarray(hertz, dtype=np.float64))
