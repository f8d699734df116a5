"""A recording's division by person, with the user's corrections, and its file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio.errors import AudioError
from audio.files import replacing
from toolbox.core.people.segments import Segment, alone, assign, cut, in_order, people, rename, to_list

if TYPE_CHECKING:
    from toolbox.core.people.diarisation import Diarisation  # which the window does not need

LONG = 15.0  # seconds; recordings longer than a sentence or two may contain several people
CHOSEN = 60.0  # seconds of a person from which a voice is learnt
LARGEST = 4 << 20  # bytes of a division's file


@dataclass(frozen=True)
class Division:
    """Who speaks when, with the names given by the user.

    Attributes
    ----------
    segments : tuple of Segment
    music : tuple of (float, float)
        Where music sounds, in seconds.
    """

    segments: tuple[Segment, ...]
    music: tuple[tuple[float, float], ...] = ()

    @classmethod
    def of(cls, found: "Diarisation") -> "Division":
        """Return the division found automatically, without corrections."""
        return cls(tuple(found.segments), tuple(found.music))

    @property
    def people(self) -> dict[str, float]:
        """Return how many seconds each person speaks, the one who speaks most first."""
        return people(self.segments)

    def at(self, seconds: float) -> list[str]:
        """Return who speaks at a time in seconds, in the order of `segments.lanes`."""
        here = {s.speaker for s in self.segments if s.start <= seconds < s.end}
        return [speaker for speaker in in_order(self.segments) if speaker in here]

    def renamed(self, speaker: str, name: str) -> "Division":
        """Return the division with a person renamed; two people with the same name become one."""
        return replace(self, segments=tuple(rename(self.segments, {speaker: name})))

    def corrected(self, begin: float, end: float, speaker: str | None) -> "Division":
        """Return the division in which `speaker` alone speaks from `begin` to `end` seconds; with None nobody does."""
        return replace(self, segments=tuple(assign(self.segments, begin, end, speaker)))

    def sound_of(self, speaker: str, wav: np.ndarray, rate: int, most: float = CHOSEN) -> np.ndarray:
        """Return a person's cleanest speech: their longest turns without other speakers or music.

        Parameters
        ----------
        speaker : str
        wav : float32 array (n_samples,)
            The whole recording.
        rate : int
            In Hz.
        most : float
            Seconds.

        Raises
        ------
        AudioError
            If they never speak alone.
        """
        others = [Segment(a, b, "") for a, b in self.music]
        own = alone([*self.segments, *others], speaker) or alone(self.segments, speaker)
        kept: list[Segment] = []
        for segment in sorted(own, key=lambda s: -s.seconds):
            if sum(s.seconds for s in kept) >= most:
                break
            kept.append(segment)
        return cut(wav, rate, sorted(kept))

    def save(self, path: str | Path) -> None:
        """Write the division to a JSON file."""
        text = json.dumps({"segments": to_list(self.segments), "music": [list(pair) for pair in self.music]})
        with replacing(path, private=True) as part:
            Path(part).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> "Division":
        """Load a division from a file written by `save`.

        Raises
        ------
        AudioError
            If the file is not a division; the message is a sentence.
        """
        try:
            if Path(path).stat().st_size > LARGEST:
                raise ValueError("too large")
            held = json.loads(Path(path).read_text(encoding="utf-8"))
            segments = tuple(Segment(float(s["start"]), float(s["end"]), str(s["speaker"])) for s in held["segments"])
            music = tuple((float(a), float(b)) for a, b in held["music"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise AudioError(f"{path} does not say who speaks when ({type(error).__name__}).") from None
        return cls(segments, music)


def path_through(found: "Diarisation", least: float = 2.0) -> tuple[np.ndarray, Sequence[str]]:
    """Return the recording's path through the space of voices, one point for each stretch of `least` seconds or more.

    These are the embeddings, float32 (n, size), and the n names of the speakers.
    """
    rows, names, own = [], [], []
    for i, speaker in enumerate(found.speakers):
        own.append(i)
        last = i + 1 == len(found.speakers)
        if last or found.speakers[i + 1] != speaker or found.times[i] - found.times[own[0]] >= least:
            mean = found.embeddings[own].mean(axis=0)
            rows.append(mean / np.linalg.norm(mean))
            names.append(speaker)
            own = []
    return (np.stack(rows).astype(np.float32) if rows else np.zeros((0, 256), np.float32)), names
