"""What the subcommands share on a terminal: exit codes, sentences instead of tracebacks, progress."""

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

DONE, LACKING, REFUSED, SIGNALLED = 0, 1, 2, 128  # the last and the signal's number: 130 for Ctrl-C
# What ends a program that is asked to end: Ctrl-C, `kill`, a terminal that is closed.
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Refused(Exception):
    """Input that cannot be used; the message is a sentence. Exit code 2."""


class Missing(Exception):
    """Something that the program needs is not there; the message is a sentence. Exit code 1."""


def run(command):
    """Call a function of no arguments and turn what comes out of it into an exit code.

    Parameters
    ----------
    command : callable
        Returns an exit code, or None for 0.

    Returns
    -------
    int
        0 done; 1 something is missing, or the program has a fault (the traceback goes into a log file); 2 the input
        cannot be used; 130 interrupted, 143 terminated. Whatever is not 0 has been said in a sentence on stderr.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", AudioWarning)
    warnings.showwarning = _show
    if sys.stderr is None:  # closed: `print` would write what belongs there to standard output
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        # Not every terminal can write phonemes.
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
        # Whoever read our output has seen enough; Python must not complain of it at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Refused, AudioError) as error:
        return _say(error, REFUSED)
    except Missing as error:
        return _say(error, LACKING)
    except MemoryError:
        return _say("There is not enough memory for that; close other programs, or give less at once.", REFUSED)
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
    """Turn exceptions of these kinds into `Refused`, with the same sentence."""
    try:
        yield
    except kinds as error:
        raise Refused(_sentence(error)) from error


@contextmanager
def lacking(*kinds):
    """Turn exceptions of these kinds into `Missing`, with the same sentence."""
    try:
        yield
    except kinds as error:
        raise Missing(_sentence(error)) from error


def on_terminal():
    """Whether somebody sees a progress bar on stderr."""
    return bool(sys.stderr and sys.stderr.isatty())


@contextmanager
def progress(what):
    """A progress bar on stderr where that is a terminal, nothing anywhere else.

    Yields a callable that takes the share done, 0 to 1, and, if it has changed, what is being done.
    """
    if not on_terminal():
        yield lambda share, what=None: None
        return
    from tqdm import tqdm
    # Some terminals give their size as 0 x 0, and tqdm would draw nothing there.
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
    """Rows of cells as lines of text, in columns two spaces apart; `right` numbers the columns set to the right."""
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows)]
    lines = ("  ".join(f"{cell!s:>{width}}" if i in right else f"{cell!s:<{width}}"
                       for i, (cell, width) in enumerate(zip(row, widths))) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


@contextmanager
def _patient_interrupt():
    """Make Ctrl-C, and the other SIGNALS, reach `run` as a KeyboardInterrupt, whatever it meets.

    It waits until an import has ended: in the middle of one, PyTorch's C++ ends the process by a crash. An error that
    comes after it stands for it, for C++ that calls Python for the items of a sequence makes an error of its own of it.
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
    # What somebody has had ignored (nohup) or handles stays so.
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
    """Show a warning as a person may read it; others than ours with where they come from."""
    said = str(message) if issubclass(category, AudioWarning) else warnings.formatwarning(message, category, filename,
                                                                                            lineno).rstrip()
    print(said, file=sys.stderr)


def _sentence(error):
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _fault(error):
    """Write the traceback to a log file and name it."""
    where = "and no log could be written"
    try:
        with tempfile.NamedTemporaryFile("w", prefix="voice-toolbox-", suffix=".log", delete=False, encoding="utf-8",
                                         errors="backslashreplace") as file:
            traceback.print_exception(error, file=file)
        where = f"the details are in {file.name}"
    except OSError:
        pass
    return _say(f"The program failed ({type(error).__name__}: {error}); {where}", LACKING)
