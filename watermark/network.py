"""Perth's detector: the network by which anybody can find the public pattern."""

from pathlib import Path

import torch
from torch import nn

from training.checkpoint import load_weights, read_model
from watermark.config import PERTH, PerthConfig

KIND = "watermark"
PREFIX = "perth."  # prefix of its tensors in the model file


class PerthDetector(nn.Module):
    """The implicit detector of Perth 1.0.1 (Resemble AI, MIT).

    As published it has three branches, for slowed, unchanged and accelerated sound. The first and the last learnt
    nothing: their answers do not depend on the input, and `others` holds these constants in their place.
    """

    def __init__(self, config: PerthConfig = PERTH):
        super().__init__()
        self.config = config
        self.window = nn.Buffer(torch.hann_window(config.n_fft), persistent=False)
        self.layers = nn.Sequential(nn.Conv1d(config.n_bins, config.dim, 1), nn.LeakyReLU(),
                                    *(layer for _ in range(config.n_layers)
                                      for layer in (nn.Conv1d(config.dim, config.dim, 7, padding=3), nn.LeakyReLU())),
                                    nn.Conv1d(config.dim, 2, 1))
        self.others = nn.Parameter(torch.zeros(2, 2))  # (slowed and hastened, attention and answer)

    @classmethod
    def load(cls, path: str | Path) -> "PerthDetector":
        """Read the detector from the model file; raise ValueError with a sentence if the file is not one."""
        tensors, _, _ = read_model(path, KIND)
        network = cls()
        load_weights(network, {name.removeprefix(PREFIX): tensor for name, tensor in tensors.items()
                               if name.startswith(PREFIX)}, path)
        return network.eval().requires_grad_(False)

    def levels(self, wav: torch.Tensor) -> torch.Tensor:
        """Return the spectrum of a 32 kHz waveform (n_samples,) on Perth's decibel scale: (n_fft / 2 + 1, n_frames)."""
        config = self.config
        spectrum = torch.stft(wav, config.n_fft, config.hop_length, window=self.window, return_complex=True)
        return (20 * torch.log10(spectrum.abs().clamp(min=config.floor)) + config.offset) / config.range

    def forward(self, levels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Judge each frame.

        Parameters
        ----------
        levels : float tensor (n_fft / 2 + 1, n_frames)

        Returns
        -------
        (outputs, loud) : float tensor (2, n_frames), bool tensor (n_frames,)
            Attention and answer, and whether the frame counts.
        """
        total = levels.sum(dim=0)
        return self.layers(levels[None, :self.config.n_bins])[0], total > self.config.threshold * total.max()

    def answer(self, outputs: torch.Tensor) -> torch.Tensor:
        """Return 0 (not marked) to 1 (marked), from the outputs (2, n_frames) of the frames that count."""
        plain = outputs.mean(dim=1)
        attention = torch.stack([self.others[0, 0], plain[0], self.others[1, 0]]).softmax(dim=0)
        return (attention * torch.stack([self.others[0, 1], plain[1], self.others[1, 1]])).sum()
