"""Phonemes along the time axis of a spectrogram."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from toolbox.ui.window import theme

HEIGHT, SLACK = 18, 5  # pixels; the second is how far a symbol may lean over its end
STRESS = ("ˈ", "ˌ")
LEGIBLE = 75  # pixels a second


class PhonemeStrip(QWidget):
    """The symbols of a SpectrogramView's speech, each as wide as it sounds; follows the view's zoom."""

    def __init__(self, view):
        super().__init__()
        self.view, self.phonemes = view, []
        self.setAccessibleName("Phonemes")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.box.sigXRangeChanged.connect(lambda *_: self.update())

    def clear(self):
        """Remove all phonemes."""
        self.phonemes = []
        self.update()

    def append(self, phonemes):
        """Add (symbol, begin, end) in seconds."""
        for symbol, begin, end in phonemes:
            # A mark of stress or length belongs to its neighbour.
            if self.phonemes and (self.phonemes[-1][0] in STRESS or symbol == "ː"):
                last = self.phonemes.pop()
                symbol, begin = last[0] + symbol, last[1]
            self.phonemes.append((symbol, begin, end))
        self.setAccessibleDescription("".join(symbol for symbol, _, _ in self.phonemes))
        self.update()

    def paintEvent(self, event):
        (low, high), _ = self.view.box.viewRange()
        area = self.view.plot.mapToParent(self.view.plot.mapFromScene(self.view.box.sceneBoundingRect()).boundingRect()
                                          .topLeft())
        left, width = area.x(), self.view.box.sceneBoundingRect().width()
        if not self.phonemes or high <= low:
            return
        colours, scale = theme.current(), width / (high - low)
        painter = QPainter(self)
        painter.setClipRect(QRectF(left, 0, width, HEIGHT))
        font = painter.font()
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.9))
        painter.setFont(font)
        if scale < LEGIBLE:
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(left, 2, width, HEIGHT - 2), Qt.AlignmentFlag.AlignCenter,
                             "Zoom in with the wheel to read the phonemes")
            return
        edge, ink, metrics = QPen(QColor(colours.border)), QColor(colours.text), painter.fontMetrics()
        free = left  # where the last symbol drawn ends: what would run into it is left out until one zooms in
        for symbol, begin, end in self.phonemes:
            if end < low or begin > high or not symbol.strip():
                continue
            x, span = left + (begin - low) * scale, (end - begin) * scale
            if span > 4:
                painter.setPen(edge)
                painter.drawLine(int(x), 0, int(x), 4)
            width = metrics.horizontalAdvance(symbol)
            start = max(free, x + (span - width) / 2)
            if start + width <= x + span + min(span, SLACK):
                painter.setPen(ink)
                painter.drawText(QRectF(start, 2, width + 1, HEIGHT - 2), Qt.AlignmentFlag.AlignCenter, symbol)
                free = start + width - 1
