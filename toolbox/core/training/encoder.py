"""Recipe of the speaker encoder."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.shards import SHARDS, read_shards
from encoder.config import EncoderConfig
from encoder.evaluate import equal_error_rate, trials
from encoder.ge2e.inference import SpeakerEncoder
from encoder.ge2e.train import EncoderTask, comparable, embed, listen
from toolbox.core.settings import PROGRAM
from toolbox.core.training.running import given, make_plan, run
from training import distributed

STEPS = 2_000


def train_encoder(data: str | Path, out: str | Path, steps: int = STEPS, minutes: float = math.inf,
                  device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                  progress: bool = True, learning_rate: float | None = None, loss: str = "softmax",
                  front_end: str = "log-mel") -> dict[str, float]:
    """Train a speaker encoder on the waveforms of prepared shards; otherwise as `train_synthesizer`.

    Returns the last mean losses, and the equal-error rate of the held-out speakers if there are any.
    """
    plan = replace(make_plan(data, out, steps, minutes, device, threads, progress), save_every=100, show_every=250)
    config = EncoderConfig.of(front_end)
    recordings, held_out = _listen(data, config)
    on_gpu = plan.device != "cpu"
    task = EncoderTask(recordings, plan, config, loss, *((64, 10) if on_gpu else (16, 5)), held_out=held_out,
                       **given(learning_rate=learning_rate))
    losses = run(task, plan, from_model)
    if distributed.rank() > 0 or not task.held_out:
        return losses
    return losses | equal_errors(SpeakerEncoder.load(plan.out / "model.safetensors"), task.held_out)


def equal_errors(encoder: Any, recordings: Sequence[Any]) -> dict[str, float]:
    """Return an encoder's equal-error rate over all pairs of recordings (speaker, frames), and their numbers."""
    recordings = comparable(recordings, encoder.config)
    speakers = [speaker for speaker, _ in recordings]
    rate, threshold = equal_error_rate(*trials(embed(encoder.network, recordings, encoder.device), speakers))
    return {"equal_error_rate": rate, "threshold": threshold, "held_out_speakers": len(set(speakers)),
            "held_out_utterances": len(recordings)}


def _listen(data, config):
    """Return the frames of all prepared waveforms with their speakers: for training, and held out.

    Shards are read one by one, because waveforms take four times the memory of frames.
    """
    recordings, held_out = [], []
    for path in sorted(Path(data).rglob(SHARDS)):
        features, mel = read_shards(path.parent, tensors=("audio",), within=[path])
        for f in features:
            if f.audio is not None:
                frames = listen(f.wav().numpy(), mel.rate, config)
                (held_out if f.held_out else recordings).append((f.speaker, frames))
    if not recordings:
        raise FileNotFoundError(f"{data} holds no feature shards with waveforms; "
                                f"make them with `{PROGRAM} prepare`.")
    return recordings, held_out
