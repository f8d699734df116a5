"""The library on disk: recordings, the voices learnt from them, voices without a recording, and takes."""

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio.errors import AudioError, Cancelled
from audio.files import load, save
from toolbox.core.cloning.voice import SUFFIX, Voice
from toolbox.core.library import strangers
from toolbox.core.library.arrays import read_take, write_arrays
from toolbox.core.library.database import Database
from toolbox.core.library.errors import LibraryError, write_error
from toolbox.core.library.records import (
    BUNDLED,
    COLUMNS,
    ENTRY_COLUMNS,
    MADE,
    TAKE_COLUMNS,
    TAKEN,
    Entry,
    Recording,
    Take,
    column_to_path,
    edits_file,
    new_id,
    now,
    path_to_column,
    readable,
)
from toolbox.core.library.rows import drop_damaged_voices, read_embeddings, read_records, read_voices
from toolbox.core.library.schema import insert, put_history, put_voice
from toolbox.core.settings import ASSETS

# Fields of a recording that can be changed, with their columns.
FIELDS = {"speaker": ("speaker",), "sex": ("sex",), "tags": ("tags",), "starred": ("starred",),
          "deleted": ("deleted",), "region": ("region_begin", "region_end"), "consent": ("consent",),
          "consent_note": ("consent_note",)}


