"""Errors of libraries that cannot be read or written."""

import errno
import re
import shutil
from pathlib import Path

from audio.errors import AudioError

FULL = 1 << 20  # bytes; a disk with less free space counts as full
FULL_DISK = "the disk is full, so nothing was changed; make room and try again"


class LibraryError(OSError, ValueError):
    """A library that cannot be read or written; the message is a sentence for the person at the screen.

    It is an OSError for code that needs the cause (`errno`, `strerror`, `filename`), and a ValueError like every other
    error whose message is a sentence.

    Parameters
    ----------
    number : int
        From `errno`.
    reason : str
        The problem and its remedy, phrased to follow a colon, without a full stop.
    folder : str or Path
        Folder of the library.
    """

    def __init__(self, number: int | None, reason: str, folder: str | Path):
        super().__init__(number, reason, str(folder))

    def __str__(self):
        return f"{self.filename}: {self.strerror}."

    def __reduce__(self):
        return type(self), (self.errno, self.strerror, self.filename)


def damaged(folder: str | Path, what: object) -> LibraryError:
    """Return the error for a database with inconsistent content."""
    return LibraryError(errno.EIO, f"the library's database is damaged ({what}); close the program and open it again, "
                        "which saves what can be read", folder)


def is_full(folder: str | Path, error: BaseException) -> bool:
    """Return whether an error is due to a full disk, by its message or by the free space."""
    if getattr(error, "errno", None) == errno.ENOSPC or re.search("no space|disk is full", str(error).lower()):
        return True
    try:
        return shutil.disk_usage(folder).free < FULL
    except OSError:
        return False


def write_error(folder: str | Path, error: OSError) -> LibraryError:
    """Return the error to raise if a file or folder of the library could not be written."""
    if is_full(folder, error):
        return LibraryError(errno.ENOSPC, FULL_DISK, folder)
    return error if isinstance(error, (LibraryError, AudioError)) else LibraryError(
        error.errno, f"the library cannot be written ({(error.strerror or str(error)).lower()}); allow it, or choose "
        "another folder", folder)
