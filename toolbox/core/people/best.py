"""Weighting of several recordings of one person by quality and agreement, and detection of those of somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 3  # recordings needed to identify one of somebody else
# Cosines between two recordings of a person are usually above these, by the first and by the second encoder.
FIRST_SAME, FIRST_SCALE, SECOND_SAME, TRUST = 0.72, 1.5, 0.35, 0.6
APART = 0.12  # least difference between the others' mutual likeness and an outlier's likeness to them


@dataclass(frozen=True)
class Choice:
    """The weight of each recording, 0 for those of somebody else, and the numbers of the latter.

    Attributes
    ----------
    weights : float array (n,)
        They add up to 1.
    outliers : tuple of int
    """

    weights: np.ndarray
    outliers: tuple[int, ...]


def choose(first: np.ndarray, second: np.ndarray | None, qualities: Sequence[float]) -> Choice:
    """Weight recordings that should all be of one person.

    Parameters
    ----------
    first : float32 array (n, size)
        The embedding of each by the first speaker encoder, unit length.
    second : float32 array (n, size), optional
        Those by the second encoder.
    qualities : sequence of float
        The weight of each by its quality.

    Returns
    -------
    Choice
        With fewer than three recordings it is impossible to say which is wrong, so none is left out.
    """
    weights = np.maximum(np.asarray(qualities, float), 1e-3)
    likeness = (first @ first.T - FIRST_SAME) * FIRST_SCALE
    if second is not None:
        likeness = (1 - TRUST) * likeness + TRUST * (second @ second.T - SECOND_SAME)
    kept = list(range(len(first)))
    outliers: list[int] = []
    # The least similar one is removed first, and the others are compared again without it.
    while len(kept) >= FEWEST:
        agreement = np.array([np.median([likeness[i, j] for j in kept if j != i]) for i in kept])
        strangest = int(agreement.argmin())
        rest = np.delete(agreement, strangest)
        if agreement[strangest] >= 0 or agreement[strangest] > np.median(rest) - APART:
            break
        outliers.append(kept.pop(strangest))
    chosen = np.zeros(len(first))
    for i in kept:
        others = [likeness[i, j] for j in kept if j != i]
        # A recording that resembles few others is noisy or in another mood, so it counts less.
        chosen[i] = weights[i] * np.clip(0.6 + (float(np.mean(others)) if others else 0.4), 0.2, 1.2)
    return Choice(chosen / chosen.sum(), tuple(sorted(outliers)))
