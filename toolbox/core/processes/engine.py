"""The engine in a separate process.

Importing torch holds Python's global lock for more than 200 ms at a time, and phonemes, pitch and the networks' Python
code hold it for tens of ms; in a separate process, none of this delays the window or the sound.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from toolbox.core.library.records import Take, new_id
from toolbox.core.models.profiles import find_profile
from toolbox.core.protocol import Emit, IsCancelled, ServerProcess

if TYPE_CHECKING:
    from synthesizer.reading import Reading
    from toolbox.core.cloning.personal import Comparison
    from toolbox.core.cloning.speech import Manner, Spoken
    from toolbox.core.cloning.voice import Voice
    from toolbox.core.script.production import Part
    from toolbox.core.script.subtitles import Cue

LONGEST_COMPARED = 30.0  # seconds of a take to compare with the reference
LIBRARIES = 0.4  # share of loading spent on importing libraries


class EngineProcess(ServerProcess):
    """A client of an Engine in another process."""

    serves = ("toolbox.core.processes.engine", "Engine")


class Engine:
    """The server in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads: int):
        self.threads = threads
        self.cloner: Any = None
        self.loaded: Any = None

    def load(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str) -> dict[str, Any]:
        """Load a profile; return a description as a dict."""
        cloner = self._need(emit, profile, device)
        import torch  # only after the profile was found and loading was reported

        devices = ["cpu", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))]
        devices += ["mps"] if torch.backends.mps.is_available() else []
        return {"encoder": cloner.encoder.name, "device": str(cloner.device), "devices": devices, "memory": _memory(),
                "rate": cloner.rate, "languages": cloner.languages, "threads": torch.get_num_threads(),
                "loaded": [("GE2E", None), *((part.name, getattr(part, "card", {}).get("step"))
                                          for part in (cloner.synthesizer, cloner.vocoder))]}

    def enroll(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, path: str,
               region: tuple[float, float] | None, name: str) -> "Voice":
        """Learn a Voice from a recording or a region of it (begin, end in seconds)."""
        from audio.files import load

        cloner = self._need(emit, profile, device)
        wav, rate = load(path)
        if region:
            wav = wav[int(region[0] * rate): int(region[1] * rate)]
        return cloner.enroll((wav, rate), name=name)

    def adapt(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str,
              voice: "Voice") -> tuple[np.ndarray, str] | None:
        """Adapt the synthesizer to a voice, so that the first sentence need not wait for it.

        Returns (vectors, identity of the synthesizer), or None if it cannot be adapted.
        """
        cloner = self._need(emit, profile, device)
        adapted = cloner.adapt(voice, lambda share: emit("progress", (share, "adapting")), cancelled)
        return None if adapted is None else (adapted, cloner.synthesizer.identity)

    def personalise(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str,
                    recordings: Iterable[tuple[str, tuple[float, float] | None]],
                    name: str) -> "tuple[Voice, Comparison]":
        """Learn a personal voice from recordings (path, region); returns (Voice, Comparison).

        What is said in them is read from .txt files beside them.
        """
        from audio.files import load
        from toolbox.core.cloning.minutes import beside, personalise

        cloner = self._need(emit, profile, device)
        heard: list[tuple[tuple[np.ndarray, int], str | None]] = []
        for path, region in recordings:
            wav, rate = load(path)
            if region is None:
                heard.append(((wav, rate), beside(path)))
            else:
                heard.append(((wav[int(region[0] * rate): int(region[1] * rate)], rate), None))
        return personalise(cloner, heard, name, lambda share, what: emit("progress", (share, what)), cancelled)

    def clone(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, voice: "Voice", text: str,
              speed: float, pitch_shift: float, seed: int, recording: str, adapt: bool = True,
              cast: "Mapping[str, Manner] | None" = None, dictionary: Mapping[str, str] | None = None,
              language: str | None = None, liveliness: float = 1.0) -> Take:
        """Speak a text with marks at once (`Cloner.perform`); each Chunk is an event "chunk", the result a Take.

        `cast` holds Manners by the names used in marks, `dictionary` the user's own pronunciations; `language` is a
        code of synthesizer.text.LANGUAGES, or None for detection.
        """
        from toolbox.core.cloning.requests import check_request
        from toolbox.core.cloning.speech import Manner, Speech
        from toolbox.core.script.saying import stream

        cloner, chunks = self._need(emit, profile, device), []
        check_request(text, speed, pitch_shift, liveliness)
        manners = {**(cast or {}), "": Manner(voice, speed, pitch_shift, language, liveliness)}
        for chunk in stream(cloner, text, manners, seed, dictionary, cancelled, adapt, at_once=True,
                            adapting=lambda share: emit("progress", (share, "adapting"))):
            chunks.append(chunk)
            emit("chunk", chunk)
        return self._take(Speech.of(chunks, cloner.rate, text, voice.name, profile, seed), voice, speed, pitch_shift,
                          recording)

    def convert(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, voice: "Voice",
                source: tuple[np.ndarray, int], text: str, guided: bool, pitch_shift: float, seed: int, recording: str,
                language: str | None = None) -> Take:
        """Convert a source (waveform, rate), otherwise like `clone`; if `guided`, the text is its transcript."""
        from toolbox.core.cloning.speech import Speech

        cloner, chunks = self._need(emit, profile, device), []
        said = text if guided else None
        cloner.check_conversion(said, pitch_shift)
        for chunk in cloner.stream_conversion(source, voice, said, pitch_shift, seed, cancelled, language):
            chunks.append(chunk)
            emit("chunk", chunk)
        return self._take(Speech.of(chunks, cloner.rate, text, voice.name, profile, seed), voice, 1.0, pitch_shift,
                          recording)

    def _take(self, speech, voice, speed, pitch_shift, recording):
        own = _spoken_by(voice.name, speech)
        embedding = self._embed(own[: int(LONGEST_COMPARED * speech.rate)], speech.rate)
        return Take(new_id(), voice.name, speech.text, speech.profile, speech.seed, speed, pitch_shift, speech.rate,
                    speech.seconds, speech.comment, recording,
                    None if embedding is None else float(embedding @ voice.embedding),
                    speech.timings, speech.unpronounced, wav=speech.wav, mel=speech.mel, phonemes=speech.phonemes,
                    words=speech.words, embedding=embedding, attention=speech.attention, sentences=speech.sentences)

    def say_sentence(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str,
                     cast: "Mapping[str, Manner]", text: str, seed: int, dictionary: Mapping[str, str] | None = None,
                     begin: float = 0.0) -> "list[tuple[np.ndarray, np.ndarray, Spoken]]":
        """Speak part of a text with marks by itself; return (wav, mel, Spoken) of each sentence in it.

        `cast` holds Manners by name; the empty name is the default voice. The part starts `begin` seconds into a
        speech.
        """
        from toolbox.core.script.saying import stream

        cloner = self._need(emit, profile, device)
        made: list[tuple[list[np.ndarray], list[np.ndarray], Spoken]] = []
        chunks = list(stream(cloner, text, cast, seed, dictionary, cancelled, begin=begin))
        for chunk in chunks:
            if chunk.spoken is not None:
                made.append(([], [], chunk.spoken))
            # The caller inserts the silence before and between sentences.
            if made and sum(map(len, made[-1][0])) < round(made[-1][2].seconds * self.cloner.rate):
                made[-1][0].append(chunk.wav)
                made[-1][1].append(chunk.mel)
        return [(np.concatenate(wavs), np.concatenate(mels, axis=1), spoken) for wavs, mels, spoken in made]

    def say_cues(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, cast: "Mapping[str, Manner]",
                 cues: "Sequence[Cue]", seed: int, dictionary: Mapping[str, str] | None = None,
                 ) -> "tuple[tuple[Part, ...], tuple[str, ...]]":
        """Say subtitles at their times; (parts, warnings) as in a Production.

        `cast` holds Manners by name; the empty name speaks where a cue names nobody.
        """
        from toolbox.core.script.performing import perform_cues

        made = perform_cues(self._need(emit, profile, device), cues, cast, seed, dictionary,
                            lambda share: emit("progress", (share, "")), cancelled)
        return made.parts, made.warnings

    def render(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, voice: "Voice", reading: "Reading",
               seed: int, begin: float = 0.0, hear_from: float | None = None,
               ) -> "tuple[np.ndarray, np.ndarray, Spoken]":
        """Render a planned reading that starts `begin` seconds into a speech; return (wav, mel, Spoken).

        With `hear_from`, in seconds of the reading, each piece of the sound from there on is emitted as an event
        "heard" (its position in seconds and its samples) while the rest is still being computed.
        """
        hear = None if hear_from is None else lambda seconds, wav: emit("heard", (seconds, wav))
        cloner = self._need(emit, profile, device)
        speech = cloner.render(reading, voice, seed, cancelled, begin, hear, hear_from or 0.0)
        return speech.wav, speech.mel, speech.sentences[0]

    def rehearse(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, voice: "Voice",
                 reading: "Reading", seed: int) -> None:
        """Synthesize a planned reading without sound, so that an edit of it is heard sooner."""
        self._need(emit, profile, device).rehearse(reading, voice, seed, cancelled)

    def respell(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, voice: "Voice",
                original: "Reading", edited: "Reading", word: int, symbols: str, pitch_shift: float, seed: int,
                begin: float = 0.0, liveliness: float = 1.0, text: str = "",
                voices: Sequence[str] = ()) -> tuple[Any, ...]:
        """Render a reading with other symbols for a word, keeping edits; return (wav, mel, Spoken, original, text).

        `original` is the plan of the reading with the new symbols; `text`, where it is given, comes back with a mark of
        the pronunciation.
        """
        from synthesizer.editing import carry, with_phonemes
        from toolbox.core.script.sentences import with_pronunciation

        cloner = self._need(emit, profile, device)
        plan = cloner.plan(with_phonemes(original, word, symbols), voice, pitch_shift, seed, liveliness)
        made = self.render(emit, cancelled, profile, device, voice, carry(plan, original, edited), seed, begin)
        return *made, plan, text and with_pronunciation(text, word, symbols, voices, original.language)

    def listen(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, wav: np.ndarray,
               rate: int, spoken: "Spoken") -> tuple[int, ...] | None:
        """Compare the phonemes recognised in a sentence's sound (n_samples,) with its symbols.

        Returns the words that may have been lost; None if the synthesizer's symbols are not phonemes, or the recogniser
        does not support the mel.
        """
        from audio.mel_stream import log_mel
        from synthesizer.text import read
        from toolbox.core.workshop.readback import lost_words

        cloner, reading = self._need(emit, profile, device), spoken.reading
        config = cloner.recogniser.config
        mel = log_mel(wav, rate)
        if not reading.planned or len(mel) != config.n_mels:
            return None
        unsure = {word.spoken.lower() for sentence in read(reading.text, reading.language) for word in sentence.words
                  if not word.certain}
        return tuple(lost_words(cloner.recogniser, mel, spoken, config.hop_length / config.rate, unsure))

    def picture(self, emit: Emit, cancelled: IsCancelled, take: Any, path: str | Path) -> str | Path:
        """Draw a take to a PNG, SVG or PDF file."""
        from audio.mel import RTVC, MelConfig
        from toolbox.core.cloning.pictures import draw

        draw(take, path, RTVC if len(take.mel) == RTVC.n_mels else MelConfig())
        return path

    def _need(self, emit, profile, device):
        # A profile may have been replaced by another of the same name.
        files = [(path, (about := path.stat()).st_mtime_ns, about.st_size) for path in find_profile(profile).files]
        if self.loaded != (profile, device, files):
            emit("progress", (0.0, "libraries"))
            import torch

            from toolbox.core.cloning.engine import Cloner

            torch.set_num_threads(self.threads)
            self.cloner = self.loaded = None
            self.cloner = Cloner.load(profile, device, lambda share, what: emit(
                "progress", (LIBRARIES + (1 - LIBRARIES) * share, what)))
            self.loaded = (profile, device, files)
        return self.cloner

    def _embed(self, wav, rate):
        from audio.errors import AudioError

        try:
            return self.cloner.encoder.embed(wav, rate)
        except AudioError:  # a word or two: too short for a comparison
            return None


def _spoken_by(name, speech):
    """Return the samples that one of a speech's voices speaks: those of others would be compared with it as well."""
    if all(spoken.voice == name for spoken in speech.sentences):
        return speech.wav
    bounds = [(spoken.begin, spoken.begin + spoken.seconds) for spoken in speech.sentences if spoken.voice == name]
    parts = [speech.wav[round(begin * speech.rate): round(end * speech.rate)] for begin, end in bounds]
    return np.concatenate([speech.wav[:0], *parts])


def _memory():
    """Return the memory of this process in bytes, or None if unknown."""
    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return None
