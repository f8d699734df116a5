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
        self._ask(tr("A take is still being made."),
                  tr("Wait until it is finished, or keep what there is as an unfinished take?"),
                  tr("Wait, then close"), self._wait, tr("Keep what there is"), self._keep_unfinished)

    def _wait(self):
        self._waits = self._window.session.cloning.busy
        if not self._waits:
            self._window.close()

    def _keep_unfinished(self):
        try:
            self._window.session.cloning.keep_unfinished()
        except ValueError as error:  # the speech goes on, and the window stays
            self._window.session.complain(str(error), "")
        else:
            self.agree()

    def _ask_about_unkept(self):
        self._ask(tr("Something that was made here could not be written."),
                  tr("Make room for it and write it again, or close and lose it?"),
                  tr(AGAIN), self._write_again, tr("Close and lose it"), self.agree)

    def _write_again(self):
        self._window.session.unkept.write_again()
        self._window.close()

    def _ask(self, what, question, first, do_first, second, do_second):
        """Ask with two answers, the first of which is the default, and what each does; or the window stays open."""
        box = self.question = QMessageBox(QMessageBox.Icon.Question, tr("Close"), what, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setInformativeText(question)
        answers = {box.addButton(first, QMessageBox.ButtonRole.AcceptRole): do_first,
                   box.addButton(second, QMessageBox.ButtonRole.DestructiveRole): do_second}
        box.setDefaultButton(next(iter(answers)))
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.finished.connect(lambda _: self._answered(answers.get(box.clickedButton())))
        box.open()

    def _answered(self, do):
        self.question, self._waits = None, False
        if do is not None:
            do()

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
