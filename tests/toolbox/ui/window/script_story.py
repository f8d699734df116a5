"""A script in three voices from pasting to stems, in a real window; run by test_end_to_end.py on a private desktop.

A script is pasted, cast and cloned, a name is mended, a word is dragged up, a sentence is said again, and stems are
exported through a dialog. "again" as the second argument opens the window once more and looks at what is there.
Writes what it found as JSON to the path given.
"""

import sys
import time
from pathlib import Path

import numpy as np
from end_to_end import run
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from audio.files import load
from audio.pitch import pitch
from synthesizer import editing
from toolbox.ui.measure.desktop import wait
from toolbox.ui.window import app
from toolbox.ui.workshop.exporting import ExportPage
from toolbox.ui.workshop.tables import CastPage

SCRIPT = "Clara: Good morning, Mister Nguyen.\nEdwin: The letters are on the table.\nSilas: Nobody asked for them."
SEMITONES = 4.0


def begin(scratch):
    """Show a window whose models are loaded."""
    _, window = app.build(["--library", f"{scratch}/library"])
    window.resize(1280, 900)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    wait(lambda: window.session.audio.outputs)
    wait(lambda: window.models.state.text().startswith(("ready", "not")))
    wait(lambda: len(window.session.voices) == 4)
    return window


def dialog_of(kind):
    """Wait for a dialog, and return it."""
    found = []

    def there():
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        return found

    wait(there)
    return found[0]


def click(canvas, x, y, *way):
    """Press the left button on the canvas, move along a way, and let go."""
    at = QPoint(round(x), round(y))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    for dx, dy in way:
        at = QPoint(round(x + dx), round(y + dy))
        QTest.mouseMove(canvas, at)
        QApplication.processEvents()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at)


def heard(take, sound, word):
    """Return the median pitch of a word in a sound, in Hz."""
    begin, end = (round((t - take.cut) * sound.rate) for t in editing.span(take.reading, word))
    f0 = pitch(sound.samples[max(0, begin): end], sound.rate, 256)
    return float(np.median(f0[f0 > 0]))


