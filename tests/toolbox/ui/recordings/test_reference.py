import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from audio.files import load
from toolbox.core.cloning.overview import analyse
from toolbox.core.settings import ASSETS
from toolbox.ui.recordings.reference import SHORTEST, ReferencePanel


@pytest.fixture
def panel(qtbot):
    made = ReferencePanel()
    qtbot.addWidget(made)
    made.resize(700, 260)
    made.show()
    qtbot.waitExposed(made)
    wav, rate = load(ASSETS / "voices" / "clara.flac")
    made.show_recording("Clara", len(wav) / rate, rate, analyse(wav, rate), None)
    qtbot.wait(20)
    return made


def at(panel, seconds):
    """Return the pixel of the waveform's viewport that shows a moment."""
    box = panel.wave.box
    point = panel.wave.mapFromScene(box.mapViewToScene(QPointF(seconds, 0.0)))
    return QPoint(point.x(), panel.wave.viewport().height() // 2)


def drag(qtbot, panel, begin, end):
    view = panel.wave.viewport()
    qtbot.mouseMove(view, at(panel, begin))
    qtbot.wait(5)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(panel, begin))
    for share in (0.2, 0.5, 0.8, 1.0):
        qtbot.mouseMove(view, at(panel, begin + share * (end - begin)))
        qtbot.wait(5)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(panel, end))


@pytest.mark.parametrize("begin, end", [(2.0, 5.0), (5.0, 2.0)])
def test_dragging_selects_from_where_to_where(qtbot, panel, begin, end):
    told = []
    panel.region_changed.connect(told.append)
    drag(qtbot, panel, begin, end)
    assert len(told) == 1 and told[0] == pytest.approx((2.0, 5.0), abs=0.1)
    assert panel.region.isVisible() and "3.0 of" in panel.about.text()


def test_a_drag_inside_a_selection_selects_within_it(qtbot, panel):
    drag(qtbot, panel, 1.0, 7.0)
    with qtbot.waitSignal(panel.region_changed) as changed:
        drag(qtbot, panel, 3.0, 5.0)
    assert changed.args[0] == pytest.approx((3.0, 5.0), abs=0.1)


def test_an_end_can_be_dragged(qtbot, panel):
    drag(qtbot, panel, 2.0, 5.0)
    with qtbot.waitSignal(panel.region_changed) as changed:
        drag(qtbot, panel, panel.region.getRegion()[1], 6.0)
    assert changed.args[0] == pytest.approx((2.0, 6.0), abs=0.1)


def test_a_selection_has_a_least_length_and_stays_inside(qtbot, panel):
    with qtbot.waitSignal(panel.region_changed) as changed:
        drag(qtbot, panel, panel.seconds - 0.3, panel.seconds + 1.0)
    begin, end = changed.args[0]
    assert end == pytest.approx(panel.seconds, abs=0.01) and end - begin == pytest.approx(SHORTEST, abs=0.01)


def test_a_click_plays_from_there(qtbot, panel):
    with qtbot.waitSignal(panel.sought) as sought:
        qtbot.mouseClick(panel.wave.viewport(), Qt.MouseButton.LeftButton, pos=at(panel, 4.0))
    assert sought.args[0] == pytest.approx(4.0, abs=0.1) and not panel.region.isVisible()


def test_without_a_recording_nothing_can_be_selected(qtbot, panel):
    panel.clear()
    told = []
    panel.region_changed.connect(told.append)
    drag(qtbot, panel, 0.2, 0.6)
    assert not told and not panel.region.isVisible()


def test_the_selection_is_played_and_becomes_the_reference(qtbot, window, session, library):
    panel, chosen = window.reference, session.chosen[0]
    drag(qtbot, panel, 2.0, 5.0)
    region = library.recordings[chosen].region
    assert region == pytest.approx((2.0, 5.0), abs=0.1) and session.engine.last("enroll").arguments["region"] == region
    panel.play.click()
    assert session.audio.playing(session.player.reference)
    assert session.audio._position == int(region[0] * session.player.reference.rate)
    assert not panel.splitter.childrenCollapsible()
