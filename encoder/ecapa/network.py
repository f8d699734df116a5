"""ECAPA-TDNN (arXiv 2005.07143): a second speaker encoder, used while the synthesizer is trained and adapted.

Sizes, module names and front end are those of the weights that SpeechBrain published (Apache-2.0, trained on VoxCeleb 1
and 2), so that the same weights give the same embeddings.
"""

import hashlib
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from audio.errors import AudioError
from audio.mel import MelConfig
from audio.vad import require_voice
from encoder.config import EncoderConfig
from encoder.features import features, preprocess
from training.checkpoint import Undrawn, load_weights, read_model, save_tensors
from training.packing import pack, unpack
from training.trained import fast_bfloat16

KIND = "encoder/ecapa"
SHA256 = "0575cb64845e6b9a10db9bcb74d5ac32b326b8dc90352671d345e2ee3d0126a2"  # of embedding_model.ckpt, as published
CONFIG = EncoderConfig(MelConfig(16_000, 400, 160, 80, 0.0, 8_000.0, 0.0), front_end="decibel", embedding_size=192,
                       partial_frames=240)
BOTTLENECK = 128  # of squeeze and excitation, and of the attention
SCALE = 8  # groups into which Res2Net splits the channels
LEAST = 0.5  # seconds of speech
PIECE, PIECES = 10.0, 3  # seconds embedded at once, and the number of such pieces of a long recording to average


