"""Colours of the voices on the map by a property, and their legend."""

import numpy as np
from PySide6.QtCore import QT_TR_NOOP

from toolbox.core.map.population import Population
from toolbox.ui import theme
from toolbox.ui.words import tr

COLOURINGS = {"pitch": QT_TR_NOOP("Pitch"), "sex": QT_TR_NOOP("Sex"), "speaker": QT_TR_NOOP("Speaker"),
              "source": QT_TR_NOOP("Source"), "cluster": QT_TR_NOOP("Cluster"), "similarity": QT_TR_NOOP("Similarity")}
TURN = 0.381966  # golden section of the colour circle: neighbours in a list get distant hues
LEGIBLE = 16  # most categories in a legend; the most frequent ones if there are more
# Okabe and Ito's orange and blue (2008), darker on white: distinguishable with every kind of colour vision.
SEXES = {False: {"female": "#c65a00", "male": "#0067a8"}, True: {"female": "#ffab4a", "male": "#5cb8f2"}}
FAINTEST = {False: 70, True: 80}  # start of the ramp out of 256, light and dark: below it a point would be invisible
RATHER_ALIKE = 0.5  # smaller similarities have the same colour: strangers


def colour(population: Population, by: str, embedding: np.ndarray | None = None) -> tuple[np.ndarray, list]:
    """Return the colours of a population by a property, and the legend.

    Parameters
    ----------
    population : Population
    by : str
        A key of COLOURINGS.
    embedding : array (256,), optional
        Reference of "similarity".

    Returns
    -------
    colours : uint32 array (n,)
        0xFFRRGGBB.
    legend : list of (colour, text)
        Colour as "#rrggbb", a list of such for a ramp, or None for a remark.
    """
    grey = _number(theme.current().muted)
    if by == "pitch":
        known = population.pitches[np.isfinite(population.pitches)]
        if not len(known):
            return np.full(len(population), grey, np.uint32), [(theme.current().muted, tr("pitch unknown"))]
        low, high = np.percentile(known, (2, 98))
        # In octaves, as pitch is perceived.
        shares = np.log(population.pitches / low) / max(1e-9, np.log(high / low))
        return _ramped(shares, grey), [(_ramp_ends(), tr("{low:.0f} to {high:.0f} Hz", low=low, high=high))]
    if by == "similarity":
        if embedding is None:
            return np.full(len(population), grey, np.uint32), [(theme.current().muted, tr("select a voice"))]
        shares = (population.similarities(embedding) - RATHER_ALIKE) / (1 - RATHER_ALIKE)
        return _ramped(shares, grey), [(_ramp_ends(), tr("{least:g} to 1, similarity to the selected voice",
                                                         least=RATHER_ALIKE))]
    kinds, numbers, counts = np.unique(np.array(population.values(by), dtype=str), return_inverse=True,
                                       return_counts=True)
    palette = hues(len(kinds))
    if by == "sex":
        fixed = SEXES[theme.current().dark]
        palette = np.array([_number(fixed.get(kind, theme.current().muted)) for kind in kinds], np.uint32)
    palette[kinds == ""] = grey
    listed = np.sort(np.argsort(-counts, kind="stable")[:LEGIBLE])
    legend = [(f"#{int(palette[i]) & 0xFFFFFF:06x}", _named(str(kinds[i]))) for i in listed]
    if len(kinds) > len(listed):
        legend.append((None, tr("and {count:,} more", len(kinds) - len(listed))))
    return palette[numbers], legend


def hues(count: int) -> np.ndarray:
    """Return colours, uint32 (count,): neighbours far apart, each distinct from the page in the current theme."""
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


def _named(kind):
    """Return a category's name in the window's language; names of speakers and data sets are not translated."""
    word, _, number = kind.partition(" ")
    if word == "cluster" and number.isdigit():
        return tr("cluster {number}", number=number)
    return tr(kind) if kind else tr("unknown")


def _number(colour_name):
    return 0xFF000000 | int(colour_name[1:], 16)
