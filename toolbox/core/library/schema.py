"""The library's tables, and the migrations from older versions."""

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from audio.errors import AudioError
from toolbox.core.cloning.voice import Voice
from toolbox.core.library.records import (
    BUNDLED,
    COLUMNS,
    ENTRY_COLUMNS,
    TAKE_COLUMNS,
    TAKEN,
    Damaged,
    Entry,
    Recording,
    Take,
    now,
)
from toolbox.core.settings import ASSETS

OLD_INDEX = "index.json"
VERSION = 5
# Tables that are salvaged from a damaged database.
TABLES = ("recordings", "voices", "takes", "refused", "about", "unusable", "history")
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
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL)
"""
# Migrations from version n to n + 1. A new library also runs all of them, so every table has one definition.
STEPS = {
    # The second encoder's embeddings are missing; they are computed when the voice is to speak.
    1: "ALTER TABLE voices ADD COLUMN second BLOB; UPDATE voices SET brief = 1",
    2: f"""
ALTER TABLE recordings ADD COLUMN consent TEXT;
ALTER TABLE recordings ADD COLUMN consent_note TEXT NOT NULL DEFAULT '';
UPDATE recordings SET consent = 'sample' WHERE file LIKE '{BUNDLED}%';
ALTER TABLE voices ADD COLUMN adapted BLOB;
ALTER TABLE voices ADD COLUMN adapted_blocks INTEGER;
ALTER TABLE voices ADD COLUMN synthesizer TEXT NOT NULL DEFAULT '';
ALTER TABLE takes ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;
CREATE TABLE unusable (
    recording TEXT PRIMARY KEY REFERENCES recordings (id) ON DELETE CASCADE, encoder TEXT NOT NULL,
    reason TEXT NOT NULL);
CREATE TABLE programs (token TEXT PRIMARY KEY);
CREATE TABLE changes (number INTEGER PRIMARY KEY AUTOINCREMENT, program TEXT NOT NULL, kind TEXT NOT NULL,
    id TEXT NOT NULL);
CREATE TABLE damaged (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, content TEXT NOT NULL,
    reason TEXT NOT NULL, noted TEXT NOT NULL)
""",
    # Rows are added and never changed: deleted takes remain in the history.
    3: """
CREATE TABLE history (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, what TEXT NOT NULL, voice TEXT NOT NULL,
    recording TEXT NOT NULL, consent TEXT NOT NULL, text TEXT NOT NULL, seconds REAL NOT NULL, profile TEXT NOT NULL,
    take TEXT NOT NULL, place TEXT NOT NULL);
INSERT INTO history (time, what, voice, recording, consent, text, seconds, profile, take, place)
    SELECT added, 'made', voice, recording, coalesce(
        (SELECT consent FROM recordings WHERE recordings.id = takes.recording), ''), text, seconds, profile, id, ''
    FROM takes ORDER BY number
""",
    # How a person speaks beside how they sound, and what was learnt of them in minutes.
    4: """
ALTER TABLE voices ADD COLUMN rate REAL NOT NULL DEFAULT 0;
ALTER TABLE voices ADD COLUMN accent TEXT NOT NULL DEFAULT '';
ALTER TABLE voices ADD COLUMN personal BLOB
"""}


def create(db: sqlite3.Connection) -> None:
    """Create the tables within a transaction."""
    for statement in SCHEMA.split(";"):
        db.execute(statement)
    bring_up(db, 1)


def bring_up(db: sqlite3.Connection, version: int) -> None:
    """Migrate tables of an older version within a transaction."""
    for step in range(version, VERSION):
        for statement in STEPS[step].split(";"):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")


def insert(table: str, columns: Sequence[str]) -> str:
    """Return the statement that adds a row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def put_voice(db: sqlite3.Connection, encoder: str, recording_id: str, voice: Any, brief: bool) -> None:
    """Store a voice learnt from a recording by an encoder, within a transaction."""
    def blob(array, kind="<f4"):
        return None if array is None else array.astype(kind).tobytes()

    columns = ("recording", "encoder", "embedding", "statistics", "speech", "brief", "second", "adapted",
               "adapted_blocks", "synthesizer", "rate", "accent", "personal")
    db.execute(insert("voices", columns).replace("INSERT", "INSERT OR REPLACE"),
               (recording_id, encoder, blob(voice.embedding), blob(voice.statistics), voice.seconds, brief,
                blob(voice.second), blob(voice.adapted), None if voice.adapted is None else len(voice.adapted),
                voice.synthesizer, voice.rate, voice.accent, blob(voice.personal, "<f2")))
    db.execute("DELETE FROM unusable WHERE recording = ?", (recording_id,))


