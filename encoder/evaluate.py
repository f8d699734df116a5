"""Evaluation of speaker embeddings: equal-error rate, detection-error trade-off, and a map of the speakers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 60  # with fewer utterances, neighbourhoods mean little and the map shows the first two principal axes
SHOWN, OUTSIDE = (0.0005, 0.6), 0.0001  # smallest rate on the axes of a detection-error trade-off, drawn instead of 0
PERCENT = (0.1, 0.5, 1, 2, 5, 10, 20, 40)  # labelled rates


def trials(embeddings: np.ndarray, speakers: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return every pair's cosine, float (n_pairs,), and whether both utterances have one speaker, bool (n_pairs,).

    `embeddings` is float (n, size) of unit length, `speakers` n names.
    """
    first, second = np.triu_indices(len(embeddings), 1)
    names = np.unique(speakers, return_inverse=True)[1]
    return (embeddings @ embeddings.T)[first, second], names[first] == names[second]


def error_rates(scores: np.ndarray, same: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return false acceptance and false rejection at every threshold that changes a decision.

    Returns
    -------
    (thresholds, accepted, rejected) : float arrays (n,)
        Pairs that score at least the threshold count as one speaker. The rates are the shares of different-speaker
        pairs accepted and of same-speaker pairs rejected, from all pairs accepted to none.

    Raises
    ------
    ValueError
        If one of the two kinds of pairs is missing.
    """
    scores, same = np.asarray(scores, dtype=float), np.asarray(same, dtype=bool)
    if not same.any() or same.all():
        raise ValueError("An equal-error rate needs two utterances of one speaker, and another speaker.")
    order = np.argsort(scores, kind="stable")
    scores, same = scores[order], same[order]
    rejected = np.concatenate([[0], np.cumsum(same)[:-1]]) / same.sum()
    accepted = 1 - np.concatenate([[0], np.cumsum(~same)[:-1]]) / (~same).sum()
    # Pairs of equal scores fall to the same side of a threshold.
    first = np.concatenate([[True], np.diff(scores) > 0])
    above = np.nextafter(scores[-1], np.inf)
    return np.append(scores[first], above), np.append(accepted[first], 0.0), np.append(rejected[first], 1.0)


def equal_error_rate(scores: np.ndarray, same: np.ndarray) -> tuple[float, float]:
    """Return the rate at which false acceptance equals false rejection, and its threshold.

    Rates are interpolated linearly between two thresholds.
    """
    thresholds, accepted, rejected = error_rates(scores, same)
    difference = rejected - accepted
    after = int(np.argmax(difference >= 0))
    before = after - 1
    share = float(-difference[before] / (difference[after] - difference[before]))
    rate = accepted[before] + share * (accepted[after] - accepted[before])
    return float(rate), float(thresholds[before] + share * (thresholds[after] - thresholds[before]))


def draw_det(scores: np.ndarray, same: np.ndarray) -> "Figure":
    """Draw the detection-error trade-off as a Matplotlib figure."""
    rate, _ = equal_error_rate(scores, same)
    figure, axes = _figure()
    plot_det(axes, scores, same)
    axes.plot(*2 * [ndtri(max(rate, OUTSIDE))], "o", label=f"equal-error rate {rate:.1%}")
    axes.set(xlabel="false acceptance, %", ylabel="false rejection, %")
    axes.grid(True, alpha=0.3)
    axes.legend()
    return figure


def plot_det(axes: "Axes", scores: np.ndarray, same: np.ndarray, **style: Any) -> None:
    """Plot the detection-error trade-off on Matplotlib axes of normal deviates, where normal scores give a line.

    After Martin et al., "The DET curve in assessment of detection task performance", Eurospeech 1997. `style` is handed
    to `axes.plot`.
    """
    _, accepted, rejected = error_rates(scores, same)
    axes.plot(*(ndtri(rates.clip(OUTSIDE, 1 - OUTSIDE)) for rates in (accepted, rejected)), **style)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(ndtri(np.array(PERCENT) / 100), [f"{p:g}" for p in PERCENT])
    axes.set(xlim=ndtri(SHOWN), ylim=ndtri(SHOWN))


def draw_map(embeddings: np.ndarray, speakers: Sequence[str], seed: int = 0) -> "Figure":
    """Draw a map of the speakers' utterances, by UMAP, or by the first two principal axes if there are few."""
    points = lay_out(embeddings, seed)
    names, index = np.unique(speakers, return_inverse=True)
    figure, axes = _figure()
    axes.scatter(*points.T, c=index, cmap="gist_ncar", s=14)
    axes.set(xticks=[], yticks=[], title=f"{len(embeddings)} utterances of {len(names)} speakers")
    return figure


def lay_out(embeddings: np.ndarray, seed: int = 0) -> np.ndarray:
    """Project embeddings (n, size) to points (n, 2)."""
    if len(embeddings) < FEW:
        centred = embeddings - embeddings.mean(axis=0)
        return centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    import umap  # takes seconds to import
    reducer = umap.UMAP(n_neighbors=10, metric="cosine", init="random", random_state=seed, n_jobs=1)
    return reducer.fit_transform(embeddings)


def _figure():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    figure = Figure(figsize=(6, 6), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()
