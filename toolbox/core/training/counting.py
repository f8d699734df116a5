"""The recipe of the counting network."""

import math
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from encoder.counting.mixtures import Mixer
from encoder.counting.train import CountingTask
from enhancer.mixtures import draw_noise, draw_room, draw_tune
from toolbox.core.training.enhancer import read_recordings
from toolbox.core.training.running import given, make_plan, run
from toolbox.core.training.synthesizer import VIRTUAL

STEPS = 20_000
REAL = 0.5  # share of real speakers in what is drawn
WATCHED = 20  # one speaker in this many is not trained on, and measures progress
BANKS = 200, 120, 40  # rooms, noises and tunes


def train_counting(data: str | Path, out: str | Path, steps: int = STEPS, minutes: float = math.inf,
                   device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                   progress: bool = True, learning_rate: float | None = None) -> dict[str, float]:
    """Train the counting network on mixtures of the waveforms of prepared shards; otherwise as `train_synthesizer`."""
    plan = replace(make_plan(data, out, steps, minutes, device, threads, progress), save_every=500, show_every=500)
    training, watched = mixers([(speaker, audio) for speaker, audio, _ in read_recordings(data)[0]])
    task = CountingTask(training, plan, held_out=watched, **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


def mixers(recordings: list[tuple[str, np.ndarray]]) -> tuple[Mixer, Mixer | None]:
    """Return mixtures of recordings to train on, and those of one speaker in WATCHED, or None if that is nobody."""
    speakers = sorted({speaker for speaker, _ in recordings}, key=lambda name: zlib.crc32(name.encode()))
    watched = set(speakers[: len(speakers) // WATCHED])
    kept = [speaker for speaker in speakers if speaker not in watched]
    n_real = sum(not speaker.startswith(VIRTUAL) for speaker in kept)
    real = REAL / (1 - REAL) * (len(kept) - n_real) / max(1, n_real) or 1.0
    rng = np.random.default_rng(1)
    rooms, noises, tunes = ([draw(rng).numpy() for _ in range(n)]
                            for draw, n in zip((draw_room, draw_noise, draw_tune), BANKS, strict=True))
    made = [Mixer([row for row in recordings if (row[0] in watched) == among], rooms, noises, tunes,
                  weight=lambda speaker: 1.0 if speaker.startswith(VIRTUAL) else real)
            for among in ((False, True) if len(watched) > 2 else (False,))]
    return made[0], made[1] if len(made) > 1 else None
