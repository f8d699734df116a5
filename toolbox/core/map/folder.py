"""The map of a folder of recordings, for the command line."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from toolbox.core.library.importing import import_folder
from toolbox.core.library.library import Library
from toolbox.core.map.measures import Numbers, measure
from toolbox.core.map.projection import Projection, fit

COLOURS = ("speaker", "sex", "pitch", "cluster")


@dataclass
class FolderMap:
    """A map of a folder's recordings with its numbers.

    Attributes
    ----------
    names, speakers, sexes : list of str
        Files' paths within the folder; sex "F", "M" or an empty string.
    pitches : float array (n,)
        Mean pitch in Hz.
    embeddings : float32 array (n, 256)
    projection : Projection
    numbers : Numbers
    refused : list of (str, str)
        Path and reason of unusable files.
    """

    names: list
    speakers: list
    sexes: list
    pitches: np.ndarray
    embeddings: np.ndarray
    projection: Projection
    numbers: Numbers
    refused: list

    def colours(self, by: str) -> list[str] | np.ndarray:
        """Return the values behind the points' colours for pictures.draw; `by` is one of COLOURS."""
        clusters = ["" if c < 0 else f"cluster {c + 1}" for c in self.numbers.clusters.tolist()]
        shown: dict[str, list[str] | np.ndarray] = {
            "speaker": self.speakers, "sex": self.sexes, "pitch": self.pitches, "cluster": clusters}
        return shown[by]

    def columns(self) -> dict[str, list[str]]:
        """Return each recording's further properties for pictures.write_table."""
        return {"sex": self.sexes, "pitch_hz": [f"{p:.1f}" for p in self.pitches]}


def map_folder(folder: str | Path, method: str = "umap", seed: int = 0,
               progress: Callable[..., None] = lambda share, what=None: None,
               cancelled: Callable[[], bool] = lambda: False) -> FolderMap:
    """Analyse the recordings of a folder, fit a map to them and measure it.

    Parameters
    ----------
    folder : str or Path
        A data set or any folder (see corpus.readers).
    method : str
        One of toolbox.core.map.projection.METHODS.
    seed : int
    progress, cancelled : callable
        Progress and cancellation callbacks.

    Returns
    -------
    FolderMap

    Raises
    ------
    ValueError
        If the folder does not exist or holds no sound.
    AudioError
        If all recordings are unusable.
    """
    folder = Path(folder).absolute()
    with tempfile.TemporaryDirectory() as scratch:
        library = Library(scratch)
        try:
            report = import_folder(library, folder, lambda share, what=None: progress(0.7 * share, "listening"),
                                   cancelled)
            ids, embeddings = library.embeddings()
            rows = library.rows(ids)
        finally:
            library.close()
    if not ids:
        path, reason = report.refused[0] if report.refused else (folder, "no recordings")
        raise AudioError(f"{folder} holds no usable recording ({Path(path).name}: {reason})")
    projection = fit(embeddings, method, seed, None, lambda share, what=None: progress(0.7 + 0.2 * share, what),
                     cancelled)
    speakers = [row.speaker for row in rows]
    numbers = measure(embeddings, speakers, seed, lambda share, what=None: progress(0.9 + 0.1 * share, what), cancelled)
    names = [str(Path(row.file).relative_to(folder)) for row in rows]
    pitches = np.array([np.nan if row.pitch is None else row.pitch for row in rows], np.float64)
    return FolderMap(names, speakers, [row.sex for row in rows], pitches, embeddings, projection, numbers,
                     report.refused)
