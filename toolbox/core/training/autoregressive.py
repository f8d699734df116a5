"""Recipes of the autoregressive networks: Tacotron, WaveRNN, WaveNet."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from audio.mel import RTVC, log_mel_numpy
from audio.signal import resample, to_int16
from synthesizer.tacotron.config import TacotronConfig
from synthesizer.tacotron.train import TacotronTask, can_learn
from toolbox.core.training.running import given, make_plan, read_data, run
from vocoder.autoregressive.inference import WaveNetVocoder, WaveRNNVocoder
from vocoder.autoregressive.train import AutoregressiveTask
from vocoder.wavenet.config import WaveNetConfig
from vocoder.wavernn.config import WaveRNNConfig

TACOTRON_STEPS, WAVERNN_STEPS, WAVENET_STEPS = 100_000, 200_000, 200_000
NOISE = 0.01  # noise on WaveNet's input: two and a half levels


def train_tacotron(data: str | Path, out: str | Path, steps: int = TACOTRON_STEPS, minutes: float = math.inf,
                   device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                   progress: bool = True, learning_rate: float | None = None, utterances: int | None = None,
                   config: Any = TacotronConfig()) -> dict[str, float]:
    """Train Tacotron on prepared shards, computing its own mels from their waveforms; otherwise as `train_synthesizer`.

    `utterances` limits the number of utterances, to test whether the network learns at all.
    """
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    features = as_rtvc(data, ("partials", "audio"), utterances, progress, can_learn)
    task = TacotronTask([replace(f, audio=None) for f in features], plan, config, **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


def train_wavernn(data: str | Path, out: str | Path, steps: int = WAVERNN_STEPS, minutes: float = math.inf,
                  device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                  progress: bool = True, learning_rate: float | None = None, batch: int = 32,
                  utterances: int | None = None, config: Any = WaveRNNConfig()) -> dict[str, float]:
    """Train WaveRNN with `batch` crops per step; otherwise as `train_tacotron`."""
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    features = as_rtvc(data, ("audio",), utterances, progress)
    task = AutoregressiveTask(features, plan, WaveRNNVocoder, config, batch=batch, frames=5,
                              **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


def train_wavenet(data: str | Path, out: str | Path, steps: int = WAVENET_STEPS, minutes: float = math.inf,
                  device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                  progress: bool = True, learning_rate: float | None = None, batch: int = 8,
                  utterances: int | None = None, config: Any = None) -> dict[str, float]:
    """Train WaveNet on the shards' mels, which are the parallel synthesizer's; otherwise as `train_wavernn`."""
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    features, mel_config = read_data(data, ("mel", "audio"))
    features = [f for f in features if f.audio is not None][:utterances]
    config = config or WaveNetConfig(mel=mel_config)
    task = AutoregressiveTask(features, plan, WaveNetVocoder, config, batch=batch, frames=16,
                              noise=NOISE, **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


def as_rtvc(data: str | Path, tensors: Sequence[str], utterances: int | None, progress: bool,
            wanted: Callable[[str, float], bool] = lambda text, seconds: True) -> list[Any]:
    """Return utterances with waveforms and mels for the RTVC networks: 16 kHz, at a peak of 0.9.

    The result is limited to the first `utterances` that are `wanted`, if a number is given.
    """
    features, config = read_data(data, tensors)
    features = [f for f in features if f.audio is not None and wanted(f.text, len(f.audio) / config.rate)][:utterances]
    made = []
    for f in tqdm(features, desc="16 kHz", unit="utt", disable=not progress):
        wav = resample(f.wav().numpy(), config.rate, RTVC.rate)
        wav *= 0.9 / max(1e-3, np.abs(wav).max())
        made.append(replace(f, mel=torch.from_numpy(log_mel_numpy(wav, RTVC)).half(),
                            audio=torch.from_numpy(to_int16(wav))))
    return made