def take_in_hand(scratch):
    window = begin(scratch)
    session, speech = window.session, window.speech
    workshop, canvas, table = session.workshop, speech.editor.canvas, speech.sentences.table
    problems, found = [], {}
    session.noticed.connect(lambda kind, sentence, *_: problems.append(sentence) if kind == "bad" else None)

    # Pasted, as a person pastes.
    QGuiApplication.clipboard().setText(SCRIPT)
    speech.text.setFocus()
    QTest.keyClick(speech.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(speech.text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: speech.text.toPlainText() == SCRIPT)
    speech.show_sentences()
    QTest.mouseClick(speech.sentences.cast, Qt.MouseButton.LeftButton)
    page = dialog_of(CastPage)
    found["cast"] = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]
    page.findChildren(QPushButton)[-1].click()
    found["text"] = speech.text.toPlainText()
    ended = []
    session.cloning.ended.connect(ended.append)
    QTest.keyClick(speech.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: ended, 120.0)
    wait(lambda: len(workshop.project.sentences) == 3)
    found |= {"ended": ended[0], "voices": [s.take.voice for s in workshop.project.sentences]}
    session.player.stop()

    # A name is mended.
    speech.show_sentences()
    table.selectRow(0)
    wait(canvas.isVisible)
    word = next(i for i, w in enumerate(canvas.reading.words) if w.text == "Nguyen")
    before, symbols = workshop.sentence.take, canvas.reading.symbols
    click(canvas, canvas.x_of(sum(editing.span(canvas.reading, word)) / 2), canvas.row("words").center().y())
    wait(lambda: window.working.popup is not None and window.working.popup.isVisible())
    popup = window.working.popup
    QTest.keyClicks(popup.respelling, "noo-YEN")
    found["respelled"] = popup.phonemes.text()
    QTest.mouseClick(popup.here, Qt.MouseButton.LeftButton)
    wait(lambda: workshop.sentence.take is not before and workshop.sounds.of(workshop.sentence.take) is not None)
    found["mended"] = symbols != canvas.reading.symbols and "nujˈɛn" in canvas.reading.symbols

    # A word is dragged up.
    take = workshop.sentence.take
    word, was = 1, heard(take, workshop.sounds.of(take), 1)
    height = float(canvas.y_of(SEMITONES)) - float(canvas.y_of(0.0))
    x = canvas.x_of(sum(editing.span(canvas.reading, word)) / 2)
    released = time.perf_counter()
    click(canvas, x, canvas.picture.center().y(), (0, height / 2), (0, height))
    wait(lambda: session.audio.sound is not None and session.audio.sound is workshop.sounds.of(workshop.sentence.take)
         and session.audio.playing())
    found["sound_after_s"] = time.perf_counter() - released
    wait(lambda: workshop.sounds.of(workshop.sentence.take).finished)
    take = workshop.sentence.take
    found["raised"] = float(12 * np.log2(heard(take, workshop.sounds.of(take), word) / was))
    wait(lambda: not workshop.busy)

    # A sentence is spoken again; the others stay.
    others = [s.take.id for s in workshop.project.sentences if s is not workshop.project.sentences[1]]
    table.selectRow(1)
    QTest.mouseClick(speech.sentences.again, Qt.MouseButton.LeftButton)
    wait(lambda: len(workshop.project.sentences[1].takes) == 2)
    found["others_stay"] = others == [s.take.id for s in workshop.project.sentences
                                      if s is not workshop.project.sentences[1]]

    # Stems.
    stems = Path(scratch, "stems")
    stems.mkdir()
    export_stems(window, stems)
    wait(lambda: len(list(stems.glob("*.wav"))) == 3)
    wait(lambda: any("aved" in s for s in [window.notice.text.text()]))
    found["stems"] = sorted(path.name for path in stems.iterdir())
    stem_wavs = [load(path)[0] for path in sorted(stems.iterdir())]
    found["stem_lengths"] = [len(wav) for wav in stem_wavs]
    # Never do two of them speak at the same time.
    found["loudest_together"] = float(np.sort(np.abs(np.stack(stem_wavs)), axis=0)[-2].max())
    found |= {"state": state(workshop), "problems": problems}
    window.close()
    return found


def export_stems(window, folder):
    """Export one stem per voice through the dialog."""
    QTest.mouseClick(window.speech.sentences.export, Qt.MouseButton.LeftButton)
    page = dialog_of(ExportPage)
    page.split.setCurrentIndex(page.split.findData("stems"))
    QTest.mouseClick(page.choose, Qt.MouseButton.LeftButton)
    dialog = dialog_of(QFileDialog)
    dialog.setDirectory(str(folder.parent))
    dialog.selectFile(folder.name)
    dialog.accept()


def open_again(scratch):
    window = begin(scratch)
    workshop = window.session.workshop
    window.speech.show_sentences()
    window.speech.sentences.table.selectRow(0)
    wait(window.speech.editor.canvas.isVisible)
    found = {"state": state(workshop), "text": window.speech.text.toPlainText(),
             "sounds": [workshop.sounds.of(s.take).seconds for s in workshop.project.sentences],
             "shown": window.speech.editor.canvas.reading.text}
    window.close()
    return found


def state(workshop):
    """Return what is to be the same when the project is opened again."""
    project = workshop.project
    return {"name": project.name, "text": project.text,
            "cast": {name: list(entry.recordings) for name, entry in project.cast.items()},
            "sentences": [[s.text, len(s.takes), s.take.id, s.take.edited, round(s.take.seconds, 3)]
                          for s in project.sentences]}


if __name__ == "__main__":
    run(open_again if "again" in sys.argv else take_in_hand, *sys.argv[1:3])
