"""Losses of the synthesizers: the discriminator of mels, and the deviation of a mel from a voice and from a text."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

from audio.voice import MEAN, N_BANDS
from synthesizer.spectrum import above_pauses, mean_over

IGNORED = -100  # cross entropy ignores such targets


class MelDiscriminator(nn.Module):
    """Distinguishes real from generated mel patches, given the voice (a projection discriminator, arXiv 1802.05637).

    It counters the blur of L1 regression, as in GANSpeech (arXiv 2106.15153).
    """

    def __init__(self, voice_dim: int, widths: tuple[int, ...] = (32, 64, 128, 128)):
        super().__init__()
        strides = ((2, 2), (2, 2), (2, 2), (2, 1))
        sizes = (1, *widths)
        self.layers = nn.ModuleList(weight_norm(nn.Conv2d(a, b, (5, 5) if i < 3 else (3, 3), s, 2 if i < 3 else 1))
                                    for i, (a, b, s) in enumerate(zip(sizes, sizes[1:], strides, strict=False)))
        self.score = weight_norm(nn.Conv2d(widths[-1], 1, 3, padding=1))
        self.project = nn.Linear(voice_dim, widths[-1])

    def forward(self, mels: torch.Tensor, voice: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """Return scores and features of normalised mels (batch, n_mels, n_frames) given voices (batch, voice_dim)."""
        x, features = mels[:, None], []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        score = self.score(x) + (x * self.project(voice)[:, :, None, None]).mean(dim=1, keepdim=True)
        return score.float(), features


def judge_loss(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """Return the hinge loss of the discriminator."""
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def feature_loss(real: Sequence[torch.Tensor], fake: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return the L1 distance of the discriminator's features of real and generated mels, relative to their size."""
    return torch.stack([(a.detach() - b).abs().float().mean() / a.detach().abs().float().mean()
                        for a, b in zip(real, fake, strict=True)]).mean()


def masked_mean(values: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of `values` where the broadcast `mask` is 1."""
    mask = mask.expand_as(values)
    return (values * mask).sum() / mask.sum().clamp(min=1)


def is_speech(mel: torch.Tensor) -> torch.Tensor:
    """Return 1 in the frames of mels (batch, n_mels, n_frames) that audio.voice counts as speech, 0 in others."""
    return (above_pauses(mel)[:, 0] >= 0).float()


def mean_spectrum_loss(mel: torch.Tensor, statistics: torch.Tensor) -> torch.Tensor:
    """Return the L1 distance between mels' mean bands over speech and those in their voices' statistics.

    `mel` is (batch, n_mels, n_frames), `statistics` (batch or 1, n_statistics).
    """
    mean = mean_over(mel[:, :N_BANDS], is_speech(mel)[:, None])
    return (mean - statistics[:, MEAN, None]).abs().mean()


def phonemes_heard(symbols: torch.Tensor, boundaries: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """Return the symbol at each decoder step: long (batch, n).

    `symbols` are (batch, n_symbols), `boundaries` (batch, n_symbols + 1) in steps, `steps` (batch or 1, n).
    """
    centres = (steps + 0.5).expand(len(symbols), -1).contiguous()
    index = torch.searchsorted(boundaries[:, 1:].contiguous(), centres, right=True).clamp(max=symbols.shape[1] - 1)
    return symbols.gather(1, index)
