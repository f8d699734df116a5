"""Measurement of the editor: latency of edits, and responsiveness while a long script is edited."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace

import numpy as np

from toolbox.core.settings import ROOT
from toolbox.ui.measure.desktop import Desktop, missing, wait

SENTENCES = ("When the train came out of the tunnel, the whole valley lay under snow.",
             "For a while nobody in the carriage said a word, and nobody looked at his neighbour.",
             "Then a child laughed, and the old man at the window put away his paper.",
             "My sister bought a red car last Monday morning, and she has not driven it since.",
             "The professor explained the theory with great patience to everybody who asked.")
SCRIPT = 300.0  # seconds
EDITS = 40
TICK = 8  # ms
REST = 0.1  # seconds for which the pointer rests before half of the releases
PATIENCE = 600.0  # seconds to wait for the measurement


def measure(edits=EDITS):
    """Edit a script of five minutes in a window with real sound, on a private X server and PulseAudio.

    Returns
    -------
    dict
        sentences, script_s: size of the script. sound_ms: median time from the release of a dragged word, after a rest
        of 0.1 s, to the callback that passes the first samples to the sound system; hurried_sound_ms: the same without
        the rest; sound_max_ms: the slowest. gap_p99_ms, gap_max_ms: gaps between ticks of an 8 ms timer while words
        are dragged, text is typed, sentences are chosen, and steps are undone.

    Raises
    ------
    RuntimeError
        If Xvfb or PulseAudio is missing, or the program fails.
    """
    if missing():
        raise RuntimeError(f"The workshop is measured on a private desktop; install {', '.join(missing())}.")
    with tempfile.TemporaryDirectory() as scratch, Desktop() as desktop:
        command = [sys.executable, "-m", "toolbox.ui.measure.workshop", scratch, str(edits)]
        done = subprocess.run(command, env=desktop.environment, cwd=ROOT, capture_output=True, text=True,
                              timeout=PATIENCE)
    if done.returncode:
        raise RuntimeError(f"The workshop could not be measured: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


class Heard:
    """Records when the first samples of another sound are passed to the sound system."""

    def __init__(self, audio):
        self._audio, self._hand_over = audio, audio._on_output
        audio._on_output = self
        self.arm()

    def arm(self):
        """Wait for a sound other than the one that plays now."""
        self._old, self.at = self._audio.sound, None

    def __call__(self, block, *rest):
        self._hand_over(block, *rest)
        if self.at is None and self._audio.sound is not self._old and block.any():
            self.at = time.perf_counter()


def _sit(scratch, edits):
    from PySide6.QtCore import QPoint, Qt, QTimer
    from PySide6.QtTest import QTest

    from synthesizer import editing
    from toolbox.ui.window import app

    application, window = app.build(["--library", f"{scratch}/library"])
    session, speech = window.session, window.speech
    workshop, canvas, text = session.workshop, speech.editor.canvas, speech.text
    heard, gaps, last, rng = Heard(session.audio), [], [0.0], np.random.default_rng(0)
    window.resize(1280, 720)
    window.show()
    wait(lambda: window.models.state.text().startswith("ready") and session.audio.outputs and session.voice(), PATIENCE)
    text.setPlainText(" ".join(SENTENCES))
    window.clone()
    wait(lambda: session.cloning.take is not None and workshop.project.sentences, PATIENCE)
    session.player.stop()
    workshop.listening.enabled = False
    workshop.saying.adopt(_repeated(session.cloning.take))
    speech.show_sentences()
    found = {"sentences": len(workshop.project.sentences),
             "script_s": sum(s.take.seconds for s in workshop.project.sentences)}

    def tick():
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    def settle(seconds):
        end = time.perf_counter() + seconds
        wait(lambda: time.perf_counter() > end)

    def drag(number, word, semitones):
        """Drag a word, resting before every other release; return the seconds from its release until it sounds."""
        canvas.show_all()
        at = sum(editing.span(canvas.reading, word)) / 2
        start = QPoint(round(canvas.x_of(at)), round(canvas.picture.height() / 2))
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        for share in (0.3, 0.6, 1.0):
            height = float(canvas.y_of(semitones * share)) - float(canvas.y_of(0.0))
            QTest.mouseMove(canvas, start + QPoint(0, round(height)))
            settle(0.02)
        settle(REST if number % 2 else 0.0)
        heard.arm()
        released = time.perf_counter()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(0, round(height)))
        wait(lambda: heard.at is not None)
        return heard.at - released

    ticker = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(tick)
    last[0] = time.perf_counter()
    ticker.start()
    times = []
    for number in range(edits):
        if number % 4 == 0:  # another sentence
            speech.sentences.table.selectRow(int(rng.integers(len(workshop.project.sentences))))
            settle(1.0)
        words = len(canvas.reading.words)
        times.append(drag(number, int(rng.integers(1, words - 1)), float(rng.choice([-4.0, -2.5, 2.5, 4.0]))))
        settle(0.5)
        if number % 5 == 4:
            session.undo.undo()
            settle(0.2)
            for key in "and":
                QTest.keyClick(text, key)
                settle(0.05)
    ticker.stop()
    found |= {"sound_ms": 1000 * float(np.median(times[1::2])),
              "hurried_sound_ms": 1000 * float(np.median(times[::2])), "sound_max_ms": 1000 * max(times),
              "gap_p99_ms": 1000 * float(np.percentile(gaps, 99)), "gap_max_ms": 1000 * max(gaps)}
    print(json.dumps(found), flush=True)
    os._exit(0)


def _repeated(take):
    """Return a take that repeats another's speech up to the length of the script."""
    copies, text = max(1, round(SCRIPT / take.seconds)), take.text
    sentences = tuple(replace(s, begin=s.begin + n * take.seconds,
                              written=tuple(at + n * (len(text) + 1) for at in s.written))
                      for n in range(copies) for s in take.sentences)
    return replace(take, id="", text=" ".join([text] * copies), seconds=copies * take.seconds,
                   wav=np.tile(take.wav, copies), sentences=sentences)


if __name__ == "__main__":
    _sit(sys.argv[1], int(sys.argv[2]))
