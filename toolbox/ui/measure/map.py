"""Measurement of the map's frame rate while panning and zooming."""

import json
import os
import subprocess
import sys
import time

import numpy as np

from toolbox.core.settings import ROOT
from toolbox.ui.measure.desktop import Desktop, missing

POINTS, SPEAKERS = 100_000, 500
SIZE = 1280, 720  # of the window
SECONDS = 6.0


def frames_100k():
    """Return the frames per second of a window-sized map panel with 100,000 points.

    The pointer drags the map and the wheel zooms in and out; every event is answered by a frame that is drawn before
    the next event. Measured on a private X server if one is installed, otherwise on the present screen.
    """
    environment = dict(os.environ)
    if sys.platform == "linux" and not missing():
        with Desktop(SIZE, sound=False) as desktop:
            return _program(desktop.environment)
    if sys.platform == "linux" and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return _program(environment)


def _program(environment):
    done = subprocess.run([sys.executable, "-m", "toolbox.ui.measure.map"], env=environment, cwd=ROOT,
                          capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise RuntimeError(f"The map could not be measured: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _sit():
    from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
    from PySide6.QtGui import QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QApplication

    from toolbox.core.map.population import KNOWN, OWN, Population
    from toolbox.ui import theme
    from toolbox.ui.map.panel import MapPanel

    application = QApplication(sys.argv[:1])
    theme.dress(application, "system")
    rng = np.random.default_rng(0)
    speakers = rng.integers(0, SPEAKERS, POINTS)
    places = (rng.normal(size=(SPEAKERS, 2))[speakers] + 0.06 * rng.normal(size=(POINTS, 2))).astype(np.float32)
    population = Population(
        [str(i) for i in range(POINTS)], [f"Speaker {s}" for s in speakers], ["measurement"] * POINTS,
        np.where(np.arange(POINTS) < 20, OWN, KNOWN).astype(np.uint8), ["FM"[s % 2] for s in speakers],
        90 + 0.3 * speakers, np.zeros((POINTS, 256), np.float32), speakers)
    panel = MapPanel()
    panel.resize(*SIZE)
    panel.show()
    panel.show_population(population, places)
    view = panel.view
    nothing, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton

    def mouse(kind, at, button, buttons):
        at = QPointF(at)
        QApplication.sendEvent(view, QMouseEvent(kind, at, QPointF(view.mapToGlobal(at)), button, buttons,
                                                 Qt.KeyboardModifier.NoModifier))

    def drawn():
        application.processEvents()

    def wheel(notch):
        at = QPointF(view.width() * 0.45, view.height() * 0.5)
        QApplication.sendEvent(view, QWheelEvent(at, QPointF(view.mapToGlobal(at)), QPoint(), QPoint(0, notch), nothing,
                                                 Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False))
        drawn()

    for _ in range(20):
        drawn()
    begun, before = time.perf_counter(), view.frames
    while time.perf_counter() - begun < SECONDS:
        middle = QPointF(view.rect().center())
        mouse(QEvent.Type.MouseButtonPress, middle, left, left)
        for angle in np.linspace(0, 2 * np.pi, 60):
            mouse(QEvent.Type.MouseMove, middle + QPointF(120 * np.sin(angle), 80 * np.sin(2 * angle)), nothing, left)
            drawn()
        mouse(QEvent.Type.MouseButtonRelease, middle, left, nothing)
        for notch in [40] * 30 + [-40] * 30:
            wheel(notch)
    print(json.dumps((view.frames - before) / (time.perf_counter() - begun)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    _sit()
