"""Export of a group of voices as .voice files with a table."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from audio.files import replacing
from toolbox.core.cloning.voice import SUFFIX, Voice
from toolbox.core.library.records import readable
from toolbox.core.tables import TableWriter

TABLE = "voices.csv"
LONGEST_STEM = 80  # characters of a voice's name in its file name
# Names that Windows reserves for devices.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def export_voices(voices: Iterable[Voice], folder: str | Path, overwrite: bool = False) -> list[Path]:
    """Write voices to a folder, one file each, with a table.

    Parameters
    ----------
    voices : iterable of Voice
    folder : str or Path
        Created if missing.
    overwrite : bool
        Replace existing files. A link itself is replaced, never its target.

    Returns
    -------
    list of Path
        Existing files in the way, in which case nothing was written; empty on success.

    Raises
    ------
    AudioError
        If a file cannot be written.
    """
    named = dict(zip(_names(voices := list(voices)), voices))
    in_the_way = [path for name in (*named, TABLE) if os.path.lexists(path := Path(folder) / name)]
    if in_the_way and not overwrite:
        return in_the_way
    for name, voice in named.items():
        voice.save(Path(folder) / name)
    with replacing(Path(folder) / TABLE) as part, open(part, "w", newline="", encoding="utf-8") as file:
        table = TableWriter(file)
        table.writerow(("file", "name", "pitch_hz", "pitch_spread_semitones", "tempo", "seconds", "source", "consent",
                        "consent_note"))
        table.writerows((name, readable(v.name), f"{v.mean_f0:.1f}", f"{v.pitch_spread:.2f}", f"{v.tempo:.2f}",
                         f"{v.seconds:.1f}", readable(v.source), v.consent or "", readable(v.consent_note))
                        for name, v in named.items())
    return []


def _names(voices):
    """Return a file name for each voice; the names differ even if case is ignored."""
    used, names = set(), []
    for voice in voices:
        stem = re.sub(r"[^\w' -]", "", readable(voice.name)).strip()[:LONGEST_STEM].strip()
        stem = stem if stem and stem.lower() not in DEVICES else f"voice {stem}".strip()
        number, name = 1, stem
        while name.casefold() in used:
            number += 1
            name = f"{stem} {number}"
        used.add(name.casefold())
        names.append(f"{name}{SUFFIX}")
    return names
