import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from toolbox.core.models import own as models
from toolbox.core.models import profiles
from toolbox.core.models.profiles import PROFILES
from toolbox.ui import theme
from toolbox.ui.widgets.fitting import FoldingRow
from toolbox.ui.window.window import MainWindow

ROOT = Path(__file__).resolve().parents[4]
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


def test_every_action_has_a_shortcut_of_its_own(window):
    keys = {}
    for menu in window.menuBar().actions():
        for action in menu.menu().actions():
            if not action.isSeparator():
                assert not action.shortcut().isEmpty(), action.text()
                for key in action.shortcuts():
                    assert keys.setdefault(key.toString(), action) is action, key.toString()
    assert len(keys) > 25


def test_every_control_has_an_accessible_name(window):
    nameless = []
    for kind in CONTROLS:
        for control in window.findChildren(kind):
            inside = isinstance(control.parent(), (QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView))
            named = control.accessibleName() or (isinstance(control, QAbstractButton) and control.text())
            if not inside and not named and not control.objectName().startswith("qt_"):
                nameless.append(control)
    assert not [c for c in nameless if c.parent().metaObject().className() not in
                ("QComboBoxPrivateContainer", "QTabBar", "QMenuBar", "QStatusBar")]


def test_fits_a_screen_of_1920_by_1080_at_double_scale(window):
    wide = window.speech.findChild(FoldingRow)
    window.resize(1280, 720)
    assert all(caption.isVisible() for caption in wide._captions) and window.width() == 1280
    window.speech.set_busy(True)
    window.live.advice.setText("Too loud: the signal is clipping. Move away or turn the input down.")
    window.speech.title.setText("A name that is far too long for any screen " * 3)
    least = window.minimumSizeHint()
    assert least.width() <= 960 and least.height() <= 500
    window.resize(960, 540)
    assert window.width() == 960 and window.height() == 540
    assert not any(caption.isVisible() for caption in wide._captions) and window.speech.cancel.text() == ""
    for control in (window.speech.clone, window.models.profile, window.map.numbers, window.voices.add):
        assert window.rect().contains(control.rect().translated(control.mapTo(window, control.rect().topLeft())))
    window.resize(1280, 720)
    assert all(caption.isVisible() for caption in wide._captions) and window.speech.cancel.text() == "Cancel"


def test_light_and_dark(window):
    for name, dark in (("dark", True), ("light", False)):
        theme.follow(name)
        window.restyle()
        assert theme.current().dark == dark
        colour = window.palette().window().color().lightness()
        assert (colour < 80) == dark
    theme.follow("system")


@pytest.mark.parametrize("chosen", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "record", "good", "warn", "bad"])
def test_text_can_be_read(chosen, ink):
    grounds = [getattr(chosen, name) for name in ("window", "base", "raised")]
    assert min(_contrast(getattr(chosen, ink), ground) for ground in grounds) >= 4.5
    assert _contrast(chosen.on_accent, chosen.accent) >= 4.5


def test_dropped_files_are_added(window, session, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(ROOT / "assets" / "voices" / "edwin.flac"))])
    added = []
    session.imports.add = added.extend
    window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                                Qt.KeyboardModifier.NoModifier))
    assert [Path(p).name for p in added] == ["edwin.flac"]
    assert not window.speech.text.acceptDrops() and not window.reference.view.plot.acceptDrops()


def test_settings_are_remembered(qtbot, window, session, settings, mapping):
    window.speech.text.setPlainText("Remember me.")
    window.speech.seed.setValue(42)
    window.docks["Map"].hide()
    window._remember()
    again = MainWindow(session, settings, mapping)
    qtbot.addWidget(again)
    assert again.speech.text.toPlainText() == "Remember me." and again.speech.seed.value() == 42
    assert again.docks["Map"].isHidden()
    again.docks.reset()
    assert not again.docks["Map"].isHidden()


SCALED = """
import sys
from toolbox.ui.window import app
application, window = app.build(["--library", sys.argv[1]])
window.show()
application.processEvents()
picture = window.grab()
assert picture.devicePixelRatio() == 2.0, picture.devicePixelRatio()
assert window.minimumSizeHint().height() <= 540 and window.minimumSizeHint().width() <= 960
assert "torch" not in sys.modules and "scipy" not in sys.modules and "sounddevice" not in sys.modules
later = {"webrtcvad", "toolbox.core.people.diarisation", "toolbox.ui.map.numbers", "toolbox.ui.workshop.tables"}
assert not later & set(sys.modules), later & set(sys.modules)
sys.stdout.flush()
import os
os._exit(0)
"""


def test_at_double_scale_and_without_torch(tmp_path):
    subprocess.run([sys.executable, "-c", SCALED, str(tmp_path / "library")], check=True, timeout=60,
                   env=_environment(tmp_path) | {"QT_SCALE_FACTOR": "2"})


