import json
from pathlib import Path

import numpy as np
import pytest
import torch

from audio.mel import RTVC, from_symmetric, to_symmetric
from synthesizer.reading import Reading
from synthesizer.tacotron.config import TacotronConfig
from synthesizer.tacotron.inference import TacotronSynthesizer
from synthesizer.tacotron.network import Tacotron
from synthesizer.text.characters import ALPHABET, encode, spell

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "rtvc"
SMALL = TacotronConfig(text_dim=24, encoder_dim=16, decoder_dim=12, lstm_dim=28, postnet_dim=20, dropout=0.0)


@pytest.fixture(scope="module")
def small():
    network = Tacotron(SMALL).eval()
    network.load_state_dict(torch.load(FIXTURES / "tacotron_small.pt", weights_only=True)["model_state"])
    return network


@pytest.fixture(scope="module")
def known():
    with np.load(FIXTURES / "tacotron_small_io.npz") as file:
        return {name: torch.from_numpy(file[name]) for name in file}


@torch.inference_mode()
def test_the_same_weights_give_the_same_numbers(small, known):
    made = small.generate(known["chars"], known["speaker_embedding"], most_steps=20)
    for name, ours in (("mel", made.coarse), ("linear", made.mel), ("attention", made.attention)):
        torch.testing.assert_close(ours, known[name], atol=1e-4, rtol=0, msg=lambda m, n=name: f"{n}: {m}")


@torch.inference_mode()
def test_its_own_frames_as_input_give_the_same_output(small, known):
    made = small.generate(known["chars"], known["speaker_embedding"], most_steps=20)
    again = small(known["chars"], known["speaker_embedding"], made.coarse)
    for a, b in zip(vars(made).values(), vars(again).values(), strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-5)


@torch.inference_mode()
def test_published_shapes_load_and_speak():
    shapes = json.loads((FIXTURES / "shapes.json").read_text())["synthesizer.pt"]
    network = Tacotron().eval()
    assert {k: list(v.shape) for k, v in network.state_dict().items()} == shapes
    generator = torch.Generator().manual_seed(0)
    state = {k: torch.rand(s, generator=generator) * 0.1 if "running_var" not in k else torch.ones(s)
             for k, s in shapes.items()}
    state |= {"decoder.r": torch.tensor(2), "stop_threshold": torch.tensor(-3.4)}
    network.load_state_dict(state)
    made = network.generate(torch.tensor([encode("hello.")]), torch.ones(1, 256) / 16, most_steps=8)
    assert made.mel.shape[1] == 80 and made.attention.shape[2] == 7 and made.mel.isfinite().all()


@pytest.mark.parametrize(("text", "characters"), [
    ("Hello, World!", "hello, world!"), ("It’s 5 o’clock.", "it's five o'clock."), ("Café “naïve”…", 'cafe "naive".'),
    ("Dr. Who paid $3.", "doctor who paid three dollars."), ("…", ""), ("", "")])
def test_texts_are_spelled(text, characters):
    assert spell(text) == (characters, [])


def test_what_cannot_be_spelled_is_named():
    characters, left_out = spell("Hello мир there")
    assert characters == "hello there" and left_out == ["мир"]


def test_the_alphabet_is_the_published_one():
    assert len(ALPHABET) == 66 and ALPHABET[-1] == " " and ALPHABET[54:58] == "!'\"("
    assert encode("az") == [28, 53, 1]
    with pytest.raises(ValueError, match="not in Tacotron's alphabet"):
        encode("ä")


def test_the_mels_scale():
    """-100 dB below the reference of 20 dB is -4, the reference itself 4."""
    amplitudes = torch.tensor([1e-9, 1e-4, 1e-1, 10.0, 1e3])
    assert to_symmetric(amplitudes.log()).tolist() == pytest.approx([-4, -4, 0.8, 4, 4], abs=1e-4)
    logs = torch.linspace(-9, 2, 12)
    torch.testing.assert_close(from_symmetric(to_symmetric(logs)), logs, atol=1e-4, rtol=0)


class TestSynthesizer:
    @pytest.fixture
    def synthesizer(self, small):
        return TacotronSynthesizer(small)

    def _say(self, synthesizer, text="some text.", speed=1.0, **options):
        embedding = np.ones(256, np.float32) / 16
        reading = synthesizer.plan(Reading(text, text, speed=speed), embedding, None)
        return synthesizer.render(reading, embedding, None, **options)

    def test_durations_are_of_the_characters_and_the_mel(self, synthesizer):
        made = self._say(synthesizer)
        seconds = made.mel.shape[1] * RTVC.hop_length / RTVC.rate
        assert len(made.durations) == len("some text.") + 2 and made.durations.sum() == pytest.approx(seconds)
        assert made.mel.dtype == np.float32 and len(made.mel) == 80
        assert np.log(1e-5) <= made.mel.min() and made.mel.max() <= np.log(10) + 20

    def test_twice_as_fast_is_half_as_long(self, synthesizer):
        slow, fast = self._say(synthesizer), self._say(synthesizer, speed=2.0)
        assert fast.mel.shape[1] == pytest.approx(slow.mel.shape[1] / 2, abs=1)
        assert fast.durations.sum() == pytest.approx(slow.durations.sum() / 2)

    def test_a_seed_is_one_reading(self):
        torch.manual_seed(0)
        synthesizer = TacotronSynthesizer(Tacotron(TacotronConfig(text_dim=24, encoder_dim=16, decoder_dim=12,
                                                                  lstm_dim=28, postnet_dim=20)))
        synthesizer.network.stop_threshold.fill_(-100.0)
        state = torch.random.get_rng_state()
        first, same, other = (self._say(synthesizer, "no.", seed=seed).mel for seed in (1, 1, 2))
        assert np.array_equal(first, same) and not np.array_equal(first, other)
        assert torch.equal(state, torch.random.get_rng_state())

    def test_a_text_without_an_end_is_ended(self, small, monkeypatch):
        network = Tacotron(SMALL)
        network.decoder.stop_proj.bias.data.fill_(-100.0)
        network.stop_threshold.fill_(-100.0)
        made = self._say(TacotronSynthesizer(network), "oh.")
        assert made.mel.shape[1] * RTVC.hop_length / RTVC.rate == pytest.approx(2.6, abs=0.05)

    def test_it_can_be_cancelled(self, small):
        network = Tacotron(SMALL)
        network.decoder.stop_proj.bias.data.fill_(-100.0)
        network.stop_threshold.fill_(-100.0)
        asked = []
        made = self._say(TacotronSynthesizer(network), "oh.", cancelled=lambda: asked.append(1) or len(asked) > 4)
        assert made.mel.shape[1] <= 10
