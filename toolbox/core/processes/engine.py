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
import time
import traceback
from dataclasses import replace
from pathlib import Path

import numpy as np

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

    The protocol: a request is (number, kind, arguments) and is answered by any number of events, the last of which is
    one of ENDS; between them only (number, CANCEL, None) is sent. One lock orders sending, cancelling and the
    process's own coming and going. So a request that was cancelled before it was sent never reaches the process, one
    that is cancelled later is cancelled there, and `run` ends in exactly one of ENDS or in EngineStopped.

    Parameters
    ----------
    threads : int, optional
        For the networks; all cores but one by default, so that the window keeps one.
    """

    serves = ("toolbox.core.processes.engine", "Engine")

    def __init__(self, threads=None):
        self.threads = threads or max(1, (os.cpu_count() or 2) - 1)
        self._process, self._lock = None, threading.RLock()
        self._running, self._cancelled = None, set()  # the number of the request under way; those cancelled before it

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
        request, process, name = _packed((number, kind, arguments)), None, ""
        try:
            with self._lock:
                if number not in self._cancelled:
                    process = self._ready()
                    _write(process.stdin, request)
                    self._running = number
            while name not in ENDS:
                name, payload = pickle.load(process.stdout) if process else ("cancelled", None)
                yield name, payload
        except Exception:  # whatever came instead of an event, nothing that follows it could be understood
            self.stop()
            code = process.poll() if process else None
            raise EngineStopped(f"The engine's process ended unexpectedly (exit code {code}).") from None
        finally:
            with self._lock:
                self._running = None
                self._cancelled.discard(number)
            if name not in ENDS:  # the caller has left: what is still to come must not answer the next request
                self.stop()

    def cancel(self, number):
        """Ask that a request be given up, whether it runs or is still to come; callable from any thread."""
        with self._lock:
            if number != self._running:
                self._cancelled.add(number)
            elif self._process is not None:
                with contextlib.suppress(OSError, ValueError):  # it has ended: nothing is left to cancel
                    _write(self._process.stdin, _packed((number, CANCEL, None)))

    def stop(self):
        """End the process; a request that it is answering ends in EngineStopped."""
        with self._lock:
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

    def _ready(self):
        """Return the process, started if there is none."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        return self._process

    def _start(self):
        root = str(ROOT)
        module, name = self.serves
        program = (f"import sys; sys.path.insert(0, {root!r}); from {module} import {name}; "
                   f"from toolbox.core.processes.engine import serve; serve({name}({self.threads}))")
        self._process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE,
                                         env=os.environ | {"OPENBLAS_NUM_THREADS": str(self.threads)},
                                         creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))


