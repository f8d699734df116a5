"""Imports in a process of their own: they take minutes, and nobody who wants to hear a voice shall wait for them."""

import os

from toolbox.core.protocol import ServerProcess

NICER = 5  # than the engine, which has somebody waiting


class Importer:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        self.threads, self.encoder = threads, None

    def import_folder(self, emit, cancelled, library, folder):
        """List a folder's sound files in the library at a path; an importing.Report."""
        from toolbox.core.library.importing import import_folder

        return import_folder(library, folder, self._progress(emit), cancelled, self._encoder(emit), self.threads)

    def import_files(self, emit, cancelled, library, paths):
        """Copy files into the library at a path; (Recordings, list of (path, reason) of files that are no use)."""
        from toolbox.core.library.library import Library

        return Library(library).import_files(paths, self._progress(emit), cancelled)

    def adopt(self, emit, cancelled, library, paths):
        """List sound files that lie in the library's folder; how many were added, and (path, reason) of the others."""
        from audio.errors import AudioError
        from toolbox.core.library.library import Library

        library, refused = Library(library), []
        for number, path in enumerate(paths):
            emit("progress", (number / len(paths), os.path.basename(path)))
            try:
                library.adopt(path)
            except AudioError as error:
                refused.append((path, str(error)))
        return len(paths) - len(refused), refused

    def listen_again(self, emit, cancelled, library):
        """Learn what is not known in the library at a path; list of (id, reason) of recordings that are no use."""
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
    """An Importer elsewhere."""

    serves = ("toolbox.core.processes.importer", "Importer")

    def __init__(self):
        # Every core: the window and the engine go first.
        super().__init__(os.cpu_count())
