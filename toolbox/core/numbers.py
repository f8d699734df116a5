"""The numbers behind the map: how well speakers are told apart, who is like whom, and whose label may be wrong."""

from dataclasses import dataclass

import numpy as np

from audio.errors import Cancelled

PAIRS = 200_000  # of either kind, beyond which a sample is scored
SHOWN = 400  # voices in the similarity matrix, beyond which a sample is shown
SMALLEST = 3  # voices that make a cluster; of these and COMPONENTS those that find speakers again best
COMPONENTS = 32  # that clusters are looked for in


@dataclass(frozen=True)
class Outlier:
    """A recording that is more like another speaker than like the rest of its own.

    Attributes
    ----------
    index : int
    own : float
        Cosine with the mean of its speaker's other recordings.
    nearest : str
        The other speaker.
    other : float
        Cosine with that one's mean.
    """

    index: int
    own: float
    nearest: str
    other: float


@dataclass(frozen=True)
class Numbers:
    """What `measure` found of n voices.

    Attributes
    ----------
    same, other : float32 array
        Cosines of pairs of one speaker and of two; those of a sample where there are very many.
    eer, threshold : float or None
        Equal-error rate, and the similarity at which it is met; None without pairs of either kind.
    silhouette : float or None
        Mean over all recordings of how much nearer their own speaker is than the next, -1 to 1 (Rousseeuw, 1987); None
        unless there are two speakers or more, one of them with two recordings or more.
    clusters : int array (n,)
        -1 for those in none.
    order : int array (k,)
        Voices in the order of the similarity matrix, cluster by cluster, those alike beside one another.
    matrix : float32 array (k, k)
        Cosines in that order.
    outliers : list of Outlier
        The most doubtful first.
    """

    same: np.ndarray
    other: np.ndarray
    eer: float | None
    threshold: float | None
    silhouette: float | None
    clusters: np.ndarray
    order: np.ndarray
    matrix: np.ndarray
    outliers: list


def measure(embeddings, speakers, seed=0, progress=lambda share, what=None: None, cancelled=lambda: False):
    """All numbers of embeddings (n, 256) of unit length and their speakers, a list of n names.

    `progress` is told the share done and what is done, `cancelled` asked between the parts; Cancelled is raised when it
    returns True.
    """
    embeddings = np.asarray(embeddings, np.float32)

    def at(share, what):
        if cancelled():
            raise Cancelled
        progress(share, what)

    at(0.0, "similarities")
    same, other = scores(embeddings, speakers, seed)
    rate, threshold = equal_error_rate(same, other) if len(same) and len(other) else (None, None)
    at(0.2, "silhouette")
    width = silhouette(embeddings, speakers)
    at(0.4, "outliers")
    doubtful = outliers(embeddings, speakers)
    at(0.5, "clusters")
    groups = clusters(embeddings)
    at(0.8, "order")
    order = ordered(embeddings, groups, seed)
    at(1.0, "")
    matrix = embeddings[order] @ embeddings[order].T
    return Numbers(same, other, rate, threshold, width, groups, order, matrix, doubtful)


def scores(embeddings, speakers, seed=0):
    """Cosines of pairs of one speaker and of two, (float32 (p,), float32 (q,)); at most PAIRS of either."""
    numbers = _numbered(speakers)
    n, rng = len(numbers), np.random.default_rng(seed)
    if n * (n - 1) // 2 <= PAIRS:
        a, b = np.triu_indices(n, 1)
        alike = numbers[a] == numbers[b]
        cosines = np.einsum("pc,pc->p", embeddings[a], embeddings[b])
        return cosines[alike], cosines[~alike]
    a, b = rng.integers(n, size=(2, PAIRS))
    keep = numbers[a] != numbers[b]
    other = _cosines(embeddings, a[keep], b[keep])
    # Pairs of one speaker are too rare to be met by chance.
    own = [np.flatnonzero(numbers == k) for k in np.flatnonzero(np.bincount(numbers) > 1)]
    pairs = [(rows[i], rows[j]) for rows in own for i, j in [np.triu_indices(min(len(rows), 200), 1)]]
    a, b = (np.concatenate([p[side] for p in pairs] or [np.zeros(0, int)]) for side in (0, 1))
    if len(a) > PAIRS:
        picked = rng.choice(len(a), PAIRS, replace=False)
        a, b = a[picked], b[picked]
    return _cosines(embeddings, a, b), other


