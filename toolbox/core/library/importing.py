"""Import of data sets and folders into the library: recognition, parallel analysis, listing."""

import itertools
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import torch

from audio.errors import AudioError, Cancelled
from corpus.readers import recognise
from encoder.ge2e.inference import SpeakerEncoder
from toolbox.core.cloning.listening import RATE, Reference, statistics
from toolbox.core.cloning.voice import Voice
from toolbox.core.library.library import Library
from toolbox.core.library.records import Recording, new_id, readable
from toolbox.core.models.profiles import ENCODER, MODELS

LISTENED = 30.0  # seconds of a file that are analysed
AT_ONCE = 8  # files per batch of a worker: enough partials to fill the network's batches
AHEAD = 2  # batches queued for each worker
ANSWER = 0.05  # seconds between calls of `cancelled`


@dataclass
class Report:
    """The result of an import.

    Attributes
    ----------
    layout : str
        The recognised data set, or "folders".
    added, known : int
        Number of files newly listed, and of files listed before.
    refused : list of (str, str)
        Path and reason of unusable files.
    speakers : int
        Number of speakers of the added files.
    seconds, took : float
        Seconds of sound analysed, and the time taken.
    """

    layout: str
    added: int = 0
    known: int = 0
    refused: list = field(default_factory=list)
    speakers: int = 0
    seconds: float = 0.0
    took: float = 0.0


@dataclass(frozen=True)
class Heard:
    """The analysis of a file: its length, the length analysed, and a Voice or the reason why there is none."""

    seconds: float
    listened: float
    voice: Voice | None
    reason: str = ""


def import_folder(library: Any, folder: str | Path, progress: Callable[..., None] = lambda share, what: None,
                  cancelled: Callable[[], bool] = lambda: False, encoder: Any = None,
                  workers: int | None = None) -> Report:
    """List the sound files of a folder with embedding, pitch and statistics; the files are not copied.

    Known files (same path, size and modification time) are skipped, so that a cancelled or killed import resumes.
    The embedding is that of the first half minute.

    Parameters
    ----------
    library : Library, or str or Path
    folder : str or Path
        A data set or any folder (see `corpus.readers`).
    progress : callable
        Receives the share completed and a description, after each commit.
    cancelled : callable
        Called often; `Cancelled` is raised within 200 ms after it returns True.
    encoder : SpeakerEncoder, optional
        Loaded if not given.
    workers : int, optional
        Number of threads; one per core by default.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        If the folder does not exist or holds no sound.
    """
    started = time.perf_counter()
    library = library if isinstance(library, Library) else Library(library)
    layout, utterances = recognise(Path(folder).absolute())
    encoder = encoder or SpeakerEncoder.load(MODELS / ENCODER)
    library.use_encoder(encoder.name)
    report = Report(layout.name)
    waiting = _unknown(utterances, library, report, progress, cancelled)
    speakers, done = set(), 0
    for batch, heard in _in_parallel(encoder, waiting, lambda item: (item[0].path, None), cancelled, workers):
        found, refused = [], []
        for (utterance, size, changed), what in zip(batch, heard):
            report.seconds += what.listened
            if what.voice is None:
                refused.append((str(utterance.path), size, changed, what.reason))
                continue
            found.append((Recording(new_id(), utterance.speaker, str(utterance.path), what.seconds, layout.name,
                                    layout.licence, added=datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
                                    sex=utterance.sex), what.voice, size, changed))
            speakers.add(utterance.speaker)
        library.add_found(found, refused)
        report.added += len(found)
        report.refused += [(path, readable(reason)) for path, _, _, reason in refused]
        done += len(batch)
        progress(done / len(waiting), f"{done:,} of {len(waiting):,}")
    report.speakers, report.took = len(speakers), time.perf_counter() - started
    return report


