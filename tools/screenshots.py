"""Make docs/screenshots: the window in light and dark, recording, cloning, with a map. Wants Xvfb and PulseAudio."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

OUT = ROOT / "docs" / "screenshots"
SAMPLES = ROOT / "assets" / "voices"
FIRST = "Good morning. The kettle is on the stove, and the letters are on the table by the window."
SECOND = "She had read the whole of it twice before anybody came down to breakfast."
PLAY = ("[Clara] Did you *really* sleep in the garden? [pause 0.4s] In this weather?\n"
        "[Silas] I did — and Mr Xqzvry would do it again.\n[Edwin] Nobody asked you… [puase 1s]")
TALL = 960  # pixels of the window where lists are to be seen
LONG = ("When the train came out of the tunnel the whole valley lay under snow, and for a while nobody said anything. "
        "Then the boy at the window began to count the chimneys aloud. ") * 3


def main():
    """Run the sitting below on a private desktop."""
    from toolbox.ui.measure.desktop import Desktop

    with Desktop((1280, TALL)) as desktop, tempfile.TemporaryDirectory() as scratch:
        return subprocess.run([sys.executable, __file__, scratch], env=desktop.environment, timeout=300).returncode


def show_workshop(window, photograph, settle, wait):
    """Say a play, and photograph its sentences, one of them in hand, and the pages of the workshop."""
    from PySide6.QtWidgets import QDialog

    from synthesizer import editing

    session, speech, working = window.session, window.speech, window.working
    session.select("clara")
    wait(lambda: session.voice() is not None)
    speech.text.setPlainText(PLAY)
    speech.clone.click()
    wait(lambda: len(session.workshop.project.sentences) == 4)
    session.player.stop()
    wait(lambda: session.engine.idle)
    speech.show_sentences()
    size = window.size()
    window.resize(size.width(), TALL)
    speech.splitter.setSizes([90, 300, 200])
    settle(1.0)
    photograph("sentences")
    speech.sentences.table.selectRow(0)
    canvas = speech.editor.canvas
    word = next(i for i, w in enumerate(canvas.reading.words) if w.text == "really")
    canvas.select(word)
    begin, end = editing.span(canvas.reading, word)
    for name, edit in (("move the pitch of a word", lambda reading: editing.shift_pitch(reading, word, 4.0)),
                       ("draw the pitch", lambda reading: editing.draw_pitch(reading, [(end, 0.0), (end + 0.5, 6.0)])),
                       ("loudness", lambda reading: editing.make_louder(reading, {word + 1: -6.0}))):
        canvas.edited.emit(name, edit(canvas.reading))
        wait(lambda: session.workshop.mel(session.workshop.sentence.take) is not None and session.engine.idle)
    session.player.stop()
    settle(0.5)
    photograph("editor")
    working.ask_pronunciation(word)
    settle(0.5)
    photograph("pronunciation", working.popup)
    working.popup.close()
    working.show_reading()
    wait(lambda: working.reading is not None)
    settle(0.5)
    photograph("reading", working.reading)
    working.reading.close()
    for symbols, name in (("wˈɪn", "nguyen"), ("ʃɪvˈɔn", "siobhan")):
        session.workshop.dictionary.put("en-us", name, symbols)
    for show, name in ((working.show_dictionary, "dictionary"), (working.show_cast, "cast"),
                       (working.export, "export")):
        show()
        settle(0.5)
        page = next(p for p in window.findChildren(QDialog) if p.isVisible())
        photograph(name, page)
        page.close()
        settle(0.2)
    working.leave()
    window.resize(size)


def sit(scratch):
    """Open the window, use it, and photograph it."""
    from PIL import Image
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtGui import QImage
    from PySide6.QtTest import QTest

    from toolbox.ui.measure.desktop import wait
    from toolbox.ui.window import app, theme

    def settle(seconds=0.4):
        begun = time.perf_counter()
        wait(lambda: time.perf_counter() > begun + seconds)

    def photograph(name, widget=None):
        # In 256 colours, which nobody tells from all of them, the file is a third as large.
        picture = (widget or window).grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        size = (picture.width(), picture.height())
        image = Image.frombytes("RGB", size, bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine())
        image.quantize(256, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)

    def clone(text, speaker, until=lambda: session.cloning.take is not None):
        session.select(speaker)
        wait(lambda: session.chosen == [speaker] and session.voice() is not None)
        settle()
        window.speech.text.setPlainText(text)
        before = len(session.library.takes)
        window.speech.clone.click()
        wait(until)
        return before

    OUT.mkdir(parents=True, exist_ok=True)
    _, window = app.build(["--library", f"{scratch}/library"])
    session = window.session
    window.show()
    window.activateWindow()
    theme.follow("light")
    window.restyle()
    wait(lambda: len(session.voices) == 4 and session.audio.inputs)

    for text, speaker in ((SECOND, "hester"), (FIRST, "clara")):
        before = clone(text, speaker)
        wait(lambda before=before: len(session.library.takes) > before)
    settle(1.5)
    photograph("light")
    session.player.stop()

    theme.follow("dark")
    window.restyle()
    settle(0.6)
    QTest.mouseMove(window.reference.view.plot.viewport(), QPoint(260, 60))
    settle()
    photograph("dark")

    window.resizeDocks([window.docks["Voices"], window.docks["Map"]], [200, 480], Qt.Orientation.Horizontal)
    for speaker in ("edwin", "silas"):
        before = clone(SECOND, speaker)
        wait(lambda before=before: len(session.library.takes) > before)
        session.player.stop()
    settle()
    photograph("map")
    window.resizeDocks([window.docks["Voices"], window.docks["Map"]], [220, 300], Qt.Orientation.Horizontal)

    show_workshop(window, photograph, settle, wait)
    pieces = []
    session.cloning.chunk_made.connect(lambda *_: pieces.append(1))
    clone(LONG, "silas", until=lambda: len(pieces) > 5)
    settle(0.1)
    photograph("cloning")
    session.cloning.cancel()
    settle()

    speaker = subprocess.Popen(["paplay", "--device=mic", str(SAMPLES / "clara.flac")])
    settle(0.3)
    window.live.toggle()
    settle(6.7)
    photograph("recording")
    window.live.toggle()
    speaker.wait()
    settle()
    window.close()


if __name__ == "__main__":
    sys.exit(main() if len(sys.argv) == 1 else sit(sys.argv[1]))