def error_rates(same, other):
    """Of every threshold: false rejections and false acceptances.

    Returns
    -------
    (thresholds, misses, false_alarms) : float arrays (t,)
        Thresholds rise; misses is the share of `same` below, false_alarms that of `other` not below.
    """
    thresholds = np.unique(np.concatenate([same, other]))
    if len(thresholds) > 2000:
        thresholds = np.quantile(thresholds, np.linspace(0, 1, 2000))
    misses = np.searchsorted(np.sort(same), thresholds) / len(same)
    return thresholds, misses, 1 - np.searchsorted(np.sort(other), thresholds) / len(other)


def equal_error_rate(same, other):
    """Rate and threshold where as many of one speaker are taken for two as the other way round; (float, float)."""
    thresholds, misses, alarms = error_rates(same, other)
    at = int(np.abs(misses - alarms).argmin())
    return float((misses[at] + alarms[at]) / 2), float(thresholds[at])


def silhouette(embeddings, speakers, most=5000):
    """Mean silhouette of the speakers with the cosine distance, of at most so many recordings; or None."""
    from sklearn.metrics import silhouette_score

    numbers = _numbered(speakers)
    if len(numbers) > most:
        picked = np.random.default_rng(0).choice(len(numbers), most, replace=False)
        embeddings, numbers = embeddings[picked], numbers[picked]
    if not 2 <= len(np.unique(numbers)) < len(numbers):
        return None
    return float(silhouette_score(embeddings, numbers, metric="cosine"))


def clusters(embeddings):
    """Groups of voices by HDBSCAN (Campello, Moulavi and Sander, 2013); int array (n,), -1 for those in none."""
    n = len(embeddings)
    if n < 2 * SMALLEST:
        return np.full(n, -1)
    from sklearn.cluster import HDBSCAN

    centred = embeddings - embeddings.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, : -COMPONENTS - 1: -1]
    return HDBSCAN(min_cluster_size=SMALLEST, copy=True).fit_predict(centred @ axes)


def ordered(embeddings, groups, seed=0):
    """An order in which those alike lie side by side, group by group; int array (k,), at most SHOWN of them."""
    from scipy.cluster.hierarchy import leaves_list, linkage

    n = len(embeddings)
    rows = np.arange(n) if n <= SHOWN else np.sort(np.random.default_rng(seed).choice(n, SHOWN, replace=False))
    if len(rows) < 3:
        return rows
    rows = rows[leaves_list(linkage(embeddings[rows], "average", metric="cosine", optimal_ordering=True))]
    # A group stands where its first voice stands; whoever is in none stays between them.
    first = {}
    for rank, group in enumerate(groups[rows]):
        first.setdefault(int(group), rank)
    ranks = [rank if group < 0 else first[int(group)] for rank, group in enumerate(groups[rows])]
    return rows[np.argsort(ranks, kind="stable")]


def outliers(embeddings, speakers):
    """Recordings that are more like another speaker's mean than the mean of the rest of their own; list of Outlier."""
    numbers = _numbered(speakers)
    counts = np.bincount(numbers)
    if len(counts) < 2:
        return []
    names = {int(k): speaker for k, speaker in zip(numbers, speakers)}
    sums = np.zeros((len(counts), embeddings.shape[1]), np.float32)
    np.add.at(sums, numbers, embeddings)
    means, found = _unit(sums), []
    for index in np.flatnonzero(counts[numbers] > 1):
        own = numbers[index]
        rest = sums[own] - embeddings[index]
        like_own = float(embeddings[index] @ rest / max(1e-9, float(np.linalg.norm(rest))))
        cosines = means @ embeddings[index]
        cosines[own] = -2.0
        nearest = int(cosines.argmax())
        if cosines[nearest] > like_own:
            found.append(Outlier(int(index), like_own, names[nearest], float(cosines[nearest])))
    return sorted(found, key=lambda o: o.own - o.other)


def nearest(embeddings, embedding, count=10):
    """Indices and cosines of the voices most alike an embedding (256,), the most alike first."""
    cosines = embeddings @ np.asarray(embedding, np.float32)
    best = np.argsort(-cosines, kind="stable")[:count]
    return best, cosines[best]


def _numbered(speakers):
    return np.unique(np.asarray(speakers, dtype=str), return_inverse=True)[1].astype(int)


def _cosines(embeddings, a, b):
    return np.concatenate([np.einsum("pc,pc->p", embeddings[a[i: i + 20_000]], embeddings[b[i: i + 20_000]])
                           for i in range(0, len(a), 20_000)] or [np.zeros(0, np.float32)])


def _unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
