"""Unlisted sound files in a library's folders: finding them, and reading the information that they carry."""

import json
import os
import time
from pathlib import Path

from audio.errors import AudioError
from audio.files import SUFFIXES, load, read_comment
from toolbox.core.library.arrays import read_row
from toolbox.core.library.records import Damaged, Recording, Take, new_id, now, path_to_column, readable

FOLDERS = ("recordings", "takes")
JUST_NOW = 60.0  # seconds in which another program lists the files that it has written


def find(folder: Path, listed: set[str], is_shared: bool) -> list[Path]:
    """Return the unlisted sound files.

    Parameters
    ----------
    folder : Path
        Folder of the library.
    listed : set of str
        Files of the database's rows.
    is_shared : bool
        Whether another program has the library open, whose newest files are ignored.
    """
    found = []
    for kind in FOLDERS:
        for entry in os.scandir(folder / kind):
            path = Path(entry.path)
            if (path.suffix.lower() in SUFFIXES and not entry.name.startswith(".")
                    and entry.is_file(follow_symlinks=False) and f"{kind}/{entry.name}" not in listed
                    and not (is_shared and time.time() - entry.stat().st_mtime < JUST_NOW)):
                found.append(path)
    return sorted(found)


def adopt(folder: Path, path: Path, taken: set[str]) -> Recording | Take:
    """Return a record for an unlisted sound file, moving the file to its kind's folder if necessary.

    Parameters
    ----------
    folder : Path
        Folder of the library.
    path : Path
        A file from `find`.
    taken : set of str
        Ids in use.

    Raises
    ------
    AudioError
        If it is not in the library, or cannot be read as sound.
    """
    kind = path.parent.name
    if path.parent != folder / kind or kind not in FOLDERS:
        raise AudioError(f"{path} is not in the library's folder; add it as a file.")
    wav, rate = load(path)
    if kind == "takes":
        take = _as_take(path, taken)
        if take is not None:
            return take
    about = _about(path)
    name = path.stem if path.stem not in taken and _is_id(path.stem) else new_id()
    place = folder / "recordings" / f"{name}{path.suffix.lower()}"
    if path != place:
        os.replace(path, place)
    return Recording(name, about.get("speaker") or readable(path.stem).replace("_", " "), f"recordings/{place.name}",
                     len(wav) / rate, about.get("source", "found in the library's folder"),
                     added=about.get("added") or now())


def _as_take(path, taken):
    """Return the take whose arrays lie beside a sound file; None if there are none."""
    for arrays in sorted(path.parent.glob("*.npz")):
        if arrays.stem in taken or not path.stem.endswith(f"({arrays.stem[:4]})"):
            continue
        try:
            take, _ = Take.of_row(read_row(arrays) | {"file": path_to_column(f"takes/{path.name}"), "deleted": 0})
        except (AudioError, Damaged):
            continue
        if take.id == arrays.stem:
            return take
    return None


def _about(path):
    """Return the information in a recording's file: dict of str, empty if the file is foreign."""
    try:
        comment = read_comment(path)
    except AudioError:
        return {}
    try:
        about = json.loads(comment)
    except ValueError:
        # A clone's own comment must be preserved.
        return {"source": comment.partition(" {")[0]} if comment.startswith("Synthetic") else {}
    return {k: v for k, v in about.items() if isinstance(v, str)} if isinstance(about, dict) else {}


def _is_id(name):
    return len(name) == 12 and set(name) <= set("0123456789abcdef")
