"""Boundaries of a known transcript's phonemes in a recording: Viterbi over the aligner's posteriors."""

import numpy as np
import torch

from audio.voice import N_BANDS
from synthesizer.aligner.network import normalize


@torch.inference_mode()
def align(network, mel, phonemes, hop_length):
    """Boundaries of a transcript's phonemes in a recording.

    Parameters
    ----------
    network : FrameClassifier
    mel : float tensor (n_mels, n_frames)
    phonemes : str
    hop_length : int
        In samples.

    Returns
    -------
    (boundaries, score) : int32 tensor (len(phonemes) + 3,) in samples, float
        Edges counted in; the score is the mean log-probability a frame, low where the transcript is wrong.

    Raises
    ------
    ValueError
        If the recording has fewer frames than the transcript has phonemes.
    """
    states = [0, *(network.symbols.index(c) for c in phonemes), 0]
    log_p = network(normalize(mel[:N_BANDS].float())[None])[0].log_softmax(dim=0).numpy()[states]
    n_states, n_frames = log_p.shape
    if n_frames < n_states:
        raise ValueError(f"{n_states} phonemes do not fit into {n_frames} frames.")
    best, came = np.full(n_states, -np.inf), np.zeros((n_frames, n_states), dtype=bool)
    best[0] = log_p[0, 0]
    for t in range(1, n_frames):
        advance = np.concatenate([[-np.inf], best[:-1]])
        came[t] = advance > best
        best = np.maximum(best, advance) + log_p[:, t]
    starts, state = np.zeros(n_states + 1, dtype=np.int64), n_states - 1
    starts[-1] = n_frames - 1
    for t in range(n_frames - 1, 0, -1):
        if came[t, state]:
            starts[state] = t
            state -= 1
    return torch.from_numpy((starts * hop_length).astype(np.int32)), float(best[-1] / n_frames)
