"""Code shared by all recipes: reading shards, the plan of a training, starting from a model."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from audio.mel import MelConfig
from corpus.prepare import REPORT
from corpus.shards import read_shards
from toolbox import VERSION
from toolbox.core.models.device import choose_device
from training import distributed
from training.checkpoint import load_weights, read_model
from training.loop import Plan, Task, train
from training.packing import unpack


def read_data(data: str | Path, tensors: Sequence[str]) -> tuple[list[Any], MelConfig]:
    """Read the named tensors of a folder's utterances that are not held out; return Features and mel configuration."""
    return read_shards(data, lambda row: not row["held_out"], tensors)


def make_plan(data: str | Path, out: str | Path, steps: int, minutes: float, device: str, threads: int | None,
              progress: bool) -> Plan:
    """Return the Plan of a training on prepared shards; `threads`, if given, sets the number of CPU threads."""
    if threads:
        torch.set_num_threads(threads)
    device = distributed.own_device(choose_device(device))
    sets = sorted(path.parent.name for path in Path(data).rglob(REPORT))
    return Plan(Path(out), steps, device=str(device), max_minutes=minutes, progress=progress,
                card={"data": ", ".join(sets), "code": VERSION})


def given(**options: Any) -> dict[str, Any]:
    """Return the options that are not None; the task chooses the others."""
    return {name: value for name, value in options.items() if value is not None}


def run(task: Task, plan: Plan, from_model: str | Path | None, kept: Sequence[str] = ()) -> dict[str, float]:
    """Run a training; weights of another model, if given, replace all but those in `kept`, which depend on the data."""
    if from_model:
        tensors, config, _ = read_model(from_model, task.kind)
        tensors = unpack(tensors)
        own = json.loads(json.dumps(task.config()))
        others = sorted(name for name in own if name != "n_readers" and config.get(name) != own[name])
        if others:
            raise ValueError(f"{from_model} is another network than the one that is to be trained; these differ: "
                             f"{', '.join(others)}.")
        load_weights(task.network, tensors | {name: task.network.state_dict()[name] for name in kept}, from_model)
    return train(task, plan)
