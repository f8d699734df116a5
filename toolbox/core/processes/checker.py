"""Checks of files for marks in a separate process: a long one takes a minute, and a file may attack its decoder."""

from pathlib import Path
from typing import Any

from toolbox.core.processes.engine import EngineProcess
from toolbox.core.protocol import Emit, IsCancelled


class Checker:
    """The server in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads: int):
        self.inspector: Any = None

    def check(self, emit: Emit, cancelled: IsCancelled, path: str | Path) -> Any:
        """Check a sound file; return a toolbox.core.checking.Finding."""
        from toolbox.core.checking import Inspector

        if self.inspector is None:
            emit("progress", (0.0, "libraries"))
            import torch

            torch.set_num_threads(1)
            self.inspector = Inspector.load()
        return self.inspector.check(path, lambda share: emit("progress", (share, "")), cancelled)


class CheckProcess(EngineProcess):
    """A client of a Checker in another process."""

    serves = ("toolbox.core.processes.checker", "Checker")

    def __init__(self):
        super().__init__(1)
