"""Overview of a recording for the window: an outline of the waveform, and the log-mel spectrogram."""

from dataclasses import replace

import numpy as np

from audio.mel import MelConfig
from audio.mel_stream import DEFAULT, log_mel

BINS = 2000  # of the outline
MOST_COLUMNS = 12_000  # of the spectrogram; longer recordings use wider steps


def analyse(wav: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray, MelConfig]:
    """Return the outline and the mel spectrogram of a waveform for drawing.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.

    Returns
    -------
    outline : float32 array (2, n_bins)
        Smallest and largest sample of at least BINS stretches of equal length, if there are that many samples.
    mel : float32 array (n_mels, n_columns)
        Log-mel, at most MOST_COLUMNS columns.
    scale : MelConfig
        Configuration of the mel.
    """
    step = max(1, len(wav) // BINS)
    whole = wav[: len(wav) // step * step].reshape(-1, step)
    outline = np.stack([whole.min(axis=1), whole.max(axis=1)])
    mel = log_mel(wav, rate)
    every = max(1, -(-mel.shape[1] // MOST_COLUMNS))
    return outline, np.ascontiguousarray(mel[:, ::every]), replace(DEFAULT, hop_length=every * DEFAULT.hop_length)
