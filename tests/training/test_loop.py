import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from audio.errors import AudioError
from encoder.ecapa.network import ECAPA
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.examples import Examples
from synthesizer.parallel.train import SynthesizerTask
from synthesizer.recogniser.config import RecogniserConfig
from synthesizer.recogniser.network import RecogniserNetwork
from toolbox.core.cloning.hearing import Hearing
from toolbox.core.models.profiles import ENCODER, MODELS, VOCODER
from training.checkpoint import load_state, read_model, save_state
from training.loop import Plan, Task, descend, set_learning_rate, train
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.inference import Vocoder
from vocoder.harmonic.train import VocoderTask


class Line(Task):
    """Fits a line to noisy points and records every loss."""

    kind = "test/line"

    def __init__(self, bad_at=None, stop_at=None):
        torch.manual_seed(0)
        self.network = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.BatchNorm1d(8), torch.nn.Linear(8, 1))
        self.optimizer = torch.optim.AdamW(self.network.parameters(), 1e-2)
        self.parts = {"optimizer": self.optimizer}
        self.bad_at, self.stop_at, self.losses, self.shown = bad_at, stop_at, [], []

    def step(self, step, rng):
        if step == self.stop_at:
            raise KeyboardInterrupt
        x = torch.from_numpy(rng.normal(size=(16, 3))).float()
        loss = (self.network(x + 0.1 * torch.randn(16, 3)) - x.sum(dim=1, keepdim=True)).square().mean()
        if step == self.bad_at:
            loss = loss * math.nan
        norm = descend(self.optimizer, loss)
        self.losses.append(loss.item())
        return {"loss": loss.item(), "norm": norm}

    def show(self, writer, step, network):
        self.shown.append(step)
        writer.add_image("picture", torch.zeros(1, 4, 4), step)

    def config(self):
        return {"width": 8}

    def card(self):
        return {"points": 16}


def _plan(out, steps=6, **options):
    return Plan(out, steps, **({"save_every": 3, "log_every": 2, "show_every": 4, "progress": False} | options))


def _interrupted(task):
    """Return the task, interrupted by Ctrl-C in its fourth step."""
    step = task.step

    def stop(number, rng):
        if number == 3:
            raise KeyboardInterrupt
        return step(number, rng)

    task.step = stop
    return task


def _recorded(task):
    step, task.seen = task.step, []

    def record(number, rng):
        losses = step(number, rng)
        task.seen.append((number, losses))
        return losses

    task.step = record
    return task


def _weights(task):
    return {k: v.clone() for k, v in task.network.state_dict().items()}


def _tasks(name, features):
    if name == "line":
        return lambda plan: Line()
    if name == "synthesizer":
        config = SynthesizerConfig(voice_dim=16, voice_hidden=16, text_dim=16, text_hidden=32, text_layers=1,
                                   content_layers=1, prosody_dim=16, prosody_layers=1, dim=16, hidden_dim=32,
                                   n_layers=1, detail_dim=16, detail_layers=1)
        listener = RecogniserNetwork(RecogniserConfig(dim=32, n_heads=2, feed_forward_dim=64, n_layers=1)).eval()
        ears = Hearing(Vocoder.load(MODELS / VOCODER).network, SpeakerEncoder.load(MODELS / ENCODER).network,
                       ECAPA(channels=16))
        return lambda plan: SynthesizerTask(Examples(features, config), plan, listener.requires_grad_(False), ears,
                                            frames=800, others=1, adversarial_from=2)
    config = VocoderConfig(dim=16, hidden_dim=32, n_layers=1, f0_dim=16)
    return lambda plan: VocoderTask(features, plan, config, batch=2, frames=16, judged=1, adversarial_from=2)


@pytest.mark.parametrize("name", ["line", "synthesizer", "vocoder"])
def test_a_resumed_training_is_the_unbroken_one(features, tmp_path, name):
    make = _tasks(name, features)
    unbroken = _plan(tmp_path / "unbroken", show_every=100, bfloat16=False)
    whole = _recorded(make(unbroken))
    train(whole, unbroken)

    broken = replace(unbroken, out=tmp_path / "broken")
    with pytest.raises(KeyboardInterrupt):
        train(_interrupted(make(broken)), broken)
    assert load_state(broken.out / "state.pt")["step"] == 3
    resumed = _recorded(make(broken))
    torch.randn(7)  # what happened in between does not matter
    train(resumed, broken)

    assert [number for number, _ in resumed.seen] == [3, 4, 5]
    assert resumed.seen == whole.seen[3:]
    for key, value in _weights(whole).items():
        assert torch.equal(value, _weights(resumed)[key]), key
    states = [load_state(plan.out / "state.pt") for plan in (unbroken, broken)]
    for key in states[0]["average"]:
        assert torch.equal(states[0]["average"][key], states[1]["average"][key]), key
    models = [read_model(plan.out / "model.safetensors", whole.kind) for plan in (unbroken, broken)]
    assert models[0][1:] == models[1][1:]
    assert all(torch.equal(value, models[1][0][key]) for key, value in models[0][0].items())


def test_not_a_number_stops_and_the_checkpoint_stays_good(tmp_path):
    task, plan = Line(bad_at=4), _plan(tmp_path)
    with pytest.raises(FloatingPointError, match="Step 4: loss, norm is not finite"):
        train(task, plan)
    state = load_state(tmp_path / "state.pt")
    assert state["step"] == 3
    assert all(v.isfinite().all() for v in [*state["network"].values(), *state["average"].values()])
    tensors, _, card = read_model(tmp_path / "model.safetensors", Line.kind)
    assert card["step"] == 3 and all(v.isfinite().all() for v in tensors.values())
    mended = Line()
    train(mended, plan)
    assert len(mended.losses) == 3 and np.isfinite(mended.losses).all()


