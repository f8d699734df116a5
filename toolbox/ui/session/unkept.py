"""What could not be written: it stays in memory, and can be written again once there is room."""

from PySide6.QtCore import QT_TR_NOOP

from toolbox.ui.words import tr

AGAIN = QT_TR_NOOP("Write it again")


class Unkept:
    """Recordings and takes that could not be written.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session):
        self._session, self._writes, self._first = session, [], ()

    def __bool__(self):
        return bool(self._writes)

    def add(self, write, sentence, details=""):
        """Report that something could not be written; calling `write` writes it again, or adds it again.

        While there is more, the sentence and details of the first are reported: a full disk is one problem.
        """
        if not self._writes:
            self._first = sentence, details
        self._writes.append(write)
        self._session.noticed.emit("bad", *self._first, tr(AGAIN))

    def write_again(self):
        """Write everything again."""
        writes, self._writes = self._writes, []
        for write in writes:
            write()
