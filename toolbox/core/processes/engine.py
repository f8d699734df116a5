"""The engine in a process of its own.

Importing torch holds Python's lock for stretches of more than 200 ms, and phonemes, pitch and the networks' own Python
for tens of ms; in a process of its own none of it is felt by the window or by the sound.
"""

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import traceback
from pathlib import Path

from toolbox.core.library.records import Take, new_id
from toolbox.core.models.profiles import find_profile
from toolbox.core.settings import ROOT

NICENESS = 5  # sound and drawing go first
LONGEST_COMPARED = 30.0  # seconds of a take that are compared with the reference
LIBRARIES = 0.4  # share of loading that goes into importing libraries
ENDS, CANCEL = ("done", "failed", "cancelled"), "cancel"


class EngineStopped(RuntimeError):
    """The engine's process ended by itself; the next request starts another."""


class EngineProcess:
    """A Cloner elsewhere: one request at a time, each answered by events.

    Plain pipes and pickles rather than multiprocessing, which would import the program's main module again. What
    answers the requests is `serves`, a class by its module and name: others of the kind are its subclasses.

    Parameters
    ----------
    threads : int, optional
        For the networks; all cores but one by default, so that the window keeps one.
    """

    serves = ("toolbox.core.processes.engine", "Engine")

    def __init__(self, threads=None):
        self.threads = threads or max(1, (os.cpu_count() or 2) - 1)
        self._process, self._lock = None, threading.Lock()

    def run(self, number, kind, arguments):
        """Send a request and yield its events as (name, payload), the last one "done", "failed" or "cancelled".

        Parameters
        ----------
        number : int
            Names the request to `cancel`; no two have the same.
        kind : str
            A public method of `Engine`.
        arguments : dict

        Raises
        ------
        EngineStopped
            If the process ends before it has answered.
        """
        try:
            if self._process is None or self._process.poll() is not None:
                self._start()
            self._send((number, kind, arguments))
            name = ""
            while name not in ENDS:
                name, payload = pickle.load(self._process.stdout)
                yield name, payload
        except (EOFError, OSError, pickle.UnpicklingError):
            process = self._process
            self.stop()
            code = process.poll() if process else None
            raise EngineStopped(f"The engine's process ended unexpectedly (exit code {code}).") from None

    def cancel(self, number):
        """Ask that a request be given up; callable from any thread."""
        if self._process is not None:
            with contextlib.suppress(OSError, ValueError):  # it has ended: nothing is left to cancel
                self._send((number, CANCEL, None))

    def stop(self):
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()

    def _start(self):
        root = str(ROOT)
        module, name = self.serves
        program = (f"import sys; sys.path.insert(0, {root!r}); from {module} import {name}; "
                   f"from toolbox.core.processes.engine import serve; serve({name}({self.threads}))")
        self._process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE,
                                         env=os.environ | {"OPENBLAS_NUM_THREADS": str(self.threads)},
                                         creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))

    def _send(self, message):
        with self._lock:
            pickle.dump(message, self._process.stdin, protocol=5)
            self._process.stdin.flush()


class Engine:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        self.threads, self.cloner, self.loaded = threads, None, None

    def load(self, emit, cancelled, profile, device):
        """Load a profile; tells what is loaded as a dict."""
        cloner = self._need(emit, profile, device)
        import torch  # after the profile was found, and it was told that libraries are loaded

        devices = ["cpu", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))]
        devices += ["mps"] if torch.backends.mps.is_available() else []
        return {"encoder": cloner.encoder.name, "device": str(cloner.device), "devices": devices, "memory": _memory(),
                "threads": torch.get_num_threads(),
                "loaded": [("GE2E", None), *((part.name, getattr(part, "card", {}).get("step"))
                                          for part in (cloner.synthesizer, cloner.vocoder))]}

    def enroll(self, emit, cancelled, profile, device, path, region, name):
        """Learn a voice from a recording, or from the part (begin, end in seconds) of it; a Voice."""
        from audio.files import load

        cloner = self._need(emit, profile, device)
        wav, rate = load(path)
        if region:
            wav = wav[int(region[0] * rate): int(region[1] * rate)]
        return cloner.enroll((wav, rate), name=name)

    def adapt(self, emit, cancelled, profile, device, voice):
        """Adapt the synthesizer to a voice, so that the first sentence need not wait for it."""
        self._need(emit, profile, device).adapt(voice, lambda share: emit("progress", (share, "adapting")), cancelled)

    def clone(self, emit, cancelled, profile, device, voice, text, speed, pitch_shift, seed, recording, adapt=True):
        """Say a text; a piece is an event "chunk" of (wav, mel, phonemes, progress, attention), the result a Take."""
        from toolbox.core.cloning.speech import Speech

        cloner, chunks = self._need(emit, profile, device), []
        for chunk in cloner.stream(voice, text, speed, pitch_shift, seed, cancelled, adapt):
            chunks.append(chunk)
            emit("chunk", (chunk.wav, chunk.mel, chunk.phonemes, chunk.progress, chunk.attention))
        speech = Speech.of(chunks, cloner.rate, text, voice.name, profile, seed)
        embedding = self._embed(speech.wav[: int(LONGEST_COMPARED * cloner.rate)], cloner.rate)
        return Take(new_id(), voice.name, text, profile, seed, speed, pitch_shift, cloner.rate, speech.seconds,
                    speech.comment, recording, None if embedding is None else float(embedding @ voice.embedding),
                    speech.timings, speech.unpronounced, wav=speech.wav, mel=speech.mel, phonemes=speech.phonemes,
                    embedding=embedding, attention=speech.attention)

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


def serve(engine):
    """Answer the requests that come through standard input by calling an object's methods, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Whatever a library prints goes to standard error: standard output carries the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests, cancelled = queue.Queue(), set()
    threading.Thread(target=_listen, args=(requests, cancelled), daemon=True).start()
    while True:
        number, kind, arguments = requests.get()

        def emit(name, payload):
            pickle.dump((name, payload), answers, protocol=5)
            answers.flush()

        try:
            answer = "done", getattr(engine, kind)(emit, lambda n=number: n in cancelled, **arguments)
        except BrokenPipeError:  # the window has gone
            return
        except Exception as error:
            answer = (("cancelled", None) if number in cancelled
                      else ("failed", (_sentence(error), traceback.format_exc())))
        emit(*answer)


def _listen(requests, cancelled):
    """Read requests beside the work, so that cancelling is heard at once."""
    try:
        while True:
            number, kind, arguments = pickle.load(sys.stdin.buffer)
            if kind == CANCEL:
                cancelled.add(number)
            else:
                requests.put((number, kind, arguments))
    except (EOFError, OSError):  # the window has gone: nobody waits for what is being made
        os._exit(0)


def _sentence(error):
    """What a person is told: the engine's own sentences as they are, anything else with its kind."""
    if isinstance(error, (ValueError, FileNotFoundError)) and str(error).rstrip().endswith((".", ")")):
        return str(error)
    return f"The engine failed: {type(error).__name__}: {error}".rstrip(": ") + "."


def _memory():
    """Bytes that this process holds, or None where that cannot be told."""
    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return None
