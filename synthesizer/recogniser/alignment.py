"""Where each phoneme of a transcript lies: the best path through the posteriors of a recogniser."""

from collections.abc import Sequence

import numpy as np


def align(log_posteriors: np.ndarray, symbols: Sequence[int] | np.ndarray) -> tuple[np.ndarray, float]:
    """Find the boundaries of a sequence of symbols (Viterbi).

    Parameters
    ----------
    log_posteriors : float array (n_symbols, n_frames)
        Of every symbol in every frame.
    symbols : list of int
        What follows upon one another, the edges included; each takes one frame at least.

    Returns
    -------
    (boundaries, score) : float64 array (len(symbols) + 1,), float
        In frames, the first 0 and the last n_frames - 1, where the middle of a frame is a whole number. Between two
        frames a boundary lies where the two symbols are equally likely. The score is the mean log-probability of a
        frame, which is low where the transcript is wrong.

    Raises
    ------
    ValueError
        If there are fewer frames than symbols.
    """
    log_p = np.asarray(log_posteriors, dtype=np.float64)[symbols]
    n_symbols, n_frames = log_p.shape
    if n_frames < n_symbols:
        raise ValueError(f"{n_symbols} phonemes do not fit into {n_frames} frames.")
    best, came = np.full(n_symbols, -np.inf), np.zeros((n_frames, n_symbols), dtype=bool)
    best[0] = log_p[0, 0]
    for t in range(1, n_frames):
        came[t, 1:] = best[:-1] > best[1:]
        best[1:] = np.where(came[t, 1:], best[:-1], best[1:])
        best += log_p[:, t]
    boundaries, symbol = np.zeros(n_symbols + 1), n_symbols - 1
    boundaries[-1] = n_frames - 1
    for t in range(n_frames - 1, 0, -1):
        if came[t, symbol]:
            before, after = (log_p[symbol - 1] - log_p[symbol])[t - 1: t + 1]
            # The difference falls through zero between the two frames, or lies on one side and the nearer is taken.
            share = before / (before - after) if before > after else 0.5
            boundaries[symbol] = t - 1 + min(max(share, 0.05), 0.95)
            symbol -= 1
    return boundaries, float(best[-1] / n_frames)


def steady(log_posteriors: np.ndarray, change: float) -> np.ndarray:
    """Find the likeliest symbols where to change from one to another costs something (Viterbi).

    What is likeliest in each frame by itself flickers where two symbols are about as likely.

    Parameters
    ----------
    log_posteriors : float array (n_symbols, n_frames)
    change : float
        Log-probability that a change takes off; 0 gives the likeliest symbol of each frame.

    Returns
    -------
    int array (n_frames,)
    """
    n_symbols, n_frames = log_posteriors.shape
    best, came = np.zeros(n_symbols), np.zeros((n_frames, n_symbols), dtype=np.int64)
    for t in range(n_frames):
        other = best.argmax()
        came[t] = np.where(best < best[other] - change, other, np.arange(n_symbols))
        best = np.maximum(best, best[other] - change) + log_posteriors[:, t]
    path = np.zeros(n_frames, dtype=np.int64)
    symbol = best.argmax()
    for t in range(n_frames - 1, -1, -1):
        path[t] = symbol
        symbol = came[t, symbol]
    return path
