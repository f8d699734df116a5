"""A voice: the engine's knowledge of a person, learnt from references, and its file format."""

import json
import math
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio.errors import AudioError
from audio.files import UNPACKING, reading, replacing
from audio.voice import STATISTICS

EMBEDDING, SECOND = 256, 192
# Similarity above which two recordings count as one person: the GE2E encoder's equal-error threshold for unseen
# speakers of LibriSpeech (0.4 %). A library of more similar speakers, such as virtual voices, has a higher threshold.
SAME_VOICE = 0.72
# From the most to the least restrictive. Sample voices and fictitious voices need no consent.
CONSENTS = ("agreed", "own", "sample")
SUFFIX = ".voice"
FORMAT = "voice/1"
LARGEST = 2 << 20  # largest size in bytes of a voice file; ours have 3 to 20 KB, personal ones 200
LONGEST_HEADER = 64 << 10
LONGEST_NAME, LONGEST_NOTE = 200, 2_000  # characters
MOST_BLOCKS, WIDEST, MOST_PERSONAL = 64, 1_024, 900_000  # of adapted vectors, and of what is personal
FASTEST = 100.0  # highest rate of a stored voice in sounds per second
ACCENTS = ("en-us", "en-gb")  # of English, by the codes of synthesizer.text.languages
NEAR_UNIT = 1e-2  # permitted deviation of a stored embedding's norm from 1


