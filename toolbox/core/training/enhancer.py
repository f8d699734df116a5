"""The recipe of the enhancer."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from audio.signal import FULL_SCALE, resample, to_int16
from corpus.shards import SHARDS, read_shards
from encoder.ecapa.network import ECAPA
from encoder.features import features
from encoder.ge2e.inference import SpeakerEncoder
from enhancer.disturbances import RATE
from enhancer.mixtures import Mixer
from enhancer.train import EnhancerTask
from toolbox.core.models.profiles import ENCODER, MODELS, SECOND_ENCODER
from toolbox.core.settings import PROGRAM
from toolbox.core.training.running import given, make_plan, run

STEPS = 60_000
SECONDS = 3.2  # of a mixture
SPEEDS = (0.81, 0.89, 1.12, 1.22)  # at which the recordings are played as those of other people
LEVEL = -30.0  # dBFS: fainter voices are raised to it before they are embedded, as in use
EMBEDDED = (0.2, 0.6)  # places of the partials that are embedded of a recording at another speed

Recording = tuple[str, np.ndarray, np.ndarray]


def train_enhancer(data: str | Path, out: str | Path, steps: int = STEPS, minutes: float = math.inf,
                   device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                   progress: bool = True, learning_rate: float | None = None) -> dict[str, float]:
    """Train the enhancer on mixtures of the waveforms of prepared shards; otherwise as `train_synthesizer`."""
    plan = replace(make_plan(data, out, steps, minutes, device, threads, progress), save_every=500, show_every=500)
    recordings, held_out = read_recordings(data)
    first = SpeakerEncoder.load(MODELS / ENCODER, plan.device).network.requires_grad_(False)
    first.lstm.train()  # cuDNN's gives no gradient otherwise; it has no dropout that would be switched on
    second = ECAPA.load(MODELS / SECOND_ENCODER).to(plan.device)
    recordings += [at_speed(recording, speed, first) for speed in SPEEDS for recording in recordings]
    n_samples = int(SECONDS * RATE)
    several = len({speaker for speaker, *_ in held_out}) > 1
    task = EnhancerTask(Mixer(recordings, n_samples, plan.device), plan,
                        embed={"ge2e": lambda wavs: listen(wavs, first), "ecapa": lambda wavs: listen(wavs, second)},
                        held_out=Mixer(held_out, n_samples, plan.device) if several else None,
                        **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


def listen(wavs: torch.Tensor, network: Any) -> torch.Tensor:
    """Embed a partial's length of waveforms (batch, n_samples) at RATE, with a gradient: (batch, size), unit length."""
    level = wavs.detach().square().mean(dim=1, keepdim=True).sqrt() + 1e-9
    raised = wavs * (10 ** (LEVEL / 20) / level).clamp(min=1.0)
    return network(features(raised, network.config)[:, : network.config.partial_frames])


def at_speed(recording: Recording, speed: float, network: Any) -> Recording:
    """Return a recording played faster, which is that of another person, with its partials."""
    speaker, audio, _ = recording
    wav = resample(audio.astype(np.float32) / FULL_SCALE, round(RATE * speed), RATE)
    n = network.config.partial_frames * network.config.mel.hop_length
    starts = [int(share * max(0, len(wav) - n)) for share in EMBEDDED]
    pieces = torch.from_numpy(np.stack([np.pad(wav[s: s + n], (0, max(0, n - len(wav)))) for s in starts]))
    with torch.inference_mode():
        partials = listen(pieces.to(next(network.parameters()).device), network).cpu().numpy()
    return f"{speaker}x{speed}", to_int16(wav), partials.astype(np.float16)


def read_recordings(data: str | Path) -> tuple[list[Recording], list[Recording]]:
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
