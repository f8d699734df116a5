from dataclasses import replace

import numpy as np
import pytest
import torch

from synthesizer.tacotron.config import TacotronConfig
from synthesizer.tacotron.inference import TacotronSynthesizer
from synthesizer.tacotron.train import LONGEST, TacotronTask, guidance
from training.checkpoint import load_state
from training.loop import Plan, train

TINY = TacotronConfig(text_dim=24, encoder_dim=16, decoder_dim=16, lstm_dim=32, postnet_dim=24)
TEXTS = ("Hi there, my name is nobody.", "It is 5 o'clock.", "Nobody else is here.")


@pytest.fixture(scope="module")
def spoken(features):
    """Return the shared utterances, cut to two seconds of 80 bands, with arbitrary texts."""
    return [replace(f, text=text, mel=f.mel[:80, :160]) for f, text in zip(features, TEXTS, strict=True)]


def _task(spoken, out, steps=100, bfloat16=False, **options):
    plan = Plan(out, steps=steps, bfloat16=bfloat16, progress=False, save_every=2, log_every=1, show_every=2)
    return TacotronTask(spoken, plan, TINY, **{"frames": 320, "learning_rate": 2e-2} | options)


def test_one_batch_is_learnt(spoken, tmp_path):
    task = _task(spoken, tmp_path, steps=1_000, reduction=8, learning_rate=5e-3)
    losses = []
    for _ in range(15):
        torch.manual_seed(0)
        losses.append(task.step(200, np.random.default_rng(0)))  # after the warm-up
    assert all(np.isfinite(list(row.values())).all() for row in losses)
    for name in ("coarse", "mel", "stop"):
        assert losses[-1][name] < 0.9 * losses[0][name], name
    assert losses[-1]["astray"] < losses[0]["astray"]


def test_batches_fit_together(spoken, tmp_path):
    symbols, embedding, mel, n_symbols, n_frames = _task(spoken, tmp_path, frames=480).batch(np.random.default_rng(0))
    assert len(symbols) == 3 and symbols.shape[1] == n_symbols.max() and mel.shape == (3, 80, n_frames.max() + 2)
    assert (symbols.gather(1, n_symbols[:, None] - 1) == 1).all()
    assert mel.min() >= -4 and mel.max() <= 4 and (mel[..., -2:] == -4).all()
    torch.testing.assert_close(embedding.norm(dim=1), torch.ones(3))


def test_a_stopped_training_goes_on_as_if_it_had_not(spoken, tmp_path):
    for folder, stops in (("whole", (4,)), ("stopped", (2, 4))):
        for steps in stops:
            task = _task(spoken, tmp_path / folder, steps=4, bfloat16=True, reduction=5)
            # The plan's end shapes the learning rate; a run that is killed knows of no other end.
            train(task, replace(task.plan, steps=steps))
    whole, stopped = (load_state(tmp_path / folder / "state.pt")["network"] for folder in ("whole", "stopped"))
    assert all(torch.equal(whole[k], stopped[k]) for k in whole)
    speaker = TacotronSynthesizer.load(tmp_path / "whole" / "model.safetensors")
    assert speaker.network.reduction == 5 and speaker.card["step"] == 4
    assert list((tmp_path / "whole" / "logs").iterdir())


def test_what_has_no_text_or_is_too_long_is_left_out(spoken, features, tmp_path):
    foreign, bare = replace(spoken[0], text="Hello мир."), replace(spoken[0], text="")
    long = replace(spoken[0], mel=torch.zeros(80, int(LONGEST * 80) + 1))
    assert len(_task([*spoken, foreign, bare, long], tmp_path).features) == 3
    with pytest.raises(ValueError, match="prepare the corpus again"):
        _task(features, tmp_path)


def test_guidance_is_0_on_the_diagonal_and_1_far_off():
    straight = torch.eye(6)[None]
    lengths = torch.tensor([6])
    assert guidance(straight, lengths, lengths) == 0
    assert guidance(straight.flip(2), lengths, lengths) > 0.5
    # Neither padded symbols nor steps behind the text count.
    padded = torch.zeros(1, 9, 8)
    padded[:, :6, :6] = straight
    padded[:, 6:, 0] = 1
    assert guidance(padded, lengths, lengths) == 0
