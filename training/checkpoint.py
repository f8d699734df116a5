"""Model files, which are safetensors with descriptive metadata, and the state from which training resumes."""

import json
import threading
import zipfile
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn
from torch.nn.modules.module import register_module_parameter_registration_hook
from torch.overrides import TorchFunctionMode

from audio.files import UNPACKING, replacing

Network = TypeVar("Network", bound=nn.Module)
FORMAT = "1"
PLAIN = (torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int8, torch.uint8, torch.int16, torch.int32,
         torch.int64, torch.bool)
SLACK = 3  # most weights a network may register, relative to its file: some are replaced during construction
FEW = 64  # further tensors, and thousands of weights, that it may register


def save_model(path: str | Path, kind: str, network: nn.Module, config: dict[str, Any], card: dict[str, Any],
               dtype: torch.dtype = torch.float16) -> None:
    """Write a network's weights and a description of them.

    Parameters
    ----------
    path : str or Path
    kind : str
        Kind of network, such as "vocoder/harmonic"; a loader refuses other kinds.
    network : torch.nn.Module
    config : dict
        Configuration from which the network is built.
    card : dict
        Step, data, licence, code version and figures.
    dtype : torch.dtype
        Type of the floating-point weights on disk.
    """
    save_tensors(path, kind, network.state_dict(), config, card, dtype)


def save_tensors(path: str | Path, kind: str, tensors: dict[str, torch.Tensor], config: dict[str, Any],
                 card: dict[str, Any], dtype: torch.dtype = torch.float16) -> None:
    """Write a network's weights given by name; otherwise like `save_model`."""
    tensors = {k: v.detach().cpu().to(dtype).contiguous() if v.is_floating_point() else v.cpu().contiguous()
               for k, v in tensors.items()}
    with replacing(path) as part:
        save_file(tensors, part, metadata={"format": FORMAT, "kind": kind, "config": json.dumps(config),
                                           "card": json.dumps(card)})