def test_the_model_is_the_average_of_the_weights(tmp_path):
    task = Line()
    train(task, _plan(tmp_path, steps=40, save_every=40, card={"data": "points"}))
    tensors, config, card = read_model(tmp_path / "model.safetensors", Line.kind)
    assert config == {"width": 8} and card == {"data": "points", "points": 16, "step": 40}
    raw = task.network.state_dict()
    assert tensors.keys() == raw.keys()
    assert (tensors["0.weight"] - raw["0.weight"]).abs().max() > 1e-4
    assert torch.equal(tensors["1.num_batches_tracked"], raw["1.num_batches_tracked"])
    # Close to the end of the path from the first weights to the last ones.
    first = Line().network.state_dict()["0.weight"]
    assert (tensors["0.weight"] - raw["0.weight"]).norm() < 0.5 * (first - raw["0.weight"]).norm()


def test_the_average_by_hand(tmp_path):
    class Steps(Task):
        kind = "test/steps"

        def __init__(self):
            self.network = torch.nn.Linear(1, 1, bias=False)
            torch.nn.init.constant_(self.network.weight, 0.0)
            self.parts = {}

        def step(self, step, rng):
            torch.nn.init.constant_(self.network.weight, float(step + 1))
            return {"loss": 0.0}

        def config(self):
            return {}

    train(Steps(), _plan(tmp_path, steps=3, ema_decay=0.15))
    # Decays of 1/10, then 0.15 twice: 0.9, 0.15 * 0.9 + 0.85 * 2, and so on.
    wanted = 0.15 * (0.15 * 0.9 + 0.85 * 2) + 0.85 * 3
    assert load_state(tmp_path / "state.pt")["average"]["weight"].item() == pytest.approx(wanted, rel=1e-5)


def test_logs_appear(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    task = Line()
    means = train(task, _plan(tmp_path, steps=6))
    log = EventAccumulator(str(tmp_path / "logs"))
    log.Reload()
    rows = log.Scalars("loss")
    assert [row.step for row in rows] == [2, 4, 6]
    assert [row.value for row in rows] == pytest.approx(np.reshape(task.losses, (3, 2)).mean(axis=1), rel=1e-5)
    assert means["loss"] == pytest.approx(np.mean(task.losses[4:]))
    assert task.shown == [4, 6] and [image.step for image in log.Images("picture")] == [4, 6]  # also the last one


def test_a_finished_training_does_nothing_more(tmp_path):
    train(Line(), _plan(tmp_path))
    before = (tmp_path / "state.pt").stat().st_mtime_ns
    task = Line()
    assert train(task, _plan(tmp_path)) == {} and not task.losses
    assert (tmp_path / "state.pt").stat().st_mtime_ns == before


def test_time_is_kept(tmp_path):
    task = Line()
    train(task, _plan(tmp_path, steps=1_000, save_every=1_000, max_minutes=0.0))
    assert len(task.losses) == 1 and load_state(tmp_path / "state.pt")["step"] == 1


def test_no_checkpoint_is_half_written(tmp_path, monkeypatch):
    save_state(tmp_path / "state.pt", {"step": 1})
    monkeypatch.setattr("training.checkpoint.torch.save", lambda state, path: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(AudioError, match="state.pt cannot be written"):
        save_state(tmp_path / "state.pt", {"step": 2})
    assert load_state(tmp_path / "state.pt") == {"step": 1}


def test_a_state_with_code_in_it_is_refused(tmp_path, capsys):
    class Trap:
        def __reduce__(self):
            return print, ("code was run",)

    torch.save({"step": Trap()}, tmp_path / "state.pt")
    with pytest.raises(Exception, match="[Ww]eights"):
        load_state(tmp_path / "state.pt")
    assert "code was run" not in capsys.readouterr().out


def test_the_learning_rate_rises_and_falls():
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer, rates = torch.optim.SGD([parameter], 1.0), []
    for step in range(1_000):
        set_learning_rate(optimizer, step, 2e-3, 1_000, warmup=100, final=0.1)
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates[0] == pytest.approx(2e-5) and rates[49] == pytest.approx(1e-3)
    assert max(rates) == pytest.approx(2e-3) and np.argmax(rates) in (99, 100)
    assert rates[550] == pytest.approx(2e-3 * 0.55, rel=0.01)
    assert rates[-1] == pytest.approx(2e-4, rel=0.01)
    assert np.all(np.diff(rates[:100]) > 0) and np.all(np.diff(rates[101:]) < 0)


def test_the_gradient_is_clipped():
    parameter = torch.nn.Parameter(torch.tensor([3.0, 4.0]))
    optimizer = torch.optim.SGD([parameter], 1.0)
    norm = descend(optimizer, parameter.square().sum() / 2, clip=1.0)
    assert norm == pytest.approx(5.0)
    torch.testing.assert_close(parameter.detach(), torch.tensor([2.4, 3.2]))
    assert descend(optimizer, (parameter * 0.1).sum(), clip=1.0) == pytest.approx(0.1 * math.sqrt(2))
    torch.testing.assert_close(parameter.detach(), torch.tensor([2.3, 3.1]))


def test_a_short_training_says_its_losses_too(tmp_path):
    task = Line()
    means = train(task, _plan(tmp_path, steps=3, log_every=20))
    assert means["loss"] == pytest.approx(np.mean(task.losses))
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    assert [row.step for row in EventAccumulator(str(tmp_path / "logs")).Reload().Scalars("loss")] == [3]
