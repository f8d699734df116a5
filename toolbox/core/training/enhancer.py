"""The recipe of the enhancer."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from audio.signal import FULL_SCALE, resample, to_int16
from corpus.shards import SHARDS, read_shards
from encoder.features import features
from encoder.ge2e.inference import SpeakerEncoder
from enhancer.disturbances import RATE
from enhancer.mixtures import Mixer
from enhancer.train import EnhancerTask
from toolbox.core.models.profiles import ENCODER, MODELS
from toolbox.core.settings import PROGRAM
from toolbox.core.training.running import given, make_plan, run

STEPS = 60_000
SECONDS = 3.0  # of a mixture

Recording = tuple[str, np.ndarray, np.ndarray]


def train_enhancer(data, out, steps=STEPS, minutes=math.inf, device="auto", threads=None, from_model=None,
                   progress=True, learning_rate=None) -> dict[str, float]:
    """Train the enhancer on mixtures of the waveforms of prepared shards; otherwise as `train_synthesizer`."""
    plan = replace(make_plan(data, out, steps, minutes, device, threads, progress), save_every=500, show_every=500)
    recordings, held_out = read_recordings(data)
    n_samples = int(SECONDS * RATE)
    task = EnhancerTask(Mixer(recordings, n_samples), plan, embed=Listener(plan.device),
                        held_out=Mixer(held_out, n_samples) if len({speaker for speaker, *_ in held_out}) > 1 else None,
                        **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


class Listener:
    """Embeds waveforms at RATE by the bundled speaker encoder, with a gradient."""

    def __init__(self, device):
        self.network = SpeakerEncoder.load(MODELS / ENCODER, device).network.requires_grad_(False)
        self.network.lstm.train()  # cuDNN's gives no gradient otherwise; it has no dropout that would be switched on

    def __call__(self, wavs: torch.Tensor) -> torch.Tensor:
        """Embed the first partial's length of waveforms (batch, n_samples): (batch, 256), unit length."""
        config = self.network.config
        return self.network(features(wavs, config)[:, : config.partial_frames])


def read_recordings(data) -> tuple[list[Recording], list[Recording]]:
    """Return (speaker, audio, partials) of all prepared waveforms, those for training and those held out."""
    recordings: list[Recording] = []
    held_out: list[Recording] = []
    for path in sorted(Path(data).rglob(SHARDS)):
        found, mel = read_shards(path.parent, tensors=("audio", "partials"), within=[path])
        for f in found:
            if f.audio is not None:
                audio = to_int16(resample(f.audio.numpy().astype(np.float32) / FULL_SCALE, mel.rate, RATE))
                (held_out if f.held_out else recordings).append((f.speaker, audio, f.partials.numpy()))
    if not recordings:
        raise FileNotFoundError(f"{data} holds no feature shards with waveforms; make them with `{PROGRAM} prepare`.")
    return recordings, held_out
