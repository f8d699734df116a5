"""The cloning engine, which joins encoder, synthesizer and vocoder."""

import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from audio.errors import AudioError, AudioWarning, Cancelled
from audio.mel import MelConfig
from audio.voice import STATISTICS
from encoder.ecapa.network import ECAPA
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.prosody import pitch_spread, speaking_rate, vary
from synthesizer.reading import Reading
from synthesizer.recogniser.inference import Recogniser
from synthesizer.text import DEFAULT, find_language, languages_of, read, read_lazily
from toolbox import VERSION
from toolbox.core.cloning import conversion
from toolbox.core.cloning.accent import Accent
from toolbox.core.cloning.adaptation import SENTENCES, Adapter
from toolbox.core.cloning.conversion import Guide, Listener, Source
from toolbox.core.cloning.delivery import check_liveliness, delivery
from toolbox.core.cloning.hearing import Hearing
from toolbox.core.cloning.listening import RATE, Reference, heard_rate, joined, statistics
from toolbox.core.cloning.personal import apply
from toolbox.core.cloning.speech import PAUSE, Chunk, Line, Speech, Spoken
from toolbox.core.cloning.voice import Voice, unit
from toolbox.core.models import kinds
from toolbox.core.models.device import choose_device
from toolbox.core.models.profiles import ENCODER, MODELS, RECOGNISER, SECOND_ENCODER, find_profile
from toolbox.core.people.best import choose
from toolbox.core.people.meter import measure, weight
from training.checkpoint import read_about
from vocoder.griffin_lim import GriffinLim
from vocoder.harmonic.inference import Vocoder
from watermark.marker import Marker
from watermark.provenance import Provenance

LONGEST_REFERENCE = 180.0  # seconds of each recording that are used
COMPARED = 10.0  # seconds of each of several recordings that the second encoder compares
LONGEST_TEXT = 50_000  # characters; about an hour of speech
CLOSING = 0.3  # seconds of silence after the last word, so that speech does not end abruptly
SPEED, SHIFT = (0.5, 2.0), (-12.0, 12.0)
REMEMBERED = 256  # adapted voices kept in memory
HEARD_FIRST = 12  # mel frames of the first piece of a sentence that somebody waits for
PERSONAL = 2  # synthesizers of personal voices kept in memory
COVER = 4.0  # seconds of speech that hide an adaptation from the listener


class TextError(ValueError):
    """A text that cannot be spoken; the message is a sentence."""


