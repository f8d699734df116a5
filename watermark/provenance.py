"""What made a sound, written into its file: a record in the words of C2PA, and a sentence for people.

The record is a claim with the assertion "c2pa.actions.v2", as C2PA names them, and the IPTC's digital source type of
synthetic media, in JSON. It is not signed and not in a C2PA manifest store: anybody can write, change or
delete it, so that it informs and proves nothing. It says what program and model, and nothing of the person.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import soundfile

TITLE = "Synthetic speech"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PROGRAM = "SV2TTS toolbox"


@dataclass(frozen=True)
class Provenance:
    """What made a sound.

    Attributes
    ----------
    version : str
        Of the program.
    profile : str
        Whose networks made it.
    converted : bool
        False for speech from text, True for a recording in another voice.
    seed : int or None
    consent : str or None
        What the voice's file says of consent: a category, never a name.
    time : str
        When, in UTC, ISO 8601; without it, the time of the call.
    """

    version: str
    profile: str
    converted: bool = False
    seed: int | None = None
    consent: str | None = None
    time: str = ""

    def __post_init__(self):
        if not self.time:
            object.__setattr__(self, "time", datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))

    @property
    def sentence(self) -> str:
        """What every file says of itself."""
        seed = "" if self.seed is None else f", seed {self.seed}"
        return (f"{TITLE}: made by a voice-cloning program ({PROGRAM} {self.version}, profile {self.profile}{seed}); "
                "not a recording of a person.")

    def record(self) -> dict:
        """The record, a dict that JSON can hold."""
        kind = "compositeWithTrainedAlgorithmicMedia" if self.converted else "trainedAlgorithmicMedia"
        known = {"profile": self.profile, "seed": self.seed, "consent": self.consent}
        agent = {"name": PROGRAM, "version": self.version}
        made = {"action": "c2pa.edited" if self.converted else "c2pa.created", "when": self.time,
                "softwareAgent": agent, "digitalSourceType": SOURCE_TYPE + kind,
                "parameters": {key: value for key, value in known.items() if value is not None}}
        marked = {"action": "c2pa.watermarked", "when": self.time, "softwareAgent": agent}
        return {"claim_generator_info": [agent], "synthetic": True, "signature": None,
                "note": "Unsigned: anybody can write, change or delete this record.",
                "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [made, marked]}}]}

    def comment(self) -> str:
        """Sentence and record in one text, for formats that have one field for remarks."""
        return f"{self.sentence} {json.dumps(self.record(), ensure_ascii=True, separators=(',', ':'))}"

    def tags(self) -> dict[str, str]:
        """Names and texts of fields: attributes of a soundfile.SoundFile, or the metadata of a container of PyAV."""
        return {"title": TITLE, "software": f"{PROGRAM} {self.version}", "date": self.time, "comment": self.comment()}


def read_record(comment: str) -> dict | None:
    """The record in a comment, or None if there is none in it.

    Parameters
    ----------
    comment : str
    """
    start = comment.find('{"claim_generator_info"')
    if start < 0:
        return None
    try:
        return json.JSONDecoder().raw_decode(comment[start:])[0]
    except json.JSONDecodeError:
        return None


def tag(file: "soundfile.SoundFile", provenance: "Provenance") -> None:
    """Write into a soundfile.SoundFile that is open for writing, before its samples: WAV, FLAC, Ogg, Opus or MP3."""
    for name, text in provenance.tags().items():
        setattr(file, name, text)


def read_tags(path: str | Path) -> str:
    """The comment of a sound file that libsndfile reads, "" where there is none."""
    import soundfile
    with soundfile.SoundFile(path) as file:
        return file.comment
