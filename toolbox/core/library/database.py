"""The library's database: its tables, transactions, and what is done with an old or a damaged one."""

import errno
import json
import os
import re
import sqlite3
import threading
from contextlib import contextmanager, suppress
from datetime import datetime

from audio.errors import AudioError
from toolbox.core.cloning.voice import Voice
from toolbox.core.library.records import BUNDLED, COLUMNS, TAKE_COLUMNS, Recording, Take, now
from toolbox.core.settings import ASSETS

DATABASE, OLD_INDEX = "library.db", "index.json"
VERSION = 2
PATIENCE = 20.0  # seconds that a change waits for another process to finish its own
# What this program has written, and nothing that somebody may have put beside it.
OURS = {"recordings": re.compile(r"\.part-.*|[0-9a-f]{12}\.flac"),
        "takes": re.compile(r"\.part-.*|\.[0-9a-f]{12}\.part|[0-9a-f]{12}\.npz|.*\([0-9a-f]{4}\)\.flac")}
SCHEMA = """
CREATE TABLE recordings (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, speaker TEXT NOT NULL,
    file TEXT UNIQUE NOT NULL, seconds REAL NOT NULL, source TEXT NOT NULL, licence TEXT NOT NULL,
    starred INTEGER NOT NULL, deleted INTEGER NOT NULL, region_begin REAL, region_end REAL, added TEXT NOT NULL,
    sex TEXT NOT NULL, tags TEXT NOT NULL, size INTEGER, changed INTEGER);
CREATE TABLE voices (
    recording TEXT PRIMARY KEY REFERENCES recordings (id) ON DELETE CASCADE, encoder TEXT NOT NULL,
    embedding BLOB NOT NULL, statistics BLOB NOT NULL, speech REAL NOT NULL, brief INTEGER NOT NULL,
    second BLOB);
CREATE TABLE takes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, voice TEXT NOT NULL, text TEXT NOT NULL,
    profile TEXT NOT NULL, seed INTEGER NOT NULL, speed REAL NOT NULL, pitch_shift REAL NOT NULL, rate INTEGER NOT NULL,
    seconds REAL NOT NULL, comment TEXT NOT NULL, recording TEXT NOT NULL, similarity REAL, timings TEXT NOT NULL,
    unpronounced TEXT NOT NULL, file TEXT NOT NULL, added TEXT NOT NULL, deleted INTEGER NOT NULL);
CREATE TABLE refused (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, reason TEXT NOT NULL);
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Database:
    """An SQLite database, and the folders that it lists files of; every thread has a connection of its own.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    """

    def __init__(self, folder):
        self.folder, self._local = folder, threading.local()
        self._make_folders()

    def open(self):
        """Sweep, and make or bring up to date what there is; OSError if a newer version of this program made it."""
        self._clean()
        with self.change() as db:
            version, = db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise OSError(errno.EPERM, "a newer version of this program made it", str(self.folder))
            if not version:
                for statement in SCHEMA.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")
                if not (self.folder / OLD_INDEX).exists():
                    db.executemany(insert("recordings", COLUMNS), [r.row() for r in _samples()])
            elif version < VERSION:
                # Nobody has asked the second encoder yet: that is done when the voice is to speak.
                db.execute("ALTER TABLE voices ADD COLUMN second BLOB")
                db.execute("UPDATE voices SET brief = 1")
                db.execute(f"PRAGMA user_version = {VERSION}")
        if (self.folder / OLD_INDEX).exists():
            self._migrate()

    @property
    def connection(self):
        """This thread's."""
        if not hasattr(self._local, "db"):
            self._local.db = _connect(self.folder / DATABASE, PATIENCE)
        return self._local.db

    @contextmanager
    def change(self):
        """One transaction: all of it or nothing."""
        db = self.connection
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def close(self):
        """Close this thread's connection; the next use opens it again."""
        if hasattr(self._local, "db"):
            self._local.db.close()
            del self._local.db

    def set_aside(self, error):
        """Move what cannot be read, and the files it lists, out of the way; somebody may still mend it.

        Returns what happened, in a sentence.
        """
        self.close()
        aside = self.folder / f"damaged-{datetime.now():%Y%m%d-%H%M%S-%f}"
        aside.mkdir()
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", OLD_INDEX, *OURS):
            if (self.folder / name).exists():
                os.replace(self.folder / name, aside / name)
        self._make_folders()
        return (f"The library could not be read ({type(error).__name__}); it was set aside as {aside}. "
                "Its recordings are in there and can be added again.")

    def _clean(self):
        """Forget what was deleted, and remove files that nobody lists, unless another process has the library open."""
        path = self.folder / DATABASE
        if not path.exists():
            return
        db = _connect(path, 0.0)
        try:
            # Every open connection keeps a lock on the file that is in the way of this one.
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            if db.execute("PRAGMA user_version").fetchone() != (VERSION,):
                return
            for table in OURS:
                db.execute(f"DELETE FROM {table} WHERE deleted")
            db.execute("COMMIT")
            kept = {file.rpartition("/")[2] for table in OURS for file, in db.execute(f"SELECT file FROM {table}")}
            kept |= {f"{take}.npz" for take, in db.execute("SELECT id FROM takes")}
            for name, ours in OURS.items():
                for file in (self.folder / name).iterdir():
                    if ours.fullmatch(file.name) and file.name not in kept:
                        file.unlink(missing_ok=True)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        finally:
            db.close()

    def _migrate(self):
        """Take over the index of the versions before SQLite; done again from the beginning if it is interrupted."""
        index, samples = self.folder / OLD_INDEX, {r.id: r for r in _samples()}
        rows = json.loads(index.read_text(encoding="utf-8"))
        learnt = [self.folder / "recordings" / f"{r['id']}.npz" for r in rows["recordings"]]
        with self.change() as db:
            for row, file in zip(rows["recordings"], learnt):
                sex = samples[row["id"]].sex if row["id"] in samples else ""
                recording = Recording(**row, sex=sex)
                db.execute(insert("recordings", COLUMNS).replace("INSERT", "INSERT OR IGNORE"), recording.row())
                with suppress(AudioError):  # one that was never learnt, or by an older version, is learnt again
                    put_voice(db, "", recording.id, Voice.load(file), brief=True)
            db.executemany(insert("takes", TAKE_COLUMNS).replace("INSERT", "INSERT OR IGNORE"),
                           [Take(**row).row() for row in rows["takes"]])
        os.replace(index, index.with_suffix(".migrated.json"))
        for file in learnt:
            file.unlink(missing_ok=True)

    def _make_folders(self):
        for name in OURS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)


