"""The cloning engine, which joins encoder, synthesizer and vocoder."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from audio.errors import AudioError
from audio.voice import STATISTICS
from synthesizer.reading import Reading
from synthesizer.text import DEFAULT, find_language, languages_of, read, read_lazily
from toolbox.core.cloning import conversion
from toolbox.core.cloning.adapted import Adapted
from toolbox.core.cloning.conversion import Guide, Listener, Source
from toolbox.core.cloning.enrolment import Enrolment
from toolbox.core.cloning.listening import Reference
from toolbox.core.cloning.networks import Networks
from toolbox.core.cloning.planning import Planner
from toolbox.core.cloning.rendering import Renderer, Speaker, Work, check
from toolbox.core.cloning.requests import TextError, check_request
from toolbox.core.cloning.speech import PAUSE, Chunk, Line, Speech, Spoken
from toolbox.core.cloning.voice import Voice

LONGEST_REFERENCE = 180.0  # seconds of each recording that are used
CLOSING = 0.3  # seconds of silence after the last word, so that speech does not end abruptly
COVER = 8.0  # seconds of speech that hide an adaptation from the listener, on a slow or busy machine as well


class Cloner(Networks):
    """A profile's networks and what is done by them: learning voices, speaking texts, converting recordings."""

    def __init__(self, *networks: Any, **more: Any):
        super().__init__(*networks, **more)
        self._enrolment, self._adapted = Enrolment(self), Adapted(self)
        self._planner, self._renderer = Planner(self), Renderer(self)

    @classmethod
    def load(cls, profile: str = "default", device: str = "auto",
             progress: Callable[[float, str], None] = lambda share, what: None) -> "Cloner":
        """Load a profile's networks, as `Networks.load` does, and speak a word by them.

        Otherwise, the first sentence would wait for libraries and kernels.
        """
        cloner = super().load(profile, device, progress)
        progress(0.9, "warming up")
        statistics = np.zeros(STATISTICS, np.float32)
        statistics[0] = np.log(150.0)
        nobody = Voice("", np.zeros(256, np.float32), statistics, 0.0)
        next(cloner.stream(nobody, "Hello there.", adapt=False, language=cloner.languages[0]))
        progress(1.0, "ready")
        return cloner

    def english_of(self, voice: Voice) -> str:
        """Return the English in which a voice reads English text: its own accent, if the synthesizer has learnt it."""
        return voice.accent if voice.accent in self.synthesizer.languages else DEFAULT

    def converter(self, voice: Voice, adapting: Callable[[float], None] = lambda share: None,
                  cancelled: Callable[[], bool] = lambda: False) -> Speaker:
        """Return who renders recordings converted to a voice."""
        return self._speaker(voice, adapting=adapting, cancelled=cancelled)

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
                raise TextError(f"The text is in {find_language(code).name}, on which this profile was not trained; it "
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
        return self._enrolment.learn(heard, name)

    def adapt(self, voice: Voice, progress: Callable[[float], None] = lambda share: None,
              cancelled: Callable[[], bool] = lambda: False) -> np.ndarray | None:
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
        return self._adapted.adapt(voice, progress, cancelled)

    def say(self, voice: Voice, text: str, speed: float = 1.0, pitch_shift: float = 0.0, seed: int = 0,
            progress: Callable[[float], None] = lambda share: None, cancelled: Callable[[], bool] = lambda: False,
            adapt: bool = True, language: str | None = None, liveliness: float = 1.0) -> Speech:
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
        return [replace(self.synthesizer.read(sentence), speed=speed)
                for sentence in read(text, language, dictionary)]

    def plan(self, reading: Reading, voice: Voice, pitch_shift: float = 0.0, seed: int = 0,
             liveliness: float = 1.0) -> Reading:
        """Predict the prosody of a reading in a voice: durations, pitch and voicing, if the synthesizer has them.

        The prediction is moved to the person's own rate and pitch spread (toolbox.core.cloning.delivery) and varied
        by the seed (synthesizer.prosody.vary).
        """
        return self._planner.plan(reading, voice, pitch_shift, seed, liveliness)

    def render(self, reading: Reading, voice: Voice, seed: int = 0, cancelled: Callable[[], bool] = lambda: False,
               begin: float = 0.0, hear: Callable[[float, np.ndarray], None] | None = None,
               hear_from: float = 0.0) -> Speech:
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
        work = Work()
        speaker = self._speaker(voice, cancelled=cancelled)
        work.lap("adaptation")
        reading = reading if reading.planned else self.plan(reading, voice, seed=seed)
        spoken = Spoken(reading, voice.name, seed, begin, 0.0)
        chunks = list(self._renderer.sentence(speaker, spoken, cancelled, work, hear=hear, hear_from=hear_from))
        return Speech.of(chunks, self.rate, reading.text, voice.name, self.profile, seed)

    def rehearse(self, reading: Reading, voice: Voice, seed: int = 0,
                 cancelled: Callable[[], bool] = lambda: False) -> None:
        """Synthesize a planned reading without sound, so that an edit of it is rendered sooner."""
        speaker = self._speaker(voice, cancelled=cancelled)
        check(cancelled)
        self._renderer.synthesize(speaker, reading, seed, cancelled)

    def stream(self, voice: Voice, text: str, speed: float = 1.0, pitch_shift: float = 0.0, seed: int = 0,
               cancelled: Callable[[], bool] = lambda: False, adapt: bool = True, language: str | None = None,
               at_once: bool = True, adapting: Callable[[float], None] = lambda share: None,
               liveliness: float = 1.0) -> Iterator[Chunk]:
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

    def perform(self, lines: Iterable[Line], n_chars: int, cancelled: Callable[[], bool] = lambda: False,
                adapt: bool = True, closing: float = CLOSING, begin: float = 0.0, at_once: bool = False,
                adapting: Callable[[float], None] = lambda share: None) -> Iterator[Chunk]:
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
        work, done, at, silence, missing, cover = Work(), 0, begin, 0.0, [], 0.0
        for line in lines:
            check(cancelled)
            self.check_languages((line.sentence.language,))
            if line.pitch_shift and not self.synthesizer.shifts_pitch:
                raise TextError(f"{self.synthesizer.name} cannot shift the pitch; leave it at 0, or use another "
                                "profile.")
            reading = replace(self.synthesizer.read(line.sentence), speed=line.speed)
            missing.extend(reading.unpronounced)
            work.lap("text")
            if reading.symbols:
                silence = line.before + (silence if at > begin else 0.0)
                if silence:
                    pause = self._renderer.pause(silence, done / n_chars)
                    yield pause
                    at += len(pause.wav) / self.rate
                    work.start()
                waiting = adapt and not (at_once and cover < COVER)
                cover = 0.0 if waiting and self._adapted.known(line.voice) is None else cover
                speaker = self._speaker(line.voice, waiting, adapting, cancelled)
                work.lap("adaptation")
                reading = line.direct(self.plan(reading, line.voice, line.pitch_shift, line.seed, line.liveliness))
                spoken = Spoken(reading, line.voice.name, line.seed, at, 0.0, pitch_shift=line.pitch_shift,
                                liveliness=line.liveliness, pause=line.after, written=line.written)
                for chunk in self._renderer.sentence(speaker, spoken, cancelled, work):
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
        yield replace(self._renderer.pause(closing, 1.0), unpronounced=tuple(missing))

    def convert(self, source: Any, voice: Voice, text: str | None = None, pitch_shift: float = 0.0, seed: int = 0,
                progress: Callable[[float], None] = lambda share: None,
                cancelled: Callable[[], bool] = lambda: False, language: str | None = None) -> Speech:
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

    def stream_conversion(self, source: Any, voice: Voice, text: str | None = None, pitch_shift: float = 0.0,
                          seed: int = 0, cancelled: Callable[[], bool] = lambda: False,
                          language: str | None = None) -> Iterator[Chunk]:
        """Convert a recording piece by piece; arguments as for `convert`."""
        self.check_conversion(text, pitch_shift)
        work = Work()
        speaker = self.converter(voice, cancelled=cancelled)
        synthesizer = speaker.synthesizer
        work.lap("adaptation")
        if not isinstance(source, Source):
            source = (Source(source[0], source[1], cancelled=cancelled) if isinstance(source, tuple)
                      else Source.load(source, cancelled))
        recogniser = self.on_device(lambda: self.recogniser)
        if text is None:
            listener = Listener(recogniser)
        else:
            readings = [r for r in self.read(text, language) if r.symbols]
            if not readings:
                raise TextError("Nothing in the text can be pronounced; write words.")
            listener = Guide(recogniser, readings, source, cancelled)
        work.lap("listening")
        at, config, step_frames = 0, synthesizer.config, synthesizer.network.config.reduction
        for number, stretch in enumerate(source.stretches):
            check(cancelled)
            if stretch.begin > at:
                yield self._renderer.pause((stretch.begin - at) * conversion.FRAME, stretch.begin / source.n_frames)
                work.start()
            heard = self.on_device(lambda: listener.hear(source, stretch))  # noqa: B023
            check(cancelled)
            work.lap("listening")
            at = stretch.end
            if not heard.symbols:  # noise or a breath is replaced by silence of its length
                yield self._renderer.pause(len(stretch) * conversion.FRAME, at / source.n_frames)
                work.start()
                continue
            planned = conversion.reading(source, stretch, heard, voice, step_frames, pitch_shift)
            check(cancelled)
            work.lap("pitch")
            later = source.stretches[number + 1].begin if number + 1 < len(source.stretches) else source.n_frames
            spoken = Spoken(planned, voice.name, seed + number, stretch.begin * conversion.FRAME, 0.0,
                            pitch_shift=pitch_shift, pause=(later - at) * conversion.FRAME)
            content = None
            if synthesizer.hears and heard.content is not None:
                content = conversion.by_steps(heard.content, step_frames)
            for chunk in self._renderer.sentence(
                    speaker, spoken, cancelled, work,
                    lambda made: conversion.in_place(made, planned, len(stretch), np.log(config.floor)),  # noqa: B023
                    content):
                made_of = chunk.provenance and replace(chunk.provenance, converted=True)
                yield replace(chunk, progress=(stretch.begin + chunk.progress * len(stretch)) / source.n_frames,
                              provenance=made_of)
                work.start()
        if source.n_frames > at:
            yield self._renderer.pause((source.n_frames - at) * conversion.FRAME, 1.0)

    def check_conversion(self, text: str | None = None, pitch_shift: float = 0.0) -> None:
        """Raise what `convert` would raise regardless of the recording: TextError or ValueError."""
        if not self.synthesizer.shifts_pitch:
            raise TextError(f"{self.synthesizer.name} cannot convert speech; use the profile 'default'.")
        check_request("spoken" if text is None else text, pitch_shift=pitch_shift)

    def _speaker(self, voice: Voice, adapt: bool = True, adapting: Callable[[float], None] = lambda share: None,
                 cancelled: Callable[[], bool] = lambda: False) -> Speaker:
        """Return who renders a sentence in a voice.

        What cannot wait for the adaptation (`adapt` is False) is spoken by the network's first guess of the voice.
        """
        adapted = self.adapt(voice, adapting, cancelled) if adapt else self._adapted.known(voice)
        if adapted is not None and adapted is voice.adapted and voice.personal is not None:
            return Speaker(self.personal(voice.personal), voice, adapted)
        return Speaker(self.synthesizer, voice, adapted)
