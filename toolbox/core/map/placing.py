"""Where voices lie on a fitted map, and which voices lie at a place.

Rows are those of `Population.of`: (id, name, source, kind, sex, pitch, embedding).
"""

import json
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.files import replacing
from toolbox.core.cloning.voice import Voice
from toolbox.core.map.constellation import load
from toolbox.core.map.population import KNOWN, Population
from toolbox.core.map.projection import Projection

KNOWN_ID = "known:"  # before the number of a speaker of the constellation


def key(embedding: np.ndarray) -> bytes:
    """Return what tells an embedding from one that was measured again."""
    return embedding[:8].tobytes()


def stacked(known: Population, rows: list) -> np.ndarray:
    """Return the embeddings of the constellation and of rows, float32 (n, 256)."""
    return np.concatenate([known.embeddings, Population.of(rows).embeddings])


def place(projection: Projection, rows: list) -> dict:
    """Place rows, at least one, into a fitted map; dict of id to (`key` of the embedding, place (2,))."""
    places = np.asarray(projection.place(np.stack([row[6] for row in rows])), np.float32)
    return {row[0]: (key(row[6]), here) for row, here in zip(rows, places)}


def lay_out(projection: Projection, known: Population, fitted: list, rows: list, path: str | Path) -> tuple:
    """Say where everybody lies in a new map, and keep the map for the next start.

    Parameters
    ----------
    projection : Projection
        Fitted to the constellation and then `fitted`.
    known : Population
        The constellation.
    fitted, rows : list
        The rows that the fit had, and all that are to be on the map.
    path : str or Path

    Returns
    -------
    (known_places, places) : float32 array (n, 2), dict
        The dict as `place` returns it.
    """
    projection.save(path)
    _beside(path).unlink(missing_ok=True)
    places = np.asarray(projection.places, np.float32)
    found = {row[0]: (key(row[6]), here) for row, here in zip(fitted, places[len(known):])}
    others = [row for row in rows if row[0] not in found]
    return places[: len(known)], found | (place(projection, others) if others else {})


def read(path: str | Path) -> tuple[Population, list[Voice], np.ndarray, Projection]:
    """Return the constellation's Population, its Voices and places, and the Projection kept at `path`.

    On the first start, or where the file is damaged, that is the map that comes with the constellation.
    """
    stars = load()
    known = Population.of([(f"{KNOWN_ID}{n}", name, source, KNOWN, sex, pitch, embedding) for n, (
        name, source, sex, pitch, embedding) in enumerate(zip(
            stars.names, stars.sources, stars.sexes, stars.pitches, stars.embeddings))])
    try:
        projection = Projection.load(path)
    except AudioError:
        projection = stars.projection
    return known, stars.voices, projection.place(known.embeddings), projection


def pin(path: str | Path, projection: Projection, pins: dict) -> None:
    """Keep places that are not the projection's own, beside the map that is kept at `path`.

    Parameters
    ----------
    path : str or Path
    projection : Projection
    pins : dict
        As `place` returns it.
    """
    places = {name: (which.hex(), [float(x) for x in here]) for name, (which, here) in pins.items()}
    with replacing(_beside(path)) as part:
        Path(part).write_text(json.dumps({"map": _map(projection), "places": places}), encoding="utf-8")


def pinned(path: str | Path, projection: Projection) -> dict:
    """Return the places that `pin` kept; none if there are none, or they belong to another map."""
    try:
        kept = json.loads(_beside(path).read_text(encoding="utf-8"))
        if kept["map"] != _map(projection):
            return {}
        return {name: (bytes.fromhex(which), np.array((x, y), np.float32))
                for name, (which, (x, y)) in kept["places"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # the voices are placed as all others are


def _beside(path):
    return Path(path).with_name("places.json")


def _map(projection):
    return f"{projection.method} of {len(projection.places)}"
