"""Imports in a separate process: they take minutes, and must not delay cloning."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolbox.core.protocol import Emit, IsCancelled, ServerProcess

NICER = 5  # below the engine, for which a person is waiting


class Importer:
    """The server in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads: int):
        self.threads, self.encoder = threads, None

    def import_folder(self, emit: Emit, cancelled: IsCancelled, library: str | Path,
                      folder: str | Path) -> Any:
        """List a folder's sound files in the library at a path; return an importing.Report."""
        from toolbox.core.library.importing import import_folder

        return import_folder(library, folder, self._progress(emit), cancelled, self._encoder(emit), self.threads)

    def import_divided(self, emit: Emit, cancelled: IsCancelled, library: str | Path,
                       folder: str | Path, out: str | Path) -> Any:
        """Divide a folder's recordings by person into `out`, and list that; return an importing.Report."""
        from encoder.ecapa.network import ECAPA
        from toolbox.core.library.importing import import_folder
        from toolbox.core.models.profiles import MODELS, SECOND_ENCODER
        from toolbox.core.people.folder import divide_folder
        from toolbox.core.people.overlap import load_counter

        Path(out).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        encoder = self._encoder(emit)
        _, refused = divide_folder(folder, out, encoder, ECAPA.load(MODELS / SECOND_ENCODER), load_counter(),
                                   lambda share, what: emit("progress", (0.7 * share, what)), cancelled)
        report = import_folder(library, out, lambda share, what: emit("progress", (0.7 + 0.3 * share, what)), cancelled,
                               encoder, self.threads)
        report.refused += refused
        return report

    def import_files(self, emit: Emit, cancelled: IsCancelled, library: str | Path,
                     paths: Sequence[str | Path]) -> tuple[list, list[tuple[str, str]]]:
        """Copy files into the library at a path; return (Recordings, list of (path, reason) of unusable files)."""
        from toolbox.core.library.library import Library

        return Library(library).import_files(paths, self._progress(emit), cancelled)

    def adopt(self, emit: Emit, cancelled: IsCancelled, library: str | Path,
              paths: Sequence[str | Path]) -> tuple[int, list[tuple[str, str]]]:
        """List sound files in the library's folder; return the number added, and (path, reason) of the others."""
        from audio.errors import AudioError
        from toolbox.core.library.library import Library

        opened, refused = Library(library), []
        for number, path in enumerate(paths):
            emit("progress", (number / len(paths), os.path.basename(path)))
            try:
                opened.adopt(path)
            except AudioError as error:
                refused.append((str(path), str(error)))
        return len(paths) - len(refused), refused

    def listen_again(self, emit: Emit, cancelled: IsCancelled,
                     library: str | Path) -> list[tuple[str, str]]:
        """Learn the missing voices of the library at a path; return (id, reason) of unusable recordings."""
        from toolbox.core.library.importing import listen_again

        return listen_again(library, self._progress(emit), cancelled, self._encoder(emit), self.threads)

    def _progress(self, emit):
        return lambda share, what: emit("progress", (share, what))

    def _encoder(self, emit):
        if self.encoder is None:
            emit("progress", (0.0, "libraries"))
            from encoder.ge2e.inference import SpeakerEncoder
            from toolbox.core.models.profiles import ENCODER, MODELS

            if hasattr(os, "nice"):
                os.nice(NICER)
            self.encoder = SpeakerEncoder.load(MODELS / ENCODER)
        return self.encoder


class ImportProcess(ServerProcess):
    """A client of an Importer in another process."""

    serves = ("toolbox.core.processes.importer", "Importer")

    def __init__(self):
        # All cores: window and engine have priority.
        super().__init__(os.cpu_count())
