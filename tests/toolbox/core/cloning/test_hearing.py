"""What the ears of training and adaptation take for speech."""

import numpy as np
import torch

from audio.signal import resample
from toolbox.core.cloning.hearing import resample as resample_with_gradient


def test_what_is_played_is_resampled_as_soxr_does_it(clips_24k):
    """They agree except at the ends, where one assumes that the sound repeats, the other that it is silent."""
    wav = next(iter(clips_24k.values()))[: 80 * 512]
    made = resample_with_gradient(torch.from_numpy(wav)[None].requires_grad_(), 24_000, 16_000)
    wanted = resample(wav, 24_000, 16_000)
    assert abs(made.shape[1] - len(wanted)) <= 1 and made.requires_grad
    middle = slice(1000, -1000)
    off = made[0].detach().numpy()[: len(wanted)][middle] - wanted[: made.shape[1]][middle]
    assert np.square(off).mean() < 1e-3 * np.square(wanted[middle]).mean()