class Library:
    """A folder of FLAC files with an SQLite database.

    Recordings and takes are also held in memory, as `recordings` and `takes` (dicts by id), which `refresh` updates
    with other programs' changes. A change goes to the database first and then to memory, so that the two agree when it
    fails. Every thread has its own connection.

    Files are written in a folder that the database names as this program's, and renamed into place before the
    transaction that lists them. Only such folders and files marked as deleted are ever removed, and only when the
    library is opened while no other program has it open. An unlisted file is a stranger (`strangers`), and can be
    listed (`adopt`).

    Parameters
    ----------
    folder : str or Path

    Attributes
    ----------
    encoder : str
        The model whose embeddings are compared; voices by another model are not shown and must be learnt again.
    problem : str
        Problems found and their repair, in sentences; empty if there were none.

    Raises
    ------
    LibraryError
        If the library cannot be read or written; every method that reads or changes it may raise this as well.
    """

    def __init__(self, folder: str | Path):
        self.folder, self.problem, self.encoder = Path(folder), "", ""
        self.recordings: dict[str, Recording] = {}
        self.takes: dict[str, Take] = {}
        self._last = dict.fromkeys(("recordings", "takes", "changes"), 0)  # numbers of the last known rows
        self._db = Database(self.folder)
        try:
            self._db.open()
            self._load()
        except LibraryError:
            raise
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
            self.problem = self._db.save_what_can_be_read(error)
            self._load()
        self._db.is_well = True
        self.problem = " ".join(filter(None, (self.problem, *self._db.problems)))

    # Recordings

    def path(self, recording: Recording) -> Path:
        """Return the path of a recording's sound; raise AudioError for a voice without one."""
        if recording.made:
            raise AudioError(f"'{recording.speaker}' has no recording to play; clone a text to hear the voice.")
        if recording.file.startswith(BUNDLED):
            return ASSETS / "voices" / recording.file[len(BUNDLED):]
        return self.folder / recording.file

    def write_recording(self, wav: np.ndarray, rate: int, speaker: str, source: str = "") -> Recording:
        """Write a waveform (n_samples,) as FLAC; return the Recording, to be listed by `add`."""
        name = new_id()
        recording = Recording(name, readable(speaker), f"recordings/{name}.flac", len(wav) / rate, readable(source),
                              added=now())
        # The file names its speaker in case the database is lost.
        about = {"speaker": recording.speaker, "source": recording.source, "added": recording.added}
        self._write({f"{name}.flac": lambda path: save(path, wav, rate, json.dumps(about))}, "recordings")
        return recording

    def import_file(self, path: str | Path) -> Recording:
        """Copy a sound file into the library; return the Recording, to be listed by `add`."""
        path = Path(path)
        wav, rate = load(path)
        return self.write_recording(wav, rate, path.stem.replace("_", " "), source=str(path))

    def import_files(self, paths: Iterable[str | Path], progress: Callable = lambda share, what: None,
                     cancelled: Callable = lambda: False) -> tuple[list[Recording], list[tuple[str, str]]]:
        """Copy sound files into the library and list them; also import .voice files.

        Parameters
        ----------
        paths : iterable of path
        progress : callable
            Receives the share completed and the name of the next file.
        cancelled : callable
            Called before each file; if it returns True, `Cancelled` is raised. Files already listed stay.

        Returns
        -------
        (recordings, refused) : list of Recording, list of (str, str)
            The imported recordings, and path and reason of every unusable file.
        """
        recordings, refused, files = [], [], [Path(path) for path in paths]
        for number, path in enumerate(files):
            if cancelled():
                raise Cancelled
            progress(number / len(files), readable(path.name))
            try:
                if path.suffix.lower() == SUFFIX:
                    recordings.append(self.import_voice(path))
                else:
                    recording = self.import_file(path)
                    self.add(recording)
                    recordings.append(recording)
            except AudioError as error:
                refused.append((str(path), readable(str(error))))
        progress(1.0, "")
        return recordings, refused

    def read_recording(self, recording: Recording) -> tuple[np.ndarray, int]:
        """Return (wav, rate) of a recording."""
        return load(self.path(recording))

    def add(self, *recordings: Recording) -> None:
        """List recordings."""
        with self._db.change() as db:
            db.executemany(insert("recordings", COLUMNS), [r.row() for r in recordings])
        self.recordings |= {recording.id: recording for recording in recordings}

    def add_found(self, found: Iterable[tuple[Recording, Voice, int, int]], refused: Iterable[tuple] = ()) -> None:
        """List files of data sets, which are not copied, with the voices learnt from them.

        Parameters
        ----------
        found : list of (Recording, Voice, size, changed)
            Size in bytes and modification time in ns. A file that is already listed is updated.
        refused : list of (path, size, changed, reason)
            Unusable files, recorded so that they are not analysed again.
        """
        listed = []
        with self._db.change() as db:
            for recording, voice, size, changed in found:
                file = path_to_column(recording.file)
                db.execute("DELETE FROM recordings WHERE file = ? AND deleted", (file,))
                db.execute(insert("recordings", (*COLUMNS, "size", "changed")) + " ON CONFLICT (file) DO UPDATE SET "
                           "seconds = excluded.seconds, size = excluded.size, changed = excluded.changed",
                           (*recording.row(), size, changed))
                name, = db.execute("SELECT id FROM recordings WHERE file = ?", (file,)).fetchone()
                put_voice(db, self.encoder, name, voice, brief=True)
                db.execute("DELETE FROM refused WHERE path = ?", (file,))
                if name != recording.id:
                    self._log(db, "recordings", [name])
                listed.append(name)
            db.executemany("INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?)",
                           [(path_to_column(path), size, changed, readable(reason))
                            for path, size, changed, reason in refused])
        for (recording, voice, _, _), name in zip(found, listed):
            known = self.recordings.get(name, recording)
            known.id, known.seconds, known.pitch, known.tempo = name, recording.seconds, voice.mean_f0, voice.tempo
            known.refused = ""
            self.recordings[name] = known

    def known_files(self) -> dict[str | Path, tuple[int, int]]:
        """Return the data sets' files with a voice by the present encoder: dict of path to (size, changed)."""
        return {column_to_path(path): (size, changed) for path, size, changed in self._db.read(
            "SELECT file, size, changed FROM recordings JOIN voices ON recording = id "
            "WHERE size IS NOT NULL AND NOT deleted AND encoder = ?", self.encoder)}

    def refused_files(self) -> dict[str | Path, tuple[int, int, str]]:
        """Return the data sets' unusable files: dict of path to (size, changed, reason)."""
        return {column_to_path(path): tuple(rest) for path, *rest in self._db.read("SELECT * FROM refused")}

    def change(self, recording_id: str, **values: Any) -> None:
        """Change fields of a recording: speaker, sex, tags, starred, deleted, region, consent, consent_note."""
        self.change_all([recording_id], **values)

    def change_all(self, ids: Iterable[str], **values: Any) -> None:
        """Change fields of several recordings at once."""
        ids, columns = list(ids), [column for name in values for column in FIELDS[name]]
        if "region" in values and any(self.recordings[i].made for i in ids):
            raise AudioError("A voice without a recording has no part that can be selected.")
        rows = []
        for name in ids:
            row = dict(zip(COLUMNS, replace(self.recordings[name], **values).row()))
            rows.append((*(row[column] for column in columns), name))
        with self._db.change() as db:
            found = db.executemany(f"UPDATE recordings SET {', '.join(f'{c} = ?' for c in columns)} WHERE id = ?",
                                   rows).rowcount
            if "region" in values:
                for table in ("voices", "unusable"):
                    db.executemany(f"DELETE FROM {table} WHERE recording = ?", [(name,) for name in ids])
            self._log(db, "recordings", ids)
        for name in ids:
            for field, value in values.items():
                setattr(self.recordings[name], field, value)
            if "region" in values:
                self.recordings[name].refused = ""
        if found < len(ids):  # another program may have removed some
            self._reread("recordings", ids)

    def speakers(self) -> dict[str, list[Recording]]:
        """Return recordings that are not deleted, by speaker, starred speakers first; dict of str to list."""
        groups: dict[str, list[Recording]] = {}
        for recording in self.recordings.values():
            if not recording.deleted:
                groups.setdefault(recording.speaker, []).append(recording)
        return dict(sorted(groups.items(), key=lambda g: (not any(r.starred for r in g[1]), g[0].casefold())))

    def rows(self, ids: Iterable[str] | None = None) -> list[Recording]:
        """Return recordings that are not deleted, or those with these ids; a list."""
        if ids is not None:
            return [self.recordings[i] for i in ids]
        return [r for r in self.recordings.values() if not r.deleted]

    # Voices

    def add_voice(self, voice: Voice, source: str = "") -> Recording:
        """List a voice without a recording: generated on the map, blended, or opened from a file."""
        if voice.encoder and not self.encoder:  # possible before any model is loaded: the voice is available at once
            self.use_encoder(voice.encoder)
        name = new_id()
        recording = Recording(name, readable(voice.name) or "voice", f"{MADE}{name}", 0.0, source or voice.source,
                              added=now(), consent=voice.consent, consent_note=voice.consent_note,
                              pitch=voice.mean_f0, tempo=voice.tempo)
        with self._db.change() as db:
            db.execute(insert("recordings", COLUMNS), recording.row())
            put_voice(db, voice.encoder or self.encoder, name, voice, brief=False)
        self.recordings[name] = recording
        return recording

    def import_voice(self, path: str | Path) -> Recording:
        """List the voice of a .voice file; raise AudioError if it is invalid or was learnt by another encoder."""
        voice = Voice.load(path)
        if voice.encoder and self.encoder and voice.encoder != self.encoder:
            raise AudioError(f"{path} was made with another speaker encoder ({voice.encoder}) than that of the present "
                             f"profile ({self.encoder}); choose the profile that it was made with, and open it again.")
        return self.receive_voice(voice, voice.source or f"opened from {readable(Path(path).name)}")

    def receive_voice(self, voice: Voice, source: str = "") -> Recording:
        """List a voice that came in a file; a sender's own voice is not the receiver's, who is asked whose it is."""
        return self.add_voice(replace(voice, consent=None) if voice.consent == "own" else voice, source)

    def export_voice(self, recording_id: str, path: str | Path) -> None:
        """Write a voice to a .voice file; raise AudioError if that fails or the voice has not been learnt yet."""
        voice = self.voice(recording_id)
        if voice is None:
            raise AudioError(f"'{self.recordings[recording_id].speaker}' has not been analysed yet; wait until it "
                             "has been.")
        voice.save(path)

    def embeddings(self) -> tuple[list[str], np.ndarray]:
        """Return embeddings of the recordings that are not deleted: list of ids, float32 array (n, 256)."""
        return read_embeddings(self._db, self.encoder)

    def voice(self, recording_id: str) -> Voice | None:
        """Return the Voice learnt from a recording, or None if it has not been learnt yet."""
        return self.voices([recording_id]).get(recording_id)

    def voices(self, ids: Iterable[str] | None = None) -> dict[str, Voice]:
        """Return the Voices learnt from all recordings or those with these ids; dict by id."""
        return read_voices(self._db, self.encoder, self.recordings, ids)

    def is_brief(self, recording_id: str) -> bool:
        """Return whether an import analysed it only briefly, so that it should be analysed again before speaking."""
        found = self._db.read("SELECT brief FROM voices WHERE recording = ?", recording_id)
        return bool(found and found[0][0])

    def keep_voice(self, recording_id: str, voice: Voice, brief: bool = False) -> None:
        """Store a voice learnt from a recording by the present encoder."""
        with self._db.change() as db:
            put_voice(db, self.encoder, recording_id, voice, brief)
            self._log(db, "recordings", [recording_id])
        recording = self.recordings[recording_id]
        recording.pitch, recording.tempo, recording.refused = voice.mean_f0, voice.tempo, ""

    def keep_adapted(self, recording_id: str, adapted: np.ndarray, synthesizer: str,
                     personal: np.ndarray | None = None) -> None:
        """Store a synthesizer's vectors (n_blocks, voice_dim) adapted to a recording's voice, and `Voice.personal`.

        They are discarded when the voice is learnt again.
        """
        with self._db.change() as db:
            db.execute("UPDATE voices SET adapted = ?, adapted_blocks = ?, synthesizer = ?, personal = ? "
                       "WHERE recording = ?",
                       (adapted.astype("<f4").tobytes(), len(adapted), synthesizer,
                        None if personal is None else personal.astype("<f2").tobytes(), recording_id))

    def unlearnt(self) -> list[Recording]:
        """Return the recordings that the present encoder has still to analyse.

        Made voices and recordings known to be unusable are excluded.
        """
        learnt = self.voices()
        return [r for r in self.rows() if r.id not in learnt and not r.made and not r.refused]

    def refuse(self, recording_id: str, reason: str) -> None:
        """Record why the present encoder can learn no voice from a recording.

        Choosing another region of the recording discards this.
        """
        with self._db.change() as db:
            db.execute("INSERT OR REPLACE INTO unusable VALUES (?, ?, ?)",
                       (recording_id, self.encoder, readable(reason)))
            self._log(db, "recordings", [recording_id])
        self.recordings[recording_id].refused = readable(reason)

    def use_encoder(self, name: str) -> bool:
        """Compare embeddings by this model from now on; return whether it was another one before."""
        if name == self.encoder:
            return False
        with self._db.change() as db:
            db.execute("INSERT OR REPLACE INTO about VALUES ('encoder', ?)", (name,))
            if not self.encoder:  # voices opened before any model was loaded
                db.execute("UPDATE voices SET encoder = ? WHERE encoder = '' AND recording IN "
                           "(SELECT id FROM recordings WHERE file LIKE ?)", (name, f"{MADE}%"))
        self.encoder = name
        self._reread("recordings", [r.id for r in self.recordings.values() if r.refused])
        return True

    # Takes

    def write_take(self, take: Take) -> Take:
        """Write a take's sound (FLAC, marked as synthetic) and arrays; list it with `add_take` afterwards."""
        assert take.wav is not None
        wav = take.wav
        take.added = take.added or now()
        take.file = take.file or f"takes/{_file_name(take)}"
        # The arrays first, so that a sound found without a row has its arrays.
        self._write({f"{take.id}.npz": lambda path: write_arrays(path, take),
                     Path(take.file).name: lambda path: save(path, wav, take.rate, comment=take.comment)}, "takes")
        return take

    def read_take(self, take: Take) -> Take:
        """Return a take with its wav, mel, phonemes, embedding and attention; the listed take stays small."""
        whole = read_take(self.folder, take)
        take.embedding = whole.embedding
        return whole

    def add_take(self, take: Take) -> None:
        """List a take and add it to the history; only its embedding stays in memory."""
        with self._db.change() as db:
            db.execute(insert("takes", TAKE_COLUMNS), take.row())
            put_history(db, Entry.of_take(take, TAKEN))
        self.takes[take.id] = replace(take, wav=None, mel=None, phonemes=None, words=None, attention=None)

    def delete_take(self, take_id: str, deleted: bool = True) -> None:
        """Delete or restore a take."""
        with self._db.change() as db:
            db.execute("UPDATE takes SET deleted = ? WHERE id = ?", (deleted, take_id))
            self._log(db, "takes", [take_id])
        self.takes[take_id].deleted = deleted

    def describe_take(self, take_id: str, name: str, starred: bool) -> None:
        """Store a take's name and whether it is starred."""
        with self._db.change() as db:
            db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)",
                       (f"take {take_id}", json.dumps({"name": readable(name), "starred": starred})))
        self.takes[take_id].name, self.takes[take_id].starred = readable(name), starred

    def write_edits(self, take_id: str, edits: Mapping[str, Any]) -> None:
        """Store the edits of a take's sentences by hand, in place of earlier ones."""
        content = json.dumps(edits, ensure_ascii=False)
        self._write({edits_file(take_id): lambda path: path.write_text(content, encoding="utf-8")}, "takes")

    def take_path(self, take: Take) -> Path:
        """Return the path of a take's FLAC file."""
        return self.folder / take.file

    # History

    def note(self, take: Take, what: str, place: str = "") -> None:
        """Record in the history that a take left the library.

        Parameters
        ----------
        take : Take
        what : str
            records.EXPORTED or DRAGGED.
        place : str
            The file written.
        """
        with self._db.change() as db:
            put_history(db, Entry.of_take(take, what, place))

    def log(self, *entries: Entry) -> None:
        """Add to the history speech that is not a take of the library."""
        with self._db.change() as db:
            put_history(db, *entries)

    def history(self, voice: str | None = None) -> list[Entry]:
        """Return the history of the voice of this name, or of all voices, newest first."""
        rows = self._db.read(f"SELECT {', '.join(ENTRY_COLUMNS)} FROM history ORDER BY number DESC")
        entries = map(Entry.of_row, rows)
        return [e for e in entries if voice is None or e.voice.casefold() == voice.casefold()]

    # Unlisted files

    def strangers(self) -> list[Path]:
        """Return the unlisted sound files in the library's folders, sorted by name.

        They exist if the database was lost, damaged or replaced by an older one, if the program ended before it had
        listed a file, or if somebody copied them there.
        """
        listed = {column_to_path(file) for kind in ("recordings", "takes")
                  for file, in self._db.read(f"SELECT file FROM {kind}")}
        return strangers.find(self.folder, listed, bool(self._db.others()))

    def adopt(self, path: str | Path) -> Recording | Take:
        """List a file from `strangers`, with the information stored in the file.

        A take is fully restored if its arrays exist. Other files among the takes become recordings.

        Raises
        ------
        AudioError
            If the file cannot be read as sound.
        """
        made = strangers.adopt(self.folder, Path(path), self.takes.keys() | self.recordings.keys())
        if isinstance(made, Take):
            self.add_take(made)
        else:
            self.add(made)
        return made

    # The database

    def refresh(self) -> list[str]:
        """Take in changes by other programs; return the ids of new or changed recordings.

        Without changes it costs three look-ups. Damaged rows are repaired or set aside.
        """
        self.encoder = dict(self._db.read("SELECT key, value FROM about")).get("encoder", "")
        new: list[str] = []
        for kind, known in (("recordings", self.recordings), ("takes", self.takes)):
            found = read_records(self._db, kind, self.encoder, "number > ?", self._last[kind])
            fresh = {record.id: record for _, record in found if record is not None and record.id not in known}
            known |= fresh
            self._last[kind] = found[-1][0] if found else self._last[kind]
            new += fresh if kind == "recordings" else ()
        changes = self._db.read("SELECT number, kind, id FROM changes WHERE number > ? AND program != ?",
                                self._last["changes"], self._db.token)
        if changes:
            self._last["changes"] = changes[-1][0]
            changed = {kind: list(dict.fromkeys(i for _, k, i in changes if k == kind))
                       for kind in ("recordings", "takes")}
            for kind, ids in changed.items():
                self._reread(kind, ids)
            new += [i for i in changed["recordings"] if i not in new]
        return new

    def close(self) -> None:
        """Close this thread's connection; the next call opens it again."""
        self._db.close()

    def _write(self, files, kind):
        """Write files, given as functions of a path by name, to a temporary folder, and move them into place."""
        with self._db.writing() as folder:
            try:
                for name, write in files.items():
                    write(folder / name)
                    os.chmod(folder / name, 0o600)
                for name in files:
                    os.replace(folder / name, self.folder / kind / name)
            except (AudioError, OSError) as error:
                for name in files:
                    (folder / name).unlink(missing_ok=True)
                raise write_error(self.folder, error) from None

    def _log(self, db, kind, ids):
        """Record changed rows for other programs, within a transaction."""
        db.executemany("INSERT INTO changes (program, kind, id) VALUES (?, ?, ?)",
                       [(self._db.token, kind, name) for name in ids])

    def _reread(self, kind, ids):
        """Update rows in memory, removing those that no longer exist."""
        known = self.recordings if kind == "recordings" else self.takes
        for name in ids:
            records = read_records(self._db, kind, self.encoder, "id = ?", name)
            found = [record for _, record in records if record is not None]
            if not found:
                known.pop(name, None)
            elif name in known:  # holders of the object see the change
                for field in fields(found[0]):
                    if field.compare:
                        setattr(known[name], field.name, getattr(found[0], field.name))
            else:
                known[name] = found[0]

    def _load(self):
        """Read all records, and drop damaged voices."""
        drop_damaged_voices(self._db)
        self.recordings, self.takes, self._last = {}, {}, dict.fromkeys(self._last, 0)
        self.refresh()
        for key, value in self._db.read("SELECT key, value FROM about WHERE key LIKE 'take %'"):
            with suppress(ValueError, TypeError, KeyError):
                about, take = json.loads(value), self.takes.get(key.removeprefix("take "))
                if take is not None and isinstance(about["name"], str):
                    take.name, take.starred = about["name"], bool(about["starred"])


def _file_name(take):
    words = re.sub(r"[^\w' -]", "", readable(f"{take.voice} - {take.text}"))[:60].strip()
    return f"{words} ({take.id[:4]}).flac"
