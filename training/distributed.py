"""Training of one network by several processes, started by torchrun on one or more machines."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import nn


@contextmanager
def processes() -> Iterator[None]:
    """Join the processes started by torchrun for the duration of the block; without torchrun, stay alone.

    NCCL carries the gradients between GPUs, Gloo between CPUs.
    """
    if int(os.environ.get("WORLD_SIZE", 1)) == 1:
        yield
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo", timeout=timedelta(minutes=30))
    try:
        yield
    finally:
        dist.destroy_process_group()


def rank() -> int:
    """Return the rank of this process; rank 0 writes files and logs."""
    return dist.get_rank() if dist.is_initialized() else 0


def count() -> int:
    """Return the number of processes that train together."""
    return dist.get_world_size() if dist.is_initialized() else 1


def own_device(device: torch.device) -> torch.device:
    """Return this process's own GPU if the device names no particular one."""
    if count() > 1 and device.type == "cuda" and device.index is None:
        return torch.device("cuda", int(os.environ["LOCAL_RANK"]))
    return device


def from_first(make: Callable[[], Any]) -> Any:
    """Call `make` in the first process and return its result in all of them."""
    box = [make() if rank() == 0 else None]
    if count() > 1:
        dist.broadcast_object_list(box)
    return box[0]


def mean(values: Sequence[float], device: str | torch.device = "cpu") -> Sequence[float]:
    """Return each number's mean over the processes."""
    if count() == 1:
        return values
    # NCCL supports GPU tensors only.
    total = torch.tensor(values, dtype=torch.float64, device=device if dist.get_backend() == "nccl" else "cpu")
    dist.all_reduce(total)
    return (total / count()).tolist()


def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Replace each gradient by its mean over the processes, in a single message."""
    if count() == 1:
        return
    gradients = []
    for p in parameters:
        if p.grad is None:
            p.grad = torch.zeros_like(p)
        gradients.append(p.grad)
    flat = torch.cat([g.flatten() for g in gradients])
    dist.all_reduce(flat)
    for gradient, total in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_((total / count()).view_as(gradient))


def gather(tensor: torch.Tensor) -> torch.Tensor:
    """Concatenate the tensors (n, …) of all processes by rank to (n_processes * n, …); gradients flow through."""
    return tensor if count() == 1 else _Gather.apply(tensor)


class _Gather(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, tensor: torch.Tensor) -> torch.Tensor:
        made = [torch.empty_like(tensor) for _ in range(count())]
        dist.all_gather(made, tensor.contiguous())
        return torch.cat(made)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
        gradient = gradient.contiguous()
        dist.all_reduce(gradient)
        return gradient.chunk(count())[rank()]
