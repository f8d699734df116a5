"""Checking a sound file: is there a mark in it, and what does the file say of itself?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audio.files import load, read_comment
from toolbox.core.models.profiles import MODELS, REMEDY, SECOND_ENCODER
from toolbox.core.resemblance import FILE, SURE, Resemblance
from watermark.detection import Detection
from watermark.provenance import describe, read_record

if TYPE_CHECKING:
    from watermark.inference import Detector

WATERMARK = "watermark.safetensors"
HINT = ("It resembles this program's own speech, by a classifier that was measured on a few hundred sounds of one "
        "data set: a hint, which proves nothing.")


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
    resemblance : float or None
        As toolbox.core.resemblance scores it.
    """

    file: str
    seconds: float
    detection: Detection
    record: dict | None
    resemblance: float | None = None

    @property
    def sentences(self) -> list[str]:
        """What was found, for a person: of the mark, of the record if there is one, and a hint where no mark is."""
        hint = not self.detection.marked and self.resemblance is not None and self.resemblance >= SURE
        return [self.detection.sentence, *([HINT] if hint else []),
                *([describe(self.record)] if self.record is not None else [])]

    def to_dict(self) -> dict:
        """Return a dict that JSON can hold."""
        found = self.detection.to_dict()
        where = [list(stretch) for stretch in found.pop("stretches")]
        return {"file": self.file, "marked": found.pop("marked"), "by": found.pop("by"),
                "confidence": found.pop("confidence"), "where": where, "seconds": round(self.seconds, 3),
                "meaning": " ".join(self.sentences), "record": self.record,
                "resemblance": self.resemblance} | found


class Inspector:
    """Checks files.

    Parameters
    ----------
    detector : Detector
    resemblance : Resemblance
    """

    def __init__(self, detector: "Detector", resemblance: Resemblance):
        self.detector, self.resemblance = detector, resemblance

    @classmethod
    def load(cls) -> "Inspector":
        """Read the models; raise FileNotFoundError or ValueError with a sentence if they are no use."""
        for name in (WATERMARK, FILE, SECOND_ENCODER):
            if not (path := MODELS / name).exists():
                raise FileNotFoundError(f"{path}: there is no such model file, without which nothing can be checked; "
                                        f"{REMEDY}.")
        from watermark.inference import Detector
        return cls(Detector.load(MODELS / WATERMARK), Resemblance.load())

    def check(self, path: str | Path, progress: Callable[[float], None] = lambda share: None,
              cancelled: Callable[[], bool] = lambda: False) -> Finding:
        """Check a sound file.

        Parameters
        ----------
        path : str or Path
            Anything that audio.files.load reads.
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
        detection = self.detector.detect(wav, rate, progress, cancelled)
        return Finding(str(path), len(wav) / rate, detection, read_record(read_comment(path)),
                       self.resemblance.score(wav, rate))
