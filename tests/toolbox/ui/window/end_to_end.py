"""One sitting in a real window with real sound; run by test_end_to_end.py on a private desktop.

Plays a known file into the microphone, records it in the window, clones it, captures what the window plays, cancels a
long text, and writes what it found as JSON to the path given.
"""

import json
import os
import subprocess
import sys
import time
import traceback

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from audio.files import load, save
from audio.signal import resample
from toolbox.core.settings import ASSETS
from toolbox.ui.measure.desktop import wait
from toolbox.ui.window import app

TEXT = "Good morning. The kettle is on the stove, and the letters are on the table by the window."
RATE = 48_000


def correlation(known, heard, rate):
    """Return the greatest normalised correlation of a waveform with any stretch of another, and its time."""
    n = len(known) + len(heard)
    lag = int(np.argmax(np.fft.irfft(np.fft.rfft(heard, n) * np.conj(np.fft.rfft(known, n)), n)[: len(heard)]))
    part = heard[lag: lag + len(known)]
    known = known[: len(part)]
    return float(known @ part / (np.linalg.norm(known) * np.linalg.norm(part) + 1e-12)), lag / rate


def main(scratch):
    found = {}
    application, window = app.build(["--library", f"{scratch}/library"])
    session = window.session
    problems = []
    session.noticed.connect(lambda kind, sentence, *_: problems.append(sentence) if kind == "bad" else None)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    wait(lambda: session.audio.inputs and session.audio.outputs)
    wait(lambda: window.models.state.text().startswith(("ready", "not")))
    found["state"] = window.models.state.text()
    wait(lambda: len(session.voices) == 4)

    known, rate = load(ASSETS / "voices" / "edwin.flac")
    known = known[: 6 * rate]
    known = 0.7 * known / np.abs(known).max()
    save(f"{scratch}/spoken.wav", known, rate)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: window.live.recording)
    begun = time.perf_counter()
    speaker = subprocess.Popen(["paplay", "--device=mic", f"{scratch}/spoken.wav"])
    wait(lambda: speaker.poll() is not None)
    wait(lambda: time.perf_counter() > begun + len(known) / rate + 0.5)
    found["speech_seconds"] = float(window.live.speech.text().split()[0])
    found["lost_blocks"] = session.audio.lost_blocks
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: any(r.source == "recorded here" for r in session.library.recordings.values()))
    recording = next(r for r in session.library.recordings.values() if r.source == "recorded here")
    heard, heard_rate = load(session.library.path(recording))
    found["recorded"], _ = correlation(resample(known, rate, RATE), resample(heard, heard_rate, RATE), RATE)
    wait(lambda: session.voice() is not None and session.player.reference is not None)

    window.speech.text.setPlainText(TEXT)
    QTest.keyClick(window.speech.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    found["asked"] = window.speech.consent.isVisible()
    capture = open(f"{scratch}/heard.raw", "wb")
    listener = subprocess.Popen(["parec", "--device=out.monitor", "--format=float32le", f"--rate={RATE}",
                                 "--channels=1", "--latency-msec=20"], stdout=capture)
    QTimer.singleShot(500, window.speech.consent.buttons["own"].click)
    ended = []
    session.cloning.ended.connect(ended.append)
    sounding = []
    session.cloning.chunk_made.connect(lambda *_: sounding.append(time.perf_counter()))
    wait(lambda: ended)
    wait(lambda: session.audio.playing() or session.audio.starting)
    wait(lambda: not session.audio.playing() and not session.audio.starting)
    quiet = time.perf_counter()
    wait(lambda: time.perf_counter() > quiet + 0.4)
    listener.terminate()
    listener.wait()
    capture.close()
    take = session.cloning.take
    found |= {"clone": ended[0], "take_seconds": take.seconds, "similarity": take.similarity,
              "first_sound": take.timings["first_sound"], "phonemes": len(window.speech.phonemes.phonemes),
              "mel_columns": window.speech.view.item.n_columns, "underruns": session.audio.underruns}
    played = np.fromfile(f"{scratch}/heard.raw", dtype="<f4")
    found["played"], _ = correlation(resample(take.wav, take.rate, RATE), played, RATE)
    wait(lambda: session.library.takes)

    ended.clear()
    window.speech.text.setPlainText(TEXT * 20)
    sounding.clear()
    QTest.keyClick(window.speech.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(sounding) > 2)
    asked = time.perf_counter()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    found["silent_ms"] = 1000 * (time.perf_counter() - asked) if not session.audio.playing() else None
    wait(lambda: ended)
    found["cancel_ms"], found["cancelled"] = 1000 * (time.perf_counter() - asked), ended[0]
    found["problems"] = problems
    window.close()
    return found


def run(story, out, *arguments):
    """Run a story of the window and write its findings as JSON."""
    try:
        found = story(*arguments)
        with open(out, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
    except BaseException:
        # Threads are still running: an orderly end would wait for them and hide what happened.
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    run(main, *sys.argv[1:])
