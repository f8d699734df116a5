"""The cloning engine: what joins encoder, synthesizer and vocoder."""

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from audio.denoise import reduce_noise
from audio.errors import AudioError, Cancelled
from audio.files import load
from audio.mel import MelConfig, log_mel_numpy
from audio.pitch import pitch
from audio.signal import resample
from audio.vad import set_speech_level, speech_seconds
from audio.voice import STATISTICS, voice_statistics
from corpus.aligner import FrameClassifier
from encoder.ecapa import ECAPA
from encoder.inference import MIN_SPEECH, SpeakerEncoder
from synthesizer.adaptation import SENTENCES, Adapter
from synthesizer.text import normalize, split_sentences
from toolbox.core import kinds
from toolbox.core.device import choose_device
from toolbox.core.profiles import ALIGNER, MODELS, SECOND_ENCODER, find_profile
from toolbox.core.voice import Voice
from vocoder.griffin_lim import GriffinLim
from vocoder.inference import Vocoder

LONGEST_REFERENCE = 180.0  # seconds of each recording that are listened to
LONGEST_TEXT = 50_000  # characters; about an hour of speech
PAUSE = 0.15  # seconds between sentences
CLOSING = 0.3  # seconds of silence behind the last word, so that speech ends and is not cut off
SPEED, SHIFT = (0.5, 2.0), (-12.0, 12.0)
REMEMBERED = 256  # voices to which the synthesizer stays adapted


class TextError(ValueError):
    """A text that cannot be said; the message is a sentence."""


