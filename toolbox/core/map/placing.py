"""Positions of voices on a fitted map, and their storage.

Rows are as for `Population.of`: (id, name, source, kind, sex, pitch, embedding).
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

KNOWN_ID = "known:"  # prefix of the number of a speaker in the constellation


def key(embedding: np.ndarray) -> bytes:
    """Return a key that changes if an embedding is measured again."""
    return embedding[:8].tobytes()


def stacked(known: Population, rows: list) -> np.ndarray:
    """Return the embeddings of the constellation and of rows, float32 (n, 256)."""
    return np.concatenate([known.embeddings, Population.of(rows).embeddings])


def place(projection: Projection, rows: list) -> dict:
    """Place rows, at least one, on a fitted map; return a dict of id to (`key` of the embedding, place (2,))."""
    places = np.asarray(projection.place(np.stack([row[6] for row in rows])), np.float32)
    return {row[0]: (key(row[6]), here) for row, here in zip(rows, places)}


def lay_out(projection: Projection, known: Population, fitted: list, rows: list, path: str | Path) -> tuple:
    """Place all voices on a new map, and store the map for the next start.

    Parameters
    ----------
    projection : Projection
        Fitted to the constellation followed by `fitted`.
    known : Population
        The constellation.
    fitted, rows : list
        The rows that were fitted, and all rows to be placed.
    path : str or Path

    Returns
    -------
    (known_places, places) : float32 array (n, 2), dict
        The dict is as returned by `place`.
    """
    projection.save(path)
    _beside(path).unlink(missing_ok=True)
    places = np.asarray(projection.places, np.float32)
    found = {row[0]: (key(row[6]), here) for row, here in zip(fitted, places[len(known):])}
    others = [row for row in rows if row[0] not in found]
    return places[: len(known)], found | (place(projection, others) if others else {})


def read(path: str | Path) -> tuple[Population, list[Voice], np.ndarray, Projection]:
    """Return the constellation's Population, Voices and places, and the Projection stored at `path`.

    On the first start, or if the file is damaged, this is the map included with the constellation.
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
    """Store places of voices outside the fit beside the map at `path`.

    Parameters
    ----------
    path : str or Path
    projection : Projection
    pins : dict
        As returned by `place`.
    """
    places = {name: (which.hex(), [float(x) for x in here]) for name, (which, here) in pins.items()}
    with replacing(_beside(path), private=True) as part:
        Path(part).write_text(json.dumps({"map": _map(projection), "places": places}), encoding="utf-8")


def pinned(path: str | Path, projection: Projection) -> dict:
    """Return the places stored by `pin`; an empty dict if there are none or they belong to another map."""
    try:
        kept = json.loads(_beside(path).read_text(encoding="utf-8"))
        if kept["map"] != _map(projection):
            return {}
        return {name: (bytes.fromhex(which), np.array((x, y), np.float32))
                for name, (which, (x, y)) in kept["places"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # these voices are placed like all others


def _beside(path):
    return Path(path).with_name("places.json")


def _map(projection):
    return f"{projection.method} of {len(projection.places)}"
