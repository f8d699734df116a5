"""Closing the window: recordings and speech in progress are kept, or the user is asked."""

import time

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from toolbox.ui.words import tr

PATIENCE = 3.0  # seconds to wait for the sound system to end a recording


class Closing(QObject):
    """Decides whether a window may close.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window):
        super().__init__(window)
        self._window, self._agreed, self.question = window, False, None
        window.session.cloning.ended.connect(self._ended)
        self._waits = False

    def agree(self):
        """Close without asking, keeping unfinished speech, as when the system ends the program."""
        self._agreed = True
        self._window.close()

    def may_close(self):
        """Return whether the window may close now, asking the user first if speech is in progress."""
        if self._agreed or not self._window.session.cloning.busy:
            self._agreed = True
            self._end_recording()
            return True
        if self.question is None:
            self._ask()
        return False

    def _ask(self):
        box = self.question = QMessageBox(QMessageBox.Icon.Question, tr("Close"), tr("A take is still being made."),
                                          parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setInformativeText(tr("Wait until it is finished, or keep what there is as an unfinished take?"))
        wait = box.addButton(tr("Wait, then close"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(tr("Keep what there is"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(wait)
        box.finished.connect(lambda _: self._answered(box.clickedButton(), wait, keep))
        box.open()

    def _answered(self, clicked, wait, keep):
        self.question = None
        if clicked is keep or clicked is wait and not self._window.session.cloning.busy:
            self.agree()
        else:
            self._waits = clicked is wait

    def _ended(self, how):
        if self.question is not None:
            self.question.close()  # nothing is left to ask: the window can be closed
        if self._waits:
            self._waits = False
            QTimer.singleShot(0, self, self.agree)  # after all other receivers of the signal

    def _end_recording(self):
        """End a recording, and wait for its last samples."""
        live, audio = self._window.live, self._window.session.audio
        if not live.recording:
            return
        audio.stop_recording()
        until = time.perf_counter() + PATIENCE
        while live.recording and time.perf_counter() < until:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
        live.finish()
