"""Utterances -> feature shards: in parallel, resumable, with a report."""

import hashlib
import json
import multiprocessing
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from tqdm import tqdm

from audio.errors import AudioError
from audio.files import load
from audio.mel import MelConfig, log_mel_numpy
from audio.pitch import pitch
from audio.signal import resample, to_int16
from audio.vad import set_speech_level, speech_mask
from audio.voice import voice_statistics
from corpus.shards import ALIGNED, SHARDS, Features, write_record, write_shard

SHARD_UTTERANCES = 160
REPORT = "report.json"
RESAMPLING = (0.85, 1.18)
STRETCHES, STRETCH = 2, (2.5, 10.0)  # references taken from an utterance, and the range of their length in seconds


class Embedders(NamedTuple):
    """Functions (wav, rate) -> embeddings: the partials' by the first speaker encoder, float32 (n_partials, 256), and
    one by the second, float32 (192,)."""

    partials: Callable[[np.ndarray, int], np.ndarray]
    second: Callable[[np.ndarray, int], np.ndarray]


def prepare(utterances: Sequence[Any], out: str | Path, embedders: Callable[[], Embedders],
            mel_config: MelConfig = MelConfig(), keep_audio: bool = True, resample_speakers: bool = False,
            workers: int = 2, progress: bool = True) -> dict[str, Any]:
    """Make feature shards of utterances; existing shards are kept.

    Parameters
    ----------
    utterances : list of corpus.readers.Utterance
    out : str or Path
        Folder for the shards and report.json.
    embedders : callable
        Called without arguments once in each worker; returns `Embedders`.
    mel_config : MelConfig
    keep_audio : bool
        Whether to store the waveform, which the vocoder needs and the synthesizer does not.
    resample_speakers : bool
        Play each speaker faster or slower by a factor drawn from `RESAMPLING` once per speaker: pitch and formants
        shift together, which turns one speaker into another.
    workers : int
    progress : bool

    Returns
    -------
    dict
        Hours, speakers, utterances, and the rejected utterances with reasons.

    Raises
    ------
    ValueError
        If the folder holds shards of other utterances, or of the same ones with other texts.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    about = [[u.id, u.speaker, u.text, u.phonemes, u.boundaries, u.held_out, u.language] for u in utterances]
    tag = hashlib.sha256(json.dumps([mel_config.to_dict(), keep_audio, resample_speakers, about], default=list)
                         .encode()).hexdigest()[:8]
    chunks = [(out / f"{tag}-{i:05d}.safetensors", utterances[i * SHARD_UTTERANCES:(i + 1) * SHARD_UTTERANCES])
              for i in range(-(-len(utterances) // SHARD_UTTERANCES))]
    stale = [p for p in out.glob(SHARDS) if not p.name.startswith(tag)]
    if stale:
        raise ValueError(f"{out} holds shards of other utterances ({stale[0].name}); "
                         "name another folder, or delete them.")
    jobs = [(path, chunk, mel_config, keep_audio, resample_speakers, embedders) for path, chunk in chunks]
    totals: Counter[str] = Counter()
    speakers: set[str] = set()
    rejected: dict[str, str] = {}
    with _pool(workers) as pool, tqdm(total=len(utterances), unit="utt", disable=not progress) as bar:
        for done, seconds, who, refused in pool.imap_unordered(_make_shard, jobs):
            totals["utterances"] += done
            totals["seconds"] += seconds
            speakers |= set(who)
            rejected |= refused
            bar.update(done + len(refused))
    report = {"utterances": totals["utterances"], "hours": round(totals["seconds"] / 3600, 3),
              "speakers": len(speakers), "rejected": rejected}
    write_record(out / REPORT, report)
    return report


@contextmanager
def _pool(workers):
    """Start worker processes that leave Ctrl-C to their parent, which ends them and reports it once."""
    with _interrupt_held():
        pool = multiprocessing.get_context("spawn").Pool(workers, _ignore_interrupt)
    with pool:
        yield pool


@contextmanager
def _interrupt_held():
    """Defer Ctrl-C until the block ends; processes started in it do not receive it while they start."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught = []
    before = signal.signal(signal.SIGINT, lambda *given: caught.append(given))
    masks = hasattr(signal, "pthread_sigmask")  # not on Windows
    if masks:
        from multiprocessing import resource_tracker
        resource_tracker.ensure_running()  # starting it later would let Ctrl-C through
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
    if caught:
        signal.raise_signal(signal.SIGINT)


