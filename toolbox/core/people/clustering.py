"""Clustering of a recording's windows by speaker, with the number of speakers unknown."""

import numpy as np

ALIKE = 0.84  # mean cosine between two groups of windows above which they certainly belong to one person
FEWEST = 3  # windows; smaller groups are not regarded as a person
MOST = 12  # groups


def group(embeddings: np.ndarray, alike: float = ALIKE, most: int = MOST) -> np.ndarray:
    """Group windows whose embeddings are alike, preferring too many groups to too few.

    Parameters
    ----------
    embeddings : float32 array (n_windows, size)
        Unit length.
    alike : float
        Cosine between two groups, averaged over all pairs, up to which they are joined.
    most : int
        The greatest number of groups.

    Returns
    -------
    int array (n_windows,)
        The number of each window's group; the windows of groups too small to be a person join their nearest group.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(embeddings) < 2:
        return np.zeros(len(embeddings), int)
    tree = linkage(embeddings, "average", "cosine")
    labels = drop_small(embeddings, fcluster(tree, 1 - alike, "distance") - 1)
    counts = np.bincount(labels)
    if len(counts) > most:
        labels = drop_small(embeddings, labels, int(np.sort(counts)[-most]))
    return labels


def drop_small(embeddings: np.ndarray, labels: np.ndarray, fewest: int = FEWEST) -> np.ndarray:
    """Move the windows of groups with fewer than `fewest` to the nearest other group, and renumber without gaps."""
    counts = np.bincount(labels)
    kept = np.flatnonzero(counts >= min(fewest, counts.max()))
    centres = means(embeddings, labels)[kept]
    nearest = (embeddings @ centres.T).argmax(axis=1)
    place = {number: i for i, number in enumerate(kept)}
    return np.array([place.get(label, nearest[i]) for i, label in enumerate(labels)], int)


def means(embeddings: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean direction of each group: float32 (n_groups, size), unit length."""
    sums = np.zeros((labels.max() + 1, embeddings.shape[1]), np.float32)
    np.add.at(sums, labels, embeddings)
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)


def merge(likeness: np.ndarray, weights: np.ndarray, threshold: float) -> np.ndarray:
    """Join groups, the two most alike first, as long as their likeness is above a threshold.

    Parameters
    ----------
    likeness : float array (n, n)
        Symmetric.
    weights : float array (n,)
        The weight of each group in the mean likeness of joined groups.
    threshold : float

    Returns
    -------
    int array (n,)
        The number of the person that each group belongs to.
    """
    likeness, weights = likeness.astype(float).copy(), weights.astype(float).copy()
    np.fill_diagonal(likeness, -np.inf)
    labels = np.arange(len(likeness))
    while len(likeness) > 1:
        a, b = np.unravel_index(np.argmax(likeness), likeness.shape)
        if likeness[a, b] < threshold:
            break
        a, b = sorted((int(a), int(b)))
        row = (weights[a] * likeness[a] + weights[b] * likeness[b]) / (weights[a] + weights[b])
        likeness[a], likeness[:, a] = row, row
        likeness[a, a] = -np.inf
        weights[a] += weights[b]
        likeness, weights = np.delete(np.delete(likeness, b, 0), b, 1), np.delete(weights, b)
        labels = np.where(labels == b, a, labels)
        labels = np.where(labels > b, labels - 1, labels)
    return labels
