"""Measurements of a voice beside its embedding: pitch, tempo, long-term spectrum, background."""


import numpy as np

N_BANDS = 76  # of the default mel bands: those below 7.5 kHz, which a 16 kHz recording contains
FRAMES_PER_SECOND = 93.75  # of the default mels
STATISTICS = 3 + 3 * N_BANDS
# Positions of the bands' statistics in the vector, after mean log-f0, its spread, and tempo.
MEAN, DEVIATION, BACKGROUND = (slice(3 + i * N_BANDS, 3 + (i + 1) * N_BANDS) for i in range(3))


def voice_statistics(mel: np.ndarray, f0: np.ndarray) -> np.ndarray:
    """Measure a voice on a stretch of its speech.

    Parameters
    ----------
    mel : float array (n_mels, n_frames)
        Log-mel with the default configuration, at the level that `vad.set_speech_level` gives.
    f0 : float array (n_frames,)
        In Hz, 0 where not voiced.

    Returns
    -------
    float32 array (STATISTICS,)
        Mean and spread of log-f0; peaks of spectral change a second, a measure of tempo; for each of the lowest
        N_BANDS bands its mean and spread over speech and its background level (5th percentile).
    """
    bands = np.asarray(mel, dtype=np.float32)[:N_BANDS]
    speech = above_pauses(bands) >= 0
    mean_f0, spread_f0 = pitch_statistics(f0)
    return np.concatenate([
        [mean_f0, spread_f0, _tempo(bands, speech)], bands[:, speech].mean(axis=1), bands[:, speech].std(axis=1),
        np.percentile(bands, 5, axis=1)]).astype(np.float32)


def above_pauses(bands: np.ndarray) -> np.ndarray:
    """Return how far each frame's level lies above the border between speech and pauses; float (n_frames,)."""
    level = bands.mean(axis=0)
    low, high = np.percentile(level, (5, 95))
    return level - ((low + high) / 2 - 0.5)


def pitch_statistics(f0: np.ndarray) -> tuple[float, float]:
    """Return mean and spread of log-f0 over the voiced frames without outliers; (log 150, 0.2) if none is voiced."""
    log_f0 = np.log(np.asarray(f0, dtype=np.float64)[np.asarray(f0) > 0])
    if len(log_f0) < 5:
        return float(np.log(150.0)), 0.2
    # Octave errors of the detector would drag both along.
    kept = log_f0[np.abs(log_f0 - np.median(log_f0)) < 0.6]
    return float(kept.mean()), float(kept.std())


def _tempo(bands, speech):
    kernel = np.array([0.06, 0.24, 0.4, 0.24, 0.06], dtype=np.float32)
    smooth = sum(k * np.roll(bands, i - 2, axis=1) for i, k in enumerate(kernel))
    change = np.sqrt(np.square(np.diff(smooth, axis=1)).mean(axis=0))
    peaks = (change[1:-1] > change[:-2]) & (change[1:-1] >= change[2:]) & (change[1:-1] > 0.12) & speech[1:-2]
    return peaks.sum() / max(1, speech.sum()) * FRAMES_PER_SECOND
