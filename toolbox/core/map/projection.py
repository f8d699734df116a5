"""Projection of embeddings to places on a map.

The map is UMAP (McInnes, Healy and Melville, 1802.03426) with the cosine distance in plain NumPy: it finds nearest
neighbours by matrix products instead of a search that must first be compiled, and processes all edges in every step
instead of one by one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from audio.errors import Cancelled
from audio.files import reading, replacing
from toolbox.core.cloning.voice import unit
from toolbox.core.map import METHODS
from toolbox.core.map.apart import run_apart

NEIGHBOURS = 15
# Parameters of the similarity curve 1 / (1 + A d^2B) on the map: UMAP's fit for a smallest distance of 0.
A, B = 1.93, 0.79
REPULSION = 5.0  # voices repelled for each one attracted
EXTENT = 10.0  # extent of the map during the fit, in units of the curve
STEP, STEP_AGAIN = 0.5, 0.05  # steps of a first fit, and of one that starts from an older map
FEWEST = 6  # smallest number of embeddings for UMAP and t-SNE
SPREAD = 0.05  # radius at which densities on the map are compared; it hardly matters from 0.02 to 0.1
SAME = 1 - 1e-5  # least cosine of an embedding with itself after float16
CELLS = 4_000_000  # similarities computed at once
SPARE = 8  # extra candidates in a search by BLAS, whose rounding may swap those at the edge
# BLAS rounding depends on kernel and number of threads, and 400 steps of a fit turn a different last bit into another
# map. The inputs of a fit are therefore computed in float64 and rounded to these decimals.
DECIMALS_SEARCH, DECIMALS_COSINE, DECIMALS_PLACE = 5, 7, 5


@dataclass(frozen=True)
class Projection:
    """A fitted map, with everything needed to place other voices on it.

    Attributes
    ----------
    method : str
        One of METHODS.
    embeddings : float32 array (n, 256)
        Unit length.
    places : float32 array (n, 2)
        Within [-1, 1].
    """

    method: str
    embeddings: np.ndarray
    places: np.ndarray

    def place(self, embeddings: np.ndarray) -> np.ndarray:
        """Place further voices on the map, which does not change.

        A voice is placed at the greatest density of its nearest neighbours, weighted by their UMAP memberships: their
        mean, the start of UMAP's own transform, may be an empty region between two groups. A voice that was fitted
        keeps its place.

        Parameters
        ----------
        embeddings : float32 array (m, 256)

        Returns
        -------
        float32 array (m, 2)
        """
        embeddings = np.asarray(embeddings, np.float32).reshape(-1, self.embeddings.shape[1])
        places = np.empty((len(embeddings), 2), np.float32)
        if not len(self.embeddings):
            return np.zeros_like(places)
        rows = max(1, CELLS // len(self.embeddings))
        for start in range(0, len(embeddings), rows):
            part = embeddings[start: start + rows]
            if self.method == "pca":
                mean, axes, centre, scale = self._linear
                places[start: start + rows] = ((part - mean) @ axes - centre) * scale
                continue
            indices, distances = _nearest(part, self.embeddings, min(NEIGHBOURS, len(self.embeddings)))
            weights = _memberships(distances)
            weights[distances[:, 0] < 1 - SAME, 1:] = 0
            places[start: start + rows] = _densest(self.places[indices], weights)
        return places

    def save(self, path: str | Path) -> None:
        """Write the map to a .npz file; raise AudioError if that fails."""
        with replacing(path, private=True) as part, open(part, "wb") as file:
            np.savez(file, embeddings=self.embeddings.astype(np.float16), places=self.places,
                     about=json.dumps({"method": self.method}))

    @classmethod
    def load(cls, path: str | Path) -> "Projection":
        """Read a file written by `save`; raise AudioError with a sentence if it is invalid."""
        with reading(path, "is not a saved map") as file:
            method = str(json.loads(str(file["about"]))["method"])
            embeddings, places = file["embeddings"].astype(np.float32), file["places"].astype(np.float32)
            if method not in METHODS or embeddings.ndim != 2 or places.shape != (len(embeddings), 2):
                raise ValueError("other sizes")
            if not (np.isfinite(embeddings).all() and np.isfinite(places).all()):
                raise ValueError("not numbers")
            return cls(method, unit(embeddings), places)

    @cached_property
    def _linear(self):
        """Recover mean, axes, centre and scale of a linear map, exactly, by least squares."""
        mean = self.embeddings.mean(axis=0, dtype=np.float64)
        centred = self.embeddings - mean
        centre = self.places.mean(axis=0)
        axes = _principal_axes(centred)
        mapped = np.linalg.lstsq(centred @ axes, self.places - centre, rcond=None)[0]
        return mean, axes @ mapped, -centre, 1.0


def fit(embeddings: np.ndarray, method: str = "umap", seed: int = 0, previous: Projection | None = None,
        progress: Callable[..., None] = lambda share, what=None: None,
        cancelled: Callable[[], bool] = lambda: False) -> Projection:
    """Fit a map.

    Parameters
    ----------
    embeddings : float array (n, 256)
        Unit length. Fewer than FEWEST are always projected by PCA.
    method : str
        One of METHODS: UMAP as implemented here or in its authors' library, t-SNE (van der Maaten and Hinton, 2008), or
        principal components. The libraries take much longer.
    seed : int
        The same seed gives the same map on the same machine, for any number of threads.
    previous : Projection, optional
        The present map: UMAP starts from its places, and with every method the new map is rotated and mirrored to
        resemble it as closely as possible (orthogonal Procrustes).
    progress : callable
        Receives the share completed and the present step.
    cancelled : callable
        Called often; if it returns True, Cancelled is raised.

    Returns
    -------
    Projection

    Raises
    ------
    ValueError
        If the method does not exist, or the embeddings are not a finite (n, 256) array.
    """
    if method not in METHODS:
        raise ValueError(f"There is no projection named '{method}'; choose one of {', '.join(METHODS)}.")
    embeddings = np.asarray(embeddings, np.float32)
    if embeddings.ndim != 2 or not np.isfinite(embeddings).all():
        raise ValueError("Embeddings must be given as one row of finite numbers per voice.")
    if not len(embeddings):
        return Projection(method, embeddings, np.zeros((0, 2), np.float32))
    embeddings = unit(embeddings)
    old = None if previous is None or not len(previous.places) else previous.place(embeddings)
    progress(0.0, "principal components")
    places = _principal_components(embeddings)
    if method == "umap" and len(embeddings) >= FEWEST:
        # Voices at the same spot would never separate; a tiny distance lets the forces act.
        start = places if old is None else old + np.random.default_rng(seed).normal(0, 1e-3, places.shape)
        places = _umap(embeddings, start, STEP if old is None else STEP_AGAIN, seed, progress, cancelled)
    elif method in APART and len(embeddings) >= FEWEST:
        progress(0.1, "t-SNE" if method == "tsne" else "umap-learn")
        places = run_apart(APART[method], cancelled, embeddings=embeddings, start=places, seed=seed)
    if old is not None:
        places = align(places, old)
    progress(1.0)
    return Projection(method, embeddings, _normalised(places).astype(np.float32))


def align(places: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Rotate and mirror places (n, 2) about their mean to lie as near as possible to the old ones (n, 2)."""
    centred, wanted = (x - x.mean(axis=0) for x in (np.asarray(places, np.float64), np.asarray(old, np.float64)))
    u, _, v = np.linalg.svd(centred.T @ wanted)
    return centred @ (u @ v)


