"""Typing in the text as steps of the undo history."""

import time

from PySide6.QtCore import QT_TR_NOOP

from toolbox.ui.words import tr

TYPED, DELETED = QT_TR_NOOP("typing"), QT_TR_NOOP("delete text")
REST = 2.0  # seconds without a key press after which a new step begins


class Typing:
    """Joins uninterrupted typing or deleting at one place into one step.

    Parameters
    ----------
    undo : Undo
    put : callable
        Restores a state when its step is undone or redone.
    owner : object
        As `Undo.push` takes it.
    """

    def __init__(self, undo, put, owner):
        self._undo, self._put, self._owner = undo, put, owner
        self._step, self._kind, self._place, self._at = None, "", 0, 0.0

    def add(self, before, after):
        """Add a change from one state to another, each of which has a `text`."""
        begin, removed, inserted = difference(before.text, after.text)
        kind = TYPED if inserted else DELETED
        # Several characters at once were pasted; they and replacements of a selection begin another step.
        single = len(inserted) + removed == 1 and inserted != "\n"
        adjoins = self._place in ((begin,) if kind == TYPED else (begin, begin + removed))
        now = time.monotonic()
        goes_on = (self._step is not None and self._undo.is_last(self._step) and single and kind == self._kind
                   and adjoins and now - self._at < REST)
        self._kind, self._place, self._at = kind, begin + len(inserted), now
        if goes_on:
            self._step.again = lambda: self._put(after)
        else:
            self._step = self._undo.push(tr(kind), lambda: self._put(before), lambda: self._put(after), self._owner)


def difference(old, new):
    """Return where two texts begin to differ, how many characters go there, and the characters that come."""
    begin = _longest(min(len(old), len(new)), lambda n: old.startswith(new[:n]))
    end = _longest(min(len(old), len(new)) - begin, lambda n: old.endswith(new[len(new) - n:]))
    return begin, len(old) - begin - end, new[begin: len(new) - end]


def _longest(most, fits):
    """Return the largest number up to `most` that fits, by bisection: every smaller one does."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(middle) else (least, middle - 1)
    return least
