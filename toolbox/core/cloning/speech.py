"""Speech, as a stream of chunks and as a whole."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace

import numpy as np

from synthesizer.reading import Reading
from synthesizer.text import Sentence
from toolbox import VERSION
from toolbox.core.cloning.voice import Voice, common_consent
from watermark.provenance import Provenance

PAUSE = 0.15  # seconds between sentences


@dataclass(frozen=True)
class Manner:
    """A voice and its manner of speaking unless a mark in the text overrides it."""

    voice: Voice
    speed: float = 1.0
    pitch_shift: float = 0.0
    language: str | None = None
    liveliness: float = 1.0


@dataclass(frozen=True)
class Line:
    """A sentence to speak, with its voice and settings.

    Attributes
    ----------
    sentence : Sentence
    voice : Voice
    speed : float
    pitch_shift : float
        In semitones.
    seed : int
    liveliness : float
        As `Cloner.say` takes it.
    direct : callable
        Takes the planned Reading and returns the one to render.
    before, after : float
        Seconds of silence around it.
    written : tuple of (int, int)
        Its range in the text, in characters.
    """

    sentence: Sentence
    voice: Voice
    speed: float = 1.0
    pitch_shift: float = 0.0
    seed: int = 0
    liveliness: float = 1.0
    direct: Callable[[Reading], Reading] = lambda reading: reading
    before: float = 0.0
    after: float = PAUSE
    written: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Spoken:
    """A sentence of a speech, from which, with its voice, the same samples can be rendered again.

    Attributes
    ----------
    reading : Reading
        The reading as rendered.
    voice : str
        Name of the voice.
    seed : int
    begin, seconds : float
        Its position and length in the speech.
    cut : float
        Seconds cut from the reading's first silence: the reading's time t is heard at begin + t - cut.
    pitch_shift : float
        Pitch shift of its plan in semitones.
    liveliness : float
        Liveliness of its plan.
    pause : float
        Seconds of silence after it.
    written : tuple of (int, int)
        Its range in the text, in characters.
    """

    reading: Reading
    voice: str
    seed: int
    begin: float
    seconds: float
    cut: float = 0.0
    pitch_shift: float = 0.0
    liveliness: float = 1.0
    pause: float = PAUSE
    written: tuple[int, int] = (0, 0)

    def to_dict(self) -> dict:
        """Return a JSON-serialisable dict."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {
            "reading": self.reading.to_dict(), "written": list(self.written)}

    @classmethod
    def from_dict(cls, values: dict) -> "Spoken":
        """Return the sentence of a dict from `to_dict`; raise ValueError if its parts are inconsistent."""
        return cls(**values | {"reading": Reading.from_dict(values["reading"]), "written": tuple(values["written"])})


@dataclass(frozen=True)
class Chunk:
    """A piece of speech as it is computed.

    Attributes
    ----------
    wav : float32 array (n_samples,)
    mel : float32 array (n_mels, n_frames)
        Mel of the same stretch.
    progress : float
        Share of the text completed, 0 to 1.
    phonemes : tuple of (str, float, float)
        Phonemes (or characters, if the synthesizer reads those) of a sentence that begins with this chunk, with begin
        and end in seconds of the whole speech.
    words : tuple of (str, float, float)
        Words of a sentence that begins with this chunk, likewise.
    attention : tuple of (float, float32 array (n_symbols, n_frames))
        Begin in seconds of a sentence that begins with this chunk, and the attention weight of each of its symbols in
        each frame. Empty if the synthesizer has no attention.
    spoken : Spoken, optional
        The sentence that begins with this chunk.
    unpronounced : tuple of str
        Words between the previous chunk and this one that were omitted because they cannot be pronounced.
    work : dict of float
        Seconds of work of each part of the engine for this chunk: adaptation, text, synthesizer, vocoder.
    provenance : Provenance, optional
        Provenance of a sentence that begins with this chunk.
    """

    wav: np.ndarray
    mel: np.ndarray
    progress: float
    phonemes: tuple = ()
    words: tuple = ()
    attention: tuple = ()
    spoken: Spoken | None = None
    unpronounced: tuple = ()
    work: dict = field(default_factory=dict)
    provenance: Provenance | None = None


@dataclass
class Speech:
    """A whole speech, as returned by `Cloner.say`.

    Attributes
    ----------
    wav : float32 array (n_samples,)
    rate : int
    mel : float32 array (n_mels, n_frames)
    phonemes : list of (str, float, float)
        Symbol, begin and end in seconds.
    words : list of (str, float, float)
        Word, begin and end in seconds.
    text, voice, profile : str
    seed : int
    unpronounced : list of str
        Words omitted because they cannot be pronounced.
    timings : dict of float
        Seconds of work: adaptation (0 if the voice was adapted before), text, synthesizer, vocoder, first_sound, total;
        and `rtf`, seconds of work per second of speech.
    attention : list of (float, float32 array (n_symbols, n_frames))
        Attention of each sentence, as in `Chunk`.
    sentences : list of Spoken
    provenance : Provenance, optional
        Record of models and voices; without it, only profile and seed are known.
    """

    wav: np.ndarray
    rate: int
    mel: np.ndarray
    phonemes: list
    words: list
    text: str
    voice: str
    profile: str
    seed: int
    unpronounced: list = field(default_factory=list)
    timings: dict = field(default_factory=dict)
    attention: list = field(default_factory=list)
    sentences: list = field(default_factory=list)
    provenance: Provenance | None = None

    @classmethod
    def of(cls, chunks: Iterable[Chunk], rate: int, text: str, voice: str, profile: str, seed: int) -> "Speech":
        """Join the chunks of a text, one or more of them."""
        chunks = list(chunks)
        timings: dict[str, float] = {}
        for chunk in chunks:
            for part, seconds in chunk.work.items():
                timings[part] = timings.get(part, 0.0) + seconds
        wav, total = np.concatenate([c.wav for c in chunks]), sum(timings.values())
        made = [c.provenance for c in chunks if c.provenance is not None]
        # Of several voices' consents, the most restrictive one holds.
        provenance = replace(made[0], seed=seed, converted=any(p.converted for p in made),
                             consent=common_consent((p.consent, "") for p in made)[0]) if made else None
        timings |= {"first_sound": sum(chunks[0].work.values()), "total": total, "rtf": total / (len(wav) / rate)}
        return cls(wav, rate, np.concatenate([c.mel for c in chunks], axis=1),
                   [p for c in chunks for p in c.phonemes], [w for c in chunks for w in c.words], text, voice,
                   profile, seed, [word for c in chunks for word in c.unpronounced], timings,
                   [a for c in chunks for a in c.attention], [c.spoken for c in chunks if c.spoken is not None],
                   provenance)

    @property
    def seconds(self) -> float:
        """Return the length in seconds."""
        return len(self.wav) / self.rate

    @property
    def comment(self) -> str:
        """Return the comment of its files: a sentence and the record of its provenance (watermark.provenance)."""
        return (self.provenance or Provenance(VERSION, self.profile, seed=self.seed)).comment()
