"""The database's rows as records and voices; damaged rows are repaired, or set aside."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from audio.voice import STATISTICS
from toolbox.core.cloning.voice import ACCENTS, EMBEDDING, SECOND, Voice
from toolbox.core.library.database import Database
from toolbox.core.library.records import COLUMNS, HIGHEST_PITCH, MADE, TAKE_COLUMNS, Damaged, Recording, Take, now

KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {"recordings": (Recording, COLUMNS), "takes": (Take, TAKE_COLUMNS)}


def read_records(db: Database, kind: str, encoder: str, where: str, value: Any
                 ) -> list[tuple[int, Recording | Take | None]]:
    """Return rows with their numbers, in order; None for a row that was set aside.

    Parameters
    ----------
    db : Database
    kind : str
        recordings or takes.
    encoder : str
        Name of the model whose verdict on recordings is read with them.
    where : str
        SQL condition with one parameter.
    value : str or int
        That parameter.
    """
    record_type, columns = KINDS[kind]
    if kind == "recordings":
        rows = db.read(
            f"SELECT number, {', '.join(columns)}, CASE WHEN length(statistics) = ? THEN substr(statistics, 1, 12) "
            "END, reason FROM recordings LEFT JOIN voices ON voices.recording = id "
            f"LEFT JOIN unusable ON unusable.recording = id AND unusable.encoder = ? WHERE {where} ORDER BY number",
            4 * STATISTICS, encoder, value)
        columns = (*columns, "measured", "refused")
    else:
        rows = db.read(f"SELECT number, {', '.join(columns)} FROM takes WHERE {where} ORDER BY number", value)
    found: list[tuple[int, Recording | Take | None]] = []
    for number, *row in rows:
        values = dict(zip(columns, row))
        try:
            record, mended = record_type.of_row(values)
        except Damaged as error:
            found.append((number, None))
            set_aside(db, kind, number, values, str(error))
            continue
        found.append((number, record))
        if mended:
            _mend(db, kind, number, record, mended)
    return found


def set_aside(db: Database, kind: str, number: int, values: Mapping[str, Any], reason: str) -> None:
    """Move a damaged row to the table of those."""
    with db.change() as change:
        change.execute("INSERT INTO damaged (kind, content, reason, noted) VALUES (?, ?, ?, ?)",
                       (kind, json.dumps(values, default=repr), reason, now()))
        change.execute(f"DELETE FROM {kind} WHERE number = ?", (number,))
    db.problems.append(f"Row {number} of the {kind} was damaged and is no longer listed ({reason}); its sound stays "
                       "where it is.")


def drop_damaged_voices(db: Database) -> None:
    """Delete voices of other sizes, so that their recordings are analysed again.

    A voice without a recording cannot be; its row is set aside.
    """
    with db.change() as change:
        change.execute("DELETE FROM voices WHERE typeof(embedding) != 'blob' OR length(embedding) != ? OR "
                       "typeof(statistics) != 'blob' OR typeof(speech) NOT IN ('real', 'integer') OR "
                       "(second IS NOT NULL AND (typeof(second) != 'blob' OR length(second) != ?))",
                       (4 * EMBEDDING, 4 * SECOND))
        lost = change.execute("SELECT number, id, file FROM recordings WHERE file LIKE ? AND NOT EXISTS "
                              "(SELECT 1 FROM voices WHERE recording = id)", (f"{MADE}%",)).fetchall()
    for number, name, file in lost:
        set_aside(db, "recordings", number, {"id": name, "file": file}, "nothing is left of the voice")


def read_embeddings(db: Database, encoder: str) -> tuple[list[str], np.ndarray]:
    """Return the embeddings of recordings that are not deleted: list of ids, float32 array (n, 256)."""
    rows = db.read("SELECT id, embedding FROM recordings JOIN voices ON recording = id WHERE NOT deleted "
                   "AND encoder = ? AND length(embedding) = ? ORDER BY number", encoder, 4 * EMBEDDING)
    together = np.frombuffer(b"".join(blob for _, blob in rows), "<f4").reshape(-1, EMBEDDING).astype(np.float32)
    well = np.flatnonzero(np.isfinite(together).all(axis=1))
    return [rows[i][0] for i in well], together[well]


def read_voices(db: Database, encoder: str, recordings: Mapping[str, Recording],
                ids: Iterable[str] | None = None) -> dict[str, Voice]:
    """Return the Voices that an encoder has learnt, by their recordings' ids.

    Parameters
    ----------
    db : Database
    encoder : str
    recordings : dict of str to Recording
    ids : iterable of str, optional
        All by default.
    """
    query = ("SELECT recording, embedding, statistics, speech, second, adapted, adapted_blocks, synthesizer, rate, "
             "accent, personal FROM voices WHERE encoder = ?")
    rows: Iterable[tuple] = (db.read(query, encoder) if ids is None else
                             (row for i in ids for row in db.read(query + " AND recording = ?", encoder, i)))
    # Voices measured by older versions are learnt again.
    rows = [row for row in rows if row[0] in recordings
            and (len(row[1]), len(row[2])) == (4 * EMBEDDING, 4 * STATISTICS)]
    embeddings = np.frombuffer(b"".join(row[1] for row in rows), "<f4").reshape(-1, EMBEDDING)
    statistics = np.frombuffer(b"".join(row[2] for row in rows), "<f4").reshape(-1, STATISTICS)
    well = (np.isfinite(embeddings).all(axis=1) & np.isfinite(statistics).all(axis=1)
            & (statistics[:, 0] < np.log(HIGHEST_PITCH)))
    return {row[0]: _voice(recordings[row[0]], encoder, embedding, measured, *row[3:])
            for row, embedding, measured, fits in zip(rows, embeddings, statistics, well) if fits}


def _voice(recording, encoder, embedding, statistics, seconds, second, adapted, blocks, synthesizer, rate, accent,
           personal):
    known = {}
    if adapted and blocks and len(adapted) % (4 * blocks) == 0:
        known = {"adapted": np.frombuffer(adapted, "<f4").reshape(blocks, -1), "synthesizer": synthesizer}
        known["personal"] = np.frombuffer(personal, "<f2") if personal and len(personal) % 2 == 0 else None
    known |= {"rate": max(float(rate), 0.0), "accent": accent if accent in ACCENTS else ""}
    second = None if second is None else np.frombuffer(second, "<f4")
    return Voice(recording.speaker, embedding, statistics, seconds, second, encoder, **known, source=recording.source,
                 consent=recording.consent, consent_note=recording.consent_note)


def _mend(db, kind, number, record, mended):
    columns = KINDS[kind][1]
    with db.change() as change:
        change.execute(f"UPDATE {kind} SET {', '.join(f'{c} = ?' for c in columns)} WHERE number = ?",
                       (*record.row(), number))
    name = f"'{record.speaker}'" if kind == "recordings" else f"the take '{record.text[:40]}'"
    db.problems.append(f"Damaged information about {name} was replaced by defaults: {', '.join(mended)}.")
