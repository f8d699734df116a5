"""Underlining in the text box: faulty marks, and words whose pronunciation is uncertain."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip

from toolbox.core.cloning.ipa import ipa
from toolbox.ui import theme
from toolbox.ui.words import tr

REST = 350  # ms after the last key
LONGEST = 20_000  # characters that are checked


class Marking(QObject):
    """Underlines in a QPlainTextEdit.

    Parameters
    ----------
    box : QPlainTextEdit
    read : callable
        Takes a text; returns a Job whose result is (faults, sentences), as returned by the reader's `text`.
    """

    def __init__(self, box, read):
        super().__init__(box)
        self.box, self._read, self._job, self._asked = box, read, None, ""
        self.faults, self.words = (), []  # the latter: begin, end and explanation
        self._timer = QTimer(self, interval=REST, singleShot=True)
        self._timer.timeout.connect(self.look)
        box.textChanged.connect(self._forget)
        box.viewport().installEventFilter(self)

    def look(self):
        """Request a reading of the text now."""
        if self._job is not None and not self._job.finished:
            self._job.cancel()
        text = self.box.toPlainText()[:LONGEST]
        if not text.strip():
            return
        self._asked, self._job = text, self._read(text)
        # A bound method, not a lambda: an answer after the box is gone reaches nobody.
        self._job.done.connect(self._show)

    def at(self, place):
        """Return the explanation of what is underlined at a position in the text; empty if nothing is."""
        for fault in self.faults:
            if fault.begin <= place < fault.end:
                return fault.sentence
        return next((about for begin, end, about in self.words if begin <= place < end), "")

    def eventFilter(self, watched, event):
        if event.type() == event.Type.ToolTip:
            about = self.at(self.box.cursorForPosition(event.pos()).position())
            if about:
                QToolTip.showText(event.globalPos(), about, self.box)
                return True
        return False

    def _forget(self):
        self.box.setExtraSelections([])
        self.faults, self.words = (), []
        self._timer.start()

    def _show(self, found):
        if self._asked != self.box.toPlainText()[:LONGEST]:
            return
        self.faults, sentences = found
        self.words = [(begin, end, tr("'{spoken}' is a guess: {phonemes}. To correct it, click it in the editor or "
                                      "write {{{spoken}|noo-YEN}}.", spoken=word.spoken,
                                      phonemes=ipa(word.phonemes) or tr("left out")))
                      for sentence in sentences for word, (begin, end) in zip(sentence.sentence.words, sentence.places)
                      if not word.certain]
        colours = theme.current()
        self.box.setExtraSelections([
            *(self._underlined(f.begin, f.end, colours.bad, QTextCharFormat.UnderlineStyle.WaveUnderline)
              for f in self.faults),
            *(self._underlined(begin, end, colours.warn, QTextCharFormat.UnderlineStyle.DotLine)
              for begin, end, _ in self.words)])

    def _underlined(self, begin, end, colour, style):
        selection = QTextEdit.ExtraSelection()
        selection.format.setUnderlineColor(QColor(colour))
        selection.format.setUnderlineStyle(style)
        # Qt counts in UTF-16.
        text = self.box.toPlainText()
        cursor = QTextCursor(self.box.document())
        cursor.setPosition(_units(text[:begin]))
        cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        return selection


def _units(text):
    return len(text.encode("utf-16-le")) // 2
