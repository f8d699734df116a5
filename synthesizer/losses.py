"""The judge of mel spectrograms, and its losses."""

import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import weight_norm


class MelDiscriminator(nn.Module):
    """Tells real mel patches from made ones, given the voice (a projection discriminator, arXiv 1802.05637).

    Against the blur of L1 regression, as in GANSpeech (arXiv 2106.15153).
    """

    def __init__(self, voice_dim, widths=(32, 64, 128, 128)):
        super().__init__()
        strides = ((2, 2), (2, 2), (2, 2), (2, 1))
        sizes = (1, *widths)
        self.layers = nn.ModuleList(weight_norm(nn.Conv2d(a, b, (5, 5) if i < 3 else (3, 3), s, 2 if i < 3 else 1))
                                    for i, (a, b, s) in enumerate(zip(sizes, sizes[1:], strides, strict=False)))
        self.score = weight_norm(nn.Conv2d(widths[-1], 1, 3, padding=1))
        self.project = nn.Linear(voice_dim, widths[-1])

    def forward(self, mels, voice):
        """Scores and features of normalised mels (batch, n_mels, n_frames) by voices (batch, voice_dim)."""
        x, features = mels[:, None], []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        score = self.score(x) + (x * self.project(voice)[:, :, None, None]).mean(dim=1, keepdim=True)
        return score.float(), features


def judge_loss(real, fake):
    """Hinge loss of the judge."""
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def feature_loss(real, fake):
    """L1 between the judge's features of real and made mels, relative to their size."""
    return sum((a.detach() - b).abs().float().mean() / a.detach().abs().float().mean()
               for a, b in zip(real, fake, strict=True)) / len(real)


def masked_mean(values, mask):
    """Mean of `values` where the broadcast `mask` is 1."""
    mask = mask.expand_as(values)
    return (values * mask).sum() / mask.sum().clamp(min=1)
