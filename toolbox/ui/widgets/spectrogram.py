"""A mel spectrogram with readout, playhead and support for growing sounds."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from audio.mel import DECIBEL, mel_frequencies
from audio.mel_stream import DEFAULT, scale_of
from toolbox.ui import theme
from toolbox.ui.widgets.plot import TimePlot

QUIET, LOUD = -10.0, 1.5  # natural logarithms of mel amplitude at the ends of the ramp
TILE = 1024  # columns per image; growing never copies existing images
TICKS = (250, 500, 1000, 2000, 4000, 8000)
TICK_HEIGHT = 14  # pixels that a label takes


class MelItem(pg.GraphicsObject):
    """Columns of log-mel as images: x in seconds, y in mel bands with the lowest at the bottom.

    Attributes
    ----------
    scale : MelConfig
        Configuration of the mel; changed only by `clear`.
    """

    def __init__(self):
        super().__init__()
        # Otherwise the whole width counts as exposed, however small the area to redraw.
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.clear()

    @property
    def seconds(self):
        """Return the length in seconds."""
        return self.n_columns * self.seconds_a_column

    @property
    def mel(self):
        """Return the mel on display, float32 (n_mels, n_columns)."""
        return self._values[:, : self.n_columns]

    @property
    def seconds_a_column(self):
        """Return the width of a column in seconds."""
        return 1 / self.scale.frames_a_second

    def clear(self, scale=DEFAULT):
        """Remove everything, and set the MelConfig of the next columns."""
        self.prepareGeometryChange()
        self.scale, self.n_columns, self._tiles = scale, 0, []
        self._values = np.zeros((scale.n_mels, TILE), dtype=np.float32)
        self.update()

    def append(self, columns):
        """Add columns (n_mels, n) at the right."""
        if not columns.shape[1]:
            return
        self.prepareGeometryChange()
        end = self.n_columns + columns.shape[1]
        if end > self._values.shape[1]:
            grown = np.zeros((self.scale.n_mels, max(end, 2 * self._values.shape[1])), dtype=np.float32)
            grown[:, : self.n_columns] = self._values[:, : self.n_columns]
            self._values = grown
        self._values[:, self.n_columns: end] = columns
        self._colour(self.n_columns, end)
        self.n_columns = end
        self.update()

    def recolour(self):
        """Redraw everything in the current theme's colours."""
        self._tiles = []
        self._colour(0, self.n_columns)
        self.update()

    def value_at(self, seconds, band):
        """Return the log-mel at a point, or None outside the item."""
        column = int(seconds / self.seconds_a_column)
        if 0 <= column < self.n_columns and 0 <= int(band) < self.scale.n_mels:
            return float(self._values[int(band), column])
        return None

    def boundingRect(self):
        return QRectF(0, 0, max(self.seconds, 1e-6), self.scale.n_mels)

    def paint(self, painter, option, widget=None):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = option.exposedRect
        n_mels = self.scale.n_mels
        first = max(0, int(shown.left() / self.seconds_a_column) // TILE)
        for number in range(first, len(self._tiles)):
            begin = number * TILE
            if begin * self.seconds_a_column > shown.right():
                break
            width = min(TILE, self.n_columns - begin)
            target = QRectF(begin * self.seconds_a_column, 0, width * self.seconds_a_column, n_mels)
            painter.drawImage(target, self._tiles[number][0], QRectF(0, 0, width, n_mels))

    def _colour(self, begin, end):
        lookup, n_mels = theme.current().lookup, self.scale.n_mels
        while len(self._tiles) * TILE < end:
            pixels = np.full((n_mels, TILE), lookup[0], dtype=np.uint32)
            self._tiles.append((QImage(pixels.data, TILE, n_mels, 4 * TILE, QImage.Format.Format_RGB32), pixels))
        for number in range(begin // TILE, -(-end // TILE)):
            a, b = max(begin, number * TILE), min(end, (number + 1) * TILE)
            levels = (self._values[:, a:b] - QUIET) * (255 / (LOUD - QUIET))
            # Row 0 of the image is where y is 0: the view's y axis points up.
            self._tiles[number][1][:, a - number * TILE: b - number * TILE] = lookup[
                np.clip(levels, 0, 255).astype(np.uint8)]


class HertzAxis(pg.AxisItem):
    """An axis that labels a MelItem's bands in hertz."""

    def __init__(self, item):
        super().__init__("left")
        self.item = item

    def tickValues(self, low, high, size):
        bands, shown = mel_frequencies(self.item.scale), []
        for hertz in TICKS:
            at = float(np.interp(hertz, bands, np.arange(len(bands)))) + 0.5
            apart = (at - shown[-1]) * size / max(high - low, 1e-9) if shown else TICK_HEIGHT
            if hertz < bands[-1] and apart >= TICK_HEIGHT:
                shown.append(at)
        return [(1, shown)]

    def tickStrings(self, values, factor, spacing):
        bands = mel_frequencies(self.item.scale)
        hertz = np.interp(np.asarray(values) - 0.5, np.arange(len(bands)), bands)
        return [f"{h / 1000:.0f}k" if h >= 999 else f"{h:.0f}" for h in hertz]


class SpectrogramView(QWidget):
    """A plot of one MelItem with axes in seconds and hertz, a readout under the pointer, and a playhead.

    Signals
    -------
    sought(float)
        Position of a click in seconds.
    """

    sought = Signal(float)

    def __init__(self, name, scrolling=None):
        super().__init__()
        self.scrolling = scrolling
        self.setAccessibleName(name)
        self.item = MelItem()
        self.box = pg.ViewBox(enableMenu=False)
        self.plot = TimePlot(name, self.box, HertzAxis(self.item), pg.AxisItem("bottom"))
        self.box.addItem(self.item)
        self.box.setMouseEnabled(x=scrolling is None, y=False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0)
        self.plot.left.setWidth(34)
        self.plot.bottom.setHeight(20)
        self.head = pg.InfiniteLine(0, angle=90, movable=False)
        self.head.setZValue(10)
        self.head.hide()
        self.box.addItem(self.head)
        self.readout = QLabel(self.plot)
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.readout.hide()
        self.empty = QLabel(self.plot, wordWrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "empty")
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self.plot.scene().sigMouseMoved.connect(self._point)
        self.plot.scene().sigMouseClicked.connect(self._click)
        self.setMinimumHeight(56)
        self.clear()
        self.restyle()

    def clear(self, message="", scale=DEFAULT):
        """Remove everything, show a message, and set the MelConfig of the next columns."""
        self.item.clear(scale)
        self.box.setLimits(yMin=0, yMax=scale.n_mels, minYRange=scale.n_mels, maxYRange=scale.n_mels)
        self.box.setYRange(0, scale.n_mels, padding=0)
        self.head.hide()
        self.empty.setText(message)
        self.empty.setVisible(bool(message))
        if self.scrolling:
            self.item.setPos(0, 0)
            self.box.setXRange(-self.scrolling, 0, padding=0)
        else:
            self.box.setLimits(xMin=0, xMax=1, minXRange=0.05)
            self.box.setXRange(0, 1, padding=0)

    def show_mel(self, mel, scale=None):
        """Draw a whole log-mel (n_mels, n_columns) from the engine or of a MelConfig."""
        scale = scale or scale_of(mel)
        if self.item.scale == scale and np.array_equal(self.item.mel, mel):  # drawn while it was made
            self.append(mel[:, :0])
            return
        self.clear(scale=scale)
        self.append(mel)

    def append(self, columns, expected=None):
        """Append columns; the view shows `expected` seconds, or everything."""
        if columns.shape[1]:
            self.empty.hide()
        if len(columns) != self.item.scale.n_mels:
            self.clear(scale=scale_of(columns))
        self.item.append(columns)
        if self.scrolling:
            self.item.setPos(-self.item.seconds, 0)
            return
        whole = max(self.item.seconds, expected or 0.0, 0.1)
        self.box.setLimits(xMin=0, xMax=whole, minXRange=min(0.05, whole))
        self.box.setXRange(0, whole, padding=0)

    def show_head(self, seconds):
        """Move the playhead; None hides it."""
        self.head.setVisible(seconds is not None)
        if seconds is not None:
            self.head.setValue(seconds)

    def show_all(self):
        """Reset the zoom."""
        if not self.scrolling:
            self.box.setXRange(0, max(self.item.seconds, 0.1), padding=0)

    def restyle(self):
        """Apply the current theme."""
        colours = theme.current()
        self.plot.setBackground(colours.window)
        self.box.setBackgroundColor(colours.ramp[0])
        for axis in (self.plot.left, self.plot.bottom):
            axis.setPen(pg.mkPen(colours.border))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setStyle(tickLength=-3, tickTextOffset=3, tickFont=_small(self.font()))
        self.head.setPen(pg.mkPen(colours.accent, width=2))
        self.readout.setStyleSheet(f"background: {colours.raised}; color: {colours.text}; padding: 1px 5px; "
                                   f"border: 1px solid {colours.border}; border-radius: 4px;")
        self.item.recolour()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.readout.hide()
        self.empty.setGeometry(34, 0, self.width() - 34, max(20, self.height() - 20))

    def leaveEvent(self, event):
        self.readout.hide()
        super().leaveEvent(event)

    def _point(self, position):
        point = self._place(position)
        value = self.item.value_at(point.x(), point.y())
        self.readout.setVisible(value is not None)
        if value is None:
            return
        bands = mel_frequencies(self.item.scale)
        hertz = float(np.interp(point.y() - 0.5, np.arange(len(bands)), bands))
        seconds = point.x() - (self.item.seconds if self.scrolling else 0.0)
        self.readout.setText(f"{seconds:.2f} s   {hertz:.0f} Hz   {value * DECIBEL:.0f} dB")
        self.readout.adjustSize()
        self.readout.move(self.width() - self.readout.width() - 6, 6)

    def _place(self, position):
        """Convert a position in the scene to seconds and bands of the item."""
        point = self.box.mapSceneToView(QPointF(position))
        return QPointF(point.x() - self.item.pos().x(), point.y())

    def _click(self, event):
        if event.button() != Qt.MouseButton.LeftButton or self.scrolling:
            return
        if event.double():
            self.show_all()
        elif self.box.sceneBoundingRect().contains(event.scenePos()):
            seconds = self._place(event.scenePos()).x()
            if 0 <= seconds <= self.item.seconds:
                self.sought.emit(seconds)


def _small(font):
    font.setPointSizeF(max(7.0, font.pointSizeF() * 0.85))
    return font
