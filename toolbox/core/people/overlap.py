"""Overlapped speech: where several people speak at once, and who they are."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from encoder.counting.config import SEVERAL
from toolbox.core.models.profiles import COUNTER, MODELS
from toolbox.core.people.segments import Segment, joined

if TYPE_CHECKING:
    from encoder.counting.inference import Counter

LIKELY = 0.7  # probability of several people from which a frame counts as overlapped
SHORTEST, GAP = 0.2, 0.15  # seconds: shorter overlaps are ignored; shorter gaps within one do not end it
MIXED = 0.25  # share of a window that may be overlapped; one with more says little about either person
REACH = 0.4  # seconds from an overlap within which a change of speaker belongs to it
NEAR, CLOSE = 2.0, 0.1  # seconds; cosine by which somebody who speaks so soon before or after is preferred


@lru_cache(maxsize=1)
def load_counter(device: str = "cpu") -> "Counter":
    """Load the bundled counter of people, once.

    Raises
    ------
    FileNotFoundError, ValueError
        If its weights are missing or damaged; the message is a sentence.
    """
    from encoder.counting.inference import Counter
    return Counter.load(MODELS / COUNTER, device)


def overlaps(counts: np.ndarray, seconds: float) -> list[tuple[float, float]]:
    """Return where several people speak, in seconds.

    Parameters
    ----------
    counts : float array (n_frames, 3)
        By `encoder.counting.inference.Counter.count`.
    seconds : float
        From one frame to the next.
    """
    several = counts[:, SEVERAL] > LIKELY
    edges = np.flatnonzero(np.diff(np.concatenate([[0], several.astype(np.int8), [0]]))).reshape(-1, 2) * seconds
    found = joined((Segment(a, b, "") for a, b in edges.tolist()), GAP)
    return [(s.start, s.end) for s in found if s.seconds >= SHORTEST]


def pure(regions: Sequence[tuple[float, float]], begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return which windows, given by their bounds in seconds (n_windows,), hold one person: bool (n_windows,)."""
    shared = sum((np.clip(np.minimum(ends, b) - np.maximum(begins, a), 0, None) for a, b in regions),
                 np.zeros(len(begins)))
    return shared <= MIXED * (ends - begins)


def both(segments: Sequence[Segment], regions: Sequence[tuple[float, float]], times: np.ndarray,
         likeness: np.ndarray, names: Sequence[str]) -> list[Segment]:
    """Assign overlapped speech to two people.

    Where an overlap lies at a change of speaker, they are the ones before and after. Elsewhere the second one is who
    resembles the windows most, besides the one who speaks already, with a preference for people who speak nearby.

    Parameters
    ----------
    segments : sequence of Segment
        One person at a time.
    regions : sequence of (float, float)
        Where several people speak, in seconds.
    times : float array (n_windows,)
        The middles of windows, in seconds.
    likeness : float array (n_windows, n_people)
        Cosines of the windows to the people.
    names : sequence of str
        The people.
    """
    added = []
    for begin, end in regions:
        near = [s for s in segments if s.start < end + REACH and s.end > begin - REACH]
        here = list(dict.fromkeys(s.speaker for s in sorted(near, key=lambda s: -_shared(s, begin, end))))
        if not here:
            continue
        if len(here) == 1 and len(names) > 1:
            away = np.abs(times - (begin + end) / 2)
            scores = likeness[away <= max(away.min(), (end - begin) / 2)].mean(axis=0)
            around = {s.speaker for s in segments if s.start < end + NEAR and s.end > begin - NEAR}
            scores = scores + CLOSE * np.array([name in around for name in names])
            scores[names.index(here[0])] = -np.inf
            here.append(names[int(scores.argmax())])
        added += [Segment(begin, end, speaker) for speaker in here[:2]]
    return joined([*segments, *added])


def _shared(segment, begin, end):
    return min(segment.end, end) - max(segment.start, begin)
