"""Speech as it is made, a chunk at a time, and as a whole."""

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
    """A voice, and how it speaks where no mark says otherwise."""

    voice: Voice
    speed: float = 1.0
    pitch_shift: float = 0.0
    language: str | None = None
    liveliness: float = 1.0


@dataclass(frozen=True)
class Line:
    """A sentence that is to be said, and how.

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
        Takes the planned Reading and returns the one that is said.
    before, after : float
        Seconds of silence around it.
    written : tuple of (int, int)
        Where it stands in the text, in characters.
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
    """A sentence of a speech: with it and its voice the same samples can be made again.

    Attributes
    ----------
    reading : Reading
        As it was said.
    voice : str
        The voice's name.
    seed : int
    begin, seconds : float
        Its place in the speech.
    cut : float
        Seconds of the reading's first silence that were left out: what is planned for a time t of the reading is heard
        at begin + t - cut.
    pitch_shift : float
        In semitones, as it was planned with.
    liveliness : float
        As it was planned with.
    pause : float
        Seconds of silence behind it.
    written : tuple of (int, int)
        Where it stands in the text, in characters.
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
        """Return plain values that JSON can hold."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {
            "reading": self.reading.to_dict(), "written": list(self.written)}

    @classmethod
    def from_dict(cls, values: dict) -> "Spoken":
        """Return what `to_dict` described; ValueError if its parts do not fit together."""
        return cls(**values | {"reading": Reading.from_dict(values["reading"]), "written": tuple(values["written"])})


@dataclass(frozen=True)
class Chunk:
    """A piece of speech as it is made.

    Attributes
    ----------
    wav : float32 array (n_samples,)
    mel : float32 array (n_mels, n_frames)
        Of the same stretch.
    progress : float
        Share of the text that is done, 0 to 1.
    phonemes : tuple of (str, float, float)
        Phonemes, or characters where the synthesizer reads those, of a sentence that begins with this chunk, with
        begin and end in seconds of the whole speech.
    words : tuple of (str, float, float)
        Words of a sentence that begins with this chunk, likewise.
    attention : tuple of (float, float32 array (n_symbols, n_frames))
        Of a sentence that begins with this chunk: its begin in seconds, and the share of each of its symbols in what
        was read for each frame. Empty where the synthesizer has no attention.
    spoken : Spoken, optional
        The sentence that begins with this chunk.
    unpronounced : tuple of str
        Words between the chunk before and this one that were left out because they cannot be pronounced.
    work : dict of float
        Seconds that each part of the engine worked for this chunk: adaptation, text, synthesizer, vocoder.
    provenance : Provenance, optional
        What made a sentence that begins with this chunk.
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
    """What `Cloner.say` made.

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
        Words that were left out because they cannot be pronounced.
    timings : dict of float
        Seconds of work: adaptation (0 if the voice was known), text, synthesizer, vocoder, first_sound, total; and
        `rtf`, seconds of work a second of speech.
    attention : list of (float, float32 array (n_symbols, n_frames))
        Of each sentence, as in `Chunk`.
    sentences : list of Spoken
    provenance : Provenance, optional
        What made it, in whose voices; without it, no more is known than profile and seed.
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
        # Of several voices, the consent holds that permits least.
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
        """Length in seconds."""
        return len(self.wav) / self.rate

    @property
    def comment(self) -> str:
        """What every file of it says of itself: a sentence, and the record of what made it (watermark.provenance)."""
        return (self.provenance or Provenance(VERSION, self.profile, seed=self.seed)).comment()
