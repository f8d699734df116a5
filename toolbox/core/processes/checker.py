"""Files checked for marks in a process of their own: a long one takes a minute, and its decoder may be attacked."""

from toolbox.core.processes.engine import EngineProcess


class Checker:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        self.detector = None

    def check(self, emit, cancelled, path):
        """Check a sound file; a toolbox.core.checking.Finding."""
        from toolbox.core.checking import check, load_detector

        if self.detector is None:
            emit("progress", (0.0, "libraries"))
            import torch

            torch.set_num_threads(1)
            self.detector = load_detector()
        return check(path, self.detector, lambda share: emit("progress", (share, "")), cancelled)


class CheckProcess(EngineProcess):
    """A Checker elsewhere."""

    serves = ("toolbox.core.processes.checker", "Checker")

    def __init__(self):
        super().__init__(1)
