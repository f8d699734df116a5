"""What can be undone."""

from PySide6.QtCore import QObject, Signal

MOST = 50  # deletions that are remembered


class Undo(QObject):
    """What was done, newest last, with what undoes it.

    Signals
    -------
    changed(str)
        What would be undone now ("delete Clara"); empty if there is nothing.
    undone()
        Something has been undone.
    """

    changed, undone = Signal(str), Signal()

    def __init__(self):
        super().__init__()
        self._done = []

    @property
    def name(self):
        """Return what would be undone; empty if there is nothing."""
        return self._done[-1][0] if self._done else ""

    def push(self, name, take_back):
        """Remember something that was done, and the function that undoes it."""
        self._done = [*self._done, (name, take_back)][-MOST:]
        self.changed.emit(self.name)

    def undo(self):
        """Undo what was done last; if that fails it can be tried again."""
        if self._done:
            self._done[-1][1]()
            self._done.pop()
            self.changed.emit(self.name)
            self.undone.emit()
