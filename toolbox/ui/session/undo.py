"""Undo and redo."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

MOST = 200  # steps kept


@dataclass
class Step:
    """An action that can be undone.

    Attributes
    ----------
    name : str
    take_back : callable
    again : callable, optional
        Redoes it; without it, neither this step nor those before it can be redone.
    owner : object, optional
        Whose state it changes, for `Undo.forget`.
    """

    name: str
    take_back: Callable[[], object]
    again: Callable[[], object] | None = None
    owner: object = None


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
        return self._done[-1].name if self._done else ""

    @property
    def redo_name(self):
        """Return the action to be redone next; empty if there is none."""
        return self._taken_back[-1].name if self._taken_back else ""

    def push(self, name, take_back, again=None, owner=None):
        """Push an action with the functions that undo and redo it; return its Step."""
        step = Step(name, take_back, again, owner)
        self._done = [*self._done, step][-MOST:]
        self._taken_back = []
        self._tell()
        return step

    def is_last(self, step):
        """Return whether a Step is the action done last, so that it may be continued."""
        return bool(self._done) and self._done[-1] is step and not self._taken_back

    def forget(self, owner):
        """Drop the actions of an owner, whose state is no longer there to be changed."""
        self._done = [step for step in self._done if step.owner is not owner]
        self._taken_back = [step for step in self._taken_back if step.owner is not owner]
        self._tell()

    def undo(self):
        """Undo the last action; if that fails, it can be tried again."""
        if self._done:
            step = self._done[-1]
            step.take_back()
            self._done.pop()
            # Actions before one that cannot be redone cannot be redone either.
            self._taken_back = [*self._taken_back, step] if step.again is not None else []
            self._tell()
            self.undone.emit()

    def redo(self):
        """Redo the action undone last."""
        if self._taken_back:
            step = self._taken_back[-1]
            step.again()
            self._taken_back.pop()
            self._done.append(step)
            self._tell()
            self.undone.emit()

    def _tell(self):
        self.changed.emit(self.name)
        self.redo_changed.emit(self.redo_name)
