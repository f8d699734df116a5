import os
from contextlib import contextmanager

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QLocale, QSettings
from shiboken6 import isValid
from ui_fakes import FakeAudio, FakeEngine

from toolbox.core.library.library import Library
from toolbox.core.processes.reader import ReadProcess
from toolbox.ui import theme, words
from toolbox.ui.map.mapping import Mapping
from toolbox.ui.session.session import Session
from toolbox.ui.session.settings import Settings
from toolbox.ui.session.workers import Worker, wait_for_tasks
from toolbox.ui.window.window import MainWindow


@pytest.fixture
def settings(tmp_path):
    return Settings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "library")


@pytest.fixture(scope="session")
def reader(qapp):
    """Start the process that reads sound files once for all tests; closing a window does not end it."""
    made = Worker(ReadProcess())
    made.start()
    made.close = lambda: None
    yield made
    Worker.close(made)


@pytest.fixture
def session(qapp, library, settings, reader):
    made = Session(library, FakeEngine(), FakeAudio(), settings, FakeEngine(), reader)
    yield made
    made.player.close()


@pytest.fixture
def blocked(library):
    """Return a context manager within which nothing can be written into a folder of the library."""
    @contextmanager
    def block(name):
        folder = library.folder / name
        away = folder.rename(folder.with_name(f"{name}-away"))
        folder.touch()
        yield
        folder.unlink()
        away.rename(folder)

    return block


@pytest.fixture
def mapping(qapp, library):
    return Mapping(FakeEngine(), library.folder / "map.npz")


@pytest.fixture
def window(qapp, qtbot, session, settings, mapping, reader):
    made = MainWindow(session, settings, mapping)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: session.player.reference is not None, timeout=20_000)
    yield made
    for _ in range(3):  # what ends may begin something else
        wait_for_tasks()
        qtbot.waitUntil(lambda: reader.idle, timeout=20_000)
        qapp.processEvents()
    mapping.blockSignals(True)  # its timers may outlive the window
    if isValid(made):
        made.closing.agree()  # whatever a test has left in the middle
    qtbot.wait(1)  # the pool's last events arrive while their receivers exist


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp):
    """Give windows the program's style, which decides what fits into them."""
    theme.dress(qapp, "system")


@pytest.fixture(scope="session", autouse=True)
def english(qapp):
    """Install the English plural forms, as the program does at start-up."""
    return words.install(qapp, QLocale("en"))