def insert(table, columns):
    """The statement that adds a row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def put_voice(db, encoder, recording_id, voice, brief):
    """Keep, within a transaction, what an encoder has learnt from a recording."""
    db.execute("INSERT OR REPLACE INTO voices VALUES (?, ?, ?, ?, ?, ?, ?)",
               (recording_id, encoder, voice.embedding.astype("<f4").tobytes(),
                voice.statistics.astype("<f4").tobytes(), voice.seconds, brief,
                None if voice.second is None else voice.second.astype("<f4").tobytes()))


def _connect(path, patience):
    db = sqlite3.connect(path, timeout=patience, isolation_level=None)
    # Readers and a writer beside one another. What is listed is on the disk (FULL) before anybody is told so, even if
    # the power fails; it costs milliseconds, and an import pays them once for many files.
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        db.execute(f"PRAGMA {setting}")
    return db


def _samples():
    samples = ASSETS / "voices" / "voices.json"
    for sample in json.loads(samples.read_text(encoding="utf-8"))["voices"] if samples.exists() else []:
        path = ASSETS / "voices" / sample["file"]
        seconds = _seconds(path)
        if seconds:
            yield Recording(path.stem, sample["name"], BUNDLED + sample["file"], seconds, sample["source"],
                            sample["licence"], added=now(), sex=sample["sex"])


def _seconds(path):
    import soundfile

    try:
        return soundfile.info(path).duration
    except (soundfile.SoundFileError, OSError):
        return 0.0
