"""Attention along the time axis of a spectrogram: the letter being read in each frame."""

from itertools import islice

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from toolbox.ui import theme
from toolbox.ui.words import tr

LEAST, MOST = 30, 56  # pixels of height


class AttentionStrip(QWidget):
    """The attention of a SpectrogramView's speech, sentence by sentence, first letter at the bottom.

    Complete reading gives a line that rises from the lower left of each sentence to the upper right. The strip follows
    the view's zoom and is hidden without attention.
    """

    def __init__(self, view):
        super().__init__()
        self.view, self._sentences = view, []
        self.setAccessibleName(tr("Attention"))
        self.setToolTip(tr("The letter being read at each moment: clear speech gives a rising line"))
        self.setMinimumHeight(LEAST)
        self.setMaximumHeight(MOST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self.readout = QLabel(self)
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.box.sigXRangeChanged.connect(lambda *_: self.update())
        self.clear()
        self.restyle()

    def clear(self):
        """Remove everything, and hide."""
        self._sentences = []
        self.readout.hide()
        self.hide()

    def append(self, attention, phonemes):
        """Add sentences: (begin in seconds, weights (n_symbols, n_frames)) of each; symbols (symbol, begin, end)."""
        symbols = iter(phonemes)
        for begin, weights in attention:
            text = "".join(symbol for symbol, _, _ in islice(symbols, len(weights)))
            self._sentences.append((begin, weights, text, _image(weights)))
        self.setVisible(bool(self._sentences))
        self.update()

    def restyle(self):
        """Apply the current theme."""
        colours = theme.current()
        self.readout.setStyleSheet(f"background: {colours.raised}; color: {colours.text}; padding: 1px 5px; "
                                   f"border: 1px solid {colours.border}; border-radius: 4px;")
        self._sentences = [(*sentence[:3], _image(sentence[1])) for sentence in self._sentences]
        self.update()

    def read(self, x, y):
        """Return (seconds, text with the letter in brackets, weight) at a position in the strip, or None."""
        left, width, low, high = self._axis()
        seconds = low + (x - left) / max(width, 1) * (high - low)
        for begin, weights, text, _ in self._sentences:
            column = int((seconds - begin) * self.view.item.scale.frames_a_second)
            row = int((1 - y / self.height()) * len(weights))
            if seconds >= begin and column < weights.shape[1] and 0 <= row < len(weights):
                around = text[max(0, row - 12): row], text[row], text[row + 1: row + 13]
                return seconds, "{}[{}]{}".format(*around), float(weights[row, column])
        return None

    def sizeHint(self):
        return QSize(0, MOST)

    def mouseMoveEvent(self, event):
        found = self.read(event.position().x(), event.position().y())
        self.readout.setVisible(found is not None)
        if found is not None:
            self.readout.setText(f"{found[0]:.2f} s   {found[1]}   {found[2]:.0%}")
            self.readout.adjustSize()
            self.readout.move(self.width() - self.readout.width() - 6, 4)

    def leaveEvent(self, event):
        self.readout.hide()
        super().leaveEvent(event)

    def paintEvent(self, event):
        left, width, low, high = self._axis()
        if high <= low:
            return
        colours, scale, height = theme.current(), width / (high - low), self.height()
        painter = QPainter(self)
        painter.fillRect(QRectF(left, 0, width, height), QColor(colours.ramp[0]))
        painter.setPen(QColor(colours.muted))
        font = painter.font()
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.85))
        painter.setFont(font)
        for text, side in (("end", Qt.AlignmentFlag.AlignTop), ("start", Qt.AlignmentFlag.AlignBottom)):
            painter.drawText(QRectF(0, 1, left - 4, height - 2), Qt.AlignmentFlag.AlignRight | side, text)
        painter.setClipRect(QRectF(left, 0, width, height))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for begin, weights, _, (image, _) in self._sentences:
            seconds = weights.shape[1] / self.view.item.scale.frames_a_second
            painter.drawImage(QRectF(left + (begin - low) * scale, 0, seconds * scale, height), image)

    def _axis(self):
        """Return the left edge and width of the view's picture in pixels, and the seconds at both ends."""
        (low, high), _ = self.view.box.viewRange()
        picture = self.view.box.sceneBoundingRect()
        left = self.view.plot.mapToParent(self.view.plot.mapFromScene(picture).boundingRect().topLeft()).x()
        return left, picture.width(), low, high


def _image(weights):
    """Return an image with the first symbol in the lowest row, and the pixels that it refers to."""
    levels = (np.clip(weights[::-1], 0, 1) * 255).astype(np.uint8)
    pixels = np.ascontiguousarray(theme.current().lookup[levels])
    return QImage(pixels.data, pixels.shape[1], pixels.shape[0], 4 * pixels.shape[1],
                  QImage.Format.Format_RGB32), pixels
