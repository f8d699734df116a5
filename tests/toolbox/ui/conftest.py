import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QSettings, QThreadPool
from ui_fakes import FakeAudio, FakeEngine

from toolbox.core.library.library import Library
from toolbox.ui.map.mapping import Mapping
from toolbox.ui.session.session import Session
from toolbox.ui.window.window import MainWindow


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "library")


@pytest.fixture
def session(qapp, library, settings):
    made = Session(library, FakeEngine(), FakeAudio(), settings, FakeEngine())
    yield made
    made.player.close()


@pytest.fixture
def mapping(qapp, library):
    return Mapping(FakeEngine(), library.folder / "map.npz")


@pytest.fixture
def window(qtbot, session, settings, mapping):
    made = MainWindow(session, settings, mapping)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: session.player.reference is not None, timeout=5000)
    yield made
    QThreadPool.globalInstance().waitForDone()
    qtbot.wait(1)  # what the pool has still told is heard while there is somebody to hear it
