"""The mark: gains in decibels, made of two superimposed patterns.

The public pattern is constant and lies below 2 kHz, in bins of 15.6 Hz. Perth's marker (Resemble AI, MIT) is a network,
but it applies the same filter, 1.7 dB up or down, to any input. The filter here was found by gradient descent through
Perth's published detector, with a penalty on its power and on what remains of it in bands as wide as an ear's or a
speaker encoder's. Programs that look for Perth's mark find it.

The program's own pattern changes from slot to slot, in bands as wide as an ear's. The response of a microphone, a room
or an equalizer is constant, and so does not resemble it. Its signs come from a hash, in which nothing can be hidden.
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
    -0.39, -2.12, 0.67, 1.74, -0.35, -0.84, -0.76, 1.42, -0.31, -0.46, 0.21, 0.58, 1.09, -1.53, -0.14, -0.53,
    1.25, 0.14, -0.32, 0.06, 0.13, -0.16, -0.55, -0.70, -0.43, 0.89, 0.95, -0.17, -0.05, 0.46, 0.42, -0.98,
    -0.47, -0.20, -0.20, 1.48, -0.07, -1.12, -0.67, 0.75, 0.94, 0.43, -0.55, -1.06, -0.52, 1.17, 0.76, -0.36,
    -1.08, 1.25, -1.41, -0.51, 1.03, 0.81, -0.17, -0.14, 0.08, -0.07, -0.20, -0.85, -0.73, 0.90, 0.88, 0.34,
    -0.36, 0.01, -0.20, -0.92, 0.11, 0.51, 0.41, -0.60, 0.22, -0.04, 0.75, 0.35, -0.30, -0.47, -0.57, 0.08,
    -0.58, 0.56, 0.49, 0.76, 0.31, -0.34, -1.04, -0.67, -0.18, 0.73, 1.33, -0.42, -0.76, -0.42, 1.10, -0.50,
    -0.85, -0.26, 1.29, 0.98, -0.17, -0.76, -0.35, -1.07, -0.14, 1.04, -1.20, 0.89, 0.19, 0.20, 0.50, -0.12,
    0.44, -0.03, 0.55, 0.67, -0.82, -0.85, -0.60, -0.41, -0.14, -0.07, -0.32, 0.34, -1.06, -0.02, 0.53, 1.89])


def signs() -> np.ndarray:
    """Return the sign, +1 or -1, of each slot and band of this program's pattern: float array (PERIOD, BANDS)."""
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(SEED).digest(PERIOD * BANDS // 8), np.uint8))
    return 1.0 - 2.0 * bits.reshape(PERIOD, BANDS)


def to_bands(hertz: np.ndarray) -> np.ndarray:
    """Return a frequency's position among the bands: 0 at the centre of the first, BANDS - 1 at that of the last."""
    low, high = _erb(LOW), _erb(HIGH)
    return (_erb(hertz) - low) / (high - low) * (BANDS - 1)


def from_bands(place: np.ndarray) -> np.ndarray:
    """Invert `to_bands`."""
    low, high = _erb(LOW), _erb(HIGH)
    return (10 ** ((low + np.asarray(place) * (high - low) / (BANDS - 1)) / 21.4) - 1) / 0.00437


def gains(slot: int, hertz: np.ndarray) -> np.ndarray:
    """Return the gains of both patterns in a slot, in decibels, shaped like `hertz`."""
    ramp = np.r_[0.0, signs()[slot % PERIOD], 0.0]
    own = np.interp(to_bands(hertz), np.arange(-1, BANDS + 1), ramp, left=0.0, right=0.0)
    public = np.interp(hertz, np.arange(len(PUBLIC)) * PERTH_BIN, PUBLIC, right=0.0)
    return OWN_GAIN * own + np.where(np.asarray(hertz) <= PERTH_TOP, public, 0.0)


def _erb(hertz):
    """Return the number of equivalent rectangular bandwidths below a frequency (Glasberg and Moore, 1990)."""
    return 21.4 * np.log10(1 + 0.00437 * np.asarray(hertz, dtype=np.float64))
