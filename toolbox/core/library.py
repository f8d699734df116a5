"""What is kept on disk: recordings of voices, what was learnt of them, and takes of cloned speech."""

import errno
import json
import math
import os
import re
import sqlite3
import struct
import threading
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.files import load, save
from audio.voice import STATISTICS
from toolbox.core.settings import ASSETS
from toolbox.core.voice import EMBEDDING, Voice

BUNDLED = "bundled:"
DATABASE, OLD_INDEX = "library.db", "index.json"
VERSION = 1
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
    embedding BLOB NOT NULL, statistics BLOB NOT NULL, speech REAL NOT NULL, brief INTEGER NOT NULL);
CREATE TABLE takes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, voice TEXT NOT NULL, text TEXT NOT NULL,
    profile TEXT NOT NULL, seed INTEGER NOT NULL, speed REAL NOT NULL, pitch_shift REAL NOT NULL, rate INTEGER NOT NULL,
    seconds REAL NOT NULL, comment TEXT NOT NULL, recording TEXT NOT NULL, similarity REAL, timings TEXT NOT NULL,
    unpronounced TEXT NOT NULL, file TEXT NOT NULL, added TEXT NOT NULL, deleted INTEGER NOT NULL);
CREATE TABLE refused (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, reason TEXT NOT NULL);
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
COLUMNS = ("id", "speaker", "file", "seconds", "source", "licence", "starred", "deleted", "region_begin", "region_end",
           "added", "sex", "tags")


@dataclass
class Recording:
    """A recording of somebody.

    Attributes
    ----------
    id : str
    speaker : str
        Recordings with the same speaker are one voice.
    file : str
        Name within the library's folder; BUNDLED and a name in assets/voices; or the absolute path of a file that
        belongs to a data set and stays where it is.
    seconds : float
    source, licence : str
        Where it comes from, as far as is known.
    starred, deleted : bool
        What is deleted stays until the library is opened again, so that it can be undone.
    region : tuple of (float, float) or None
        The part in seconds that is used; None for all of it.
    added : str
        ISO 8601.
    sex : str
        "F", "M" or an empty string.
    tags : tuple of str
    pitch, tempo : float or None
        Mean in Hz, and peaks of spectral change a second; None as long as nothing was learnt.
    """

    id: str
    speaker: str
    file: str
    seconds: float
    source: str = ""
    licence: str = ""
    starred: bool = False
    deleted: bool = False
    region: tuple | None = None
    added: str = ""
    sex: str = ""
    tags: tuple = ()
    pitch: float | None = None
    tempo: float | None = None


@dataclass
class Take:
    """A sentence said in somebody's voice, with what is needed to say it again.

    `wav` (n_samples,), `mel` (n_mels, n_frames), `phonemes` (symbol, begin, end in seconds) and `embedding` (256,) are
    None until `Library.read_take` has been asked for them; all else is in the database.
    """

    id: str
    voice: str
    text: str
    profile: str
    seed: int
    speed: float
    pitch_shift: float
    rate: int
    seconds: float
    comment: str
    recording: str = ""
    similarity: float | None = None
    timings: dict = field(default_factory=dict)
    unpronounced: list = field(default_factory=list)
    file: str = ""
    added: str = ""
    deleted: bool = False
    wav: np.ndarray | None = field(default=None, repr=False, compare=False)
    mel: np.ndarray | None = field(default=None, repr=False, compare=False)
    phonemes: list | None = field(default=None, repr=False, compare=False)
    embedding: np.ndarray | None = field(default=None, repr=False, compare=False)


TAKE_COLUMNS = ("id", "voice", "text", "profile", "seed", "speed", "pitch_shift", "rate", "seconds", "comment",
                "recording", "similarity", "timings", "unpronounced", "file", "added", "deleted")


