"""A small recurrent network that counts how many people speak at once: nobody, one, or several.

Like detectors of overlapped speech (Bullock, Bredin, Garcia-Perera, ICASSP 2020), it labels every frame of a stretch of
sound at once.
"""

import torch
import torch.nn.functional as F
from torch import nn

from audio.mel import MelConfig, mel_spectrogram
from encoder.counting.config import SEVERAL, STRIDE, CountingConfig

FLOOR = 1e-6  # of a band's power relative to the mean of all
SCALE = 4.0  # of the logarithms


class CountingNetwork(nn.Module):
    """Two convolutions over time, two bidirectional LSTMs, and a linear layer."""

    def __init__(self, config: CountingConfig = CountingConfig()):
        super().__init__()
        self.config = config
        self.first = nn.Conv1d(config.mel.n_mels, config.dim, 5, stride=STRIDE, padding=2)
        self.second = nn.Conv1d(config.dim, config.dim, 5, padding=2)
        self.lstm = nn.LSTM(config.dim, config.dim, 2, batch_first=True, bidirectional=True)
        self.leave = nn.Linear(2 * config.dim, SEVERAL + 1)

    def forward(self, mels: torch.Tensor) -> torch.Tensor:
        """Return logits (batch, ceil(n_frames / STRIDE), 3) of frames (batch, n_frames, n_mels)."""
        x, _ = self.lstm(F.silu(self.second(F.silu(self.first(mels.mT)))).mT)
        return self.leave(x)


def log_mels(wav: torch.Tensor, mel: MelConfig) -> torch.Tensor:
    """Return log-mels (batch, n_samples // hop_length, n_mels) of waveforms (batch, n_samples), relative to each one's
    mean power."""
    power = mel_spectrogram(wav, mel, 2.0)[..., : wav.shape[-1] // mel.hop_length]
    level = power.mean(dim=(1, 2), keepdim=True) + 1e-12
    return (power / level + FLOOR).log().mT / SCALE
