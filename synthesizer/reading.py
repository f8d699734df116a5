"""Speech as data: a Reading of a sentence, and the Synthesis that a network renders from it.

Readings are made from text, from recordings, and by editing; all synthesizers plan and render the same type.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

CURVES = ("durations", "pitch", "voicing", "loudness", "level")


@dataclass(frozen=True)
class Word:
    """A word and the range [begin, end) of its symbols in the Reading."""

    text: str
    begin: int
    end: int


@dataclass(frozen=True, eq=False)
class Reading:
    """One sentence: its words, their symbols, and, once planned, its prosody.

    A Reading is immutable and its arrays are read-only: an edit returns another Reading (`dataclasses.replace`), so
    that undoing it means keeping the old one.

    Attributes
    ----------
    text : str
        The sentence as spoken, in words.
    symbols : str
        Phonemes, or characters for a synthesizer that reads those; empty if nothing can be pronounced.
    words : tuple of Word
    unpronounced : tuple of str
        Words omitted because they cannot be pronounced.
    speed : float
        Tempo relative to the voice's own. Planned durations include it.
    step : float
        Seconds between the values of `pitch` and of the curves below; 0 until the reading is planned.
    durations : float32 array (n_symbols + 2,), optional
        In seconds, including the silence at both edges. None until the reading is planned, and for synthesizers that
        determine them only while rendering.
    pitch : float32 array (n_steps,), optional
        Semitones above the voice's mean pitch.
    voicing : float32 array (n_steps,), optional
        Probability that a step is voiced.
    loudness : float32 array (n_steps,), optional
        Change of level by editing, in dB.
    level : float32 array (n_steps,), optional
        Level of a performance to follow, in dB above the mean over its speech. Without it, and where it is NaN, the
        synthesizer chooses the level.
    language : str
        Language code of the symbols (synthesizer.text).
    """

    text: str
    symbols: str
    words: tuple[Word, ...] = ()
    unpronounced: tuple[str, ...] = ()
    speed: float = 1.0
    step: float = 0.0
    durations: np.ndarray | None = None
    pitch: np.ndarray | None = None
    voicing: np.ndarray | None = None
    loudness: np.ndarray | None = None
    level: np.ndarray | None = None
    language: str = "en-us"

    def __post_init__(self):
        for name in CURVES:
            if (value := getattr(self, name)) is not None:
                value = np.array(value, dtype=np.float32)
                value.setflags(write=False)
                object.__setattr__(self, name, value)
        if self.durations is not None and len(self.durations) != len(self.symbols) + 2:
            raise ValueError(f"{len(self.symbols)} symbols take {len(self.symbols) + 2} durations, those of both edges "
                             f"included; there are {len(self.durations)}.")
        if self.planned and not len(self.pitch) == len(self.voicing) > 0:
            raise ValueError(f"Pitch and voicing have {len(self.pitch)} and {len(self.voicing)} steps; they need the "
                             "same number, one at least.")
        for name in ("loudness", "level"):
            value = getattr(self, name)
            if value is not None and not (self.planned and len(value) == len(self.pitch)):
                raise ValueError(f"The {name} has {len(value)} steps; it needs as many as the pitch.")

    @property
    def planned(self) -> bool:
        """Return whether durations and pitch are known."""
        return self.pitch is not None

    def __eq__(self, other):
        if self is other or not isinstance(other, Reading):
            return self is other
        for name in (field.name for field in fields(self)):
            mine, others = getattr(self, name), getattr(other, name)
            if mine is others:
                continue
            if name not in CURVES or mine is None or others is None:
                if name in CURVES or mine != others:
                    return False
            elif not np.array_equal(mine, others):
                return False
        return True

    def to_dict(self) -> dict:
        """Return a JSON-serialisable dict."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        curves = {name: None if values[name] is None else values[name].tolist() for name in CURVES}
        return values | curves | {"words": [[w.text, w.begin, w.end] for w in self.words],
                                  "unpronounced": list(self.unpronounced)}

    @classmethod
    def from_dict(cls, values: dict) -> "Reading":
        """Return the Reading of a dict from `to_dict`; raise ValueError if its parts are inconsistent."""
        return cls(**values | {"words": tuple(Word(*word) for word in values["words"]),
                               "unpronounced": tuple(values["unpronounced"])})


@dataclass(frozen=True)
class Synthesis:
    """The mel spectrogram of a Reading.

    Attributes
    ----------
    mel : float32 array (n_mels, n_frames)
        Natural logarithm of amplitude.
    f0 : float32 array (n_frames,), optional
        In Hz, positive in every frame.
    voicing : float32 array (n_frames,), optional
        Probability that the frame is voiced.
    durations : float32 array (n_symbols + 2,)
        In seconds, with the silence at both edges.
    attention : float32 array (n_symbols, n_frames), optional
        Attention weight of each symbol in each frame, if the network has an attention.
    """

    mel: np.ndarray
    f0: np.ndarray | None
    voicing: np.ndarray | None
    durations: np.ndarray
    attention: np.ndarray | None = None


def place_words(words: Iterable[tuple[str, str]], symbols: str) -> tuple[Word, ...]:
    """Locate each word in the symbols, given ordered pairs of a word and its symbols.

    Words without symbols are omitted.
    """
    placed, end = [], 0
    for text, own in words:
        begin = symbols.find(own, end) if own else -1
        if begin >= 0:
            end = begin + len(own)
            placed.append(Word(text, begin, end))
    return tuple(placed)
