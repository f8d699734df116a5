import numpy as np
import pytest
import torch

from enhancer.config import EnhancerConfig
from enhancer.inference import Enhancer
from enhancer.mixtures import Mixer
from enhancer.train import EnhancerTask, signal_to_distortion, spectral_distance
from training.loop import Plan, train

SMALL = {"bands": (16,) * 8 + (129,), "dim": 16, "across": 16, "along": 32, "blocks": 2, "ahead": (1,),
         "voice_dim": 8, "embedding_size": 12}
N = 8_000
BANKS = 4, 4, 2


@pytest.fixture(scope="module")
def mixer():
    """Return mixtures of two people, each an intermittent chord of their own."""
    rng, times, recordings = np.random.default_rng(0), np.arange(3 * N) / 16_000, []
    for number, tones in enumerate(((220, 440, 880), (310, 620, 1_240))):
        for _ in range(2):
            envelope = 0.2 + np.abs(np.sin(2 * np.pi * rng.uniform(2, 4) * times))
            wav = envelope * sum(np.sin(2 * np.pi * f * times + rng.uniform(0, 6)) for f in tones)
            partials = np.zeros((3, 12), np.float16)
            partials[:, number] = 1
            recordings.append((f"speaker-{number}", (5_000 * wav).astype(np.int16), partials))
    return Mixer(recordings, N, banks=BANKS)


class Again:
    """Draws the same mixtures again and again."""

    def __init__(self, drawn):
        self.drawn, self.count, self.speakers = drawn, 4, [""]

    def draw(self, count, seed=0):
        return self.drawn


def plan(out, steps, **options):
    return Plan(out, steps, **{"progress": False, "log_every": 1, "save_every": steps, "show_every": steps,
                               "bfloat16": False} | options)


def test_mixtures_hold_what_is_wanted_and_something_else(mixer):
    heard, wanted, voices, among = mixer.draw(64)
    assert heard.shape == wanted.shape == (64, N) and voices.shape == (64, 2, 12) and 0.4 < among.float().mean() < 0.8
    assert heard.isfinite().all() and (wanted.abs().amax(dim=1) > 0).all()
    own, another = voices.norm(dim=2).round(decimals=3).T
    assert set(own.tolist()) == set(another.tolist()) == {0.0, 1.0}  # somebody who is known, and nobody
    assert own[among].all() and own[another > 0].all() and 0.2 < another[among].mean() < 0.8
    assert (voices.prod(dim=1).sum(dim=1) < 0.7).all()  # two people, though the other may be an estimate
    other = (heard - wanted).square().mean(dim=1) / heard.square().mean(dim=1)
    assert 0.6 < (other > 1e-3).float().mean() < 0.99  # some are clean
    loud = 10 * heard.square().mean(dim=1).log10()
    assert loud.mean().item() == pytest.approx(-26, abs=2)


def test_a_mixer_that_is_made_again_draws_the_same(mixer):
    again = Mixer([("a", np.arange(N, dtype=np.int16), np.eye(3, 12, dtype=np.float16)),
                   ("b", np.arange(N, dtype=np.int16), np.eye(3, 12, dtype=np.float16))], N, banks=BANKS)
    first = again.draw(2, 5)
    assert not torch.equal(first.heard, again.draw(2, 6).heard)
    third = Mixer([("a", np.arange(N, dtype=np.int16), np.eye(3, 12, dtype=np.float16)),
                   ("b", np.arange(N, dtype=np.int16), np.eye(3, 12, dtype=np.float16))], N, banks=BANKS)
    assert torch.equal(first.heard, third.draw(2, 5).heard)


def test_one_person_alone_is_refused():
    with pytest.raises(ValueError, match="two people or more"):
        Mixer([("a", np.zeros(N, np.int16), np.zeros((3, 12), np.float16))], N, banks=BANKS)


def test_the_ratio_of_signal_to_distortion_minds_no_scale():
    rng = np.random.default_rng(1)
    voice, other = (torch.from_numpy(rng.standard_normal((1, 4_000))).float() for _ in range(2))
    assert signal_to_distortion(voice + 0.1 * other, voice).item() == pytest.approx(20, abs=0.5)
    assert signal_to_distortion(3 * voice, voice).item() > 60
    spectrum = torch.complex(voice, other)
    assert spectral_distance(spectrum, spectrum).item() == 0 < spectral_distance(0 * spectrum, spectrum).item()


def test_it_learns_to_leave_the_wanted_voice(tmp_path, mixer):
    task = EnhancerTask(mixer, plan(tmp_path, 60), EnhancerConfig(**SMALL), learning_rate=1e-2, batch=4)
    task.mixer = Again(mixer.draw(4, 1))
    losses = [task.step(step, np.random.default_rng(step)) for step in range(60)]
    gained = np.mean([r["si-sdr"] for r in losses[-10:]]) - np.mean([r["si-sdr"] for r in losses[:5]])
    assert gained > 5
    assert losses[-1]["spectrum"] < losses[0]["spectrum"]


def test_the_voice_that_is_left_is_compared_by_its_embedding(tmp_path, mixer):
    heard = []

    def embed(wavs):
        heard.append(wavs.requires_grad)
        return torch.nn.functional.normalize(wavs.unfold(1, 12, 12).mean(dim=1), dim=1)
    task = EnhancerTask(mixer, plan(tmp_path, 1), EnhancerConfig(**SMALL), {"voice": embed}, batch=2)
    assert 0 <= task.step(0, np.random.default_rng(0))["voice"] <= 2
    assert heard == [True, False]


def test_what_is_trained_is_what_is_loaded_and_a_training_resumes(tmp_path, mixer):
    def run(steps):
        task = EnhancerTask(mixer, plan(tmp_path, steps), EnhancerConfig(**SMALL), held_out=mixer, batch=2)
        return task, train(task, plan(tmp_path, steps))
    _, means = run(2)
    assert np.isfinite(list(means.values())).all()
    task, _ = run(3)
    enhancer = Enhancer.load(tmp_path / "model.safetensors")
    assert enhancer.config == task.network.config
    assert len(enhancer.clean(np.ones(4_000, np.float32) * 0.1, 16_000)) == 4_000
