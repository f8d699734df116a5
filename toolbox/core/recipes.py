"""How the shipped models are made: what joins corpus, encoder and text for the training commands."""

import math
import zlib
from collections import Counter
from pathlib import Path

import torch

from corpus.aligner import WORST, FrameClassifier, align_shards, train_aligner
from corpus.prepare import prepare as make_shards
from corpus.readers import READERS
from corpus.shards import read_shards
from encoder.from_mel import MelEmbedder
from encoder.inference import SpeakerEncoder
from synthesizer.config import SynthesizerConfig
from synthesizer.text.normalize import normalize
from synthesizer.text.phonemes import Phonemizer
from synthesizer.train import SynthesizerTask
from toolbox import VERSION
from toolbox.core.device import choose_device
from training.checkpoint import load_weights, read_model
from training.loop import Plan, train
from vocoder.config import VocoderConfig
from vocoder.train import VocoderTask

SYNTHESIZER_STEPS, VOCODER_STEPS = 40_000, 40_000
REAL = "librispeech-"
ALIGNER_STEPS = 700
ALIGNER = "aligner.safetensors"


def prepare(corpus, out, workers=2, progress=True):
    """Make feature shards of a corpus folder, its speakers as they are and resampled, and align what has only text.

    Parameters
    ----------
    corpus : str or Path
        A folder with virtual.jsonl and real.jsonl.
    out : str or Path
    workers : int
    progress : bool

    Returns
    -------
    dict
        A report for each set of shards, and the number of utterances aligned.
    """
    corpus, out = Path(corpus), Path(out)
    names = [name for name in READERS if (corpus / f"{name}.jsonl").exists()]
    if not names:
        raise FileNotFoundError(f"{corpus} is no corpus: it holds none of "
                                f"{', '.join(f'{name}.jsonl' for name in READERS)}.")
    reports, transcripts = {}, {}
    for name in names:
        utterances = READERS[name](corpus)
        kept = [u for u in utterances if not u.held_out]
        reports[name] = make_shards(utterances, out / name, make_embedder, workers=workers, progress=progress)
        reports[f"{name}-resampled"] = make_shards(kept, out / f"{name}-resampled", make_embedder, workers=workers,
                                                   progress=progress, keep_audio=False, resample_speakers=True)
        unaligned = [u for u in kept if u.text and not u.boundaries]
        read = Phonemizer().phonemize([_plain(u.text) for u in unaligned])
        transcripts |= {u.id: phonemes.text for u, phonemes in zip(unaligned, read, strict=True)}
    known, config = read_shards(out, lambda row: not row["held_out"], ("mel", "boundaries"))
    known = [f for f in known if f.boundaries is not None and f.id not in transcripts]
    if not known:
        raise ValueError("Nothing in the corpus has known boundaries, so that no aligner can be trained.")
    aligner = train_aligner(known, config.hop_length, ALIGNER_STEPS, progress=progress)
    aligner.save(out / ALIGNER)
    for name in names:
        for folder in (out / name, out / f"{name}-resampled"):
            scores = align_shards(folder, aligner, transcripts)
            reports[folder.name]["aligned"] = sum(score >= WORST for score in scores.values())
    return reports


def train_synthesizer(data, out, steps=SYNTHESIZER_STEPS, minutes=math.inf, device="auto", threads=None,
                      from_model=None, progress=True):
    """Train the parallel synthesizer on prepared shards; goes on from the last checkpoint in `out`.

    `from_model` starts from the weights of a model file. Returns the last mean losses.
    """
    features, mel_config = _read(data, ("mel", "f0", "partials", "boundaries"))
    plan = _plan(data, out, steps, minutes, device, threads, progress)
    features = [f for f in features if f.boundaries is not None]
    listener = FrameClassifier.load(Path(data) / ALIGNER).requires_grad_(False).to(plan.device)
    task = SynthesizerTask(features, plan, SynthesizerConfig(mel=mel_config), weights=_weights(features),
                           embedder=_mel_embedder(data, plan.device), listener=listener)
    return _run(task, plan, from_model)


def train_vocoder(data, out, steps=VOCODER_STEPS, minutes=math.inf, device="auto", threads=None, from_model=None,
                  progress=True):
    """Train the harmonic vocoder on prepared shards; otherwise as `train_synthesizer`."""
    features, mel_config = _read(data, ("mel", "f0", "audio"))
    features = [f for f in features if f.audio is not None]
    plan = _plan(data, out, steps, minutes, device, threads, progress)
    return _run(VocoderTask(features, plan, VocoderConfig(mel=mel_config)), plan, from_model)


def make_embedder():
    """A function (wav, rate) -> partial embeddings, for a worker process."""
    return SpeakerEncoder.load().embed_partials


def _read(data, tensors):
    return read_shards(data, lambda row: not row["held_out"], tensors)


def _mel_embedder(data, device):
    """The speaker encoder on the synthesizer's mels, fitted on about one utterance in fifty."""
    picked, config = read_shards(data, lambda row: not row["held_out"] and zlib.crc32(row["id"].encode()) % 50 == 0,
                                 ("mel", "audio"))
    speech = [(f.audio.numpy() / 32767, f.mel) for f in picked if f.audio is not None]
    if not speech:
        raise ValueError(f"{data} holds no waveforms; prepare it again.")
    return MelEmbedder(SpeakerEncoder.load().network, config, speech).to(device)


def _plan(data, out, steps, minutes, device, threads, progress):
    if threads:
        torch.set_num_threads(threads)
    return Plan(Path(out), steps, device=str(choose_device(device)), max_minutes=minutes, progress=progress,
                card={"data": str(data), "code": VERSION})


def _run(task, plan, from_model):
    if from_model:
        tensors, _, _ = read_model(from_model, task.kind)
        load_weights(task.network, tensors, from_model)
    return train(task, plan)


def _weights(features):
    """How often each utterance is drawn: real speakers are few and matter most, each with about the same share."""
    counts = Counter(f.speaker for f in features)

    def weight(feature):
        if not feature.speaker.startswith(REAL):
            return 1.0
        share = 5.0 if "x" in feature.speaker else 8.0
        return share if counts[feature.speaker] < 10 else share * 15 / counts[feature.speaker]

    return weight


def _plain(text):
    """Transcripts in capitals without punctuation read as sentences."""
    return normalize(f"{text.capitalize()}." if text == text.upper() else text)
