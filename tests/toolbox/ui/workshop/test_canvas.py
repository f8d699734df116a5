"""Each gesture of the editor, by mouse and keyboard, and its effect on the reading."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from workshop_fakes import make_take

from synthesizer import editing
from toolbox.ui.workshop import gestures
from toolbox.ui.workshop.canvas import SEMITONES, Canvas
from toolbox.ui.workshop.painting import labelled


@pytest.fixture
def canvas(qtbot):
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    made.show_take(make_take(), np.full((100, 94), -4.0, np.float32))
    made.done = []
    made.edited.connect(lambda name, reading: made.done.append((name, reading)))
    return made


def place(canvas, seconds, row=None, y=None):
    return QPoint(round(canvas.x_of(seconds)), round(canvas.row(row).center().y() if row else y))


def drag(qtbot, canvas, begin, end, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, modifier, begin)
    for share in (0.3, 0.7, 1.0):
        position = begin + (end - begin) * share
        QApplication.sendEvent(canvas, QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(position),
                                                   canvas.mapToGlobal(QPointF(position)), Qt.MouseButton.LeftButton,
                                                   Qt.MouseButton.LeftButton, modifier))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, modifier, end)


def test_a_boundary_is_dragged(qtbot, canvas):
    at = editing.span(canvas.reading, 0)[1]
    drag(qtbot, canvas, place(canvas, at, "words"), place(canvas, at + 0.08, "words"))
    (name, made), = canvas.done
    assert name == "move a boundary" and editing.span(made, 0)[1] == pytest.approx(at + 0.08, abs=0.005)
    assert editing.span(made, 1)[1] == pytest.approx(editing.span(make_take().reading, 1)[1])
    # With Shift what follows moves along.
    at = editing.span(canvas.reading, 0)[1]
    length = canvas.seconds
    drag(qtbot, canvas, place(canvas, at, "words"), place(canvas, at + 0.08, "words"),
         Qt.KeyboardModifier.ShiftModifier)
    assert editing.boundaries(canvas.done[-1][1])[-1] == pytest.approx(length + 0.08, abs=0.005)


def test_a_phoneme_is_made_longer(qtbot, canvas):
    at, handle = gestures.phoneme_boundaries(canvas.reading)[0]
    drag(qtbot, canvas, place(canvas, at, "phonemes"), place(canvas, at + 0.03, "phonemes"))
    made = canvas.done[-1][1]
    places = slice(*handle[:2])
    assert made.durations[places].sum() > make_take().reading.durations[places].sum() + 0.02
    assert editing.span(made, 0) == pytest.approx(editing.span(make_take().reading, 0), abs=1e-4)


def test_a_word_is_dragged_up_and_snaps(qtbot, canvas):
    middle = sum(editing.span(canvas.reading, 1)) / 2
    y = 100
    up = round(y - 3.1 / 28 * canvas.picture.height())
    drag(qtbot, canvas, place(canvas, middle, y=y), place(canvas, middle, y=up))
    (name, made), = canvas.done
    step = int(middle / made.step)
    assert name == "move the pitch of a word"
    assert made.pitch[step] - make_take().reading.pitch[step] == pytest.approx(3.0, abs=1e-4)


def test_the_pitch_is_drawn(qtbot, canvas):
    canvas.drawing = True
    begin, end = editing.span(canvas.reading, 0)[0], editing.span(canvas.reading, 1)[1]
    high, low = float(canvas.y_of(6.0)), float(canvas.y_of(-2.0))
    drag(qtbot, canvas, place(canvas, begin, y=high), place(canvas, end, y=low))
    (name, made), = canvas.done
    assert name == "draw the pitch"
    inside = slice(int(begin / made.step) + 1, int(end / made.step))
    line = np.linspace(6, -2, len(made.pitch[inside]))
    assert np.median(np.abs(made.pitch[inside] - line)) < 0.3


def test_a_word_is_made_louder(qtbot, canvas):
    middle = sum(editing.span(canvas.reading, 1)) / 2
    begin = place(canvas, middle, "loudness")
    drag(qtbot, canvas, begin, begin - QPoint(0, 24))
    assert gestures.loudness(canvas.done[-1][1], 1) == pytest.approx(6.0)


def test_keys(qtbot, canvas):
    canvas.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(canvas, key)
    assert canvas.word == 1 and not canvas.done
    for key, modifier, name in ((Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, "move the pitch of a word"),
                                (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, "change the loudness of a word"),
                                (Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier, "change the length of a word"),
                                (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "reset")):
        qtbot.keyClick(canvas, key, modifier)
        assert canvas.done[-1][0] == name
    np.testing.assert_allclose(canvas.reading.pitch, make_take().reading.pitch, atol=0.02)
    with qtbot.waitSignal(canvas.word_asked) as asked:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert asked.args == [1]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.word == -1
    with qtbot.waitSignal(canvas.left):
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)


def test_escape_gives_a_drag_up(qtbot, canvas):
    middle = sum(editing.span(canvas.reading, 1)) / 2
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, middle, y=100))
    position = QPointF(place(canvas, middle, y=40))
    QApplication.sendEvent(canvas, QMouseEvent(QMouseEvent.Type.MouseMove, position, canvas.mapToGlobal(position),
                                               Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
                                               Qt.KeyboardModifier.NoModifier))
    assert canvas.reading != make_take().reading
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=position.toPoint())
    assert canvas.reading == make_take().reading and not canvas.done


def test_clicks_play_and_ask(qtbot, canvas):
    begin, end = editing.span(canvas.reading, 1)
    with qtbot.waitSignal(canvas.played) as played:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, (begin + end) / 2, y=60))
    assert played.args == pytest.approx([begin - 0.05, end - 0.05])
    with qtbot.waitSignal(canvas.word_asked) as asked:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, (begin + end) / 2, "words"))
    assert asked.args == [1]


def test_the_wheel_zooms_at_the_pointer_and_an_edit_keeps_what_is_in_sight(qtbot, canvas):
    position = QPointF(place(canvas, 0.5, y=60))
    for _ in range(4):
        canvas.wheelEvent(QWheelEvent(position, canvas.mapToGlobal(position), QPoint(0, 0), QPoint(0, 120),
                                      Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                                      Qt.ScrollPhase.NoScrollPhase, False))
    assert canvas.high - canvas.low == pytest.approx(canvas.take.reading.durations.sum() * 0.8 ** 4, rel=0.01)
    assert canvas.time_of(position.x()) == pytest.approx(0.5, abs=0.01)
    shown = canvas.low, canvas.high
    canvas.show_take(make_take(pitch=2.0), canvas.mel)
    assert (canvas.low, canvas.high) == pytest.approx(shown)
    canvas.show_all()
    assert canvas.low == 0 and canvas.high == pytest.approx(canvas.seconds)


def test_nothing_to_edit(qtbot, canvas):
    canvas.show_take(None, None)
    canvas.repaint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 50))
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert not canvas.done


def test_labels_of_the_pitch_lie_apart_in_a_low_picture():
    assert [labelled(height, 12) for height in (20, 30, 40, 200)] == [(0,), (-12, 12), (-12, 0, 12),
                                                                      (-12, -6, 0, 6, 12)]
    for height in range(24, 300):
        # The outermost labels stay inside the picture.
        at = [min(max(height * (0.5 - s / (2 * SEMITONES)), 6), height - 6) for s in labelled(height, 12)]
        assert all(a - b >= 12 - 1e-9 for a, b in zip(at, at[1:]))