class Engine:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        self.threads, self.cloner, self.loaded, self.recogniser = threads, None, None, None

    def load(self, emit, cancelled, profile, device):
        """Load a profile; tells what is loaded as a dict."""
        cloner = self._need(emit, profile, device)
        import torch  # after the profile was found, and it was told that libraries are loaded

        devices = ["cpu", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))]
        devices += ["mps"] if torch.backends.mps.is_available() else []
        return {"encoder": cloner.encoder.name, "device": str(cloner.device), "devices": devices, "memory": _memory(),
                "rate": cloner.rate, "threads": torch.get_num_threads(),
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

    def clone(self, emit, cancelled, profile, device, voice, text, speed, pitch_shift, seed, recording, adapt=True,
              cast=None, dictionary=None):
        """Say a text with marks; each Chunk is an event "chunk", the result a Take.

        `cast` holds Manners by the names that marks may name, `dictionary` the person's own words.
        """
        from toolbox.core.cloning.engine import check_request
        from toolbox.core.cloning.speech import Manner, Speech
        from toolbox.core.script.saying import stream

        cloner, chunks = self._need(emit, profile, device), []
        check_request(text, speed, pitch_shift)
        started = time.perf_counter()
        if adapt:  # here rather than in `stream`, so that the person learns what the wait is for
            self.adapt(emit, cancelled, profile, device, voice)
        adaptation = {"adaptation": time.perf_counter() - started}
        manners = {**(cast or {}), "": Manner(voice, speed, pitch_shift)}
        for chunk in stream(cloner, text, manners, seed, dictionary, cancelled, adapt):
            chunks.append(chunk if chunks else replace(chunk, work=chunk.work | adaptation))
            emit("chunk", chunk)
        speech = Speech.of(chunks, cloner.rate, text, voice.name, profile, seed)
        embedding = self._embed(speech.wav[: int(LONGEST_COMPARED * cloner.rate)], cloner.rate)
        return Take(new_id(), voice.name, text, profile, seed, speed, pitch_shift, cloner.rate, speech.seconds,
                    speech.comment, recording, None if embedding is None else float(embedding @ voice.embedding),
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

    def render(self, emit, cancelled, profile, device, voice, reading, seed):
        """Say a planned reading; (wav, mel, Spoken)."""
        speech = self._need(emit, profile, device).render(reading, voice, seed, cancelled)
        return speech.wav, speech.mel, speech.sentences[0]

    def respell(self, emit, cancelled, profile, device, voice, original, edited, word, symbols, pitch_shift, seed):
        """Say a word of a reading by other symbols, and keep what was edited; (wav, mel, Spoken, original).

        The last is the reading as it is planned with the new symbols.
        """
        from synthesizer.editing import carry, with_phonemes

        cloner = self._need(emit, profile, device)
        plan = cloner.plan(with_phonemes(original, word, symbols), voice, pitch_shift)
        return *self.render(emit, cancelled, profile, device, voice, carry(plan, original, edited), seed), plan

    def listen(self, emit, cancelled, profile, device, mel, spoken):
        """Compare what is heard in a sentence with what was asked; the places of words that may have been lost.

        None where the synthesizer's symbols are not phonemes, or the mel is not one that the listener knows.
        """
        from synthesizer.recogniser.inference import Recogniser
        from toolbox.core.models.profiles import MODELS, RECOGNISER
        from toolbox.core.workshop.readback import lost_words, word_times

        self._need(emit, profile, device)
        if self.recogniser is None:
            self.recogniser = Recogniser.load(MODELS / RECOGNISER)
        config = self.recogniser.config
        if not spoken.reading.planned or len(mel) != config.n_mels:
            return None
        return tuple(lost_words(self.recogniser, mel, spoken.reading, word_times(spoken),
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
            _write(answers, _packed((name, payload)))

        try:
            answer = "done", getattr(engine, kind)(emit, lambda n=number: n in cancelled, **arguments)
        except BrokenPipeError:  # the window has gone
            return
        except Exception as error:
            answer = ("cancelled", None) if number in cancelled else ("failed", explain(error))
        try:
            emit(*answer)
        except BrokenPipeError:
            return
        except Exception as error:  # an answer that cannot be sent
            emit("failed", explain(error))
        cancelled.discard(number)


def _packed(message):
    # Not straight into the pipe: a message that cannot be pickled would leave its beginning there.
    return pickle.dumps(message, protocol=5)


def _write(pipe, packed):
    pipe.write(packed)
    pipe.flush()


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
    except BaseException:  # a request that cannot be read would never be answered; the end of the process answers it
        traceback.print_exc()
        os._exit(1)


def explain(error: Exception) -> tuple[str, str]:
    """Return what a person reads of an exception: a sentence, and details.

    The program's own sentences stand for themselves and need no details; of anything else the details are the
    traceback, for whoever mends it.
    """
    if isinstance(error, (ValueError, FileNotFoundError)) and str(error).rstrip().endswith((".", ")")):
        return str(error), ""
    what = f"{type(error).__name__}: {error}".rstrip(": .")
    return f"This failed inside the program ({what}).", "".join(traceback.format_exception(error))


def _memory():
    """Bytes that this process holds, or None where that cannot be told."""
    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return None
