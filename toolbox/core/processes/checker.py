"""Files checked for marks in a process of their own: a long one takes a minute, and its decoder may be attacked."""

from toolbox.core.processes.engine import EngineProcess


class Checker:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        self.inspector = None

    def check(self, emit, cancelled, path):
        """Check a sound file; a toolbox.core.checking.Finding."""
        from toolbox.core.checking import Inspector

        if self.inspector is None:
            emit("progress", (0.0, "libraries"))
            import torch

            torch.set_num_threads(1)
            self.inspector = Inspector.load()
        return self.inspector.check(path, lambda share: emit("progress", (share, "")), cancelled)


class CheckProcess(EngineProcess):
    """A Checker elsewhere."""

    serves = ("toolbox.core.processes.checker", "Checker")

    def __init__(self):
        super().__init__(1)
