"""Voice activity by the WebRTC detector, smoothed as in the GE2E front end."""

import numpy as np
import webrtcvad
from scipy.ndimage import binary_dilation

from audio.signal import loudness, resample, set_loudness

RATE = 16_000
WINDOW = 480  # 30 ms, the longest that the detector takes
SPEECH_LEVEL = -26.0  # dBFS: the level at which the synthesizer learns every voice
SMOOTHING = 8  # windows averaged, so that single decisions do not flicker
LONGEST_PAUSE = 6  # windows of silence kept around speech


def speech_mask(wav, rate=RATE, aggressiveness=3):
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
    windows = _decide(at_16k, aggressiveness)
    mask = np.zeros(len(at_16k), dtype=bool)
    spread = np.repeat(windows, WINDOW)
    mask[: len(spread)] = spread
    if rate == RATE:
        return mask
    index = np.minimum(np.arange(len(wav)) * RATE // rate, len(mask) - 1)
    return mask[index] if len(mask) else np.zeros(len(wav), dtype=bool)


def speech_seconds(wav, rate=RATE):
    """Seconds of speech in a waveform, by voice activity."""
    return float(speech_mask(set_loudness(wav, -30.0, raise_only=True), rate).sum()) / rate


def trim_silence(wav, rate=RATE):
    """Cut long silences out of a waveform wherever they are; short pauses stay."""
    return wav[speech_mask(wav, rate)]


def trim_edges(wav, rate, margin=0.1):
    """Cut silence before the first and after the last speech, leaving `margin` seconds; the middle is untouched."""
    speech = np.flatnonzero(speech_mask(wav, rate))
    if not len(speech):
        return wav
    keep = int(margin * rate)
    return wav[max(0, speech[0] - keep): speech[-1] + 1 + keep]


def set_speech_level(wav, rate, level=SPEECH_LEVEL):
    """Scale a waveform so that its speech, pauses left out, has a root-mean-square `level` in dBFS; clipped at 1."""
    mask = speech_mask(set_loudness(wav, -30.0, raise_only=True), rate)
    change = level - loudness(wav[mask] if mask.any() else wav)
    return wav if not np.isfinite(change) else np.clip(wav * 10 ** (change / 20), -1, 1).astype(np.float32)


def _decide(wav, aggressiveness):
    count = len(wav) // WINDOW
    pcm = np.round(np.clip(wav[: count * WINDOW], -1, 1) * 32767).astype("<i2").tobytes()
    detector = webrtcvad.Vad(aggressiveness)
    flags = np.array([detector.is_speech(pcm[2 * WINDOW * i: 2 * WINDOW * (i + 1)], RATE) for i in range(count)], float)
    # Centred moving average of an even width: one window more behind than ahead.
    padded = np.concatenate([np.zeros((SMOOTHING - 1) // 2), flags, np.zeros(SMOOTHING // 2)])
    average = np.convolve(padded, np.ones(SMOOTHING) / SMOOTHING, "valid") if count else flags
    return binary_dilation(np.round(average).astype(bool), np.ones(LONGEST_PAUSE + 1)) if count else flags.astype(bool)
