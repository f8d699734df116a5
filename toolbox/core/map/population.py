"""The voices on the map, with names and properties in columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

import numpy as np

# Kinds: in the constellation, bundled, recorded or imported, cloned, and made on the map or opened from a file.
KNOWN, SAMPLE, OWN, TAKE, MADE = range(5)
KINDS = {KNOWN: "known speaker", SAMPLE: "sample", OWN: "in your library", TAKE: "take", MADE: "without a recording"}
SEXES = {"F": "female", "M": "male"}


def data_set(source: str) -> str:
    """Return the common part of a data set's sources: the part before a comma, or the folder of a file."""
    if "/" in source or "\\" in source:
        return PureWindowsPath(source).parent.name or source
    return source.split(",")[0]


@dataclass
class Population:
    """Voices in columns, one row each.

    Attributes
    ----------
    ids, names, sources : list of str
    kinds : uint8 array (n,)
    sexes : list of str
        "F", "M" or an empty string.
    pitches : float array (n,)
        Mean pitch in Hz, NaN if unknown.
    embeddings : float32 array (n, 256)
    clusters : int array (n,)
        -1 for voices in no cluster.
    """

    ids: list
    names: list
    sources: list
    kinds: np.ndarray
    sexes: list
    pitches: np.ndarray
    embeddings: np.ndarray
    clusters: np.ndarray

    @classmethod
    def of(cls, rows: Iterable[tuple]) -> "Population":
        """Build a population from rows of (id, name, source, kind, sex, pitch, embedding)."""
        columns: list = list(zip(*rows)) or [[] for _ in range(7)]
        ids, names, sources, kinds, sexes, pitches, embeddings = columns
        return cls(list(ids), list(names), list(sources), np.array(kinds, np.uint8), [s or "" for s in sexes],
                   np.array([np.nan if p is None else p for p in pitches], np.float64),
                   np.concatenate([np.zeros(0, np.float32), *embeddings]).reshape(-1, 256), np.full(len(ids), -1))

    def __len__(self):
        return len(self.ids)

    def __add__(self, other):
        return Population(self.ids + other.ids, self.names + other.names, self.sources + other.sources,
                          np.concatenate([self.kinds, other.kinds]), self.sexes + other.sexes,
                          np.concatenate([self.pitches, other.pitches]),
                          np.concatenate([self.embeddings, other.embeddings]),
                          np.concatenate([self.clusters, other.clusters]))

    def part(self, rows: slice | np.ndarray | Sequence[int]) -> "Population":
        """Return the population of some rows, given as a bool array (n,) or as indices."""
        rows = np.arange(len(self))[rows]
        ids, names, sources, sexes = ([column[i] for i in rows] for column in (
            self.ids, self.names, self.sources, self.sexes))
        return Population(ids, names, sources, self.kinds[rows], sexes, self.pitches[rows], self.embeddings[rows],
                          self.clusters[rows])

    def values(self, by: str) -> list[str] | np.ndarray:
        """Return a property: "pitch" as a float array (n,), any other as a list of str, "" if unknown.

        "similarity" is not a property: it depends on the selected voice.
        """
        if by == "pitch":
            return self.pitches
        return {"sex": [SEXES.get(s, "") for s in self.sexes], "speaker": self.names,
                "source": [data_set(source) for source in self.sources],
                "cluster": ["" if c < 0 else f"cluster {c + 1}" for c in self.clusters.tolist()]}[by]

    def describe(self, index: int, translated: Callable[[str], str] = str) -> str:
        """Return a one-line description of a voice; `translated` translates its words."""
        pitch = self.pitches[index]
        parts = [SEXES.get(self.sexes[index]), f"{pitch:.0f} Hz" if np.isfinite(pitch) else None,
                 KINDS[int(self.kinds[index])]]
        return " · ".join([self.names[index], *(translated(p) for p in parts if p)])

    def similarities(self, embedding: np.ndarray) -> np.ndarray:
        """Return the cosines with an embedding (256,), float32 (n,)."""
        return self.embeddings @ np.asarray(embedding, np.float32)

    def nearest(self, embedding: np.ndarray, count: int, without: Iterable[int] = ()) -> list[tuple[int, float]]:
        """Return the most similar voices as (index, similarity), nearest first, excluding the indices `without`."""
        similarities = self.similarities(embedding)
        similarities[list(without)] = -np.inf
        count = min(count, len(self) - len(set(without)))
        if count <= 0:
            return []
        best = np.argpartition(-similarities, count - 1)[:count]
        return [(int(i), float(similarities[i])) for i in best[np.argsort(-similarities[best])]]
