from dataclasses import dataclass, field

import pytest
import torch
from torch import nn

from audio.mel import MelConfig
from training.checkpoint import Undrawn, build, load_weights
from training.config import NetworkConfig


@dataclass(frozen=True)
class Config(NetworkConfig):
    """A configuration without sizes."""

    mel: MelConfig = field(default_factory=MelConfig)


class Network(nn.Module):
    """A linear layer, an embedding and a buffer that is computed, not read."""

    def __init__(self, config):
        super().__init__()
        self.linear, self.embedding = nn.Linear(3, 4), nn.Embedding(5, 3)
        self.register_buffer("window", torch.hann_window(8), persistent=False)
        nn.init.normal_(self.linear.weight, std=0.02)


def test_building_from_a_file_draws_no_weights():
    wanted = Network(None).state_dict()
    before = torch.get_rng_state()
    network = build(Network, Config, Config().to_dict(), wanted, "model.safetensors")
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(network.state_dict()[name], wanted[name]) for name in wanted)
    assert torch.equal(network.window, torch.hann_window(8))
    network.embedding(torch.tensor([1])).sum().backward()  # as ready for training as one that was drawn
    assert network.embedding.weight.grad is not None


def test_weights_are_drawn_again_afterwards():
    with Undrawn():
        pass
    before = torch.get_rng_state()
    Network(None)
    assert not torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf")])
def test_weights_that_are_no_numbers_are_refused(wrong):
    network = Network(None)
    tensors = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    tensors["linear.weight"][1, 2] = wrong
    with pytest.raises(ValueError, match="not numbers"):
        load_weights(network, tensors, "model.safetensors")


def test_large_numbers_are_numbers():
    network = Network(None)
    tensors = network.state_dict() | {"linear.bias": torch.full((4,), 3e38)}
    load_weights(network, tensors, "model.safetensors")
    assert float(network.linear.bias.detach()[0]) == pytest.approx(3e38)
