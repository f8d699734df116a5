"""Quality of a recording, measured on its waveform: amount of speech, noise, echo, bandwidth, clipping and music."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from audio.signal import resample
from audio.vad import HEARD_LEVEL, speech_mask

RATE = 16_000
SIZE, HOP = 512, 160  # of the spectra from which noise and echo are estimated
EDGES = np.array([31, 100, 250, 450, 700, 1000, 1400, 1900, 2500, 3300, 4300, 5600, 7400])  # Hz
LEVELS = (2, 5, 10, 20, 35, 50, 65, 80, 90, 95, 98)  # percentiles of the level in each band
SLOPES = (1, 3, 7, 15, 25, 40)  # percentiles of its change over SPAN
SPANS = (5, 12)  # frames over which the level's change is measured
FLOOR = 1e-10
LONGEST = 60.0  # seconds from which noise, echo and music are estimated
# A recording is clipped where several samples in a row stay at its own loudest value.
FLAT, RUN, LOUD = 0.999, 3, 0.2
# In a window this long, the harmonics of a voice move from bin to bin; those of a piano stay.
TONAL_SIZE, TONAL_HOP = 2048, 512
TONE_BAND, STEADY, ABOVE = (250.0, 5000.0), 8, 2.0  # Hz; frames that a line lasts; dB above its surroundings
LINES, ENDLESS = 2, 4.0  # simultaneous tones; seconds needed to distinguish hum from music


@dataclass(frozen=True)
class Quality:
    """The measured quality of a recording.

    Attributes
    ----------
    seconds, speech : float
        Length of the recording and of the speech in it, in seconds.
    snr : float
        Ratio of speech to noise in dB.
    t60 : float
        Reverberation time: seconds in which a sound decays by 60 dB; 0.1 or less means none.
    bandwidth : float
        Highest frequency present, in Hz.
    clipped : float
        Share of clipped samples.
    music : float
        Share of the time during which steady tones are present.
    """

    seconds: float
    speech: float
    snr: float
    t60: float
    bandwidth: float
    clipped: float
    music: float


class Meter:
    """Measures recordings; a small network over `features` estimates noise and echo.

    Parameters
    ----------
    weights : mapping of str to float32 arrays
        `mean` and `scale` (n_features,); `weight1`, `bias1` and so on, each layer's (n_in, n_out) and (n_out,). The
        last layer gives the ratio of speech to noise in units of 10 dB, and the natural logarithm of T60.
    """

    def __init__(self, weights: Mapping[str, np.ndarray]):
        self._weights = {name: np.asarray(value, np.float32) for name, value in weights.items()}

    def measure(self, wav: np.ndarray, rate: int) -> Quality:
        """Measure a recording (n_samples,)."""
        at_16k = resample(wav[: int(LONGEST * rate)], rate, RATE)
        level = 10 ** (HEARD_LEVEL / 20) / max(float(np.sqrt(np.mean(np.square(at_16k)))) if len(at_16k) else 0, 1e-6)
        speech = speech_mask(at_16k * np.float32(max(1.0, level)), RATE)
        share = float(speech.mean()) if len(speech) else 0.0
        snr, t60 = self.noise_and_echo(at_16k)
        seconds = len(wav) / rate
        return Quality(seconds, share * seconds, snr, t60, bandwidth(wav, rate), clipping(wav), music_share(at_16k))

    def noise_and_echo(self, wav: np.ndarray) -> tuple[float, float]:
        """Estimate the ratio of speech to noise in dB and T60 in seconds of a waveform (n_samples,) at RATE."""
        if len(wav) < RATE:
            return 0.0, 0.0
        x = (features(wav) - self._weights["mean"]) / self._weights["scale"]
        x = np.clip(x, -5, 5)
        n_layers = sum(name.startswith("weight") for name in self._weights)
        for layer in range(1, n_layers + 1):
            x = x @ self._weights[f"weight{layer}"] + self._weights[f"bias{layer}"]
            x = np.maximum(x, 0) if layer < n_layers else x
        return float(np.clip(10 * x[0], -20, 60)), float(np.clip(np.exp(x[1]), 0.0, 3.0))


def features(wav: np.ndarray) -> np.ndarray:
    """Describe how the level of each band of a waveform (n_samples,) at RATE rises and falls: float32 (n_features,).

    Noise fills the pauses, which brings the low percentiles of the level close to the high ones; echo slows decays,
    which removes steep falls (Wen, Habets, Naylor, "Blind estimation of reverberation time based on the distribution of
    signal decay rates", ICASSP 2008).
    """
    from scipy.fft import rfft

    wav = np.asarray(wav, np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(wav, SIZE)[::HOP]
    powers = []
    for start in range(0, len(frames), 2_000):
        spectra = rfft(frames[start: start + 2_000] * np.hanning(SIZE).astype(np.float32), axis=1)
        power = np.square(spectra.real) + np.square(spectra.imag)
        powers.append(np.add.reduceat(power, EDGES * SIZE // RATE, axis=1)[:, :-1])
    power = np.concatenate(powers)
    decibels = 10 * np.log10(power + FLOOR * power.mean(axis=0) + 1e-12)
    decibels = np.column_stack([decibels, 10 * np.log10(power.sum(axis=1) + 1e-12)])
    levels = np.percentile(decibels, LEVELS, axis=0)
    parts = [levels - levels[-2]]
    for span in SPANS:
        change = decibels[span:] - decibels[:-span]
        loud = decibels[:-span] > levels[LEVELS.index(50)]  # decays begin where there was sound
        falls = np.where(loud, change, np.nan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # digital silence has no loud frames
            parts.append(np.nan_to_num(np.nanpercentile(falls, SLOPES, axis=0)))
        parts.append(np.percentile(change, (75, 90, 97), axis=0))
    spectrum = levels[-2, :-1] - levels[-2, :-1].mean()
    return np.concatenate([*(part.ravel() for part in parts), spectrum]).astype(np.float32)


def bandwidth(wav: np.ndarray, rate: int) -> float:
    """Return the highest frequency, in Hz, at which a recording rises above its noise floor.

    A telephone or a lossy codec leaves a cliff in the spectrum, with almost nothing above it.
    """
    from scipy.fft import rfft

    size = 1024 if rate <= 24_000 else 2048
    if len(wav) < size:
        return 0.0
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(wav, np.float32), size)[:: size]
    frames = frames[np.linspace(0, len(frames) - 1, min(len(frames), 2_000)).astype(int)]
    spectra = rfft(frames * np.hanning(size).astype(np.float32), axis=1)
    power = np.percentile(np.square(spectra.real) + np.square(spectra.imag), 95, axis=0)
    width = max(1, round(150 / rate * size))
    smooth = np.convolve(np.pad(power, width, mode="edge"), np.ones(2 * width + 1) / (2 * width + 1), "valid")
    level = 10 * np.log10(smooth + 1e-14)
    step = round(500 / rate * size)
    frequencies = np.arange(len(level)) * rate / size
    # The cliff is where the level falls most within 500 Hz, provided that it stays low beyond.
    fall = level[:-step] - level[step:]
    beyond = np.maximum.accumulate(level[::-1])[::-1]
    cliff = (fall > 12) & (level[:-step] - beyond[step:] > 12) & (frequencies[:-step] > 1_000)
    if not cliff.any():
        return rate / 2
    edge = int(np.flatnonzero(cliff)[np.argmax(fall[cliff])])
    half = level[edge] - fall[edge] / 2
    return float(frequencies[edge + int(np.argmax(level[edge: edge + step + 1] < half))])


def clipping(wav: np.ndarray) -> float:
    """Return the share of samples in runs at the recording's own peak value."""
    if not len(wav):
        return 0.0
    loudest = float(np.abs(wav).max())
    if loudest < LOUD:
        return 0.0
    flat = np.abs(wav) >= FLAT * loudest
    runs = np.convolve(flat, np.ones(RUN), "valid") >= RUN
    marked = np.convolve(runs, np.ones(RUN), "full") > 0
    return float(marked.mean())


def music_share(wav: np.ndarray) -> float:
    """Return the share of the time of a waveform (n_samples,) at RATE during which several steady tones are present."""
    mask = music_mask(wav)
    return float(mask.mean()) if len(mask) else 0.0


def music_mask(wav: np.ndarray) -> np.ndarray:
    """Mark frames of TONAL_HOP samples around which several tones keep their pitch for a quarter of a second.

    Tones that never end are considered hum, not music.

    Returns
    -------
    bool array (n_frames,)
    """
    from scipy.fft import rfft
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    if len(wav) < TONAL_SIZE + STEADY * TONAL_HOP:
        return np.zeros(0, bool)
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(wav, np.float32), TONAL_SIZE)[::TONAL_HOP]
    spectra = rfft(frames * np.hanning(TONAL_SIZE).astype(np.float32), axis=1)
    first, last = (round(f * TONAL_SIZE / RATE) for f in TONE_BAND)
    level = 10 * np.log10(np.square(spectra.real) + np.square(spectra.imag) + 1e-12)[:, first:last]
    near = 10 * np.log10(uniform_filter1d(10 ** (level / 10), 41, axis=1) + 1e-12)
    peak = (level >= maximum_filter1d(level, 5, axis=1)) & (level > near + ABOVE) & (level > level.max() - 60)
    # A line is steady where the same bin is a peak in nearly all of STEADY frames.
    lines = (uniform_filter1d(peak.astype(np.float32), STEADY, axis=0) > 0.8) & peak
    if len(lines) * TONAL_HOP > ENDLESS * RATE:
        lines[:, lines.mean(axis=0) > 0.5] = False
    several = (lines.sum(axis=1) >= LINES).astype(np.float32)
    return uniform_filter1d(several, RATE // TONAL_HOP) > 0.2
