"""WaveRNN (arXiv 1802.08435) in the form published with the SV2TTS weights: two GRUs, raw mu-law samples.

Module names and order of operations are those of the published weights, so that the same weights give the same samples.
"""


from typing import Any

import torch
from torch import nn

from vocoder.samples import draw, scripted, smoothing
from vocoder.wavernn.config import WaveRNNConfig


class WaveRNN(nn.Module):
    """Predicts the logits of the next sample from the mels and the samples so far."""

    edge = 0.0  # padding beyond a mel's ends, as in the training of the published weights

    def __init__(self, config: WaveRNNConfig = WaveRNNConfig()):
        super().__init__()
        self.config = config
        c, part = config, config.aux_dim // 4
        self.upsample = Upsampling(c)
        self.I = nn.Linear(c.mel.n_mels + part + 1, c.rnn_dim)
        self.rnn1 = nn.GRU(c.rnn_dim, c.rnn_dim, batch_first=True)
        self.rnn2 = nn.GRU(c.rnn_dim + part, c.rnn_dim, batch_first=True)
        self.fc1 = nn.Linear(c.rnn_dim + part, c.fc_dim)
        self.fc2 = nn.Linear(c.fc_dim + part, c.fc_dim)
        self.fc3 = nn.Linear(c.fc_dim, 2 ** c.bits)
        self.register_buffer("step", torch.zeros(1, dtype=torch.long))

    @property
    def pad(self) -> int:
        """Return the number of mel frames of context on either side."""
        return self.config.pad

    @property
    def warm_up(self) -> int:
        """Return the number of samples after which a waveform started from silence has settled."""
        return self.config.mel.hop_length

    def condition(self, mel: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the conditioning: smoothed mels (batch, n_samples, n_mels) and aux (batch, n_frames, aux_dim).

        `mel` (batch, n_mels, n_frames + 2 * pad) is on the scale from -1 to 1.
        """
        return self.upsample(mel)

    def forward(self, wav: torch.Tensor, mel: torch.Tensor) -> torch.Tensor:
        """Return the logits (batch, n_samples, 2 ** bits) of every sample.

        Parameters
        ----------
        wav : float tensor (batch, n_samples)
            Each sample's predecessor, on the mu-law scale from -1 to 1.
        mel : float tensor (batch, n_mels, n_samples / hop_length + 2 * pad)
            On the scale from -1 to 1.
        """
        mel, aux = self.condition(mel)
        aux = aux.repeat_interleave(self.config.mel.hop_length, dim=1).chunk(4, dim=2)
        x = self.I(torch.cat([wav[..., None], mel, aux[0]], dim=2))
        x = x + self.rnn1(x)[0]
        x = x + self.rnn2(torch.cat([x, aux[1]], dim=2))[0]
        x = self.fc1(torch.cat([x, aux[2]], dim=2)).relu()
        x = self.fc2(torch.cat([x, aux[3]], dim=2)).relu()
        return self.fc3(x)

    def generator(self, batch: int, bfloat16: bool = False) -> "Generator":
        """Return a `Generator` of `batch` waveforms."""
        return Generator(self, batch, bfloat16)


class Upsampling(nn.Module):
    """Upsamples mels to the sample rate, and computes features of each frame's context by a residual network."""

    def __init__(self, c: WaveRNNConfig):
        super().__init__()
        self.cut = c.pad * c.mel.hop_length
        self.resnet = MelResNet(c)
        self.up_layers = nn.ModuleList(layer for factor in c.factors for layer in (Stretch(factor), smoothing(factor)))

    def forward(self, mel: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = mel[:, None]
        for layer in self.up_layers:
            x = layer(x)
        return x[:, 0, :, self.cut: x.shape[3] - self.cut].transpose(1, 2), self.resnet(mel).transpose(1, 2)


class Stretch(nn.Module):
    """Repeats each frame along time."""

    def __init__(self, factor: int):
        super().__init__()
        self.factor = factor

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.repeat_interleave(self.factor, dim=3)


class MelResNet(nn.Module):
    """Residual network over mels: (batch, n_mels, n_frames + 2 * pad) -> (batch, aux_dim, n_frames)."""

    def __init__(self, c: WaveRNNConfig):
        super().__init__()
        self.conv_in = nn.Conv1d(c.mel.n_mels, c.compute_dim, 2 * c.pad + 1, bias=False)
        self.batch_norm = nn.BatchNorm1d(c.compute_dim)
        self.layers = nn.ModuleList(ResidualBlock(c.compute_dim) for _ in range(c.n_blocks))
        self.conv_out = nn.Conv1d(c.compute_dim, c.aux_dim, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.batch_norm(self.conv_in(x)).relu()
        for layer in self.layers:
            x = layer(x)
        return self.conv_out(x)


class ResidualBlock(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.conv1, self.conv2 = (nn.Conv1d(dim, dim, 1, bias=False) for _ in range(2))
        self.batch_norm1, self.batch_norm2 = nn.BatchNorm1d(dim), nn.BatchNorm1d(dim)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.batch_norm2(self.conv2(self.batch_norm1(self.conv1(x)).relu()))


class Generator:
    """Generates `batch` waveforms in parallel, sample by sample, part of a mel frame per call.

    Everything independent of the previous sample is moved out of the loop: the products of the weights with a frame's
    aux, and, since the first GRU's input is linear in sample and mels, the product of its two layers. The loop itself
    is TorchScript, with waveforms as columns, the layout in which small batches are multiplied fastest.

    Parameters
    ----------
    network : WaveRNN
    batch : int
    bfloat16 : bool
        Whether to keep the loop's weights in bfloat16, which some machines multiply twice as fast.
    """

    def __init__(self, network: WaveRNN, batch: int, bfloat16: bool = False):
        n: Any = network  # type checkers do not know the weights of recurrent layers
        c, kind = network.config, torch.bfloat16 if bfloat16 else torch.float32
        dim, mels = c.rnn_dim, slice(1, 1 + c.mel.n_mels)
        # The first GRU's gates, then the path around it.
        into = torch.cat([n.rnn1.weight_ih_l0 @ n.I.weight, n.I.weight])
        bias = torch.cat([n.rnn1.weight_ih_l0 @ n.I.bias + n.rnn1.bias_ih_l0, n.I.bias])
        self.sample = into[:, :1].contiguous()
        self.aux = [(into[:, mels.stop:], bias), (n.rnn2.weight_ih_l0[:, dim:], n.rnn2.bias_ih_l0),
                    (n.fc1.weight[:, dim:], n.fc1.bias), (n.fc2.weight[:, c.fc_dim:], n.fc2.bias)]
        self.weights = [w.to(kind).contiguous() for w in (
            into[:, mels], n.rnn1.weight_hh_l0, n.rnn2.weight_ih_l0[:, :dim], n.rnn2.weight_hh_l0,
            n.fc1.weight[:, :dim], n.fc2.weight[:, :c.fc_dim], n.fc3.weight.T)]
        self.biases = [n.rnn1.bias_hh_l0[:, None], n.rnn2.bias_hh_l0[:, None], n.fc3.bias]
        zeros = self.sample.new_zeros(dim, batch)
        self.state = [zeros.new_zeros(1, batch), zeros, zeros]

    def __call__(self, condition: tuple[torch.Tensor, torch.Tensor], uniform: torch.Tensor) -> torch.Tensor:
        """Draw the next samples, all within one mel frame.

        Parameters
        ----------
        condition : pair of float tensors (batch, n_samples, n_mels) and (batch, 1, aux_dim)
        uniform : float tensor (n_samples, batch)
            Random numbers between 0 and 1 that select the samples.

        Returns
        -------
        float tensor (batch, n_samples)
            On the mu-law scale, from -1 to 1.
        """
        mel, aux = condition
        told = [weight @ part.T + bias[:, None]
                for part, (weight, bias) in zip(aux[:, 0].chunk(4, dim=1), self.aux, strict=True)]
        out, *self.state = _loop(self.state, mel.permute(1, 2, 0).to(self.weights[0].dtype).contiguous(), told,
                                 self.sample, self.weights, self.biases, uniform)
        return out


@scripted
def _gru(given: torch.Tensor, recurrent: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
    """Return a GRU's new state (dim, batch) from the products of its input and its state, in PyTorch's gate order."""
    dim = state.shape[0]
    gates = (given[:2 * dim] + recurrent[:2 * dim]).sigmoid_()
    # tanh by way of the sigmoid, which takes a third of the time.
    new = torch.addcmul(given[2 * dim:], gates[:dim], recurrent[2 * dim:]).mul_(2.0).sigmoid_().mul_(2.0).sub_(1.0)
    return torch.lerp(new, state, gates[dim:])


@scripted
def _loop(state: list[torch.Tensor], mel: torch.Tensor, told: list[torch.Tensor], sample: torch.Tensor,
          weights: list[torch.Tensor], biases: list[torch.Tensor], uniform: torch.Tensor) -> list[torch.Tensor]:
    last, first, second = state[0], state[1], state[2]
    kind, dim, steps = weights[0].dtype, first.shape[0], uniform.shape[0]
    out = torch.empty(last.shape[1], steps, device=last.device)
    for t in range(steps):
        given = torch.addcmul(told[0], sample, last) + torch.mm(weights[0], mel[t]).float()
        first = _gru(given[:3 * dim], torch.mm(weights[1], first.to(kind)).float() + biases[0], first)
        x = given[3 * dim:] + first
        second = _gru(told[1] + torch.mm(weights[2], x.to(kind)).float(),
                      torch.mm(weights[3], second.to(kind)).float() + biases[1], second)
        x = x + second
        x = (told[2] + torch.mm(weights[4], x.to(kind)).float()).relu_()
        x = (told[3] + torch.mm(weights[5], x.to(kind)).float()).relu_()
        logits = torch.mm(x.to(kind).t(), weights[6]).float() + biases[2]
        last = draw(logits, uniform[t])
        out[:, t] = last[0]
    return [out, last, first, second]
