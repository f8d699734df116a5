import pytest
from PySide6.QtCore import Qt

from toolbox.core.library.library import Recording
from toolbox.ui.recordings.voices import VoicesPanel


@pytest.fixture
def panel(qtbot):
    made = VoicesPanel()
    qtbot.addWidget(made)
    made.show()
    made.show_library({"Anna": [Recording("a", "Anna", "recordings/a.flac", 2.0, "/home/me/interview.mp3"),
                                Recording("b", "Anna", "recordings/b.flac", 3.0, "recorded here",
                                          added="2026-05-04T10:20:30.000+00:00")],
                       "Bob": [Recording("c", "Bob", "/data/bob.wav", 1.0)]})
    return made


def test_a_search_without_results_says_so_and_escape_ends_it(qtbot, panel):
    panel.search.setFocus()
    qtbot.keyClicks(panel.search, "xyz")
    assert panel.empty.isVisible() and "'xyz'" in panel.empty.text() and "Esc" in panel.empty.text()
    assert not panel.tree.isVisible() and not panel.delete.isEnabled()
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.search.text() == "" and panel.tree.isVisible() and not panel.empty.isVisible()
    panel.show_library({})
    assert "No voices yet" in panel.empty.text()


def test_escape_in_the_search_cancels_nothing_else(qtbot, window, session):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.voices.search.setFocus()
    qtbot.keyClicks(window.voices.search, "xyz")
    session.player.play_reference()
    qtbot.keyClick(window.voices.search, Qt.Key.Key_Escape)
    assert window.voices.search.text() == "" and session.audio.playing()


def test_from_the_search_into_the_list(qtbot, panel):
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.search.setFocus()
    qtbot.keyClicks(panel.search, "bob")
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert chosen.args == [["c"]] and panel.tree.hasFocus()


def test_recordings_of_one_speaker_have_names_of_their_own(panel):
    top = panel.model.index(0, 0)
    assert panel.model.index(0, 0, top).data() == "interview.mp3"
    assert panel.model.index(1, 0, top).data().startswith("2026-05-04 ")