def read_about(path: str | Path) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return the description in a file written by `save_model`, without reading any weights.

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
    """Read a file written by `save_model`.

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
            raise ValueError(f"{path} is not a model of kind {kind}; it is {found}.")
        tensors = {k: file.get_tensor(k) for k in file.keys()}
    # Copied, because a network that keeps the file mapped would prevent its removal on Windows.
    return {k: v.to(torch.float32, copy=True) if v.is_floating_point() else v for k, v in tensors.items()}, config, card


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
        config, card = json.loads(metadata["config"]), json.loads(metadata["card"])
    except (KeyError, ValueError, RecursionError):
        config = card = None
    if not isinstance(config, dict) or not isinstance(card, dict):
        raise ValueError(f"{path} is a damaged model file: its metadata cannot be read.")
    return metadata["kind"], config, card


def build(network_type: Callable[..., Network], config_type: Any, config: dict[str, Any],
          tensors: dict[str, torch.Tensor], path: str | Path) -> Network:
    """Build the network of a model file and load its weights.

    The sizes in the configuration are not trusted: construction stops once the network exceeds the file's weights.

    Parameters
    ----------
    network_type, config_type : type
        A network, and the `training.config.NetworkConfig` from which it is built.
    config : dict
        The configuration as read from the file.
    tensors : dict of tensors
    path : str or Path
        Name of the file in messages.

    Returns
    -------
    torch.nn.Module

    Raises
    ------
    ValueError
        If the configuration is invalid, or the weights do not belong to it; the message is a sentence.
    """
    try:
        made = config_type.from_dict(config)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ValueError(f"{path} was made by another version of this program, or is damaged ({error}).") from None
    try:
        with Undrawn():
            network = build_limited(lambda: network_type(made), SLACK * len(tensors) + FEW,
                                    SLACK * sum(t.numel() for t in tensors.values()) + 1000 * FEW)
    except ValueError:
        raise ValueError(f"{path} does not fit its own configuration: the sizes there are not those of its "
                         "weights.") from None
    load_weights(network, tensors, path, assign=True)
    return network


DRAWING = {torch.Tensor.normal_, torch.Tensor.uniform_, nn.init.normal_, nn.init.uniform_, nn.init.kaiming_uniform_}


class Undrawn(TorchFunctionMode):
    """While this mode is active, new networks have arbitrary weights: drawing them takes longer than reading a file."""

    def __torch_function__(self, function, types, args=(), kwargs=None):  # noqa: D105
        drawn = args[0] if args else (kwargs or {}).get("tensor")
        return drawn if function in DRAWING else function(*args, **(kwargs or {}))


def build_limited(make: Callable[[], Network], n_tensors: int, n_weights: int) -> Network:
    """Build a network by calling `make`, up to `n_tensors` parameters of `n_weights` weights altogether.

    Raises
    ------
    ValueError
        If it would have more, before they take any memory, or if its sizes are inconsistent.
    """
    left, thread = [n_tensors, n_weights], threading.get_ident()

    def count(module, name, parameter):
        if threading.get_ident() == thread and parameter is not None:
            left[0] -= 1
            left[1] -= parameter.numel()
            if min(left) < 0:
                raise ValueError("the network is larger than its file")

    hook = register_module_parameter_registration_hook(count)
    try:
        return make()
    # Inconsistent sizes can raise anything.
    except (ArithmeticError, AssertionError, LookupError, MemoryError, RuntimeError, TypeError) as error:
        raise ValueError(f"the sizes do not go together ({type(error).__name__})") from None
    finally:
        hook.remove()


def load_weights(network: nn.Module, tensors: dict[str, torch.Tensor], path: str | Path, assign: bool = False) -> None:
    """Load tensors into a network, or let them become its weights (`assign`) without being copied.

    Raises
    ------
    ValueError
        If they do not fit; the message is a sentence.
    """
    wanted = {k: tuple(v.shape) for k, v in network.state_dict().items()}
    given = {k: tuple(v.shape) for k, v in tensors.items()}
    wrong = sorted(k for k in wanted.keys() | given.keys() if wanted.get(k) != given.get(k))
    if wrong:
        raise ValueError(f"{path} does not fit this network: {len(wrong)} tensors differ, the first is {wrong[0]} "
                         f"({given.get(wrong[0], 'missing')} instead of {wanted.get(wrong[0], 'nothing')}).")
    if not all(_finite(v) for v in tensors.values() if v.is_floating_point()):
        raise ValueError(f"{path} is damaged: it holds weights that are not numbers.")
    network.load_state_dict(tensors, assign=assign)


def _finite(tensor):
    # A sum shows at a quarter of the cost what is not finite; a sum of finite numbers can overflow.
    return bool(tensor.sum().isfinite()) or bool(tensor.isfinite().all())


def read_foreign(path: str | Path, most: int) -> dict[str, torch.Tensor]:
    """Read the tensors of a foreign PyTorch checkpoint; code in it is never run.

    Parameters
    ----------
    path : str or Path
        A file with a dict of tensors under `model_state`.
    most : int
        Largest permitted size in bytes when unpacked.

    Returns
    -------
    dict of tensors

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not a checkpoint, or would unpack to more than its own size or `most`; the message is a sentence.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file.")
    if not path.is_file():
        raise ValueError(f"{path} is not a file.")
    _check_unpacked(path, most)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)["model_state"]
        if not all(isinstance(k, str) and isinstance(v, torch.Tensor) for k, v in state.items()):
            raise TypeError("not tensors")
    except Exception as error:  # the unpickler may raise anything for a foreign file
        raise ValueError(f"{path} is not a checkpoint of this family: tensors are expected under 'model_state' "
                         f"({type(error).__name__}).") from None
    if not all(map(_is_plain, state.values())):
        raise ValueError(f"{path} is not a checkpoint of this family: some of its tensors are not stored as plain "
                         "numbers.")
    if not all(v.isfinite().all() for v in state.values() if v.is_floating_point()):
        raise ValueError(f"{path} is damaged: it holds weights that are not numbers.")
    return state


def _check_unpacked(path, most):
    """Refuse a file that unpacks to more than its own size: PyTorch never compresses."""
    size = unpacked = path.stat().st_size
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                unpacked = sum(member.file_size for member in file.infolist())
    except (OSError, ValueError, *UNPACKING):
        raise ValueError(f"{path} is damaged: it cannot be unpacked.") from None
    if unpacked > min(size, most):
        raise ValueError(f"{path} would unpack to {unpacked:,} bytes, which no checkpoint of this family does; "
                         "it is damaged or was made to do harm.")


def _is_plain(tensor):
    """Return whether a tensor is dense and fully in memory: not sparse, quantized, expanded or on the meta device."""
    return (tensor.layout == torch.strided and tensor.device.type == "cpu" and tensor.dtype in PLAIN
            and tensor.untyped_storage().nbytes() >= tensor.numel() * tensor.element_size())


def fingerprint(network: nn.Module) -> str:
    """Return a checksum of a network's weights as eight hexadecimal digits."""
    checksum = 0
    for tensor in network.state_dict().values():
        checksum = zlib.crc32(tensor.detach().cpu().contiguous().numpy().tobytes(), checksum)
    return f"{checksum:08x}"


def save_state(path: str | Path, state: dict[str, Any]) -> None:
    """Write a training state, which replaces an existing one when it is complete."""
    with replacing(path) as part:
        torch.save(state, part)


def load_state(path: str | Path) -> dict[str, Any]:
    """Read a training state: tensors and numbers only, never code."""
    return torch.load(path, map_location="cpu", weights_only=True)
