"""What is kept on disk: recordings of voices, what was learnt of them, and takes of cloned speech."""

import errno
import json
import os
import re
import sqlite3
from pathlib import Path

import numpy as np

from audio.files import load, reading, save
from audio.voice import STATISTICS
from toolbox.core.cloning.voice import EMBEDDING, Voice
from toolbox.core.library.database import Database, insert, put_voice
from toolbox.core.library.records import BUNDLED, COLUMNS, TAKE_COLUMNS, Recording, Take, new_id, now
from toolbox.core.settings import ASSETS


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
        self._db = Database(self.folder)
        try:
            self._open()
        except sqlite3.OperationalError as error:  # a full disk, no permission: the library itself may be well
            raise OSError(errno.EIO, str(error), str(self.folder)) from None
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
            self.problem = self._db.set_aside(error)
            self._open()

    def path(self, recording):
        """Where a recording's sound is."""
        if recording.file.startswith(BUNDLED):
            return ASSETS / "voices" / recording.file[len(BUNDLED):]
        return self.folder / recording.file

    def write_recording(self, wav, rate, speaker, source=""):
        """Write a waveform (n_samples,) as FLAC; returns the Recording, which `add` then lists."""
        name = new_id()
        recording = Recording(name, speaker, f"recordings/{name}.flac", len(wav) / rate, source, added=now())
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
        with self._db.change() as db:
            db.executemany(insert("recordings", COLUMNS), [r.row() for r in recordings])
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
        with self._db.change() as db:
            for recording, voice, size, changed in found:
                db.execute("DELETE FROM recordings WHERE file = ? AND deleted", (recording.file,))
                db.execute(insert("recordings", (*COLUMNS, "size", "changed")) + " ON CONFLICT (file) DO UPDATE SET "
                           "seconds = excluded.seconds, size = excluded.size, changed = excluded.changed",
                           (*recording.row(), size, changed))
                recording.id, = db.execute("SELECT id FROM recordings WHERE file = ?", (recording.file,)).fetchone()
                put_voice(db, self.encoder, recording.id, voice, brief=True)
                db.execute("DELETE FROM refused WHERE path = ?", (recording.file,))
            db.executemany("INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?)", refused)
        for recording, voice, _, _ in found:
            recording.pitch, recording.tempo = voice.mean_f0, voice.tempo
            self.recordings[recording.id] = recording

    def known_files(self):
        """Files of data sets that are listed with a voice of the present encoder: dict of path to (size, changed)."""
        return {path: (size, changed) for path, size, changed in self._db.connection.execute(
            "SELECT file, size, changed FROM recordings JOIN voices ON recording = id "
            "WHERE size IS NOT NULL AND NOT deleted AND encoder = ?", (self.encoder,))}

    def refused_files(self):
        """Files of data sets that were no use: dict of path to (size, changed, reason)."""
        return {path: tuple(rest) for path, *rest in self._db.connection.execute("SELECT * FROM refused")}

    def change(self, recording_id, **values):
        """Change fields of a recording: speaker, sex, tags, starred, deleted, region."""
        self.change_all([recording_id], **values)

    def change_all(self, ids, **values):
        """Change fields of several recordings at once."""
        for recording_id in ids:
            for name, value in values.items():
                setattr(self.recordings[recording_id], name, value)
        with self._db.change() as db:
            for recording_id in ids:
                row = dict(zip(COLUMNS, self.recordings[recording_id].row()))
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
        rows = self._db.connection.execute("SELECT id, embedding FROM recordings JOIN voices ON recording = id "
                                "WHERE NOT deleted AND encoder = ? ORDER BY number", (self.encoder,)).fetchall()
        together = np.frombuffer(b"".join(blob for _, blob in rows), "<f4").reshape(-1, EMBEDDING)
        return [name for name, _ in rows], together.astype(np.float32)

    def voice(self, recording_id):
        """The Voice learnt from a recording, or None if it has not been learnt yet."""
        return self.voices([recording_id]).get(recording_id)

    def voices(self, ids=None):
        """The Voices learnt from recordings, all of them or those with these ids; dict by id."""
        asked = "SELECT recording, embedding, statistics, speech, second FROM voices WHERE encoder = ?"
        db = self._db.connection
        rows = (db.execute(asked, (self.encoder,)) if ids is None else
                (row for i in ids for row in db.execute(asked + " AND recording = ?", (self.encoder, i))))
        # What an older version measured is learnt again.
        return {name: Voice(self.recordings[name].speaker, np.frombuffer(embedding, "<f4"),
                            np.frombuffer(statistics, "<f4"), seconds,
                            None if second is None else np.frombuffer(second, "<f4"))
                for name, embedding, statistics, seconds, second in rows
                if name in self.recordings and len(statistics) == 4 * STATISTICS}

    def is_brief(self, recording_id):
        """Whether an import has listened only briefly, so that it is worth listening again before speaking."""
        found = self._db.connection.execute("SELECT brief FROM voices WHERE recording = ?", (recording_id,)).fetchone()
        return bool(found and found[0])

    def keep_voice(self, recording_id, voice, brief=False):
        """Keep what the present encoder has learnt from a recording."""
        with self._db.change() as db:
            put_voice(db, self.encoder, recording_id, voice, brief)
        recording = self.recordings[recording_id]
        recording.pitch, recording.tempo = voice.mean_f0, voice.tempo

    def use_encoder(self, name):
        """Compare embeddings of this model from now on; returns whether it was another one before."""
        if name == self.encoder:
            return False
        with self._db.change() as db:
            db.execute("INSERT OR REPLACE INTO about VALUES ('encoder', ?)", (name,))
        self.encoder = name
        return True

    def refresh(self):
        """Take in what other processes have listed since; returns the ids of new recordings, in their order."""
        self.encoder = dict(self._db.connection.execute("SELECT * FROM about")).get("encoder", "")
        last, rows = self._read(f"SELECT number, {', '.join(COLUMNS)}, substr(statistics, 1, 12) FROM recordings "
                                "LEFT JOIN voices ON recording = id", self._last[0], (*COLUMNS, "measured"))
        last_take, takes = self._read(f"SELECT number, {', '.join(TAKE_COLUMNS)} FROM takes", self._last[1],
                                      TAKE_COLUMNS)
        self._last = last, last_take
        new = [r for r in map(Recording.of_row, rows) if r.id not in self.recordings]
        self.recordings |= {recording.id: recording for recording in new}
        self.takes |= {take.id: take for take in map(Take.of_row, takes) if take.id not in self.takes}
        return [recording.id for recording in new]

    def write_take(self, take):
        """Write a take's sound (FLAC, marked as synthetic) and arrays; `add_take` then lists it."""
        take.added = take.added or now()
        take.file = take.file or f"takes/{_file_name(take)}"
        save(self.folder / take.file, take.wav, take.rate, comment=take.comment)
        part = self.folder / "takes" / f".{take.id}.part"
        with open(part, "wb") as file:
            np.savez(file, mel=take.mel.astype(np.float16), phonemes=json.dumps(take.phonemes),
                     begins=[begin for begin, _ in take.attention or ()],
                     **{f"attention_{i}": weights.astype(np.float16)
                        for i, (_, weights) in enumerate(take.attention or ())},
                     **({} if take.embedding is None else {"embedding": take.embedding}))
        os.replace(part, self._arrays(take))
        return take

    def read_take(self, take):
        """Fill in a take's wav, mel, phonemes, embedding and attention."""
        wav, _ = load(self.folder / take.file)
        with reading(self._arrays(take), f"cannot be read as part of the take '{take.text[:40]}'") as arrays:
            take.mel = arrays["mel"].astype(np.float32)
            take.phonemes = [tuple(p) for p in json.loads(str(arrays["phonemes"]))]
            take.embedding = arrays["embedding"] if "embedding" in arrays else None
            begins = arrays["begins"] if "begins" in arrays else ()  # takes of older versions have none
            take.attention = [(float(begin), arrays[f"attention_{i}"].astype(np.float32))
                              for i, begin in enumerate(begins)]
        take.wav = wav
        return take

    def add_take(self, take):
        """List a take."""
        with self._db.change() as db:
            db.execute(insert("takes", TAKE_COLUMNS), take.row())
        self.takes[take.id] = take

    def delete_take(self, take_id, deleted=True):
        """Delete a take, or bring it back."""
        with self._db.change() as db:
            db.execute("UPDATE takes SET deleted = ? WHERE id = ?", (deleted, take_id))
        self.takes[take_id].deleted = deleted

    def take_path(self, take):
        """Where a take's FLAC file is."""
        return self.folder / take.file

    def close(self):
        """Close this thread's connection; the next call opens it again."""
        self._db.close()

    def _open(self):
        self.recordings, self.takes, self.encoder, self._last = {}, {}, "", (0, 0)
        self._db.open()
        self.refresh()

    def _read(self, query, after, columns):
        rows = self._db.connection.execute(f"{query} WHERE number > ? ORDER BY number", (after,)).fetchall()
        return (rows[-1][0] if rows else after), [dict(zip(columns, row[1:])) for row in rows]

    def _arrays(self, take):
        return self.folder / "takes" / f"{take.id}.npz"


def _file_name(take):
    words = re.sub(r"[^\w' -]", "", f"{take.voice} - {take.text}")[:60].strip()
    return f"{words} ({take.id[:4]}).flac"
