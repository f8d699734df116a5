"""The streaming recogniser: the first layers of the other one, with limited look-ahead.

A whole utterance is one push into an empty memory, so live recognition equals training.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from synthesizer.recogniser.config import StreamingConfig
from synthesizer.recogniser.network import SYMBOLS, EncoderLayer

DETAIL = 5  # width of the last convolution in frames, two of them look-ahead
LEARNT = 1500  # encoder frames of Whisper's 30 s; slower sinusoids are held constant here


class Memory(dict):
    """The state of a stream between two pushes: tensors by name of the layer that needs them.

    Attributes
    ----------
    n_frames : int
        Encoder frames so far.
    """

    n_frames = 0

    def append(self, name: str, x: torch.Tensor, dim: int) -> torch.Tensor:
        """Return the stored tensor of a name, followed by `x`."""
        return torch.cat([self[name], x], dim) if name in self else x


class StreamingNetwork(nn.Module):
    """Recognises log-mels (batch, n_bands, n): features and logits of all but the last `look_ahead` frames."""

    symbols = SYMBOLS

    def __init__(self, config: StreamingConfig):
        super().__init__()
        self.config = config
        self.conv1 = nn.Conv1d(config.n_bands, config.dim, 3)
        self.conv2 = nn.Conv1d(config.dim, config.dim, 3, stride=2)
        self.layers = nn.ModuleList(EncoderLayer(config.dim, config.n_heads, config.feed_forward_dim)
                                    for _ in range(config.n_layers))
        self.norm = nn.LayerNorm(config.dim)
        self.skip = nn.Linear(config.dim, config.skip_dim)
        self.split = nn.Linear(config.dim, 2 * config.probe_dim)
        self.detail = nn.Conv1d(config.probe_dim + config.skip_dim, config.probe_dim, DETAIL)
        self.out = nn.Sequential(nn.LayerNorm(config.probe_dim, elementwise_affine=False), nn.Dropout(0.1),
                                 nn.Linear(config.probe_dim, len(SYMBOLS)))

    @property
    def look_ahead(self) -> int:
        """Return the number of later mel frames on which a frame of the output depends."""
        return 2 * self.config.future * self.config.n_layers + 2 + DETAIL // 2

    @property
    def latency(self) -> float:
        """Return the seconds from a frame's centre to the last sample on which its phoneme depends."""
        mel = self.config.mel
        return (self.look_ahead * mel.hop_length + mel.n_fft // 2) / mel.rate

    def forward(self, mels: torch.Tensor, memory: Memory | None = None,
                start: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
        """Recognise the continuation of earlier pushes.

        Parameters
        ----------
        mels : float tensor (batch, n_bands, n)
            Any number of frames.
        memory : Memory, optional
            State of the stream, which is updated. Without it, the stream consists of this push alone.
        start : int
            Position of the stream's first encoder frame in the position encodings.

        Returns
        -------
        (hidden, logits) : float tensors (batch, m, probe_dim), (batch, m, n_symbols)
            For the frames that have become recognisable; m may be 0.
        """
        memory = Memory() if memory is None else memory
        fine = F.gelu(_convolve(self.conv1, mels, memory, "conv1"))
        x = F.gelu(_convolve(self.conv2, fine, memory, "conv2")).transpose(1, 2)
        x = x + positions(start + memory.n_frames, x.shape[1], x.shape[2]).to(x)
        memory.n_frames += x.shape[1]
        for i, layer in enumerate(self.layers):
            x = self._attend(layer, x, memory, f"layer {i}")
        x = self.split(self.norm(x)).unflatten(2, (2, -1)).flatten(1, 2).transpose(1, 2)
        skip = memory.append("skip", self.skip(fine.transpose(1, 2)).transpose(1, 2), 2)
        n = x.shape[2]
        memory["skip"] = skip[..., n:]
        detail = _convolve(self.detail, F.gelu(torch.cat([x, skip[..., :n]], dim=1)), memory, "detail")
        x = memory.append("split", x, 2)
        n = detail.shape[2]
        memory["split"] = x[..., n:]
        hidden = self.out[0]((x[..., :n] + detail).transpose(1, 2))
        return hidden, self.out[2](self.out[1](hidden))

    def listen(self, mels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Recognise whole log-mels like `RecogniserNetwork.listen`; their last frame is repeated as look-ahead."""
        hidden, logits = self(F.pad(mels[:, : self.config.n_bands], (0, self.look_ahead + 1), mode="replicate"))
        n_frames = mels.shape[2]
        return logits[:, :n_frames].transpose(1, 2), hidden[:, :n_frames]

    def _attend(self, layer, x, memory, name):
        past, future = self.config.past, self.config.future
        query, key, value = layer.project(x)
        names = [f"{name} {what}" for what in ("input", "query", "key", "value")]
        x, query, key, value = (memory.append(n, tensor, 1 if tensor is x else 2)
                                for n, tensor in zip(names, (x, query, key, value), strict=True))
        n = max(0, x.shape[1] - future)  # frames whose look-ahead is known; the others wait
        waiting = x.shape[1] - n
        places = torch.arange(key.shape[2], device=x.device)
        distance = places - places[key.shape[2] - x.shape[1]:][:n, None]
        mask = (distance >= -past) & (distance <= future)
        attended = F.scaled_dot_product_attention(query[:, :, :n], key, value, attn_mask=mask)
        kept = past + waiting
        memory.update(zip(names, (x[:, n:], query[:, :, n:], key[:, :, -kept:], value[:, :, -kept:]), strict=True))
        return layer.combine(x[:, :n], attended)


def positions(start: int, n: int, dim: int) -> torch.Tensor:
    """Return position encodings (n, dim) of the frames from index `start` on, however large it is.

    They are Whisper's, except for the sinusoids with periods above its 30 s: the encoder was never trained on other
    values of these, so they are held at the middle.
    """
    rates = 10_000 ** -torch.linspace(0, 1, dim // 2, dtype=torch.float64)
    angles = torch.arange(start, start + n, dtype=torch.float64)[:, None] * rates
    slow = rates < 2 * math.pi / LEARNT
    angles[:, slow] = LEARNT / 2 * rates[slow]
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()


def _convolve(conv, x, memory, name):
    """Convolve the unconsumed frames of earlier pushes followed by `x` (batch, dim, n).

    The stream starts with zero padding, so that the first output belongs to the first frame.
    """
    width, stride = conv.kernel_size[0], conv.stride[0]
    x = memory.append(name, x, 2) if name in memory else F.pad(x, (width // 2, 0))
    n = max(0, (x.shape[2] - width) // stride + 1)
    memory[name] = x[..., n * stride:]
    if not n:
        return x.new_zeros(len(x), conv.out_channels, 0)
    return conv(x[..., : (n - 1) * stride + width])
