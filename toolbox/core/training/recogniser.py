"""Recipes of the recognisers."""

import math
from pathlib import Path

from corpus.shards import read_shards
from synthesizer.recogniser.config import RecogniserConfig, StreamingConfig
from synthesizer.recogniser.inference import Recogniser
from synthesizer.recogniser.train import RecogniserTask, StreamingTask, whisper_file
from toolbox.core.models.profiles import MODELS, RECOGNISER
from toolbox.core.training.running import given, make_plan, run
from toolbox.core.training.synthesizer import VIRTUAL

STEPS, STREAMING_STEPS = 20_000, 10_000
ALIGN_AT = 0.35, 0.65  # shares of the steps after which real speech is aligned again
REAL = 0.34  # share of real speakers in what is drawn


def train_recogniser(data: str | Path, out: str | Path, steps: int = STEPS, minutes: float = math.inf,
                     device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                     progress: bool = True, learning_rate: float | None = None) -> dict[str, float]:
    """Train the recogniser of whole utterances on prepared shards; otherwise as `train_synthesizer`.

    Training starts from Whisper's encoder, or from the weights of a model file.
    """
    features, mel_config = _read(data)
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    task = RecogniserTask(features, plan, None if from_model else whisper_file(), RecogniserConfig(mel=mel_config),
                          align_at=tuple(round(share * steps) for share in ALIGN_AT), weights=_weights(features),
                          exact=_exact, **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


def train_streaming_recogniser(data: str | Path, out: str | Path, steps: int = STREAMING_STEPS,
                               minutes: float = math.inf, device: str = "auto", threads: int | None = None,
                               from_model: str | Path | None = None, progress: bool = True,
                               learning_rate: float | None = None,
                               teacher: str | Path | None = None) -> dict[str, float]:
    """Train the streaming recogniser to imitate `teacher`, a model file; the included one by default."""
    features, mel_config = _read(data)
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    heard = Recogniser.load(teacher or MODELS / RECOGNISER, plan.device)
    task = StreamingTask(features, plan, heard.network, StreamingConfig(mel=mel_config), weights=_weights(features),
                         exact=_exact, **given(learning_rate=learning_rate))
    return run(task, plan, from_model)


def _read(data):
    """Read all utterances, including held-out ones, which measure progress."""
    return read_shards(data, tensors=("mel", "audio", "boundaries"))


def _exact(feature):
    return feature.speaker.startswith(VIRTUAL)


def _weights(features):
    """Return each utterance's frequency of being drawn: real speakers have the share REAL if there are virtual ones."""
    usable = [f for f in features if not f.held_out and f.audio is not None and f.phonemes]
    n_real = sum(not _exact(f) for f in usable)
    real = REAL / (1 - REAL) * (len(usable) - n_real) / max(1, n_real)
    return lambda feature: 1.0 if _exact(feature) else real or 1.0
