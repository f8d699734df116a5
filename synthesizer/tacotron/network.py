"""The autoregressive synthesizer of SV2TTS (arXiv 1806.04558, section 2.2), as published with its weights.

A Tacotron (arXiv 1703.10135) with location-sensitive attention (arXiv 1506.07503) and two residual LSTMs; the speaker
embedding is concatenated to the encoder's output at every character. Module names and order of operations are those of
the published weights, so that the same weights give the same mels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

from synthesizer.tacotron.config import TacotronConfig

MOST_FRAMES_A_STEP = 20
FIRST_STOP = 10  # no text ends before this frame


@dataclass
class Decoded:
    """Tacotron's output for a batch.

    Attributes
    ----------
    coarse, mel : float tensor (batch, n_mels, n_frames)
        Before and after the post-net, on the scale from -4 to 4.
    attention : float tensor (batch, n_steps, n_symbols)
    stop : float tensor (batch, n_steps)
        Logit of the end of the text.
    """

    coarse: torch.Tensor
    mel: torch.Tensor
    attention: torch.Tensor
    stop: torch.Tensor


class Tacotron(nn.Module):
    """Predicts a mel spectrogram from characters and a speaker embedding."""

    def __init__(self, config: TacotronConfig = TacotronConfig()):
        super().__init__()
        self.config = config
        c = config
        width = c.encoder_dim + c.embedding_size
        self.encoder = Encoder(c)
        self.encoder_proj = nn.Linear(width, c.decoder_dim, bias=False)
        self.decoder = Decoder(c, width)
        self.postnet = CBHG(c.mel.n_mels, c.postnet_dim, (c.postnet_dim, c.mel.n_mels), c.postnet_widths, c.n_highways)
        self.post_proj = nn.Linear(c.postnet_dim, c.mel.n_mels, bias=False)
        self.register_buffer("step", torch.zeros(1, dtype=torch.long))
        self.register_buffer("stop_threshold", torch.tensor(c.stop_level))

    @property
    def reduction(self) -> int:
        """Return the number of mel frames per decoder step."""
        return int(self.decoder.r)

    def read(self, symbols: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        """Encode symbols (batch, n_symbols), padded with 0, in a voice (batch, embedding_size)."""
        x = self.encoder(symbols)
        return torch.cat([x, embedding[:, None].expand(-1, x.shape[1], -1)], dim=2)

    def forward(self, symbols: torch.Tensor, embedding: torch.Tensor, mel: torch.Tensor) -> Decoded:
        """Predict each step of a known mel from the preceding frame.

        Parameters
        ----------
        symbols : long tensor (batch, n_symbols)
            0 is padding.
        embedding : float tensor (batch, embedding_size)
        mel : float tensor (batch, n_mels, n_frames)
            `n_frames` is a multiple of `reduction`.

        Returns
        -------
        Decoded
        """
        frames = F.pad(mel[..., self.reduction - 1:-1:self.reduction], (1, 0)).transpose(1, 2)
        return self._finish(*self.decoder.teach(frames, *self._begin(symbols, embedding)))

    def generate(self, symbols: torch.Tensor, embedding: torch.Tensor, most_steps: int,
                 cancelled: Callable[[], bool] = lambda: False) -> Decoded:
        """Generate a mel, each step from the last frame of the previous one; arguments as for `forward`.

        `most_steps` limits a text whose end is not recognised; `cancelled` is called before each step.
        """
        sequence, keys, mask = self._begin(symbols, embedding)
        frame = embedding.new_zeros(len(symbols), self.config.mel.n_mels)
        state, steps = self.decoder.begin(sequence), []
        for t in range(most_steps):
            mel, weights, stop, state = self.decoder(frame, state, sequence, keys, mask)
            steps.append((mel, weights, stop))
            frame = mel[..., -1]
            if cancelled() or (t * self.reduction > FIRST_STOP and bool((stop.sigmoid() > 0.5).all())):
                break
        coarse = torch.cat([s[0] for s in steps], dim=2)
        return self._finish(coarse, *(torch.stack([s[i] for s in steps], dim=1) for i in (1, 2)))

    def _begin(self, symbols, embedding):
        """Return the encoded symbols, their attention keys, and the mask of those that are not padding."""
        sequence = self.read(symbols, embedding)
        return sequence, self.encoder_proj(sequence), (symbols != 0).float()

    def _finish(self, coarse, attention, stop):
        return Decoded(coarse, self.post_proj(self.postnet(coarse)).transpose(1, 2), attention, stop)


class Encoder(nn.Module):
    """Encodes symbols: (batch, n_symbols) -> (batch, n_symbols, encoder_dim)."""

    def __init__(self, c: TacotronConfig):
        super().__init__()
        self.embedding = nn.Embedding(c.n_symbols, c.text_dim)
        self.pre_net = PreNet(c.text_dim, c.encoder_dim, c.encoder_dim, c.dropout)
        self.cbhg = CBHG(c.encoder_dim, c.encoder_dim, (c.encoder_dim, c.encoder_dim), c.encoder_widths, c.n_highways)

    def forward(self, symbols: torch.Tensor) -> torch.Tensor:
        return self.cbhg(self.pre_net(self.embedding(symbols)).transpose(1, 2))


class PreNet(nn.Module):
    """Two layers whose dropout stays on: it varies the speech and makes the decoder rely on the attention."""

    def __init__(self, in_dim: int, hidden_dim: int, out_dim: int, dropout: float):
        super().__init__()
        self.fc1, self.fc2, self.dropout = nn.Linear(in_dim, hidden_dim), nn.Linear(hidden_dim, out_dim), dropout

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.dropout(self.fc1(x).relu(), self.dropout)
        return F.dropout(self.fc2(x).relu(), self.dropout)


class NormalizedConv(nn.Module):
    """Convolution, optional ReLU, batch norm; an even width returns one frame more than its input."""

    def __init__(self, in_dim: int, out_dim: int, width: int, relu: bool = True):
        super().__init__()
        self.conv = nn.Conv1d(in_dim, out_dim, width, padding=width // 2, bias=False)
        self.bnorm, self.relu = nn.BatchNorm1d(out_dim), relu

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)
        return self.bnorm(x.relu() if self.relu else x)


class Highway(nn.Module):
    """Highway layer (arXiv 1505.00387)."""

    def __init__(self, dim: int):
        super().__init__()
        self.W1, self.W2 = nn.Linear(dim, dim), nn.Linear(dim, dim)
        nn.init.zeros_(self.W1.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        gate = self.W2(x).sigmoid()
        return gate * self.W1(x).relu() + (1 - gate) * x


class CBHG(nn.Module):
    """Convolution bank, highways, bidirectional GRU (arXiv 1703.10135, section 3.1).

    (batch, in_dim, length) -> (batch, length, dim).
    """

    def __init__(self, in_dim: int, dim: int, projections: tuple[int, int], n_widths: int, n_highways: int):
        super().__init__()
        self.conv1d_bank = nn.ModuleList(NormalizedConv(in_dim, dim, width) for width in range(1, n_widths + 1))
        self.conv_project1 = NormalizedConv(n_widths * dim, projections[0], 3)
        self.conv_project2 = NormalizedConv(projections[0], projections[1], 3, relu=False)
        self.pre_highway = nn.Linear(projections[1], dim, bias=False) if projections[1] != dim else nn.Identity()
        self.highways = nn.ModuleList(Highway(dim) for _ in range(n_highways))
        self.rnn = nn.GRU(dim, dim // 2, batch_first=True, bidirectional=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        length = x.shape[2]
        bank = torch.cat([conv(x)[..., :length] for conv in self.conv1d_bank], dim=1)
        bank = F.max_pool1d(bank, kernel_size=2, stride=1, padding=1)[..., :length]
        x = self.pre_highway((self.conv_project2(self.conv_project1(bank)) + x).transpose(1, 2))
        for highway in self.highways:
            x = highway(x)
        return self.rnn(x)[0]


class Attention(nn.Module):
    """Location-sensitive attention on the sum of the weights so far (arXiv 1506.07503)."""

    def __init__(self, dim: int, width: int = 31, n_filters: int = 32):
        super().__init__()
        self.conv = nn.Conv1d(1, n_filters, width, padding=width // 2)
        self.L = nn.Linear(n_filters, dim, bias=False)
        self.W = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, 1, bias=False)

    def forward(self, query: torch.Tensor, keys: torch.Tensor, total: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the weights (batch, n_symbols) for a query (batch, dim), given their sum so far."""
        location = self.L(self.conv(total[:, None]).transpose(1, 2))
        energy = self.v((self.W(query)[:, None] + keys + location).tanh()).squeeze(2)
        # Padding has the energy 0 and hence a weight, as in the published networks.
        return (energy * mask).softmax(dim=1)


