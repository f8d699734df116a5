import numpy as np
import pytest
import torch

from training.loop import Plan
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.losses import discriminator_loss, feature_loss, generator_loss, spectral_loss
from vocoder.harmonic.train import VocoderTask, fill_pitch

TINY = VocoderConfig(dim=32, hidden_dim=64, n_layers=2, f0_dim=16)


def _task(features, tmp_path, **options):
    plan = Plan(tmp_path, steps=1_000, bfloat16=False, progress=False)
    return VocoderTask(features, plan, TINY, **({"batch": 2, "frames": 32, "judged": 1} | options))


def test_one_batch_is_learnt(features, tmp_path):
    task = _task(features, tmp_path, learning_rate=2e-2, adversarial_from=25)
    losses = []
    for step in range(30):
        torch.manual_seed(0)
        losses.append(task.step(step, np.random.default_rng(0)))
    assert all(np.isfinite(list(row.values())).all() for row in losses)
    for name in ("spectral", "pitch"):
        assert np.mean([row[name] for row in losses[-3:]]) < 0.9 * losses[0][name], name
    assert "judge" not in losses[24] and losses[-1]["judge"] < losses[25]["judge"]


def test_crops_are_of_one_place_and_one_level(features, tmp_path):
    """A crop's mel is that of its waveform."""
    from audio.mel import log_mel
    task = _task(features, tmp_path)
    mel, wav, f0 = task.crops(np.random.default_rng(1))
    assert mel.shape == (2, 100, 32) and wav.shape == (2, 32 * 256) and f0.shape == (2, 32)
    difference = (log_mel(wav, TINY.mel)[:, :80, 2:30] - mel[:, :80, 2:30]).abs()
    assert difference.mean() < 0.05


def test_the_mels_are_measured(features, tmp_path):
    task = _task(features, tmp_path)
    normal = task.network.normalize(torch.cat([f.mel.float() for f in features], dim=1))
    assert normal.mean().abs() < 1e-3 and normal.std() == pytest.approx(1.0, abs=0.1)


def test_too_short_utterances_are_named(features, tmp_path):
    with pytest.raises(ValueError, match="longer than 5000 frames"):
        _task(features, tmp_path, frames=5_000)


def test_pitch_is_bridged():
    f0 = torch.tensor([[0, 0, 100.0, 0, 200.0, 0], [0, 0, 0, 0, 0, 0]])
    assert fill_pitch(f0).tolist() == [[100, 100, 100, 150, 200, 200], [120] * 6]


def test_losses_by_hand():
    def verdict(score, feature):
        return torch.full((1, 2), float(score)), [torch.full((1, 2), float(feature))]

    real, fake = [verdict(1.0, 2.0), verdict(0.5, -4.0)], [verdict(0.0, 1.0), verdict(1.0, -4.0)]
    assert discriminator_loss(real, fake).item() == pytest.approx((0 + 0 + 0.25 + 1) / 2)
    assert generator_loss(fake).item() == pytest.approx((1 + 0) / 2)
    assert feature_loss(real, fake).item() == pytest.approx((1 / 2 + 0) / 2)
    wav = torch.randn(1, 8_000, generator=torch.Generator().manual_seed(0))
    assert spectral_loss(wav, wav).item() == 0
    # Half as loud: ln 2 less in every bin, and half of the norm.
    assert spectral_loss(wav, wav / 2).item() == pytest.approx(np.log(2) + 0.5, rel=0.01)
