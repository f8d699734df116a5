"""Figures and tables of a map of voices and its numbers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import hsv_to_rgb
from matplotlib.figure import Figure

from audio.files import check_output, replacing
from encoder.evaluate import plot_det
from toolbox.core.cloning.pictures import FAINT, INK, PITCH, SUFFIXES, plain, save_figure
from toolbox.core.map.measures import CELLS, Numbers, blocks, trials
from toolbox.core.tables import TableWriter

MOST_NAMES = 40  # most names written beside their points
MOST_KINDS = 12  # most entries of a legend
OTHER = "#5b8fd1"
SEXES = {sex: colour for colour, names in (("#c65a00", ("F", "female")), ("#0067a8", ("M", "male"))) for sex in names}
UNKNOWN = "#b9bec7"


def draw(path: str | Path, places: np.ndarray, names: Sequence[str], values: Any, numbers: Numbers | None = None,
         title: str = "Voices") -> None:
    """Draw a map, with its numbers beside it, to a file.

    Parameters
    ----------
    path : str or Path
        A name with one of toolbox.core.cloning.pictures.SUFFIXES.
    places : float array (n, 2)
    names : list of str
        Written beside the points if there are few.
    values : list of str, or float array (n,)
        Values behind the colours: categories ("" if unknown) or numbers (NaN if unknown).
    numbers : toolbox.core.map.measures.Numbers, optional
    title : str

    Raises
    ------
    AudioError
        If the file cannot be written or its format is unknown.
    """
    check_output(path, SUFFIXES)
    save_figure(path, make_figure(places, names, values, numbers, title))


def make_figure(places: np.ndarray, names: Sequence[str], values: Any, numbers: Numbers | None = None,
                title: str = "Voices") -> Figure:
    """Return the picture as a matplotlib Figure that is not registered with pyplot."""
    figure = Figure(figsize=(15, 8.6) if numbers is not None else (9, 8.6), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(plain(title), color=INK, fontsize=14)
    if numbers is None:
        _draw_map(figure, figure.add_subplot(), places, names, values)
        return figure
    grid = figure.add_gridspec(2, 3, width_ratios=(1.75, 0.75, 0.75))
    _draw_map(figure, figure.add_subplot(grid[:, 0]), places, names, values)
    _draw_scores(figure.add_subplot(grid[0, 1]), numbers)
    _draw_det(figure.add_subplot(grid[0, 2]), numbers)
    _draw_matrix(figure, figure.add_subplot(grid[1, 1:]), numbers)
    return figure


def write_table(path: str | Path, places: np.ndarray, names: Sequence[str], speakers: Sequence[str],
                embeddings: np.ndarray, numbers: Numbers, columns: Any = None,
                progress: Callable[..., None] = lambda share, what=None: None,
                cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write a CSV file with a row per voice: position, cluster, nearest voice, and a speaker that it resembles more.

    Parameters
    ----------
    path : str or Path
    places : float array (n, 2)
    names, speakers : list of str
    embeddings : float32 array (n, 256)
    numbers : toolbox.core.map.measures.Numbers
    columns : dict of list, optional
        Further columns by heading.
    progress, cancelled : callable
        Progress and cancellation callbacks.
    """
    columns, doubtful = columns or {}, {o.index: o for o in numbers.outliers}
    with replacing(path) as part, open(part, "w", newline="", encoding="utf-8", errors="backslashreplace") as file:
        table = TableWriter(file)
        table.writerow(("name", "speaker", "x", "y", "cluster", *columns, "nearest", "similarity", "rather"))
        for part in blocks(len(names), CELLS // max(1, len(names)), cancelled):
            progress(part.start / len(names), "table")
            cosines, rows = embeddings[part] @ embeddings.T, range(part.start, part.stop)
            cosines[np.arange(len(rows)), rows] = -2.0  # no voice is its own neighbour
            for i, best, cosine in zip(rows, cosines.argmax(axis=1), cosines.max(axis=1)):
                alike = (names[best], f"{cosine:.3f}") if len(names) > 1 else ("", "")
                table.writerow((names[i], speakers[i], *(f"{x:.4f}" for x in places[i]), int(numbers.clusters[i]),
                                *(column[i] for column in columns.values()), *alike,
                                doubtful[i].nearest if i in doubtful else ""))


def _draw_map(figure, axes, places, names, values):
    size = float(np.clip(9000 / max(1, len(places)), 4, 60))
    values = np.asarray(values)
    if values.dtype.kind == "f":
        known = np.isfinite(values)
        axes.scatter(*places[~known].T, s=size, color=UNKNOWN, linewidths=0)
        points = axes.scatter(*places[known].T, s=size, c=values[known], cmap="viridis", linewidths=0)
        figure.colorbar(points, ax=axes, shrink=0.5, label="Hz").outline.set_linewidth(0.6)
    else:
        kinds = sorted(set(values.tolist()))
        for number, kind in enumerate(kinds):
            # Hues of successive entries are a golden section of the circle apart.
            colour = UNKNOWN if kind == "" else SEXES.get(kind) or hsv_to_rgb(
                ((0.61 + 0.381966 * number) % 1.0, 0.75, 0.8))
            axes.scatter(*places[values == kind].T, s=size, color=[colour], linewidths=0, alpha=0.85,
                         label=plain(kind) or "not known")
        if 1 < len(kinds) <= MOST_KINDS:
            axes.legend(frameon=False, fontsize=9, loc="best")
    if len(names) <= MOST_NAMES:
        for name, place in zip(names, places):
            axes.annotate(plain(name), place, textcoords="offset points", xytext=(4, 4), fontsize=8, color=INK)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    _frame(axes, f"{len(places):,} voices")


def _draw_scores(axes, numbers):
    bins = np.linspace(0, 1, 61)
    for scores, colour, name in ((numbers.other, OTHER, "two speakers"), (numbers.same, PITCH, "one speaker")):
        if len(scores):
            share = 100 * np.histogram(scores, bins)[0] / len(scores)
            axes.stairs(share, bins, fill=True, color=colour, alpha=0.55, label=name)
    if numbers.threshold is not None:
        axes.axvline(numbers.threshold, color=INK, linewidth=0.9, linestyle="--")
    if len(numbers.same) or len(numbers.other):
        axes.legend(frameon=False, fontsize=8)
    axes.set_xlabel("similarity", fontsize=9)
    axes.set_ylabel("% of pairs", fontsize=9)
    _frame(axes, "Similarities" if numbers.eer is None else
           f"Equal-error rate {100 * numbers.eer:.1f} % at {numbers.threshold:.2f}, the threshold of these voices")


def _draw_det(axes, numbers):
    if numbers.eer is None:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "No speaker has two recordings here,\nso no error rate is known.", ha="center", va="center",
                  fontsize=9, color=FAINT, transform=axes.transAxes)
        return
    _frame(axes, "Detection-error trade-off")
    plot_det(axes, *trials(numbers.same, numbers.other), color=PITCH, linewidth=1.6)
    axes.plot(axes.get_xlim(), axes.get_ylim(), color=FAINT, linewidth=0.6)
    axes.set_xlabel("two speakers taken for one, %", fontsize=9)
    axes.set_ylabel("one taken for two, %", fontsize=9)


def _draw_matrix(figure, axes, numbers):
    image = axes.imshow(numbers.matrix, vmin=0.4, vmax=1, cmap="magma", interpolation="nearest")
    figure.colorbar(image, ax=axes, shrink=0.8).outline.set_linewidth(0.6)
    axes.set_xticks([])
    axes.set_yticks([])
    count = "" if len(numbers.order) == len(numbers.clusters) else f", {len(numbers.order)} of them"
    _frame(axes, f"Similarity matrix, ordered by cluster{count}")


def _frame(axes, title):
    axes.set_title(title, fontsize=10, color=INK)
    axes.tick_params(colors=INK, labelsize=8, length=3)
    for side in axes.spines.values():
        side.set_color(FAINT)
        side.set_linewidth(0.6)
