"""Devices that come and go under an open window; run by test_end_to_end.py on a private desktop.

A headset is plugged in, and pulled out in the middle of a recording and of playback; then all devices are, and come
back. Writes what it found as JSON to the path given.
"""

import subprocess
import sys
import time

from end_to_end import RATE, correlation, run
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from audio.files import load, save
from audio.signal import resample
from toolbox.core.settings import ASSETS
from toolbox.ui.measure.desktop import LOUDSPEAKER, MICROPHONE, null_sink, wait
from toolbox.ui.window import app

HEADSET = "Monitor of Headset", "Headset"  # as input and as output


def pactl(*arguments):
    return subprocess.run(["pactl", *arguments], check=True, capture_output=True, text=True, timeout=10).stdout.strip()


def main(scratch):
    found = {}
    _, window = app.build(["--library", f"{scratch}/library"])
    window.loading.load = lambda: None  # nothing is cloned here
    session, live, said = window.session, window.live, []

    def notice(kind, sentence, *_):
        # The later recordings are silent: the message that nothing can be learnt from them may come at any time.
        if kind == "bad" and "s of speech" not in sentence:
            said.append(sentence)

    session.noticed.connect(notice)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)

    def listed():
        return [[box.itemText(i) for i in range(1, box.count())] for box in (live.inputs, live.outputs)]

    def recordings():
        return [r for r in session.library.recordings.values() if r.source == "recorded here"]

    def choose(box, name):
        wait(lambda: box.findText(name) >= 0)
        box.setCurrentIndex(box.findText(name))
        box.activated.emit(box.currentIndex())

    wait(lambda: all(listed()) and session.player.reference is not None)
    found["before"] = listed()
    headset = pactl("load-module", *null_sink("headset", "Headset"))
    for box, name in zip((live.inputs, live.outputs), HEADSET):
        choose(box, name)
    found["plugged in"] = listed()

    known, rate = load(ASSETS / "voices" / "edwin.flac")
    save(f"{scratch}/spoken.wav", known, rate)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: live.recording)
    speaker = subprocess.Popen(["paplay", "--device=headset", f"{scratch}/spoken.wav"], stderr=subprocess.DEVNULL)
    begun = time.perf_counter()
    wait(lambda: time.perf_counter() > begun + 3)
    pactl("unload-module", headset)
    wait(recordings)
    speaker.kill()
    speaker.wait()
    heard, heard_rate = load(session.library.path(recordings()[0]))
    found["kept_s"] = len(heard) / heard_rate
    found["recorded"], _ = correlation(resample(known[: 2 * rate], rate, RATE), resample(heard, heard_rate, RATE),
                                       RATE)
    found["said while recording"], said[:] = said[:], []
    found["unplugged"] = listed()
    found["stopped"] = not live.recording

    headset = pactl("load-module", *null_sink("headset", "Headset"))
    wait(lambda: session.player.output == live.outputs.currentText() == HEADSET[1])
    session.select("edwin")
    wait(lambda: session.player.reference is not None and session.player.reference.seconds > 5)
    session.player.play_reference()
    wait(lambda: session.audio.position() > 0.5)
    found["played on"] = pactl("list", "short", "sink-inputs").split()[1] == next(
        line.split()[0] for line in pactl("list", "short", "sinks").splitlines() if "headset" in line)
    pactl("unload-module", headset)
    wait(lambda: not session.audio.playing())
    wait(lambda: said)
    found["said while playing"], said[:] = said[:], []
    session.player.play_reference()
    wait(lambda: session.audio.position() > 0.5)
    session.player.stop()

    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: live.recording and session.audio.ring.taken > heard_rate)
    pactl("unload-module", "module-null-sink")
    wait(lambda: len(recordings()) == 2)
    wait(lambda: session.audio.problem)
    found["said with nothing left"], said[:] = said[:], []
    found["problem"], found["nothing left"] = session.audio.problem, listed()
    for name in (MICROPHONE, LOUDSPEAKER):
        pactl("load-module", *null_sink(name))
    wait(lambda: listed() == found["before"])
    wait(lambda: not session.audio.problem)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: live.recording and session.audio.ring.taken > 0)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(recordings()) == 3)
    found["said at last"] = said
    window.close()
    return found


if __name__ == "__main__":
    run(main, *sys.argv[1:])
