"""A group of voices as files, with a table of them."""

import csv
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from audio.files import replacing
from toolbox.core.cloning.voice import Voice

SUFFIX = ".npz"


def save_voices(folder: str | Path, voices: Iterable[Voice]) -> int:
    """Write voices into a folder, a file each, and a table of them, voices.csv; return how many.

    Raises
    ------
    AudioError, OSError
        If a file cannot be written.
    """
    used = {}
    for voice in voices:
        stem = re.sub(r"[^\w' -]", "", voice.name).strip() or "voice"
        name = next(n for k in itertools.count(1)
                    if (n := f"{stem}{SUFFIX}" if k == 1 else f"{stem} {k}{SUFFIX}") not in used)
        voice.save(Path(folder) / name)
        used[name] = voice
    with replacing(Path(folder) / "voices.csv") as part, open(part, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("file", "name", "pitch_hz", "pitch_spread_semitones", "tempo", "seconds"))
        table.writerows((name, v.name, f"{v.mean_f0:.1f}", f"{v.pitch_spread:.2f}", f"{v.tempo:.2f}",
                         f"{v.seconds:.1f}") for name, v in used.items())
    return len(used)
