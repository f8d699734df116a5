"""Make docs/screenshots: all pictures, or the sittings that are named, one of which is the short film.

    python tools/screenshots.py [cloning] [workshop] [recordings] [film]

Needs Xvfb and PulseAudio, and a machine that does nothing else: the pictures show how fast speech is made.
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
SOUNDS = ROOT / "docs" / "audio"
FIRST = "Good morning. The kettle is on the stove, and the letters are on the table by the window."
SECOND = "She had read the whole of it twice before anybody came down to breakfast."
PLAY = ("[Clara] Did you *really* sleep in the garden? [pause 0.4s] In this weather?\n"
        "[Silas] I did — and Mr Xqzvry would do it again.\n[Edwin] Nobody asked you… [puase 1s]")
TALL = 960  # pixels of the window where lists are visible
LONG = ("When the train came out of the tunnel the whole valley lay under snow, and for a while nobody said anything. "
        "Then the boy at the window began to count the chimneys aloud. ") * 3
TYPED = "Good morning. I never said this, but it sounds like me."
FRAME, FILM_WIDTH, FILM_QUALITY = 0.16, 900, 50  # seconds, pixels, and the quality of WebP from 0 to 100


def main(names):
    """Hold each of the named sittings on a private desktop."""
    from toolbox.ui.measure.desktop import Desktop

    codes = []
    for name in names or SITTINGS:
        height = TALL if name == "workshop" else 720
        with Desktop((1280, height)) as desktop, tempfile.TemporaryDirectory() as scratch:
            codes.append(subprocess.run([sys.executable, __file__, "--sit", name, scratch], env=desktop.environment,
                                        timeout=300).returncode)
    return max(codes)


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


def open_window(scratch):
    """Return a dark window with the samples, whose models are loaded."""
    from toolbox.ui import theme
    from toolbox.ui.measure.desktop import wait
    from toolbox.ui.window import app

    _, window = app.build(["--library", f"{scratch}/library"])
    window.show()
    window.activateWindow()
    theme.follow("dark")
    window.restyle()
    wait(lambda: len(window.session.voices) == 4 and window.session.audio.inputs)
    wait(lambda: window.models.state.text().startswith("ready"), seconds=150.0)
    return window


def photograph(name, widget):
    """Save a picture of a widget."""
    from PIL import Image

    # 256 colours look like all of them, and the file is a third as large.
    image_of(widget).quantize(256, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def select(window, speaker):
    """Select a sample, and wait until the program has adapted to it."""
    from toolbox.ui.measure.desktop import wait

    session = window.session
    session.select(speaker)
    wait(lambda: session.chosen == [speaker] and session.voice() is not None)
    settle()
    wait(lambda: session.engine.idle)


def clone(window, text, speaker):
    """Clone a text to its end, and stop playing."""
    from toolbox.ui.measure.desktop import wait

    session = window.session
    select(window, speaker)
    window.speech.text.setPlainText(text)
    before = len(session.library.takes)
    window.speech.clone.click()
    wait(lambda: len(session.library.takes) > before)
    session.player.stop()


def show_cloning(scratch):
    """Photograph the map, a recording in progress, live conversion and a speech in progress."""
    from PySide6.QtCore import Qt

    from toolbox.ui.measure.desktop import wait

    window = open_window(scratch)
    session = window.session
    for text, speaker in ((SECOND, "hester"), (SECOND, "edwin"), (FIRST, "clara")):
        clone(window, text, speaker)
    wait(lambda: session.engine.idle)
    window.resizeDocks([window.docks["Voices"], window.docks["Map"]], [200, 480], Qt.Orientation.Horizontal)
    settle(1.0)
    photograph("map", window)
    window.resizeDocks([window.docks["Voices"], window.docks["Map"]], [220, 300], Qt.Orientation.Horizontal)
    window.docks["Speak live"].raise_()
    settle()
    photograph("live", window)

    with subprocess.Popen(["paplay", "--device=mic", str(SAMPLES / "edwin.flac")]) as speaker:
        settle(0.3)
        window.live.toggle()
        settle(6.5)
        photograph("recording", window)
        window.live.toggle()
        speaker.terminate()
    settle()

    select(window, "silas")
    pieces = []
    session.cloning.chunk_made.connect(lambda *_: pieces.append(1))
    window.speech.text.setPlainText(LONG)
    window.speech.clone.click()
    wait(lambda: len(pieces) > 5)
    settle(0.1)
    photograph("cloning", window)
    session.cloning.cancel()
    settle()
    window.close()


def show_workshop(scratch):
    """Speak a play, and photograph its sentences, the editor, and the pages of the workshop."""
    from PySide6.QtWidgets import QDialog

    from synthesizer import editing
    from toolbox.ui.measure.desktop import wait

    window = open_window(scratch)
    session, speech, working = window.session, window.speech, window.working
    for speaker in ("silas", "edwin"):
        select(window, speaker)
    clone(window, FIRST, "clara")
    speech.text.setPlainText(PLAY)
    speech.clone.click()
    wait(lambda: len(session.workshop.project.sentences) == 4)
    session.player.stop()
    wait(lambda: session.engine.idle)
    speech.show_sentences()
    window.resize(window.width(), TALL)
    speech.splitter.setSizes([90, 300, 200])
    settle(1.0)
    photograph("sentences", window)
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
    photograph("editor", window)
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
    window.close()


def show_recordings(scratch):
    """Photograph a conversation divided by person, the numbers behind the map, and checked files."""
    import numpy as np

    from audio.files import load, save
    from toolbox.ui.measure.desktop import wait

    window = open_window(scratch)
    session, turns = window.session, []
    voices = [load(SAMPLES / f"{name}.flac") for name in ("clara", "edwin")]
    for begin in (0.0, 2.4, 4.8):
        turns += [wav[int(begin * rate): int((begin + 2.9) * rate)] for wav, rate in voices]
    save(f"{scratch}/interview.wav", np.concatenate(turns), voices[0][1])
    session.imports.add([f"{scratch}/interview.wav"])
    wait(lambda: session.people.division is not None, seconds=100.0)
    wait(lambda: session.engine.idle)
    settle(0.5)
    photograph("people", window)

    window.exploring.show_numbers()
    numbers = window.exploring._numbers
    wait(lambda: numbers.table.isEnabled(), seconds=100.0)
    settle(0.5)
    photograph("numbers", numbers)
    numbers.close()

    page = window.checking.show()
    page.add([str(SOUNDS / "clara-reference.opus"), str(SOUNDS / "clara-clone.opus")])
    wait(lambda: not page.cancel.isEnabled(), seconds=100.0)
    settle()
    photograph("checking", page)
    page.close()
    window.close()


SITTINGS = {"cloning": show_cloning, "workshop": show_workshop, "recordings": show_recordings, "film": film}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--sit"]:
        OUT.mkdir(parents=True, exist_ok=True)
        SITTINGS[sys.argv[2]](sys.argv[3])
    else:
        sys.exit(main(sys.argv[1:]))
