"""Networks for a few frames at a time."""

import pytest
import torch
from torch import nn

from training import quick as module
from training.quick import quick

CPU = torch.device("cpu")


@pytest.mark.parametrize("stride, padding, width", [(1, 1, 3), (2, 1, 3), (1, 3, 7), (1, 0, 1)])
def test_convolutions_and_linear_layers_compute_about_the_same(stride, padding, width):
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv1d(24, 16, width, stride, padding), nn.GELU(),
                            nn.Linear(20 // stride, 8, bias=False))
    x = torch.randn(2, 24, 20)
    with torch.inference_mode():
        exact, made = network(x), quick(network, CPU)(x)
    assert made.shape == exact.shape and made.dtype == torch.float32
    assert (made - exact).square().mean() < 1e-3 * exact.square().mean()


def test_the_original_stays_as_it_was():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(8, 8), nn.Sequential(nn.Conv1d(4, 4, 3, groups=4)))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    made = quick(network, CPU)
    assert isinstance(network[0], nn.Linear) and network[0].weight.requires_grad
    assert made[1][0] is not network[1][0] and isinstance(made[1][0], nn.Conv1d)  # depthwise ones stay exact
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_processors_without_the_operators_compute_exactly(monkeypatch):
    monkeypatch.setattr(module, "ENGINE", "none of these")
    torch.manual_seed(0)
    network, x = nn.Linear(8, 8), torch.randn(3, 8)
    made = quick(network, CPU)
    assert made is not network and torch.equal(made(x), network(x))
