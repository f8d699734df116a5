from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox
from ui_fakes import make_take, make_voice

from toolbox.core.cloning.voice import Voice


def test_a_group_is_written_and_nothing_replaced_unasked(qtbot, window, tmp_path):
    tmp_path, voices = tmp_path / "voices", [make_voice("Anna"), make_voice("Bob", 1)]
    tmp_path.mkdir()
    window.dialogs._save_group(voices, str(tmp_path))
    qtbot.waitUntil(lambda: "Saved 2 voices" in window.notice.sentence)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Anna.voice", "Bob.voice", "voices.csv"]
    before = (tmp_path / "Anna.voice").read_bytes()
    for answer, replaced in (("Cancel", False), ("Replace", True)):
        window.dialogs._save_group([make_voice("Anna", 5)], str(tmp_path))
        qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
        box = window.findChild(QMessageBox)
        assert "Anna.voice" in box.text()
        next(button for button in box.buttons() if button.text().replace("&", "") == answer).click()
        qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
        if replaced:
            qtbot.waitUntil(lambda: (tmp_path / "Anna.voice").read_bytes() != before)
        else:
            qtbot.wait(50)
            assert (tmp_path / "Anna.voice").read_bytes() == before
    assert Voice.load(tmp_path / "Bob.voice").name == "Bob"


def test_imports_and_exports_remember_folders_of_their_own(qtbot, window, session, tmp_path):
    session.cloning.show_take(make_take())
    asking = {tmp_path / "in": window.dialogs.add_folder, tmp_path / "out": window.dialogs.export_picture}
    for folder, ask in asking.items():
        folder.mkdir()
        ask()
        dialog = window.findChild(QFileDialog)
        dialog.setDirectory(str(folder))
        dialog.filesSelected.emit([str(folder)])
        dialog.close()
        qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)
    for folder, ask in asking.items():
        ask()
        dialog = window.findChild(QFileDialog)
        assert Path(dialog.directory().path()) == folder
        dialog.close()
        qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)
