"""The engine in a process of its own.

Importing torch holds Python's lock for stretches of more than 200 ms, and phonemes, pitch and the networks' own Python
for tens of ms; in a process of its own none of it is felt by the window or by the sound.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

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
                "rate": cloner.rate, "threads": torch.get_num_threads(),
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

    def clone(self, emit, cancelled, profile, device, voice, text, speed, pitch_shift, seed, recording, adapt=True):
        """Say a text; each Chunk is an event "chunk", the result a Take."""
        from toolbox.core.cloning.engine import check_request
        from toolbox.core.cloning.speech import Speech

        cloner, chunks = self._need(emit, profile, device), []
        check_request(text, speed, pitch_shift)
        started = time.perf_counter()
        if adapt:  # here rather than in `stream`, so that the person learns what the wait is for
            self.adapt(emit, cancelled, profile, device, voice)
        adaptation = {"adaptation": time.perf_counter() - started}
        for chunk in cloner.stream(voice, text, speed, pitch_shift, seed, cancelled, adapt):
            chunks.append(chunk if chunks else replace(chunk, work=chunk.work | adaptation))
            emit("chunk", chunk)
        speech = Speech.of(chunks, cloner.rate, text, voice.name, profile, seed)
        embedding = self._embed(speech.wav[: int(LONGEST_COMPARED * cloner.rate)], cloner.rate)
        return Take(new_id(), voice.name, text, profile, seed, speed, pitch_shift, cloner.rate, speech.seconds,
                    speech.comment, recording, None if embedding is None else float(embedding @ voice.embedding),
                    speech.timings, speech.unpronounced, wav=speech.wav, mel=speech.mel, phonemes=speech.phonemes,
                    words=speech.words, embedding=embedding, attention=speech.attention)

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
