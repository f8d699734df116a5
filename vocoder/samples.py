"""Parts shared by the networks that generate sample by sample: mu-law levels, drawing of samples, smoothed mels."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn


def compress_mu_law(wav: np.ndarray, bits: int) -> np.ndarray:
    """Return the mu-law level, 0 to 2 ** bits - 1, of each sample from -1 to 1; int64, shaped like `wav`."""
    mu = 2 ** bits - 1
    wav = np.clip(np.asarray(wav, dtype=np.float32), -1, 1)
    return np.round((np.sign(wav) * np.log1p(mu * np.abs(wav)) / np.log1p(mu) + 1) / 2 * mu).astype(np.int64)


def expand_mu_law(levels: np.ndarray, bits: int) -> np.ndarray:
    """Return the samples, float32, of mu-law levels on the scale from -1 to 1."""
    mu = 2 ** bits - 1
    levels = np.asarray(levels, dtype=np.float32)
    return (np.sign(levels) / mu * ((1 + mu) ** np.abs(levels) - 1)).astype(np.float32)


def smoothing(factor: int) -> nn.Conv2d:
    """Make a convolution that smooths mels (batch, 1, n_mels, n) repeated `factor` times; it starts as their mean."""
    layer = nn.Conv2d(1, 1, (1, 2 * factor + 1), padding=(0, factor), bias=False)
    nn.init.constant_(layer.weight, 1 / (2 * factor + 1))
    return layer


def scripted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function to TorchScript."""
    # Deprecated, but PyTorch's replacements do not suit a loop over samples: torch.compile needs a C++ compiler on the
    # user's machine, and torch.export unrolls the loop. Plain Python takes a tenth longer on a CPU core for WaveRNN,
    # a few percent for WaveNet.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.jit.script(function)


@scripted
def draw(logits: torch.Tensor, uniform: torch.Tensor) -> torch.Tensor:
    """Draw samples (1, batch), from -1 to 1, by logits (batch, levels) and uniform random numbers (batch,)."""
    levels = logits.shape[1]
    likely = logits.softmax(dim=1).cumsum(dim=1)
    drawn = (likely < uniform[:, None]).sum(dim=1).clamp(max=levels - 1)
    return (drawn * (2.0 / (levels - 1)) - 1.0)[None]
