"""Make docs/screenshots, or with the argument "film" the short film of recording and cloning.

Needs Xvfb and PulseAudio.
"""

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
TALL = 960  # pixels of the window where lists are visible
LONG = ("When the train came out of the tunnel the whole valley lay under snow, and for a while nobody said anything. "
        "Then the boy at the window began to count the chimneys aloud. ") * 3
TYPED = "Good morning. I never said this, but it sounds like me."
FRAME, FILM_WIDTH, FILM_QUALITY = 0.16, 900, 50  # seconds, pixels, and the quality of WebP from 0 to 100


def main():
    """Run one of the two sittings below on a private desktop."""
    from toolbox.ui.measure.desktop import Desktop

    film = sys.argv[1:] == ["film"]
    size = (1280, 720) if film else (1280, TALL)
    with Desktop(size) as desktop, tempfile.TemporaryDirectory() as scratch:
        return subprocess.run([sys.executable, __file__, "film" if film else "pictures", scratch],
                              env=desktop.environment, timeout=300).returncode


def image_of(widget):
    """Return a Pillow image of a widget."""
    from PIL import Image
    from PySide6.QtGui import QImage

    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size = (picture.width(), picture.height())
    return Image.frombytes("RGB", size, bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine())


def settle(seconds=0.4):
    """Process events for a while."""
    from toolbox.ui.measure.desktop import wait

    begun = time.perf_counter()
    wait(lambda: time.perf_counter() > begun + seconds)


def film(scratch):
    """Film the recording and cloning of a voice as an animated WebP."""
    from PIL import Image
    from PySide6.QtCore import QTimer

    from toolbox.ui import theme
    from toolbox.ui.measure.desktop import wait
    from toolbox.ui.window import app

    _, window = app.build(["--library", f"{scratch}/library"])
    session, speech, frames, taken = window.session, window.speech, [], []
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    theme.follow("dark")
    window.restyle()
    wait(lambda: len(session.voices) == 4 and session.audio.inputs)
    wait(lambda: window.models.state.text().startswith("ready"), seconds=150.0)
    speech.text.clear()

    def shoot():
        taken.append(time.perf_counter())
        image = image_of(window)
        frames.append(image.resize((FILM_WIDTH, FILM_WIDTH * image.height // image.width), Image.Resampling.LANCZOS))

    camera = QTimer(window, interval=round(1000 * FRAME))
    camera.timeout.connect(shoot)

    def unseen(condition):
        """Wait without filming, so that the film does not depend on how busy the machine is."""
        camera.stop()
        wait(condition, seconds=150.0)
        camera.start()

    camera.start()
    settle(0.8)
    window.live.toggle()
    wait(lambda: window.live.recording)
    with subprocess.Popen(["paplay", "--device=mic", str(SAMPLES / "edwin.flac")]) as speaker:
        settle(6.0)
        window.live.toggle()
        speaker.terminate()
    unseen(lambda: any(r.source == "recorded here" for r in session.library.recordings.values()))
    unseen(lambda: session.voice() is not None and session.player.reference is not None)
    settle(0.6)
    for n in range(0, len(TYPED) + 1, 3):
        speech.text.setPlainText(TYPED[:n])
        settle(0.06)
    speech.text.setPlainText(TYPED)
    settle(0.4)
    speech.clone.click()
    settle(0.8)
    speech.consent.buttons["own"].click()
    unseen(lambda: session.audio.playing() or session.audio.starting)
    wait(lambda: not session.audio.playing() and not session.audio.starting)
    settle(1.5)
    camera.stop()
    lengths = [round(1000 * min(b - a, 2 * FRAME)) for a, b in zip(taken, taken[1:])] + [2000]
    frames[0].save(OUT / "film.webp", save_all=True, append_images=frames[1:], duration=lengths, loop=0,
                   quality=FILM_QUALITY, method=4, minimize_size=True)
    window.close()


def show_workshop(window, photograph, wait):
    """Speak a play, and photograph its sentences, the editor, and the pages of the workshop."""
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
        wait(lambda: session.workshop.sounds.mel(session.workshop.sentence.take) is not None and session.engine.idle)
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
    for show, name in ((working.show_cast, "cast"), (working.export, "export")):
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
    from PySide6.QtCore import Qt

    from toolbox.ui import theme
    from toolbox.ui.measure.desktop import wait
    from toolbox.ui.window import app

    def photograph(name, widget=None):
        # 256 colours look like all of them, and the file is a third as large.
        image_of(widget or window).quantize(256, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)

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
    session.player.stop()
    theme.follow("dark")
    window.restyle()
    window.resizeDocks([window.docks["Voices"], window.docks["Map"]], [200, 480], Qt.Orientation.Horizontal)
    for speaker in ("edwin", "silas"):
        before = clone(SECOND, speaker)
        wait(lambda before=before: len(session.library.takes) > before)
        session.player.stop()
    settle()
    photograph("map")
    window.resizeDocks([window.docks["Voices"], window.docks["Map"]], [220, 300], Qt.Orientation.Horizontal)

    show_workshop(window, photograph, wait)
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
    sittings = {"pictures": sit, "film": film}
    sys.exit(sittings[sys.argv[1]](sys.argv[2]) if len(sys.argv) == 3 else main())
