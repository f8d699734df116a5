"""The editor's canvas: a sentence's mel and pitch above tiers of loudness, words and phonemes."""

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from synthesizer import editing
from toolbox.ui.words import tr
from toolbox.ui.workshop import gestures
from toolbox.ui.workshop.gestures import BoundaryDrag, LoudnessDrag, PitchDrag
from toolbox.ui.workshop.painting import BOTTOM, LEFT, Painting

LEAST_PICTURE, LOUDNESS, WORDS, PHONEMES = 26, 20, 21, 19  # pixels of height, of the picture and the tiers
NEAR, MOVED = 5, 3  # pixels within which a boundary is grasped, and after which a press becomes a drag
SEMITONES = 14.0  # above and below the voice's mean that the picture shows
DECIBELS_A_PIXEL = 0.25
OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2)
CLOSEST = 0.15  # shortest range that is shown, in seconds
KEY_SEMITONES, KEY_DECIBELS, KEY_STRETCH = 0.5, 1.0, 1.05


class Canvas(QWidget):
    """Displays the edited sentence. It changes nothing itself: each gesture ends in an edited reading.

    Signals
    -------
    edited(str, object)
        The name of the edit, and the resulting Reading.
    played(float, float)
        Begin and end in seconds of the sound.
    word_asked(int)
        Request for the pronunciation of a word.
    selected(int)
        A word, or -1.
    grasped()
        A drag may begin.
    dragged(object)
        The Reading that would result from letting go now.
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
        self._drag, self._painting = None, Painting(self)
        self.show_take(None, None)

    def sizeHint(self):
        return QSize(600, 240)

    def show_take(self, take, mel):
        """Show a SentenceTake and its log-mel (n_mels, n_frames), which may be None; nothing for no take."""
        old = getattr(self, "take", None)
        self.take, self.mel = take, mel
        self._painting.forget_mel()
        if self._drag is not None and take is not None and take.reading == self._was:
            self.update()  # only the sound or its measures have changed, so a drag continues
            return
        self._drag = None
        self.reading = take.reading if take is not None and take.reading.planned else None
        if self.reading is None:
            self.low, self.high, self.word = 0.0, 1.0, -1
        elif old is None or old.original.text != take.original.text:
            self.low, self.high, self.word = 0.0, self.seconds, -1
        else:  # an edit: the visible range is kept
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
        self._painting.forget_mel()
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
        # These keys have other functions in the window, and edit the sentence here.
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
            if self._drag is not None:  # cancels the drag
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
            self._edit(tr("reset"), editing.restore(self.reading, self.take.original, words))

    def emphasise(self, word):
        """Emphasise a word."""
        self._edit(tr("emphasise a word"), editing.emphasise(self.reading, {word: 1.0}))

    def _edit(self, name, reading):
        if reading != self.reading:
            self.reading = reading
            self.update()
            self.edited.emit(name, reading)

    def paintEvent(self, event):
        self._painting.paint(QPainter(self))
