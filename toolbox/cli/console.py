"""Terminal behaviour shared by the commands: exit codes, sentences instead of tracebacks, progress."""

import _thread
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
import warnings
from contextlib import contextmanager

from audio.errors import AudioError, AudioWarning
from toolbox.core.settings import INSTALL

DONE, LACKING, REFUSED, SIGNALLED = 0, 1, 2, 128  # SIGNALLED plus the signal's number: 130 for Ctrl-C
# Signals that ask a program to end: Ctrl-C, `kill`, a closed terminal.
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Refused(Exception):
    """Input that cannot be used; the message is a sentence. Exit code 2."""


class Missing(Exception):
    """Something that the program needs is missing; the message is a sentence. Exit code 1."""


def run(command):
    """Call a function without arguments and convert its result or exception to an exit code.

    Parameters
    ----------
    command : callable
        Returns an exit code, or None for 0.

    Returns
    -------
    int
        0 done; 1 something is missing, or the program has a fault (the traceback is written to a log file); 2 the
        input cannot be used; 130 interrupted, 143 terminated. Unless it is 0, a sentence was printed on stderr.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", AudioWarning)
    warnings.showwarning = _show
    if sys.stderr is None:  # closed: `print` would write to standard output instead
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        # Not every terminal can display phonemes.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        with _patient_interrupt():
            code = command() or DONE
            if sys.stdout:
                sys.stdout.flush()
            return code
    except KeyboardInterrupt as interrupt:
        return _say("Interrupted.", SIGNALLED + (interrupt.args or (signal.SIGINT,))[0])
    except BrokenPipeError:
        # The reader of the output has closed it; Python must not complain about that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Refused, AudioError) as error:
        return _say(error, REFUSED)
    except Missing as error:
        return _say(error, LACKING)
    except MemoryError:
        return _say("There is not enough memory for this; close other programs, or process less at once.", REFUSED)
    except ModuleNotFoundError as error:
        return _say(f"The Python package '{error.name}' is missing: {INSTALL}.", LACKING)
    except OSError as error:
        if error.strerror is None:
            return _fault(error)
        return _say(f"{f'{error.filename}: ' if error.filename else ''}{error.strerror}.", REFUSED)
    except Exception as error:
        return _fault(error)


@contextmanager
def refusing(*kinds):
    """Convert exceptions of these types to `Refused` with the same message."""
    try:
        yield
    except kinds as error:
        raise Refused(_sentence(error)) from error


@contextmanager
def lacking(*kinds):
    """Convert exceptions of these types to `Missing` with the same message."""
    try:
        yield
    except kinds as error:
        raise Missing(_sentence(error)) from error


def on_terminal():
    """Return whether stderr is a terminal that shows a progress bar."""
    return bool(sys.stderr and sys.stderr.isatty())


@contextmanager
def progress(what):
    """Show a progress bar on stderr if it is a terminal.

    Yields a callable that takes the share completed, 0 to 1, and, if it has changed, the present step.
    """
    if not on_terminal():
        yield lambda share, what=None: None
        return
    from tqdm import tqdm
    # Some terminals report a size of 0 x 0, for which tqdm draws nothing.
    columns, rows = shutil.get_terminal_size()
    with tqdm(total=1.0, desc=f"{what:<16}", leave=False, ncols=columns - 1, nrows=rows, file=sys.stderr,
              bar_format="{desc} {bar:30} {percentage:3.0f} % {elapsed}") as bar:
        def show(share, what=None):
            bar.n = min(1.0, share)
            if what:
                bar.set_description_str(f"{what:<16}", refresh=False)
            bar.refresh()
        yield show


def table(rows, right=()):
    """Format rows of cells as lines with columns two spaces apart; `right` lists the right-aligned columns."""
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows)]
    lines = ("  ".join(f"{cell!s:>{width}}" if i in right else f"{cell!s:<{width}}"
                       for i, (cell, width) in enumerate(zip(row, widths))) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


@contextmanager
def _patient_interrupt():
    """Ensure that Ctrl-C and the other SIGNALS reach `run` as a KeyboardInterrupt.

    A signal is deferred until an import has finished: during one, PyTorch's C++ code would crash the process. An error
    that follows a signal counts as the signal, because C++ code that calls Python converts it to an error of its own.
    """
    heard = []

    def interrupt(number, frame):
        while frame:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                again = threading.Timer(0.05, _thread.interrupt_main, (number,))
                again.daemon = True
                again.start()
                return
            frame = frame.f_back
        heard.append(number)
        raise KeyboardInterrupt(number)

    if (threading.current_thread() is not threading.main_thread()
            or signal.getsignal(signal.SIGINT) is not signal.default_int_handler):
        yield
        return
    # Signals that are ignored (nohup) or handled elsewhere are left alone.
    before = {s: signal.getsignal(s) for s in SIGNALS}
    before = {s: now for s, now in before.items() if now in (signal.default_int_handler, signal.SIG_DFL)}
    for number in before:
        signal.signal(number, interrupt)
    try:
        yield
    except Exception as error:
        if heard:
            raise KeyboardInterrupt(heard[0]) from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(sentence, code):
    print(sentence, file=sys.stderr)
    return code


def _show(message, category, filename, lineno, file=None, line=None):
    """Show a warning in readable form; foreign ones with their origin."""
    said = str(message) if issubclass(category, AudioWarning) else warnings.formatwarning(message, category, filename,
                                                                                            lineno).rstrip()
    print(said, file=sys.stderr)


def _sentence(error):
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _fault(error):
    """Write the traceback to a log file and print its name."""
    where = "and no log could be written"
    try:
        with tempfile.NamedTemporaryFile("w", prefix="voice-toolbox-", suffix=".log", delete=False, encoding="utf-8",
                                         errors="backslashreplace") as file:
            traceback.print_exception(error, file=file)
        where = f"the details are in {file.name}"
    except OSError:
        pass
    return _say(f"The program failed ({type(error).__name__}: {error}); {where}", LACKING)
