"""The editor's canvas: a sentence's mel and pitch above tiers of loudness, words and phonemes."""

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from synthesizer import editing
from toolbox.core.cloning.ipa import ipa
from toolbox.ui.widgets.spectrogram import LOUD, QUIET
from toolbox.ui.window import theme
from toolbox.ui.words import tr
from toolbox.ui.workshop import gestures
from toolbox.ui.workshop.gestures import BoundaryDrag, LoudnessDrag, PitchDrag

LEFT, BOTTOM = 34, 16  # pixels of the axes
LEAST_PICTURE, LOUDNESS, WORDS, PHONEMES = 26, 20, 21, 19  # pixels of height, of the picture and the tiers
NEAR, MOVED = 5, 3  # pixels within which a boundary is grasped; by which a press becomes a drag
SEMITONES = 14.0  # above and below the voice's mean that the picture shows
DECIBELS_A_PIXEL, LOUDEST = 0.25, 12.0
OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2)
CLOSEST = 0.15  # seconds that are shown at least
KEY_SEMITONES, KEY_DECIBELS, KEY_STRETCH = 0.5, 1.0, 1.05


class Canvas(QWidget):
    """Displays the edited sentence. It changes nothing itself: each gesture ends in an edited reading.

    Signals
    -------
    edited(str, object)
        What was done, and the Reading that it makes.
    played(float, float)
        A stretch in seconds of the sound.
    word_asked(int)
        The pronunciation of a word is asked for.
    selected(int)
        A word, or -1.
    grasped()
        A drag may begin.
    dragged(object)
        The Reading that letting go now would make.
    left()
        Escape was pressed while nothing was being dragged.
    """

    edited, played, word_asked = Signal(str, object), Signal(float, float), Signal(int)
    selected, grasped, dragged, left = Signal(int), Signal(), Signal(object), Signal()

    def __init__(self):
        super().__init__()
        self.setAccessibleName(tr("Editor of the sentence"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST_PICTURE + BOTTOM + LOUDNESS + WORDS + PHONEMES)
        self.drawing, self.word, self.head = False, -1, None
        self._drag = self._image = None
        self.show_take(None, None)

    def sizeHint(self):
        return QSize(600, 240)

    def show_take(self, take, mel):
        """Show a SentenceTake and its log-mel (n_mels, n_frames), which may be None; nothing for no take."""
        old = getattr(self, "take", None)
        self.take, self.mel, self._image = take, mel, None
        if self._drag is not None and take is not None and take.reading == self._was:
            self.update()  # the sound has come, or what is known of it: who drags goes on dragging
            return
        self._drag = None
        self.reading = take.reading if take is not None and take.reading.planned else None
        if self.reading is None:
            self.low, self.high, self.word = 0.0, 1.0, -1
        elif old is None or old.original.text != take.original.text:
            self.low, self.high, self.word = 0.0, self.seconds, -1
        else:  # an edit: what is looked at stays in sight
            self.high = min(self.high, self.seconds) if self.high < self._before else self.seconds
            self.low = min(self.low, max(0.0, self.high - CLOSEST))
        self._before = self.seconds
        self.setAccessibleDescription("" if self.reading is None else self.reading.text)
        self.update()

    @property
    def seconds(self):
        """Return the displayed length of the reading."""
        return 0.0 if self.reading is None else float(editing.boundaries(self.reading)[-1])

    def show_head(self, seconds):
        """Move the playhead to a time in seconds; None hides it."""
        head = None if seconds is None or self.take is None else seconds + self.take.cut
        if head != self.head:
            self.head = head
            self.update()

    def select(self, word):
        """Select a word; -1 for none."""
        if word != self.word:
            self.word = word
            self.selected.emit(word)
            self.update()

    def show_all(self):
        """Show the whole sentence."""
        self.low, self.high = 0.0, max(self.seconds, CLOSEST)
        self.update()

    def restyle(self):
        """Apply the current theme."""
        self._image = None
        self.update()

    # Places

    @property
    def picture(self):
        """Return the rectangle in which the mel is drawn."""
        return QRectF(LEFT, 0, max(1, self.width() - LEFT), max(
            1, self.height() - LOUDNESS - WORDS - PHONEMES - BOTTOM))

    def row(self, name):
        """Return the rectangle of a tier: "loudness", "words" or "phonemes"."""
        heights = {"loudness": LOUDNESS, "words": WORDS, "phonemes": PHONEMES}
        top = self.picture.bottom() + BOTTOM
        for tier, height in heights.items():
            if tier == name:
                return QRectF(LEFT, top, self.picture.width(), height)
            top += height
        raise ValueError(name)

    def x_of(self, seconds):
        """Return the x coordinate of a time."""
        return LEFT + (seconds - self.low) / (self.high - self.low) * self.picture.width()

    def time_of(self, x):
        """Return the time at an x coordinate."""
        return self.low + (x - LEFT) / self.picture.width() * (self.high - self.low)

    def y_of(self, semitones):
        """Return the y coordinate of a pitch."""
        return self.picture.height() * (0.5 - np.asarray(semitones) / (2 * SEMITONES))

    def pitch_of(self, y):
        """Return the pitch at a y coordinate, in semitones above the voice's mean."""
        return (0.5 - y / self.picture.height()) * 2 * SEMITONES

    def word_at(self, seconds):
        """Return the word at a time, or -1."""
        if self.reading is None:
            return -1
        return next((i for i in range(len(self.reading.words))
                     if (span := editing.span(self.reading, i))[0] <= seconds < span[1]), -1)

    def boundary_at(self, position):
        """Return the handle of the boundary under a point, or None."""
        if self.reading is None:
            return None
        for tier, boundaries in (("words", editing.word_boundaries), ("phonemes", gestures.phoneme_boundaries)):
            if self.row(tier).contains(position):
                near = [(abs(self.x_of(at) - position.x()), handle) for at, handle in boundaries(self.reading)]
                distance, handle = min(near, default=(NEAR + 1, None), key=lambda pair: pair[0])
                return handle if distance <= NEAR else None
        return None

    # Mouse

    def mousePressEvent(self, event):
        if event.button() != Qt.MouseButton.LeftButton or self.reading is None:
            return
        self.setFocus()
        self.grasped.emit()
        position, seconds = event.position(), self.time_of(event.position().x())
        word, handle = self.word_at(seconds), self.boundary_at(position)
        self._pressed, self._was, self._preview, self._points = position, self.reading, None, []
        if handle is not None:
            self._drag = BoundaryDrag(self.reading, handle)
        elif self.row("loudness").contains(position) and word >= 0:
            self._drag = LoudnessDrag(self.reading, word)
        elif self.picture.contains(position) and self.drawing:
            self._drag = "pitch"
        elif self.picture.contains(position) and word >= 0:
            self._drag = PitchDrag(self.reading, word)
        else:
            self._drag = "click"
        self._moved = False

    def mouseMoveEvent(self, event):
        position = event.position()
        if self._drag is None:
            self._point(position)
            return
        distance = position - self._pressed
        self._moved = self._moved or max(abs(distance.x()), abs(distance.y())) > MOVED
        if not self._moved or self._drag == "click":
            return
        free = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(self._drag, BoundaryDrag):
            ripple = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            made = self._drag.at(self.time_of(position.x()), ripple)
        elif isinstance(self._drag, PitchDrag):
            made = self._drag.by(self.pitch_of(position.y()) - self.pitch_of(self._pressed.y()), free)
        elif isinstance(self._drag, LoudnessDrag):
            made = self._drag.by(-distance.y() * DECIBELS_A_PIXEL, free)
        else:
            if not self._points:
                self._points.append((self.time_of(self._pressed.x()), self.pitch_of(self._pressed.y())))
            self._points.append((min(max(0.0, self.time_of(position.x())), self.seconds - 1e-6),
                                 self.pitch_of(position.y())))
            made = editing.draw_pitch(self._was, self._points)
        self.reading = self._preview = made
        self.dragged.emit(made)
        self.update()

    def mouseReleaseEvent(self, event):
        drag, self._drag = self._drag, None
        if drag is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._moved and self._preview is not None:
            made, self.reading = self._preview, self._was
            self._edit(tr("draw the pitch") if drag == "pitch" else tr(drag.name), made)
        elif not self._moved:
            self._click(event.position())

    def mouseDoubleClickEvent(self, event):
        if self.picture.contains(event.position()):
            self.show_all()

    def wheelEvent(self, event):
        steps = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if self.reading is None or not steps:
            return
        shown = self.high - self.low
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            moved = -steps * shown / 8
            low = min(max(0.0, self.low + moved), max(0.0, self.seconds - shown))
        else:
            at, share = self.time_of(event.position().x()), (event.position().x() - LEFT) / self.picture.width()
            shown = min(max(CLOSEST, shown * 0.8 ** steps), max(self.seconds, CLOSEST))
            low = min(max(0.0, at - share * shown), max(0.0, self.seconds - shown))
        self.low, self.high = low, low + shown
        self.update()
        event.accept()

    def _click(self, position):
        word = self.word_at(self.time_of(position.x()))
        self.select(word)
        if self.row("words").contains(position) and word >= 0:
            self.word_asked.emit(word)
        elif self.picture.contains(position):
            if word >= 0:
                self.play_word()
            else:
                self.played.emit(max(0.0, self.time_of(position.x()) - self.take.cut), -1.0)

    def play_word(self):
        """Play the selected word, or the whole sentence."""
        if self.word < 0:
            self.played.emit(0.0, -1.0)
        else:
            begin, end = editing.span(self.reading, self.word)
            self.played.emit(max(0.0, begin - self.take.cut), end - self.take.cut)

    def _point(self, position):
        handle = self.boundary_at(position)
        in_picture = self.picture.contains(position)
        self.setCursor(Qt.CursorShape.SplitHCursor if handle is not None else
                       Qt.CursorShape.CrossCursor if in_picture and self.drawing else
                       Qt.CursorShape.SizeVerCursor if self.word_at(self.time_of(position.x())) >= 0 and (
                           in_picture or self.row("loudness").contains(position)) else Qt.CursorShape.ArrowCursor)

    # Keys

    def event(self, event):
        # Keys that mean something else in the window mean the sentence here.
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        if not self._key(event.key(), event.modifiers()):
            super().keyPressEvent(event)

    def _key(self, key, modifiers):
        """Handle a key; return False if it has no function here."""
        if key == Qt.Key.Key_Escape:
            if self._drag is not None:  # the drag is given up
                self._drag, self.reading = None, self._was
                self.update()
            elif self.word >= 0:
                self.select(-1)
            else:
                self.left.emit()
            return True
        if self.reading is None:
            return False
        n_words, word, control = len(self.reading.words), self.word, bool(
            modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and n_words:
            self.select((word + (1 if key == Qt.Key.Key_Right else -1)) % n_words if word >= 0 else 0)
        elif key == Qt.Key.Key_Space:
            self.play_word()
        elif word < 0:
            return False
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            sign = 1 if key == Qt.Key.Key_Up else -1
            if control:
                self._edit(tr(LoudnessDrag.name), editing.make_louder(self.reading, {word: sign * KEY_DECIBELS}))
            else:
                self._edit(tr(PitchDrag.name), editing.shift_pitch(self.reading, word, sign * KEY_SEMITONES))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factors = [1.0] * n_words
            factors[word] = 1 / KEY_STRETCH if key == Qt.Key.Key_Minus else KEY_STRETCH
            self._edit(tr("change the length of a word"), editing.stretch_words(self.reading, factors))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.word_asked.emit(word)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.restore([word])
        else:
            return False
        return True

    def restore(self, words=None):
        """Undo all edits of words, or of the whole sentence."""
        if self.reading is not None:
            self._edit(tr("as it was"), editing.restore(self.reading, self.take.original, words))

    def emphasise(self, word):
        """Emphasise a word."""
        self._edit(tr("emphasise a word"), editing.emphasise(self.reading, {word: 1.0}))

    def _edit(self, name, reading):
        if reading != self.reading:
            self.reading = reading
            self.update()
            self.edited.emit(name, reading)

    # Drawing

    def paintEvent(self, event):
        colours, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.window))
        picture = self.picture
        painter.fillRect(picture, QColor(colours.ramp[0]))
        if self.reading is None:
            painter.setPen(QColor(colours.muted))
            painter.drawText(picture, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, tr(EMPTY))
            return
        painter.save()
        painter.setClipRect(QRectF(LEFT, 0, picture.width(), self.height()))
        self._paint_mel(painter, picture)
        self._paint_words(painter, colours, picture)
        self._paint_pitch(painter, colours, picture)
        self._paint_loudness(painter, colours)
        self._paint_phonemes(painter, colours)
        self._paint_time(painter, colours, picture)
        if self.head is not None:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawLine(QPointF(self.x_of(self.head), 0), QPointF(self.x_of(self.head), picture.bottom()))
        painter.restore()
        self._paint_axis(painter, colours, picture)

    def _paint_mel(self, painter, picture):
        if self.mel is None:
            return
        if self._image is None:
            levels = np.clip((self.mel[::-1] - QUIET) * (255 / (LOUD - QUIET)), 0, 255).astype(np.uint8)
            self._pixels = np.ascontiguousarray(theme.current().lookup[levels])
            height, width = self._pixels.shape
            self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        begin = self.take.cut
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.x_of(begin), 0, self.x_of(begin + self.take.seconds) - self.x_of(begin),
                                 picture.height()), self._image)

    def _paint_words(self, painter, colours, picture):
        row, lost = self.row("words"), set(self.take.lost or ())
        for number, word in enumerate(self.reading.words):
            begin, end = (self.x_of(t) for t in editing.span(self.reading, number))
            box = QRectF(begin, row.top() + 1, end - begin, row.height() - 2)
            chosen = number == self.word
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
        original = self.take.original
        if original.symbols == self.reading.symbols and original != self.reading:
            was = editing.retime(original, self.reading.durations)
            self._paint_contour(painter, was, QPen(QColor(colours.window), 4))
            self._paint_contour(painter, was, QPen(QColor(colours.muted), 2, Qt.PenStyle.DotLine))
        self._paint_contour(painter, self.reading, QPen(QColor(colours.window), 4))
        self._paint_contour(painter, self.reading, QPen(QColor(colours.accent), 2))

    def _paint_contour(self, painter, reading, pen):
        painter.setPen(pen)
        times, heights = (np.arange(len(reading.pitch)) + 0.5) * reading.step, self.y_of(reading.pitch)
        voiced = np.flatnonzero(np.diff(reading.voicing > 0.5, prepend=False, append=False)).reshape(-1, 2)
        for begin, end in voiced:
            painter.drawPolyline(QPolygonF([QPointF(self.x_of(t), y) for t, y in zip(times[begin:end],
                                                                                    heights[begin:end])]))

    def _paint_loudness(self, painter, colours):
        row = self.row("loudness")
        middle = row.center().y()
        painter.setPen(QPen(QColor(colours.border)))
        painter.drawLine(QPointF(row.left(), middle), QPointF(row.right(), middle))
        for number in range(len(self.reading.words)):
            begin, end = (self.x_of(t) for t in editing.span(self.reading, number))
            level = gestures.loudness(self.reading, number)
            y = middle - np.clip(level / LOUDEST, -1, 1) * (row.height() / 2 - 2)
            painter.setPen(QPen(QColor(colours.accent if level else colours.muted), 3))
            painter.drawLine(QPointF(begin + 3, y), QPointF(max(begin + 4, end - 3), y))

    def _paint_phonemes(self, painter, colours):
        row, metrics, right = self.row("phonemes"), painter.fontMetrics(), -1e9
        for symbol, begin, end in gestures.phonemes(self.reading):
            left, width, text = self.x_of(begin), self.x_of(end) - self.x_of(begin), ipa(symbol)
            painter.setPen(QPen(QColor(colours.border)))
            if symbol.strip(" "):
                painter.drawLine(QPointF(left, row.top()), QPointF(left, row.top() + 4))
            needed = metrics.horizontalAdvance(text)
            at = left + (width - needed) / 2
            # Where there is no room for all, as many are written as can be read.
            if at > right + 1 and text.strip():
                painter.setPen(QColor(colours.text))
                painter.drawText(QPointF(at, row.center().y() + metrics.ascent() / 2 - 1), text)
                right = at + needed

    def _paint_time(self, painter, colours, picture):
        painter.setPen(QColor(colours.muted))
        shown = self.high - self.low
        step = next((s for s in (0.05, 0.1, 0.2, 0.5, 1, 2, 5) if s / shown * picture.width() > 50), 10)
        for number in range(int(self.low / step), int(self.high / step) + 1):
            x = self.x_of(number * step)
            painter.drawLine(QPointF(x, picture.bottom()), QPointF(x, picture.bottom() + 3))
            left = max(x - 25, picture.left() - 21)  # the first label is not cut by the axis
            painter.drawText(QRectF(left, picture.bottom() + 2, 50, BOTTOM - 2), Qt.AlignmentFlag.AlignCenter,
                             f"{number * step:g}")

    def _paint_axis(self, painter, colours, picture):
        painter.setPen(QColor(colours.muted))
        for semitones in labelled(picture.height(), self.fontMetrics().ascent()):
            y = float(self.y_of(semitones))
            top = min(max(y - 8, -2.0), picture.height() - 14)  # the outermost labels stay whole in a low picture
            painter.drawText(QRectF(0, top, LEFT - 5, 16), Qt.AlignmentFlag.AlignRight
                             | Qt.AlignmentFlag.AlignVCenter, f"{semitones:+d}" if semitones else "0")
        for tier, name in (("loudness", "dB"),):
            painter.drawText(QRectF(0, self.row(tier).top(), LEFT - 5, self.row(tier).height()),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)


def labelled(height, label):
    """Return the semitones to label on an axis of a height, so that labels of a height, all in pixels, lie apart."""
    return next((semitones for semitones, least in (((-12, -6, 0, 6, 12), 5.5), ((-12, 0, 12), 3), ((-12, 12), 2))
                 if height >= least * label), (0,))


EMPTY = QT_TR_NOOP("Clone a text and select one of its sentences to edit it here.")