def listen_again(library: Any, progress: Callable[..., None] = lambda share, what: None,
                 cancelled: Callable[[], bool] = lambda: False, encoder: Any = None,
                 workers: int | None = None) -> list[tuple[str, str]]:
    """Analyse every recording without a voice by the present encoder; arguments as for `import_folder`.

    Returns
    -------
    list of (str, str)
        Id and reason of unusable recordings.
    """
    library = library if isinstance(library, Library) else Library(library)
    encoder = encoder or SpeakerEncoder.load(MODELS / ENCODER)
    library.use_encoder(encoder.name)
    waiting = library.unlearnt()
    refused, done = [], 0
    for batch, heard in _in_parallel(encoder, waiting, lambda r: (library.path(r), r.region), cancelled, workers):
        for recording, what in zip(batch, heard):
            if what.voice is None:
                refused.append((recording.id, what.reason))
                library.refuse(recording.id, what.reason)
            else:
                library.keep_voice(recording.id, what.voice, brief=True)
        done += len(batch)
        progress(done / len(waiting), f"{done:,} of {len(waiting):,}")
    return refused


def embed_speed(paths: Sequence[str | Path], encoder: Any = None, workers: int | None = None) -> tuple[float, float]:
    """Analyse files as an import does, without listing them; return (seconds of sound, seconds taken)."""
    encoder = encoder or SpeakerEncoder.load(MODELS / ENCODER)
    _listen(encoder, [(paths[0], None)], threading.Event())  # loads everything that the first file needs
    started = time.perf_counter()
    sources = [(path, None) for path in paths]
    listened = sum(what.listened for _, heard in _in_parallel(encoder, sources, lambda s: s, lambda: False, workers)
                   for what in heard)
    return listened, time.perf_counter() - started


def _unknown(utterances, library, report, progress, cancelled):
    """Return the utterances not yet analysed: list of (utterance, size, changed)."""
    known, refused, waiting = library.known_files(), library.refused_files(), []
    for number, utterance in enumerate(utterances):
        if cancelled():
            raise Cancelled
        if number % 1000 == 0:
            progress(0.0, f"{number:,} files found")
        path = str(utterance.path)
        try:
            about = utterance.path.stat()
        except OSError:
            report.refused.append((path, "It is named in the data set's table, but is not there."))
            continue
        state = about.st_size, about.st_mtime_ns
        if known.get(path) == state:
            report.known += 1
        elif refused.get(path, ())[:2] == state:
            report.refused.append((path, refused[path][2]))
        else:
            waiting.append((utterance, *state))
    return waiting


def _in_parallel(encoder, items, source, cancelled, workers):
    """Analyse items in threads; yield (batch of items, a Heard for each) as batches finish.

    `source` returns an item's path and region. Each thread does the whole work, from the file to the embedding, on one
    core, which keeps all cores busy without waiting for one another.
    """
    workers, stop = workers or os.cpu_count() or 1, threading.Event()
    batches = (items[i: i + AT_ONCE] for i in range(0, len(items), AT_ONCE))
    pool, running = ThreadPoolExecutor(workers, "import", torch.set_num_threads, (1,)), {}
    try:
        while True:
            for batch in itertools.islice(batches, AHEAD * workers - len(running)):
                running[pool.submit(_listen, encoder, [source(item) for item in batch], stop)] = batch
            if not running:
                return
            done, _ = wait(running, ANSWER, FIRST_COMPLETED)
            if cancelled():
                raise Cancelled
            for future in done:
                yield running.pop(future), future.result()
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _listen(encoder, sources, stop):
    """Analyse files, given as (path, region), and return a list of Heard; stop early when `stop` is set."""
    heard, prepared = [], []
    for path, region in sources:
        if stop.is_set():
            return []
        try:
            reference = Reference.load(path, LISTENED, region)
        except AudioError as error:
            heard.append(Heard(0.0, 0.0, None, str(error)))
            continue
        prepared.append(encoder.preprocess(reference.quiet_16k, RATE))
        heard.append((reference, statistics([reference], brief=True)))
    with torch.autocast("cpu", torch.bfloat16, enabled=encoder.device.type == "cpu" and _has_bfloat16()):
        embeddings = iter(encoder.embed_many_prepared(prepared) if prepared else ())
    return [what if isinstance(what, Heard) else
            Heard(what[0].whole, what[0].seconds, Voice("", next(embeddings), what[1], what[0].speech_seconds))
            for what in heard]


def _has_bfloat16():
    """Return whether the processor multiplies bfloat16 natively, twice as fast; embeddings agree to 0.9998 (cosine)."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16"))