class Cloner:
    """A profile's encoder, synthesizer and vocoder and, if the synthesizer supports it, the adapter to voices."""

    def __init__(self, encoder, synthesizer, vocoder, profile, device, adapter=None, second_encoder=None,
                 polyglot=None, recogniser=None):
        if synthesizer.config != vocoder.config:
            raise ValueError(f"The synthesizer's mels and the vocoder's differ ({synthesizer.config} and "
                             f"{vocoder.config}); they were not trained for one another.")
        self.encoder, self.synthesizer, self.vocoder = encoder, synthesizer, vocoder
        self.profile, self.device = profile, device
        self._adapter, self._second_encoder, self._adapted = adapter, second_encoder, {}
        self._accent = None if second_encoder is None else Accent.load()
        self._personal = {}  # synthesizers with what is personal in a voice, by it
        self._predicted = {}  # spread and rate that a synthesizer predicts, by language and voice
        self._begun = None  # voice and device, and the adaptation to it that was given up last
        self._recogniser = recogniser
        self._polyglot, self._polyglot_path = None, polyglot  # loaded with the first text in another language
        self._more_languages = tuple(read_about(polyglot)[1]["languages"]) if polyglot else ()

    @classmethod
    def load(cls, profile="default", device="auto", progress=lambda share, what: None) -> "Cloner":
        """Load a profile's networks.

        Parameters
        ----------
        profile : str
        device : str
            "auto" takes CUDA, then MPS, then the CPU.
        progress : callable
            Receives the share completed and what is loaded next.

        Raises
        ------
        ValueError
            If the profile or the device does not exist or a file is no model.
        FileNotFoundError
            If weights are missing; the message says how to get them.
        """
        pair, device = find_profile(profile), choose_device(device)
        progress(0.0, "speaker encoder")
        encoder = SpeakerEncoder.load(pair.encoder, device)
        progress(0.3, "synthesizer")
        synthesizer = kinds.load(pair.synthesizer, "synthesizer", device)
        progress(0.6, "vocoder")
        vocoder = (kinds.load(pair.vocoder, "vocoder", device) if pair.vocoder
                   else GriffinLim(synthesizer.config, device=device))
        adapter = second = recogniser = None
        if synthesizer.adapts and pair.encoder == MODELS / ENCODER and synthesizer.config == MelConfig():
            progress(0.8, "second speaker encoder")
            # With other vocoders as well: their voices may be used with this one later.
            second = ECAPA.load(MODELS / SECOND_ENCODER).to(device)
            # Vectors adapted through one vocoder suit others less, and only this one is differentiable.
            if isinstance(vocoder, Vocoder):
                recogniser = Recogniser.load(MODELS / RECOGNISER, device)
                config = synthesizer.network.config
                hearing = Hearing(vocoder.network, encoder.network, second, config.sharpness, config.contrast)
                adapter = Adapter(synthesizer.network, hearing, recogniser.network,
                                  [synthesizer.read(s).symbols for s in read(" ".join(SENTENCES))])
        cloner = cls(encoder, synthesizer, vocoder, profile, device, adapter, second, pair.polyglot, recogniser)
        progress(0.9, "warming up")
        cloner._warm_up()
        progress(1.0, "ready")
        return cloner

    @property
    def adapter(self) -> Adapter | None:
        """The adapter of the synthesizer to voices; None if it cannot be adapted."""
        return self._adapter

    @property
    def rate(self) -> int:
        """Return the sample rate of the speech in Hz."""
        return self.synthesizer.config.rate

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages that the profile speaks."""
        own = self.synthesizer.languages
        return own + tuple(code for code in self._more_languages if code not in own)

    def english_of(self, voice: Voice) -> str:
        """Return the English in which a voice reads English text: its own accent, if the synthesizer has learnt it.

        It does not have to be the one that the polyglot reads, whose speech is less clear.
        """
        return voice.accent if voice.accent in self.synthesizer.languages else DEFAULT

    def _reader(self, language):
        """Return the synthesizer that speaks a language."""
        return self.synthesizer if language in self.synthesizer.languages else self._load_polyglot()

    def converter(self, voice: Voice, adapting: Callable[[float], None] = lambda share: None,
                  cancelled: Callable[[], bool] = lambda: False) -> tuple[Any, np.ndarray | None]:
        """Return the synthesizer that converts to a voice, and its adapted vectors of the voice.

        The polyglot converts if there is one; its first guess of a voice is as close without adaptation (None).
        """
        if self._polyglot_path:
            return self._load_polyglot(), None
        return self._speaker(self.synthesizer.languages[0], voice, adapting=adapting, cancelled=cancelled)

    def _load_polyglot(self):
        if self._polyglot is None:
            self._polyglot = kinds.load(self._polyglot_path, "synthesizer", self.device)
        return self._polyglot

    def check_languages(self, languages: Iterable[str]) -> None:
        """Refuse languages that the profile does not speak.

        Raises
        ------
        TextError
            If there is one; the message names it and the languages that are spoken.
        """
        for code in languages:
            if code not in self.languages:
                known = ", ".join(find_language(each).name for each in self.languages)
                raise TextError(f"The text is in {find_language(code).name}, which this profile has not learnt; it "
                                f"speaks {known}. Write in one of its languages, or choose one to have the text read "
                                "as if it were in it.")

    def enroll(self, *references: Any, name: str | None = None) -> Voice:
        """Learn a voice from one or more recordings, after removing noise (toolbox.core.people.cleaning).

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
        heard = [Reference(r[0], r[1], LONGEST_REFERENCE) if isinstance(r, tuple)
                 else Reference.load(r, LONGEST_REFERENCE) for r in references]
        if name is None:
            name = "voice" if isinstance(references[0], tuple) else Path(references[0]).stem
        return self.learn(heard, name)

    def learn(self, heard: list[Reference], name: str) -> Voice:
        """Learn a voice from prepared references, of which several are weighted by quality.

        Those of another person are named in an `AudioWarning` and left out (toolbox.core.people.best).
        """
        partials = [self._on_device(lambda: self.encoder.embed_partials(r.quiet_16k, RATE))  # noqa: B023
                    for r in heard]
        rate, accent = 0.0, ""
        if len(heard) == 1:
            embedding, second = partials[0].mean(axis=0), None
            if self._second_encoder is not None:
                second = self._on_device(lambda: self._second_encoder.embed(joined(heard), RATE))
        else:
            heard, embedding, second = self._best(heard, unit(np.stack([p.mean(axis=0) for p in partials])))
        embedding = (embedding / np.linalg.norm(embedding)).astype(np.float32)
        if self._recogniser is not None:
            rate = self._on_device(lambda: heard_rate(heard, self._recogniser))
        if second is not None:
            accent = self._accent.tell(embedding, second)
        return Voice(name, embedding, statistics(heard), sum(r.speech_seconds for r in heard), second,
                     encoder=self.encoder.name, rate=rate, accent=accent)

    def _best(self, heard, first):
        """Return the references that are of one person, and their embeddings' weighted means by both encoders."""
        seconds = None
        if self._second_encoder is not None:
            pieces = [joined([r])[: int(COMPARED * RATE)] for r in heard]
            seconds = np.stack([self._on_device(lambda: self._second_encoder.embed(piece, RATE))  # noqa: B023
                                for piece in pieces])
        choice = choose(first, seconds, [weight(measure(r.sound_16k, RATE)) for r in heard])
        for number in choice.outliers:
            warnings.warn(f"{heard[number].label} sounds like another person than the other recordings, so it is left "
                          "out.", AudioWarning, stacklevel=4)
        second = None if seconds is None else unit((choice.weights @ seconds)[None])[0].astype(np.float32)
        kept = [r for i, r in enumerate(heard) if i not in choice.outliers]
        return kept, choice.weights @ first, second

    def adapt(self, voice, progress=lambda share: None, cancelled=lambda: False) -> np.ndarray | None:
        """Adapt the synthesizer to a voice (toolbox.core.cloning.adaptation), if the profile supports it.

        It takes a few seconds, once per voice: `say` does it if necessary. A cancelled adaptation continues with the
        next call for the same voice.

        Parameters
        ----------
        voice : Voice
        progress : callable
            Receives the share completed.
        cancelled : callable
            Called at every step; if it returns True, `Cancelled` is raised.

        Returns
        -------
        float32 array or None
            The voice vectors; None if the synthesizer cannot be adapted.
        """
        known = self._known(voice)
        if known is None and self._adapter is not None:
            known = self._on_device(lambda: self._adaptation(voice).run(progress, cancelled))
            if known is None:
                raise Cancelled
            self._begun = None
            while len(self._adapted) >= REMEMBERED:
                del self._adapted[next(iter(self._adapted))]
            self._adapted[voice.key] = known
        return known

    def _known(self, voice):
        """Return the vectors of an adaptation to a voice, from this session or from its file; None without one."""
        if self._adapter is None:
            return None
        brought = voice.adapted_to(self.synthesizer.identity, self.synthesizer.adapted_shape) \
            if voice.adapted is not None else None
        return self._adapted.get(voice.key) if brought is None else brought

    def _adaptation(self, voice):
        if self._begun is None or self._begun[0] != (voice.key, self.device):
            self._begun = (voice.key, self.device), self._adapter.begin(voice.embedding, voice.statistics, voice.second)
        return self._begun[1]

    def say(self, voice, text, speed=1.0, pitch_shift=0.0, seed=0, progress=lambda share: None,
            cancelled=lambda: False, adapt=True, language=None, liveliness=1.0) -> Speech:
        """Speak a text in a voice.

        Parameters
        ----------
        voice : Voice
        text : str
            At most LONGEST_TEXT characters.
        speed : float
            1 is the voice's own tempo, 2 twice as fast.
        pitch_shift : float
            In semitones.
        seed : int
            The same seed gives the same samples on the same device.
        progress : callable
            Receives the share completed, 0 to 1.
        cancelled : callable
            Called often; if it returns True, `Cancelled` is raised.
        adapt : bool
            False starts at once with the first guess of a voice that has not been adapted yet.
        language : str, optional
            A code of synthesizer.text.LANGUAGES; without it each paragraph's language is detected.
        liveliness : float
            From 0, calm, to 2, lively; 1 is the person's own.

        Returns
        -------
        Speech

        Raises
        ------
        TextError
            If the text is empty or too long, or the profile does not speak its language.
        """
        chunks = []
        for chunk in self.stream(voice, text, speed, pitch_shift, seed, cancelled, adapt, language, at_once=False,
                                 liveliness=liveliness):
            chunks.append(chunk)
            progress(chunk.progress)
        return Speech.of(chunks, self.rate, text, voice.name, self.profile, seed)

    def read(self, text: str, language: str | None = None, speed: float = 1.0,
             dictionary: Mapping[str, str] | None = None) -> list[Reading]:
        """Return the readings of a text, one per sentence; a reading without symbols cannot be pronounced.

        Parameters
        ----------
        text : str
        language : str, optional
            A code of synthesizer.text.LANGUAGES; without it each paragraph's language is detected.
        speed : float
        dictionary : mapping of str to str, optional
            The user's own pronunciations: phonemes by lower-case word; they take precedence.

        Raises
        ------
        TextError
            If the profile does not speak a language of the text.
        """
        self.check_languages(languages_of(text, language))
        return [replace(self._reader(sentence.language).read(sentence), speed=speed)
                for sentence in read(text, language, dictionary)]

    def plan(self, reading: Reading, voice: Voice, pitch_shift: float = 0.0, seed: int = 0,
             liveliness: float = 1.0) -> Reading:
        """Predict the prosody of a reading in a voice: durations, pitch and voicing, if the synthesizer has them.

        The prediction is moved to the person's own rate and pitch spread (toolbox.core.cloning.delivery) and varied
        by the seed (synthesizer.prosody.vary).
        """
        synthesizer, known = self._reader(reading.language), (voice.embedding, voice.statistics)
        if not synthesizer.shifts_pitch:
            return self._on_device(lambda: synthesizer.plan(reading, *known, pitch_shift))
        spread, rate = self._prediction(synthesizer, reading.language, voice)
        how = delivery(voice, spread, rate, liveliness)
        planned = self._on_device(lambda: synthesizer.plan(replace(reading, speed=reading.speed * how.tempo), *known,
                                                           pitch_shift, how.pitch_range))
        return vary(replace(planned, speed=reading.speed), seed, how.variation, how.movement)

    def _prediction(self, synthesizer, language, voice):
        """Return the pitch spread and the rate that a synthesizer predicts for a voice in a sample of the language."""
        key = synthesizer.identity, language, voice.key
        if key not in self._predicted:
            said = [self._on_device(lambda: synthesizer.plan(reading, voice.embedding, voice.statistics))  # noqa: B023
                    for reading in map(synthesizer.read, read(find_language(language).sample, language))]
            while len(self._predicted) >= REMEMBERED:
                del self._predicted[next(iter(self._predicted))]
            self._predicted[key] = (pitch_spread(said), speaking_rate(
                "".join(r.symbols for r in said), np.concatenate([r.durations[1:-1] for r in said])))
        return self._predicted[key]

    def render(self, reading: Reading, voice: Voice, seed: int = 0, cancelled=lambda: False, begin: float = 0.0,
               hear: Callable[[float, np.ndarray], None] | None = None, hear_from: float = 0.0) -> Speech:
        """Speak one reading in a voice; an unplanned reading is planned first.

        The same reading, voice, seed and `begin` give the same samples on the same device.

        Parameters
        ----------
        reading : Reading
        voice : Voice
        seed : int
        cancelled : callable
            As for `say`.
        begin : float
            The sentence's position in a longer speech in seconds, at which times are counted and the mark continues.
        hear : callable, optional
            Called with the position of a piece of the sound in seconds and the piece, from `hear_from` to the end,
            while the sentence is still being computed; never called if the vocoder does not stream. The pieces join
            to the returned sound, except for rounding.
        hear_from : float
            In seconds of the reading.

        Returns
        -------
        Speech
        """
        work = _Work()
        synthesizer, adapted = self._speaker(reading.language, voice, cancelled=cancelled)
        work.lap("adaptation")
        reading = reading if reading.planned else self.plan(reading, voice, seed=seed)
        spoken = Spoken(reading, voice.name, seed, begin, 0.0)
        chunks = list(self._sentence(synthesizer, spoken, voice, adapted, cancelled, work, hear=hear,
                                     hear_from=hear_from))
        return Speech.of(chunks, self.rate, reading.text, voice.name, self.profile, seed)

    def rehearse(self, reading: Reading, voice: Voice, seed: int = 0, cancelled=lambda: False) -> None:
        """Synthesize a planned reading without sound, so that an edit of it is rendered sooner."""
        synthesizer, adapted = self._speaker(reading.language, voice, cancelled=cancelled)
        _check(cancelled)
        self._synthesize(synthesizer, reading, voice, seed, adapted, cancelled)

    def stream(self, voice, text, speed=1.0, pitch_shift=0.0, seed=0, cancelled=lambda: False,
               adapt=True, language=None, at_once=True, adapting=lambda share: None,
               liveliness=1.0) -> Iterator[Chunk]:
        """Speak a text piece by piece: the first sound is ready before the rest is computed.

        Arguments as for `say` and `perform`. Cancelled is raised within the time of a piece (well below 200 ms on the
        CPU) after `cancelled` returns True.
        """
        check_request(text, speed, pitch_shift, liveliness)
        english = self.english_of(voice)
        self.check_languages(languages_of(text, language, english))
        total, sentences = read_lazily(text, language, default=english)
        lines = (Line(sentence, voice, speed, pitch_shift, seed + number, liveliness, after=PAUSE / speed)
                 for number, sentence in enumerate(sentences))
        return self.perform(lines, total, cancelled, adapt, CLOSING / speed, at_once=at_once,
                            adapting=adapting)

    def perform(self, lines: Iterable[Line], n_chars: int, cancelled=lambda: False, adapt=True,
                closing: float = CLOSING, begin: float = 0.0, at_once=False,
                adapting=lambda share: None) -> Iterator[Chunk]:
        """Speak lines one after the other, each in its own voice and as directed; chunks are yielded as by `stream`.

        Parameters
        ----------
        lines : iterable of Line
            The next line is requested once the previous one has been spoken.
        n_chars : int
            Total length of the sentences' text, for the progress.
        cancelled, adapt
            As for `say`.
        closing : float
            Seconds of silence after the last line.
        begin : float
            Position of the first line in a longer speech in seconds, at which times are counted and the mark continues.
        at_once : bool
            Speak a voice that has not been adapted by its first guess, until COVER seconds of speech hide the
            adaptation from the listener. Which sentences those are depends on the text alone.
        adapting : callable
            Called with the share of an adaptation that is completed.
        """
        work, done, at, silence, missing, cover = _Work(), 0, begin, 0.0, [], 0.0
        for line in lines:
            _check(cancelled)
            self.check_languages((line.sentence.language,))
            if line.pitch_shift and not self.synthesizer.shifts_pitch:
                raise TextError(f"{self.synthesizer.name} cannot shift the pitch; leave it at 0, or take another "
                                "profile.")
            reading = replace(self._reader(line.sentence.language).read(line.sentence), speed=line.speed)
            missing.extend(reading.unpronounced)
            work.lap("text")
            if reading.symbols:
                silence = line.before + (silence if at > begin else 0.0)
                if silence:
                    pause = self._pause(silence, done / n_chars)
                    yield pause
                    at += len(pause.wav) / self.rate
                    work.start()
                waiting = adapt and not (at_once and cover < COVER)
                cover = 0.0 if waiting and self._known(line.voice) is None else cover
                synthesizer, adapted = self._speaker(reading.language, line.voice, waiting, adapting, cancelled)
                work.lap("adaptation")
                reading = line.direct(self.plan(reading, line.voice, line.pitch_shift, line.seed, line.liveliness))
                spoken = Spoken(reading, line.voice.name, line.seed, at, 0.0, pitch_shift=line.pitch_shift,
                                liveliness=line.liveliness, pause=line.after, written=line.written)
                for chunk in self._sentence(synthesizer, spoken, line.voice, adapted, cancelled, work):
                    yield replace(chunk, progress=(done + len(reading.text) * chunk.progress) / n_chars,
                                  unpronounced=tuple(missing))
                    missing.clear()
                    at += len(chunk.wav) / self.rate
                    cover += len(chunk.wav) / self.rate
                    work.start()
                silence = line.after
            done += len(reading.text)
        if at == begin:
            words = f" ({', '.join(missing[:5])})" if missing else ""
            raise TextError(f"Nothing in the text can be pronounced{words}; write words, or choose the language they "
                            "are in.")
        yield replace(self._pause(closing, 1.0), unpronounced=tuple(missing))

    def convert(self, source, voice, text=None, pitch_shift=0.0, seed=0, progress=lambda share: None,
                cancelled=lambda: False, language=None) -> Speech:
        """Convert a recording to a voice, keeping its words, timing and intonation.

        Parameters
        ----------
        source : path, pair of waveform (n_samples,) and rate, or Source
        voice : Voice
        text : str, optional
            Transcript of the recording, which makes the words exact; without it they are recognised.
        pitch_shift : float
            In semitones, away from the voice's own mean.
        seed : int
            The same seed gives the same samples on the same device.
        progress, cancelled : callable
            As for `say`.
        language : str, optional
            Language of the text; detected by default.

        Returns
        -------
        Speech
            As long as the recording, with the same pauses.

        Raises
        ------
        AudioError
            If the recording cannot be read or holds no speech, or the text does not fit it.
        TextError
            If no part of the text can be pronounced, or the profile cannot convert.
        """
        chunks = []
        for chunk in self.stream_conversion(source, voice, text, pitch_shift, seed, cancelled, language):
            chunks.append(chunk)
            progress(chunk.progress)
        return Speech.of(chunks, self.rate, text or "", voice.name, self.profile, seed)

    def stream_conversion(self, source, voice, text=None, pitch_shift=0.0, seed=0, cancelled=lambda: False,
                          language=None) -> Iterator[Chunk]:
        """Convert a recording piece by piece; arguments as for `convert`."""
        self.check_conversion(text, pitch_shift)
        work = _Work()
        synthesizer, adapted = self.converter(voice, cancelled=cancelled)
        work.lap("adaptation")
        if not isinstance(source, Source):
            source = (Source(source[0], source[1], cancelled=cancelled) if isinstance(source, tuple)
                      else Source.load(source, cancelled))
        recogniser = self._on_device(lambda: self.recogniser)
        if text is None:
            listener = Listener(recogniser)
        else:
            readings = [r for r in self.read(text, language) if r.symbols]
            if not readings:
                raise TextError("Nothing in the text can be pronounced; write the words that are said.")
            listener = Guide(recogniser, readings, source, cancelled)
        work.lap("listening")
        at, config, step_frames = 0, synthesizer.config, synthesizer.network.config.reduction
        for number, stretch in enumerate(source.stretches):
            _check(cancelled)
            if stretch.begin > at:
                yield self._pause((stretch.begin - at) * conversion.FRAME, stretch.begin / source.n_frames)
                work.start()
            heard = self._on_device(lambda: listener.hear(source, stretch))  # noqa: B023
            _check(cancelled)
            work.lap("listening")
            at = stretch.end
            if not heard.symbols:  # noise or a breath is replaced by silence of its length
                yield self._pause(len(stretch) * conversion.FRAME, at / source.n_frames)
                work.start()
                continue
            planned = conversion.reading(source, stretch, heard, voice, step_frames, pitch_shift)
            _check(cancelled)
            work.lap("pitch")
            later = source.stretches[number + 1].begin if number + 1 < len(source.stretches) else source.n_frames
            spoken = Spoken(planned, voice.name, seed + number, stretch.begin * conversion.FRAME, 0.0,
                            pitch_shift=pitch_shift, pause=(later - at) * conversion.FRAME)
            content = None
            if synthesizer.hears and heard.content is not None:
                content = conversion.by_steps(heard.content, step_frames)
            for chunk in self._sentence(synthesizer, spoken, voice, adapted, cancelled, work,
                                        lambda made: conversion.in_place(made, planned, len(stretch),  # noqa: B023
                                                                         np.log(config.floor)), content):
                made_of = chunk.provenance and replace(chunk.provenance, converted=True)
                yield replace(chunk, progress=(stretch.begin + chunk.progress * len(stretch)) / source.n_frames,
                              provenance=made_of)
                work.start()
        if source.n_frames > at:
            yield self._pause((source.n_frames - at) * conversion.FRAME, 1.0)

    def check_conversion(self, text=None, pitch_shift=0.0) -> None:
        """Raise what `convert` would raise regardless of the recording: TextError or ValueError."""
        if not self.synthesizer.shifts_pitch:
            raise TextError(f"{self.synthesizer.name} cannot say what is spoken; take the profile 'default'.")
        check_request("spoken" if text is None else text, pitch_shift=pitch_shift)

    @property
    def recogniser(self) -> Recogniser:
        """The phoneme recogniser: the one used by adaptation, otherwise loaded on first use."""
        if self._recogniser is None:
            self._recogniser = Recogniser.load(MODELS / RECOGNISER, self.device)
        return self._recogniser

    def _speaker(self, language, voice, adapt=True, adapting=lambda share: None, cancelled=lambda: False):
        """Return the synthesizer that renders a sentence in a voice, and its adapted vectors of the voice.

        This is the only place where that is decided. The profile's own synthesizer speaks once it is adapted. What
        cannot wait for that (`adapt` is False) is left to the polyglot if there is one, whose first guess of a voice is
        as close as the other's adapted vectors; so is every language that only the polyglot knows.
        """
        if language not in self.synthesizer.languages:
            return self._load_polyglot(), None
        adapted = self.adapt(voice, adapting, cancelled) if adapt else self._known(voice)
        if adapted is None and self._adapter is not None and language in self._more_languages:
            return self._load_polyglot(), None
        if adapted is not None and adapted is voice.adapted and voice.personal is not None:
            return self._personal_synthesizer(voice.personal), adapted
        return self.synthesizer, adapted

    def _personal_synthesizer(self, personal):
        key = personal.tobytes()
        if key not in self._personal:
            while len(self._personal) >= PERSONAL:
                del self._personal[next(iter(self._personal))]
            try:
                network = apply(self.synthesizer.network, personal)
            except ValueError as error:
                raise TextError(str(error)) from None
            self._personal[key] = type(self.synthesizer)(network, self.synthesizer.card, self.device)
        return self._personal[key]

    def _sentence(self, synthesizer, spoken, voice, adapted, cancelled, work, place=lambda made: made,
                  content=None, hear=None, hear_from=0.0) -> Iterator[Chunk]:
        """Yield the chunks of a planned sentence, with progress relative to the sentence.

        `place` may modify the synthesis before it is played. `content` replaces the sentence's symbols
        (Synthesizer.render). `hear` and `hear_from` are those of `render`.
        """
        reading, seed, at, hop = spoken.reading, spoken.seed, spoken.begin, synthesizer.config.hop_length
        made = self._synthesize(synthesizer, reading, voice, seed, adapted, cancelled, content)
        _check(cancelled)
        made = place(made)
        work.lap("synthesizer")
        ends, frame, n_frames = at + np.cumsum(made.durations), 0, made.mel.shape[1]
        phonemes = tuple((s, float(ends[i]), float(ends[i + 1])) for i, s in enumerate(reading.symbols))
        words = tuple((w.text, float(ends[w.begin]), float(ends[w.end])) for w in reading.words)
        attention = () if made.attention is None else ((at, made.attention),)
        # Durations are cut at the edges; in between, both differ by the part cut at the beginning.
        middle = len(made.durations) // 2
        cut = 0.0 if reading.durations is None else float(
            reading.durations[:middle].sum() - made.durations[:middle].sum())
        spoken = replace(spoken, seconds=n_frames * hop / self.rate, cut=cut)
        gain = None if reading.loudness is None else _gain(reading, cut, n_frames * hop, self.rate)
        provenance = self._provenance(synthesizer, voice, seed)
        if hear is not None:
            self._let_hear(hear, hear_from - cut, made, gain, seed, at, cancelled, synthesizer.output_gain)
        for frame, wav in self._pieces(made, gain, seed, at, cancelled, synthesizer.output_gain):
            work.lap("vocoder")
            end = frame + len(wav) // hop
            yield Chunk(wav, made.mel[:, frame:end], end / n_frames, phonemes, words, attention, spoken,
                        work=work.take(), provenance=provenance)
            phonemes, words, attention, spoken, provenance = (), (), (), None, None
        _check(cancelled)

    def _synthesize(self, synthesizer, reading, voice, seed, adapted, cancelled, content=None):
        known = {} if adapted is None else {"adapted": adapted}
        known |= {} if content is None else {"content": content}
        return self._on_device(lambda: synthesizer.render(
            reading, voice.embedding, voice.statistics, voice.second, seed=seed, cancelled=cancelled, **known))

    def _let_hear(self, hear, seconds, made, gain, seed, at, cancelled, output_gain):
        """Compute the sound of a sentence from a position on for immediate playback.

        It is discarded afterwards, because the final sound must not depend on where playback started.
        """
        if not isinstance(self.vocoder, Vocoder):
            return
        hop = self.vocoder.config.hop_length
        start = min(max(0, int(seconds * self.rate / hop)), made.mel.shape[1] - 1)
        for frame, wav in self._pieces(made, gain, seed, at, cancelled, output_gain, start=start, first=HEARD_FIRST):
            hear(frame * hop / self.rate, wav)
        _check(cancelled)

    def _pieces(self, made, gain, seed, at, cancelled, output_gain, start=0, **known) -> Iterator[
            tuple[int, np.ndarray]]:
        """Yield the finished sound of a sentence from a frame on, piece by piece, with the frame that each begins at.

        Further arguments are the vocoder's.
        """
        hop, frame = self.synthesizer.config.hop_length, start
        known |= {"start": start} if start else {}
        # The clock of the mark is the speech's, so that the marks of its sentences add up.
        mark = Marker(self.rate, round(at * self.rate) + start * hop)
        for wav in self._vocode(made, seed, cancelled, **known):
            end = frame + len(wav) // hop
            wav = wav * output_gain
            if gain is not None:
                wav = wav * gain[frame * hop: end * hop]
            yield frame, _level(mark(wav))
            frame = end

    def _provenance(self, synthesizer, voice, seed):
        models = [getattr(part, "identity", part.name) for part in (self.encoder, synthesizer, self.vocoder)]
        return Provenance(VERSION, self.profile, tuple(models), seed=seed, consent=voice.consent)

    def _warm_up(self):
        """Render and discard a word, so that the first sentence need not wait for libraries and kernels."""
        statistics = np.zeros(STATISTICS, np.float32)
        statistics[0] = np.log(150.0)
        next(self.stream(Voice("", np.zeros(256, np.float32), statistics, 0.0), "Hello there.", adapt=False,
                         language=self.languages[0]))

    def _pause(self, seconds, progress):
        config = self.synthesizer.config
        n_frames = round(seconds * config.rate / config.hop_length)
        silence = np.full((config.n_mels, n_frames), np.log(config.floor), np.float32)
        return Chunk(np.zeros(n_frames * config.hop_length, np.float32), silence, progress)

    def _vocode(self, made, seed, cancelled, **known):
        """Yield the waveform in pieces; if the accelerator runs out of memory, the rest is computed on the CPU."""
        sent = 0
        while True:
            try:
                at = 0
                for wav in self.vocoder.stream(made.mel, made.f0, seed, cancelled, **known):
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
        warnings.warn(f"{self.device} is out of memory; continuing on the CPU.", RuntimeWarning, stacklevel=3)
        self.device = torch.device("cpu")
        self._personal.clear()
        for part in filter(None, (self.encoder, self.synthesizer, self.vocoder, self._second_encoder, self._polyglot,
                                  self._recogniser)):
            part.to(self.device)


