"""A scatter plot of up to a hundred thousand points that can be panned, zoomed and picked.

Every frame is rasterised by NumPy directly into the window's image: this takes a few milliseconds for 100,000 points,
where a scene of items or a painter's calls would take hundreds. Highlights are painted over it.
"""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from toolbox.core.map.viewport import Viewport, step
from toolbox.ui import theme
from toolbox.ui.map.raster import mixed, packed, rasterise

DOT, DISC, DIAMOND = 0, 1, 2  # marks of the crowd, of the user's own voices, and of takes
REACH = 9  # pixels from a point within which it is hit
GLIDE = 600  # ms from old places to new ones
STEP = 1.25  # zoom factor per notch of the wheel
PROMINENT = 400  # most points painted with a rim, and with a name if at most LABELS of them are visible
LABELS = 40
FILLED = 0.22  # radius of a dot relative to the distance of evenly spread points
DIMMED = 60  # remaining share, out of 256, of the colour of a point outside the group


class PointsView(QWidget):
    """A scatter of points.

    Dragging pans, the wheel zooms, a double click shows all. Shift and dragging (or `gathering`) draws a lasso, Alt and
    a click (or `spotting`) picks an empty spot; the context menu offers both. Arrow keys go from point to point and
    Return picks; plus, minus and Home zoom.

    Signals
    -------
    hovered(int)
        The point under the pointer, or -1.
    picked(int, bool)
        A point was clicked; whether it is added to the earlier ones.
    spot_picked(float, float)
        An empty place.
    gathered(object)
        Indices of the points in a lasso, int array.
    menu_asked(object, QPoint)
        The context menu was requested, at a QPointF in the view and a position on the screen.
    """

    hovered, picked = Signal(int), Signal(int, bool)
    spot_picked, gathered, menu_asked = Signal(float, float), Signal(object), Signal(object, object)

    def __init__(self, name):
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.gathering = self.spotting = False  # the actions of a plain drag and a plain click
        self.places, self.names, self.hover, self.chosen = np.zeros((0, 2), np.float32), [], -1, -1
        self.frames = 0  # painted since the start
        self._colours, self._shown = np.zeros(0, np.uint32), np.zeros(0, np.uint32)
        self._prominent, self._marks = np.zeros(0, np.intp), np.zeros(0, np.uint8)
        self._group = np.zeros(0, np.intp)
        self._path, self._path_colours = np.zeros((0, 2), np.float32), []
        self.viewport = Viewport()
        self._pressed, self._moved, self._lasso = None, False, None
        self._image = None
        self._animation = QVariantAnimation(self, duration=GLIDE, startValue=0.0, endValue=1.0)
        self._animation.valueChanged.connect(self._glide)

    # What is shown

    def show_points(self, places, colours, marks=None, names=(), glide_from=None):
        """Show points.

        Parameters
        ----------
        places : array (n, 2)
        colours : uint32 array (n,)
            0xFFRRGGBB.
        marks : uint8 array (n,), optional
            DOT, DISC or DIAMOND.
        names : sequence of str
        glide_from : array (n, 2), optional
            Places from which the points glide; NaN for new points.
        """
        first = not len(self.places)
        self.places, self.names = np.ascontiguousarray(places, dtype=np.float32).reshape(-1, 2), names
        self._marks = np.zeros(len(self.places), np.uint8) if marks is None else marks
        self._prominent = np.flatnonzero(self._marks)
        self._group = self._group[:0]
        self.hover = self.chosen = -1
        self.recolour(colours)
        self._animation.stop()
        if glide_from is not None and len(self.places):
            came = np.asarray(glide_from, dtype=np.float32)
            self._from, self._to = np.where(np.isfinite(came), came, self.places), self.places
            self._animation.start()
        elif self.viewport.followed or first:
            self.show_all()
        self.update()

    def recolour(self, colours):
        """Give the points other colours, uint32 (n,)."""
        self._colours = np.ascontiguousarray(colours, dtype=np.uint32)
        self._shown = self._colours
        if len(self._group):
            base = np.full(len(self._colours), packed(theme.current().base), np.uint32)
            self._shown = mixed(self._colours, base, DIMMED)
            self._shown[self._group] = self._colours[self._group]
        self.update()

    def show_chosen(self, index):
        """Ring a point, or none (-1)."""
        if index != self.chosen:
            self.chosen = index
            self.update()

    def show_group(self, indices):
        """Fade the points outside a group; without indices, no points are faded."""
        self._group = np.asarray(indices, dtype=np.intp)
        self.recolour(self._colours)

    def show_path(self, places, colours):
        """Draw a line through places (n, 2), each stop in a QColor; no places draw nothing."""
        self._path, self._path_colours = np.asarray(places, np.float32).reshape(-1, 2), list(colours)
        self.update()

    def show_all(self):
        """Reset panning and zooming."""
        self._measure()
        self.viewport.show_all(self.places)
        self.update()

    def zoom(self, factor, around=None):
        """Zoom by a factor about a position in pixels, by default the centre."""
        around = QPointF(self.rect().center()) if around is None else around
        self.viewport.zoom(factor, around.x(), around.y())
        self.update()

    def pan(self, right, down):
        """Move the picture by pixels."""
        self.viewport.pan(right, down)
        self.update()

    def place_at(self, position):
        """Return the place (x, y) under a position in pixels."""
        return self.viewport.place_at(position.x(), position.y())

    def position_of(self, place):
        """Return the position of a place in pixels."""
        columns, rows = self.viewport.pixels(np.asarray(place, np.float32).reshape(1, 2))
        return QPointF(float(columns[0]), float(rows[0]))

    def point_at(self, position):
        """Return the index of the point within reach of a position in pixels, or -1."""
        # The user's own voices are drawn larger and above the crowd, so they are hit first.
        return self.viewport.nearest(self.places, position.x(), position.y(), REACH, self._prominent)

    # Drawing

    def paintEvent(self, event):
        self.frames += 1
        colours, ratio = theme.current(), self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        if self._image is None or self._image.shape != (height, width):
            self._image = np.empty((height, width), np.uint32)
        self._image.fill(packed(colours.base))
        if len(self.places):
            columns, rows = self.viewport.pixels(self.places, ratio)
            rasterise(self._image, columns, rows, self._shown, self._radius() * ratio)
        painter = QPainter(self)
        painter.drawImage(QRectF(self.rect()),
                          QImage(self._image.data, width, height, 4 * width, QImage.Format.Format_RGB32))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_prominent(painter, colours)
        self._paint_path(painter, colours)
        if self._lasso is not None:
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            fill = QColor(colours.accent)
            fill.setAlpha(36)
            painter.setBrush(fill)
            painter.drawPolygon(self._lasso)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _radius(self):
        """Return the radius of a dot in pixels: larger for fewer points, and unchanged by panning."""
        apart = np.sqrt(self.width() * self.height() / max(1, len(self.places)))
        apart *= self.viewport.scale / self.viewport.whole
        return round(2 * float(np.clip(FILLED * apart, 1.2, 5.0))) / 2

    def _paint_prominent(self, painter, colours):
        radius = max(4.5, self._radius() + 1)
        seen = self._prominent[self.viewport.in_sight(self.places[self._prominent])]
        if len(seen) <= PROMINENT:
            painter.setPen(QPen(QColor(colours.text), 1.4))
            for index in seen:
                painter.setBrush(QColor.fromRgba(int(self._shown[index])))
                self._paint_mark(painter, index, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index, ink, width in ((self.hover, colours.accent, 1.5), (self.chosen, colours.text, 2.0)):
            if 0 <= index < len(self.places):
                painter.setPen(QPen(QColor(colours.base), width + 2))
                self._paint_mark(painter, index, radius + 2)
                painter.setPen(QPen(QColor(ink), width))
                self._paint_mark(painter, index, radius + 2)
        self._paint_names(painter, colours, seen[self._marks[seen] == DISC], radius)

    def _paint_path(self, painter, colours):
        stops = [self.position_of(place) for place in self._path]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.muted), 1.2))
        painter.drawPolyline(QPolygonF(stops))
        painter.setPen(QPen(QColor(colours.base), 1.0))
        for stop, ink in zip(stops, self._path_colours):
            painter.setBrush(ink)
            painter.drawEllipse(stop, 3.5, 3.5)

    def _paint_mark(self, painter, index, radius):
        at = self.position_of(self.places[index])
        if self._marks[index] == DIAMOND:
            painter.drawPolygon(QPolygonF([at + QPointF(0, -radius), at + QPointF(radius, 0), at + QPointF(0, radius),
                                           at + QPointF(-radius, 0)]))
        else:
            painter.drawEllipse(at, radius, radius)

    def _paint_names(self, painter, colours, named, radius):
        """Draw names of the user's own voices without overlap, the hovered and the selected voice's first."""
        wanted = [i for i in (self.hover, self.chosen) if 0 <= i < len(self.names)]
        if len(named) <= LABELS and len(self.names):
            wanted += [i for i in named.tolist() if i not in wanted]
        taken, metrics = [], painter.fontMetrics()
        for index in wanted:
            at = self.position_of(self.places[index])
            text = metrics.elidedText(self.names[index], Qt.TextElideMode.ElideRight, 220)
            box = QRectF(metrics.boundingRect(text)).adjusted(-3, -1, 3, 1)
            box.moveCenter(QPointF(at.x(), at.y() + radius + 3 + box.height() / 2))
            box.moveLeft(max(2.0, min(box.left(), self.width() - box.width() - 2)))
            if box.bottom() > self.height() - 2:
                box.moveBottom(at.y() - radius - 3)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            back = QColor(colours.base)
            back.setAlpha(200)
            painter.fillRect(box, back)
            strong = index in (self.hover, self.chosen)
            painter.setPen(QColor(colours.text if strong else colours.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _glide(self, share):
        eased = share * share * (3 - 2 * share)
        self.places = self._from + np.float32(eased) * (self._to - self._from)
        if share == 1.0:
            self.places = self._to
        if self.viewport.followed:
            self.show_all()
        self.update()

    # Doing

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._moved, self._last = event.position(), False, event.position()
            if self.gathering or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._lasso = QPolygonF([event.position()])

    def mouseMoveEvent(self, event):
        if self._pressed is None:
            self._hover(self.point_at(event.position()))
            return
        if not self._moved and (event.position() - self._pressed).manhattanLength() < 4:
            return
        self._moved = True
        if self._lasso is not None:
            self._lasso.append(event.position())
            self.update()
        else:
            step = event.position() - self._last
            self._last = event.position()
            self.pan(step.x(), step.y())

    def mouseReleaseEvent(self, event):
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        lasso, self._lasso, self._pressed = self._lasso, None, None
        if self._moved:
            self.update()
            if lasso is not None:
                lasso.append(event.position())
                self.gathered.emit(self.inside(lasso))
            return
        at, keys = event.position(), event.modifiers()
        index = self.point_at(at)
        if (self.spotting or keys & Qt.KeyboardModifier.AltModifier) and len(self.places):
            self.spot_picked.emit(*self.place_at(at))
        elif index >= 0:
            joins = bool(keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
            self.picked.emit(index, joins)

    def mouseDoubleClickEvent(self, event):
        if self.point_at(event.position()) < 0:
            self.show_all()

    def wheelEvent(self, event):
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom(STEP ** notches, event.position())
        event.accept()

    def event(self, event):
        if event.type() == QEvent.Type.NativeGesture and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().event(event)

    def contextMenuEvent(self, event):
        keyboard = event.reason() == event.Reason.Keyboard and self.hover >= 0
        at = self.position_of(self.places[self.hover]) if keyboard else QPointF(event.pos())
        self.menu_asked.emit(at, self.mapToGlobal(at.toPoint()))

    def leaveEvent(self, event):
        self._hover(-1)
        super().leaveEvent(event)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._measure()
        if self.viewport.followed:
            self.show_all()

    def keyPressEvent(self, event):
        arrows = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in arrows and control:
            self.pan(-40 * arrows[key][0], 40 * arrows[key][1])
        elif key in arrows:
            self._step(arrows[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control and self.hover >= 0:
            self.picked.emit(self.hover, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / STEP)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def inside(self, polygon):
        """Return the indices of the points inside a QPolygonF in pixels, int array."""
        # The painter fills the lasso once, so each point needs a single look-up for any number of corners.
        mask = QImage(self.size(), QImage.Format.Format_Grayscale8)
        mask.fill(0)
        painter = QPainter(mask)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("white"))
        painter.drawPolygon(polygon)
        painter.end()
        filled = np.frombuffer(mask.constBits(), np.uint8).reshape(mask.height(), mask.bytesPerLine())
        columns, rows = self.viewport.pixels(self.places)
        seen = self.viewport.in_sight(self.places)
        return seen[filled[rows[seen].astype(np.intp), columns[seen].astype(np.intp)] > 0]

    def _step(self, direction):
        """Go to the nearest point in a direction."""
        if not len(self.places):
            return
        here, viewport = self.hover if self.hover >= 0 else self.chosen, self.viewport
        if here < 0:
            self._hover(int(np.abs(self.places - viewport.centre).sum(axis=1).argmin()))
            return
        best = step(self.places, here, direction)
        if best >= 0:
            self._hover(best)
            if not len(viewport.in_sight(self.places[[best]])):
                viewport.centre, viewport.followed = self.places[best].copy(), False

    def _measure(self):
        self.viewport.width, self.viewport.height = self.width(), self.height()

    def _hover(self, index):
        if index != self.hover:
            self.hover = index
            self.setAccessibleDescription(self.names[index] if 0 <= index < len(self.names) else "")
            self.hovered.emit(index)
            self.update()
