"""Records of recordings, takes and history, in memory and as rows of the library's database."""

import json
import math
import os
import re
import struct
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from toolbox.core.cloning.voice import CONSENTS
from watermark.provenance import read_record, stated_consent

BUNDLED, MADE = "bundled:", "made:"
COLUMNS = ("id", "speaker", "file", "seconds", "source", "licence", "starred", "deleted", "region_begin", "region_end",
           "added", "sex", "tags", "consent", "consent_note")
TAKE_COLUMNS = ("id", "voice", "text", "profile", "seed", "speed", "pitch_shift", "rate", "seconds", "comment",
                "recording", "similarity", "timings", "unpronounced", "file", "added", "deleted", "unfinished")
ENTRY_COLUMNS = ("time", "what", "voice", "recording", "consent", "text", "seconds", "profile", "take", "place")
TAKEN, EXPORTED, DRAGGED, LIVE = "made", "exported", "dragged out", "spoken live"  # events in the history
HIGHEST_PITCH = 2_000.0  # Hz; no person has a higher mean pitch
NAMELESS = "nameless"


class Damaged(ValueError):
    """A row that cannot be used; the message gives the reason."""


@dataclass
class Recording:
    """A voice in the library: a recording of a person, or a voice without a recording.

    Attributes
    ----------
    id : str
    speaker : str
        Recordings with the same speaker form one voice.
    file : str
        Name within the library's folder; BUNDLED and a name in assets/voices; the absolute path of a data set's file,
        which is not copied; or MADE and the id of a voice without sound.
    seconds : float
        Length of the sound; 0 without any.
    source, licence : str
        Origin and licence, as far as known.
    starred, deleted : bool
        A deleted recording stays until the library is next opened by one program alone, so that deletion can be undone.
    region : tuple of (float, float) or None
        The part in use, in seconds; None for all of it.
    added : str
        ISO 8601.
    sex : str
        "F", "M" or an empty string.
    tags : tuple of str
    consent : str or None
        One of toolbox.core.cloning.voice.CONSENTS; None if nobody has been asked.
    consent_note : str
        Who agreed to what, and when.
    pitch, tempo : float or None
        Mean pitch in Hz, and peaks of spectral change per second; None until the voice has been learnt.
    refused : str
        Why no voice can be learnt from it, in a sentence; otherwise empty.
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
    consent: str | None = None
    consent_note: str = ""
    pitch: float | None = None
    tempo: float | None = None
    refused: str = ""

    @property
    def made(self) -> bool:
        """Return whether it is a voice without a recording."""
        return self.file.startswith(MADE)

    def row(self) -> tuple:
        """Return the values of COLUMNS."""
        begin, end = self.region or (None, None)
        return (self.id, _text(self.speaker), path_to_column(self.file), self.seconds, _text(self.source),
                _text(self.licence), self.starred, self.deleted, begin, end, self.added, self.sex,
                json.dumps([_text(tag) for tag in self.tags], ensure_ascii=False), self.consent,
                _text(self.consent_note))

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> "tuple[Recording, list[str]]":
        """Return the recording of a row, and the row's damaged fields.

        Parameters
        ----------
        row : dict
            Values of COLUMNS, `measured` (the voice's first statistics, None without one) and `refused`.

        Returns
        -------
        (recording, mended) : Recording, list of str
            The recording, and the names of damaged fields, which now have default values.

        Raises
        ------
        Damaged
            If the id is unreadable, or the file is not permitted for a recording.
        """
        if not (isinstance(row["id"], str) and re.fullmatch(r"[\w-]{1,64}", row["id"])):
            raise Damaged(f"{row['id']!r} is not an id")
        values = row | {"file": _checked_file(row["file"], "recordings")}
        mended = _mend(values, _FITS)
        begin, end, tags = row["region_begin"], row["region_end"], () if row["tags"] == "[]" else _decoded(row["tags"])
        region = (begin, end) if _is_length(begin) and _is_length(end) and begin < end else None
        if region is None and (begin, end) != (None, None):
            mended.append("region")
        if not (isinstance(tags, (list, tuple)) and all(map(_is_text, tags))):
            tags = ()
            mended.append("tags")
        recording = cls(values["id"], values["speaker"], values["file"], values["seconds"], values["source"],
                        values["licence"], bool(values["starred"]), bool(values["deleted"]), region, values["added"],
                        values["sex"], tuple(tags), values["consent"], values["consent_note"],
                        refused=row["refused"] or "")
        if row["measured"]:
            log_f0, _, tempo = struct.unpack("<3f", row["measured"])
            if log_f0 < math.log(HIGHEST_PITCH) and math.isfinite(tempo):
                recording.pitch, recording.tempo = math.exp(log_f0), tempo
        return recording, mended


@dataclass
class Take:
    """A speech in a voice, with everything needed to repeat it.

    `wav` (n_samples,), `mel` (n_mels, n_frames), `phonemes` and `words` (symbol or word, begin, end in seconds) and
    `attention` and `sentences` (as in toolbox.core.cloning.speech.Speech) are present in a new take and in the result
    of `Library.read_take`; in listed takes they are None. `embedding` (256,) is kept in memory once known. Everything
    else is in the database. `name` and `starred` are set by the user. An `unfinished` take was cancelled and ends in
    the middle of its text. `edits` of its sentences by hand (toolbox.core.workshop.edits) come with the arrays.
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
    unfinished: bool = False
    wav: np.ndarray | None = field(default=None, repr=False, compare=False)
    mel: np.ndarray | None = field(default=None, repr=False, compare=False)
    phonemes: list | None = field(default=None, repr=False, compare=False)
    words: list | None = field(default=None, repr=False, compare=False)
    name: str = field(default="", compare=False)
    starred: bool = field(default=False, compare=False)
    embedding: np.ndarray | None = field(default=None, repr=False, compare=False)
    attention: list | None = field(default=None, repr=False, compare=False)
    sentences: list | None = field(default=None, repr=False, compare=False)
    edits: dict = field(default_factory=dict, repr=False, compare=False)

    def row(self) -> tuple:
        """Return the values of TAKE_COLUMNS."""
        return tuple(json.dumps(value) if isinstance(value := getattr(self, name), (dict, list)) else
                     _text(value) if isinstance(value, str) else value for name in TAKE_COLUMNS)

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> "tuple[Take, list[str]]":
        """Return the take of a row, a dict of TAKE_COLUMNS, and the names of fields that were damaged.

        Raises
        ------
        Damaged
            If the id is unreadable, or the file is not permitted for a take.
        """
        if not (isinstance(row["id"], str) and re.fullmatch(r"[0-9a-f]{12}", row["id"])):
            raise Damaged(f"{row['id']!r} is not an id")
        values = row | {"file": _checked_file(row["file"], "takes"), "timings": _decoded(row["timings"]),
                        "unpronounced": _decoded(row["unpronounced"])}
        mended = _mend(values, _TAKE_FITS)
        for name, kind in (("timings", dict), ("unpronounced", list)):
            if not isinstance(values[name], kind):
                values[name] = kind()
                mended.append(name)
        return cls(**values | {flag: bool(values[flag]) for flag in ("deleted", "unfinished")}), mended


@dataclass(frozen=True)
class Entry:
    """An entry of the history of speech made in the library's voices.

    Attributes
    ----------
    time : str
        ISO 8601.
    what : str
        TAKEN, EXPORTED, DRAGGED or LIVE.
    voice : str
        Name of the voice at that time.
    recording : str
        Id of the voice's first recording in the library; empty if it has none.
    consent : str
        One of toolbox.core.cloning.voice.CONSENTS at that time; empty if nobody had been asked.
    text : str
    seconds : float
        Length of the speech.
    profile : str
    take : str
        Id of the take, which may have been deleted.
    place : str
        File to which it was written or exported.
    """

    time: str
    what: str
    voice: str
    recording: str
    consent: str
    text: str
    seconds: float
    profile: str
    take: str
    place: str

    @classmethod
    def of_take(cls, take: Take, what: str, place: str = "") -> "Entry":
        """Return the entry for an event of a take: at the take's own time if it was made, otherwise now."""
        consent = stated_consent(read_record(take.comment) or {})
        return cls(take.added if what == TAKEN and take.added else now(), what, take.voice, take.recording,
                   consent if consent in CONSENTS else "", take.text, take.seconds, take.profile, take.id, place)

    @classmethod
    def of_voice(cls, voice: Any, what: str, seconds: float, profile: str, text: str = "", place: str = "",
                 recording: str = "") -> "Entry":
        """Return the line that says that a Voice was made to speak just now."""
        return cls(now(), what, voice.name, recording, voice.consent or "", text, seconds, profile, "", place)

    def row(self) -> tuple:
        """Return the values of ENTRY_COLUMNS."""
        return tuple(_text(value) if isinstance(value := getattr(self, name), str) else value for name in ENTRY_COLUMNS)

    @classmethod
    def of_row(cls, row: tuple) -> "Entry":
        """Return the entry of a row's values, without damaged ones."""
        values = dict(zip(ENTRY_COLUMNS, row))
        seconds = values.pop("seconds")
        return cls(seconds=seconds if _is_length(seconds) else 0.0,
                   **{name: value if _is_text(value) else "" for name, value in values.items()})


def new_id() -> str:
    """Return a unique name."""
    return uuid.uuid4().hex[:12]


def edits_file(take_id: str) -> str:
    """Return the name of the file with the edits of a take."""
    return f"{take_id}.edits.json"


def now() -> str:
    """Return the present time, ISO 8601."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def path_to_column(path: str) -> str | bytes:
    """Return a path as stored in the database: as text, or as bytes if it is not UTF-8."""
    try:
        path.encode()
        return path
    except UnicodeEncodeError:
        return os.fsencode(path)


def column_to_path(value: str | bytes) -> str:
    """Invert `path_to_column`."""
    return os.fsdecode(value) if isinstance(value, bytes) else value


def readable(name: str) -> str:
    """Return a file name as readable text; names that are not UTF-8 are decoded as Windows-1252."""
    try:
        name.encode()
        return name
    except UnicodeEncodeError:
        pass
    try:
        return name.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    except UnicodeEncodeError:  # an unpaired surrogate, which Windows permits
        return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _text(value):
    """Return text that the database can store."""
    return readable(value).replace("\x00", "")


def _checked_file(value, folder):
    """Return a row's file; raise Damaged if it is missing or outside its kind's folder."""
    file = column_to_path(value)
    if not isinstance(file, str) or "\x00" in file:
        raise Damaged("it does not say where its sound lies")
    if folder == "recordings" and (file.startswith(MADE) or os.path.isabs(file)):
        return file
    place, name = (BUNDLED, file[len(BUNDLED):]) if file.startswith(BUNDLED) else (folder, Path(file).name)
    # Nothing outside the library is read or removed, whatever a row contains.
    if not name or name in (".", "..") or "\\" in name or place != BUNDLED and file != f"{folder}/{name}" \
            or Path(name).name != name:
        raise Damaged(f"its file, {file!r}, is not one of the library's {folder}")
    return file


def _mend(values, fits):
    """Replace invalid values by defaults; return their names."""
    mended = [name for name, (is_well, _) in fits.items() if not is_well(values[name])]
    for name in mended:
        values[name] = fits[name][1]
    return mended


def _decoded(text):
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def _is_text(value):
    return isinstance(value, str)


def _is_number(value):
    return isinstance(value, (int, float)) and math.isfinite(value)


def _is_length(value):
    return _is_number(value) and value >= 0


def _is_flag(value):
    return isinstance(value, int)


# Type and default of each column.
_FITS = {"speaker": (_is_text, NAMELESS), "seconds": (_is_length, 0.0), "source": (_is_text, ""),
         "licence": (_is_text, ""), "starred": (_is_flag, 0), "deleted": (_is_flag, 0), "added": (_is_text, ""),
         "sex": (("", "F", "M").__contains__, ""), "consent": ((None, *CONSENTS).__contains__, None),
         "consent_note": (_is_text, "")}
_TAKE_FITS = {"voice": (_is_text, NAMELESS), "text": (_is_text, ""), "profile": (_is_text, ""), "seed": (_is_flag, 0),
              "speed": (_is_number, 1.0), "pitch_shift": (_is_number, 0.0),
              "rate": (lambda x: isinstance(x, int) and x > 0, 24_000), "seconds": (_is_length, 0.0),
              "comment": (_is_text, ""), "recording": (_is_text, ""),
              "similarity": (lambda x: x is None or _is_number(x), None), "added": (_is_text, ""),
              "deleted": (_is_flag, 0), "unfinished": (_is_flag, 0)}
