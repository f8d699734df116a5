"""The recipe of the parallel synthesizer."""

import math
import re
import zlib
from collections import Counter

from corpus.shards import read_shards
from encoder.ecapa.network import ECAPA
from encoder.from_mel import MelEmbedder
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.aligner.network import FrameClassifier
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.train import SynthesizerTask
from toolbox.core.models.profiles import ALIGNER, ENCODER, MODELS
from toolbox.core.training.running import given, make_plan, read_data, run

STEPS = 40_000
VIRTUAL, RESAMPLED = "virtual-", re.compile(r"x\d\.\d\d$")  # beginning and end of such speakers' names


def train_synthesizer(data, out, steps=STEPS, minutes=math.inf, device="auto", threads=None,
                      from_model=None, progress=True, learning_rate=None, ecapa=None, encoder=None):
    """Train the parallel synthesizer on prepared shards; goes on from the last checkpoint in `out`.

    `from_model` starts from the weights of a model file, `learning_rate` is the network's own by default. With `ecapa`,
    a file with the weights of ECAPA-TDNN as published or as they come with the program, that encoder also judges the
    voices. `encoder` is the one that the shards were prepared with, the one that ships by default. Returns the last
    mean losses.
    """
    second = ECAPA.load(ecapa) if ecapa else None
    features, mel_config = read_data(data, ("mel", "f0", "partials", "boundaries"))
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    listener = FrameClassifier.load(MODELS / ALIGNER).requires_grad_(False).to(plan.device)
    speech = _some_speech(data)
    first = SpeakerEncoder.load(encoder or MODELS / ENCODER).network
    embedder = MelEmbedder.fit(first, mel_config, speech).to(plan.device)
    second = MelEmbedder.fit(second, mel_config, speech).to(plan.device) if ecapa else None
    task = SynthesizerTask(features, plan, SynthesizerConfig(mel=mel_config), weights=_weights(features),
                           readers=_may_read, embedder=embedder, listener=listener, second_embedder=second,
                           **given(learning_rate=learning_rate))
    return run(task, plan, from_model, kept=("reader_embeddings", "reader_statistics"))


def _some_speech(data):
    """Waveforms and log-mels of about one utterance in fifty, to fit speaker encoders to the mels."""
    picked, _ = read_shards(data, lambda row: not row["held_out"] and zlib.crc32(row["id"].encode()) % 50 == 0,
                                 ("mel", "audio"))
    speech = [(f.wav().numpy(), f.mel) for f in picked if f.audio is not None]
    if not speech:
        raise ValueError(f"{data} holds no waveforms; prepare it again.")
    return speech


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
