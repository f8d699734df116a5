"""Forced alignment: the best path of a transcript through the posteriors of a recogniser."""

from collections.abc import Sequence

import numpy as np


def align(log_posteriors: np.ndarray, symbols: Sequence[int] | np.ndarray) -> tuple[np.ndarray, float]:
    """Find the boundaries of a sequence of symbols (Viterbi).

    Parameters
    ----------
    log_posteriors : float array (n_symbols, n_frames)
        Log-probability of every symbol in every frame.
    symbols : list of int
        The sequence, including the edges; each symbol takes at least one frame.

    Returns
    -------
    (boundaries, score) : float64 array (len(symbols) + 1,), float
        In frames, from 0 to n_frames - 1; integers are the centres of frames. Between two frames a boundary lies where
        both symbols are equally likely. The score is the mean log-probability per frame, which is low if the
        transcript is wrong.

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
            # The difference crosses zero between the two frames, or keeps its sign and the nearer frame is used.
            share = before / (before - after) if before > after else 0.5
            boundaries[symbol] = t - 1 + min(max(share, 0.05), 0.95)
            symbol -= 1
    return boundaries, float(best[-1] / n_frames)


def steady(log_posteriors: np.ndarray, change: float) -> np.ndarray:
    """Find the likeliest sequence of symbols with a penalty on changes (Viterbi).

    The likeliest symbol of each frame alone flickers where two are about equally likely.

    Parameters
    ----------
    log_posteriors : float array (n_symbols, n_frames)
    change : float
        Penalty on a change, as a log-probability; 0 gives the likeliest symbol of each frame.

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
