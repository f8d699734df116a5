"""Removal of steady noise from recordings: fans, hum, the hiss of cheap microphones."""

import numpy as np

WINDOW = 0.032  # seconds, rounded to a power of two samples; the hop is half a window
QUIET = 0.08  # share of frames taken to hold noise alone: even fluent speech has that many gaps in every band
BIAS = 1.5  # ratio of the noise's mean power to that of its quietest frames
LEAST_GAIN = 0.1  # -20 dB: digital silence would be as foreign to the networks as the noise
MEMORY = 0.9  # weight of the previous frame in the estimated ratio of speech to noise
LEAST_RATIO, LARGEST_RATIO = 10 ** -2.5, 1e3  # of power, speech and sound to noise
LEAST_POWER = 1e-12  # of noise: far below what 24 bits hold, so that nothing is divided by zero


def reduce_noise(wav: np.ndarray, rate: int) -> np.ndarray:
    """Attenuate stationary noise in a recording; a clean recording stays nearly unchanged.

    A Wiener filter is applied to the short-time spectrum. Its a priori ratio of speech to noise is estimated from the
    present frame and from the previous frame after filtering, which avoids musical noise ("decision-directed", Ephraim
    and Malah 1984; with this gain Scalart and Vieira Filho 1996, "Speech enhancement based on a priori signal to noise
    estimation"). The noise is assumed stationary and measured in each band's quietest frames.

    Parameters
    ----------
    wav : float array (n_samples,)
    rate : int
        In Hz.

    Returns
    -------
    float32 array (n_samples,)
    """
    from scipy.fft import irfft, rfft  # four times as fast as NumPy's with many short float32 rows

    size = 2 ** round(np.log2(WINDOW * rate))
    hop = size // 2
    window = np.sqrt(np.hanning(size + 1)[:size]).astype(np.float32)
    padded = np.pad(np.asarray(wav, dtype=np.float32), (size, size))
    spectra = rfft(np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * window, axis=1)
    spectra *= _gains(np.square(spectra.real) + np.square(spectra.imag))
    frames = irfft(spectra, size, axis=1) * window
    # Squared windows that are half a window apart add up to 1.
    out = np.zeros((len(frames) + 1) * hop, np.float32)
    out[:-hop] += frames[:, :hop].ravel()
    out[hop:] += frames[:, hop:].ravel()
    return out[size: size + len(wav)]


def _gains(power):
    """Return the filter's gain for each frame and bin of power spectra (n_frames, n_bins)."""
    sound = np.minimum(power / _noise(power), LARGEST_RATIO)
    gains = (1 - MEMORY) * np.maximum(sound - 1, 0)
    sound *= MEMORY
    speech = np.zeros(power.shape[1], power.dtype)
    for ratio, gain in zip(sound, gains):  # thousands of small steps: each works in place and allocates nothing
        speech += gain
        np.maximum(speech, LEAST_RATIO, out=speech)
        np.add(speech, 1, out=gain)
        np.divide(speech, gain, out=gain)
        np.multiply(gain, gain, out=speech)
        speech *= ratio
    return np.maximum(gains, LEAST_GAIN)


def _noise(power):
    """Return the noise's mean power in each bin; a negligible power if the recording is too short."""
    weights = np.hanning(7)[1:-1].astype(np.float32)
    power = power[power.any(axis=1)]  # digital silence was inserted later and reveals nothing about the room
    if len(power) < len(weights):
        return np.full(power.shape[1], LEAST_POWER)
    smooth = np.lib.stride_tricks.sliding_window_view(power, len(weights), axis=0) @ (weights / weights.sum())
    smooth.sort(axis=0)  # a third of the time of np.quantile
    below, part = divmod(QUIET * (len(smooth) - 1), 1)
    lower, upper = smooth[int(below)], smooth[min(int(below) + 1, len(smooth) - 1)]
    return np.maximum(BIAS * (lower + np.float32(part) * (upper - lower)), LEAST_POWER)
