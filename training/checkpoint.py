"""Model files: safetensors whose metadata says what they are; and the state that a stopped training goes on from."""

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn

FORMAT = "1"


def save_model(path: str | Path, kind: str, network: nn.Module, config: dict[str, Any], card: dict[str, Any],
               dtype: torch.dtype = torch.float16) -> None:
    """Write a network's weights and what is to be known of them.

    Parameters
    ----------
    path : str or Path
    kind : str
        What the network is, e.g. "vocoder/harmonic"; a loader refuses other kinds.
    network : torch.nn.Module
    config : dict
        Whatever rebuilds the network.
    card : dict
        Step, data, licence, code version and figures.
    dtype : torch.dtype
        Of the floating-point weights on disk.
    """
    save_tensors(path, kind, network.state_dict(), config, card, dtype)


def save_tensors(path: str | Path, kind: str, tensors: dict[str, torch.Tensor], config: dict[str, Any],
                 card: dict[str, Any], dtype: torch.dtype = torch.float16) -> None:
    """Write a network's weights by their names; otherwise as `save_model`."""
    tensors = {k: v.detach().cpu().to(dtype).contiguous() if v.is_floating_point() else v.cpu().contiguous()
               for k, v in tensors.items()}
    part = Path(f"{path}.part")
    save_file(tensors, part, metadata={"format": FORMAT, "kind": kind, "config": json.dumps(config),
                                       "card": json.dumps(card)})
    os.replace(part, path)


def read_about(path: str | Path) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """What a file of `save_model` says of itself; no weights are read.

    Returns
    -------
    (kind, config, card) : str, dict, dict

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged or foreign; the message is a sentence.
    """
    with _open(path) as file:
        return _about(file, path)


def read_model(path: str | Path, kind: str) -> tuple[dict[str, torch.Tensor], dict[str, Any], dict[str, Any]]:
    """Read a file of `save_model`.

    Returns
    -------
    (tensors, config, card) : dict of float32 tensors, dict, dict

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged or of another kind; the message is a sentence.
    """
    with _open(path) as file:
        found, config, card = _about(file, path)
        if found != kind:
            raise ValueError(f"{path} is no {kind} model (it is {found}).")
        tensors = {k: file.get_tensor(k) for k in file.keys()}
    return {k: v.float() if v.is_floating_point() else v for k, v in tensors.items()}, config, card


@contextmanager
def _open(path):
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such model file.")
    try:
        with safe_open(path, framework="pt") as file:
            yield file
    except (SafetensorError, OSError) as error:
        raise ValueError(f"{path} is not a model file or is damaged ({type(error).__name__}).") from None


def _about(file, path):
    metadata = file.metadata() or {}
    if "kind" not in metadata:
        raise ValueError(f"{path} is not a model of this program: its metadata does not say what it is.")
    try:
        return metadata["kind"], json.loads(metadata["config"]), json.loads(metadata["card"])
    except (KeyError, json.JSONDecodeError):
        raise ValueError(f"{path} is a damaged model file: its metadata cannot be read.") from None


def load_weights(network: nn.Module, tensors: dict[str, torch.Tensor], path: str | Path) -> None:
    """Put tensors into a network, or say in a sentence which do not fit."""
    wanted = {k: tuple(v.shape) for k, v in network.state_dict().items()}
    given = {k: tuple(v.shape) for k, v in tensors.items()}
    wrong = sorted(k for k in wanted.keys() | given.keys() if wanted.get(k) != given.get(k))
    if wrong:
        raise ValueError(f"{path} does not fit this network: {len(wrong)} tensors differ, the first is {wrong[0]} "
                         f"({given.get(wrong[0], 'missing')} instead of {wanted.get(wrong[0], 'nothing')}).")
    if not all(v.isfinite().all() for v in tensors.values() if v.is_floating_point()):
        raise ValueError(f"{path} is damaged: it holds weights that are not numbers.")
    # A network on the meta device has no memory to copy to; it takes the tensors themselves.
    network.load_state_dict(tensors, assign=any(p.is_meta for p in network.parameters()))


def save_state(path: str | Path, state: dict[str, Any]) -> None:
    """Write a training state beside its place and rename it into it."""
    part = f"{path}.part"
    torch.save(state, part)
    os.replace(part, path)


def load_state(path: str | Path) -> dict[str, Any]:
    """Read a training state; plain tensors and numbers only, never code."""
    return torch.load(path, map_location="cpu", weights_only=True)
