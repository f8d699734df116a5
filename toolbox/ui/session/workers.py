"""What runs beside the window: the engine's queue, and short tasks in a pool."""

import itertools
import queue
import threading

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThread, QThreadPool, QTimer, Signal, Slot

from toolbox.core.processes.engine import EngineProcess
from toolbox.core.protocol import ServerStopped, explain
from toolbox.ui.words import tr


class Job(QObject):
    """A request to the engine, or another long task, as the window sees it. Signals come in the window's thread.

    Every job ends once, by `done`, `failed` or `cancelled`; nothing comes after that.

    Signals
    -------
    progressed(float, str)
        Share done and what is done now.
    chunk(object)
        A piece of speech (toolbox.core.cloning.speech.Chunk).
    heard(float, object)
        A piece of a sentence that is made again: its place in seconds, and its samples.
    done(object), failed(str, str), cancelled()
        How it ended; a failure with a sentence and details.
    ended()
        After any of the three.
    """

    progressed, chunk, done = Signal(float, str), Signal(object), Signal(object)
    heard = Signal(float, object)
    failed, cancelled, ended = Signal(str, str), Signal(), Signal()

    def __init__(self, number, kind, title, cancel, quiet=False):
        super().__init__()
        self.number, self.kind, self.title, self.quiet = number, kind, title, quiet
        self._cancel, self.finished, self.cancelling = cancel, False, False

    def cancel(self):
        """Give the job up."""
        if not self.finished:
            self.cancelling = True
            self._cancel(self)

    def tell(self, name, payload):
        """Emit an event of the engine."""
        if self.finished:
            return
        if name == "progress":
            self.progressed.emit(*payload)
        elif name == "chunk":
            self.chunk.emit(payload)
            self.progressed.emit(payload.progress, "")
        elif name == "heard":
            self.heard.emit(*payload)
        else:
            self.finished = True
            if name == "done":
                self.done.emit(payload)
            elif name == "failed":
                self.failed.emit(*payload)
            else:
                self.cancelled.emit()
            self.ended.emit()


_numbers = itertools.count(1)  # of jobs, whoever does them


class Worker(QThread):
    """Hands requests to a process, one after the other, and brings its events to the window's thread.

    A job waits until somebody claims it, which happens once: this thread to run it, or `cancel` or `close` to end it.
    Whoever claims a job sees to its end. One that runs is cancelled in the process, which answers for it.

    Parameters
    ----------
    process : toolbox.core.protocol.ServerProcess
        Started with the first request.

    Signals
    -------
    added(Job)
        A job was queued.
    """

    added = Signal(object)
    _event = Signal(object, str, object)

    def __init__(self, process):
        super().__init__()
        self.setObjectName(type(process).__name__)
        self._process = process
        self._queue, self._waiting, self._lock = queue.PriorityQueue(), {}, threading.Lock()
        self._running, self._closed = None, False
        self._event.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def submit(self, kind, title, quiet=False, urgent=True, **arguments):
        """Queue a request and return its Job. What is not urgent waits for all that is."""
        job = Job(next(_numbers), kind, title, self._cancel, quiet)
        with self._lock:
            closed = self._closed
            self._waiting[job.number] = job
        if closed:  # nobody is left to do it
            QTimer.singleShot(0, job, lambda: self._cancel(job))
        self._queue.put((0 if urgent else 1, job.number, arguments))
        self.added.emit(job)
        return job

    @property
    def idle(self):
        """Whether nothing runs and nothing waits."""
        with self._lock:
            return self._running is None and not self._waiting

    def close(self):
        """Cancel what runs and what waits, and end the process and the thread."""
        with self._lock:
            self._closed, running, waiting = True, self._running, list(self._waiting.values())
            self._waiting.clear()
        if running is not None:
            self._process.cancel(running.number)
        self._queue.put((-1, 0, None))
        if not self.wait(500):
            self._process.stop()
            self.wait(3000)
        QCoreApplication.sendPostedEvents(self)  # what was done at the last moment is done
        for job in filter(None, (running, *waiting)):
            job.tell("cancelled", None)

    def run(self):
        while True:
            _, number, arguments = self._queue.get()
            if arguments is None:
                break
            with self._lock:
                job = self._running = self._waiting.pop(number, None)
            if job is None:  # cancelled meanwhile
                continue
            try:
                for name, payload in self._process.run(job.number, job.kind, arguments):
                    self._event.emit(job, name, payload)
            except ServerStopped as error:
                self._event.emit(job, "failed", (tr("{error} It is started again with the next job.",
                                                    error=error),
                                                 tr("No more is known; the system may have run out of memory.")))
            except Exception as error:  # a request that cannot even be sent
                self._event.emit(job, "failed", explain(error))
            self._running = None
        self._process.stop()

    def _cancel(self, job):
        with self._lock:
            waiting = self._waiting.pop(job.number, None)
        if waiting is not None:
            job.tell("cancelled", None)
        else:
            self._process.cancel(job.number)

    @Slot(object, str, object)
    def _tell(self, job, name, payload):
        job.tell(name, payload)


class EngineWorker(Worker):
    """The engine's: every request but a picture's is for a profile on a device."""

    def __init__(self, profile="default", device="auto", threads=None):
        super().__init__(EngineProcess(threads))
        self.profile, self.device = profile, device

    def submit(self, kind, title, quiet=False, urgent=True, **arguments):
        if kind != "picture":
            arguments = {"profile": self.profile, "device": self.device} | arguments
        return super().submit(kind, title, quiet, urgent, **arguments)


class Task(QObject):
    """A function in the thread pool; its signals come in the window's thread."""

    done, failed = Signal(object), Signal(str, str)
    _event = Signal(str, object)

    def __init__(self):
        super().__init__()
        self._event.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @Slot(str, object)
    def _tell(self, name, payload):
        _alive.discard(self)
        if name == "done":
            self.done.emit(payload)
        else:
            self.failed.emit(*payload)


_alive = set()  # keeps a task that nobody holds until it has reported its end


def in_pool(function, *arguments):
    """Run a function in the thread pool; return its Task at once."""
    task = Task()
    _alive.add(task)
    QThreadPool.globalInstance().start(_Run(task, function, arguments))
    return task


class _Run(QRunnable):
    def __init__(self, task, function, arguments):
        super().__init__()
        self.task, self.function, self.arguments = task, function, arguments

    def run(self):
        try:
            event = "done", self.function(*self.arguments)
        except Exception as error:
            event = "failed", explain(error)
        try:
            self.task._event.emit(*event)
        except RuntimeError:  # the window has gone in the meantime
            pass
