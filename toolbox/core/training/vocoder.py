"""Recipe of the harmonic vocoder."""

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from corpus.shards import REFERENCES
from synthesizer.losses import is_speech
from synthesizer.parallel.inference import Synthesizer
from synthesizer.parallel.train import say_again
from toolbox.core.training.running import given, make_plan, read_data, run
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.train import VocoderTask

STEPS = 40_000
SAID_AGAIN = 1_500  # utterances rendered by the synthesizer for the vocoder
SHORTEST = 230  # smallest number of mel frames of an utterance
FULL_BAND = 11_000.0  # Hz: smallest bandwidth of recordings that fill all mel bands


def train_vocoder(data: str | Path, out: str | Path, steps: int = STEPS, minutes: float = math.inf,
                  device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                  progress: bool = True, learning_rate: float | None = None, batch: int | None = None,
                  synthesizer: str | Path | None = None) -> dict[str, float]:
    """Train the harmonic vocoder on prepared shards with `batch` crops per step; otherwise as `train_synthesizer`.

    With the model file of a `synthesizer`, half of the input are that network's mels of the same recordings.
    """
    features, mel_config = read_data(data, ("mel", "f0", "audio", "boundaries", *REFERENCES))
    features = [f for f in features if f.audio is not None]
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    if synthesizer:
        features = _beside_said_again(features, Synthesizer.load(synthesizer, plan.device).network, progress)
    task = VocoderTask(features, plan, VocoderConfig(mel=mel_config),
                       **given(learning_rate=learning_rate, batch=batch))
    return run(task, plan, from_model)


def _beside_said_again(features, network, progress):
    """Return as many utterances with the synthesizer's mels as with their own, taking the speakers in turn.

    Only recordings with all bands are used: from others the vocoder would learn to omit the highest bands.
    """
    by_turn, turns = [], Counter()
    whole = [f for f in features if f.bandwidth > FULL_BAND] or features
    for f in whole:
        if f.boundaries is not None and f.mel.shape[1] >= SHORTEST:
            by_turn.append((turns[f.speaker], f))
            turns[f.speaker] += 1
    chosen = [f for _, f in sorted(by_turn, key=lambda pair: pair[0])][:SAID_AGAIN]
    rng = np.random.default_rng(0)
    made = [replace(f, mel=_but_its_pauses(say_again(network, f, rng), f.mel.float()).half())
            for f in tqdm(chosen, desc="synthesizer", unit="utt", disable=not progress)]
    return made * max(1, round(len(features) / max(1, len(made)))) + features


def _but_its_pauses(made, recorded):
    """Return a synthesized mel with the recording's pauses: a regression's are too quiet, and the vocoder would learn
    to raise them."""
    return torch.where(is_speech(recorded[None])[0] > 0, made, recorded)