@dataclass(frozen=True)
class Voice:
    """Speaker embeddings and statistics of a voice.

    Attributes
    ----------
    name : str
    embedding : float32 array (256,)
        Unit length.
    statistics : float32 array
        From audio.voice.voice_statistics.
    seconds : float
        Seconds of speech from which the voice was learnt.
    second : float32 array (192,), optional
        The embedding by the second encoder (encoder.ecapa), unit length; None if it was not computed, as for voices
        generated on the map.
    encoder : str
        Identity of the weights that made `embedding` (SpeakerEncoder.name); embeddings by others are not comparable.
        Empty if unknown.
    adapted : float32 array (n_blocks, voice_dim), optional
        A synthesizer's vectors adapted to this voice (Cloner.adapt).
    synthesizer : str
        Identity of the weights to which `adapted` belongs (training.trained.Trained.identity); empty without it.
    personal : float16 array (n,), optional
        Low-rank changes of the synthesizer's decoder for this voice (toolbox.core.cloning.personal), for the same
        weights as `adapted`.
    rate : float
        Sounds per second of speech (synthesizer.prosody.speaking_rate); 0 if unknown.
    accent : str
        One of ACCENTS: the English that the person speaks (toolbox.core.cloning.accent); empty if unknown.
    source : str
        Origin of the voice.
    consent : str or None
        One of CONSENTS: "sample" for included or fictitious voices, which need none; "own" for the user's own;
        "agreed" if the owner has agreed. None if nobody has been asked.
    consent_note : str
        Who agreed to what, and when.
    """

    name: str
    embedding: np.ndarray
    statistics: np.ndarray
    seconds: float
    second: np.ndarray | None = None
    encoder: str = ""
    adapted: np.ndarray | None = None
    synthesizer: str = ""
    personal: np.ndarray | None = None
    rate: float = 0.0
    accent: str = ""
    source: str = ""
    consent: str | None = None
    consent_note: str = ""

    @property
    def mean_f0(self) -> float:
        """Return the mean pitch in Hz."""
        return math.exp(self.statistics[0])

    @property
    def pitch_spread(self) -> float:
        """Return the standard deviation of the pitch in semitones."""
        return float(self.statistics[1] * 12 / np.log(2))

    @property
    def tempo(self) -> float:
        """Return the peaks of spectral change per second of speech; about 10 in reading aloud."""
        return float(self.statistics[2])

    @property
    def key(self) -> tuple[Any, ...]:
        """Return a hashable key that is equal for voices that sound the same, whatever their names."""
        second = b"" if self.second is None else self.second.tobytes()
        return self.embedding.tobytes(), self.statistics.tobytes(), second

    def similarity(self, other: "Voice") -> float:
        """Return the cosine of two voices' embeddings, 0 to 1; SAME_VOICE separates same from different speakers."""
        return float(self.embedding @ other.embedding)

    def adapted_to(self, synthesizer: str, shape: tuple[int, int]) -> np.ndarray | None:
        """Return the adapted vectors if they belong to a synthesizer's weights, else None.

        Parameters
        ----------
        synthesizer : str
            From `Trained.identity`.
        shape : (n_blocks, voice_dim)
            Shape that these weights need, checked because a file may make false claims.
        """
        fits = self.adapted is not None and synthesizer == self.synthesizer and self.adapted.shape == shape
        return self.adapted if fits else None

    def save(self, path: str | Path) -> None:
        """Write the voice to a .voice file: safetensors, with everything but the arrays as JSON in its metadata.

        Raises
        ------
        AudioError
            If the file cannot be written.
        """
        from safetensors.numpy import save

        arrays = {"embedding": self.embedding, "statistics": self.statistics, "second": self.second,
                  "adapted": self.adapted}
        arrays = {name: np.ascontiguousarray(array, "<f4") for name, array in arrays.items() if array is not None}
        if self.personal is not None:
            arrays["personal"] = np.ascontiguousarray(self.personal, "<f2")
        about = {"name": self.name[:LONGEST_NAME], "seconds": self.seconds, "encoder": self.encoder,
                 "synthesizer": self.synthesizer, "rate": self.rate, "accent": self.accent,
                 "source": self.source[:LONGEST_NOTE], "consent": self.consent,
                 "consent_note": self.consent_note[:LONGEST_NOTE], "checksum": _checksum(arrays)}
        content = save(arrays, {"format": FORMAT, "about": json.dumps(about)})
        with replacing(path) as part:
            Path(part).write_bytes(content)

    @classmethod
    def load(cls, path: str | Path) -> "Voice":
        """Read a file written by `save`, or a .npz file of earlier versions.

        Raises
        ------
        AudioError
            If it is neither; the message is a sentence. Sizes are checked before anything is read into memory.
        """
        path = Path(path)
        try:
            if path.stat().st_size > LARGEST:
                raise ValueError("too large")
            with open(path, "rb") as file:
                beginning = file.read(8)
            if beginning[:2] == b"PK":
                return cls._load_npz(path)
            if not 2 <= int.from_bytes(beginning, "little") <= LONGEST_HEADER:
                raise ValueError("no header")
            return cls._load_safetensors(path)
        except AudioError:
            raise
        except FileNotFoundError:
            raise AudioError(f"{path}: there is no such file.") from None
        except IsADirectoryError:
            raise AudioError(f"{path} is a folder; name a {SUFFIX} file.") from None
        except (OSError, ValueError, KeyError, TypeError, OverflowError, *UNPACKING) as error:
            raise _no_voice(path, error) from None

    @classmethod
    def _load_safetensors(cls, path: str | Path) -> "Voice":
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="numpy") as file:
                metadata = file.metadata() or {}
                if metadata.get("format") != FORMAT:
                    raise ValueError("another format")
                shapes = {}
                for name in file.keys():  # noqa: SIM118 (no mapping)
                    tensor = file.get_slice(name)
                    if tensor.get_dtype() != ("F16" if name == "personal" else "F32"):
                        raise ValueError(f"{name} has another type")
                    shapes[name] = tuple(tensor.get_shape())
                _check_shapes(shapes)
                arrays = {name: file.get_tensor(name) for name in shapes}
        except SafetensorError as error:
            raise ValueError(str(error)) from None
        about = json.loads(metadata["about"])
        if about["checksum"] != _checksum(arrays):
            raise ValueError("its content has changed")
        return cls._checked(about, arrays)

    @classmethod
    def _load_npz(cls, path: str | Path) -> "Voice":
        with zipfile.ZipFile(path) as file:
            if sum(entry.file_size for entry in file.infolist()) > LARGEST:
                raise ValueError("too large")
        with reading(path, f"is not a saved voice ({SUFFIX})") as file:
            arrays = {name: file[name] for name in ("embedding", "statistics", "second") if name in file}
            _check_shapes({name: array.shape for name, array in arrays.items()})
            return cls._checked(json.loads(str(file["about"])), arrays)

    @classmethod
    def _checked(cls, about: Any, arrays: Any) -> "Voice":
        """Return the voice of a file's content; raise ValueError, KeyError or TypeError if it is invalid."""
        arrays = {name: np.array(array, np.float16 if name == "personal" else np.float32)
                  for name, array in arrays.items()}
        if not isinstance(about, dict):
            raise ValueError("no description")
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise ValueError("numbers that are none")
        for name in ("embedding", "second"):
            if name in arrays and abs(np.linalg.norm(arrays[name]) - 1) > NEAR_UNIT:
                raise ValueError(f"{name} is not of unit length")
        texts = {name: _line(about.get(name, ""), most) for name, most in (
            ("encoder", LONGEST_NAME), ("synthesizer", LONGEST_NAME), ("source", LONGEST_NOTE),
            ("consent_note", LONGEST_NOTE))}
        seconds, consent, rate = float(about["seconds"]), about.get("consent"), float(about.get("rate", 0.0))
        accent = about.get("accent", "")
        if not 0 <= seconds < 1e6 or consent not in (None, *CONSENTS) or not 0 <= rate < FASTEST or \
                accent not in ("", *ACCENTS):
            raise ValueError("values out of range")
        if ("adapted" in arrays) != bool(texts["synthesizer"]) or "personal" in arrays and "adapted" not in arrays:
            raise ValueError("adapted to nothing that is known")
        return cls(_line(about["name"], LONGEST_NAME), seconds=seconds, consent=consent, rate=rate, accent=accent,
                   **texts, **arrays)


