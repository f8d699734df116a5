import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from audio.quality import Quality
from toolbox.core.people.division import Division
from toolbox.core.people.meter import SENTENCES, Advice, measure
from toolbox.core.people.segments import Segment
from toolbox.ui.recordings.people import PeopleStrip
from toolbox.ui.recordings.quality import WORDS, sentence, warning

TALK = Division((Segment(0.0, 4.0, "Anna"), Segment(4.0, 6.0, "Ben"), Segment(6.0, 9.0, "Anna")))


@pytest.fixture
def strip(qtbot):
    made = PeopleStrip()
    qtbot.addWidget(made)
    made.resize(600, 60)
    made.show_division(TALK)
    made.set_range(0, 10)
    made.show()
    qtbot.waitExposed(made)
    qtbot.wait(20)
    return made


def at(strip, seconds):
    point = strip.plot.mapFromScene(strip.plot.box.mapViewToScene(QPointF(seconds, 0.5)))
    return QPoint(point.x(), strip.plot.viewport().height() // 2)


def test_one_person_or_nobody_is_not_in_the_way(qtbot):
    strip = PeopleStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.show_division(TALK)
    assert not strip.isHidden()
    strip.show_division(None)
    assert strip.isHidden()


def test_each_has_a_colour_and_a_button_with_the_seconds(strip):
    buttons = [strip.buttons.itemAt(i).widget() for i in range(2)]
    assert [b.text() for b in buttons] == ["Anna, 7 s", "Ben, 2 s"]
    assert strip.colour("Anna") != strip.colour("Ben")
    with pytest.raises(AttributeError):  # what follows is the stretch
        strip.buttons.itemAt(2).widget().text()


def test_a_click_chooses_who_speaks_there(qtbot, strip):
    chosen = []
    strip.chosen.connect(chosen.append)
    for seconds in (5.0, 1.0, 9.5):
        qtbot.mouseClick(strip.plot.viewport(), Qt.MouseButton.LeftButton, pos=at(strip, seconds))
    strip.buttons.itemAt(1).widget().click()
    assert chosen == ["Ben", "Anna", "Ben"]


def test_people_who_speak_at_once_share_the_height(qtbot, strip):
    strip.show_division(Division((Segment(0.0, 5.0, "Anna"), Segment(4.0, 9.0, "Ben"))))
    drawn = strip.bars.opts
    assert list(drawn["x0"]) == [0.0, 4.0, 4.0, 5.0] and list(drawn["width"]) == [4.0, 1.0, 1.0, 4.0]
    assert list(drawn["height"]) == pytest.approx([0.9, 0.45, 0.45, 0.9])
    assert list(drawn["y0"]) == pytest.approx([0.05, 0.5, 0.05, 0.05])
    assert drawn["brushes"] == [strip.colour(who) for who in ("Anna", "Anna", "Ben", "Ben")]
    chosen = []
    strip.chosen.connect(chosen.append)
    for height in (0.9, 0.1):
        point = strip.plot.mapFromScene(strip.plot.box.mapViewToScene(QPointF(4.5, height)))
        qtbot.mouseClick(strip.plot.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert chosen == ["Anna", "Ben"]


def test_a_drag_corrects_as_far_as_it_goes(qtbot, strip):
    corrected = []
    strip.corrected.connect(lambda *told: corrected.append(told))
    view = strip.plot.viewport()
    qtbot.mouseMove(view, at(strip, 5.0))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(strip, 5.0))
    for seconds in (5.5, 6.5, 7.0):
        qtbot.mouseMove(view, at(strip, seconds))
        qtbot.wait(5)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(strip, 7.0))
    assert len(corrected) == 1
    begin, end, who = corrected[0]
    assert (begin, end) == pytest.approx((5.0, 7.0), abs=0.1) and who == "Ben"


def test_people_keep_their_colours_when_one_is_corrected(strip):
    before = strip.colour("Anna")
    strip.show_division(TALK.corrected(0.0, 8.0, "Ben"))
    assert strip.colour("Anna") == before


def test_the_quality_is_a_sentence():
    quality = Quality(9.0, 8.0, 12.0, 0.3, 8_000.0, 0.0, 0.0)
    said = sentence(quality, Advice("noise"))
    assert "12 dB" in said and said.endswith(WORDS["noise"])
    assert "2 more seconds" in sentence(quality, Advice("speech", 2.0))
    assert WORDS == SENTENCES  # the window's are marked for translation


def test_what_is_recorded_is_warned_of(clips):
    import numpy as np
    wav, rate = clips["Clara"]
    assert warning(measure(wav, rate)) == ""
    assert warning(measure(np.clip(20 * wav, -1, 1), rate)) == WORDS["clipping"]