class Library:
    """A folder of FLAC files with an SQLite database.

    Recordings and takes are also held in memory, as `recordings` and `takes` (dicts by id), which `refresh` brings up
    to date with what other processes have added. A file is written beside its place and renamed into it before the
    transaction that lists it, so that a process that is killed leaves at most a file that nobody lists; it is removed
    when the library is next opened by one process alone. Every thread has a connection of its own.

    Parameters
    ----------
    folder : str or Path

    Attributes
    ----------
    encoder : str
        The model whose embeddings are compared; those of another are not shown, and are to be learnt again.
    problem : str
        What was wrong with the library, in a sentence, or an empty string.
    """

    def __init__(self, folder):
        self.folder, self.problem = Path(folder), ""
        self._local = threading.local()
        self._make_folders()
        try:
            self._open()
        except sqlite3.OperationalError as error:  # a full disk, no permission: the library itself may be well
            raise OSError(errno.EIO, str(error), str(self.folder)) from None
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
            self.close()
            self._set_aside(error)
            self._open()

    def path(self, recording):
        """Where a recording's sound is."""
        if recording.file.startswith(BUNDLED):
            return ASSETS / "voices" / recording.file[len(BUNDLED):]
        return self.folder / recording.file

    def write_recording(self, wav, rate, speaker, source=""):
        """Write a waveform (n_samples,) as FLAC; returns the Recording, which `add` then lists."""
        name = new_id()
        recording = Recording(name, speaker, f"recordings/{name}.flac", len(wav) / rate, source, added=_now())
        save(self.folder / recording.file, wav, rate)
        return recording

    def import_file(self, path):
        """Read any sound file and keep a copy of it; returns the Recording, which `add` then lists."""
        path = Path(path)
        wav, rate = load(path)
        return self.write_recording(wav, rate, path.stem.replace("_", " "), source=str(path))

    def read_recording(self, recording):
        """(wav, rate) of a recording."""
        return load(self.path(recording))

    def add(self, *recordings):
        """List recordings."""
        with self._change() as db:
            db.executemany(_insert("recordings", COLUMNS), map(_row, recordings))
        self.recordings |= {recording.id: recording for recording in recordings}

    def add_found(self, found, refused=()):
        """List files of data sets, which stay where they are, with what was learnt of them.

        Parameters
        ----------
        found : list of (Recording, Voice, size, changed)
            Size in bytes and time of the last change in ns. A file that is listed already is brought up to date.
        refused : list of (path, size, changed, reason)
            Files that are no use, so that they are not listened to again.
        """
        with self._change() as db:
            for recording, voice, size, changed in found:
                db.execute("DELETE FROM recordings WHERE file = ? AND deleted", (recording.file,))
                db.execute(_insert("recordings", (*COLUMNS, "size", "changed")) + " ON CONFLICT (file) DO UPDATE SET "
                           "seconds = excluded.seconds, size = excluded.size, changed = excluded.changed",
                           (*_row(recording), size, changed))
                recording.id, = db.execute("SELECT id FROM recordings WHERE file = ?", (recording.file,)).fetchone()
                self._put_voice(db, recording.id, voice, brief=True)
                db.execute("DELETE FROM refused WHERE path = ?", (recording.file,))
            db.executemany("INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?)", refused)
        for recording, voice, _, _ in found:
            recording.pitch, recording.tempo = voice.mean_f0, voice.tempo
            self.recordings[recording.id] = recording

    def known_files(self):
        """Files of data sets that are listed with a voice of the present encoder: dict of path to (size, changed)."""
        return {path: (size, changed) for path, size, changed in self._db.execute(
            "SELECT file, size, changed FROM recordings JOIN voices ON recording = id "
            "WHERE size IS NOT NULL AND NOT deleted AND encoder = ?", (self.encoder,))}

    def refused_files(self):
        """Files of data sets that were no use: dict of path to (size, changed, reason)."""
        return {path: tuple(rest) for path, *rest in self._db.execute("SELECT * FROM refused")}

    def change(self, recording_id, **values):
        """Change fields of a recording: speaker, sex, tags, starred, deleted, region."""
        self.change_all([recording_id], **values)

    def change_all(self, ids, **values):
        """Change fields of several recordings at once."""
        for recording_id in ids:
            for name, value in values.items():
                setattr(self.recordings[recording_id], name, value)
        with self._change() as db:
            for recording_id in ids:
                row = dict(zip(COLUMNS, _row(self.recordings[recording_id])))
                db.execute(f"UPDATE recordings SET {', '.join(f'{c} = ?' for c in row)} WHERE id = ?",
                           (*row.values(), recording_id))
                if "region" in values:
                    db.execute("DELETE FROM voices WHERE recording = ?", (recording_id,))

    def speakers(self):
        """Recordings that are not deleted, by speaker, starred speakers first; dict of str to list."""
        groups = {}
        for recording in self.recordings.values():
            if not recording.deleted:
                groups.setdefault(recording.speaker, []).append(recording)
        return dict(sorted(groups.items(), key=lambda g: (not any(r.starred for r in g[1]), g[0].casefold())))

    def rows(self, ids=None):
        """Recordings that are not deleted, or those with these ids; a list."""
        if ids is not None:
            return [self.recordings[i] for i in ids]
        return [r for r in self.recordings.values() if not r.deleted]

    def embeddings(self):
        """Embeddings of the recordings that are not deleted: list of ids, float32 array (n, 256)."""
        rows = self._db.execute("SELECT id, embedding FROM recordings JOIN voices ON recording = id "
                                "WHERE NOT deleted AND encoder = ? ORDER BY number", (self.encoder,)).fetchall()
        together = np.frombuffer(b"".join(blob for _, blob in rows), "<f4").reshape(-1, EMBEDDING)
        return [name for name, _ in rows], together.astype(np.float32)

    def voice(self, recording_id):
        """The Voice learnt from a recording, or None if it has not been learnt yet."""
        return self.voices([recording_id]).get(recording_id)

    def voices(self, ids=None):
        """The Voices learnt from recordings, all of them or those with these ids; dict by id."""
        asked = "SELECT recording, embedding, statistics, speech FROM voices WHERE encoder = ?"
        rows = (self._db.execute(asked, (self.encoder,)) if ids is None else
                (row for i in ids for row in self._db.execute(asked + " AND recording = ?", (self.encoder, i))))
        # What an older version measured is learnt again.
        return {name: Voice(self.recordings[name].speaker, np.frombuffer(embedding, "<f4"),
                            np.frombuffer(statistics, "<f4"), seconds)
                for name, embedding, statistics, seconds in rows
                if name in self.recordings and len(statistics) == 4 * STATISTICS}

    def is_brief(self, recording_id):
        """Whether an import has listened only briefly, so that it is worth listening again before speaking."""
        found = self._db.execute("SELECT brief FROM voices WHERE recording = ?", (recording_id,)).fetchone()
        return bool(found and found[0])

    def keep_voice(self, recording_id, voice, brief=False):
        """Keep what the present encoder has learnt from a recording."""
        with self._change() as db:
            self._put_voice(db, recording_id, voice, brief)
        recording = self.recordings[recording_id]
        recording.pitch, recording.tempo = voice.mean_f0, voice.tempo

    def use_encoder(self, name):
        """Compare embeddings of this model from now on; returns whether it was another one before."""
        if name == self.encoder:
            return False
        with self._change() as db:
            db.execute("INSERT OR REPLACE INTO about VALUES ('encoder', ?)", (name,))
        self.encoder = name
        return True

    def refresh(self):
        """Take in what other processes have listed since; returns the ids of new recordings, in their order."""
        self.encoder = dict(self._db.execute("SELECT * FROM about")).get("encoder", "")
        last, rows = self._read(f"SELECT number, {', '.join(COLUMNS)}, substr(statistics, 1, 12) FROM recordings "
                                "LEFT JOIN voices ON recording = id", self._last[0], (*COLUMNS, "measured"))
        last_take, takes = self._read(f"SELECT number, {', '.join(TAKE_COLUMNS)} FROM takes", self._last[1],
                                      TAKE_COLUMNS)
        self._last = last, last_take
        new = [r for r in map(_recording, rows) if r.id not in self.recordings]
        self.recordings |= {recording.id: recording for recording in new}
        self.takes |= {take.id: take for take in map(_take, takes) if take.id not in self.takes}
        return [recording.id for recording in new]

    def write_take(self, take):
        """Write a take's sound (FLAC, marked as synthetic) and arrays; `add_take` then lists it."""
        take.added = take.added or _now()
        take.file = take.file or f"takes/{_file_name(take)}"
        save(self.folder / take.file, take.wav, take.rate, comment=take.comment)
        part = self.folder / "takes" / f".{take.id}.part"
        with open(part, "wb") as file:
            np.savez(file, mel=take.mel.astype(np.float16), phonemes=json.dumps(take.phonemes),
                     **({} if take.embedding is None else {"embedding": take.embedding}))
        os.replace(part, self._arrays(take))
        return take

    def read_take(self, take):
        """Fill in a take's wav, mel, phonemes and embedding."""
        wav, _ = load(self.folder / take.file)
        try:
            with np.load(self._arrays(take), allow_pickle=False) as arrays:
                take.mel = arrays["mel"].astype(np.float32)
                take.phonemes = [tuple(p) for p in json.loads(str(arrays["phonemes"]))]
                take.embedding = arrays["embedding"] if "embedding" in arrays else None
        except (OSError, ValueError, KeyError) as error:
            raise AudioError(f"The take '{take.text[:40]}' cannot be read ({type(error).__name__}).") from None
        take.wav = wav
        return take

    def add_take(self, take):
        """List a take."""
        with self._change() as db:
            db.execute(_insert("takes", TAKE_COLUMNS), _take_row(take))
        self.takes[take.id] = take

    def delete_take(self, take_id, deleted=True):
        """Delete a take, or bring it back."""
        with self._change() as db:
            db.execute("UPDATE takes SET deleted = ? WHERE id = ?", (deleted, take_id))
        self.takes[take_id].deleted = deleted

    def take_path(self, take):
        """Where a take's FLAC file is."""
        return self.folder / take.file

    def close(self):
        """Close this thread's connection; the next call opens it again."""
        if hasattr(self._local, "db"):
            self._local.db.close()
            del self._local.db

    # Inside

    @property
    def _db(self):
        if not hasattr(self._local, "db"):
            self._local.db = _connect(self.folder / DATABASE, PATIENCE)
        return self._local.db

    @contextmanager
    def _change(self):
        """One transaction: all of it or nothing."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def _open(self):
        self.recordings, self.takes, self.encoder, self._last = {}, {}, "", (0, 0)
        self._clean()
        with self._change() as db:
            version, = db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise OSError(errno.EPERM, "a newer version of this program made it", str(self.folder))
            if not version:
                for statement in SCHEMA.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")
                if not (self.folder / OLD_INDEX).exists():
                    db.executemany(_insert("recordings", COLUMNS), map(_row, _samples()))
        if (self.folder / OLD_INDEX).exists():
            self._migrate()
        self.refresh()

    def _read(self, query, after, columns):
        rows = self._db.execute(f"{query} WHERE number > ? ORDER BY number", (after,)).fetchall()
        return (rows[-1][0] if rows else after), [dict(zip(columns, row[1:])) for row in rows]

    def _put_voice(self, db, recording_id, voice, brief):
        db.execute("INSERT OR REPLACE INTO voices VALUES (?, ?, ?, ?, ?, ?)",
                   (recording_id, self.encoder, voice.embedding.astype("<f4").tobytes(),
                    voice.statistics.astype("<f4").tobytes(), voice.seconds, brief))

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
        with self._change() as db:
            for row, file in zip(rows["recordings"], learnt):
                sex = samples[row["id"]].sex if row["id"] in samples else ""
                recording = Recording(**row, sex=sex)
                db.execute(_insert("recordings", COLUMNS).replace("INSERT", "INSERT OR IGNORE"), _row(recording))
                with suppress(AudioError):  # one that was never learnt, or by an older version, is learnt again
                    self._put_voice(db, recording.id, Voice.load(file), brief=False)
            db.executemany(_insert("takes", TAKE_COLUMNS).replace("INSERT", "INSERT OR IGNORE"),
                           [_take_row(Take(**row)) for row in rows["takes"]])
        os.replace(index, index.with_suffix(".migrated.json"))
        for file in learnt:
            file.unlink(missing_ok=True)

    def _set_aside(self, error):
        """Move what cannot be read, and the files it lists, out of the way; somebody may still mend it."""
        aside = self.folder / f"damaged-{datetime.now():%Y%m%d-%H%M%S-%f}"
        aside.mkdir()
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", OLD_INDEX, *OURS):
            if (self.folder / name).exists():
                os.replace(self.folder / name, aside / name)
        self._make_folders()
        self.problem = (f"The library could not be read ({type(error).__name__}); it was set aside as {aside}. "
                        "Its recordings are in there and can be added again.")

    def _make_folders(self):
        for name in OURS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def _arrays(self, take):
        return self.folder / "takes" / f"{take.id}.npz"


def new_id():
    """A name that nothing else has."""
    return uuid.uuid4().hex[:12]


def _connect(path, patience):
    db = sqlite3.connect(path, timeout=patience, isolation_level=None)
    # Readers and a writer beside one another. What is listed is on the disk (FULL) before anybody is told so, even if
    # the power fails; it costs milliseconds, and an import pays them once for many files.
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        db.execute(f"PRAGMA {setting}")
    return db


def _insert(table, columns):
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _row(recording):
    begin, end = recording.region or (None, None)
    return (recording.id, recording.speaker, recording.file, recording.seconds, recording.source, recording.licence,
            recording.starred, recording.deleted, begin, end, recording.added, recording.sex,
            json.dumps(recording.tags, ensure_ascii=False))


def _recording(row):
    begin, end, measured = row.pop("region_begin"), row.pop("region_end"), row.pop("measured")
    row["region"] = None if begin is None else (begin, end)
    row["starred"], row["deleted"] = bool(row["starred"]), bool(row["deleted"])
    row["tags"] = tuple(json.loads(row["tags"]))
    if measured:
        log_f0, _, tempo = struct.unpack("<3f", measured)
        row["pitch"], row["tempo"] = math.exp(log_f0), tempo
    return Recording(**row)


def _take(row):
    row["timings"], row["unpronounced"] = json.loads(row["timings"]), json.loads(row["unpronounced"])
    return Take(**row | {"deleted": bool(row["deleted"])})


def _take_row(take):
    return [json.dumps(value) if isinstance(value := getattr(take, name), (dict, list)) else value
            for name in TAKE_COLUMNS]


def _samples():
    samples = ASSETS / "voices" / "voices.json"
    for sample in json.loads(samples.read_text(encoding="utf-8"))["voices"] if samples.exists() else []:
        path = ASSETS / "voices" / sample["file"]
        seconds = _seconds(path)
        if seconds:
            yield Recording(path.stem, sample["name"], BUNDLED + sample["file"], seconds, sample["source"],
                            sample["licence"], added=_now(), sex=sample["sex"])


def _file_name(take):
    words = re.sub(r"[^\w' -]", "", f"{take.voice} - {take.text}")[:60].strip()
    return f"{words} ({take.id[:4]}).flac"


def _seconds(path):
    import soundfile

    try:
        return soundfile.info(path).duration
    except (soundfile.SoundFileError, OSError):
        return 0.0


def _now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
