"""The map's computations in a separate process: fits, clusters, numbers and figures would delay window and sound."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from toolbox.core.protocol import Emit, IsCancelled, ServerProcess


class MapProcess(ServerProcess):
    """A client of a Mapper in another process."""

    serves = ("toolbox.core.processes.mapper", "Mapper")


class Mapper:
    """The server in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads: int):
        self.threads = threads

    def fit(self, emit: Emit, cancelled: IsCancelled, embeddings: np.ndarray,
            method: str = "umap", previous: Any = None, seed: int = 0) -> Any:
        """Fit a map (toolbox.core.map.projection.fit); return a Projection."""
        from toolbox.core.map.projection import fit

        return fit(embeddings, method, seed, previous, _progress(emit), cancelled)

    def clusters(self, emit: Emit, cancelled: IsCancelled, embeddings: np.ndarray) -> np.ndarray:
        """Return clusters of voices (toolbox.core.map.measures.clusters); int array (n,)."""
        from toolbox.core.map.measures import clusters

        return clusters(embeddings, cancelled)

    def measure(self, emit: Emit, cancelled: IsCancelled, embeddings: np.ndarray,
                speakers: Sequence[str]) -> Any:
        """Return the numbers behind the map (toolbox.core.map.measures.measure); Numbers."""
        from toolbox.core.map.measures import measure

        return measure(embeddings, speakers, progress=_progress(emit), cancelled=cancelled)

    def figure(self, emit: Emit, cancelled: IsCancelled, path: str | Path, places: np.ndarray,
               names: Sequence[str], colours: Any, numbers: Any = None) -> Any:
        """Draw map and numbers to a file (toolbox.core.map.pictures.draw); return its path."""
        from toolbox.core.map.pictures import draw

        draw(path, places, names, colours, numbers)
        return path

    def table(self, emit: Emit, cancelled: IsCancelled, path: str | Path, places: np.ndarray,
              names: Sequence[str], embeddings: np.ndarray, numbers: Any, columns: Mapping[str, Sequence]) -> Any:
        """Write a table of voices to a file (toolbox.core.map.pictures.write_table); return its path."""
        from toolbox.core.map.pictures import write_table

        write_table(path, places, names, names, embeddings, numbers, columns, _progress(emit), cancelled)
        return path


def _progress(emit):
    """Return a function that reports each percent once: every step of a fit would keep the window busy."""
    reported = [None]

    def report(share, what=None):
        percent = round(100 * share), what or ""
        if percent != reported[0]:
            reported[0] = percent
            emit("progress", (share, what or ""))

    return report