class Decoder(nn.Module):
    """Decoder step of pre-net, attention and two residual LSTMs; it returns `reduction` frames."""

    r: torch.Tensor

    def __init__(self, c: TacotronConfig, width: int):
        super().__init__()
        self.n_mels = c.mel.n_mels
        self.register_buffer("r", torch.tensor(2, dtype=torch.int))
        self.prenet = PreNet(c.mel.n_mels, 2 * c.decoder_dim, 2 * c.decoder_dim, c.dropout)
        self.attn_net = Attention(c.decoder_dim)
        self.attn_rnn = nn.GRUCell(width + 2 * c.decoder_dim, c.decoder_dim)
        self.rnn_input = nn.Linear(width + c.decoder_dim, c.lstm_dim)
        self.res_rnn1 = nn.LSTMCell(c.lstm_dim, c.lstm_dim)
        self.res_rnn2 = nn.LSTMCell(c.lstm_dim, c.lstm_dim)
        self.mel_proj = nn.Linear(c.lstm_dim, MOST_FRAMES_A_STEP * c.mel.n_mels, bias=False)
        self.stop_proj = nn.Linear(width + c.lstm_dim, 1)

    def begin(self, sequence: torch.Tensor) -> tuple[Any, ...]:
        """Return the initial state: the attention's (GRU, context, sum of the weights), and both LSTMs'."""
        batch, n_symbols, width = sequence.shape
        lstm = sequence.new_zeros(batch, self.rnn_input.out_features)
        attention = (sequence.new_zeros(batch, self.attn_rnn.hidden_size), sequence.new_zeros(batch, width),
                     sequence.new_zeros(batch, n_symbols))
        return attention, (lstm, lstm), (lstm, lstm)

    def forward(self, frame: torch.Tensor, state: tuple[Any, ...], sequence: torch.Tensor, keys: torch.Tensor,
                mask: torch.Tensor) -> tuple[Any, ...]:
        """Perform a step from a frame (batch, n_mels); return frames (batch, n_mels, r), weights, stop, and state."""
        attention, first, second = state
        weights, attention = self._attend(self.prenet(frame), attention, sequence, keys, mask)
        hidden, context, _ = attention
        x = self.rnn_input(torch.cat([context, hidden], dim=1))
        first = self.res_rnn1(x, first)
        x = x + first[0]
        second = self.res_rnn2(x, second)
        mel, stop = self._project(x + second[0], context)
        return mel, weights, stop, (attention, first, second)

    def teach(self, frames: torch.Tensor, sequence: torch.Tensor, keys: torch.Tensor,
              mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Perform all steps from known frames (batch, n_steps, n_mels).

        Return frames (batch, n_mels, n_steps * r), weights and stop. The attention does not depend on the LSTMs, so
        these run over the whole sequence at once. Step by step, training took two to five times as long, because each
        step reads and writes all their weights. The published networks were trained with zoneout, which rules this out.
        """
        attention, steps = self.begin(sequence)[0], []
        for frame in self.prenet(frames).unbind(dim=1):
            weights, attention = self._attend(frame, attention, sequence, keys, mask)
            steps.append((weights, attention[0], attention[1]))
        weights, hidden, context = (torch.stack(x, dim=1) for x in zip(*steps, strict=True))
        x = self.rnn_input(torch.cat([context, hidden], dim=2))
        for cell in (self.res_rnn1, self.res_rnn2):
            x = x + over_sequence(cell, x)
        mel, stop = self._project(x, context)
        return mel.transpose(1, 2).flatten(2), weights, stop

    def _attend(self, frame, state, sequence, keys, mask):
        hidden, context, total = state
        hidden = self.attn_rnn(torch.cat([context, frame], dim=1), hidden)
        weights = self.attn_net(hidden, keys, total, mask)
        return weights, (hidden, (weights[:, None] @ sequence).squeeze(1), total + weights)

    def _project(self, x, context):
        mel = self.mel_proj(x).unflatten(-1, (self.n_mels, MOST_FRAMES_A_STEP))[..., : int(self.r)]
        return mel, self.stop_proj(torch.cat([x, context], dim=-1)).squeeze(-1)


def over_sequence(cell: nn.LSTMCell, x: torch.Tensor) -> torch.Tensor:
    """Return an LSTMCell's outputs over whole sequences (batch, length, input_size), starting from zeros."""
    lstm = nn.LSTM(cell.input_size, cell.hidden_size, batch_first=True, device="meta")
    weights: dict[str, torch.Tensor] = {f"{name}_l0": weight for name, weight in cell.named_parameters()}
    with torch.autocast(x.device.type, enabled=False):  # bfloat16 takes twice as long on a CPU
        return functional_call(lstm, weights, x.float())[0]
