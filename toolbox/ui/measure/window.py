"""Measurement of the window: time to open, and responsiveness under load."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

from toolbox.core.settings import ASSETS, ROOT
from toolbox.ui.measure.desktop import Desktop, missing

STARTS = 5
PATIENCE = 300.0  # seconds to wait for a program of the measurement
TICK = 8  # ms
VOICES = 2000  # voices of the map that is fitted repeatedly in the meantime
SENTENCE = "When the train came out of the tunnel, the whole valley lay under snow, and for a while nobody spoke. "
MINUTE = SENTENCE * 11  # about 60 s of speech


def measure(seconds=20.0):
    """Measure the window on this machine.

    Parameters
    ----------
    seconds : float
        Duration of cloning, mapping and recording while the window's thread is observed.

    Returns
    -------
    dict
        window_s: from the start of the program to the first drawing, median of several starts. gap_p99_ms, gap_max_ms:
        between ticks of an 8 ms timer. fps, latency_ms: of the live spectrogram, the latter from the time at which the
        centre of the newest column is spoken to its drawing (None without a microphone). lost_blocks, underruns.
        cloned_s: seconds of speech made; maps_fitted: UMAPs of 2,000 voices. Measured on a private X server and
        PulseAudio if they are installed, otherwise on the present screen and devices.
    """
    with tempfile.TemporaryDirectory() as scratch:
        if sys.platform == "linux" and not missing():
            with Desktop() as desktop:
                return _measure(desktop.environment, scratch, seconds)
        environment = dict(os.environ)
        if sys.platform == "linux" and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        return _measure(environment, scratch, seconds)


def _measure(environment, scratch, seconds):
    _program(environment, "start", scratch)  # the first one warms the disk
    starts = [_program(environment, "start", scratch)["window_s"] for _ in range(STARTS)]
    watched = _program(environment, "watch", scratch, seconds, patience=seconds + PATIENCE)
    return {"window_s": statistics.median(starts)} | watched


def _program(environment, what, *arguments, patience=PATIENCE):
    command = [sys.executable, "-m", "toolbox.ui.measure.window", what, repr(time.time()), *map(str, arguments)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=patience)
    if done.returncode:
        raise RuntimeError(f"The window could not be measured: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _start(begun, scratch):
    from toolbox.ui.window import app

    application, window = app.build(["--library", f"{scratch}/library"])

    def painted():
        print(json.dumps({"window_s": time.time() - begun}), flush=True)
        os._exit(0)

    window.painted.connect(painted)
    window.show()
    application.exec()


def _watch(scratch, seconds):
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from toolbox.ui.window import app

    class Painted(QObject):
        """Records when the live view is drawn, and the age of its newest column."""

        def __init__(self, live):
            super().__init__()
            self.live, self.ages = live, []

        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and self.live.spoken:
                QTimer.singleShot(0, lambda: self.ages.append(time.perf_counter() - self.live.spoken))
            return False

    def wait(condition, longest=120.0):
        end = time.perf_counter() + longest
        while not condition() and time.perf_counter() < end:
            QApplication.processEvents()
            time.sleep(0.002)

    application, window = app.build(["--library", f"{scratch}/library"])
    session, live = window.session, window.live
    window.show()
    wait(lambda: window.models.state.text().startswith(("ready", "not")))
    wait(lambda: session.voice() is not None, 60.0 if window.models.state.text().startswith("ready") else 0.0)

    gaps, cloned, fitted = [], [0.0], []
    last = [time.perf_counter()]
    ticker = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)

    def tick():
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    def speak():
        session.player.stop()
        window.clone()

    embeddings = np.abs(np.random.default_rng(0).normal(size=(VOICES, 256))).astype(np.float32)

    def fit_map():
        job = window.mapping.worker.submit("fit", "Fitting a map", embeddings=embeddings, method="umap", previous=None)
        job.done.connect(lambda _: fitted.append(time.perf_counter()))
        job.ended.connect(lambda: QTimer.singleShot(100, fit_map))

    player = None
    if session.audio.inputs:
        live.toggle()
        wait(lambda: live.recording, 10.0)
        if shutil.which("paplay") and "PULSE_SERVER" in os.environ:
            loop = f"while paplay --device=mic {ASSETS}/voices/clara.flac; do :; done"
            player = subprocess.Popen(["sh", "-c", loop], start_new_session=True)
    painted = Painted(live)
    live.view.plot.viewport().installEventFilter(painted)
    window.speech.text.setPlainText(MINUTE)
    session.cloning.chunk_made.connect(
        lambda chunk: cloned.__setitem__(0, cloned[0] + chunk.mel.shape[1] * 256 / 24_000))
    session.cloning.ended.connect(lambda how: QTimer.singleShot(200, speak) if how == "done" else None)
    speak()
    fit_map()
    ticker.timeout.connect(tick)
    last[0] = time.perf_counter()
    ticker.start()
    QTimer.singleShot(round(1000 * seconds), application.exit)  # quit() would ask about the running clone
    application.exec()
    ticker.stop()
    if player is not None:
        os.killpg(player.pid, 15)
    recording = bool(painted.ages)
    found = {"gap_p99_ms": 1000 * float(np.percentile(gaps, 99)), "gap_max_ms": 1000 * float(np.max(gaps)),
             "fps": len(painted.ages) / seconds if recording else None,
             "latency_ms": 1000 * float(np.median(painted.ages)) if recording else None,
             "lost_blocks": session.audio.lost_blocks, "underruns": session.audio.underruns, "cloned_s": cloned[0],
             "maps_fitted": len(fitted)}
    print(json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "start":
        _start(float(sys.argv[2]), sys.argv[3])
    else:
        _watch(sys.argv[3], float(sys.argv[4]))
