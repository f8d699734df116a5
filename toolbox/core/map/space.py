"""Voices that nobody has: those of empty spots on the map, and new ones drawn from the space between speakers."""

import numpy as np

from toolbox.core.cloning.voice import Voice, blend

NEIGHBOURS = 8  # that an empty spot is blended of
TOO_CLOSE = 0.8  # similarity to a real voice from which a new one is no longer nobody's
DIMENSIONS = 80  # of embedding and statistics together that new voices are drawn in
TRIES = 100


def neighbours(place, places, count=NEIGHBOURS):
    """The nearest on the map and their shares in the voice of a spot.

    Parameters
    ----------
    place : (2,)
    places : float array (n, 2)
    count : int

    Returns
    -------
    (indices, weights) : int array (k,), float array (k,)
        The nearest first; a Gaussian of the distance, half as wide as the farthest is away, adding up to 1.
    """
    distances = np.linalg.norm(np.asarray(places, np.float64) - np.asarray(place, np.float64), axis=1)
    indices = np.argsort(distances, kind="stable")[:count]
    weights = np.exp(-2 * np.square(distances[indices] / max(1e-9, distances[indices[-1]])))
    return indices, weights / weights.sum()


def voice_at(place, places, voices, name="spot"):
    """The voice of an empty spot on the map: a blend of its neighbours.

    Parameters
    ----------
    place : (2,)
    places : float array (n, 2)
        Of the voices.
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
        raise ValueError("The map holds no voice that this spot could be blended of; add a recording first.")
    indices, weights = neighbours(place, places)
    return blend([voices[i] for i in indices], weights, name)


def new_voice(seed, voices, name="nobody"):
    """Draw a voice that is nobody's (the fictitious speakers of 1806.04558, section 3.5).

    A random point of the sphere sounds like no human being. So it is drawn from the Gaussian of the known voices, of
    embedding and statistics together, in the directions in which they vary most: pitch and timbre fit each other.

    Parameters
    ----------
    seed : int
        The same seed and voices give the same voice.
    voices : list of Voice
        At least three.
    name : str

    Returns
    -------
    (voice, similarity) : Voice, float
        The second is that to the most alike of the voices, below TOO_CLOSE.

    Raises
    ------
    ValueError
        If there are fewer than three voices, or those known leave no room.
    """
    if len(voices) < 3:
        raise ValueError("At least three voices are needed to tell what voices are like.")
    embeddings = np.stack([v.embedding for v in voices]).astype(np.float64)
    statistics = np.stack([v.statistics for v in voices]).astype(np.float64)
    spread = statistics.std(axis=0) + 1e-6
    # Either half weighs as much as the other.
    scale = np.concatenate([np.full(embeddings.shape[1], 1 / embeddings.std(axis=0).mean()), 1 / spread])
    joined = np.concatenate([embeddings, statistics], axis=1)
    mean = joined.mean(axis=0)
    scaled = (joined - mean) * scale
    variance, axes = np.linalg.eigh(scaled.T @ scaled / (len(voices) - 1))
    size, axes = np.sqrt(np.maximum(variance[: -DIMENSIONS - 1: -1], 0)), axes[:, : -DIMENSIONS - 1: -1].T
    rng, width = np.random.default_rng(seed), embeddings.shape[1]
    for number in range(TRIES):
        # Where the known ones stand close, only those farther out have room.
        drawn = mean + (1 + number / TRIES) * (rng.normal(size=len(size)) * size) @ axes / scale
        # Components of a GE2E embedding are not negative: its last layer is a ReLU.
        embedding = np.maximum(drawn[:width], 0)
        embedding /= np.linalg.norm(embedding)
        similarity = float((embeddings @ embedding).max())
        if similarity < TOO_CLOSE:
            measured = np.clip(drawn[width:], statistics.min(axis=0), statistics.max(axis=0))
            return Voice(name, embedding.astype(np.float32), measured.astype(np.float32), 0.0), similarity
    raise ValueError(f"None of {TRIES} voices was less than {TOO_CLOSE} like one of those known; try another seed.")
