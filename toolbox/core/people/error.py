"""NIST's diarisation error rate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolbox.core.people.segments import Segment

STEP = 0.01  # seconds


@dataclass(frozen=True)
class DiarisationError:
    """Seconds of each kind of error and of all speech, counted once per speaker.

    Attributes
    ----------
    missed, false_alarm, confused, total : float
    """

    missed: float
    false_alarm: float
    confused: float
    total: float

    @property
    def rate(self) -> float:
        """Return the diarisation error rate: 0 is perfect."""
        return (self.missed + self.false_alarm + self.confused) / max(self.total, 1e-9)


def diarisation_error(true: Sequence[Segment], found: Sequence[Segment], seconds: float,
                      collar: float = 0.25) -> DiarisationError:
    """Compare a diarisation with the truth under the best mapping between their speakers.

    Parameters
    ----------
    true, found : sequence of Segment
    seconds : float
        Length of the recording.
    collar : float
        Seconds before and after each true start and end that are not counted.

    Returns
    -------
    DiarisationError
    """
    from scipy.optimize import linear_sum_assignment

    n = int(np.ceil(seconds / STEP))
    a, b = _grid(true, n), _grid(found, n)
    counted = np.ones(n, bool)
    for segment in true:
        for at in (segment.start, segment.end) if collar else ():
            counted[max(0, round((at - collar) / STEP)): max(0, round((at + collar) / STEP))] = False
    a, b = a[:, counted], b[:, counted]
    together = a.astype(np.float64) @ b.T
    rows, columns = linear_sum_assignment(-together)
    n_true, n_found = a.sum(axis=0), b.sum(axis=0)
    right = np.zeros(a.shape[1], int)
    for row, column in zip(rows, columns):
        right += a[row] & b[column]
    return DiarisationError(*(float(x.sum()) * STEP for x in (
        np.maximum(n_true - n_found, 0), np.maximum(n_found - n_true, 0), np.minimum(n_true, n_found) - right, n_true)))


def _grid(segments, n):
    """Return who speaks in each step: bool (n_people, n)."""
    names = sorted({s.speaker for s in segments})
    grid = np.zeros((len(names), n), bool)
    for segment in segments:
        grid[names.index(segment.speaker), round(segment.start / STEP): round(segment.end / STEP)] = True
    return grid