def _ignore_interrupt():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=1)
def _embedder(make):
    return make()


def _make_shard(job):
    path, utterances, mel_config, keep_audio, resample_speakers, make_embedder = job
    record = path.with_suffix(".json")
    if path.exists() and record.exists():
        return json.loads(record.read_text())
    torch.set_num_threads(1)
    features, rejected, seconds = [], {}, 0.0
    for utterance in utterances:
        try:
            made = _features(utterance, mel_config, keep_audio, resample_speakers, _embedder(make_embedder))
        except AudioError as error:
            rejected[utterance.id] = str(error)
            continue
        features.append(made)
        seconds += made.mel.shape[1] * mel_config.hop_length / mel_config.rate
    path.with_suffix(ALIGNED).unlink(missing_ok=True)
    write_shard(path, features, mel_config)
    result = (len(features), seconds, sorted({f.speaker for f in features}), rejected)
    write_record(record, result)
    return result


def _features(utterance, config, keep_audio, resample_speakers, embedders):
    wav, rate = load(utterance.path)
    speaker, factor = utterance.speaker, 1.0
    if resample_speakers:
        factor = resampling_factor(speaker)
        speaker = f"{speaker}x{factor:.2f}"
    bandwidth = min(rate / 2, config.rate / 2) * min(1.0, factor)
    wav = resample(wav, round(rate * factor), config.rate)
    if speech_mask(wav, config.rate).sum() < config.rate:
        raise AudioError(f"{utterance.path}: less than a second of speech.")
    wav = set_speech_level(wav, config.rate)
    boundaries = None
    if utterance.boundaries:
        ends = np.round(np.array(utterance.boundaries) / factor * config.rate).astype(np.int32)
        boundaries = torch.from_numpy(np.minimum(ends, len(wav)))
    mel, f0 = log_mel_numpy(wav, config), pitch(wav, config.rate, config.hop_length)
    partials = embedders.partials(wav, config.rate)
    embeddings, statistics, seconds = _references(utterance.id, wav, mel, f0, config, embedders)
    return Features(
        utterance.id, speaker, utterance.phonemes, utterance.held_out, bandwidth,
        mel=torch.from_numpy(mel).half(), f0=torch.from_numpy(f0).half(), partials=torch.from_numpy(partials).half(),
        audio=torch.from_numpy(to_int16(wav)) if keep_audio else None,
        boundaries=boundaries, text=utterance.text, language=utterance.language,
        embeddings=embeddings, statistics=statistics, seconds=seconds)


def _references(name, wav, mel, f0, config, embedders):
    """Measure random stretches of an utterance as short references of its voice; three tensors (STRETCHES, n)."""
    rng, n_frames = _generator(name), mel.shape[1]
    least, most = (min(n_frames, round(seconds * config.frames_a_second)) for seconds in STRETCH)
    made = []
    for _ in range(STRETCHES):
        length = int(rng.integers(least, most + 1))
        begin = int(rng.integers(0, n_frames - length + 1))
        try:
            made.append(_reference(wav, mel, f0, slice(begin, begin + length), config, embedders))
        except AudioError:  # the stretch holds more pause than speech
            made.append(_reference(wav, mel, f0, slice(0, n_frames), config, embedders))
    return [torch.from_numpy(np.stack(parts)).half() for parts in zip(*made, strict=True)]


def _reference(wav, mel, f0, window, config, embedders):
    piece = wav[window.start * config.hop_length: window.stop * config.hop_length]
    embedding = embedders.partials(piece, config.rate).mean(axis=0)
    return (embedding / np.linalg.norm(embedding), voice_statistics(mel[:, window], f0[window]),
            embedders.second(piece, config.rate))


def resampling_factor(speaker: str) -> float:
    """Return a speaker's factor, in `RESAMPLING` and at least 5 % away from 1; it depends on the name alone."""
    rng = _generator(speaker)
    low, high = RESAMPLING
    return float(rng.uniform(low, 0.95) if rng.random() < 0.45 else rng.uniform(1.05, high))


def _generator(name):
    """Return a random generator seeded by a name."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little"))
