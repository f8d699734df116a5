import numpy as np
import pytest
import torch

from audio.errors import Cancelled
from encoder.counting.config import CountingConfig
from encoder.counting.inference import Counter
from encoder.counting.network import CountingNetwork


@pytest.fixture(scope="module")
def counter():
    torch.manual_seed(0)
    return Counter(CountingNetwork(CountingConfig(dim=8)))


def sound(seconds, seed=0):
    return (0.1 * np.random.default_rng(seed).standard_normal(round(seconds * 16_000))).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.01, 1.0, 6.4, 6.41, 30.0])
def test_every_frame_has_its_probabilities(counter, seconds):
    found = counter.count(sound(seconds))
    assert found.shape == (int(np.ceil(seconds / counter.seconds - 1e-9)), 3) and found.dtype == np.float32
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_pieces_join_without_a_seam(counter):
    wav = sound(12.0)
    whole = counter.count(wav)
    shifted = counter.count(wav[round(2.56 * 16_000):])
    assert np.abs(whole[100: 250] - shifted[100 - 64: 250 - 64]).max() < 0.05


def test_the_level_does_not_matter(counter):
    wav = sound(3.0)
    assert np.abs(counter.count(wav) - counter.count(0.1 * wav)).max() < 0.01


def test_it_can_be_given_up(counter):
    with pytest.raises(Cancelled):
        counter.count(sound(7.0), cancelled=lambda: True)


def test_weights_at_8_bits_come_back(counter, tmp_path):
    counter.save(tmp_path / "counting.safetensors", {"step": 1})
    again = Counter.load(tmp_path / "counting.safetensors")
    wav = sound(2.0)
    assert again.config == counter.config and np.abs(again.count(wav) - counter.count(wav)).max() < 0.02
