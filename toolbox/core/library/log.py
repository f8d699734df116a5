"""The log of what was made in whose voice, for those who do not open the library for anything else."""

import errno
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from toolbox.core.library.database import DATABASE, Database
from toolbox.core.library.errors import LibraryError
from toolbox.core.library.records import Entry
from toolbox.core.library.schema import put_history


def add(folder: str | Path, entries: Iterable[Entry]) -> bool:
    """Add lines to the log of a library.

    Parameters
    ----------
    folder : str or Path
        The library's.
    entries : iterable of Entry

    Returns
    -------
    bool
        False if there is no library in the folder; then nothing is written there.

    Raises
    ------
    LibraryError
        If the library cannot be written or is damaged.
    """
    folder = Path(folder)
    if not (folder / DATABASE).is_file():
        return False
    database = Database(folder)
    try:
        database.open()
        with database.change() as db:
            put_history(db, *entries)
    except sqlite3.DatabaseError as error:
        raise LibraryError(errno.EIO, f"the library's database is damaged ({error}); open it with the window, which "
                           "saves what can be read", folder) from None
    finally:
        database.close()
    return True