@dataclass(frozen=True)
class Chunk:
    """A piece of speech as it is made.

    Attributes
    ----------
    wav : float32 array (n_samples,)
    mel : float32 array (n_mels, n_frames)
        Of the same stretch.
    phonemes : tuple of (str, float, float)
        Phonemes, or characters where the synthesizer reads those, of a sentence that begins with this chunk, with
        begin and end in seconds of the whole speech.
    progress : float
        Share of the text that is done, 0 to 1.
    attention : tuple of (float, float32 array (n_symbols, n_frames))
        Of a sentence that begins with this chunk: its begin in seconds, and the share of each of its symbols in what
        was read for each frame. Empty where the synthesizer has no attention.
    """

    wav: np.ndarray
    mel: np.ndarray
    phonemes: tuple
    progress: float
    attention: tuple = ()


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
    text, voice, profile : str
    seed : int
    unpronounced : list of str
        Words that were left out because they cannot be pronounced.
    timings : dict of float
        Seconds: adaptation (0 if the voice was known), text, synthesizer, vocoder, first_sound, total; and `rtf`,
        seconds of work a second of speech.
    attention : list of (float, float32 array (n_symbols, n_frames))
        Of each sentence, as in `Chunk`.
    """

    wav: np.ndarray
    rate: int
    mel: np.ndarray
    phonemes: list
    text: str
    voice: str
    profile: str
    seed: int
    unpronounced: list = field(default_factory=list)
    timings: dict = field(default_factory=dict)
    attention: list = field(default_factory=list)

    @property
    def seconds(self):
        """Length in seconds."""
        return len(self.wav) / self.rate

    @property
    def comment(self):
        """The sentence that every exported file carries."""
        return (f"Synthetic speech: made by a voice-cloning program (SV2TTS toolbox, profile {self.profile}, "
                f"seed {self.seed}); not a recording of a person.")


class Cloner:
    """Encoder, synthesizer and vocoder, loaded and joined; and, if the synthesizer can be adapted to a voice, what does
    it, with the second encoder that it listens by."""

    def __init__(self, encoder, synthesizer, vocoder, profile, device, adapter=None, second_encoder=None):
        if synthesizer.config != vocoder.config:
            raise ValueError(f"The synthesizer's mels and the vocoder's differ ({synthesizer.config} and "
                             f"{vocoder.config}); they were not trained for one another.")
        self.encoder, self.synthesizer, self.vocoder = encoder, synthesizer, vocoder
        self.profile, self.device = profile, device
        self._adapter, self._second_encoder, self._adapted = adapter, second_encoder, {}

    @classmethod
    def load(cls, profile="default", device="auto", progress=lambda share, what: None):
        """Load a profile's networks.

        Parameters
        ----------
        profile : str
        device : str
            "auto" takes CUDA, then MPS, then the CPU.
        progress : callable
            Told the share done and what is loaded next.

        Raises
        ------
        ValueError
            If the profile or the device does not exist or a file is no model.
        FileNotFoundError
            If weights are missing; the message says how to get them.
        """
        pair, device = find_profile(profile), choose_device(device)
        progress(0.0, "speaker encoder")
        encoder = SpeakerEncoder.load(pair.encoder, device=device)
        progress(0.3, "synthesizer")
        synthesizer = kinds.load(pair.synthesizer, "synthesizer", device)
        progress(0.6, "vocoder")
        vocoder = (kinds.load(pair.vocoder, "vocoder", device) if pair.vocoder
                   else GriffinLim(synthesizer.config, device=device))
        adapter = second = None
        if synthesizer.adapts and pair.encoder is None and synthesizer.config == MelConfig():
            progress(0.8, "second speaker encoder")
            # With other vocoders, too: their voices may be said with this one later.
            second = ECAPA.load(MODELS / SECOND_ENCODER).to(device)
            # What is adapted to the sound of one vocoder is worse for another, and only this one has a gradient.
            if isinstance(vocoder, Vocoder):
                adapter = Adapter(synthesizer.network, vocoder.network, encoder.network, second,
                                  FrameClassifier.load(MODELS / ALIGNER).to(device),
                                  [synthesizer.read(s)[0] for s in SENTENCES])
        cloner = cls(encoder, synthesizer, vocoder, profile, device, adapter, second)
        progress(0.9, "warming up")
        cloner._warm_up()
        progress(1.0, "ready")
        return cloner

    @property
    def rate(self):
        """Sample rate of what is made, in Hz."""
        return self.synthesizer.config.rate

    def enroll(self, *references, name=None):
        """Learn a voice from one or more recordings, less the steady noise in them (audio.denoise).

        Parameters
        ----------
        references : path, or pair of waveform (n_samples,) and rate
        name : str, optional
            The first file's stem by default.

        Returns
        -------
        Voice

        Raises
        ------
        AudioError
            If a recording cannot be read or holds less than a second of speech.
        """
        if not references:
            raise AudioError("Name at least one recording of the voice.")
        config = MelConfig()  # of the statistics, whatever the networks take: a voice is one in all profiles
        recordings = [_beginning(*(r if isinstance(r, tuple) else load(r)), config.rate) for r in references]
        # The first encoder hears the room as part of the voice, and the statistics measure it; the second does not, and
        # knows a voice better from all of its sound than from what a filter leaves.
        quiet = [reduce_noise(wav, config.rate) for wav in recordings]
        seconds = 0.0
        for reference, wav in zip(references, quiet, strict=True):
            found = speech_seconds(wav, config.rate)
            if found < MIN_SPEECH:
                label = "The recording" if isinstance(reference, tuple) else str(reference)
                raise AudioError(f"{label} holds {found:.1f} s of speech; at least {MIN_SPEECH:.0f} s is needed, "
                                 "and 5 s or more gives a better likeness.")
            seconds += found
        partials = np.concatenate([self._on_device(lambda: self.encoder.embed_partials(wav, config.rate))  # noqa: B023
                                   for wav in quiet])
        embedding = partials.mean(axis=0)
        joined = _joined(quiet, config.rate)
        statistics = voice_statistics(log_mel_numpy(joined, config), pitch(joined, config.rate, config.hop_length))
        if name is None:
            name = "voice" if isinstance(references[0], tuple) else Path(references[0]).stem
        second = None
        if self._second_encoder is not None:
            second = self._on_device(lambda: self._second_encoder.embed(_joined(recordings, config.rate), config.rate))
        return Voice(name, (embedding / np.linalg.norm(embedding)).astype(np.float32), statistics, seconds, second)

    def adapt(self, voice, progress=lambda share: None, cancelled=lambda: False):
        """Adapt the synthesizer to a voice (synthesizer.adaptation), where the profile's can be.

        It takes some seconds, once a voice: `say` and `stream` do it if it was not done before.

        Parameters
        ----------
        voice : Voice
        progress : callable
            Told the share done.
        cancelled : callable
            Asked at every step; when it returns True, `Cancelled` is raised.

        Returns
        -------
        float32 array or None
            The voice vector; None where the synthesizer cannot be adapted.
        """
        key = voice.key
        if self._adapter is not None and key not in self._adapted:
            adapted = self._on_device(lambda: self._adapter.adapt(voice.embedding, voice.statistics, voice.second,
                                                                  progress, cancelled))
            if adapted is None:
                raise Cancelled
            while len(self._adapted) >= REMEMBERED:
                del self._adapted[next(iter(self._adapted))]
            self._adapted[key] = adapted
        return self._adapted.get(key)

    def say(self, voice, text, speed=1.0, pitch_shift=0.0, seed=0, progress=lambda share: None,
            cancelled=lambda: False, adapt=True):
        """Say a text in a voice.

        Parameters
        ----------
        voice : Voice
        text : str
            Of any length up to LONGEST_TEXT characters.
        speed : float
            1 is the voice's own tempo, 2 twice as fast.
        pitch_shift : float
            In semitones.
        seed : int
            The same seed gives the same samples on the same device.
        progress : callable
            Told the share done, 0 to 1.
        cancelled : callable
            Asked often; when it returns True, `Cancelled` is raised.
        adapt : bool
            False says it at once, by the synthesizer's first guess of the voice.

        Returns
        -------
        Speech

        Raises
        ------
        TextError
            If there is nothing to say, or too much.
        """
        started = time.perf_counter()
        nothing = np.zeros((self.synthesizer.config.n_mels, 0), np.float32)
        speech = Speech(np.zeros(0, np.float32), self.rate, nothing, [], text, voice.name, self.profile, seed)
        chunks, first = [], None
        for chunk in self.stream(voice, text, speed, pitch_shift, seed, cancelled, adapt, into=speech):
            first = first if first is not None else time.perf_counter() - started
            chunks.append(chunk)
            progress(chunk.progress)
        speech.wav = np.concatenate([c.wav for c in chunks])
        speech.mel = np.concatenate([c.mel for c in chunks], axis=1)
        speech.phonemes = [p for c in chunks for p in c.phonemes]
        speech.attention = [a for c in chunks for a in c.attention]
        total = time.perf_counter() - started
        speech.timings |= {"first_sound": first, "total": total, "rtf": total / speech.seconds}
        return speech

    def stream(self, voice, text, speed=1.0, pitch_shift=0.0, seed=0, cancelled=lambda: False, adapt=True,
               into=None) -> Iterator[Chunk]:
        """Say a text piece by piece: the first sound comes while the rest is still to be made.

        Takes what `say` takes; `into`, a Speech, is told the words left out and the time of each part. Raises Cancelled
        within a piece's time (well below 200 ms on the CPU) of `cancelled` returning True.
        """
        check_request(text, speed, pitch_shift)
        if pitch_shift and not self.synthesizer.shifts_pitch:
            raise TextError(f"{self.synthesizer.name} cannot shift the pitch; leave it at 0, or take another profile.")
        clock = _Clock(into)
        adapted = self.adapt(voice, cancelled=cancelled) if adapt else None
        known = {} if adapted is None else {"adapted": adapted}
        clock.lap("adaptation")
        sentences = split_sentences(normalize(text))
        total, done, at, missing = sum(len(s) for s in sentences), 0, 0.0, []
        for number, sentence in enumerate(sentences):
            _check(cancelled)
            symbols, left_out = self.synthesizer.read(sentence)
            missing.extend(left_out)
            clock.lap("text")
            if symbols:
                if at:
                    yield self._pause(PAUSE / speed, done / total)
                    at += PAUSE / speed
                    clock.start()
                made = self._on_device(lambda: self.synthesizer.synthesize(
                    symbols, voice.embedding, voice.statistics, speed, pitch_shift, seed=seed + number,  # noqa: B023
                    cancelled=cancelled, **known))
                _check(cancelled)
                clock.lap("synthesizer")
                placed, frame = _place(symbols, made.durations, at), 0
                attention = () if made.attention is None else ((at, made.attention),)
                for wav in self._vocode(made, seed + number, cancelled):
                    clock.lap("vocoder")
                    end = frame + len(wav) // self.synthesizer.config.hop_length
                    share = (done + len(sentence) * end / made.mel.shape[1]) / total
                    yield Chunk(_level(wav * self.synthesizer.output_gain), made.mel[:, frame:end], placed, share,
                                attention)
                    frame, placed, attention = end, (), ()
                    clock.start()
                _check(cancelled)
                at += made.mel.shape[1] * self.synthesizer.config.hop_length / self.rate
            done += len(sentence)
            if into is not None:
                into.unpronounced = list(missing)
        if not at:
            words = f" ({', '.join(missing[:5])})" if missing else ""
            raise TextError(f"Nothing in the text can be pronounced{words}; write English words.")
        yield self._pause(CLOSING / speed, 1.0)

    def _warm_up(self):
        """Say a word to nobody, so that the first sentence does not wait for libraries and kernels to be set up."""
        statistics = np.zeros(STATISTICS, np.float32)
        statistics[0] = np.log(150.0)
        next(self.stream(Voice("", np.zeros(256, np.float32), statistics, 0.0), "Hello there.", adapt=False))

    def _pause(self, seconds, progress):
        config = self.synthesizer.config
        n_frames = round(seconds * config.rate / config.hop_length)
        silence = np.full((config.n_mels, n_frames), np.log(config.floor), np.float32)
        return Chunk(np.zeros(n_frames * config.hop_length, np.float32), silence, (), progress)

    def _vocode(self, made, seed, cancelled):
        """Pieces of the waveform; out of memory on the accelerator, the rest is made on the CPU."""
        sent = 0
        while True:
            try:
                at = 0
                for wav in self.vocoder.stream(made.mel, made.f0, seed, cancelled):
                    fresh = wav[max(0, sent - at):]
                    at += len(wav)
                    if len(fresh):
                        sent = at
                        yield fresh
                return
            except torch.OutOfMemoryError:
                self._leave_accelerator()

    def _on_device(self, work):
        try:
            return work()
        except torch.OutOfMemoryError:
            self._leave_accelerator()
            return work()

    def _leave_accelerator(self):
        if self.device.type == "cpu":
            raise
        warnings.warn(f"{self.device} is out of memory; going on on the CPU.", RuntimeWarning, stacklevel=3)
        self.device = torch.device("cpu")
        for part in filter(None, (self.encoder, self.synthesizer, self.vocoder, self._adapter, self._second_encoder)):
            part.to(self.device)


def check_request(text, speed=1.0, pitch_shift=0.0):
    """Refuse what `Cloner.say` would refuse, without any network.

    Raises
    ------
    TextError
        If the text is empty or too long.
    ValueError
        If the speed or the pitch shift is out of range.
    """
    if not SPEED[0] <= speed <= SPEED[1]:
        raise ValueError(f"The speed must lie between {SPEED[0]} and {SPEED[1]}; it is {speed}.")
    if not SHIFT[0] <= pitch_shift <= SHIFT[1]:
        raise ValueError(f"The pitch shift must lie between {SHIFT[0]:.0f} and {SHIFT[1]:.0f} semitones; "
                         f"it is {pitch_shift}.")
    if len(text) > LONGEST_TEXT:
        raise TextError(f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are said at once. "
                        "Split it into parts.")
    if not text.strip():
        raise TextError("There is no text to say.")


def _beginning(wav, rate, new_rate):
    """As much of a recording as is listened to, at another rate."""
    return resample(wav[: int(LONGEST_REFERENCE * rate)], rate, new_rate)


def _joined(recordings, rate):
    """Recordings as one waveform at the level that the models learn."""
    return np.concatenate([set_speech_level(wav, rate) for wav in recordings])


class _Clock:
    """Adds the time of each part to a Speech, the caller's own left out."""

    def __init__(self, into):
        self.timings = into.timings if into is not None else {}
        self.start()

    def start(self):
        self.since = time.perf_counter()

    def lap(self, part):
        now = time.perf_counter()
        self.timings[part] = self.timings.get(part, 0.0) + now - self.since
        self.since = now


def _check(cancelled):
    if cancelled():
        raise Cancelled


def _level(wav):
    """Bend the rare peak above 0.9 rather than cut it."""
    over = np.abs(wav) > 0.9
    if over.any():
        wav[over] = np.sign(wav[over]) * (0.9 + 0.1 * np.tanh((np.abs(wav[over]) - 0.9) / 0.1))
    return wav


def _place(symbols, durations, begin):
    ends = begin + np.cumsum(durations)
    return tuple((symbol, float(ends[i]), float(ends[i + 1])) for i, symbol in enumerate(symbols))
