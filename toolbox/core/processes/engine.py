"""The engine in a process of its own.

Importing torch holds Python's lock for stretches of more than 200 ms, and phonemes, pitch and the networks' own Python
for tens of ms; in a process of its own none of it is felt by the window or by the sound.
"""

import os
import sys
from pathlib import Path

import numpy as np

from toolbox.core.library.records import Take, new_id
from toolbox.core.models.profiles import find_profile
from toolbox.core.protocol import ServerProcess

LONGEST_COMPARED = 30.0  # seconds of a take that are compared with the reference
LIBRARIES = 0.4  # share of loading that goes into importing libraries


class EngineProcess(ServerProcess):
    """An Engine elsewhere."""

    serves = ("toolbox.core.processes.engine", "Engine")


class Engine:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        self.threads, self.cloner, self.loaded = threads, None, None

    def load(self, emit, cancelled, profile, device):
        """Load a profile; return what is loaded as a dict."""
        cloner = self._need(emit, profile, device)
        import torch  # after the profile was found, and loading was reported

        devices = ["cpu", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))]
        devices += ["mps"] if torch.backends.mps.is_available() else []
        return {"encoder": cloner.encoder.name, "device": str(cloner.device), "devices": devices, "memory": _memory(),
                "rate": cloner.rate, "languages": cloner.languages, "threads": torch.get_num_threads(),
                "loaded": [("GE2E", None), *((part.name, getattr(part, "card", {}).get("step"))
                                          for part in (cloner.synthesizer, cloner.vocoder))]}

    def enroll(self, emit, cancelled, profile, device, path, region, name):
        """Learn a Voice from a recording, or from a part of it (begin, end in seconds)."""
        from audio.files import load

        cloner = self._need(emit, profile, device)
        wav, rate = load(path)
        if region:
            wav = wav[int(region[0] * rate): int(region[1] * rate)]
        return cloner.enroll((wav, rate), name=name)

    def adapt(self, emit, cancelled, profile, device, voice):
        """Adapt the synthesizer to a voice, so that the first sentence need not wait for it.

        Returns (vectors, identity of the synthesizer), or None where it cannot be adapted.
        """
        cloner = self._need(emit, profile, device)
        adapted = cloner.adapt(voice, lambda share: emit("progress", (share, "adapting")), cancelled)
        return None if adapted is None else (adapted, cloner.synthesizer.identity)

    def clone(self, emit, cancelled, profile, device, voice, text, speed, pitch_shift, seed, recording, adapt=True,
              cast=None, dictionary=None, language=None, liveliness=1.0):
        """Say a text with marks at once (`Cloner.perform`); each Chunk is an event "chunk", the result a Take.

        `cast` holds Manners by the names that marks may name, `dictionary` the person's own words; `language` is a
        code of synthesizer.text.LANGUAGES, or None to have it detected.
        """
        from toolbox.core.cloning.engine import check_request
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

    def convert(self, emit, cancelled, profile, device, voice, source, text, guided, pitch_shift, seed, recording,
                language=None):
        """Say what is spoken in a source (waveform, rate), as `clone`; if `guided`, the text is what is spoken."""
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
        embedding = self._embed(speech.wav[: int(LONGEST_COMPARED * speech.rate)], speech.rate)
        return Take(new_id(), voice.name, speech.text, speech.profile, speech.seed, speed, pitch_shift, speech.rate,
                    speech.seconds, speech.comment, recording,
                    None if embedding is None else float(embedding @ voice.embedding),
                    speech.timings, speech.unpronounced, wav=speech.wav, mel=speech.mel, phonemes=speech.phonemes,
                    words=speech.words, embedding=embedding, attention=speech.attention, sentences=speech.sentences)

    def say_sentence(self, emit, cancelled, profile, device, cast, text, seed, dictionary=None):
        """Say a piece of a text with marks by itself; (wav, mel, Spoken) of each sentence in it.

        `cast` holds Manners by name; the empty name is who speaks where no mark says otherwise.
        """
        from toolbox.core.script.saying import stream

        chunks, made = list(stream(self._need(emit, profile, device), text, cast, seed, dictionary, cancelled)), []
        for chunk in chunks:
            if chunk.spoken is not None:
                made.append(([], [], chunk.spoken))
            # What comes before the first sentence, and between two, is silence that the caller puts there.
            if made and sum(map(len, made[-1][0])) < round(made[-1][2].seconds * self.cloner.rate):
                made[-1][0].append(chunk.wav)
                made[-1][1].append(chunk.mel)
        return [(np.concatenate(wavs), np.concatenate(mels, axis=1), spoken) for wavs, mels, spoken in made]

    def render(self, emit, cancelled, profile, device, voice, reading, seed, begin=0.0):
        """Say a planned reading that stands `begin` so many seconds into a speech; (wav, mel, Spoken)."""
        speech = self._need(emit, profile, device).render(reading, voice, seed, cancelled, begin)
        return speech.wav, speech.mel, speech.sentences[0]

    def respell(self, emit, cancelled, profile, device, voice, original, edited, word, symbols, pitch_shift, seed,
                liveliness=1.0):
        """Say a word of a reading by other symbols, and keep what was edited; (wav, mel, Spoken, original).

        The last is the reading as it is planned with the new symbols.
        """
        from synthesizer.editing import carry, with_phonemes

        cloner = self._need(emit, profile, device)
        plan = cloner.plan(with_phonemes(original, word, symbols), voice, pitch_shift, seed, liveliness)
        return *self.render(emit, cancelled, profile, device, voice, carry(plan, original, edited), seed), plan

    def listen(self, emit, cancelled, profile, device, mel, spoken):
        """Compare what is heard in a sentence with what was asked; the places of words that may have been lost.

        None where the synthesizer's symbols are not phonemes, or the mel is not one that the listener knows.
        """
        from toolbox.core.workshop.readback import lost_words, word_times

        recogniser = self._need(emit, profile, device).recogniser
        config = recogniser.config
        if not spoken.reading.planned or len(mel) != config.n_mels:
            return None
        return tuple(lost_words(recogniser, mel, spoken.reading, word_times(spoken),
                                config.hop_length / config.rate))

    def picture(self, emit, cancelled, take, path):
        """Draw a take into a PNG, SVG or PDF file."""
        from audio.mel import RTVC, MelConfig
        from toolbox.core.cloning.pictures import draw

        draw(take, path, RTVC if len(take.mel) == RTVC.n_mels else MelConfig())
        return path

    def _need(self, emit, profile, device):
        # A profile can be replaced by another of its name.
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
        except AudioError:  # a word or two: too short to be compared
            return None


def _memory():
    """Return the bytes that this process holds, or None where that is unknown."""
    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return None
