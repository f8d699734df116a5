"""The casting table: voice and manner of each speaker."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audio.errors import AudioError
from synthesizer.text import CODES
from toolbox.core.cloning.delivery import LIVELINESS
from toolbox.core.cloning.requests import SHIFT, SPEED

KEYS = ("reference", "voice", "speed", "pitch", "liveliness", "language")
LARGEST = 1 << 20  # largest size of a casting table in bytes


@dataclass(frozen=True)
class Role:
    """Voice and manner of a cast member.

    Attributes
    ----------
    reference : tuple of Path
        Recordings of the voice; empty for a saved voice.
    voice : Path, optional
        A .voice file.
    speed : float
    pitch : float
        In semitones.
    liveliness : float
        As Cloner.say takes it.
    language : str, optional
        A code of synthesizer.text.LANGUAGES; without it, the language of each paragraph is detected.
    """

    reference: tuple[Path, ...] = ()
    voice: Path | None = None
    speed: float = 1.0
    pitch: float = 0.0
    liveliness: float = 1.0
    language: str | None = None


def load(path: str | Path) -> dict[str, Role]:
    """Read a casting table: {"Anna": {"reference" or "voice": FILE, "speed", "pitch", "liveliness", "language"}}.

    File names are relative to the table. `reference` may be a list.

    Raises
    ------
    AudioError
        If the file does not exist or is not a casting table; the message is a sentence.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("it is too large")
        table = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise AudioError(f"{path}: there is no such file.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise AudioError(f"{path} is not a casting table in JSON ({error}).") from None
    if not isinstance(table, dict) or not table:
        raise AudioError(f"{path} is not a casting table: it must be an object with a name for each voice, as in "
                         '{"Anna": {"reference": "anna.wav"}}.')
    return {name: _role(path, name, entry) for name, entry in table.items()}


def _role(path: Path, name: str, entry: object) -> Role:
    if not isinstance(entry, Mapping):
        raise AudioError(f"{path}: '{name}' must be an object, as in {{\"reference\": \"anna.wav\"}}.")
    if unknown := sorted(entry.keys() - set(KEYS)):
        raise AudioError(f"{path}: '{name}' has {', '.join(map(repr, unknown))}; known are {', '.join(KEYS)}.")
    if ("reference" in entry) == ("voice" in entry):
        raise AudioError(f"{path}: '{name}' needs either a \"reference\" (recordings) or a \"voice\" (a .voice file).")
    files = entry.get("reference", entry.get("voice"))
    files = files if isinstance(files, list) else [files]
    if not files or not all(isinstance(file, str) and file for file in files):
        raise AudioError(f"{path}: the files of '{name}' must be names of files.")
    found = tuple(path.parent / file for file in files)
    numbers = {}
    for key, default, (least, most) in (("speed", 1.0, SPEED), ("pitch", 0.0, SHIFT), ("liveliness", 1.0, LIVELINESS)):
        value = entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            raise AudioError(f"{path}: the {key} of '{name}' must be a number between {least:g} and {most:g}.")
        numbers[key] = float(value)
    language = entry.get("language")
    if language is not None and language not in CODES:
        raise AudioError(f"{path}: the language of '{name}' must be one of {', '.join(CODES)}.")
    return Role(found if "reference" in entry else (), None if "reference" in entry else found[0], **numbers,
                language=language)
