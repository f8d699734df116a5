"""Benchmark of the map: speed and fidelity."""

import statistics
import time

import numpy as np

from toolbox.cli import console
from toolbox.core.cloning.voice import unit
from toolbox.core.map.constellation import load
from toolbox.core.models.profiles import bundled_voices
from toolbox.core.processes.mapper import MapProcess

VOICES = 10_000
PLACED = 50
LISTENED = 60  # files to embed, about 8 s each
SPOTS = 12
NEAR, FAR = 0.015, 0.06  # distances of a spot from the nearest voice: empty, but not outside the map
TEXT = "The harbour was quiet, and the boats lay still upon the water."
NAMES = {"umap_10k_s": "s for a map of 10,000, from the start of its process",
         "place_ms": "ms to place one voice in it", "fps_100k": "frames per second with 100,000 points",
         "trustworthiness": "of the constellation's map (k = 15)",
         "trustworthiness_10k": "of the map of 10,000 recordings (k = 15)",
         "embed_xrt": "times faster than real time: listening to a folder",
         "spot_similarity": "likeness of an empty spot's speech to its neighbours"}


def measure(frames_100k, device="auto", progress=lambda share, what=None: None):
    """Measure the map.

    Parameters
    ----------
    frames_100k : callable
        Returns frames per second with 100,000 points (toolbox.ui.measure.map.frames_100k).
    device : str
        Device of the networks that speak in the spots' voices.
    progress : callable
        Receives the share completed and the present measurement.

    Returns
    -------
    dict
        The keys of NAMES; trustworthiness (Venna and Kaski, 2001) compares cosines with distances on the map;
        spot_similarity is the mean GE2E similarity of speech in the voices of SPOTS spots to their neighbours' mean
        embedding, and spot_similarity_least the smallest.

    Raises
    ------
    console.Refused, console.Missing
        If networks or the window cannot be loaded.
    """
    from sklearn.manifold import trustworthiness

    from toolbox.core.library.importing import embed_speed

    stars, found = load(), {}
    embeddings = recordings(stars, VOICES)
    progress(0.0, "UMAP of 10,000")
    started = time.perf_counter()
    projection = _fit_elsewhere(embeddings)
    found["umap_10k_s"] = time.perf_counter() - started
    progress(0.3, "placing")
    others = recordings(stars, PLACED, seed=1)
    found["place_ms"] = 1000 * statistics.median(_seconds(projection.place, others[i: i + 1]) for i in range(PLACED))
    progress(0.35, "trustworthiness")
    found["trustworthiness"] = _whole(trustworthiness, stars.embeddings, stars.places)
    found["trustworthiness_10k"] = _whole(trustworthiness, embeddings, projection.places)
    progress(0.5, "listening")
    with console.lacking(FileNotFoundError):
        sound, took = embed_speed((list(bundled_voices().values()) * LISTENED)[:LISTENED])
    found["embed_xrt"] = sound / took
    progress(0.6, "spots")
    likeness = spot_similarities(stars, device)
    found |= {"spot_similarity": float(np.mean(likeness)), "spot_similarity_least": float(np.min(likeness))}
    progress(0.9, "frames")
    found["fps_100k"] = frames_100k()
    progress(1.0)
    return found


def report(figures):
    """Format the figures of `measure` as text."""
    return console.table([(name, f"{figures[name]:.3g}", meaning) for name, meaning in NAMES.items()], right=(1,))


def recordings(stars, count, seed=0):
    """Generate embeddings of `count` recordings of the constellation's speakers; float32 (count, 256).

    Each is a speaker's mean plus a draw from the Gaussian of single recordings' deviations from it.
    """
    rng = np.random.default_rng(seed)
    away = stars.utterances - stars.embeddings[stars.speakers]
    # A sum of deviations with normal weights has their covariance.
    drawn = rng.normal(size=(count, len(away))).astype(np.float32) @ away / np.float32(np.sqrt(len(away)))
    made = np.maximum(stars.embeddings[rng.integers(len(stars.embeddings), size=count)] + drawn, 0)
    return unit(made)


def spots(stars, count, seed=0):
    """Return empty places between the voices of a map; float array (count, 2)."""
    rng, found = np.random.default_rng(seed), []
    while len(found) < count:
        place = stars.places[rng.integers(len(stars.places))] + rng.normal(0, 0.08, 2)
        if NEAR < np.linalg.norm(stars.places - place, axis=1).min() < FAR:
            found.append(place)
    return np.stack(found)


def spot_similarities(stars, device="auto", count=SPOTS):
    """Return the similarity of TEXT in spots' voices to the mean embedding of their neighbours; float (count,)."""
    from toolbox.core.cloning.engine import Cloner
    from toolbox.core.map.space import neighbours, voice_at

    with console.refusing(ValueError), console.lacking(FileNotFoundError):
        cloner = Cloner.load(device=device)
    found = []
    for place in spots(stars, count):
        mean = stars.embeddings[neighbours(place, stars.places)[0]].mean(axis=0)
        speech = cloner.say(voice_at(place, stars.places, stars.voices), TEXT)
        found.append(float(cloner.encoder.embed(speech.wav, speech.rate) @ mean / np.linalg.norm(mean)))
    return np.array(found)


def _fit_elsewhere(embeddings):
    process = MapProcess()
    try:
        for name, payload in process.run(1, "fit", {"embeddings": embeddings}):
            if name == "failed":
                raise console.Missing(payload[0])
        return payload
    finally:
        process.stop()


def _whole(trustworthiness, embeddings, places):
    return float(trustworthiness(embeddings, places, n_neighbors=15, metric="cosine"))


def _seconds(function, *args):
    begin = time.perf_counter()
    function(*args)
    return time.perf_counter() - begin
