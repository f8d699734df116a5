"""How the shipped models are made: what joins corpus, encoder and text for the training commands."""

import json
import math
import re
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from audio.mel import RTVC, log_mel_numpy
from audio.signal import resample
from corpus import kokoro
from corpus.aligner import WORST, FrameClassifier, align_shards, train_aligner
from corpus.prepare import REPORT
from corpus.prepare import prepare as make_shards
from corpus.readers import READERS, recognise
from corpus.shards import SHARDS, read_shards
from encoder.config import EncoderConfig
from encoder.ecapa import ECAPA
from encoder.evaluate import equal_error_rate, trials
from encoder.from_mel import MelEmbedder
from encoder.inference import SpeakerEncoder
from encoder.train import EncoderTask, comparable, embed, listen
from synthesizer.config import SynthesizerConfig, TacotronConfig
from synthesizer.inference import Synthesizer
from synthesizer.losses import is_speech
from synthesizer.tacotron_train import TacotronTask, can_learn
from synthesizer.text import Phonemizer, normalize
from synthesizer.train import REFERENCE_FRAMES, SynthesizerTask, full_band, say_again
from toolbox import VERSION
from toolbox.core.device import choose_device
from toolbox.core.profiles import ALIGNER, MODELS
from training import distributed
from training.checkpoint import load_weights, read_model
from training.loop import Plan, train
from vocoder.autoregressive import WaveNetVocoder, WaveRNNVocoder
from vocoder.autoregressive_train import AutoregressiveTask
from vocoder.config import VocoderConfig, WaveNetConfig, WaveRNNConfig
from vocoder.train import VocoderTask

SYNTHESIZER_STEPS, VOCODER_STEPS, ENCODER_STEPS = 40_000, 40_000, 2_000
TACOTRON_STEPS, WAVERNN_STEPS, WAVENET_STEPS = 100_000, 200_000, 200_000
HELD_OUT = 20  # of so many speakers one is kept for evaluation, where the data set does not say which
VIRTUAL, RESAMPLED = "virtual-", re.compile(r"x\d\.\d\d$")  # beginning and end of such speakers' names
ALIGNER_STEPS = 2_000
WAVENET_NOISE = 0.01  # two and a half levels
SAID_AGAIN = 1_500  # utterances that a synthesizer says for the vocoder


def prepare(corpus, out, workers=2, progress=True, aligner=None):
    """Make feature shards of a data set, its speakers as they are and resampled, and align what has only text.

    What is done already is not done again. Where no speakers are held out by the data set, and there are 20 or more,
    about one in twenty is.

    Parameters
    ----------
    corpus : str or Path
        A folder with virtual.jsonl or real.jsonl, or any other that corpus.readers recognises.
    out : str or Path
        Data sets that are to be trained on together go into the same.
    workers : int
    progress : bool
    aligner : str or Path, optional
        By default that in `out`; otherwise a new one, if what lies there has known boundaries to learn from, or else
        the one that ships.

    Returns
    -------
    dict
        A report for each set of shards, with the number of utterances aligned.

    Raises
    ------
    ValueError
        If nothing in the folder is recognised.
    """
    corpus, out = Path(corpus), Path(out)
    reports, transcripts = {}, {}
    for name, utterances in _sets(corpus):
        kept = [u for u in utterances if not u.held_out]
        # English only: other texts would be read as if they were.
        spoken = [u for u in kept if u.boundaries or re.search("[a-zA-Z]", u.text)]
        reports[name] = make_shards(utterances, out / name, make_embedder, workers=workers, progress=progress)
        if spoken:  # the rest is of use to the synthesizer in no voice
            again = f"{name}-resampled"
            reports[again] = make_shards(spoken, out / again, make_embedder, workers=workers, progress=progress,
                                         keep_audio=False, resample_speakers=True)
        unaligned = [u for u in spoken if not u.boundaries]
        read = Phonemizer().phonemize([_plain(u.text) for u in unaligned])
        transcripts |= {u.id: phonemes.text for u, phonemes in zip(unaligned, read, strict=True)}
    network = _aligner(out, aligner, progress)
    for name, report in reports.items():
        scores = align_shards(out / name, network, transcripts) if transcripts else {}
        report["aligned"] = sum(score >= WORST for score in scores.values())
    return reports


