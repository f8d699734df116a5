"""Voices of nobody: those of empty spots on the map, and fictitious ones drawn from the space of speakers."""

from dataclasses import dataclass

import numpy as np

from toolbox.core.cloning.voice import SAME_VOICE, Voice, blend, unit

NEIGHBOURS = 8  # neighbours blended for an empty spot
DIMENSIONS = 80  # principal components of embedding and statistics in which new voices are drawn
WIDTHS = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0)  # widths of the Gaussian relative to the known voices'
DRAWN = 100  # voices drawn per width


def neighbours(place: np.ndarray, places: np.ndarray, count: int = NEIGHBOURS) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest voices on the map and their weights in the voice of a spot.

    Parameters
    ----------
    place : (2,)
    places : float array (n, 2)
    count : int

    Returns
    -------
    (indices, weights) : int array (k,), float array (k,)
        Nearest first; the weights are a Gaussian of the distance, half as wide as the farthest distance, and sum to 1.
    """
    distances = np.linalg.norm(np.asarray(places, np.float64) - np.asarray(place, np.float64), axis=1)
    indices = np.argsort(distances, kind="stable")[:count]
    weights = np.exp(-2 * np.square(distances[indices] / max(1e-9, distances[indices[-1]])))
    return indices, weights / weights.sum()


def voice_at(place: np.ndarray, places: np.ndarray, voices: list[Voice], name: str = "spot") -> Voice:
    """Return the voice of an empty spot on the map: a blend of its neighbours.

    Parameters
    ----------
    place : (2,)
    places : float array (n, 2)
        Places of the voices.
    voices : list of Voice

    Returns
    -------
    Voice

    Raises
    ------
    ValueError
        If there are no voices.
    """
    if not len(voices):
        raise ValueError("The map has no voice from which this spot could be blended; add a recording first.")
    indices, weights = neighbours(place, places)
    return blend([voices[i] for i in indices], weights.tolist(), name)


@dataclass(frozen=True)
class Fictitious:
    """A generated voice, and the known voice most similar to it.

    Attributes
    ----------
    voice, nearest : Voice
    similarity : float
        Similarity of the two.
    """

    voice: Voice
    nearest: Voice
    similarity: float

    @property
    def is_new(self) -> bool:
        """Return whether the voice differs from all known voices as much as different people do."""
        return self.similarity < SAME_VOICE


def new_voice(seed: int, voices: list[Voice], name: str = "nobody") -> Fictitious:
    """Generate a fictitious voice (1806.04558, section 3.5).

    A random point on the sphere does not sound human. The voice is therefore drawn from a Gaussian of the known voices,
    of embedding and statistics together, along their principal components, so that pitch and timbre match. The Gaussian
    is widened until a voice is below SAME_VOICE to everybody; if there is none, the most distinct one is returned.

    Parameters
    ----------
    seed : int
        The same seed and voices give the same voice.
    voices : list of Voice
        All known voices, at least three.
    name : str

    Returns
    -------
    Fictitious

    Raises
    ------
    ValueError
        If there are fewer than three voices.
    """
    if len(voices) < 3:
        raise ValueError("Generating a fictitious voice needs at least three known ones; add recordings first.")
    embeddings = np.stack([v.embedding for v in voices]).astype(np.float64)
    statistics = np.stack([v.statistics for v in voices]).astype(np.float64)
    spread = statistics.std(axis=0) + 1e-6
    # Both halves have the same weight.
    scale = np.concatenate([np.full(embeddings.shape[1], 1 / embeddings.std(axis=0).mean()), 1 / spread])
    joined = np.concatenate([embeddings, statistics], axis=1)
    mean = joined.mean(axis=0)
    scaled = (joined - mean) * scale
    variance, axes = np.linalg.eigh(scaled.T @ scaled / (len(voices) - 1))
    size, axes = np.sqrt(np.maximum(variance[: -DIMENSIONS - 1: -1], 0)), axes[:, : -DIMENSIONS - 1: -1].T
    rng, columns = np.random.default_rng(seed), embeddings.shape[1]
    encoder = voices[0].encoder if len({v.encoder for v in voices}) == 1 else ""
    found: list[Fictitious] = []
    for width in WIDTHS:
        drawn = mean + width * (rng.normal(size=(DRAWN, len(size))) * size) @ axes / scale
        # Components of a GE2E embedding are non-negative: its last layer is a ReLU.
        made = unit(np.maximum(drawn[:, :columns], 0))
        cosines = made @ embeddings.T
        similarities = cosines.max(axis=1)
        new = similarities < SAME_VOICE
        chosen = int(new.argmax() if new.any() else similarities.argmin())
        measured = np.clip(drawn[chosen, columns:], statistics.min(axis=0), statistics.max(axis=0))
        voice = Voice(name, made[chosen].astype(np.float32), measured.astype(np.float32), 0.0,
                      encoder=encoder, source="fictitious", consent="sample")
        found.append(Fictitious(voice, voices[int(cosines[chosen].argmax())], float(similarities[chosen])))
        if found[-1].is_new:
            break
    return min(found, key=lambda one: one.similarity)
