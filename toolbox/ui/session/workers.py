"""Background work: queues of requests to processes, and short tasks in a thread pool."""

import itertools
import queue
import threading

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThread, QThreadPool, QTimer, Signal, Slot

from toolbox.core.processes.engine import EngineProcess
from toolbox.core.protocol import ServerStopped, explain
from toolbox.ui.words import tr


class Job(QObject):
    """A request to a process, or another long task. Signals arrive in the window's thread.

    Every job ends exactly once, with `done`, `failed` or `cancelled`; no signals follow.

    Signals
    -------
    progressed(float, str)
        Share completed and the present step.
    chunk(object)
        A piece of speech (toolbox.core.cloning.speech.Chunk).
    heard(float, object)
        A piece of a sentence that is rendered again: its position in seconds, and its samples.
    done(object), failed(str, str), cancelled()
        The end; a failure has a sentence and details.
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
        """Cancel the job."""
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


_numbers = itertools.count(1)  # of jobs, across all workers


class Worker(QThread):
    """Sends requests to a process, one after the other, and delivers its events in the window's thread.

    A waiting job is claimed exactly once: by this thread to run it, or by `cancel` or `close` to end it. The claimant
    is responsible for its end. A running job is cancelled in the process, which reports the end.

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
        """Queue a request and return its Job; jobs that are not urgent wait for all urgent ones."""
        job = Job(next(_numbers), kind, title, self._cancel, quiet)
        with self._lock:
            closed = self._closed
            self._waiting[job.number] = job
        if closed:  # no thread is left to run it
            QTimer.singleShot(0, job, lambda: self._cancel(job))
        self._queue.put((0 if urgent else 1, job.number, arguments))
        self.added.emit(job)
        return job

    @property
    def idle(self):
        """Return whether no job is running or waiting."""
        with self._lock:
            return self._running is None and not self._waiting

    def close(self):
        """Cancel all jobs, and end the process and the thread."""
        with self._lock:
            self._closed, running, waiting = True, self._running, list(self._waiting.values())
            self._waiting.clear()
        if running is not None:
            self._process.cancel(running.number)
        self._queue.put((-1, 0, None))
        if not self.wait(500):
            self._process.stop()
            self.wait(3000)
        QCoreApplication.sendPostedEvents(self)  # a job that was completed at the last moment counts as done
        for job in filter(None, (running, *waiting)):
            job.tell("cancelled", None)

    def run(self):
        while True:
            _, number, arguments = self._queue.get()
            if arguments is None:
                break
            with self._lock:
                job = self._running = self._waiting.pop(number, None)
            if job is None:  # cancelled in the meantime
                continue
            try:
                for name, payload in self._process.run(job.number, job.kind, arguments):
                    self._event.emit(job, name, payload)
            except ServerStopped as error:
                self._event.emit(job, "failed", (tr("{error} It restarts with the next job.",
                                                    error=error),
                                                 tr("Nothing more is known; the system may have run out of memory.")))
            except Exception as error:  # a request that cannot be sent
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
    """Worker of the engine, whose requests, except for pictures, name a profile and a device."""

    def __init__(self, profile="default", device="auto", threads=None):
        super().__init__(EngineProcess(threads))
        self.profile, self.device = profile, device

    def submit(self, kind, title, quiet=False, urgent=True, **arguments):
        if kind != "picture":
            arguments = {"profile": self.profile, "device": self.device} | arguments
        return super().submit(kind, title, quiet, urgent, **arguments)


class Task(QObject):
    """A function in the thread pool; its signals arrive in the window's thread."""

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


_alive = set()  # keeps tasks without other references until they have ended
_writer = QThreadPool(maxThreadCount=1)


def in_pool(function, *arguments):
    """Run a function in the thread pool; return its Task at once."""
    return _start(QThreadPool.globalInstance(), function, arguments)


def in_turn(function, *arguments):
    """Write sound files in a thread of its own, after those that were handed over before; return the Task at once.

    A speech is written as a dozen files, which would keep all cores busy at the moment in which its end is drawn.
    """
    return _start(_writer, function, arguments)


def wait_for_tasks():
    """Wait until all functions have run; their Tasks' signals are delivered later."""
    QThreadPool.globalInstance().waitForDone()
    _writer.waitForDone()


def _start(pool, function, arguments):
    task = Task()
    _alive.add(task)
    pool.start(_Run(task, function, arguments))
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
        except RuntimeError:  # the window has closed in the meantime
            pass
