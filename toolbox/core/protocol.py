"""Requests to an object in another process, answered by events."""

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, NoReturn

from toolbox.core.settings import ROOT

Emit = Callable[..., None]  # sends an event: name, payload
IsCancelled = Callable[[], bool]

NICENESS = 5  # sound and drawing have priority
ENDS, CANCEL = ("done", "failed", "cancelled"), "cancel"


class ServerStopped(RuntimeError):
    """The process ended unexpectedly; the next request starts a new one."""


class ServerProcess:
    """Client of an object in another process: one request at a time, each answered by events.

    It uses plain pipes and pickles rather than multiprocessing, which would import the program's main module again.
    Requests are answered by an instance of `serves`, a class given by module and name, which each subclass sets.

    A request is (number, kind, arguments) and is answered by any number of events, the last of which is one of ENDS;
    meanwhile only (number, CANCEL, None) may be sent. A lock orders sending, cancelling, and start and end of the
    process. A request cancelled before it was sent therefore never reaches the process, one cancelled later is
    cancelled there, and `run` ends in exactly one of ENDS or in ServerStopped.

    Parameters
    ----------
    threads : int, optional
        Threads for the networks; by default all cores but one, which is left to the window.
    """

    serves: tuple[str, str]
    environment: ClassVar[dict[str, str]] = {}  # environment variables added for the process

    def __init__(self, threads: int | None = None):
        self.threads = threads or max(1, (os.cpu_count() or 2) - 1)
        self._process: Any = None
        self._lock = threading.RLock()
        self._running: int | None = None  # number of the present request
        self._cancelled: set[int] = set()  # requests cancelled before they were sent

    def run(self, number: int, kind: str, arguments: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Send a request and yield its events as (name, payload), the last one "done", "failed" or "cancelled".

        Parameters
        ----------
        number : int
            Unique number of the request, for `cancel`.
        kind : str
            A public method of the class named by `serves`.
        arguments : dict

        Raises
        ------
        ServerStopped
            If the process ends before answering.
        """
        request, process, name = _packed((number, kind, arguments)), None, ""
        try:
            with self._lock:
                if number not in self._cancelled:
                    process = self._ready()
                    _write(process.stdin, request)
                    self._running = number
            while name not in ENDS:
                name, payload = pickle.load(process.stdout) if process else ("cancelled", None)
                yield name, payload
        except Exception:  # after anything but an event, the rest of the stream is meaningless
            self.stop()
            code = process.poll() if process else None
            raise ServerStopped(f"The engine's process ended unexpectedly (exit code {code}).") from None
        finally:
            with self._lock:
                self._running = None
                self._cancelled.discard(number)
            if name not in ENDS:  # the caller has left: remaining events must not answer the next request
                self.stop()

    def cancel(self, number: int) -> None:
        """Cancel a running or future request; callable from any thread."""
        with self._lock:
            if number != self._running:
                self._cancelled.add(number)
            elif self._process is not None:
                with contextlib.suppress(OSError, ValueError):  # the process has ended
                    _write(self._process.stdin, _packed((number, CANCEL, None)))

    def stop(self) -> None:
        """Terminate the process; its present request ends in ServerStopped."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._scratch.cleanup()

    def _ready(self):
        """Return the process, starting it if necessary."""
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._start()
        return self._process

    def _start(self):
        root = str(ROOT)
        module, name = self.serves
        # A terminated process cannot remove its libraries' temporary files.
        self._scratch = tempfile.TemporaryDirectory(prefix="voice-toolbox-", ignore_cleanup_errors=True)
        scratch = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._scratch.name)
        program = (f"import sys; sys.path.insert(0, {root!r}); from {module} import {name}; "
                   f"from toolbox.core.protocol import serve; serve({name}({self.threads}))")
        self._process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE,
                                         env=os.environ | {"OPENBLAS_NUM_THREADS": str(self.threads)} | scratch
                                         | self.environment,
                                         creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))


def serve(server: object) -> None:
    """Answer requests from standard input by calling an object's methods, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Output of libraries goes to standard error: standard output carries the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: queue.Queue = queue.Queue()
    cancelled: set[int] = set()
    threading.Thread(target=_listen, args=(requests, cancelled), daemon=True).start()
    while True:
        number, kind, arguments = requests.get()

        def emit(name, payload):
            _write(answers, _packed((name, payload)))

        try:
            answer = "done", getattr(server, kind)(emit, lambda n=number: n in cancelled, **arguments)
        except BrokenPipeError:
            _leave()
        except Exception as error:
            answer = ("cancelled", None) if number in cancelled else ("failed", explain(error))
        try:
            emit(*answer)
        except BrokenPipeError:
            _leave()
        except Exception as error:  # the answer cannot be pickled
            emit("failed", explain(error))
        cancelled.discard(number)


def _leave() -> NoReturn:
    """End the process because the window has closed; an orderly end would wait in vain for the thread that listens."""
    os._exit(0)


def _packed(message):
    # Not directly into the pipe: a message that fails to pickle would leave its beginning there.
    return pickle.dumps(message, protocol=5)


def _write(pipe, packed):
    pipe.write(packed)
    pipe.flush()


def _listen(requests, cancelled):
    """Read requests in a thread beside the work, so that cancellation takes effect at once."""
    try:
        while True:
            number, kind, arguments = pickle.load(sys.stdin.buffer)
            if kind == CANCEL:
                cancelled.add(number)
            else:
                requests.put((number, kind, arguments))
    except (EOFError, OSError):
        _leave()
    except BaseException:  # an unreadable request could never be answered; the end of the process answers it
        traceback.print_exc()
        os._exit(1)


def explain(error: Exception) -> tuple[str, str]:
    """Return an exception as a sentence for a person, with details.

    The program's own messages need no details; for other exceptions, the details are the traceback.
    """
    if isinstance(error, (ValueError, FileNotFoundError)) and str(error).rstrip().endswith((".", ")")):
        return str(error), ""
    what = f"{type(error).__name__}: {error}".rstrip(": .")
    return f"This failed inside the program ({what}).", "".join(traceback.format_exception(error))
