"""Start of the window."""

import argparse
import faulthandler
import gc
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import traceback
from datetime import datetime
from importlib import import_module

from PySide6.QtCore import QObject, QSettings, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from audio.errors import AudioError
from toolbox.core.library.errors import LibraryError
from toolbox.core.settings import APPLICATION, ASSETS, data_folder, log_folder, user_log_folder
from toolbox.ui import words
from toolbox.ui.session.settings import Settings
from toolbox.ui.session.workers import in_pool
from toolbox.ui.words import tr

# Seconds after which a thread of the pool has to give way to the window, which needs Python's global lock many times in
# each drawing and would wait that long every time; Python's own figure is five times as much.
GIVE_WAY = 0.001
SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]


def main(argv=None):
    """Show the window until it is closed, and exit with its code."""
    signals = _Signals()
    application, window = build(argv)
    window.show()
    signals.call(window.closing.agree)
    code = application.exec()
    # Everything is written, and the processes have ended. A regular exit would destroy Qt's objects in arbitrary order
    # and, on a slow machine with a thread still in its last step, crash.
    window.session.library.close()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def build(argv=None):
    """Build the application and its window, not yet shown; return (QApplication, MainWindow).

    Models, sound devices and everything else that is slow start after the window has been drawn.
    """
    arguments = _parse(argv)
    sys.setswitchinterval(GIVE_WAY)
    gc.disable()  # hardly anything that is made before the window is drawn is garbage; `_begin` enables it
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName(APPLICATION)
    words.install(application)
    application.setApplicationDisplayName(tr("Voice toolbox"))
    application.setDesktopFileName(APPLICATION)
    application.setWindowIcon(QIcon(str(ASSETS / "icons" / "application.svg")))
    settings = Settings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, APPLICATION, APPLICATION)

    from toolbox.ui import theme

    theme.dress(application, settings.value("theme", "system"))

    from toolbox.core.library.library import Library
    from toolbox.core.processes.importer import ImportProcess
    from toolbox.core.processes.mapper import MapProcess
    from toolbox.core.processes.reader import ReadProcess
    from toolbox.ui.map.mapping import Mapping
    from toolbox.ui.session.session import Session
    from toolbox.ui.session.workers import EngineWorker, Worker
    from toolbox.ui.sound.audio_io import AudioIO
    from toolbox.ui.window.window import MainWindow

    profile = arguments.profile or settings.value("profile", "default")
    device = arguments.device or settings.value("device", "auto")
    try:
        library = Library(data_folder(arguments.library))
    except OSError as error:
        library = Library(tempfile.mkdtemp(prefix=f"{APPLICATION}-"))
        library.problem = (tr("The library cannot be written ({strerror}: {filename}). What you make now is kept "
                              "in {folder} only; choose another place with --library.", strerror=error.strerror,
                              filename=error.filename, folder=library.folder))
    session = Session(library, EngineWorker(profile, device), AudioIO(), settings, Worker(ImportProcess()),
                      Worker(ReadProcess()))
    mapping = Mapping(Worker(MapProcess()), library.folder / "map.npz", settings.value("projection", "umap"))
    window = MainWindow(session, settings, mapping)
    crashes = _Crashes(window)
    window.crashes = crashes
    window.painted.connect(lambda: QTimer.singleShot(0, window, lambda: _begin(window, crashes)))
    return application, window


def _begin(window, crashes):
    if not window.isVisible():  # it was closed at once
        return
    # Modules and widgets stay until the end. Each full search for garbage among them would stop the window for 50 ms.
    gc.freeze()
    gc.enable()
    crashes.watch()
    window.session.audio.start()
    window.session.engine.start()
    window.session.reader.start()
    window.session.imports.importer.start()
    window.session.start()
    window.session.look_for_strangers()
    window.loading.load()
    window.mapping.worker.start()
    window.mapping.start()
    in_pool(import_module, "toolbox.core.script.sentences")  # so that the first speech need not wait for it
    window.report_damage(window.session.library.problem, crashes.problem)


def _parse(argv):
    parser = argparse.ArgumentParser(prog="voice-toolbox", description="Open the window.")
    parser.add_argument("--library", help="folder of recordings and takes, instead of the user's own")
    parser.add_argument("--profile", help="which networks speak")
    parser.add_argument("--device", help="auto, cpu, cuda or mps")
    return parser.parse_args(argv)


class _Signals(QObject):
    """Ends the program in an orderly way on SIGTERM, SIGINT and SIGHUP.

    Qt's event loop does not run Python's signal handlers; Python's wake-up socket wakes the loop. Signals that arrive
    before there is a window wait in the socket.
    """

    def __init__(self):
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for name in SIGNALS:
            signal.signal(name, lambda *_: None)

    def call(self, end):
        """Call a function for every signal, including earlier ones."""
        self._end = end
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def _woken(self):
        self._reader.recv(1)
        self._end()


class _Crashes(QObject):
    """Reports uncaught errors in the window; those that are mistakes of the program are recorded in a file."""

    happened = Signal(str, str)

    def __init__(self, window):
        super().__init__()
        self.problem, self._file = "", None
        self.path = log_folder() / "crash.log"
        if self.path.parent != user_log_folder():
            self.problem = (tr("Crash logs cannot be kept in {folder}; this time they are written to {parent}.",
                               folder=user_log_folder(), parent=self.path.parent))
        self.happened.connect(lambda sentence, details: window.notice.show_message("bad", sentence, details),
                              Qt.ConnectionType.QueuedConnection)
        self._window = window

    def watch(self):
        """Start watching, and report if the last run crashed."""
        before = self.path.read_text(encoding="utf-8", errors="replace") if self.path.exists() else ""
        if "Fatal Python error" in before or "Windows fatal exception" in before:
            kept = self.path.with_name(f"crash-{datetime.now():%Y%m%d-%H%M%S}.log")
            self.path.rename(kept)
            self._window.notice.show_message("warn", tr("The last run crashed; the details are in {kept}.",
                                                        kept=kept), before)
        self._file = open(self.path, "w", encoding="utf-8")
        faulthandler.enable(self._file)
        sys.excepthook = self._caught
        threading.excepthook = lambda what: self._caught(what.exc_type, what.exc_value, what.exc_traceback)

    def _caught(self, kind, error, trace):
        if isinstance(error, (AudioError, LibraryError)):  # a sentence, as for a full disk: nothing is wrong inside
            self.happened.emit(str(error), "")
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        logging.getLogger(APPLICATION).error("%s", text)
        self._file.write(f"{datetime.now().isoformat(timespec='seconds')}\n{text}\n")
        self._file.flush()
        self.happened.emit(tr("An internal error occurred ({kind}); the details are in {path}.",
                              kind=kind.__name__, path=self.path), text)
