"""Drawing of the editor's canvas."""

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from synthesizer import editing
from toolbox.core.cloning.ipa import ipa
from toolbox.ui import theme
from toolbox.ui.widgets.spectrogram import LOUD, QUIET
from toolbox.ui.words import tr
from toolbox.ui.workshop import gestures

LEFT, BOTTOM = 34, 16  # pixels of the axes
LOUDEST = 12.0  # dB, at the edge of the tier
EMPTY = QT_TR_NOOP("Clone a text and select one of its sentences to edit it here.")


class Painting:
    """Draws the mel, pitch and tiers of a canvas, whose state it only reads.

    Parameters
    ----------
    canvas : toolbox.ui.workshop.canvas.Canvas
    """

    def __init__(self, canvas):
        self.canvas, self._image = canvas, None

    def forget_mel(self):
        """Draw the mel from its values again, because they or the theme have changed."""
        self._image = None

    def paint(self, painter):
        """Draw the canvas in its present state."""
        canvas, colours = self.canvas, theme.current()
        painter.fillRect(canvas.rect(), QColor(colours.window))
        picture = canvas.picture
        painter.fillRect(picture, QColor(colours.ramp[0]))
        if canvas.reading is None:
            painter.setPen(QColor(colours.muted))
            painter.drawText(picture, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, tr(EMPTY))
            return
        painter.save()
        painter.setClipRect(QRectF(LEFT, 0, picture.width(), canvas.height()))
        self._paint_mel(painter, picture)
        self._paint_words(painter, colours, picture)
        self._paint_pitch(painter, colours, picture)
        self._paint_loudness(painter, colours)
        self._paint_phonemes(painter, colours)
        self._paint_time(painter, colours, picture)
        if canvas.head is not None:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawLine(QPointF(canvas.x_of(canvas.head), 0), QPointF(canvas.x_of(canvas.head), picture.bottom()))
        painter.restore()
        self._paint_axis(painter, colours, picture)

    def _paint_mel(self, painter, picture):
        if self.canvas.mel is None:
            return
        if self._image is None:
            levels = np.clip((self.canvas.mel[::-1] - QUIET) * (255 / (LOUD - QUIET)), 0, 255).astype(np.uint8)
            self._pixels = np.ascontiguousarray(theme.current().lookup[levels])
            height, width = self._pixels.shape
            self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        take = self.canvas.take
        left, right = self.canvas.x_of(take.cut), self.canvas.x_of(take.cut + take.seconds)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, 0, right - left, picture.height()), self._image)

    def _paint_words(self, painter, colours, picture):
        row, lost = self.canvas.row("words"), set(self.canvas.take.lost or ())
        for number, word in enumerate(self.canvas.reading.words):
            begin, end = (self.canvas.x_of(t) for t in editing.span(self.canvas.reading, number))
            box = QRectF(begin, row.top() + 1, end - begin, row.height() - 2)
            chosen = number == self.canvas.word
            if chosen:
                shade = QColor(colours.accent)
                shade.setAlpha(40)
                painter.fillRect(QRectF(begin, 0, end - begin, picture.height()), shade)
            painter.setPen(QPen(QColor(colours.accent if chosen else colours.border)))
            painter.setBrush(QColor(colours.raised))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(colours.text))
            text = painter.fontMetrics().elidedText(word.text, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            if number in lost:
                painter.setPen(QPen(QColor(colours.bad), 2, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(begin + 2, box.bottom() - 1), QPointF(end - 2, box.bottom() - 1))

    def _paint_pitch(self, painter, colours, picture):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        original, reading = self.canvas.take.original, self.canvas.reading
        if original.symbols == reading.symbols and original != reading:
            was = editing.retime(original, reading.durations)
            self._paint_contour(painter, was, QPen(QColor(colours.window), 4))
            self._paint_contour(painter, was, QPen(QColor(colours.muted), 2, Qt.PenStyle.DotLine))
        self._paint_contour(painter, reading, QPen(QColor(colours.window), 4))
        self._paint_contour(painter, reading, QPen(QColor(colours.accent), 2))

    def _paint_contour(self, painter, reading, pen):
        painter.setPen(pen)
        times, heights = (np.arange(len(reading.pitch)) + 0.5) * reading.step, self.canvas.y_of(reading.pitch)
        voiced = np.flatnonzero(np.diff(reading.voicing > 0.5, prepend=False, append=False)).reshape(-1, 2)
        for begin, end in voiced:
            painter.drawPolyline(QPolygonF([QPointF(self.canvas.x_of(t), y)
                                            for t, y in zip(times[begin:end], heights[begin:end])]))

    def _paint_loudness(self, painter, colours):
        row = self.canvas.row("loudness")
        middle = row.center().y()
        painter.setPen(QPen(QColor(colours.border)))
        painter.drawLine(QPointF(row.left(), middle), QPointF(row.right(), middle))
        for number in range(len(self.canvas.reading.words)):
            begin, end = (self.canvas.x_of(t) for t in editing.span(self.canvas.reading, number))
            level = gestures.loudness(self.canvas.reading, number)
            y = middle - np.clip(level / LOUDEST, -1, 1) * (row.height() / 2 - 2)
            painter.setPen(QPen(QColor(colours.accent if level else colours.muted), 3))
            painter.drawLine(QPointF(begin + 3, y), QPointF(max(begin + 4, end - 3), y))

    def _paint_phonemes(self, painter, colours):
        row, metrics, taken = self.canvas.row("phonemes"), painter.fontMetrics(), -1e9  # x up to which text is drawn
        for symbol, begin, end in gestures.phonemes(self.canvas.reading):
            left, right, text = self.canvas.x_of(begin), self.canvas.x_of(end), ipa(symbol)
            painter.setPen(QPen(QColor(colours.border)))
            if symbol.strip(" "):
                painter.drawLine(QPointF(left, row.top()), QPointF(left, row.top() + 4))
            needed = metrics.horizontalAdvance(text)
            at = (left + right - needed) / 2
            # Where there is no room for all, as many are drawn as are legible.
            if at > taken + 1 and text.strip():
                painter.setPen(QColor(colours.text))
                painter.drawText(QPointF(at, row.center().y() + metrics.ascent() / 2 - 1), text)
                taken = at + needed

    def _paint_time(self, painter, colours, picture):
        painter.setPen(QColor(colours.muted))
        shown = self.canvas.high - self.canvas.low
        step = next((s for s in (0.05, 0.1, 0.2, 0.5, 1, 2, 5) if s / shown * picture.width() > 50), 10)
        for number in range(int(self.canvas.low / step), int(self.canvas.high / step) + 1):
            x = self.canvas.x_of(number * step)
            painter.drawLine(QPointF(x, picture.bottom()), QPointF(x, picture.bottom() + 3))
            left = max(x - 25, picture.left() - 21)  # keeps the axis from cutting off the first label
            painter.drawText(QRectF(left, picture.bottom() + 2, 50, BOTTOM - 2), Qt.AlignmentFlag.AlignCenter,
                             f"{number * step:g}")

    def _paint_axis(self, painter, colours, picture):
        painter.setPen(QColor(colours.muted))
        for semitones in labelled(picture.height(), self.canvas.fontMetrics().ascent()):
            y = float(self.canvas.y_of(semitones))
            top = min(max(y - 8, -2.0), picture.height() - 14)  # keeps the outermost labels whole in a low picture
            painter.drawText(QRectF(0, top, LEFT - 5, 16), Qt.AlignmentFlag.AlignRight
                             | Qt.AlignmentFlag.AlignVCenter, f"{semitones:+d}" if semitones else "0")
        row = self.canvas.row("loudness")
        painter.drawText(QRectF(0, row.top(), LEFT - 5, row.height()),
                         Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "dB")


def labelled(height, label):
    """Return the semitones to label on an axis, so that labels do not overlap; both heights are in pixels."""
    return next((semitones for semitones, least in (((-12, -6, 0, 6, 12), 5.5), ((-12, 0, 12), 3), ((-12, 12), 2))
                 if height >= least * label), (0,))
