import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from toolbox.ui.session.settings import Settings

ROOT = Path(__file__).resolve().parents[4]


def written(path, content):
    path.write_bytes(content)
    return Settings(str(path), QSettings.Format.IniFormat)


@pytest.mark.parametrize("name, text, default", [
    ("speed", "abc", 1.0), ("speed", "nan", 1.0), ("speed", "9", 1.0), ("pitch", "1e400", 0.0), ("seed", "1.5", 0),
    ("seed", "99999999999999", 0), ("theme", "pink", "system"), ("projection", "x", "umap"), ("text", "a, b", ""),
    ("geometry", "hello", QByteArray()), ("layout", "1", QByteArray()), ("splitter speech", "3", QByteArray()),
    ("recording", "a, b", "")])
def test_a_damaged_setting_is_reset_and_named(tmp_path, name, text, default):
    path = tmp_path / "settings.ini"
    settings = written(path, f"[General]\n{name.replace(' ', '%20')}={text}\nprofile=mine\n".encode())
    assert settings.value(name, default) == default and settings.damaged == [name]
    assert settings.value("profile", "default") == "mine"
    settings.sync()
    assert written(path, path.read_bytes()).value(name) is None


def test_what_is_kept_comes_back_in_its_type(tmp_path):
    path, kept = tmp_path / "settings.ini", {"speed": 1.25, "seed": 42, "text": "One, two.", "listening": "on",
                                             "geometry": QByteArray(b"\x00\x01")}
    settings = written(path, b"")
    for name, value in kept.items():
        settings.setValue(name, value)
    settings.sync()
    again = Settings(str(path), QSettings.Format.IniFormat)
    assert {name: again.value(name) for name in kept} == kept and not again.damaged


OPEN = """
import sys, os
from toolbox.ui.window import app
application, window = app.build(["--library", sys.argv[1]])
window.crashes.watch()
window.report_damage(window.session.library.problem, window.crashes.problem)
window.show()
application.processEvents()
print(window.notice.sentence, window.notice.details)
sys.stdout.flush()
os._exit(0)
"""


def opened(folder, **changes):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
                                "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)} | changes
    return subprocess.run([sys.executable, "-c", OPEN, str(folder / "library")], check=True, timeout=60,
                          env=environment, capture_output=True, text=True).stdout


@pytest.mark.parametrize("content, named", [
    (b"[General]\nspeed=abc\nseed=1.5\ntheme=a, b\n", ("speed", "seed", "theme")), (os.urandom(3000), ())],
    ids=["values", "noise"])
def test_the_window_opens_whatever_the_settings_are(tmp_path, content, named):
    path = tmp_path / "voice-toolbox" / "voice-toolbox.ini"
    path.parent.mkdir()
    path.write_bytes(content)
    told = opened(tmp_path)
    assert all(name in told for name in named)


def test_the_window_opens_where_logs_cannot_be_kept(tmp_path):
    (tmp_path / "a file").write_text("in the way")
    assert "Crash logs cannot be kept" in opened(tmp_path, XDG_STATE_HOME=str(tmp_path / "a file" / "x"))
