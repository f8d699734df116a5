"""Synthesized mels are matched to the voice's long-term spectrum and sharpened, differentiably."""

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter1d

from audio import voice
from audio.mel import log_mel
from audio.voice import DEVIATION, MEAN, N_BANDS, voice_statistics
from synthesizer.spectrum import _smoothing, above_pauses, match_spectrum, postfilter


@pytest.fixture(scope="module")
def mels(clips_24k):
    """Return the mels (1, n_mels, n_frames) of two speakers."""
    return [log_mel(torch.from_numpy(wav))[None] for wav in list(clips_24k.values())[:2]]


def _measure(mel):
    return torch.from_numpy(voice_statistics(mel[0].numpy(), np.full(mel.shape[2], 150.0)))[None]


def test_the_spectrum_moves_towards_the_voice_s(mels):
    mel, wanted = mels[0], _measure(mels[1])
    made, before = match_spectrum(mel, wanted), _measure(mel)
    after = _measure(made)
    assert made.shape == mel.shape and made.dtype == torch.float32
    for part, share in ((MEAN, 0.6), (DEVIATION, 1.0)):
        assert (after - wanted)[:, part].abs().mean() < share * (before - wanted)[:, part].abs().mean()
    # What it asks of itself is there already, and what may not be moved is not.
    assert (match_spectrum(mel, before) - mel).abs().max() < 1e-3
    assert (match_spectrum(mel, wanted, tone=0.0, spread=0.0) - mel).abs().max() < 1e-3


def test_pauses_are_where_a_voice_is_measured_to_have_them(mels):
    np.testing.assert_allclose(above_pauses(mels[0])[0, 0], voice.above_pauses(mels[0][0, :N_BANDS].numpy()), atol=1e-4)


def test_each_of_a_batch_is_treated_by_itself(mels):
    length = min(mel.shape[2] for mel in mels)
    batch, wanted = torch.cat([mel[..., :length] for mel in mels]), torch.cat([_measure(mel) for mel in mels])
    made = postfilter(match_spectrum(batch, wanted))
    for i in range(2):
        alone = postfilter(match_spectrum(batch[i: i + 1], wanted[i: i + 1]))
        torch.testing.assert_close(made[i: i + 1], alone, atol=1e-4, rtol=0)


@pytest.mark.parametrize("sigma", [1.0, 2.0])
def test_bands_are_smoothed_as_scipy_does_it(sigma):
    bands = np.random.default_rng(0).standard_normal((76, 3))
    assert np.abs(_smoothing(76, sigma).numpy() @ bands - gaussian_filter1d(bands, sigma, axis=0)).max() < 1e-6


def test_the_postfilter_sharpens_speech_and_quietens_pauses(mels):
    mel = mels[0]
    level = mel[0, :N_BANDS].mean(dim=0)
    speech, pauses = level > level.quantile(0.7), level < level.quantile(0.05)
    made = postfilter(mel)
    assert made.shape == mel.shape and made.dtype == torch.float32
    assert (made[..., speech].std(dim=2) > mel[..., speech].std(dim=2)).float().mean() > 0.9
    assert made[..., speech].diff(dim=1).abs().mean() > 1.1 * mel[..., speech].diff(dim=1).abs().mean()
    assert -0.5 < (made - mel)[..., pauses].mean() < -0.1
    assert (postfilter(mel, sharpness=0.0, contrast=1.0, quieter=0.0) - mel).abs().max() < 1e-5


@pytest.mark.parametrize("n_frames", [2, 4, 20])
def test_short_and_even_mels_stay_finite_and_so_does_their_gradient(mels, n_frames):
    even = torch.full((1, 100, n_frames), -6.0, requires_grad=True)
    made = postfilter(match_spectrum(even, _measure(mels[0])))
    made.square().sum().backward()
    assert made.isfinite().all() and even.grad.isfinite().all()