def _sets(corpus):
    """Name and utterances of each set of shards that a folder makes."""
    layout, utterances = recognise(corpus)
    if layout.name == "corpus":
        found = {name: corpus / f"{name}.jsonl" for name in READERS}
        return [(name, READERS[name](corpus)) for name, path in found.items() if path.exists()]
    utterances = list(utterances)
    speakers = {u.speaker for u in utterances}
    if len(speakers) >= HELD_OUT:
        chosen = sorted(speakers, key=lambda s: zlib.crc32(s.encode()))[: len(speakers) // HELD_OUT]
        utterances = [replace(u, held_out=u.speaker in chosen) for u in utterances]
    return [(re.sub(r"\W+", "-", f"{layout.name} {corpus.resolve().name}".lower()).strip("-"), utterances)]


def _aligner(out, given, progress):
    """The aligner of a folder of shards: one that is given, the one there, a new one, or the one that ships."""
    if not given and (out / ALIGNER).exists():
        return FrameClassifier.load(out / ALIGNER)
    known, config = read_shards(out, lambda row: not row["held_out"], ("mel", "boundaries"))
    known = [f for f in known if f.boundaries is not None]
    if given or not known:
        network = FrameClassifier.load(given or MODELS / ALIGNER)
    else:
        network = train_aligner(known, config.hop_length, ALIGNER_STEPS, progress=progress)
    network.save(out / ALIGNER)
    return network


def make_virtual(model, styles, texts, out, hours, progress=lambda share, what: None):
    """Make speech of virtual speakers with Kokoro; see `corpus.kokoro.make_virtual`.

    `texts` is a file with a sentence in each line, in English, with its phonemes behind a tab or without.
    """
    lines = [line.split("\t") for line in Path(texts).read_text(encoding="utf-8").splitlines() if line.strip()]
    read = Phonemizer().phonemize([normalize(line[0]) for line in lines if len(line) == 1])
    said = iter(read)
    pairs = [(line[0], line[1] if len(line) > 1 else next(said).text) for line in lines]
    return kokoro.make_virtual(kokoro.Kokoro(model), kokoro.read_styles(styles), pairs, out, hours, progress=progress)


def train_synthesizer(data, out, steps=SYNTHESIZER_STEPS, minutes=math.inf, device="auto", threads=None,
                      from_model=None, progress=True, learning_rate=None, ecapa=None):
    """Train the parallel synthesizer on prepared shards; goes on from the last checkpoint in `out`.

    `from_model` starts from the weights of a model file, `learning_rate` is the network's own by default. With `ecapa`,
    a file with the weights of ECAPA-TDNN as published or as they come with the program, that encoder judges the voices,
    too. Returns the last mean losses.
    """
    second = ECAPA.load(ecapa) if ecapa else None
    features, mel_config = _read(data, ("mel", "f0", "partials", "boundaries"))
    plan = _plan(data, out, steps, minutes, device, threads, progress)
    listener = FrameClassifier.load(Path(data) / ALIGNER).requires_grad_(False).to(plan.device)
    speech = _some_speech(data)
    embedder = MelEmbedder.fit(SpeakerEncoder.load().network, mel_config, speech).to(plan.device)
    second = MelEmbedder.fit(second, mel_config, speech).to(plan.device) if ecapa else None
    task = SynthesizerTask(features, plan, SynthesizerConfig(mel=mel_config), weights=_weights(features),
                           readers=_may_read, embedder=embedder, listener=listener, second_embedder=second,
                           **_given(learning_rate=learning_rate))
    return _run(task, plan, from_model, kept=("reader_embeddings", "reader_statistics"))


def train_vocoder(data, out, steps=VOCODER_STEPS, minutes=math.inf, device="auto", threads=None, from_model=None,
                  progress=True, learning_rate=None, batch=None, synthesizer=None):
    """Train the harmonic vocoder on prepared shards, `batch` crops a step; otherwise as `train_synthesizer`.

    With the model file of a `synthesizer`, half of what it learns from are that network's mels of the same recordings.
    """
    features, mel_config = _read(data, ("mel", "f0", "partials", "audio", "boundaries"))
    features = [f for f in features if f.audio is not None]
    plan = _plan(data, out, steps, minutes, device, threads, progress)
    if synthesizer:
        features = _beside_said_again(features, Synthesizer.load(synthesizer, plan.device).network, progress)
    task = VocoderTask(features, plan, VocoderConfig(mel=mel_config),
                       **_given(learning_rate=learning_rate, batch=batch))
    return _run(task, plan, from_model)


def train_encoder(data, out, steps=ENCODER_STEPS, minutes=math.inf, device="auto", threads=None, from_model=None,
                  progress=True, learning_rate=None, loss="softmax", front_end="log-mel"):
    """Train a speaker encoder on the waveforms of prepared shards; otherwise as `train_synthesizer`.

    Returns the last mean losses, and the equal-error rate of the held-out speakers if there are some.
    """
    plan = replace(_plan(data, out, steps, minutes, device, threads, progress), save_every=100, show_every=250)
    config = EncoderConfig.of(front_end)
    recordings, held_out = _listen(data, config)
    on_gpu = plan.device != "cpu"
    task = EncoderTask(recordings, plan, config, loss, *((64, 10) if on_gpu else (16, 5)), held_out=held_out,
                       **_given(learning_rate=learning_rate))
    losses = _run(task, plan, from_model)
    if distributed.rank() > 0 or not task.held_out:
        return losses
    return losses | equal_errors(SpeakerEncoder.load(plan.out / "model.safetensors"), task.held_out)


def equal_errors(encoder, recordings):
    """Equal-error rate of an encoder over all pairs of recordings (speaker, frames), and what it was measured on."""
    recordings = comparable(recordings, encoder.config)
    speakers = [speaker for speaker, _ in recordings]
    rate, threshold = equal_error_rate(*trials(embed(encoder.network, recordings, encoder.device), speakers))
    return {"equal_error_rate": rate, "threshold": threshold, "held_out_speakers": len(set(speakers)),
            "held_out_utterances": len(recordings)}


def _beside_said_again(features, network, progress):
    """As many utterances with the synthesizer's mels as with their own, the speakers taken in turn.

    Only recordings that hold all bands: from others the vocoder would learn to leave out what the synthesizer makes of
    the highest.
    """
    by_turn, turns = [], Counter()
    for f in full_band(features):
        if f.boundaries is not None and f.mel.shape[1] >= REFERENCE_FRAMES[0]:
            by_turn.append((turns[f.speaker], f))
            turns[f.speaker] += 1
    chosen = [f for _, f in sorted(by_turn, key=lambda pair: pair[0])][:SAID_AGAIN]
    rng = np.random.default_rng(0)
    made = [replace(f, mel=_but_its_pauses(say_again(network, f, rng), f.mel.float()).half())
            for f in tqdm(chosen, desc="synthesizer", unit="utt", disable=not progress)]
    return made * max(1, round(len(features) / max(1, len(made)))) + features


def _but_its_pauses(made, recorded):
    """A made mel with the recording's own pauses: a regression's are too quiet, and a vocoder would learn to raise
    them."""
    return torch.where(is_speech(recorded[None])[0] > 0, made, recorded)


def train_tacotron(data, out, steps=TACOTRON_STEPS, minutes=math.inf, device="auto", threads=None, from_model=None,
                   progress=True, learning_rate=None, utterances=None, config=TacotronConfig()):
    """Train Tacotron on prepared shards, whose waveforms become mels of its kind; otherwise as `train_synthesizer`.

    With `utterances`, on that many of them only: to see whether it can learn at all.
    """
    plan = _plan(data, out, steps, minutes, device, threads, progress)
    features = as_rtvc(data, ("partials", "audio"), utterances, progress, can_learn)
    task = TacotronTask([replace(f, audio=None) for f in features], plan, config, **_given(learning_rate=learning_rate))
    return _run(task, plan, from_model)


def train_wavernn(data, out, steps=WAVERNN_STEPS, minutes=math.inf, device="auto", threads=None, from_model=None,
                  progress=True, learning_rate=None, batch=32, utterances=None, config=WaveRNNConfig()):
    """Train WaveRNN, `batch` crops a step; otherwise as `train_tacotron`."""
    plan = _plan(data, out, steps, minutes, device, threads, progress)
    features = as_rtvc(data, ("audio",), utterances, progress)
    task = AutoregressiveTask(features, plan, WaveRNNVocoder, config, batch=batch, frames=5,
                              **_given(learning_rate=learning_rate))
    return _run(task, plan, from_model)


def train_wavenet(data, out, steps=WAVENET_STEPS, minutes=math.inf, device="auto", threads=None, from_model=None,
                  progress=True, learning_rate=None, batch=8, utterances=None, config=None):
    """Train WaveNet on the mels of prepared shards, which are the parallel synthesizer's; otherwise as
    `train_wavernn`."""
    plan = _plan(data, out, steps, minutes, device, threads, progress)
    features, mel_config = _read(data, ("mel", "audio"))
    features = [f for f in features if f.audio is not None][:utterances]
    config = config or WaveNetConfig(mel=mel_config)
    task = AutoregressiveTask(features, plan, WaveNetVocoder, config, batch=batch, frames=16,
                              noise=WAVENET_NOISE, **_given(learning_rate=learning_rate))
    return _run(task, plan, from_model)


def make_embedder():
    """A function (wav, rate) -> partial embeddings, for a worker process."""
    return SpeakerEncoder.load().embed_partials


def _read(data, tensors):
    return read_shards(data, lambda row: not row["held_out"], tensors)


def as_rtvc(data, tensors, utterances, progress, wanted=lambda text, seconds: True):
    """Utterances with waveforms and mels as the RTVC networks take them: 16 kHz, at a peak of 0.9.

    The first so many `utterances` that are `wanted`, or all of these.
    """
    features, config = _read(data, tensors)
    features = [f for f in features if f.audio is not None and wanted(f.text, len(f.audio) / config.rate)][:utterances]
    made = []
    for f in tqdm(features, desc="16 kHz", unit="utt", disable=not progress):
        wav = resample(f.audio.numpy().astype("float32") / 32767, config.rate, RTVC.rate)
        wav *= 0.9 / max(1e-3, np.abs(wav).max())
        made.append(replace(f, mel=torch.from_numpy(log_mel_numpy(wav, RTVC)).half(),
                            audio=torch.from_numpy(np.round(wav * 32767).astype(np.int16))))
    return made


def _listen(data, config):
    """Frames of all prepared waveforms, with their speakers: those to train on, and those held out.

    One shard after the other, since the waveforms take four times the memory of the frames.
    """
    recordings, held_out = [], []
    for path in sorted(Path(data).rglob(SHARDS)):
        features, mel = read_shards(path.parent, tensors=("audio",), within=[path])
        for f in features:
            if f.audio is not None:
                frames = listen(f.audio.numpy().astype("float32") / 32767, mel.rate, config)
                (held_out if f.held_out else recordings).append((f.speaker, frames))
    if not recordings:
        raise FileNotFoundError(f"{data} holds no feature shards with waveforms; "
                                "make them with `python main.py prepare`.")
    return recordings, held_out


def _some_speech(data):
    """Waveforms and log-mels of about one utterance in fifty, to fit speaker encoders to the mels."""
    picked, _ = read_shards(data, lambda row: not row["held_out"] and zlib.crc32(row["id"].encode()) % 50 == 0,
                                 ("mel", "audio"))
    speech = [(f.audio.numpy() / 32767, f.mel) for f in picked if f.audio is not None]
    if not speech:
        raise ValueError(f"{data} holds no waveforms; prepare it again.")
    return speech


def _plan(data, out, steps, minutes, device, threads, progress):
    if threads:
        torch.set_num_threads(threads)
    device = distributed.own_device(choose_device(device))
    sets = sorted(path.parent.name for path in Path(data).rglob(REPORT))
    return Plan(Path(out), steps, device=str(device), max_minutes=minutes, progress=progress,
                card={"data": ", ".join(sets), "code": VERSION})


def _given(**options):
    return {name: value for name, value in options.items() if value is not None}


def _run(task, plan, from_model, kept=()):
    """Train; of another model's weights all are taken but those named in `kept`, which are of the data."""
    if from_model:
        tensors, config, _ = read_model(from_model, task.kind)
        own = json.loads(json.dumps(task.config()))
        others = sorted(name for name in own if name != "n_readers" and config.get(name) != own[name])
        if others:
            raise ValueError(f"{from_model} is another network than the one that is to be trained; these differ: "
                             f"{', '.join(others)}.")
        load_weights(task.network, tensors | {name: task.network.state_dict()[name] for name in kept}, from_model)
    return train(task, plan)


def _may_read(feature):
    """Whether the boundaries are exact and the speaker is as recorded."""
    return feature.speaker.startswith(VIRTUAL) and not RESAMPLED.search(feature.speaker)


def _weights(features):
    """How often each utterance is drawn: real speakers are few and matter most, each with about the same share."""
    counts = Counter(f.speaker for f in features)

    def weight(feature):
        if feature.speaker.startswith(VIRTUAL):
            return 1.0
        share = 5.0 if RESAMPLED.search(feature.speaker) else 8.0
        return share if counts[feature.speaker] < 10 else share * 15 / counts[feature.speaker]

    return weight


def _plain(text):
    """Transcripts in capitals without punctuation read as sentences."""
    return normalize(f"{text.capitalize()}." if text == text.upper() else text)
