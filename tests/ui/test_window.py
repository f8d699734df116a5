import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit

from toolbox.ui import theme
from toolbox.ui.window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
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


def test_fits_1280_by_720(window):
    least = window.minimumSizeHint()
    assert least.width() <= 1280 and least.height() <= 720


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
    session.import_paths = added.extend
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
    again._reset_layout()
    assert not again.docks["Map"].isHidden()


SCALED = """
import sys
from toolbox.ui import app
application, window = app.build(["--library", sys.argv[1]])
window.show()
application.processEvents()
picture = window.grab()
assert picture.devicePixelRatio() == 2.0, picture.devicePixelRatio()
assert window.minimumSizeHint().height() <= 720 and window.minimumSizeHint().width() <= 1280
assert "torch" not in sys.modules and "scipy" not in sys.modules and "sounddevice" not in sys.modules
sys.stdout.flush()
import os
os._exit(0)
"""


def test_at_double_scale_and_without_torch(tmp_path):
    subprocess.run([sys.executable, "-c", SCALED, str(tmp_path / "library")], check=True, timeout=60,
                   env=_environment(tmp_path) | {"QT_SCALE_FACTOR": "2"})


BARRED = """
import sys, os
from toolbox.ui import app
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
from toolbox.ui import app
application, window = app.build(["--library", sys.argv[1]])
window.crashes.watch()
def fail():
    raise KeyError("a mistake")
QTimer.singleShot(0, fail)
QTimer.singleShot(300, lambda: (print(window.notice.sentence), application.exit()))
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
