"""Files beside a take's sound: mel, phonemes, attention, embedding, and a copy of its database row."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from audio.files import load, reading
from toolbox.core.cloning.speech import Spoken
from toolbox.core.library.records import TAKE_COLUMNS, Take, edits_file

LARGEST_EDITS = 64 << 20  # bytes of a file that is read


def write_arrays(path: Path, take: Take) -> None:
    """Write a take's arrays to a .npz file, with its row in case the database is lost."""
    assert take.mel is not None
    attention = take.attention or []
    arrays = {"mel": take.mel.astype(np.float16), "phonemes": np.array(json.dumps(take.phonemes)),
              "words": np.array(json.dumps(take.words or [])),
              "sentences": np.array(json.dumps([s.to_dict() for s in take.sentences or []])),
              "about": np.array(json.dumps(dict(zip(TAKE_COLUMNS, take.row())))),
              "begins": np.array([begin for begin, _ in attention], np.float64)}
    arrays |= {f"attention_{i}": weights.astype(np.float16) for i, (_, weights) in enumerate(attention)}
    if take.embedding is not None:
        arrays["embedding"] = take.embedding
    with open(path, "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # names are the caller's


def read_arrays(path: Path, text: str) -> dict:
    """Return a take's mel, phonemes, words, embedding and attention by name; raise AudioError if unreadable."""
    with reading(path, f"cannot be read as part of the take '{text[:40]}'") as arrays:
        # Takes of older versions lack these.
        begins = arrays["begins"] if "begins" in arrays else ()
        words = json.loads(str(arrays["words"])) if "words" in arrays else []
        sentences = json.loads(str(arrays["sentences"])) if "sentences" in arrays else []
        return {"mel": arrays["mel"].astype(np.float32),
                "phonemes": [tuple(p) for p in json.loads(str(arrays["phonemes"]))],
                "words": [tuple(w) for w in words],
                "sentences": [Spoken.from_dict(s) for s in sentences],
                "embedding": arrays["embedding"] if "embedding" in arrays else None,
                "attention": [(float(begin), arrays[f"attention_{i}"].astype(np.float32))
                              for i, begin in enumerate(begins)]}


def read_take(folder: Path, take: Take) -> Take:
    """Return a take of the library in a folder with its wav, mel, phonemes, embedding and attention."""
    wav, _ = load(folder / take.file)
    return replace(take, wav=wav, edits=read_edits(folder, take.id),
                   **read_arrays(folder / "takes" / f"{take.id}.npz", take.text))


def read_edits(folder: Path, take_id: str) -> dict:
    """Return what `Library.write_edits` has written last of a take; an empty dict if it was not edited."""
    path = folder / "takes" / edits_file(take_id)
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= LARGEST_EDITS else {}
    except (OSError, ValueError):  # none, or damaged: the take is as it was made
        return {}
    return found if isinstance(found, dict) else {}


def read_row(path: Path) -> dict:
    """Return the row stored by `write_arrays`; raise AudioError if there is none."""
    with reading(path, "does not state which take it belongs to") as arrays:
        row = json.loads(str(arrays["about"]))
        if not isinstance(row, dict) or row.keys() < set(TAKE_COLUMNS):
            raise ValueError("another row")
        return {name: row[name] for name in TAKE_COLUMNS}
