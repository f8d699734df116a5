"""Words and phonemes along the time axis of a spectrogram."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from toolbox.core.cloning.ipa import ipa
from toolbox.ui import theme
from toolbox.ui.words import tr

ROW = 17  # pixels
SLACK, APART = (5, 18), (-1, 4)  # pixels by which phonemes and words may exceed their ends, and between them
STRESS = ("ˈ", "ˌ")
LEGIBLE, CLOSE = 75, 250  # pixels per second from which phonemes are legible, and from which a single row shows them


class PhonemeStrip(QWidget):
    """The words of a SpectrogramView's speech above their phonemes in IPA; follows the view's zoom."""

    def __init__(self, view):
        super().__init__()
        self.view, self.phonemes, self.words = view, [], []
        self._symbols = []  # as they were given, whereas `phonemes` are to be read
        self.setAccessibleName(tr("Words and phonemes"))
        self.setMinimumHeight(ROW)
        self.show_rows(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        view.box.sigXRangeChanged.connect(lambda *_: self.update())

    def show_rows(self, rows):
        """Use two rows, or one that shows words and, when zoomed in, phonemes."""
        self.setMaximumHeight(rows * ROW)
        self.updateGeometry()

    def sizeHint(self):
        return QSize(0, self.maximumHeight())

    def clear(self):
        """Remove everything."""
        self.phonemes, self.words, self._symbols = [], [], []
        self.update()

    def show(self, phonemes, words):
        """Show these in place of all others; see `append`."""
        if (self._symbols, self.words) != ([*phonemes], [*words]):  # otherwise shown while they were spoken
            self.clear()
            self.append(phonemes, words)

    def append(self, phonemes, words):
        """Add (symbol, begin, end), a symbol of the synthesizer and seconds, and likewise words."""
        self.words += words
        self._symbols += phonemes
        for symbol, begin, end in phonemes:
            # A stress or length mark is joined to its neighbour.
            if self.phonemes and (self.phonemes[-1][0] in STRESS or symbol == "ː"):
                last = self.phonemes.pop()
                symbol, begin = last[0] + symbol, last[1]
            self.phonemes.append((ipa(symbol), begin, end))
        self.setAccessibleDescription("".join(symbol for symbol, _, _ in self.phonemes))
        self.update()

    def paintEvent(self, event):
        (low, high), _ = self.view.box.viewRange()
        picture = self.view.box.sceneBoundingRect()
        left = self.view.plot.mapToParent(self.view.plot.mapFromScene(picture).boundingRect().topLeft()).x()
        width = picture.width()
        if not self.phonemes or high <= low:
            return
        colours, scale = theme.current(), width / (high - low)
        painter = QPainter(self)
        painter.setClipRect(QRectF(left, 0, width, self.height()))
        font = painter.font()
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.9))
        painter.setFont(font)
        below = ROW if self.height() >= 2 * ROW else 0
        if below or scale < CLOSE:
            self._paint_row(painter, self.words, 0, SLACK[1], APART[1], left, low, high, scale, colours)
        if scale >= (LEGIBLE if below else CLOSE):
            self._paint_row(painter, self.phonemes, below, SLACK[0], APART[0], left, low, high, scale, colours)
        elif below:
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(left, below, width, ROW), Qt.AlignmentFlag.AlignCenter,
                             tr("Zoom in with the wheel to read the phonemes"))

    def _paint_row(self, painter, row, top, slack, apart, left, low, high, scale, colours):
        edge, ink, metrics = QPen(QColor(colours.border)), QColor(colours.text), painter.fontMetrics()
        free = left  # end of the last text drawn: overlapping text is omitted until zoomed in
        for text, begin, end in row:
            if end < low or begin > high or not text.strip():
                continue
            x, span = left + (begin - low) * scale, (end - begin) * scale
            if span > 4:
                painter.setPen(edge)
                painter.drawLine(int(x), top, int(x), top + 4)
            width = metrics.horizontalAdvance(text)
            start = max(free, x + (span - width) / 2)
            if start + width <= x + span + min(span, slack):
                painter.setPen(ink)
                painter.drawText(QRectF(start, top + 1, width + 1, ROW - 1), Qt.AlignmentFlag.AlignCenter, text)
                free = start + width + apart
