"""The library's database: connections, transactions, waiting for other programs, and repair of damage."""

import errno
import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from toolbox.core.library import presence, schema
from toolbox.core.library.errors import FULL_DISK, LibraryError, damaged, is_full, write_error
from toolbox.core.library.presence import Presence, Program
from toolbox.core.library.records import COLUMNS, edits_file

DATABASE = "library.db"
FOLDERS = ("recordings", "takes")
PATIENCE = 10.0  # seconds that a change waits for another program to finish
AGAIN = 0.02  # seconds between attempts when SQLite itself does not wait
FOREIGN = re.compile("no such|duplicate|has no|already")  # what SQLite says of missing or foreign tables and columns


class Database:
    """An SQLite database and the folders whose files it lists; every thread has its own connection.

    Parameters
    ----------
    folder : Path
        Created if missing; only its owner may read its contents.

    Attributes
    ----------
    problems : list of str
        Problems found and repaired while opening, in sentences.
    is_well : bool
        Whether all of it could be read. Damage raises `sqlite3.DatabaseError` before that, LibraryError afterwards.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.problems: list[str] = []
        self._local, self._presence, self._entering = threading.local(), Presence(folder), threading.Lock()
        self.is_well, self._noted, self._owner = False, "", threading.get_ident()

    def open(self) -> None:
        """Create or upgrade the tables, and remove whatever is marked as deleted unless another program has it open.

        Raises
        ------
        LibraryError
            If a newer version of this program made it, or it cannot be read or written.
        sqlite3.DatabaseError
            If it is damaged.
        """
        try:
            self._make_folders()
        except OSError as error:
            raise write_error(self.folder, error) from None
        with self.change() as db:
            state, = db.execute("PRAGMA integrity_check(1)").fetchone()
            if state != "ok":
                raise sqlite3.DatabaseError(state)
            version, = db.execute("PRAGMA user_version").fetchone()
            known = {name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if version > schema.VERSION:
                raise LibraryError(errno.EPERM, "a newer version of this program made it; use that one", self.folder)
            if version < 0 or bool(version) != bool(known) or version and not {*schema.TABLES[:5]} <= known:
                raise sqlite3.DatabaseError("tables are missing")
            if not version:
                schema.create(db)
                if not (self.folder / schema.OLD_INDEX).exists():
                    db.executemany(schema.insert("recordings", COLUMNS), [r.row() for r in schema.samples()])
            elif version < schema.VERSION:
                schema.bring_up(db, version)
            if not self._presence.others():
                self._sweep(db)
        if (self.folder / schema.OLD_INDEX).exists():
            self.problems += schema.take_over_index(self.folder, self.change)

    @property
    def token(self) -> str:
        """Return the name of this opening of the library."""
        with self._entering:
            if not self._presence.entered:
                try:
                    self._presence.enter()
                except OSError as error:
                    raise write_error(self.folder, error) from None
        return self._presence.token

    @property
    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        if not hasattr(self._local, "db"):
            self.token  # noqa: B018 (whoever connects is to be seen by others)
            self._local.db = self._patiently(lambda: _connect(self.folder / DATABASE))
            self._local.file = _file(self.folder / DATABASE)
        return self._local.db

    def read(self, query: str, *values: Any) -> list[tuple]:
        """Return the rows of a query; raise LibraryError if they cannot be read."""
        with self._in_sentences():
            db = self.connection
            try:
                return db.execute(query, values).fetchall()
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
                # Python's own text conversion is the fastest, but fails on damaged text.
                db.text_factory = _text_of_damaged
                try:
                    return db.execute(query, values).fetchall()
                finally:
                    db.text_factory = str

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction, which is applied completely or not at all.

        Raises
        ------
        LibraryError
            If it cannot be written: the disk is full, another program holds the lock, or the folder is gone.
        """
        with self._in_sentences():
            db = self.connection
        # Anything written to a file without a name is lost.
        if _file(self.folder / DATABASE) != self._local.file:
            raise LibraryError(errno.ENOENT, "the library's folder, or the database in it, is gone or was replaced; "
                               "nothing was changed; restart the program to continue with what is there", self.folder)
        with self._in_sentences():
            self._patiently(lambda: db.execute("BEGIN IMMEDIATE"))
            try:
                yield db
                self._patiently(lambda: db.execute("COMMIT"))
            except BaseException:
                if db.in_transaction:  # SQLite itself rolls back when the disk is full
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Yield a folder for files being written; its name in the database allows its removal after a crash."""
        token = self.token
        if self._noted != token:
            with self.change() as db:
                db.execute("INSERT OR IGNORE INTO programs VALUES (?)", (token,))
            self._noted = token
        folder = self.folder / schema.own_folder(token)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise write_error(self.folder, error) from None
        try:
            yield folder
        finally:
            with suppress(OSError):  # another thread is writing
                folder.rmdir()

    def others(self) -> list[Program]:
        """Return the other programs that have this library open."""
        return self._presence.others()

    def close(self) -> None:
        """Close this thread's connection; the next use opens it again.

        In the thread that opened the library, this also removes the note that this program has it open.
        """
        if hasattr(self._local, "db"):
            self._local.db.close()
            del self._local.db
        if threading.get_ident() == self._owner:
            self._presence.leave()

    def save_what_can_be_read(self, error: Exception) -> str:
        """Start a new database with the readable rows of a damaged one, which is kept. Sound files are not touched.

        Returns
        -------
        str
            A description in sentences.

        Raises
        ------
        LibraryError
            If another program has it open, or nothing can be written.
        """
        if others := self._presence.others():
            raise LibraryError(errno.EBUSY, f"the library's database is damaged ({error}), and open in another program "
                               f"({' and '.join(map(str, others))}); close that one, and start this one again, which "
                               "saves what can be read", self.folder)
        self.close()
        aside = self.folder / f"damaged-{datetime.now():%Y%m%d-%H%M%S-%f}"
        aside.mkdir(mode=0o700)
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", schema.OLD_INDEX):
            if os.path.lexists(self.folder / name):
                os.replace(self.folder / name, aside / name)
        rows = _salvage(aside / DATABASE)
        self.is_well = False
        self.open()
        saved, lost = self._put_back(rows)
        lost = f" {lost} rows contradicted others and were left out." if lost else ""
        return (f"The library's database was damaged ({error}). {saved:,} recordings and takes could be read and are "
                f"listed; the damaged files are kept in {aside}.{lost} Sound files that are no longer listed can be "
                "added again.")

    def _put_back(self, rows):
        """Insert salvaged rows; return the number of recordings, of takes, and of rows that did not fit."""
        saved = lost = 0
        with self.change() as db:
            if rows["recordings"]:
                db.execute("DELETE FROM recordings")  # a new library's samples
            for table in schema.TABLES:
                columns = {name: (kind, needed and default is None) for _, name, kind, needed, default, _
                           in db.execute(f"PRAGMA table_info({table})")}
                # Placeholders for lost columns are repaired like damaged values.
                lacking = {name: "" if kind == "TEXT" else 0
                           for name, (kind, is_needed) in columns.items() if is_needed}
                for row in rows[table]:
                    kept = lacking | {name: value for name, value in row.items()
                                      if name in columns and value is not None}
                    try:
                        db.execute(schema.insert(table, kept).replace("INSERT", "INSERT OR IGNORE"), [*kept.values()])
                        saved += table in FOLDERS
                    except sqlite3.Error:
                        lost += 1
        return saved, lost

    def _sweep(self, db):
        """Remove recordings and takes marked as deleted, and the folders of programs that were killed.

        Files are removed before their marks, so that an interrupted removal is completed next time.
        """
        for kind in FOLDERS:
            # As bytes: damaged text cannot be read as text.
            rows = db.execute(f"SELECT CAST(id AS BLOB), CAST(file AS BLOB) FROM {kind} WHERE deleted").fetchall()
            for name, file in rows:
                for path in files_of(self.folder, kind, os.fsdecode(name), os.fsdecode(file)):
                    path.unlink(missing_ok=True)
            db.execute(f"DELETE FROM {kind} WHERE deleted")
        for token, in db.execute("SELECT token FROM programs").fetchall():
            with suppress(ValueError):
                shutil.rmtree(self.folder / schema.own_folder(token), ignore_errors=True)
        db.execute("DELETE FROM programs")
        db.execute("DELETE FROM changes")  # no program has an older state in memory

    def _make_folders(self):
        existed = self.folder.exists()
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        # A folder of other files that was chosen for a new library is left alone.
        if not existed or (self.folder / DATABASE).exists():
            _close_to_others(self.folder, 0o700)
        for name in (*FOLDERS, presence.FOLDER):
            folder = self.folder / name
            if folder.exists() and _close_to_others(folder, 0o700):
                for entry in os.scandir(folder):
                    if entry.is_file(follow_symlinks=False):
                        _close_to_others(entry.path, 0o600)
        for entry in os.scandir(self.folder):
            if entry.name.startswith((DATABASE, "index.")) and entry.is_file(follow_symlinks=False):
                _close_to_others(entry.path, 0o600)
        if not os.path.lexists(self.folder / DATABASE):
            with suppress(FileExistsError):
                os.close(os.open(self.folder / DATABASE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def _patiently(self, work):
        """Repeat an operation that another program may be blocking until it succeeds or PATIENCE is exhausted."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return work()
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() > until:
                    raise
                time.sleep(AGAIN)

    @contextmanager
    def _in_sentences(self):
        """Convert SQLite's errors to sentences."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            # An operational error to SQLite, but a damaged library here.
            if isinstance(error, sqlite3.OperationalError) and not FOREIGN.search(str(error)):
                raise LibraryError(*self._explained(error), self.folder) from error
            if self.is_well:
                raise damaged(self.folder, error) from error
            raise sqlite3.DatabaseError(str(error)) from error

    def _explained(self, error):
        """Return the errno and the reason for an error of SQLite."""
        text = str(error)
        if _is_busy(error):
            others = self._presence.others()
            who = " and ".join(map(str, others)) if others else "another program"
            return errno.EBUSY, (f"the library is being written by {who}, for more than {PATIENCE:.0f} seconds; wait "
                                 "for it, or close it, and try again")
        if is_full(self.folder, error):
            return errno.ENOSPC, FULL_DISK
        if "readonly" in text:
            return errno.EROFS, "the library may only be read here; allow it to be written, or choose another folder"
        return errno.EIO, f"the library's database cannot be read or written ({text})"


def files_of(folder: Path, kind: str, name: str, file: str) -> list[Path]:
    """Return the paths of a row's own files in the library, never outside it, whatever the row contains.

    Parameters
    ----------
    folder : Path
    kind : str
        "recordings" or "takes".
    name, file : str
        The row's id and file.
    """
    own = []
    if file == f"{kind}/{Path(file).name}":
        own.append(Path(file).name)
    if kind == "takes":
        own += [f"{name}.npz", edits_file(name)]
    return [folder / kind / x for x in own if x not in ("", ".", "..") and Path(x).name == x and "\\" not in x]


def _connect(path):
    # Without "create": only Database.open creates the file.
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        # Readers and a writer work concurrently. With FULL, committed rows survive a power failure; it costs
        # milliseconds, which an import pays once for many files.
        if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            db.execute("PRAGMA journal_mode = WAL")
        for setting in ("synchronous = FULL", "foreign_keys = ON"):
            db.execute(f"PRAGMA {setting}")
    except BaseException:
        db.close()
        raise
    return db


def _file(path):
    """Return the identity of the file at a path; None if there is none."""
    try:
        about = os.stat(path)
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _salvage(path):
    """Return the readable rows of each table of a damaged database: dict of list of dicts."""
    rows = {table: [] for table in schema.TABLES}
    if not path.is_file():
        return rows
    with closing(sqlite3.connect(path)) as db:
        db.row_factory, db.text_factory = sqlite3.Row, _text_of_damaged
        for table in rows:
            found = {}
            # From either end up to the damage.
            for order in ("ASC", "DESC"):
                with suppress(sqlite3.Error):
                    for row in db.execute(f"SELECT rowid AS at, * FROM {table} ORDER BY rowid {order}"):
                        if row["at"] in found and order == "DESC":
                            break
                        found[row["at"]] = {k: row[k] for k in row.keys() if k != "at"}  # noqa: SIM118
            rows[table] = [found[at] for at in sorted(found)]
    return rows


def _text_of_damaged(raw):
    return raw.decode("utf-8", "replace")


def _close_to_others(path, mode):
    """Remove other users' access to a file or folder; return whether they had any. Windows protects profiles itself."""
    if os.name == "nt" or not os.stat(path).st_mode & 0o077:
        return False
    with suppress(OSError):  # owned by another user
        os.chmod(path, mode)
    return True


def _is_busy(error):
    return "locked" in str(error) or "busy" in str(error)
