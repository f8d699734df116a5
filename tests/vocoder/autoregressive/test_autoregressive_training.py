from dataclasses import replace

import numpy as np
import pytest
import torch

from training.checkpoint import load_state
from training.loop import Plan, train
from vocoder.autoregressive.inference import WaveNetVocoder, WaveRNNVocoder
from vocoder.autoregressive.train import AutoregressiveTask
from vocoder.samples import compress_mu_law
from vocoder.wavenet.config import WaveNetConfig
from vocoder.wavernn.config import WaveRNNConfig

WAVENET = WaveNetConfig(channels=8, skip_channels=12, n_layers=6, cycle=3, condition_dim=8)
WAVERNN = WaveRNNConfig(mel=WAVENET.mel, rnn_dim=16, fc_dim=16, compute_dim=8, aux_dim=8, n_blocks=1, factors=(4, 8, 8))
BOTH = pytest.mark.parametrize(("vocoder", "config"), [(WaveRNNVocoder, WAVERNN), (WaveNetVocoder, WAVENET)])


def _task(features, out, vocoder, config, steps=100, bfloat16=False, **options):
    plan = Plan(out, steps=steps, bfloat16=bfloat16, progress=False, save_every=2, log_every=1)
    return AutoregressiveTask(features, plan, vocoder, config, **{"batch": 2, "frames": 2} | options)


@BOTH
def test_one_batch_is_learnt(features, tmp_path, vocoder, config):
    task = _task(features, tmp_path, vocoder, config, steps=1_000, frames=1, learning_rate=1e-2)
    losses = [task.step(200, np.random.default_rng(0)) for _ in range(12)]  # after the warm-up
    assert all(np.isfinite(list(row.values())).all() for row in losses)
    # Before it has learnt anything, each of 512 values is as likely as any other.
    assert losses[0]["entropy"] == pytest.approx(np.log(512), rel=0.1)
    assert losses[-1]["entropy"] < 0.9 * losses[0]["entropy"]


@BOTH
def test_crops_are_of_one_place(features, tmp_path, vocoder, config):
    task = _task(features, tmp_path, vocoder, config, frames=100)
    before, levels, mel = task.crops(np.random.default_rng(0))
    assert before.shape == levels.shape == (2, 100 * 256) and mel.shape == (2, 100, 100 + 2 * task.network.pad)
    torch.testing.assert_close((before[:, 1:] + 1) / 2 * 511, levels[:, :-1].float(), atol=1e-3, rtol=0)
    loud = levels.float().sub(255.5).abs().unflatten(1, (100, 256)).mean(dim=2)
    level = mel[:, :, task.network.pad: -task.network.pad].mean(dim=1)
    assert np.corrcoef(loud.flatten(), level.flatten())[0, 1] > 0.5


def test_noise_is_on_what_is_heard_not_on_what_is_to_be_said(features, tmp_path):
    (clean, levels, mel), (noisy, same_levels, same_mel) = (
        _task(features, tmp_path, WaveNetVocoder, WAVENET, frames=50, noise=noise).crops(np.random.default_rng(0))
        for noise in (0.0, 0.01))
    assert torch.equal(levels, same_levels) and torch.equal(mel, same_mel)
    assert (noisy - clean).std() == pytest.approx(0.01, rel=0.05)


@BOTH
def test_a_stopped_training_goes_on_as_if_it_had_not(features, tmp_path, vocoder, config):
    for folder, stops in (("whole", (4,)), ("stopped", (2, 4))):
        for steps in stops:
            task = _task(features, tmp_path / folder, vocoder, config, steps=4, bfloat16=True, frames=1)
            train(task, replace(task.plan, steps=steps))
    whole, stopped = (load_state(tmp_path / folder / "state.pt")["network"] for folder in ("whole", "stopped"))
    assert all(torch.equal(whole[k], stopped[k]) for k in whole)
    speaker = vocoder.load(tmp_path / "whole" / "model.safetensors")
    assert speaker.network.config == config and speaker.card["step"] == 4


def test_crops_begin_where_the_recording_does(features, tmp_path):
    """The first sample of a crop is pre-emphasised by the sample before it."""
    task = _task([replace(features[0], audio=torch.full_like(features[0].audio, 8_000))], tmp_path, WaveNetVocoder,
                 WAVENET)
    _, levels, _ = task.crops(np.random.default_rng(0))
    assert levels.unique().tolist() == [compress_mu_law(np.float32(8_000 / 32_767 * 0.1), 9)]


def test_what_does_not_fit_gets_a_sentence(features, tmp_path):
    with pytest.raises(ValueError, match="longer than 5004 frames"):
        _task(features, tmp_path, WaveNetVocoder, WAVENET, frames=5_000)
    with pytest.raises(ValueError, match="WaveNet stretches mels by 5 x 5 x 8, which is not the hop"):
        _task(features, tmp_path, WaveNetVocoder, replace(WAVENET, factors=(5, 5, 8)))
