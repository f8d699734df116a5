"""Check of a sound file: is it marked as synthetic, and which record does it carry?"""

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
    """The result of checking a file.

    Attributes
    ----------
    file : str
        Path of the file.
    seconds : float
        Length of the sound.
    detection : Detection
        Result of looking for marks in the sound.
    record : dict or None
        Provenance record in its metadata, which anybody can write, change or delete.
    resemblance : float or None
        Score by toolbox.core.resemblance.
    """

    file: str
    seconds: float
    detection: Detection
    record: dict | None
    resemblance: float | None = None

    @property
    def sentences(self) -> list[str]:
        """Return the findings as sentences: the mark, the record if there is one, and without a mark a hint."""
        hint = not self.detection.marked and self.resemblance is not None and self.resemblance >= SURE
        return [self.detection.sentence, *([HINT] if hint else []),
                *([describe(self.record)] if self.record is not None else [])]

    def to_dict(self) -> dict:
        """Return a JSON-serialisable dict."""
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
        """Read the models; raise FileNotFoundError or ValueError with a sentence if that fails."""
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
            Any file that audio.files.load reads.
        progress : callable
            Receives the share completed.
        cancelled : callable
            Called often; if it returns True, `Cancelled` is raised.

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
