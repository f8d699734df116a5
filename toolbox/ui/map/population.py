"""Whoever is on the map: their names and properties in columns, and the colours that show a property."""

from dataclasses import dataclass

import numpy as np

from toolbox.ui.window import theme

KNOWN, SAMPLE, OWN, TAKE, MADE = range(5)  # kinds: of the constellation, bundled, the person's own, cloned, invented
KINDS = {KNOWN: "known speaker", SAMPLE: "sample", OWN: "yours", TAKE: "take", MADE: "made here"}
SEXES = {"F": "female", "M": "male"}
COLOURINGS = {"pitch": "Pitch", "sex": "Sex", "speaker": "Speaker", "source": "Source", "cluster": "Cluster",
              "similarity": "Similarity"}
TURN = 0.381966  # golden section of the colour circle: neighbours in a list lie far apart on it
LEGIBLE = 6  # kinds that a legend lists
FAINTEST = {False: 70, True: 80}  # of 256 in the ramp, light and dark: below it a point would melt into the page
RATHER_ALIKE = 0.5  # similarities below this all look the same: strangers


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
        Mean pitch in Hz, not a number where it is not known.
    embeddings : float32 array (n, 256)
    clusters : int array (n,)
        -1 for those in none.
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
    def of(cls, rows):
        """From rows of (id, name, source, kind, sex, pitch, embedding)."""
        columns = list(zip(*rows)) or [[] for _ in range(7)]
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

    def part(self, rows):
        """Those of some rows, bool array (n,) or indices."""
        rows = np.arange(len(self))[rows]
        return Population(*([column[i] for i in rows] if isinstance(column, list) else column[rows] for column in (
            self.ids, self.names, self.sources, self.kinds, self.sexes, self.pitches, self.embeddings, self.clusters)))

    def values(self, by):
        """A property, "pitch" as a float array (n,), any other but "similarity" as a list of str, "" if not known."""
        return {"pitch": self.pitches, "sex": [SEXES.get(s, "") for s in self.sexes], "speaker": self.names,
                "source": self.sources,
                "cluster": ["" if c < 0 else f"cluster {c + 1}" for c in self.clusters.tolist()]}[by]

    def describe(self, index):
        """One line about a voice."""
        pitch = self.pitches[index]
        parts = [self.names[index], SEXES.get(self.sexes[index]), f"{pitch:.0f} Hz" if np.isfinite(pitch) else None,
                 KINDS[int(self.kinds[index])]]
        return " · ".join(p for p in parts if p)

    def similarities(self, embedding):
        """Cosines with an embedding (256,), float32 (n,)."""
        return self.embeddings @ np.asarray(embedding, np.float32)

    def nearest(self, embedding, count, without=()):
        """The most alike: list of (index, similarity), the nearest first, without the given indices."""
        similarities = self.similarities(embedding)
        similarities[list(without)] = -np.inf
        count = min(count, len(self) - len(set(without)))
        if count <= 0:
            return []
        best = np.argpartition(-similarities, count - 1)[:count]
        return [(int(i), float(similarities[i])) for i in best[np.argsort(-similarities[best])]]


def colour(population, by, embedding=None):
    """Colours of a population by a property, and the legend.

    Parameters
    ----------
    population : Population
    by : str
        A key of COLOURINGS.
    embedding : array (256,), optional
        What "similarity" compares with.

    Returns
    -------
    colours : uint32 array (n,)
        0xFFRRGGBB.
    legend : list of (colour, text)
        Colour as "#rrggbb", or a list of such for a ramp.
    """
    grey = _number(theme.current().muted)
    if by == "pitch":
        known = population.pitches[np.isfinite(population.pitches)]
        if not len(known):
            return np.full(len(population), grey, np.uint32), [(theme.current().muted, "pitch not known")]
        low, high = np.percentile(known, (2, 98))
        # In octaves, as the ear has it.
        shares = np.log(population.pitches / low) / max(1e-9, np.log(high / low))
        return _ramped(shares, grey), [(_ramp_ends(), f"{low:.0f} to {high:.0f} Hz")]
    if by == "similarity":
        if embedding is None:
            return np.full(len(population), grey, np.uint32), [(theme.current().muted, "choose a voice")]
        shares = (population.similarities(embedding) - RATHER_ALIKE) / (1 - RATHER_ALIKE)
        return _ramped(shares, grey), [(_ramp_ends(), f"{RATHER_ALIKE:g} to 1, like the chosen voice")]
    kinds, numbers = np.unique(np.array(population.values(by), dtype=str), return_inverse=True)
    palette = hues(len(kinds))
    palette[kinds == ""] = grey
    if len(kinds) > LEGIBLE:
        return palette[numbers], [(None, f"{int((kinds != '').sum())} {by}s, a colour each")]
    return palette[numbers], [(f"#{int(p) & 0xFFFFFF:06x}", k or "not known") for k, p in zip(kinds, palette)]


def hues(count):
    """As many colours as are wanted, neighbours far apart, to be told from the page in the current theme; uint32."""
    saturation, value = (0.55, 0.95) if theme.current().dark else (0.80, 0.72)
    turns = (0.61 + TURN * np.arange(count)) % 1.0
    # HSV to RGB: each channel is a trapezium over the hue.
    channels = [value - value * saturation * np.clip(np.minimum(k := (n + turns * 6) % 6, 4 - k), 0, 1)
                for n in (5, 3, 1)]
    red, green, blue = (np.round(255 * c).astype(np.uint32) for c in channels)
    return np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue


def _ramped(shares, unknown):
    faintest, lookup = FAINTEST[theme.current().dark], theme.current().lookup
    known = np.isfinite(shares)
    levels = faintest + (255 - faintest) * np.clip(np.where(known, shares, 0.0), 0, 1)
    return np.where(known, lookup[levels.astype(np.intp)], np.uint32(unknown)).astype(np.uint32)


def _ramp_ends():
    lookup, faintest = theme.current().lookup, FAINTEST[theme.current().dark]
    return [f"#{int(lookup[i]) & 0xFFFFFF:06x}" for i in np.linspace(faintest, 255, 7).astype(int)]


def _number(colour_name):
    return 0xFF000000 | int(colour_name[1:], 16)
