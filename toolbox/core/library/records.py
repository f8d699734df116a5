"""What is known of recordings and takes, in memory and as rows of the library's database."""

import json
import math
import struct
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone

import numpy as np

BUNDLED = "bundled:"
COLUMNS = ("id", "speaker", "file", "seconds", "source", "licence", "starred", "deleted", "region_begin", "region_end",
           "added", "sex", "tags")
TAKE_COLUMNS = ("id", "voice", "text", "profile", "seed", "speed", "pitch_shift", "rate", "seconds", "comment",
                "recording", "similarity", "timings", "unpronounced", "file", "added", "deleted")


@dataclass
class Recording:
    """A recording of somebody.

    Attributes
    ----------
    id : str
    speaker : str
        Recordings with the same speaker are one voice.
    file : str
        Name within the library's folder; BUNDLED and a name in assets/voices; or the absolute path of a file that
        belongs to a data set and stays where it is.
    seconds : float
    source, licence : str
        Where it comes from, as far as is known.
    starred, deleted : bool
        What is deleted stays until the library is opened again, so that it can be undone.
    region : tuple of (float, float) or None
        The part in seconds that is used; None for all of it.
    added : str
        ISO 8601.
    sex : str
        "F", "M" or an empty string.
    tags : tuple of str
    pitch, tempo : float or None
        Mean in Hz, and peaks of spectral change a second; None as long as nothing was learnt.
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
    pitch: float | None = None
    tempo: float | None = None

    def row(self):
        """Values of COLUMNS."""
        begin, end = self.region or (None, None)
        return (self.id, self.speaker, self.file, self.seconds, self.source, self.licence, self.starred, self.deleted,
                begin, end, self.added, self.sex, json.dumps(self.tags, ensure_ascii=False))

    @classmethod
    def of_row(cls, row):
        """The recording of a row, a dict of COLUMNS and `measured`: the voice's first statistics, None without one."""
        begin, end, measured = row.pop("region_begin"), row.pop("region_end"), row.pop("measured")
        row["region"] = None if begin is None else (begin, end)
        row["starred"], row["deleted"] = bool(row["starred"]), bool(row["deleted"])
        row["tags"] = tuple(json.loads(row["tags"]))
        if measured:
            log_f0, _, tempo = struct.unpack("<3f", measured)
            row["pitch"], row["tempo"] = math.exp(log_f0), tempo
        return cls(**row)


@dataclass
class Take:
    """A sentence said in somebody's voice, with what is needed to say it again.

    `wav` (n_samples,), `mel` (n_mels, n_frames), `phonemes` (symbol, begin, end in seconds), `embedding` (256,) and
    `attention` (as in toolbox.core.cloning.speech.Speech) are None until `Library.read_take` reads them; everything
    else is in the database.
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
    wav: np.ndarray | None = field(default=None, repr=False, compare=False)
    mel: np.ndarray | None = field(default=None, repr=False, compare=False)
    phonemes: list | None = field(default=None, repr=False, compare=False)
    embedding: np.ndarray | None = field(default=None, repr=False, compare=False)
    attention: list | None = field(default=None, repr=False, compare=False)

    def row(self):
        """Values of TAKE_COLUMNS."""
        return [json.dumps(value) if isinstance(value := getattr(self, name), (dict, list)) else value
                for name in TAKE_COLUMNS]

    @classmethod
    def of_row(cls, row):
        """The take of a row, a dict of TAKE_COLUMNS."""
        row["timings"], row["unpronounced"] = json.loads(row["timings"]), json.loads(row["unpronounced"])
        return cls(**row | {"deleted": bool(row["deleted"])})


def new_id():
    """A name that nothing else has."""
    return uuid.uuid4().hex[:12]


def now():
    """The time, ISO 8601."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