class ECAPA(nn.Module):
    """Three blocks of dilated convolutions whose concatenated outputs are pooled with attention (section 3)."""

    def __init__(self, config: EncoderConfig = CONFIG, channels: int = 1024):
        super().__init__()
        self.config = config
        self.blocks = nn.ModuleList([Layer(config.mel.n_mels, channels, 5)]
                                    + [Block(channels, dilation) for dilation in (2, 3, 4)])
        self.mfa = Layer(3 * channels, 3 * channels)
        self.asp = AttentivePooling(3 * channels)
        self.asp_bn = _named(norm=nn.BatchNorm1d(6 * channels))
        self.fc = _named(conv=nn.Conv1d(6 * channels, config.embedding_size, 1))

    @classmethod
    def load(cls, path: str | Path) -> "ECAPA":
        """Read the published file or one written by `save`.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If it is neither; the message is a sentence.
        """
        path = Path(path)
        with Undrawn():
            network = cls()
        if path.suffix == ".safetensors":
            tensors = unpack(read_model(path, KIND)[0])
        elif not path.exists():
            raise FileNotFoundError(f"{path}: there is no such file.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            raise ValueError(f"{path} is not embedding_model.ckpt of speechbrain/spkrec-ecapa-voxceleb as published.")
        else:
            tensors = torch.load(path, map_location="cpu", weights_only=True)
        load_weights(network, tensors, path, assign=True)
        return network.eval().requires_grad_(False)

    def save(self, path: str | Path, card: dict[str, Any]) -> None:
        """Write the weights at 8 bits, a quarter of the published file's size; see training.checkpoint.save_model."""
        save_tensors(path, KIND, pack(self.state_dict()), {}, card, torch.float32)

    @torch.inference_mode()
    def embed(self, wav: np.ndarray, rate: int) -> np.ndarray:
        """Return the embedding of a recording (n_samples,): float32 (192,), unit length.

        Raises
        ------
        AudioError
            If it holds no voice (audio.vad.require_voice), or less than half a second of speech above the noise.
        """
        require_voice(wav, rate)
        wav = preprocess(wav, rate, self.config)
        if len(wav) < LEAST * self.config.mel.rate:
            raise AudioError("Noise or hum drowns the voice in the recording; record it in a quieter place, or with "
                             "the microphone nearer.")
        pieces = np.array_split(wav, max(1, math.ceil(len(wav) / (PIECE * self.config.mel.rate))))
        # More of the same voice hardly moves the mean and costs time.
        pieces = [pieces[i] for i in np.linspace(0, len(pieces) - 1, min(PIECES, len(pieces))).astype(int)]
        device = self.fc.conv.weight.device
        # Cosine to float32's embeddings 0.9999 (the bundled voices), in two thirds of the time.
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cpu" and fast_bfloat16()):
            mean = sum(self(features(torch.from_numpy(piece).to(device), self.config)[None])[0] for piece in pieces)
        return F.normalize(mean, dim=0).cpu().numpy()

    def forward(self, mels: torch.Tensor) -> torch.Tensor:
        """Embed a batch of utterances.

        Parameters
        ----------
        mels : float tensor (batch, n_frames, n_mels)
            Output of `encoder.features` in decibels.

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
    """Length-preserving convolution over time, ReLU and batch norm."""

    def __init__(self, in_dim: int, out_dim: int, width: int = 1, dilation: int = 1):
        super().__init__()
        self.conv = _named(conv=nn.Conv1d(in_dim, out_dim, width, dilation=dilation))
        self.norm = _named(norm=nn.BatchNorm1d(out_dim))
        self.padding = dilation * (width - 1) // 2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm.norm(self.conv.conv(_reflected(x, self.padding)).relu())


class Block(nn.Module):
    """Res2Net of dilated convolutions followed by squeeze and excitation (sections 3.2 and 3.3)."""

    def __init__(self, dim: int, dilation: int):
        super().__init__()
        self.tdnn1, self.tdnn2 = Layer(dim, dim), Layer(dim, dim)
        self.res2net_block = Res2Net(dim, dilation)
        self.se_block = _named(conv1=_named(conv=nn.Conv1d(dim, BOTTLENECK, 1)),
                               conv2=_named(conv=nn.Conv1d(BOTTLENECK, dim, 1)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.tdnn2(self.res2net_block(self.tdnn1(x)))
        squeezed = self.se_block.conv1.conv(y.mean(dim=2, keepdim=True)).relu()
        return x + y * self.se_block.conv2.conv(squeezed).sigmoid()


class Res2Net(nn.Module):
    """Convolutions over groups of channels, each of which also receives the previous group's output (1904.01169)."""

    def __init__(self, dim: int, dilation: int):
        super().__init__()
        self.blocks = nn.ModuleList(Layer(dim // SCALE, dim // SCALE, 3, dilation) for _ in range(SCALE - 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first, second, *rest = x.chunk(SCALE, dim=1)
        outputs = [first, self.blocks[0](second)]
        for part, layer in zip(rest, self.blocks[1:], strict=True):
            outputs.append(layer(part + outputs[-1]))
        return torch.cat(outputs, dim=1)


class AttentivePooling(nn.Module):
    """Weighted mean and deviation over time with attention weights per channel (section 3.1)."""

    def __init__(self, dim: int):
        super().__init__()
        self.tdnn = Layer(3 * dim, BOTTLENECK)
        self.conv = _named(conv=nn.Conv1d(BOTTLENECK, dim, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean, deviation = _moments(x, 1 / x.shape[2])
        told = torch.cat([x, mean.expand_as(x), deviation.expand_as(x)], dim=1)
        return torch.cat(_moments(x, self.conv.conv(self.tdnn(told).tanh()).softmax(dim=2)), dim=1)


def _reflected(x, n):
    """Pad both ends with `n` reflected frames. F.pad does so in float32 whatever the type, which costs a third."""
    return torch.cat([x[..., 1: n + 1].flip(-1), x, x[..., -n - 1: -1].flip(-1)], dim=-1) if n else x


def _moments(x, weights):
    mean = (weights * x).sum(dim=2, keepdim=True)
    return mean, (weights * (x - mean).square()).sum(dim=2, keepdim=True).clamp(min=1e-12).sqrt()


def _named(**modules):
    """Group modules under the names that they have in the published weights."""
    made = nn.Module()
    for name, module in modules.items():
        made.add_module(name, module)
    return made
