"""Discriminators and losses of the vocoder's training."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

from audio.mel import spectrogram

Verdict = tuple[torch.Tensor, list[torch.Tensor]]  # a score and the features before it


class Discriminators(nn.Module):
    """Waveform discriminators by period (HiFi-GAN, arXiv 2010.05646) and by spectrum (UnivNet, arXiv 2106.07889)."""

    def __init__(self, periods: Sequence[int] = (2, 3, 5, 7, 11),
                 resolutions: Sequence[tuple[int, int]] = ((1024, 256), (512, 128), (256, 64)), channels: int = 24):
        super().__init__()
        self.judges = nn.ModuleList([PeriodDiscriminator(p) for p in periods]
                                    + [SpectrumDiscriminator(n, h, channels) for n, h in resolutions])

    def forward(self, wav: torch.Tensor) -> list[Verdict]:
        """Judge waveforms (batch, n_samples); return a list of (score, [features]) pairs, one per discriminator."""
        return [judge(wav) for judge in self.judges]


class PeriodDiscriminator(nn.Module):
    """Folds the waveform at a period, so that convolutions see every period-th sample."""

    def __init__(self, period: int, widths: Sequence[int] = (16, 32, 64, 96)):
        super().__init__()
        self.period = period
        sizes = (1, *widths)
        self.layers = nn.ModuleList(weight_norm(nn.Conv2d(a, b, (5, 1), (3, 1), (2, 0)))
                                    for a, b in zip(sizes, sizes[1:], strict=False))
        self.score = weight_norm(nn.Conv2d(widths[-1], 1, (3, 1), padding=(1, 0)))

    def forward(self, wav: torch.Tensor) -> Verdict:
        length = wav.shape[-1] // self.period * self.period
        return _judge(wav[:, :length].reshape(len(wav), 1, -1, self.period), self.layers, self.score)


class SpectrumDiscriminator(nn.Module):
    """Sees the real and imaginary parts of a short-time spectrum."""

    def __init__(self, n_fft: int, hop_length: int, channels: int):
        super().__init__()
        self.n_fft, self.hop_length = n_fft, hop_length
        self.layers = nn.ModuleList([
            weight_norm(nn.Conv2d(2, channels, (7, 3), (2, 1), (3, 1))),
            weight_norm(nn.Conv2d(channels, channels, (7, 3), (3, 1), (3, 1))),
            weight_norm(nn.Conv2d(channels, channels * 2, (7, 3), (3, 2), (3, 1))),
            weight_norm(nn.Conv2d(channels * 2, channels * 2, (3, 3), padding=(1, 1)))])
        self.score = weight_norm(nn.Conv2d(channels * 2, 1, (3, 3), padding=(1, 1)))

    def forward(self, wav: torch.Tensor) -> Verdict:
        spectrum = spectrogram(wav.float(), self.n_fft, self.hop_length)
        # Power-law compression, so that consonants count beside vowels.
        scale = (spectrum.abs().square() + 1e-9).pow(-0.35)
        parts = torch.stack([spectrum.real * scale, spectrum.imag * scale], dim=1)
        return _judge(parts, self.layers, self.score)


def _judge(x, layers, score):
    features = []
    for layer in layers:
        x = F.leaky_relu(layer(x), 0.1)
        features.append(x)
    return score(x).flatten(1), features


def discriminator_loss(real: list[Verdict], fake: list[Verdict]) -> torch.Tensor:
    """Return the least-squares loss of the discriminators (arXiv 1611.04076)."""
    terms = [(1 - r[0].float()).square().mean() + f[0].float().square().mean()
             for r, f in zip(real, fake, strict=True)]
    return torch.stack(terms).mean()


def generator_loss(fake: list[Verdict]) -> torch.Tensor:
    """Return the least-squares loss of the generator."""
    return torch.stack([(1 - f[0].float()).square().mean() for f in fake]).mean()


def feature_loss(real: list[Verdict], fake: list[Verdict]) -> torch.Tensor:
    """Return the L1 distance between the features of real and generated sound, relative to their size (2210.13438)."""
    terms = [(a.detach().float() - b.float()).abs().mean() / a.detach().float().abs().mean()
             for r, f in zip(real, fake, strict=True) for a, b in zip(r[1], f[1], strict=True)]
    return torch.stack(terms).mean()


def spectral_loss(real: torch.Tensor, made: torch.Tensor,
                  sizes: Sequence[int] = (2048, 1024, 512, 256)) -> torch.Tensor:
    """Return the multi-resolution STFT loss (1910.11480): log magnitudes, and magnitudes relative to the real ones."""
    total = real.new_zeros(())
    for size in sizes:
        a, b = (_magnitude(w, size) for w in (real, made))
        total = total + (a.log() - b.log()).abs().mean() + (a - b).norm() / a.norm()
    return total / len(sizes)


def _magnitude(wav, size):
    spectrum = spectrogram(wav.float(), size, size // 4)
    return (spectrum.real.square() + spectrum.imag.square() + 1e-8).sqrt()
