"""What can be undone, and done again."""

from PySide6.QtCore import QObject, Signal

MOST = 200  # steps that are remembered


class Undo(QObject):
    """What was done, newest last, with what undoes it and, where it can be, what does it again.

    Signals
    -------
    changed(str)
        What would be undone now ("delete Clara"); empty if there is nothing.
    redo_changed(str)
        Likewise what would be done again.
    undone()
        Something has been undone, or done again.
    """

    changed, redo_changed, undone = Signal(str), Signal(str), Signal()

    def __init__(self):
        super().__init__()
        self._done, self._taken_back = [], []

    @property
    def name(self):
        """Return what would be undone; empty if there is nothing."""
        return self._done[-1][0] if self._done else ""

    @property
    def redo_name(self):
        """What would be done again; empty if there is nothing."""
        return self._taken_back[-1][0] if self._taken_back else ""

    def push(self, name, take_back, again=None):
        """Remember something that was done, the function that undoes it, and the one that does it again."""
        self._done = [*self._done, (name, take_back, again)][-MOST:]
        self._taken_back = []
        self._tell()

    def undo(self):
        """Undo what was done last; if that fails it can be tried again."""
        if self._done:
            step = self._done[-1]
            step[1]()
            self._done.pop()
            # What was done before a step that cannot be repeated is not repeated over it either.
            self._taken_back = [*self._taken_back, step] if step[2] is not None else []
            self._tell()
            self.undone.emit()

    def redo(self):
        """Do again what was undone last."""
        if self._taken_back:
            step = self._taken_back[-1]
            step[2]()
            self._taken_back.pop()
            self._done.append(step)
            self._tell()
            self.undone.emit()

    def _tell(self):
        self.changed.emit(self.name)
        self.redo_changed.emit(self.redo_name)
