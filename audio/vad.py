"""Voice activity by the WebRTC detector, smoothed as in the GE2E front end."""

import numpy as np
import soxr
import webrtcvad

from audio.errors import AudioError
from audio.signal import loudness, remove_offset, resample, set_loudness, to_int16

RATE = 16_000
WINDOW = 480  # 30 ms, the longest window that the detector accepts
SPEECH_LEVEL = -26.0  # dBFS: the level at which the synthesizer is trained
HEARD_LEVEL = -30.0  # dBFS: fainter sound is raised to this level for the decision where all speech is to count
SMOOTHING = 8  # windows to average, which smooths single decisions
LONGEST_PAUSE = 6  # windows of silence to keep around speech

# A voice differs from a machine in how far its level rises and falls. Averaged over the three liveliest of these bands,
# the range is 2 to 4 dB for noise, hum and fans, 6 dB for a fan that wavers by a third three times a second, at least
# 10 dB for speech 5 dB above such noise, and at least 30 dB for clean speech (LibriSpeech and virtual speakers).
BANDS = np.array([200, 350, 550, 800, 1150, 1600, 2200, 3000, 4000])  # Hz, edges
LIVELY, RANGE = 3, 8.0  # bands, dB
STRETCH = 1_000  # 10 ms frames over which the range is measured: a few words in a long silence are enough
SHORTEST = 30  # fewest frames with a meaningful range
FAINTEST = -80.0  # dBFS of a recording's loudest tenth: three 16-bit steps


def speech_mask(wav: np.ndarray, rate: int = RATE, aggressiveness: int = 3) -> np.ndarray:
    """Mark the samples of a waveform that are speech or short pauses within it.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz; rates other than 16 kHz are resampled for the decision.
    aggressiveness : int
        The detector's own scale, from 0 (keeps most) to 3.

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
    """Return the seconds of speech in a waveform, by voice activity."""
    return float(speech_mask(set_loudness(wav, HEARD_LEVEL, raise_only=True), rate).sum()) / rate


def require_voice(wav: np.ndarray, rate: int, name: str = "The recording") -> None:
    """Refuse a recording that is nearly silent, or steadier than any voice: noise, hum, a fan.

    Parameters
    ----------
    wav : float32 array (n_samples,)
        The unprocessed recording: noise reduction makes the remaining noise fluctuate.
    rate : int
        In Hz.
    name : str
        How the message refers to the recording.

    Raises
    ------
    AudioError
    """
    if not np.any(wav):  # other checks report 0.0 s of speech
        return
    bands = _band_powers(remove_offset(resample(wav, rate, RATE)))
    if len(bands) < SHORTEST:
        return
    level = 10 * np.log10(max(np.percentile(bands[:, -1], 90), 1e-20))
    if level < FAINTEST:
        raise AudioError(f"{name} is nearly silent ({level:.0f} dBFS); record it louder, or nearer to the microphone.")
    spans = [_span(bands[start: start + STRETCH, :-1]) for start in range(0, len(bands), STRETCH)]
    if max(spans) < RANGE:
        raise AudioError(f"{name} holds no voice: it sounds as steady as noise, hum or a fan.")


def trim_silence(wav: np.ndarray, rate: int = RATE) -> np.ndarray:
    """Remove long silences anywhere in a waveform; short pauses stay."""
    return wav[speech_mask(wav, rate)]


def trim_edges(wav: np.ndarray, rate: int, margin: float = 0.1) -> np.ndarray:
    """Trim the silence before the first and after the last speech to `margin` seconds; the middle is untouched."""
    speech = np.flatnonzero(speech_mask(wav, rate))
    if not len(speech):
        return wav
    keep = int(margin * rate)
    return wav[max(0, speech[0] - keep): speech[-1] + 1 + keep]


def set_speech_level(wav: np.ndarray, rate: int, level: float = SPEECH_LEVEL) -> np.ndarray:
    """Scale a waveform so that its speech, without pauses, has a root-mean-square `level` in dBFS; clip it at 1."""
    mask = speech_mask(set_loudness(wav, HEARD_LEVEL, raise_only=True), rate)
    change = level - loudness(wav[mask] if mask.any() else wav)
    return wav if not np.isfinite(change) else np.clip(wav * 10 ** (change / 20), -1, 1).astype(np.float32)


class SpeechCounter:
    """Counts the seconds of speech in sound that is still arriving, as `speech_seconds` does.

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
        """Take in samples (n,) and return the seconds of speech so far."""
        new = self._resampler.resample_chunk(np.ascontiguousarray(samples))
        self._power += float(np.square(new, dtype=np.float64).sum())
        self._n_samples += len(new)
        level = 10 * np.log10(max(self._power / max(1, self._n_samples), 1e-12))
        wav = np.concatenate([self._rest, new])
        self._flags += _decide(wav * 10 ** (max(0.0, HEARD_LEVEL - level) / 20), self._detector)
        self._rest = wav[len(wav) // WINDOW * WINDOW:]
        return float(_smooth(self._flags).sum()) * WINDOW / RATE


def _band_powers(wav):
    """Return the mean power in each of `BANDS` and, last, overall; 80 ms windows every 10 ms; float (n_frames, n)."""
    from scipy.fft import rfft  # four times as fast as NumPy's with many short float32 rows

    hop, size = RATE // 100, RATE // 40
    if len(wav) < size + 8 * hop:
        return np.zeros((0, len(BANDS)))
    window = np.hanning(size).astype(np.float32)
    edges, powers = BANDS * 512 // RATE, []
    # A minute at a time: the spectra need sixteen times the memory of the waveform.
    for start in range(0, len(wav) - size + 1, 6_000 * hop):
        frames = np.lib.stride_tricks.sliding_window_view(wav[start: start + 5_999 * hop + size], size)[::hop]
        spectra = rfft(frames * window, 512)
        bands = np.add.reduceat(np.square(spectra.real) + np.square(spectra.imag), edges, axis=1)[:, :-1]
        powers.append(np.column_stack([bands, np.square(frames).mean(axis=1)]))
    sums = np.cumsum(np.concatenate(powers, dtype=np.float64), axis=0)
    return (sums[8:] - sums[:-8]) / 8


def _span(bands):
    """Return the range in dB between the pauses and the loud sounds of band powers (n_frames, n_bands)."""
    bands = bands[bands.any(axis=1)]  # digital silence was inserted later
    if len(bands) < SHORTEST:
        return 0.0
    low, high = np.percentile(10 * np.log10(np.maximum(bands, 1e-13)), (10, 95), axis=0)
    return float(np.sort(high - low)[-LIVELY:].mean())


def _decide(wav, detector):
    """Return the detector's decision for each whole window of a 16 kHz waveform as a list of bool."""
    count = len(wav) // WINDOW
    pcm = to_int16(wav[: count * WINDOW]).astype("<i2").tobytes()
    return [detector.is_speech(pcm[2 * WINDOW * i: 2 * WINDOW * (i + 1)], RATE) for i in range(count)]


def _smooth(flags):
    """Average decisions and widen them by the pauses to keep around speech; return bool (n_windows,)."""
    if not flags:
        return np.zeros(0, dtype=bool)
    # Centred moving average of even width: one more window after than before.
    padded = np.concatenate([np.zeros((SMOOTHING - 1) // 2), flags, np.zeros(SMOOTHING // 2)])
    average = np.round(np.convolve(padded, np.ones(SMOOTHING) / SMOOTHING, "valid"))
    side = LONGEST_PAUSE // 2
    return np.convolve(average, np.ones(2 * side + 1))[side: side + len(flags)] > 0
