"""Checking a sound file: is there a mark in it, and what does the file say of itself?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audio.files import load, read_comment
from toolbox.core.models.profiles import MODELS, REMEDY
from watermark.detection import Detection
from watermark.provenance import describe, read_record

if TYPE_CHECKING:
    from watermark.inference import Detector

WATERMARK = "watermark.safetensors"


@dataclass(frozen=True)
class Finding:
    """What a check of a file found.

    Attributes
    ----------
    file : str
        Its path.
    seconds : float
        Length of the sound.
    detection : Detection
        Of the mark in the sound.
    record : dict or None
        Of what made it, as its metadata holds it; anybody can write, change or delete that.
    """

    file: str
    seconds: float
    detection: Detection
    record: dict | None

    @property
    def sentences(self) -> list[str]:
        """What was found, for a person: of the mark, and of the record if there is one."""
        return [self.detection.sentence, *([describe(self.record)] if self.record is not None else [])]

    def to_dict(self) -> dict:
        """Return a dict that JSON can hold."""
        found = self.detection.to_dict()
        where = [list(stretch) for stretch in found.pop("stretches")]
        return {"file": self.file, "marked": found.pop("marked"), "by": found.pop("by"),
                "confidence": found.pop("confidence"), "where": where, "seconds": round(self.seconds, 3),
                "meaning": " ".join(self.sentences), "record": self.record} | found


def load_detector() -> "Detector":
    """Return the detector; raise FileNotFoundError or ValueError with a sentence if its model file is no use."""
    path = MODELS / WATERMARK
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such model file, without which no mark can be found; {REMEDY}.")
    from watermark.inference import Detector
    return Detector.load(path)


def check(path: str | Path, detector: "Detector", progress: Callable[[float], None] = lambda share: None,
          cancelled: Callable[[], bool] = lambda: False) -> Finding:
    """Check a sound file.

    Parameters
    ----------
    path : str or Path
        Anything that audio.files.load reads.
    detector : Detector
    progress : callable
        Receives the share done.
    cancelled : callable
        Asked often; when it returns True, `Cancelled` is raised.

    Returns
    -------
    Finding

    Raises
    ------
    AudioError
        If it cannot be read as sound.
    """
    wav, rate = load(path)
    return Finding(str(path), len(wav) / rate, detector.detect(wav, rate, progress, cancelled),
                   read_record(read_comment(path)))
