"""Voice conversion: a recording is turned into Readings that keep its timing and pitch.

A `Source` is a recording cut into stretches of speech at its pauses. A `Listener` recognises the symbols in each, with
their durations; a `Guide` finds a known text instead. `reading` combines these with the recording's pitch, moved to the
range of the target voice, and any synthesizer that renders Readings can speak the result. The pauses stay silent.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from audio.errors import AudioError, Cancelled
from audio.files import load
from audio.mel import MelConfig, log_mel_numpy
from audio.pitch import bridge, pitch, pitch_by_steps
from audio.signal import loudness, remove_offset, resample, set_loudness
from audio.vad import HEARD_LEVEL, SPEECH_LEVEL, require_voice, speech_mask
from audio.voice import pitch_statistics
from synthesizer.parallel.inference import performed_level
from synthesizer.reading import Reading, Synthesis, Word
from synthesizer.recogniser.alignment import align, steady
from synthesizer.recogniser.inference import CHANGE, Recogniser
from synthesizer.text.languages import DEFAULT
from synthesizer.text.phonemes import PAD, decode, encode
from toolbox.core.cloning.voice import Voice

MELS = MelConfig()
FRAME = MELS.hop_length / MELS.rate  # seconds
MARGIN = 20  # frames of silence kept around speech, because voice activity detection misses faint consonants
SHORTEST_GAP = 30  # frames without speech at which a stretch ends
LONGEST = 900  # frames of a stretch; longer speech without a pause is cut at its quietest point
CONTEXT = 60  # frames on either side of a stretch that the recogniser receives as context
BLOCK = 60.0  # seconds analysed at once, so that the analysis of a long recording can be cancelled
PAUSES = frozenset(" ;:,.!?—…\"()“”")
MARKS = "".join(PAUSES - {" "})
CLOSING = frozenset(".!?…")
LONGEST_CONSONANT = 14  # frames of silence within one symbol after which the rest of it is a pause
LEAST = 2  # frames per symbol, because the decoder processes two at a time
QUIET = 4.0  # nepers below the loud frames at which a frame counts as silent
STRETCHES, STRETCH = 12, 0.7  # number and seconds of the samples from which the pitch's mean and spread are measured
WHOLE = 3  # times as much speech is measured completely, because its conversion needs that anyway
SPREADS = 0.6, 1.7  # limits of the factor on the pitch's movement
MOST_ALIGNED = 100_000_000  # frames times symbols aligned at once: about four minutes of speech


@dataclass(frozen=True)
class Stretch:
    """A part of a recording that holds speech: frames [begin, end) of its mel."""

    begin: int
    end: int

    def __len__(self):
        return self.end - self.begin


class Source:
    """A recording to be converted to another voice.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.
    label : str
        Name of the recording in messages.
    cancelled : callable
        Called while the recording is cut; if it returns True, `Cancelled` is raised.

    Attributes
    ----------
    wav : float32 array (n_samples,)
        At MELS.rate, with its speech at the level used in training.
    stretches : list of Stretch
        In order; they do not overlap.
    n_frames : int
        Length of the recording in frames.

    Raises
    ------
    AudioError
        If it contains no voice.
    """

    def __init__(self, wav: np.ndarray, rate: int, label: str = "The recording",
                 cancelled: Callable[[], bool] = lambda: False):
        self.label, self.wav = label, remove_offset(resample(wav, rate, MELS.rate))
        self._f0: dict[Stretch, np.ndarray] = {}
        self.n_frames = len(self.wav) // MELS.hop_length + 1
        speech = self._speech(cancelled)
        if not speech.any():
            raise AudioError(f"{label} holds no speech, so there is nothing to say in another voice.")
        first = int(speech.argmax()) * MELS.hop_length
        require_voice(self.wav[first: first + int(BLOCK * MELS.rate)], MELS.rate, label)
        level = loudness(self.wav[np.repeat(speech, MELS.hop_length)[: len(self.wav)]])
        self.wav = np.clip(self.wav * np.float32(10 ** ((SPEECH_LEVEL - level) / 20)), -1, 1)
        self.stretches = self._cut(speech)

    @classmethod
    def load(cls, path: str | Path, cancelled: Callable[[], bool] = lambda: False) -> "Source":
        """Load a sound file; raise AudioError if it cannot be read or holds no speech."""
        return cls(*load(path), str(path), cancelled)

    @property
    def seconds(self) -> float:
        """Return the length in seconds."""
        return len(self.wav) / MELS.rate

    def mel(self, stretch: Stretch, context: int = 0) -> np.ndarray:
        """Return the log-mel (n_mels, n) of a stretch and of `context` frames before and after it.

        Silence is assumed beyond the ends of the recording.
        """
        return self._around(stretch, context, log_mel_numpy)

    def f0(self, stretch: Stretch) -> np.ndarray:
        """Return the pitch (n,) of a stretch in Hz, 0 in unvoiced frames."""
        if stretch not in self._f0:
            self._f0[stretch] = self._around(stretch, 0, lambda wav: pitch(wav, MELS.rate, MELS.hop_length)[None])[0]
        return self._f0[stretch]

    @cached_property
    def pitch_statistics(self) -> tuple[float, float]:
        """Return mean and standard deviation of log-f0, in a long recording those of samples spread over its speech."""
        spoken = np.concatenate([np.arange(s.begin, s.end) for s in self.stretches])
        length = round(STRETCH / FRAME)
        if len(spoken) <= WHOLE * STRETCHES * length:
            return pitch_statistics(np.concatenate([self.f0(s) for s in self.stretches]))
        starts = spoken[np.linspace(0, max(0, len(spoken) - length), STRETCHES).astype(int)]
        parts = [self.f0(Stretch(int(s), min(int(s) + length, self.n_frames))) for s in dict.fromkeys(starts)]
        return pitch_statistics(np.concatenate(parts))

    def _around(self, stretch, context, measure):
        """Return `measure` of the waveform around a stretch, (n, n_frames), cut to the stretch and its context."""
        hop, more = MELS.hop_length, context + 4  # windows at the ends see what follows
        begin, end = (stretch.begin - more) * hop, (stretch.end + more) * hop
        wav = np.pad(self.wav[max(0, begin): end], (max(0, -begin), max(0, end - max(len(self.wav), max(0, begin)))))
        return measure(wav)[:, 4: 4 + len(stretch) + 2 * context]

    def _speech(self, cancelled):
        """Return which frames are speech or short pauses in it, bool (n_frames,)."""
        at_16k, parts = resample(self.wav, MELS.rate, 16_000), []
        at_16k = set_loudness(at_16k, HEARD_LEVEL, raise_only=True)
        block = int(BLOCK * 16_000)
        for start in range(0, len(at_16k), block):
            if cancelled():
                raise Cancelled
            parts.append(speech_mask(at_16k[start: start + block]))
        mask = np.concatenate([*parts, np.zeros(1, bool)])
        times = np.minimum((np.arange(self.n_frames) * FRAME * 16_000).astype(int), len(mask) - 1)
        return mask[times]

    def _cut(self, speech):
        edges = np.flatnonzero(np.diff(speech, prepend=False, append=False)).reshape(-1, 2)
        edges = np.clip(edges + [-MARGIN, MARGIN], 0, self.n_frames)
        joined: list[list[int]] = []
        for begin, end in edges.tolist():
            if joined and begin - joined[-1][1] < SHORTEST_GAP - 2 * MARGIN:
                joined[-1][1] = end
            else:
                joined.append([begin if not joined else max(begin, joined[-1][1]), end])
        return [part for begin, end in joined for part in self._shortened(begin, end)]

    def _shortened(self, begin, end):
        while end - begin > LONGEST:
            hop, first = MELS.hop_length, begin + LONGEST // 2
            wav = self.wav[first * hop: (begin + LONGEST) * hop]
            power = np.square(wav[: len(wav) // hop * hop].reshape(-1, hop)).mean(axis=1)
            quietest = first + int(np.convolve(power, np.ones(9), "same").argmin())
            yield Stretch(begin, quietest)
            begin = quietest
        yield Stretch(begin, end)


@dataclass(frozen=True)
class Heard:
    """The symbols recognised in a stretch and their durations in frames, including the silence at both edges.

    `content` (n_frames, n_symbols) holds the probabilities of the symbols in each frame, if these are rendered instead
    of the symbols. `words` and `language` are known if a text was found in the recording. `begins` (n_symbols,) are the
    frames at which the symbols began before short ones were lengthened.
    """

    symbols: str
    frames: np.ndarray
    content: np.ndarray | None = None
    words: tuple[Word, ...] = ()
    language: str = DEFAULT
    begins: np.ndarray | None = None


class Listener:
    """Recognises the content of a source's stretches.

    Conversion uses only `hear`, so another method of recognition is another class with that method.

    Parameters
    ----------
    recogniser : Recogniser
    """

    def __init__(self, recogniser: Recogniser):
        self.recogniser = recogniser

    def log_posteriors(self, source: Source, stretch: Stretch) -> np.ndarray:
        """Return the log-probabilities of the symbols, (n_symbols, n_frames)."""
        return self.recogniser.log_posteriors(source.mel(stretch, CONTEXT))[:, CONTEXT: CONTEXT + len(stretch)]

    def hear(self, source: Source, stretch: Stretch) -> Heard:
        """Recognise the content of a stretch, without knowing its text."""
        heard = self.log_posteriors(source, stretch)
        spelled = spell(steady(heard, CHANGE), silent(source.mel(stretch)))
        return replace(spelled, content=said(spelled, np.exp(heard.T)))


class Guide(Listener):
    """Finds a known text in a source, so that the words are exact and the timing is the recording's.

    Parameters
    ----------
    recogniser : Recogniser
    readings : list of Reading
        Unplanned readings of the text's sentences.
    source : Source
    cancelled : callable

    Raises
    ------
    AudioError
        If the text is too long for the recording, or both are too long for alignment.
    """

    def __init__(self, recogniser: Recogniser, readings: Sequence[Reading], source: Source,
                 cancelled: Callable[[], bool] = lambda: False):
        super().__init__(recogniser)
        readings = [r for r in readings if r.symbols]
        symbols = " ".join(r.symbols for r in readings)
        if sum(map(len, source.stretches)) * len(symbols) > MOST_ALIGNED:
            raise AudioError(f"{source.label} is too long to be converted along a text; cut both into parts of a few "
                             "minutes, or convert it without the text.")
        parts = []
        for stretch in source.stretches:
            if cancelled():
                raise Cancelled
            parts.append(self.log_posteriors(source, stretch))
        try:
            boundaries, self.score = align(np.concatenate(parts, axis=1), [PAD, *encode(symbols), PAD])
        except ValueError:
            raise AudioError(f"{source.label} is too short for the text, which takes more than {source.seconds:.1f} s "
                             "to say. Give the transcript of the recording.") from None
        starts = np.ceil(boundaries[:-1]).astype(int)
        ends = np.cumsum([len(s) for s in source.stretches])
        places = np.repeat(np.arange(len(starts)), np.diff([*starts, ends[-1]]))
        self._numbers = np.array([PAD, *encode(symbols), PAD])
        self._places = dict(zip(source.stretches, np.split(places, ends[:-1]), strict=True))
        # The word and the language of each symbol of the text; none for marks, spaces and edges.
        self._words: list[tuple[int, str] | None] = [None] * len(self._numbers)
        self._languages = [DEFAULT] * len(self._numbers)
        at = 1
        for r in readings:
            for number, word in enumerate(r.words):
                self._words[at + word.begin: at + word.end] = [(at + number, word.text)] * (word.end - word.begin)
            self._languages[at: at + len(r.symbols)] = [r.language] * len(r.symbols)
            at += len(r.symbols) + 1

    def hear(self, source: Source, stretch: Stretch) -> Heard:
        """Return the part of the text spoken in a stretch."""
        places = self._places[stretch]
        heard = spell(self._numbers[places], silent(source.mel(stretch)))
        if not heard.symbols:
            return heard
        said: dict[tuple[int, str], list[int]] = {}
        at = places[np.asarray(heard.begins)]
        for i, place in enumerate(at):
            if self._words[place] is not None and heard.symbols[i] not in PAUSES:
                said.setdefault(self._words[place], []).append(i)
        words = tuple(Word(text, own[0], own[-1] + 1) for (_, text), own in said.items())
        return replace(heard, words=words, language=self._languages[at[0]])


def said(spelled: Heard, posteriors: np.ndarray) -> np.ndarray:
    """Return posteriors (n_frames, n_symbols) with silence where a pause was spelt.

    Noise in a pause might otherwise be rendered as sounds.
    """
    if not spelled.symbols:
        return posteriors
    path = np.repeat([PAD, *encode(spelled.symbols), PAD], spelled.frames)
    pause = np.isin(path, [PAD, *encode(MARKS)])
    return np.where(pause[:, None], np.eye(posteriors.shape[1], dtype=posteriors.dtype)[PAD], posteriors)


def silent(mel: np.ndarray) -> np.ndarray:
    """Return which frames of a stretch's log-mel (n_mels, n_frames) are silent, bool (n_frames,)."""
    level = mel[:76].max(axis=0)
    return level < np.percentile(level, 90) - QUIET


