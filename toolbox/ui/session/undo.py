"""Undo and redo."""

from PySide6.QtCore import QObject, Signal

MOST = 200  # steps kept


class Undo(QObject):
    """Stack of actions, newest last, with functions that undo and, where possible, redo them.

    Signals
    -------
    changed(str)
        The action to be undone next ("delete Clara"); empty if there is none.
    redo_changed(str)
        The action to be redone next, likewise.
    undone()
        An action was undone or redone.
    """

    changed, redo_changed, undone = Signal(str), Signal(str), Signal()

    def __init__(self):
        super().__init__()
        self._done, self._taken_back = [], []

    @property
    def name(self):
        """Return the action to be undone next; empty if there is none."""
        return self._done[-1][0] if self._done else ""

    @property
    def redo_name(self):
        """Return the action to be redone next; empty if there is none."""
        return self._taken_back[-1][0] if self._taken_back else ""

    def push(self, name, take_back, again=None):
        """Push an action with the functions that undo and redo it."""
        self._done = [*self._done, (name, take_back, again)][-MOST:]
        self._taken_back = []
        self._tell()

    def undo(self):
        """Undo the last action; if that fails, it can be tried again."""
        if self._done:
            step = self._done[-1]
            step[1]()
            self._done.pop()
            # Actions before one that cannot be redone cannot be redone either.
            self._taken_back = [*self._taken_back, step] if step[2] is not None else []
            self._tell()
            self.undone.emit()

    def redo(self):
        """Redo the action undone last."""
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
