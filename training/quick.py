"""Arithmetic for a few frames at a time: matrices with 8 bits, packed once for the processor.

PyTorch packs a matrix of 32 or 16 bits with every multiplication. For a few frames, that takes longer than the
multiplication itself.
"""

import copy
import warnings
from typing import Any, TypeVar

import torch
import torch.nn.functional as F
from torch import nn

Network = TypeVar("Network", bound=nn.Module)
ENGINE = "x86"  # of PyTorch's quantized operators; it is missing on other processors, whose float32 is used


def quick(network: Network, device: torch.device) -> Network:
    """Return a copy of a network for inference on few frames.

    Where the processor is faster at it, linear layers and dense convolutions have 8-bit weights, and round their inputs
    to 8 bits in each call, according to their range.
    """
    network = copy.deepcopy(network).requires_grad_(False)
    if device.type != "cpu" or ENGINE not in torch.backends.quantized.supported_engines:
        return network
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # PyTorch, which is pinned, may replace its quantized tensors
        return _converted(network)


def _converted(module: Any) -> Any:
    if isinstance(module, nn.Linear):
        return QuickLinear(module.weight, module.bias)
    if isinstance(module, nn.Conv1d) and module.groups == 1:
        return QuickConv1d(module)
    for name, child in module.named_children():
        setattr(module, name, _converted(child))
    return module


class QuickLinear(nn.Module):
    """A linear layer (..., dim_in) -> (..., dim_out) with a weight (dim_out, dim_in) and a bias (dim_out,) or None."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None):
        super().__init__()
        weight = weight.detach().float()
        scales = weight.abs().amax(dim=1).clamp(min=1e-8).double() / 127
        whole = torch.quantize_per_channel(weight, scales, torch.zeros(len(weight), dtype=torch.long), 0, torch.qint8)
        self._packed = torch.ops.quantized.linear_prepack(whole, None if bias is None else bias.detach().float())
        # Without VNNI, sums of products of two full bytes can exceed 16 bits.
        self._reduced = not torch.cpu._is_vnni_supported()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.ops.quantized.linear_dynamic(x, self._packed, self._reduced)


class QuickConv1d(nn.Module):
    """A convolution (batch, dim_in, n) -> (batch, dim_out, m)."""

    def __init__(self, conv: nn.Conv1d):
        super().__init__()
        self._width, self._stride, self._padding = conv.kernel_size[0], conv.stride[0], int(conv.padding[0])
        self._linear = QuickLinear(conv.weight.flatten(1), conv.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # (batch, dim_in, m, width)
        seen = F.pad(x, (self._padding, self._padding)).unfold(2, self._width, self._stride)
        return self._linear(seen.transpose(1, 2).flatten(2)).transpose(1, 2)
