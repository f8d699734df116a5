"""Takes that are kept: played, sorted, searched, renamed, starred, compared, exported, used again."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from ui_fakes import make_take

from audio.files import load
from audio.signal import loudness
from toolbox.core.library.library import Library
from toolbox.core.library.records import EXPORTED


@pytest.fixture
def takes(window):
    library, made = window.session.library, []
    for text, seconds, level, speed in (("Good morning.", 1.0, 0.5, 1.0), ("Good night.", 2.0, 0.05, 1.5),
                                        ("Until tomorrow.", 1.5, 0.2, 0.8)):
        take = make_take(text, seconds, speed=speed)
        take.wav *= level * 2
        library.add_take(library.write_take(take))
        made.append(take)
    window._show_takes("")
    return made


def listed(window):
    table = window.speech.takes
    return [table.item(row, 1).text() for row in range(table.rowCount()) if not table.isRowHidden(row)]


def test_takes_are_searched_and_sorted(window, takes):
    table = window.speech.takes
    window.speech.search.setText("GOOD")
    assert set(listed(window)) == {"Good morning.", "Good night."}
    window.speech.search.setText("")
    table.sort_by(2)
    assert listed(window) == ["Good morning.", "Until tomorrow.", "Good night."]
    table.sort_by(2)
    assert listed(window)[0] == "Good night."
    table.sort_by(7)
    assert [table.item(row, 7).text() for row in range(3)] == ["0.8 ×", "1 ×", "1.5 ×"]


def test_a_search_for_takes_without_results_says_so_and_escape_ends_it(qtbot, window, takes):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    search, table = window.speech.search, window.speech.takes
    search.setFocus()
    qtbot.keyClicks(search, "xyz")
    before = table.viewport().grab().toImage()
    assert listed(window) == [] and "'xyz'" in table.empty and "Esc" in table.empty
    window.session.player.play_reference()
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert len(listed(window)) == 3 and table.empty == "" and window.session.audio.playing()
    search.setText("abc")
    table.empty = ""
    assert table.viewport().grab().toImage() != before  # the sentence was painted
    search.setText("good")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    assert table.hasFocus()


def test_a_double_click_and_keys_play(qtbot, window, takes):
    table = window.speech.takes
    table.select(takes[1].id)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        window.session.audio.stop()
        qtbot.keyClick(table, key)
        qtbot.waitUntil(lambda: window.session.cloning.take is not None
                        and window.session.cloning.take.id == takes[1].id and window.session.audio.playing(),
                        timeout=30_000)


def test_names_and_stars_are_kept_and_undone(window, takes):
    session, (first, second, _) = window.session, takes
    session.keeping.rename(first.id, "The best")
    session.keeping.star([first.id, second.id])
    assert {"★ The best", "★ Good night."} < set(listed(window))
    again = Library(session.library.folder)
    assert again.takes[first.id].name == "The best" and again.takes[second.id].starred
    again.close()
    for _ in range(2):
        session.undo.undo()
    assert "Good morning." in listed(window) and not session.library.takes[second.id].starred
    session.undo.redo()
    assert "The best" in listed(window)


def test_several_are_compared_exported_and_deleted(qtbot, window, takes, tmp_path):
    session, table = window.session, window.speech.takes
    session.keeping.compare(takes[0].id, takes[1].id)
    qtbot.waitUntil(lambda: session.audio.sound is not None and session.audio.sound.seconds > 3, timeout=30_000)
    sound = session.audio.sound
    one, two = sound.samples[: sound.rate], sound.samples[round(1.4 * sound.rate):]
    assert loudness(one) == pytest.approx(loudness(two), abs=0.1)
    session.keeping.export([t.id for t in takes], tmp_path, ".mp3")

    def exported():
        return [e.place for e in session.library.history() if e.what == EXPORTED]

    qtbot.waitUntil(lambda: len(exported()) == 3, timeout=30_000)  # each is listed once it is written
    assert len(load(tmp_path / "Clara Good morning.mp3")[0]) > 20_000
    assert sorted(exported()) == sorted(str(path) for path in tmp_path.glob("*.mp3"))
    table.selectAll()
    assert len(table.all_selected()) == 3
    assert [a.text() for a in table.menu().actions() if a.text()] == [
        "Play", "Use these settings again", "Compare the two (A/B)", "Rename", "Star", "Export…", "Delete"]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert table.rowCount() == 0
    session.undo.undo()
    assert table.rowCount() == 3 and session.undo.redo_name == "delete 3 takes"
    session.undo.redo()
    assert table.rowCount() == 0


def test_what_is_selected_stays_selected_while_it_is_starred(window, takes):
    table = window.speech.takes
    table.selectAll()
    chosen = table.all_selected()
    window.session.keeping.star(chosen)
    assert table.all_selected() == chosen and all(take.starred for take in window.session.library.takes.values())
    assert window.session.undo.name == "star 3 takes"
    window.session.undo.undo()
    assert table.all_selected() == chosen and not any(t.starred for t in window.session.library.takes.values())
    window.session.keeping.rename(chosen[1], "Another")
    assert table.selected() == chosen[1]
    window.session.cloning.delete_takes(chosen[:1])
    assert len(table.all_selected()) <= 1


def test_another_take_takes_the_place_of_the_one_that_is_shown(window, takes):
    strip, shown = window.speech.phonemes, []
    for n in (0, 1, 0):
        take = window.session.library.read_take(takes[n])
        window.speech.show_take(take)
        shown.append((len(strip.words), len(strip.phonemes)))
    assert shown[0] == shown[2] and shown[0][1] <= len(take.phonemes)


def test_settings_are_used_again(qtbot, window, takes):
    window.speech.text.setPlainText("Something else.")
    window.speech.takes.used_again.emit(takes[1].id)
    qtbot.waitUntil(lambda: window.speech.text.toPlainText() == "Good night.", timeout=30_000)
    assert window.speech.speed.value() == 1.5 and window.speech.seed.value() == 7
    assert window.session.chosen == ["clara"] and np.isclose(window.speech.pitch.value(), 0.0)
