"""Voice activity by the WebRTC detector, smoothed as in the GE2E front end."""

import numpy as np
import soxr
import webrtcvad

from audio.signal import loudness, resample, set_loudness

RATE = 16_000
WINDOW = 480  # 30 ms, the longest that the detector takes
SPEECH_LEVEL = -26.0  # dBFS: the level at which the synthesizer learns every voice
HEARD_LEVEL = -30.0  # dBFS: to which fainter sound is raised for the decision where any speech is to count
SMOOTHING = 8  # windows averaged, so that single decisions do not flicker
LONGEST_PAUSE = 6  # windows of silence kept around speech


def speech_mask(wav: np.ndarray, rate: int = RATE, aggressiveness: int = 3) -> np.ndarray:
    """Mark the samples of a waveform that are speech or short pauses within it.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz; other rates than 16 kHz are resampled for the decision.
    aggressiveness : int
        0 (keeps most) to 3 (the detector's own scale).

    Returns
    -------
    bool array (n_samples,)
    """
    at_16k = resample(wav, rate, RATE)
    windows = _smooth(_decide(at_16k, webrtcvad.Vad(aggressiveness)))
    mask = np.zeros(len(at_16k), dtype=bool)
    spread = np.repeat(windows, WINDOW)
    mask[: len(spread)] = spread
    if rate == RATE:
        return mask
    index = np.minimum(np.arange(len(wav)) * RATE // rate, len(mask) - 1)
    return mask[index] if len(mask) else np.zeros(len(wav), dtype=bool)


def speech_seconds(wav: np.ndarray, rate: int = RATE) -> float:
    """Seconds of speech in a waveform, by voice activity."""
    return float(speech_mask(set_loudness(wav, HEARD_LEVEL, raise_only=True), rate).sum()) / rate


def trim_silence(wav: np.ndarray, rate: int = RATE) -> np.ndarray:
    """Cut long silences out of a waveform wherever they are; short pauses stay."""
    return wav[speech_mask(wav, rate)]


def trim_edges(wav: np.ndarray, rate: int, margin: float = 0.1) -> np.ndarray:
    """Cut silence before the first and after the last speech, leaving `margin` seconds; the middle is untouched."""
    speech = np.flatnonzero(speech_mask(wav, rate))
    if not len(speech):
        return wav
    keep = int(margin * rate)
    return wav[max(0, speech[0] - keep): speech[-1] + 1 + keep]


def set_speech_level(wav: np.ndarray, rate: int, level: float = SPEECH_LEVEL) -> np.ndarray:
    """Scale a waveform so that its speech, pauses left out, has a root-mean-square `level` in dBFS; clipped at 1."""
    mask = speech_mask(set_loudness(wav, HEARD_LEVEL, raise_only=True), rate)
    change = level - loudness(wav[mask] if mask.any() else wav)
    return wav if not np.isfinite(change) else np.clip(wav * 10 ** (change / 20), -1, 1).astype(np.float32)


class SpeechCounter:
    """Seconds of speech in a sound that is still arriving, as `speech_seconds` counts them.

    Parameters
    ----------
    rate : int
        In Hz.
    """

    def __init__(self, rate: int):
        self._resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32")
        self._detector = webrtcvad.Vad(3)
        self._rest = np.zeros(0, np.float32)
        self._flags: list[bool] = []
        self._power, self._n_samples = 0.0, 0

    def feed(self, samples: np.ndarray) -> float:
        """Take in samples (n,); returns the seconds of speech so far."""
        new = self._resampler.resample_chunk(np.ascontiguousarray(samples))
        self._power += float(np.square(new, dtype=np.float64).sum())
        self._n_samples += len(new)
        level = 10 * np.log10(max(self._power / max(1, self._n_samples), 1e-12))
        wav = np.concatenate([self._rest, new])
        self._flags += _decide(wav * 10 ** (max(0.0, HEARD_LEVEL - level) / 20), self._detector)
        self._rest = wav[len(wav) // WINDOW * WINDOW:]
        return float(_smooth(self._flags).sum()) * WINDOW / RATE


def _decide(wav, detector):
    """Whether the detector hears speech in each whole window of a waveform at 16 kHz, as a list."""
    count = len(wav) // WINDOW
    pcm = np.round(np.clip(wav[: count * WINDOW], -1, 1) * 32767).astype("<i2").tobytes()
    return [detector.is_speech(pcm[2 * WINDOW * i: 2 * WINDOW * (i + 1)], RATE) for i in range(count)]


def _smooth(flags):
    """Decisions averaged and widened by the pauses around speech, bool (n_windows,)."""
    if not flags:
        return np.zeros(0, dtype=bool)
    # Centred moving average of an even width: one window more after than before.
    padded = np.concatenate([np.zeros((SMOOTHING - 1) // 2), flags, np.zeros(SMOOTHING // 2)])
    average = np.round(np.convolve(padded, np.ones(SMOOTHING) / SMOOTHING, "valid"))
    side = LONGEST_PAUSE // 2
    return np.convolve(average, np.ones(2 * side + 1))[side: side + len(flags)] > 0
