"""What the window draws of a recording: an outline of the waveform, and the log-mel spectrogram."""

from dataclasses import replace

import numpy as np

from audio.mel import MelConfig
from audio.mel_stream import DEFAULT, log_mel

BINS = 2000  # of the waveform's outline
MOST_COLUMNS = 12_000  # of the spectrogram; longer recordings are drawn with wider steps


def analyse(wav: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray, MelConfig]:
    """Return what is drawn of a waveform.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.

    Returns
    -------
    outline : float32 array (2, n_bins)
        The least and the greatest sample of each of at least BINS stretches of equal length, as far as there are
        so many samples.
    mel : float32 array (n_mels, n_columns)
        Log-mel, at most MOST_COLUMNS columns.
    scale : MelConfig
        What those columns mean.
    """
    step = max(1, len(wav) // BINS)
    whole = wav[: len(wav) // step * step].reshape(-1, step)
    outline = np.stack([whole.min(axis=1), whole.max(axis=1)])
    mel = log_mel(wav, rate)
    every = max(1, -(-mel.shape[1] // MOST_COLUMNS))
    return outline, np.ascontiguousarray(mel[:, ::every]), replace(DEFAULT, hop_length=every * DEFAULT.hop_length)
