"""Keys: those that edit text do only that in a text box, and Delete acts on the focused widget."""

from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser
from ui_fakes import make_take

from toolbox.ui.window.help import LIBRARIES

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize("key, modifier", [(Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier),
                                           (Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier),
                                           (Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier),
                                           (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
                                           (Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier),
                                           (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
                                           (Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)])
def test_keys_that_edit_text_do_nothing_else_there(qtbot, window, session, library, key, modifier):
    take = library.write_take(make_take())
    library.add_take(take)
    session.cloning.takes_changed.emit(take.id)
    starred = [r.starred for r in library.rows()]
    for box in (window.speech.text, window.voices.search):
        window.activateWindow()
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, "one two")
        qtbot.keyClick(box, key, modifier)
        qtbot.wait(1)
    assert len(library.rows()) == 4 and not take.deleted and not library.takes[take.id].deleted
    assert [r.starred for r in library.rows()] == starred


def test_a_word_is_deleted_in_the_text(qtbot, window, library):
    window.activateWindow()
    window.speech.text.setFocus()
    window.speech.text.setPlainText("")
    qtbot.keyClicks(window.speech.text, "one two")
    qtbot.keyClick(window.speech.text, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert window.speech.text.toPlainText() == "one " and len(library.rows()) == 4


def test_delete_acts_where_the_keyboard_is(qtbot, window, session, library):
    take = library.write_take(make_take())
    library.add_take(take)
    session.cloning.takes_changed.emit(take.id)
    window.activateWindow()
    window.map.view.setFocus()
    window.delete_focused()
    assert len(library.rows()) == 4 and not library.takes[take.id].deleted
    window.speech.takes.setFocus()
    window.delete_focused()
    assert len(library.rows()) == 4 and library.takes[take.id].deleted
    window.voices.tree.setFocus()
    window.delete_focused()
    assert len(library.rows()) == 3


def test_the_menu_edits_text_and_helps(qtbot, window):
    window.activateWindow()
    window.speech.text.setFocus()
    window.speech.text.setPlainText("one")
    window.speech.text.selectAll()
    actions = {a.text(): a for m in window.menuBar().actions() for a in m.menu().actions()}
    actions["Copy"].trigger()
    actions["Cut"].trigger()
    assert window.speech.text.toPlainText() == ""
    actions["Paste"].trigger()
    assert window.speech.text.toPlainText() == "one"
    for show, expected in ((window.help.show_first_steps, "Record"), (window.help.show_shortcuts, "Ctrl+Return"),
                           (window.help.show_about, "GPL-3.0")):
        dialog = show()
        assert expected in dialog.findChild(QTextBrowser).toPlainText()
        dialog.close()
    about = window.help.show_about().findChild(QTextBrowser).toPlainText()
    notice = dict(line.split(maxsplit=1) for line in (ROOT / "NOTICE").read_text(encoding="utf-8").splitlines()
                  if line[:1].isalpha() and "  " in line)
    for name, licence in LIBRARIES.items():
        assert notice[name].startswith(licence) and f"{name} {metadata.version(name)}: {licence}" in about
    window.show_preferences()
