"""Widgets that adapt to narrow spaces."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """A line of text that is elided if it does not fit; the tool tip then shows all of it.

    Parameters
    ----------
    least : int
        Smallest width in pixels.
    """

    def __init__(self, least=24):
        super().__init__()
        self._least = least
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self):
        whole = super().minimumSizeHint()
        return QSize(min(self._least, whole.width()), whole.height())

    def paintEvent(self, event):
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        self.style().drawItemText(QPainter(self), self.rect(), int(self.alignment()), self.palette(),
                                  self.isEnabled(), shown, self.foregroundRole())


class ShrinkingBox(QComboBox):
    """A combo box that cuts off its text instead of widening a narrow window."""

    LEAST = 36  # pixels of width

    def minimumSizeHint(self):
        return QSize(self.LEAST, super().minimumSizeHint().height())


class FoldingHeader(QObject):
    """Hides the header of a table that is too low for a row below it.

    Parameters
    ----------
    table : QTableWidget
    """

    def __init__(self, table):
        super().__init__(table)
        table.installEventFilter(self)
        self._fit(table)

    def eventFilter(self, table, event):
        # A style sheet, which may arrive later, changes the frame and the header.
        if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange, QEvent.Type.Show):
            self._fit(table)
        return False

    def _fit(self, table):
        row = table.verticalHeader().defaultSectionSize() + 2 * table.frameWidth()
        table.setMinimumHeight(row)
        table.horizontalHeader().setVisible(table.height() >= row + table.horizontalHeader().sizeHint().height())


class FoldingRow(QWidget):
    """A row of controls that drops captions and the words of some buttons if there is no room for them."""

    def __init__(self, spacing):
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(spacing)
        self._captions, self._worded, self._folded = [], [], False

    def add_captioned(self, text, control, stretch=0):
        """Add a control with a caption before it."""
        caption = QLabel(text)
        caption.setProperty("role", "muted")
        caption.setBuddy(control)
        self._captions.append(caption)
        self.row.addWidget(caption)
        self.row.addWidget(control, stretch)

    def add_worded(self, button):
        """Add a button with an icon and words, of which the icon stays."""
        self._worded.append((button, button.text()))
        self.row.addWidget(button)

    def minimumSizeHint(self):
        least = super().minimumSizeHint()
        return QSize(least.width() - (0 if self._folded else self._spared()), least.height())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        needed = super().minimumSizeHint().width() + (self._spared() if self._folded else 0)
        folded = self.width() < needed
        if folded != self._folded:
            self._folded = folded
            for caption in self._captions:
                caption.setVisible(not folded)
            for button, words in self._worded:
                button.setText("" if folded else words)

    def _spared(self):
        """Return the pixels gained by folding."""
        return (sum(caption.minimumSizeHint().width() + self.row.spacing() for caption in self._captions)
                + sum(button.fontMetrics().horizontalAdvance(words) for button, words in self._worded))