RUNNING = """
import gc, os, sys
import numpy as np
from toolbox.ui.measure.desktop import wait
from toolbox.ui.window import app
_, window = app.build(["--library", sys.argv[1]])
measured = []
window.session.people.measured.connect(lambda found: measured.append(found))
window.show()
wait(lambda: any(measured) and gc.isenabled())
job = window.session.people.measure(np.zeros(48_000, np.float32), 48_000)
job.done.connect(lambda found: measured.append(found))
wait(lambda: measured[-1] is not None and measured[-1][0].seconds == 1.0)
print(gc.get_freeze_count() > 50_000, sys.getswitchinterval() < 0.002, "scipy" in sys.modules)
window.closing.agree()
sys.stdout.flush()
os._exit(0)
"""


def test_while_it_runs_nothing_holds_it_up(tmp_path):
    """Searches for garbage skip what the start has made, and the window's process measures no recordings."""
    said = subprocess.run([sys.executable, "-c", RUNNING, str(tmp_path / "library")], check=True, timeout=60,
                          env=_environment(tmp_path), capture_output=True, text=True).stdout
    assert said.split() == ["True", "True", "False"]


BARRED = """
import sys, os
from toolbox.ui.window import app
_, window = app.build(["--library", sys.argv[1]])
print(window.session.library.problem, len(window.session.library.recordings))
sys.stdout.flush()
os._exit(0)
"""


def test_opens_even_where_the_library_cannot_be_written(tmp_path):
    (tmp_path / "a file").write_text("in the way")
    said = subprocess.run([sys.executable, "-c", BARRED, str(tmp_path / "a file")], check=True, timeout=60,
                          env=_environment(tmp_path) | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True).stdout
    assert "cannot be written" in said and said.strip().endswith("4")


CRASH = """
import sys
from PySide6.QtCore import QTimer
from toolbox.ui.window import app
application, window = app.build(["--library", sys.argv[1]])
window.crashes.watch()
def fail():
    raise KeyError("a mistake")
def look():
    if window.notice.sentence:
        print(window.notice.sentence)
        application.exit()
QTimer.singleShot(0, fail)
watch = QTimer(interval=20)
watch.timeout.connect(look)
watch.start()
application.exec()
import os
sys.stdout.flush()
os._exit(0)
"""


def test_mistakes_go_into_a_file_and_into_the_window(tmp_path):
    said = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path / "library")], check=True, timeout=60,
                          env=_environment(tmp_path), capture_output=True, text=True).stdout
    log = next(tmp_path.rglob("crash.log"))
    assert "KeyError" in said and str(log) in said and "a mistake" in log.read_text()


REFUSED = CRASH.replace('raise KeyError("a mistake")', """window.session.library.folder.rename(f"{sys.argv[1]}-gone")
    window.session.star(["clara"])""")


def test_what_is_refused_in_a_sentence_is_no_mistake(tmp_path):
    said = subprocess.run([sys.executable, "-c", REFUSED, str(tmp_path / "library")], check=True, timeout=60,
                          env=_environment(tmp_path), capture_output=True, text=True).stdout
    assert "is gone" in said and "internal error" not in said
    assert "Traceback" not in next(tmp_path.rglob("crash.log")).read_text()


def _environment(folder):
    return os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder),
                         "XDG_STATE_HOME": str(folder)}


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    parts = [int(colour[i: i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_profiles_come_and_go_while_the_window_is_open(qtbot, window, session, tmp_path, monkeypatch):
    monkeypatch.setattr(profiles, "models_folder", lambda: tmp_path / "models")
    terminal = QWidget()
    qtbot.addWidget(terminal)

    def visit_the_terminal():
        for other in (terminal, window):
            other.show()
            other.activateWindow()
            qtbot.waitUntil(other.isActiveWindow)

    box, networks = window.models.profile, [PROFILES["default"].synthesizer]
    before = [box.itemData(i) for i in range(box.count())]
    models.add("mine", networks)
    box.showPopup()
    box.hidePopup()
    assert [box.itemData(i) for i in range(box.count())] == [*before, "mine"] and box.currentData() == "default"
    box.setCurrentIndex(box.findData("mine"))
    box.activated.emit(box.currentIndex())
    assert session.engine.last("load") and session.engine.profile == "mine"
    assert "parallel" in box.itemData(box.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    models.add("other", networks)
    visit_the_terminal()
    assert box.currentData() == "mine" and box.findData("other") > 0
    models.remove("mine")
    visit_the_terminal()
    assert "profile 'mine' no longer exists" in window.notice.sentence and box.findData("mine") < 0
    assert session.engine.profile == box.currentData() == "default" and session.engine.last("load")


def test_a_remembered_profile_that_is_gone_is_said(qtbot, session, settings, mapping):
    session.engine.profile = "gone"
    window = MainWindow(session, settings, mapping)
    qtbot.addWidget(window)
    assert "profile 'gone' no longer exists" in window.notice.sentence and session.engine.profile == "default"


def test_a_problem_that_is_over_is_no_longer_said(window):
    window.session.audio.problem_changed.emit("Off on this machine: recording.")
    assert "Off" in window.notice.sentence
    window.session.audio.problem_changed.emit("")
    assert window.notice.sentence == ""
