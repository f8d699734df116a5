"""WaveNet (arXiv 1609.03499), the vocoder of SV2TTS (arXiv 1806.04558, section 2.3), at ClariNet's size (1807.07281).

Gated causal convolutions whose dilation doubles from layer to layer, each conditioned on the mels, which are upsampled
to the sample rate. A sample is one of 512 values on the mu-law scale.
"""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from vocoder.samples import draw, scripted, smoothing
from vocoder.wavenet.config import WaveNetConfig


class WaveNet(nn.Module):
    """Predicts the logits of the next sample from the mels and the samples so far."""

    pad = 2  # mel frames of context on either side
    edge = -1.0  # padding beyond a mel's ends: silence

    def __init__(self, config: WaveNetConfig = WaveNetConfig()):
        super().__init__()
        self.config = config
        c = config
        self.frames = nn.Conv1d(c.mel.n_mels, c.condition_dim, 2 * self.pad + 1)
        self.smooth = nn.ModuleList(smoothing(factor) for factor in c.factors)
        self.begin = nn.Linear(1, c.channels)
        self.layers = nn.ModuleList(GatedLayer(c, dilation) for dilation in c.dilations)
        self.hidden = nn.Linear(c.skip_channels, c.skip_channels)
        self.out = nn.Linear(c.skip_channels, 2 ** c.bits)
        # With PyTorch's default initialisation the signal shrinks from layer to layer, and the layers whose receptive
        # field reaches back to the previous pitch period learn last.
        for module in self.modules():
            if isinstance(module, nn.Conv1d) or module is self.hidden:
                nn.init.kaiming_normal_(module.weight)
        nn.init.normal_(self.begin.weight, std=4.0)  # samples are around a quarter of full scale

    @property
    def warm_up(self) -> int:
        """Return the number of samples after which a waveform started from silence has settled."""
        return 2 * self.config.mel.hop_length

    def condition(self, mel: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the conditioning per sample, (batch, n_samples, condition_dim), and per frame, (batch, n_frames, 0).

        `mel` (batch, n_mels, n_frames + 2 * pad) is on the scale from -1 to 1.
        """
        x = self.frames(mel)
        nothing = x.new_zeros(len(x), x.shape[2], 0)
        x = x[:, None]
        smooth: Any = self.smooth
        for layer in smooth:
            x = layer(x.repeat_interleave(layer.padding[1], dim=3))
        return x[:, 0].transpose(1, 2), nothing

    def forward(self, wav: torch.Tensor, mel: torch.Tensor) -> torch.Tensor:
        """Return the logits (batch, n_samples, 2 ** bits) of every sample.

        Parameters
        ----------
        wav : float tensor (batch, n_samples)
            Each sample's predecessor, on the mu-law scale from -1 to 1.
        mel : float tensor (batch, n_mels, n_samples / hop_length + 2 * pad)
            On the scale from -1 to 1.
        """
        condition = self.condition(mel)[0].transpose(1, 2)
        x = self.begin(wav[..., None]).transpose(1, 2)
        total = x.new_zeros(())
        for layer in self.layers:
            x, skip = layer(x, condition)
            total = total + skip
        total = (total / math.sqrt(len(self.layers))).transpose(1, 2)
        return self.out(self.hidden(total.relu()).relu())

    def generator(self, batch: int, bfloat16: bool = False) -> "Generator":
        """Return a `Generator` of `batch` waveforms; its matrix products are too small to gain from bfloat16."""
        return Generator(self, batch)


class GatedLayer(nn.Module):
    """Gated causal convolution of width 2, conditioned on the mels, with a residual and a skip output."""

    def __init__(self, c: WaveNetConfig, dilation: int):
        super().__init__()
        self.dilation = dilation
        self.conv = nn.Conv1d(c.channels, 2 * c.channels, 2, dilation=dilation)
        self.condition = nn.Conv1d(c.condition_dim, 2 * c.channels, 1, bias=False)
        self.residual = nn.Conv1d(c.channels, c.channels, 1)
        self.skip = nn.Conv1d(c.channels, c.skip_channels, 1)

    def forward(self, x: torch.Tensor, condition: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        content, gate = (self.conv(F.pad(x, (self.dilation, 0))) + self.condition(condition)).chunk(2, dim=1)
        y = content.tanh() * gate.sigmoid()
        return (x + self.residual(y)) * math.sqrt(0.5), self.skip(y)


class Generator:
    """Generates `batch` waveforms in parallel, sample by sample, part of a mel frame per call.

    Each layer caches as many of its inputs as its dilation (Fast WaveNet, arXiv 1611.09482), so that a sample costs one
    product per layer instead of a pass over the receptive field. The caches start as the zero padding of a causal
    convolution.

    Parameters
    ----------
    network : WaveNet
    batch : int
    """

    def __init__(self, network: WaveNet, batch: int):
        c = network.config
        layers: Any = network.layers
        self.network = network
        self.begin = [network.begin.weight, network.begin.bias[:, None]]
        # Products with the present input and with that `dilation` samples ago, joined into one.
        self.inward = [torch.cat([layer.conv.weight[..., 0], layer.conv.weight[..., 1]], dim=1) for layer in layers]
        self.outward = [torch.cat([layer.residual.weight[..., 0], layer.skip.weight[..., 0]]) for layer in layers]
        self.bias = [torch.cat([layer.residual.bias, layer.skip.bias])[:, None] for layer in layers]
        self.out = [network.hidden.weight, network.hidden.bias[:, None], network.out.weight.T.contiguous(),
                    network.out.bias]
        self.told = torch.cat([layer.condition.weight[..., 0] for layer in layers])
        self.told_bias = torch.cat([layer.conv.bias for layer in layers])[:, None]
        self.last = self.told.new_zeros(1, batch)
        self.seen = [self.told.new_zeros(layer.dilation, c.channels, batch) for layer in layers]
        self.at = 0

    def __call__(self, condition: tuple[torch.Tensor, torch.Tensor], uniform: torch.Tensor) -> torch.Tensor:
        """Draw the next samples, all within one mel frame.

        Parameters
        ----------
        condition : pair of float tensors (batch, n_samples, condition_dim) and (batch, 1, 0)
        uniform : float tensor (n_samples, batch)
            Random numbers between 0 and 1 that select the samples.

        Returns
        -------
        float tensor (batch, n_samples)
            On the mu-law scale, from -1 to 1.
        """
        told = self.told @ condition[0].permute(1, 2, 0) + self.told_bias
        out, self.last = _loop(self.last, self.at, self.seen, told, self.begin, self.inward, self.outward, self.bias,
                               self.out, uniform)
        self.at += len(uniform)
        return out


@scripted
def _loop(last: torch.Tensor, at: int, seen: list[torch.Tensor], told: torch.Tensor, begin: list[torch.Tensor],
          inward: list[torch.Tensor], outward: list[torch.Tensor], bias: list[torch.Tensor], end: list[torch.Tensor],
          uniform: torch.Tensor) -> list[torch.Tensor]:
    channels, steps = begin[0].shape[0], uniform.shape[0]
    out = torch.empty(last.shape[1], steps, device=last.device)
    for t in range(steps):
        x = torch.addcmul(begin[1], begin[0], last)
        total = torch.zeros(1, device=last.device)
        for i, past in enumerate(seen):
            place = (at + t) % past.shape[0]
            both = torch.cat([past[place], x])
            past[place] = x
            y = torch.addmm(told[t, 2 * i * channels: 2 * (i + 1) * channels], inward[i], both)
            y = y[:channels].tanh() * y[channels:].sigmoid()
            y = torch.addmm(bias[i], outward[i], y)
            x = (x + y[:channels]) * 0.7071067811865476
            total = total + y[channels:]
        total = (total / float(len(seen)) ** 0.5).relu_()
        total = torch.addmm(end[1], end[0], total).relu_()
        logits = torch.addmm(end[3], total.t(), end[2])
        last = draw(logits, uniform[t])
        out[:, t] = last[0]
    return [out, last]