def blend(voices: Sequence[Voice], weights: Sequence[float], name: str = "blend", one_person: bool = False) -> Voice:
    """Return a blend of voices: weighted means of their embeddings (normalised) and statistics.

    It has the second encoder's embedding if all of them have one, or for `one_person`, the mean of those available.
    Its consent is their common one (`common_consent`). A single voice is kept, including its adapted vectors.
    """
    if len(voices) == 1:
        return replace(voices[0], name=name)
    weights = np.asarray(weights, dtype=np.float64)
    # Fictitious voices were learnt from 0 s of speech each, and get equal shares.
    weights = weights / weights.sum() if weights.any() else np.full(len(weights), 1 / len(weights))
    pairs = list(zip(weights, voices, strict=True))
    asked = [(w, v.second) for w, v in pairs if v.second is not None]
    second = sum(w * x for w, x in asked) if asked and (one_person or len(asked) == len(pairs)) else None
    second = None if second is None else _of_unit_length(second)
    embedding = _of_unit_length(sum(w * v.embedding for w, v in pairs))
    consent, note = common_consent((v.consent, v.consent_note) for v in voices)
    encoders, sources, accents = ({getattr(v, name) for v in voices} for name in ("encoder", "source", "accent"))
    counted = [(w, v.rate) for w, v in pairs if v.rate]
    rate = float(sum(w * x for w, x in counted) / sum(w for w, _ in counted)) if counted else 0.0
    return Voice(name, embedding, sum(w * v.statistics for w, v in pairs).astype(np.float32),
                 float(sum(w * v.seconds for w, v in pairs)), second, encoders.pop() if len(encoders) == 1 else "",
                 rate=rate, accent=accents.pop() if len(accents) == 1 else "",
                 source=sources.pop() if len(sources) == 1 else "", consent=consent, consent_note=note)


def common_consent(consents: Iterable[tuple[str | None, str]]) -> tuple[str | None, str]:
    """Return the consent for something made of several voices, with all their notes.

    Parameters
    ----------
    consents : iterable of (str or None, str)
        Consent and note of each voice.

    Returns
    -------
    (consent, note) : str or None, str
        None if nobody has been asked about one of the voices; otherwise the most restrictive consent.
    """
    consents = list(consents)
    known = [CONSENTS.index(consent) for consent, _ in consents if consent is not None]
    least = CONSENTS[min(known)] if known and len(known) == len(consents) else None
    return least, "; ".join(dict.fromkeys(note for _, note in consents if note))


def unit(embeddings: np.ndarray) -> np.ndarray:
    """Normalise embeddings (n, size) to unit length; zeros are left alone."""
    return embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-9)


def _of_unit_length(vector):
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _check_shapes(shapes):
    """Raise ValueError if names or shapes of arrays are not those of a voice."""
    wanted = {"embedding": (EMBEDDING,), "statistics": (STATISTICS,), "second": (SECOND,)}
    if not {"embedding", "statistics"} <= shapes.keys() <= {*wanted, "adapted", "personal"}:
        raise ValueError("other arrays")
    for name, shape in shapes.items():
        if name == "personal":
            if len(shape) != 1 or not 1 <= shape[0] <= MOST_PERSONAL:
                raise ValueError("personal has another size")
            continue
        n_blocks, width = (*shape, 0, 0)[:2]
        if shape != wanted.get(name, (n_blocks, width)) or \
                name == "adapted" and not (1 <= n_blocks <= MOST_BLOCKS and 1 <= width <= WIDEST):
            raise ValueError(f"{name} has another size")


def _checksum(arrays):
    checksum = 0
    for name in sorted(arrays):
        kind = "<f2" if name == "personal" else "<f4"
        checksum = zlib.crc32(np.ascontiguousarray(arrays[name], kind).tobytes(), checksum)
    return checksum


def _line(value, longest):
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("no text, or too long a one")
    return "".join(c if c.isprintable() else " " for c in value)


def _no_voice(path, error):
    return AudioError(f"{path} is not a saved voice, or is damaged ({error}); save it again.")