def _umap(embeddings, start, size, seed, progress, cancelled):
    heads, tails, weights, degrees = _graph(embeddings, progress, cancelled)
    n, rng = len(embeddings), np.random.default_rng(seed)
    steps = 400 if n < 5000 else 250
    pushed = int(np.clip(60_000 // n, 6, 32))  # random repulsions per voice and step: more of them reduce noise
    repulsion = (REPULSION / pushed * degrees).astype(np.float32)
    places = np.ascontiguousarray(np.round(_normalised(start) * EXTENT, DECIMALS_PLACE).T, dtype=np.float32)
    mean, square = np.zeros_like(places), np.zeros(n, np.float32)
    for step in range(steps):
        if cancelled():
            raise Cancelled
        progress(0.3 + 0.7 * step / steps, "arranging")
        force = np.empty_like(places)
        # Unlike indexing, `take` keeps each axis contiguous: the loop takes half the time.
        between = places.take(heads, axis=1) - places.take(tails, axis=1)
        distance = np.square(between).sum(axis=0) + np.float32(1e-6)
        # The gradient of the cross entropy (1802.03426, section 3.2); each edge acts on both its ends.
        power = distance ** np.float32(B - 1)
        pull = 4 * A * B * weights * power / (1 + A * power * distance)
        for axis in (0, 1):
            force[axis] = (np.bincount(tails, pull * between[axis], n) - np.bincount(heads, pull * between[axis], n))
        for others in rng.integers(n, size=(pushed, n), dtype=np.int32):
            between = places - places.take(others, axis=1)
            distance = np.square(between).sum(axis=0)
            push = 2 * B / ((np.float32(0.001) + distance) * (1 + A * distance ** np.float32(B)))
            force += np.clip(push * between, -4, 4) * repulsion
        # Adam (1412.6980): with all edges at once, plain gradients would overshoot.
        mean += 0.1 * (force - mean)
        square += 0.01 * (np.square(force).mean(axis=0) - square)
        rate = size * (1 - step / steps) / (1 - 0.9 ** (step + 1))
        places += rate * mean / (np.sqrt(square / (1 - 0.99 ** (step + 1))) + 1e-8)
    return places.T


def _graph(embeddings, progress, cancelled):
    """Return UMAP's fuzzy graph: edges (heads, tails, weights), each once, and each voice's sum of weights (n,)."""
    from scipy.sparse import csr_matrix, triu

    n = len(embeddings)
    k, rows = min(NEIGHBOURS, n - 1), max(1, CELLS // n)
    indices, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for start in range(0, n, rows):
        if cancelled():
            raise Cancelled
        progress(0.3 * start / n, "nearest neighbours")
        part = embeddings[start: start + rows]
        indices[start: start + rows], distances[start: start + rows] = _nearest(part, embeddings, k, own=start)
    directed = csr_matrix((_memberships(distances).ravel(), indices.ravel(), np.arange(0, n * k + 1, k)), (n, n))
    mutual = directed.T.tocsr()
    union = directed + mutual - directed.multiply(mutual)
    once = triu(union, 1).tocoo()
    heads, tails = once.row.astype(np.intp), once.col.astype(np.intp)
    return heads, tails, once.data.astype(np.float32), np.asarray(union.sum(axis=1)).ravel()


def _nearest(part, embeddings, k, own=None):
    """Return the indices (m, k) of the embeddings (n, 256) nearest to each of `part` (m, 256), sorted, and 1 - cosine.

    `own` is the index of the part's first row if it is taken from the embeddings: no voice is its own neighbour.
    """
    cosines, rows = part @ embeddings.T, np.arange(len(part))[:, None]
    if own is not None:
        cosines[rows, own + rows] = -2.0
    candidates = min(k + SPARE, cosines.shape[1] - (own is not None))
    indices = np.sort(_greatest(cosines, candidates), axis=1)
    found = np.einsum("mc,mkc->mk", part.astype(np.float64), embeddings[indices].astype(np.float64))
    distances = np.maximum(0, 1 - np.round(found, DECIMALS_COSINE))
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return indices[rows, order], distances[rows, order]


def _greatest(cosines, k):
    """Return the columns (m, k) of the k greatest cosines (m, n) of each row, unsorted.

    The columns are divided into about sqrt(k n) groups, and only the k groups with the greatest maxima are searched,
    which takes a fifth of the time. Cosines are rounded to DECIMALS_SEARCH, so that BLAS does not choose among equals.
    """
    n, rows = cosines.shape[1], np.arange(len(cosines))[:, None]
    groups = int(np.sqrt(k * n)) + 1
    best = cosines[:, :groups].copy()
    for start in range(groups, n, groups):
        members = cosines[:, start: start + groups]
        np.maximum(best[:, : members.shape[1]], members, out=best[:, : members.shape[1]])
    chosen = np.argpartition(np.round(best, DECIMALS_SEARCH), -k, axis=1)[:, -k:]
    columns = (chosen[:, :, None] + np.arange(0, n, groups)).reshape(len(cosines), -1)
    inside = columns < n
    values = np.where(inside, np.round(cosines[rows, np.where(inside, columns, 0)], DECIMALS_SEARCH), -3.0)
    return columns[rows, np.argpartition(values, -k, axis=1)[:, -k:]]


def _memberships(distances):
    """Return exp(-(d - nearest) / sigma), (m, k); sigma makes each row sum to log2(k) (1802.03426, algorithm 3)."""
    beyond = distances.astype(np.float64) - distances[:, :1]
    wanted = max(np.log2(distances.shape[1]), 1.0 + 1e-9)
    step = np.maximum(beyond[:, -1:], 1e-9) * 32
    sigma = step.copy()
    for _ in range(24):  # bisection: the sum grows with sigma
        step /= 2
        sigma += np.copysign(step, wanted - np.exp(beyond / -sigma).sum(axis=1, keepdims=True))
    sigma = np.maximum(sigma + step, 1e-3 * distances.mean(axis=1, keepdims=True) + 1e-12)
    return np.exp(-beyond / sigma).astype(np.float32)


def _densest(places, weights):
    """Return the densest points (m, 2) of weighted places (m, k, 2), by mean shift from the best of them."""
    apart = np.square(places[:, :, None] - places[:, None]).sum(axis=-1)
    best = (weights[:, None] * np.exp(-apart / (2 * SPREAD ** 2))).sum(axis=-1).argmax(axis=1)
    at = places[np.arange(len(places)), best]
    for _ in range(10):
        near = weights * np.exp(-np.square(places - at[:, None]).sum(axis=-1) / (2 * SPREAD ** 2))
        at = (near[..., None] * places).sum(axis=1) / near.sum(axis=1, keepdims=True)
    return at


def umap_learn(embeddings: np.ndarray, start: np.ndarray, seed: int) -> np.ndarray:
    """Fit embeddings (n, 256) with umap-learn, starting from places (n, 2); return float32 (n, 2)."""
    from umap import UMAP

    start = _normalised(start) * EXTENT
    return UMAP(n_neighbors=min(NEIGHBOURS, len(embeddings) - 1), min_dist=0.0, metric="cosine", init=start,
                random_state=int(seed), n_jobs=1).fit_transform(embeddings)


def tsne(embeddings: np.ndarray, start: np.ndarray, seed: int) -> np.ndarray:
    """Fit embeddings (n, 256) with scikit-learn's t-SNE, starting from places (n, 2); return float32 (n, 2)."""
    from sklearn.manifold import TSNE

    start = 1e-4 * start / max(1e-12, start[:, 0].std())
    perplexity = min(30.0, (len(embeddings) - 1) / 3)
    # For unit vectors the Euclidean distance gives the same order as the cosine, and is searched faster.
    return TSNE(init=start.astype(np.float32), perplexity=perplexity, random_state=int(seed)).fit_transform(embeddings)


APART = {"umap-learn": umap_learn, "tsne": tsne}  # methods of libraries, whose fits cannot be interrupted


def _principal_components(embeddings):
    centred = embeddings.astype(np.float64)
    centred -= centred.mean(axis=0)
    return centred @ _principal_axes(centred)


def _principal_axes(centred):
    """Return the two directions (256, 2) of greatest variance, with positive sums so that their signs are stable."""
    axes = np.linalg.eigh(centred.T @ centred)[1][:, :-3:-1]
    return axes * np.where(axes.sum(axis=0) < 0, -1, 1)


def _normalised(places):
    """Centre places, and scale them to fill [-1, 1] along the longer side."""
    low, high = places.min(axis=0), places.max(axis=0)
    return (places - (low + high) / 2) * (2 / max(1e-9, float((high - low).max())))
