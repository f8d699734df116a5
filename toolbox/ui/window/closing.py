"""Closing the window: what was made is kept, or the user is asked."""

import time

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from toolbox.ui.session.unkept import AGAIN
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
        """Return whether the window may close now, asking the user first if something would be lost."""
        session, busy, lost = self._window.session, self._window.session.cloning.busy, False
        if self._agreed or not busy:
            self._end_recording()
        if not (self._agreed or busy):
            session.finish_writing()
            lost = bool(session.unkept) or not session.workshop.files.save()
        if self._agreed or not (busy or lost):
            self._agreed = True
            return True
        if self.question is None:
            (self._ask_about_take if busy else self._ask_about_unkept)()
        return False

    def _ask_about_take(self):
        box = self._open(tr("A take is still being made."),
                         tr("Wait until it is finished, or keep what there is as an unfinished take?"))
        wait = box.addButton(tr("Wait, then close"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(tr("Keep what there is"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(wait)
        box.finished.connect(lambda _: self._answered_about_take(box.clickedButton(), wait, keep))
        box.open()

    def _answered_about_take(self, clicked, wait, keep):
        self.question, cloning = None, self._window.session.cloning
        if clicked is keep:
            try:
                cloning.keep_unfinished()
            except ValueError as error:  # the speech goes on, and the window stays
                self._window.session.complain(str(error), "")
                return
            self.agree()
        elif clicked is wait and not cloning.busy:
            self._window.close()
        else:
            self._waits = clicked is wait

    def _ask_about_unkept(self):
        box = self._open(tr("Something that was made here could not be written."),
                         tr("Make room for it and write it again, or close and lose it?"))
        again = box.addButton(tr(AGAIN), QMessageBox.ButtonRole.AcceptRole)
        lose = box.addButton(tr("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(again)
        box.finished.connect(lambda _: self._answered_about_unkept(box.clickedButton(), again, lose))
        box.open()

    def _answered_about_unkept(self, clicked, again, lose):
        self.question = None
        if clicked is lose:
            self.agree()
        elif clicked is again:
            self._window.session.unkept.write_again()
            self._window.close()

    def _open(self, what, question):
        box = self.question = QMessageBox(QMessageBox.Icon.Question, tr("Close"), what, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setInformativeText(question)
        return box

    def _ended(self, how):
        if self.question is not None:
            self.question.close()  # nothing is left to ask: the window can be closed
        if self._waits:
            self._waits = False
            QTimer.singleShot(0, self, self._window.close)  # after all other receivers of the signal

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
