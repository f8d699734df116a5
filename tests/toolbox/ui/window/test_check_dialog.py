"""Checking files for marks, and what was made in whose voice."""

import time

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from ui_fakes import make_take

from audio.files import save
from toolbox.ui.window.checking import RESULT
from watermark.marker import mark
from watermark.provenance import Provenance


@pytest.fixture
def dialog(window):
    shown = window.checking.show()
    yield shown
    shown.close()


def drop(dialog, paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    dialog.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                                Qt.KeyboardModifier.NoModifier))


def results(dialog):
    return [dialog.list.topLevelItem(row).text(RESULT) for row in range(dialog.list.topLevelItemCount())]


def test_dropped_files_are_checked_by_the_real_process(qtbot, dialog, clips, tmp_path):
    wav, rate = clips["Clara"]
    save(tmp_path / "clone.ogg", mark(wav, rate), rate, Provenance("1.2", "default", consent="own").comment())
    save(tmp_path / "real.wav", wav, rate)
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    drop(dialog, [tmp_path / name for name in ("clone.ogg", "real.wav", "bad.wav")])
    assert dialog.cancel.isEnabled()
    qtbot.waitUntil(lambda: not dialog.cancel.isEnabled(), timeout=120_000)
    assert results(dialog) == ["Synthetic: marked by this program", "No mark found", "Not readable"]
    for row, words in ((0, ("0.0 to", "consent: own")), (1, ("does not make it a recording",)),
                       (2, ("bad.wav cannot be read as sound",))):
        dialog.list.setCurrentItem(dialog.list.topLevelItem(row))
        assert all(word in dialog.about.toPlainText() for word in words)


def test_checks_are_cancelled_at_once(qtbot, dialog, clips, tmp_path):
    wav, rate = clips["Clara"]
    save(tmp_path / "short.wav", wav, rate)
    for number in range(2):
        save(tmp_path / f"long-{number}.flac", wav.repeat(40), rate)
    drop(dialog, [tmp_path / "short.wav"])  # until the libraries are there
    qtbot.waitUntil(lambda: not dialog.cancel.isEnabled(), timeout=120_000)
    drop(dialog, [tmp_path / "long-0.flac", tmp_path / "long-1.flac"])
    qtbot.waitUntil(lambda: "%" in results(dialog)[1] and results(dialog)[1] != "Listening … 0%", timeout=120_000)
    began = time.perf_counter()
    dialog.cancel.click()
    qtbot.waitUntil(lambda: not dialog.cancel.isEnabled(), timeout=30_000)
    assert results(dialog)[1:] == ["Cancelled", "Cancelled"] and time.perf_counter() - began < 10


def test_the_log_is_shown_by_voice(qtbot, window, session, library, tmp_path):
    for voice, consent in (("Clara", "sample"), ("Bob", None)):
        take = make_take(voice=voice, comment=Provenance("1", "default", consent=consent).comment())
        library.add_take(library.write_take(take))
    session.cloning.show_take(library.read_take(take))
    session.cloning.export(str(tmp_path / "bob.wav"))
    qtbot.waitUntil(lambda: len(library.history()) == 3)
    window.speech.takes.dragged_out.emit(take.id)
    qtbot.waitUntil(lambda: len(library.history()) == 4)
    dialog = window.show_history()
    table = [[dialog.table.item(row, column).text() for column in range(1, 7)]
             for row in range(dialog.table.rowCount())]
    assert [(line[0], line[1], line[2]) for line in table] == [
        ("dragged out", "Bob", "not stated"), ("exported", "Bob", "not stated"), ("made", "Bob", "not stated"),
        ("made", "Clara", "none needed")]
    assert table[1][5] == str(tmp_path / "bob.wav")
    dialog.voice.setCurrentText("Clara")
    assert dialog.table.rowCount() == 1 and dialog.table.item(0, 2).text() == "Clara"
    dialog.close()
