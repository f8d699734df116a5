"""The numbers behind the map: how distinct the speakers are, who resembles whom, and which labels may be wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audio.errors import Cancelled
from encoder.evaluate import equal_error_rate
from toolbox.core.cloning.voice import unit
from toolbox.core.map.apart import run_apart

PAIRS = 200_000  # of either kind; a sample is scored if there are more
SHOWN = 400  # voices in the similarity matrix; a sample is shown if there are more
SMALLEST = 3  # smallest cluster; this and COMPONENTS were chosen because they recover speakers best
COMPONENTS = 32  # principal components in which clusters are searched
AT_ONCE = 2_000  # voices that HDBSCAN clusters in 0.2 s; more are clustered in a process that can be terminated
CELLS = 1_000_000  # similarities computed at once: tens of ms
RESOLUTION = 1e-6  # smaller differences between cosines of float32 embeddings are rounding


@dataclass(frozen=True)
class Outlier:
    """A recording that resembles another speaker more than the rest of its own.

    Attributes
    ----------
    index : int
    own : float
        Cosine with the mean of its speaker's other recordings.
    nearest : str
        The other speaker.
    other : float
        Cosine with that speaker's mean.
    """

    index: int
    own: float
    nearest: str
    other: float


@dataclass(frozen=True)
class Numbers:
    """The result of `measure` for n voices.

    Attributes
    ----------
    same, other : float32 array
        Cosines of same-speaker and different-speaker pairs; of a sample if there are very many.
    eer, threshold : float or None
        Equal-error rate and the similarity at which it occurs; None unless there are pairs of both kinds.
    silhouette : float or None
        Mean silhouette of the recordings, -1 to 1 (Rousseeuw, 1987); None unless there are at least two speakers, one
        of them with at least two recordings.
    clusters : int array (n,)
        -1 for voices in no cluster.
    order : int array (k,)
        Voices in the order of the similarity matrix: by cluster, with similar voices next to one another.
    matrix : float32 array (k, k)
        Cosines in that order.
    outliers : list of Outlier
        Sorted, most doubtful first.
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


def measure(embeddings: np.ndarray, speakers: Sequence[str], seed: int = 0,
            progress: Callable[..., None] = lambda share, what=None: None,
            cancelled: Callable[[], bool] = lambda: False) -> Numbers:
    """Compute all numbers of embeddings (n, 256) of unit length and their speakers, a list of n names.

    `progress` receives the share completed and the present step. `cancelled` is called between and within the steps;
    if it returns True, Cancelled is raised.
    """
    embeddings = np.asarray(embeddings, np.float32)

    def at(share, what):
        if cancelled():
            raise Cancelled
        progress(share, what)

    at(0.0, "similarities")
    same, other = scores(embeddings, speakers, seed, cancelled)
    rate, threshold = equal_error_rate(*trials(same, other)) if len(same) and len(other) else (None, None)
    at(0.2, "silhouette")
    width = silhouette(embeddings, speakers, cancelled=cancelled)
    at(0.4, "outliers")
    doubtful = outliers(embeddings, speakers, cancelled)
    at(0.5, "clusters")
    groups = clusters(embeddings, cancelled)
    at(0.8, "order")
    order = ordered(embeddings, groups, seed)
    at(1.0, "")
    matrix = embeddings[order] @ embeddings[order].T
    return Numbers(same, other, rate, threshold, width, groups, order, matrix, doubtful)


def scores(embeddings: np.ndarray, speakers: Sequence[str], seed: int = 0,
           cancelled: Callable[[], bool] = lambda: False) -> tuple[np.ndarray, np.ndarray]:
    """Return the cosines of same- and different-speaker pairs, float32 (p,) and (q,); at most PAIRS of either."""
    numbers = _numbered(speakers)
    n, rng = len(numbers), np.random.default_rng(seed)
    if n * (n - 1) // 2 <= PAIRS:
        a, b = np.triu_indices(n, 1)
        alike = numbers[a] == numbers[b]
        cosines = _cosines(embeddings, a, b, cancelled)
        return cosines[alike], cosines[~alike]
    a, b = rng.integers(n, size=(2, PAIRS))
    keep = numbers[a] != numbers[b]
    other = _cosines(embeddings, a[keep], b[keep], cancelled)
    # Same-speaker pairs are too rare to be drawn at random.
    own = np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers))[:-1])
    pairs = [(rows[i], rows[j]) for part in blocks(len(own), 1_000, cancelled) for rows in own[part]
             for i, j in [np.triu_indices(min(len(rows), 200), 1)]]
    a, b = (np.concatenate([p[side] for p in pairs] or [np.zeros(0, int)]) for side in (0, 1))
    if len(a) > PAIRS:
        picked = rng.choice(len(a), PAIRS, replace=False)
        a, b = a[picked], b[picked]
    return _cosines(embeddings, a, b, cancelled), other


