"""The recogniser of whole utterances: Whisper's encoder (arXiv 2212.04356, section 2.2) with a probe.

The encoder takes mel frames at their own rate, so that one of its frames spans two mel frames; the probe predicts the
phoneme in each mel frame.
"""

import torch
import torch.nn.functional as F
from torch import nn

from synthesizer.recogniser.config import RecogniserConfig
from synthesizer.text.phonemes import ALPHABET

EDGE = "^"  # the silence at both ends of an utterance
SYMBOLS = EDGE + ALPHABET  # logits are in the order of synthesizer.text.phonemes.encode
PIECE, CONTEXT = 2400, 200  # mel frames processed at once, and their context on either side: 30 s in all


class RecogniserNetwork(nn.Module):
    """Log-mels (batch, n_bands, 2 n) -> features (batch, 2 n, probe_dim) and logits (batch, 2 n, n_symbols)."""

    symbols = SYMBOLS

    def __init__(self, config: RecogniserConfig):
        super().__init__()
        self.config = config
        self.conv1 = nn.Conv1d(config.n_bands, config.dim, 3, padding=1)
        self.conv2 = nn.Conv1d(config.dim, config.dim, 3, stride=2, padding=1)
        self.layers = nn.ModuleList(EncoderLayer(config.dim, config.n_heads, config.feed_forward_dim)
                                    for _ in range(config.n_layers))
        self.norm = nn.LayerNorm(config.dim)
        self.probe = Probe(config.dim, config.skip_dim, config.probe_dim)

    def forward(self, mels: torch.Tensor, start: int | torch.Tensor = 0) -> tuple[torch.Tensor, torch.Tensor]:
        """Recognise mels; `start` is the position of the first encoder frame in the position encodings."""
        return self.probe(*self.encode(mels, start))

    def encode(self, mels: torch.Tensor, start: int | torch.Tensor = 0) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the encoder's output (batch, n, dim) and its first convolution's (batch, dim, 2 n) for log-mels."""
        fine, x = self.convolve(mels)
        x = x + sinusoids(start, x.shape[1], x.shape[2]).to(x)
        for layer in self.layers:
            x = layer(x)
        return self.norm(x), fine

    def convolve(self, mels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the outputs (batch, dim, 2 n) and (batch, n, dim) of the two convolutions before the encoder."""
        fine = F.gelu(self.conv1(mels))
        return fine, F.gelu(self.conv2(fine)).transpose(1, 2)

    def listen(self, mels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Recognise log-mels of any length, differentiably.

        Parameters
        ----------
        mels : float tensor (batch, n_mels, n_frames)
            With the configuration `config.mel`; at least the lowest `n_bands` bands.

        Returns
        -------
        (logits, hidden) : float tensors (batch, n_symbols, n_frames), (batch, n_frames, probe_dim)
            The logits of `symbols`, and the features of which they are a linear function, with zero mean and unit
            spread.
        """
        mels = mels[:, : self.config.n_bands]
        heard = [self._piece(mels, start) for start in range(0, mels.shape[2], PIECE)]
        hidden, logits = (torch.cat(parts, dim=1) for parts in zip(*heard, strict=True))
        return logits.transpose(1, 2), hidden

    def _piece(self, mels, start):
        first, last = max(0, start - CONTEXT), min(mels.shape[2], start + PIECE + CONTEXT)
        piece = mels[..., first:last]
        if piece.shape[2] % 2:
            piece = F.pad(piece, (0, 1), mode="replicate")
        end = min(start + PIECE, mels.shape[2])
        return [x[:, start - first: end - first] for x in self(piece)]


class EncoderLayer(nn.Module):
    """Self-attention, then a feed-forward network, each after a layer norm; keeps the shape (batch, n, dim)."""

    def __init__(self, dim: int, n_heads: int, feed_forward_dim: int):
        super().__init__()
        self.n_heads = n_heads
        self.attention_norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)
        self.feed_forward = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, feed_forward_dim), nn.GELU(),
                                          nn.Linear(feed_forward_dim, dim))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        q, k, v = self.project(x)
        return self.combine(x, F.scaled_dot_product_attention(q, k, v))

    def project(self, x: torch.Tensor) -> torch.Tensor:
        """Return queries, keys and values (3, batch, n_heads, n, dim / n_heads) of the layer's input."""
        return self.qkv(self.attention_norm(x)).unflatten(2, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)

    def combine(self, x: torch.Tensor, attended: torch.Tensor) -> torch.Tensor:
        """Add the attention's result (batch, n_heads, n, dim / n_heads) and the feed-forward network to the input."""
        x = x + self.out(attended.transpose(1, 2).flatten(2))
        return x + self.feed_forward(x)


class Probe(nn.Module):
    """Encoder frames (batch, n, dim) and the first convolution's (batch, dim, 2 n) -> features and logits.

    An encoder frame is split in two; the convolution supplies the time resolution that the encoder has lost.
    """

    def __init__(self, dim: int, skip_dim: int, probe_dim: int):
        super().__init__()
        self.skip = nn.Conv1d(dim, skip_dim, 1)
        self.split = nn.Conv1d(dim, 2 * probe_dim, 3, padding=1)
        self.detail = nn.Conv1d(probe_dim + skip_dim, probe_dim, 5, padding=2)
        self.out = nn.Sequential(nn.LayerNorm(probe_dim, elementwise_affine=False), nn.Dropout(0.15),
                                 nn.Linear(probe_dim, len(SYMBOLS)))

    def forward(self, encoded: torch.Tensor, fine: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.split(encoded.transpose(1, 2)).unflatten(1, (2, -1)).permute(0, 2, 3, 1).flatten(2)
        x = x + self.detail(F.gelu(torch.cat([x, self.skip(fine)], dim=1)))
        hidden = self.out[0](x.transpose(1, 2))
        return hidden, self.out[2](self.out[1](hidden))


def sinusoids(start: int | torch.Tensor, n: int, dim: int) -> torch.Tensor:
    """Return Whisper's position encodings (n, dim) of the frames from index `start` on."""
    rates = 10_000 ** -torch.linspace(0, 1, dim // 2, dtype=torch.float64)
    angles = (torch.arange(n, dtype=torch.float64) + start)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()
