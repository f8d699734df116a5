"""Who has a library open: each program holds a lock on a note of its own, which the operating system lets go of when
the program ends, however it ends."""

import contextlib
import json
import os
import re
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

FOLDER = "open"
NOTE = re.compile(r"[0-9a-f]{16}\.json")

if os.name == "nt":
    import msvcrt

    FAR = 1 << 20  # a byte beyond the note: on Windows what is locked cannot be read by others

    def _lock(handle):
        os.lseek(handle, FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True)
class Program:
    """A program that has a library open: its process id, its computer, and when it was opened ("10:31")."""

    pid: int
    host: str
    since: str

    def __str__(self):
        return f"process {self.pid} on {self.host}, since {self.since}"


class Presence:
    """This program's note in a library's folder, and those of others.

    Parameters
    ----------
    folder : Path
        The library's.

    Attributes
    ----------
    token : str
        Names this opening of the library; no other ever has the same.
    """

    def __init__(self, folder: Path):
        self.folder, self.token, self._handle = folder / FOLDER, "", None

    def enter(self):
        """Leave a note; OSError if none can be written."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            self.token = secrets.token_hex(8)
            handle = os.open(self._note, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                _lock(handle)
                os.lseek(handle, 0, os.SEEK_SET)
                os.write(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname(),
                                             "since": f"{datetime.now():%H:%M}"}).encode())
                # Somebody who looked before it was locked took it for one that is left over.
                if self._note.exists():
                    self._handle = handle
                    return
            except BlockingIOError:
                pass
            except OSError:
                os.close(handle)
                self._note.unlink(missing_ok=True)
                raise
            os.close(handle)

    def leave(self):
        """Take the note away."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._note.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None
            with contextlib.suppress(OSError):  # on Windows an open file stays until it is closed
                self._note.unlink(missing_ok=True)

    def __del__(self):
        self.leave()

    @property
    def entered(self) -> bool:
        """Whether there is a note."""
        return self._handle is not None

    def others(self) -> list[Program]:
        """Return the other programs that have the library open; notes that nobody holds any more are removed."""
        found = []
        for path in self.folder.iterdir():
            if not NOTE.fullmatch(path.name) or path == self._note:
                continue
            try:
                handle = os.open(path, os.O_RDWR)
            except FileNotFoundError:  # it has just been taken away
                continue
            except OSError:  # another user's
                found.append(Program(0, "this computer", "some time"))
                continue
            try:
                _lock(handle)
                path.unlink(missing_ok=True)
            except OSError:
                found.append(_read(path))
            finally:
                os.close(handle)
        return found

    @property
    def _note(self):
        return self.folder / f"{self.token}.json"


def _read(path):
    try:
        note = json.loads(path.read_bytes())
        return Program(int(note["pid"]), str(note["host"]), str(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):  # it is being written just now
        return Program(0, "this computer", "this moment")