def trials(same: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return cosines of same- and different-speaker pairs in encoder.evaluate's form: scores (p,), bool (p,)."""
    return np.concatenate([same, other]), np.repeat([True, False], [len(same), len(other)])


def silhouette(embeddings: np.ndarray, speakers: Sequence[str], most: int = 5000,
               cancelled: Callable[[], bool] = lambda: False) -> float | None:
    """Return the speakers' mean silhouette by cosine distance over at most `most` recordings, or None.

    The mean cosine with a speaker's recordings is the cosine with their mean, so no pairs need be computed.
    """
    numbers = _numbered(speakers)
    if len(numbers) > most:
        picked = np.random.default_rng(0).choice(len(numbers), most, replace=False)
        embeddings, numbers = embeddings[picked], _numbered(numbers[picked])
    counts = np.bincount(numbers)
    if not 2 <= len(counts) < len(numbers):
        return None
    sums, widths = _sums(embeddings, numbers), np.zeros(len(numbers))
    for part in blocks(len(numbers), CELLS // len(counts), cancelled):
        rows, own = np.arange(len(numbers))[part], numbers[part]
        alike = embeddings[part] @ sums.T
        others = alike[rows - rows[0], own] - np.square(embeddings[part]).sum(axis=1)
        within = 1 - others / np.maximum(counts[own] - 1, 1)
        alike /= counts
        alike[rows - rows[0], own] = -2.0
        between = 1 - alike.max(axis=1)
        # A single recording of a speaker scores 0 (Rousseeuw, section 2), as does one equally near to all speakers.
        decided = (counts[own] > 1) & (np.abs(between - within) > RESOLUTION)
        widths[part] = np.where(decided, (between - within) / np.maximum(np.maximum(within, between), RESOLUTION), 0)
    return float(widths.mean())


def clusters(embeddings: np.ndarray, cancelled: Callable[[], bool] = lambda: False) -> np.ndarray:
    """Return clusters of voices by HDBSCAN (Campello, Moulavi and Sander, 2013); int array (n,), -1 for none."""
    n = len(embeddings)
    if n < 2 * SMALLEST:
        return np.full(n, -1)
    centred = np.asarray(embeddings, np.float64) - np.mean(embeddings, axis=0, dtype=np.float64)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, : -COMPONENTS - 1: -1]
    points = centred @ np.ascontiguousarray(axes)  # many times faster than with a reversed view
    return hdbscan(points) if n <= AT_ONCE else run_apart(hdbscan, cancelled, points=points)


def hdbscan(points: np.ndarray) -> np.ndarray:
    """Cluster points (n, size) by scikit-learn's HDBSCAN; return labels, int array (n,)."""
    from sklearn.cluster import HDBSCAN

    return HDBSCAN(min_cluster_size=SMALLEST, copy=True).fit_predict(points)


def ordered(embeddings: np.ndarray, groups: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return an order by group with similar voices next to one another; int array (k,), at most SHOWN voices."""
    from scipy.cluster.hierarchy import leaves_list, linkage

    n = len(embeddings)
    rows = np.arange(n) if n <= SHOWN else np.sort(np.random.default_rng(seed).choice(n, SHOWN, replace=False))
    if len(rows) < 3:
        return rows
    rows = rows[leaves_list(linkage(embeddings[rows], "average", metric="cosine", optimal_ordering=True))]
    # A group is placed at its first voice; voices in no group stay in between.
    first: dict[int, int] = {}
    for rank, group in enumerate(groups[rows]):
        first.setdefault(int(group), rank)
    ranks = [rank if group < 0 else first[int(group)] for rank, group in enumerate(groups[rows])]
    return rows[np.argsort(ranks, kind="stable")]


def outliers(embeddings: np.ndarray, speakers: Sequence[str],
             cancelled: Callable[[], bool] = lambda: False) -> list[Outlier]:
    """Return the recordings that resemble another speaker's mean more than the mean of their own speaker's others."""
    numbers = _numbered(speakers)
    counts = np.bincount(numbers)
    if len(counts) < 2:
        return []
    names = {int(k): speaker for k, speaker in zip(numbers, speakers)}
    sums, compared, found = _sums(embeddings, numbers), np.flatnonzero(counts[numbers] > 1), []
    means = unit(sums)
    for part in blocks(len(compared), CELLS // len(counts), cancelled):
        rows, own = embeddings[compared[part]], numbers[compared[part]]
        like_own = (rows * unit(sums[own] - rows)).sum(axis=1)
        cosines = rows @ means.T
        cosines[np.arange(len(rows)), own] = -2.0
        nearest, other = cosines.argmax(axis=1), cosines.max(axis=1)
        found += [Outlier(int(compared[part][i]), float(like_own[i]), names[int(nearest[i])], float(other[i]))
                  for i in np.flatnonzero(other > like_own + RESOLUTION)]
    return sorted(found, key=lambda o: o.own - o.other)


def blocks(n: int, size: int, cancelled: Callable[[], bool]) -> Iterator[slice]:
    """Yield slices of n rows with `size` rows each (at least one); Cancelled may be raised before each."""
    for start in range(0, n, max(1, size)):
        if cancelled():
            raise Cancelled
        yield slice(start, min(n, start + max(1, size)))


def _numbered(speakers):
    return np.unique(np.asarray(speakers, dtype=str), return_inverse=True)[1].astype(int)


def _sums(embeddings, numbers):
    """Return the sum of the embeddings of each label; float32 (max + 1, 256)."""
    sums = np.zeros((numbers.max() + 1, embeddings.shape[1]), np.float32)
    np.add.at(sums, numbers, embeddings)
    return sums


def _cosines(embeddings, a, b, cancelled):
    found = [np.einsum("pc,pc->p", embeddings[a[part]], embeddings[b[part]])
             for part in blocks(len(a), 20_000, cancelled)]
    # Rounding gives equally similar pairs equal scores, so the error rate does not depend on their order.
    return np.round(np.concatenate(found or [np.zeros(0, np.float32)]), 6)
