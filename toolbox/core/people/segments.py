"""Stretches of a recording in which somebody speaks, and their file formats."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from audio.errors import AudioError


@dataclass(frozen=True, order=True)
class Segment:
    """A stretch in which one person speaks; those of different people may overlap.

    Attributes
    ----------
    start, end : float
        In seconds.
    speaker : str
    """

    start: float
    end: float
    speaker: str

    @property
    def seconds(self) -> float:
        """Return the length in seconds."""
        return self.end - self.start


def people(segments: Iterable[Segment]) -> dict[str, float]:
    """Return how many seconds each person speaks, the one who speaks most first."""
    seconds: dict[str, float] = {}
    for segment in segments:
        seconds[segment.speaker] = seconds.get(segment.speaker, 0.0) + segment.seconds
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def to_list(segments: Iterable[Segment]) -> list[dict]:
    """Return segments as dicts of start, end and speaker, for JSON."""
    return [asdict(segment) | {"start": round(segment.start, 3), "end": round(segment.end, 3)} for segment in segments]


def to_rttm(segments: Iterable[Segment], name: str) -> str:
    """Return segments in NIST's Rich Transcription Time Marked format; `name` is the recording's."""
    name = "_".join(name.split()) or "recording"
    return "".join(f"SPEAKER {name} 1 {s.start:.3f} {s.seconds:.3f} <NA> <NA> {'_'.join(s.speaker.split())} <NA> <NA>\n"
                   for s in segments)


def from_rttm(text: str) -> list[Segment]:
    """Parse segments in RTTM; raise ValueError with the line's number where it is malformed."""
    segments = []
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split()
        if not fields or fields[0] != "SPEAKER":
            continue
        try:
            start, seconds = float(fields[3]), float(fields[4])
            segments.append(Segment(start, start + seconds, fields[7]))
        except (IndexError, ValueError):
            raise ValueError(f"Line {number} is not a valid RTTM line: {line[:60]}") from None
    return sorted(segments)


def rename(segments: Sequence[Segment], names: dict[str, str]) -> list[Segment]:
    """Return segments with people renamed; those not in `names` keep theirs."""
    return [replace(s, speaker=names.get(s.speaker, s.speaker)) for s in segments]


def assign(segments: Sequence[Segment], begin: float, end: float, speaker: str | None) -> list[Segment]:
    """Return segments in which only `speaker` speaks from `begin` to `end` seconds, or with None nobody."""
    kept = []
    for segment in segments:
        for start, stop in ((segment.start, min(segment.end, begin)), (max(segment.start, end), segment.end)):
            if stop - start > 1e-6:
                kept.append(replace(segment, start=start, end=stop))
    if speaker is not None and end > begin:
        kept.append(Segment(begin, end, speaker))
    return joined(kept)


def joined(segments: Iterable[Segment], gap: float = 1e-6) -> list[Segment]:
    """Return segments in order, with those of one person at most `gap` seconds apart joined."""
    made: dict[str, list[Segment]] = {}
    for segment in sorted(segments):
        own = made.setdefault(segment.speaker, [])
        if own and segment.start - own[-1].end <= gap:
            own[-1] = replace(own[-1], end=max(own[-1].end, segment.end))
        else:
            own.append(segment)
    return sorted(s for own in made.values() for s in own)


def alone(segments: Sequence[Segment], speaker: str) -> list[Segment]:
    """Return the stretches in which `speaker` speaks and nobody else does."""
    left = [s for s in segments if s.speaker == speaker]
    for other in segments:
        if other.speaker != speaker:
            left = [replace(s, start=a, end=b) for s in left
                    for a, b in ((s.start, min(s.end, other.start)), (max(s.start, other.end), s.end)) if b - a > 1e-6]
    return left


def beside(segments: Iterable[Segment], speaker: str, margin: float = 0.0) -> list[tuple[float, float, list[str]]]:
    """Return where others than `speaker` speak.

    Parameters
    ----------
    segments : iterable of Segment
    speaker : str
    margin : float
        Seconds by which everybody is taken to speak earlier and later.

    Returns
    -------
    list of (float, float, list of str)
        Stretches in order, in seconds, and the people who speak in them; nobody else begins or ends within one.
    """
    wide = joined(replace(s, start=max(0.0, s.start - margin), end=s.end + margin)
                  for s in segments if s.speaker != speaker)
    found: dict[tuple[float, float], list[str]] = {}
    for piece, _, _ in lanes(wide):
        found.setdefault((piece.start, piece.end), []).append(piece.speaker)
    return [(begin, end, names) for (begin, end), names in found.items()]


def in_order(segments: Iterable[Segment]) -> list[str]:
    """Return the people in the order in which they first speak."""
    return list(dict.fromkeys(s.speaker for s in sorted(segments)))


def lanes(segments: Iterable[Segment]) -> list[tuple[Segment, int, int]]:
    """Divide segments wherever somebody begins or ends.

    Returns
    -------
    list of (Segment, int, int)
        Pieces in order, each with its place among those of the people who speak at once, from 0 for whoever speaks
        first in the recording, and their number.
    """
    waiting = sorted(segments)[::-1]
    order = in_order(waiting)
    edges = sorted({edge for s in waiting for edge in (s.start, s.end)})
    made: list[tuple[Segment, int, int]] = []
    speaking: list[Segment] = []
    for begin, end in zip(edges[:-1], edges[1:]):
        while waiting and waiting[-1].start <= begin:
            speaking.append(waiting.pop())
        speaking = [s for s in speaking if s.end > begin]
        here = sorted({s.speaker for s in speaking}, key=order.index)
        made += [(Segment(begin, end, speaker), place, len(here)) for place, speaker in enumerate(here)]
    return made


def overlapped(segments: Iterable[Segment]) -> float:
    """Return the seconds in which several people speak."""
    return sum(piece.seconds for piece, place, _ in lanes(segments) if place == 1)


def cut(wav: np.ndarray, rate: int, segments: Sequence[Segment], fade: float = 0.005) -> np.ndarray:
    """Return the stretches of a waveform (n_samples,) given by segments, concatenated with faded edges.

    Raises
    ------
    AudioError
        If they are empty.
    """
    pieces, n_fade = [], int(fade * rate)
    for segment in segments:
        piece = np.array(wav[max(0, round(segment.start * rate)): round(segment.end * rate)], np.float32)
        n = min(n_fade, len(piece) // 2)
        if n:
            ramp = np.linspace(0, 1, n, dtype=np.float32)
            piece[:n] *= ramp
            piece[-n:] *= ramp[::-1]
        pieces.append(piece)
    if not sum(map(len, pieces)):
        raise AudioError("Nothing of the recording is left; choose another person.")
    return np.concatenate(pieces)
