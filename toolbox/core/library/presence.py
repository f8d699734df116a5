"""Registration of the programs that have a library open.

Each program holds a lock on its own note, which the operating system releases when the program ends in any way.
"""

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

    FAR = 1 << 20  # a byte beyond the note: on Windows, others cannot read locked bytes

    def _lock(handle):
        os.lseek(handle, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
else:
    import fcntl

    def _lock(handle):
        """Return whether the lock could be acquired; None if the file system has no locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True


@dataclass(frozen=True)
class Program:
    """A program that has a library open: its process id, its computer, and the time of opening ("10:31")."""

    pid: int
    host: str
    since: str

    def __str__(self):
        return f"process {self.pid} on {self.host}, since {self.since}"


class Presence:
    """This program's note in a library's folder, and the notes of others.

    Parameters
    ----------
    folder : Path
        Folder of the library.

    Attributes
    ----------
    token : str
        Unique name of this opening of the library.
    """

    def __init__(self, folder: Path):
        self.folder, self.token, self._process = folder / FOLDER, "", 0
        self._handle: int | None = None

    def enter(self) -> None:
        """Write the note; raise OSError if that fails."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            self.token = secrets.token_hex(8)
            handle = os.open(self._note, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                is_ours = _lock(handle) is not False
                os.lseek(handle, 0, os.SEEK_SET)
                os.write(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname(),
                                             "since": f"{datetime.now():%H:%M}"}).encode())
            except OSError:
                os.close(handle)
                self._note.unlink(missing_ok=True)
                raise
            # Another program that looked before it was locked took it for a stale note.
            if is_ours and self._note.exists():
                self._handle, self._process = handle, os.getpid()
                return
            os.close(handle)

    def leave(self) -> None:
        """Remove the note."""
        if self._handle is None:
            return
        is_ours = self._process == os.getpid()  # a forked child has no note of its own
        if is_ours:
            _remove(self._note)
        os.close(self._handle)
        self._handle = None
        if is_ours:
            _remove(self._note)  # Windows cannot remove an open file

    def __del__(self):
        self.leave()

    @property
    def entered(self) -> bool:
        """Return whether the note exists."""
        return self._handle is not None

    def others(self) -> list[Program]:
        """Return the other programs that have the library open, removing stale notes."""
        found = []
        for path in self.folder.iterdir():
            if not NOTE.fullmatch(path.name) or path == self._note:
                continue
            try:
                handle = os.open(path, os.O_RDWR)
            except FileNotFoundError:  # it has just been removed
                continue
            except OSError:  # another user's
                found.append(Program(0, "this computer", "some time"))
                continue
            is_left = _lock(handle)
            if is_left:
                _remove(path)
            os.close(handle)
            if is_left:
                _remove(path)
            else:
                found.append(_read(path))
        return found

    @property
    def _note(self):
        return self.folder / f"{self.token}.json"


def _remove(path):
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _read(path):
    try:
        note = json.loads(path.read_bytes())
        return Program(int(note["pid"]), str(note["host"]), str(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):  # it is just being written
        return Program(0, "this computer", "this moment")