def spell(path: np.ndarray, quiet: np.ndarray, closed: bool = True) -> Heard:
    """Turn the symbols of all frames (n_frames,) into a synthesizer's input: an edge at each end, marks for pauses.

    A recogniser extends the last sound into the pause after it; where this is silent (`quiet`, bool (n_frames,)) for
    longer than the closure of a stop, it becomes a pause. With `closed`, the symbols end in a mark, like every sentence
    in the synthesizer's training.
    """
    path = np.array(path)
    comma, space = encode(", ")
    silent_symbols = np.isin(path, [PAD, *encode("".join(PAUSES))])
    for begin, end in _runs(quiet & ~silent_symbols):
        changes = begin + np.flatnonzero(np.diff(path[begin:end], prepend=-1, append=-1))
        for first, last in zip(changes, changes[1:]):
            if last - first > LONGEST_CONSONANT:
                path[first + LONGEST_CONSONANT // 2: last] = comma
    starts = np.flatnonzero(np.diff(path, prepend=-1))
    numbers, frames = path[starts].tolist(), np.diff([*starts, len(path)]).tolist()
    said = [i for i, number in enumerate(numbers) if decode([number]) not in PAUSES and number != PAD]
    if not said:
        return Heard("", np.array([len(path)]))
    first, last = said[0], said[-1]
    before, after = sum(frames[:first]), sum(frames[last + 1:])
    symbols: list[int] = []
    lengths: list[int] = []
    begins: list[int] = []
    runs = slice(first, last + 1)
    for begin, number, n in zip(starts[runs].tolist(), numbers[runs], frames[runs], strict=True):
        number = comma if number == PAD else number
        pause = decode([number]) in PAUSES
        if pause and symbols and decode([symbols[-1]]) in PAUSES:
            # Of two adjacent pauses the longer one is kept; a space follows a mark.
            symbols[-1] = number if symbols[-1] == space else symbols[-1]
            lengths[-1] += n
        else:
            symbols.append(number)
            lengths.append(n)
            begins.append(begin)
    lengths = _lengthened(lengths)
    if not closed:
        return Heard(decode(symbols), np.array([before, *lengths, after]), begins=np.array(begins))
    # The mark takes its time from the silence after it.
    mark = next((decode([n]) for n in numbers[last + 1:] if n != PAD and decode([n]) in CLOSING), ".")
    closing = min(after, 8)
    begins.append(len(path) - after)
    return Heard(decode(symbols) + mark, np.array([before, *lengths, closing, after - closing]),
                 begins=np.minimum(begins, len(path) - 1))


def _lengthened(lengths):
    """Lengthen symbols to LEAST frames at the expense of longer neighbours; the decoder would miss shorter ones."""
    lengths = list(lengths)
    for i in range(len(lengths)):
        for j in sorted({max(i - 1, 0), min(i + 1, len(lengths) - 1)} - {i}, key=lambda j: -lengths[j]):
            given = min(LEAST - lengths[i], lengths[j] - LEAST)
            if given > 0:
                lengths[i] += given
                lengths[j] -= given
    return lengths


def reading(source: Source, stretch: Stretch, heard: Heard, voice: Voice, step_frames: int,
            shift: float = 0.0) -> Reading:
    """Return a planned Reading of what was recognised, with the recording's timing and its pitch moved to a voice's.

    Parameters
    ----------
    source, stretch, heard
    voice : Voice
        The voice, to whose mean and spread the pitch is moved.
    step_frames : int
        Mel frames between two values of the pitch.
    shift : float
        Additional semitones.

    Returns
    -------
    Reading
    """
    log_f0, voiced = pitch_by_steps(source.f0(stretch), step_frames)
    contour = np.zeros(len(log_f0))
    if voiced.any():
        mean, spread = source.pitch_statistics
        moved = np.clip(log_f0 - mean, -0.9, 0.9) * np.clip(float(voice.statistics[1]) / max(spread, 1e-3), *SPREADS)
        contour = bridge(moved, voiced)
    return Reading(" ".join(word.text for word in heard.words), heard.symbols, heard.words, language=heard.language,
                   step=step_frames * FRAME, durations=heard.frames * FRAME,
                   pitch=contour * 12 / np.log(2) + shift, voicing=np.asarray(voiced, np.float32),
                   level=performed_level(source.mel(stretch), step_frames))


def by_steps(content: np.ndarray, step_frames: int) -> np.ndarray:
    """Return the mean over the frames of each step of content (n_frames, n): (n_steps, n)."""
    content = np.pad(content, ((0, -len(content) % step_frames), (0, 0)), mode="edge")
    return content.reshape(-1, step_frames, content.shape[1]).mean(axis=1)


def in_place(made: Synthesis, planned: Reading, n_frames: int, floor: float) -> Synthesis:
    """Restore the timing of a rendered stretch, of which the synthesizer has cut the silence at both edges.

    Parameters
    ----------
    made : Synthesis
    planned : Reading
        The reading that was rendered.
    n_frames : int
        Length of the stretch.
    floor : float
        Log-amplitude of silence.

    Returns
    -------
    Synthesis
        With n_frames frames and the reading's durations.
    """
    assert planned.durations is not None and made.f0 is not None and made.voicing is not None
    begin = max(0, round(float(planned.durations[0] - made.durations[0]) / FRAME))
    end = min(n_frames, begin + made.mel.shape[1])
    mel = np.full((len(made.mel), n_frames), floor, np.float32)
    mel[:, begin:end] = made.mel[:, : end - begin]
    f0, voicing = (np.pad(x[: end - begin], (begin, n_frames - end), mode="edge" if x is made.f0 else "constant")
                   for x in (made.f0, made.voicing))
    return replace(made, mel=mel, f0=f0, voicing=voicing, durations=planned.durations)


def _runs(flags: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield the beginning and end of every run of True."""
    for begin, end in np.flatnonzero(np.diff(flags, prepend=False, append=False)).reshape(-1, 2):
        yield int(begin), int(end)