def check_request(text, speed=1.0, pitch_shift=0.0, liveliness=1.0) -> None:
    """Raise what `Cloner.say` would raise for these arguments, without any network.

    Raises
    ------
    TextError
        If the text is empty or too long.
    ValueError
        If the speed, the pitch shift or the liveliness is out of range.
    """
    check_liveliness(liveliness)
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


class _Work:
    """Counts the seconds of work of each part since the last call of `take`, without the caller's own."""

    def __init__(self):
        self.parts = {}
        self.start()

    def start(self):
        self.since = time.perf_counter()

    def lap(self, part):
        now = time.perf_counter()
        self.parts[part] = self.parts.get(part, 0.0) + now - self.since
        self.since = now

    def take(self):
        parts, self.parts = self.parts, {}
        return parts


def _check(cancelled):
    if cancelled():
        raise Cancelled


def _gain(reading, cut, n_samples, rate):
    """Return the gain (n_samples,) of a reading's loudness curve after its first `cut` seconds."""
    times = (np.arange(n_samples) / rate + cut) / reading.step - 0.5
    return (10 ** (np.interp(times, np.arange(len(reading.loudness)), reading.loudness) / 20)).astype(np.float32)


def _level(wav):
    """Limit the rare peak above 0.9 softly instead of clipping it."""
    over = np.abs(wav) > 0.9
    if over.any():
        wav[over] = np.sign(wav[over]) * (0.9 + 0.1 * np.tanh((np.abs(wav[over]) - 0.9) / 0.1))
    return wav
