"""A voice: what the engine knows of a person after listening to a reference."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.files import reading
from audio.voice import STATISTICS

EMBEDDING, SECOND = 256, 192
# Similarity above which two recordings are taken for one person: the equal-error threshold of the GE2E encoder on
# unseen speakers of LibriSpeech (0.4 %). A library whose speakers are more alike, such as one of virtual voices, has
# a higher threshold of its own.
SAME_VOICE = 0.72


@dataclass(frozen=True)
class Voice:
    """Speaker embeddings and what was measured of the reference beside them.

    Attributes
    ----------
    name : str
    embedding : float32 array (256,)
        Unit length.
    statistics : float32 array
        As audio.voice.voice_statistics gives them.
    seconds : float
        Of speech that the voice was learnt from.
    second : float32 array (192,), optional
        The embedding by a second encoder (encoder.ecapa), unit length; None where it was not computed, as for voices
        that were invented on the map.
    """

    name: str
    embedding: np.ndarray
    statistics: np.ndarray
    seconds: float
    second: np.ndarray | None = None

    @property
    def mean_f0(self):
        """Mean pitch in Hz."""
        return float(np.exp(self.statistics[0]))

    @property
    def pitch_spread(self):
        """Standard deviation of the pitch in semitones."""
        return float(self.statistics[1] * 12 / np.log(2))

    @property
    def tempo(self):
        """Peaks of spectral change a second of speech; about 10 in reading."""
        return float(self.statistics[2])

    @property
    def key(self):
        """Hashable; the same for voices that sound the same, whatever their name."""
        second = b"" if self.second is None else self.second.tobytes()
        return self.embedding.tobytes(), self.statistics.tobytes(), second

    def similarity(self, other):
        """Return the cosine of two voices' embeddings, 0 to 1; SAME_VOICE separates same from different speakers."""
        return float(self.embedding @ other.embedding)

    def save(self, path):
        """Write the voice to a .npz file, beside its place and then into it; AudioError if that cannot be done."""
        path = Path(path)
        part = path.with_name(f".{path.name}.part")
        try:
            with open(part, "wb") as file:
                second = {} if self.second is None else {"second": self.second}
                np.savez(file, embedding=self.embedding, statistics=self.statistics, **second,
                         about=json.dumps({"name": self.name, "seconds": self.seconds}))
            os.replace(part, path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise AudioError(f"{path} cannot be written ({(error.strerror or str(error)).lower()}).") from None

    @classmethod
    def load(cls, path):
        """Read a file of `save`; AudioError with a sentence if it is none."""
        with reading(path, "is not a saved voice") as file:
            about = json.loads(str(file["about"]))
            voice = cls(str(about["name"]), file["embedding"], file["statistics"], float(about["seconds"]),
                        file["second"] if "second" in file else None)
            if (voice.embedding.shape != (EMBEDDING,) or voice.statistics.shape != (STATISTICS,)
                    or voice.second is not None and voice.second.shape != (SECOND,)):
                raise ValueError("other sizes")
            return voice


def blend(voices, weights, name="blend", one_person=False):
    """A voice between voices: weighted means of embeddings (made unit length again) and of statistics.

    It has the second encoder's embedding if all of them have one; of `one_person`, the mean of those that have.
    """
    weights = np.asarray(weights, dtype=np.float64) / np.sum(weights)
    pairs = list(zip(weights, voices, strict=True))
    asked = [(w, v.second) for w, v in pairs if v.second is not None]
    second = sum(w * x for w, x in asked) if asked and (one_person or len(asked) == len(pairs)) else None
    embedding, second = (None if x is None else (x / np.linalg.norm(x)).astype(np.float32)
                         for x in (sum(w * v.embedding for w, v in pairs), second))
    return Voice(name, embedding, sum(w * v.statistics for w, v in pairs).astype(np.float32),
                 float(sum(w * v.seconds for w, v in pairs)), second)


def unit(embeddings):
    """Embeddings (n, size) made unit length; one that is all zeros stays so."""
    return embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-9)