def put_history(db: sqlite3.Connection, *entries: Any) -> None:
    """Add entries (records.Entry) to the history, within a transaction."""
    db.executemany(insert("history", ENTRY_COLUMNS), [entry.row() for entry in entries])


def samples() -> Iterator[Recording]:
    """Yield the recordings included with the program."""
    listed = ASSETS / "voices" / "voices.json"
    for sample in json.loads(listed.read_text(encoding="utf-8"))["voices"] if listed.exists() else []:
        path = ASSETS / "voices" / sample["file"]
        seconds = _seconds(path)
        if seconds:
            yield Recording(path.stem, sample["name"], BUNDLED + sample["file"], seconds, sample["source"],
                            sample["licence"], added=now(), sex=sample["sex"], consent="sample")


def take_over_index(folder: Path, change: Callable[[], Any]) -> list[str]:
    """Take over the index of versions before SQLite; if interrupted, it starts over.

    Parameters
    ----------
    folder : Path
    change : callable
        Opens a transaction.

    Returns
    -------
    list of str
        A sentence for each unusable row.

    Raises
    ------
    ValueError
        If the index as a whole cannot be read.
    """
    index, bundled, problems, learnt = folder / OLD_INDEX, {r.id: r for r in samples()}, [], []
    rows = json.loads(index.read_text(encoding="utf-8"))
    if not (isinstance(rows, dict) and all(isinstance(rows.get(kind), list) for kind in ("recordings", "takes"))):
        raise ValueError(f"{index} is not an index")
    with change() as db:
        for row in rows["recordings"]:
            try:
                recording = _of_index(Recording, row, COLUMNS)
            except (Damaged, TypeError, KeyError, ValueError, AttributeError) as error:
                problems.append(f"A recording in {index.name} was passed over ({error}).")
                continue
            if recording.id in bundled:
                recording.sex, recording.consent = bundled[recording.id].sex, "sample"
            db.execute(insert("recordings", COLUMNS).replace("INSERT", "INSERT OR IGNORE"), recording.row())
            file = folder / "recordings" / f"{recording.id}.npz"
            try:
                put_voice(db, "", recording.id, Voice.load(file), brief=True)
                learnt.append(file)
            except AudioError:  # a voice never learnt, or by an older version, is learnt again
                continue
        for row in rows["takes"]:
            try:
                take = _of_index(Take, row, TAKE_COLUMNS)
            except (Damaged, TypeError, KeyError, ValueError, AttributeError) as error:
                problems.append(f"A take in {index.name} was passed over ({error}).")
                continue
            if db.execute(insert("takes", TAKE_COLUMNS).replace("INSERT", "INSERT OR IGNORE"), take.row()).rowcount:
                put_history(db, Entry.of_take(take, TAKEN))
    os.replace(index, index.with_suffix(".migrated.json"))
    for file in learnt:  # they are rows in the database now
        file.unlink(missing_ok=True)
    return problems


def _of_index(kind, row, columns):
    """Return the record of a row of the index, checked like a row of the database."""
    whole = dict(zip(columns, kind(**row).row()))
    return kind.of_row(whole | {"measured": None, "refused": ""})[0] if kind is Recording else kind.of_row(whole)[0]


def _seconds(path):
    import soundfile

    try:
        return soundfile.info(path).duration
    except (soundfile.SoundFileError, OSError):
        return 0.0


def own_folder(token: object) -> str:
    """Return the temporary folder's name of an opening of the library; raise ValueError for an invalid token."""
    if not (isinstance(token, str) and re.fullmatch(r"[0-9a-f]{16}", token)):
        raise ValueError(f"{token!r} names no folder")
    return f"unfinished-{token}"
