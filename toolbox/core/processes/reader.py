"""Reading of sound files and texts, and measurement of recordings, in a separate process.

A hostile file can harm its decoder but not the window, and neither window nor engine waits for phonemes.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from toolbox.core.protocol import Emit, IsCancelled, ServerProcess

if TYPE_CHECKING:
    from audio.quality import Quality
    from toolbox.core.people.meter import Advice


class Reader:
    """The server in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads: int):
        pass

    def recording(self, emit: Emit, cancelled: IsCancelled,
                  path: str | Path) -> tuple[np.ndarray, int, Any]:
        """Read a sound file; return (wav, rate, overview), the last from toolbox.core.cloning.overview."""
        from audio.files import load
        from toolbox.core.cloning.overview import analyse

        wav, rate = load(path)
        return wav, rate, analyse(wav, rate)

    def quality(self, emit: Emit, cancelled: IsCancelled, wav: np.ndarray, rate: int) -> "tuple[Quality, Advice]":
        """Measure the quality of a sound (n_samples,) as a reference."""
        from toolbox.core.people.meter import advise, measure

        quality = measure(wav, rate)
        return quality, advise(quality)

    def quality_of(self, emit: Emit, cancelled: IsCancelled, path: str | Path) -> "tuple[Quality, Advice]":
        """Measure the quality of a sound file as a reference."""
        from audio.files import load

        return self.quality(emit, cancelled, *load(path))

    def take(self, emit: Emit, cancelled: IsCancelled, folder: str | Path, take: Any) -> Any:
        """Read a take of the library in a folder; return the Take with its arrays."""
        from toolbox.core.library.arrays import read_take

        return read_take(Path(folder), take)

    def project(self, emit: Emit, cancelled: IsCancelled, folder: str | Path,
                path: str | Path) -> Any:
        """Import a project's file into the library in a folder; return (Project, Voices by their recordings' ids)."""
        from toolbox.core.workshop.store import Store

        return Store(folder).take_in(path)

    def text(self, emit: Emit, cancelled: IsCancelled, text: str, voices: Collection[str] = (),
             dictionary: Mapping | None = None, language: str | None = None) -> tuple[Any, list]:
        """Read a text with marks; return (faults, Directed sentences as pronounced by the front end)."""
        from toolbox.core.script.sentences import directed, parse

        document = parse(text, voices)
        sentences = []
        for sentence in directed(document, text, language, dictionary)[1]:
            if cancelled():
                break
            sentences.append(sentence)
        return document.faults, sentences


class ReadProcess(ServerProcess):
    """A client of a Reader in another process."""

    serves = ("toolbox.core.processes.reader", "Reader")

    def __init__(self):
        super().__init__(1)
