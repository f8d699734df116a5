"""ECAPA-TDNN (arXiv 2005.07143): a second opinion on whose voice it is, while the synthesizer is trained.

Sizes, names of the modules and front end are those of the weights that SpeechBrain published (Apache-2.0, trained on
VoxCeleb 1 and 2), so that the same weights give the same numbers.
"""

import hashlib
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from audio.mel import MelConfig
from encoder.config import EncoderConfig
from training.checkpoint import load_weights

SHA256 = "0575cb64845e6b9a10db9bcb74d5ac32b326b8dc90352671d345e2ee3d0126a2"  # of embedding_model.ckpt, as published
CONFIG = EncoderConfig(MelConfig(16_000, 400, 160, 80, 0.0, 8_000.0, 0.0), front_end="decibel", embedding_size=192,
                       partial_frames=240)
BOTTLENECK = 128  # of squeeze and excitation, and of the attention
SCALE = 8  # parts into which a block's channels are split


class ECAPA(nn.Module):
    """Three blocks of dilated convolutions, all of whose outputs are pooled with attention (section 3)."""

    def __init__(self, config=CONFIG, channels=1024):
        super().__init__()
        self.config = config
        self.blocks = nn.ModuleList([Layer(config.mel.n_mels, channels, 5)]
                                    + [Block(channels, dilation) for dilation in (2, 3, 4)])
        self.mfa = Layer(3 * channels, 3 * channels)
        self.asp = AttentivePooling(3 * channels)
        self.asp_bn = _named(norm=nn.BatchNorm1d(6 * channels))
        self.fc = _named(conv=nn.Conv1d(6 * channels, config.embedding_size, 1))

    @classmethod
    def load(cls, path):
        """Read the published file; FileNotFoundError, or ValueError with a sentence if it is another one."""
        path = Path(path)
        if not path.exists():
            raise FileNotFoundError(f"{path}: there is no such file.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            raise ValueError(f"{path} is not embedding_model.ckpt of speechbrain/spkrec-ecapa-voxceleb as published.")
        network = cls()
        load_weights(network, torch.load(path, map_location="cpu", weights_only=True), path)
        return network.eval().requires_grad_(False)

    def forward(self, mels):
        """Embed a batch of utterances.

        Parameters
        ----------
        mels : float tensor (batch, n_frames, n_mels)
            What `encoder.features` makes, in decibels.

        Returns
        -------
        float tensor (batch, embedding_size)
            Unit length.
        """
        x, outputs = self.blocks[0](mels.transpose(1, 2)), []
        for block in self.blocks[1:]:
            x = block(x)
            outputs.append(x)
        pooled = self.asp(self.mfa(torch.cat(outputs, dim=1)))
        return F.normalize(self.fc.conv(self.asp_bn.norm(pooled)).squeeze(2).float(), dim=1)


class Layer(nn.Module):
    """Convolution over time that keeps the length, ReLU, batch norm."""

    def __init__(self, in_dim, out_dim, width=1, dilation=1):
        super().__init__()
        self.conv = _named(conv=nn.Conv1d(in_dim, out_dim, width, dilation=dilation))
        self.norm = _named(norm=nn.BatchNorm1d(out_dim))
        self.padding = dilation * (width - 1) // 2

    def forward(self, x):
        return self.norm.norm(self.conv.conv(F.pad(x, (self.padding, self.padding), mode="reflect")).relu())


class Block(nn.Module):
    """Squeeze and excitation behind a Res2Net of dilated convolutions (sections 3.2 and 3.3)."""

    def __init__(self, dim, dilation):
        super().__init__()
        self.tdnn1, self.tdnn2 = Layer(dim, dim), Layer(dim, dim)
        self.res2net_block = Res2Net(dim, dilation)
        self.se_block = _named(conv1=_named(conv=nn.Conv1d(dim, BOTTLENECK, 1)),
                               conv2=_named(conv=nn.Conv1d(BOTTLENECK, dim, 1)))

    def forward(self, x):
        y = self.tdnn2(self.res2net_block(self.tdnn1(x)))
        squeezed = self.se_block.conv1.conv(y.mean(dim=2, keepdim=True)).relu()
        return x + y * self.se_block.conv2.conv(squeezed).sigmoid()


class Res2Net(nn.Module):
    """Channels in parts, each of which sees what became of the one before (arXiv 1904.01169)."""

    def __init__(self, dim, dilation):
        super().__init__()
        self.blocks = nn.ModuleList(Layer(dim // SCALE, dim // SCALE, 3, dilation) for _ in range(SCALE - 1))

    def forward(self, x):
        first, second, *rest = x.chunk(SCALE, dim=1)
        outputs = [first, self.blocks[0](second)]
        for part, layer in zip(rest, self.blocks[1:], strict=True):
            outputs.append(layer(part + outputs[-1]))
        return torch.cat(outputs, dim=1)


class AttentivePooling(nn.Module):
    """Mean and deviation over time, each channel with weights of its own (section 3.1)."""

    def __init__(self, dim):
        super().__init__()
        self.tdnn = Layer(3 * dim, BOTTLENECK)
        self.conv = _named(conv=nn.Conv1d(BOTTLENECK, dim, 1))

    def forward(self, x):
        mean, deviation = _moments(x, 1 / x.shape[2])
        told = torch.cat([x, mean.expand_as(x), deviation.expand_as(x)], dim=1)
        return torch.cat(_moments(x, self.conv.conv(self.tdnn(told).tanh()).softmax(dim=2)), dim=1)


def _moments(x, weights):
    mean = (weights * x).sum(dim=2, keepdim=True)
    return mean, (weights * (x - mean).square()).sum(dim=2, keepdim=True).clamp(min=1e-12).sqrt()


def _named(**modules):
    """A module that only gives others the names that they have in the published weights."""
    made = nn.Module()
    for name, module in modules.items():
        made.add_module(name, module)
    return made
