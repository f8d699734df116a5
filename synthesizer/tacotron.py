"""The autoregressive synthesizer of SV2TTS (arXiv 1806.04558, section 2.2), as published with its weights.

A Tacotron (arXiv 1703.10135) with location-sensitive attention (arXiv 1506.07503) and two residual LSTMs, whose
encoder's output is joined by the speaker embedding at every character. Names of modules and the order of operations are
those of the published weights, so that the same weights give the same numbers.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from synthesizer.config import TacotronConfig

MOST_FRAMES_A_STEP = 20
ZONEOUT = 0.1  # arXiv 1606.01305, in the decoder's LSTMs while training
FIRST_STOP = 10  # a text cannot end at a frame before this one


@dataclass
class Decoded:
    """What Tacotron made of a batch.

    Attributes
    ----------
    coarse, mel : float tensor (batch, n_mels, n_frames)
        Before and behind the post-net, on the scale from -4 to 4.
    attention : float tensor (batch, n_steps, n_symbols)
    stop : float tensor (batch, n_steps)
        Logit of the text's being over.
    """

    coarse: torch.Tensor
    mel: torch.Tensor
    attention: torch.Tensor
    stop: torch.Tensor


class Tacotron(nn.Module):
    """Characters and speaker embedding -> mel spectrogram."""

    def __init__(self, config=TacotronConfig()):
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
    def reduction(self):
        """Mel frames that a step of the decoder makes."""
        return int(self.decoder.r)

    def read(self, symbols, embedding):
        """Encode symbols (batch, n_symbols), 0 being padding, in a voice (batch, embedding_size)."""
        x = self.encoder(symbols)
        return torch.cat([x, embedding[:, None].expand(-1, x.shape[1], -1)], dim=2)

    def forward(self, symbols, embedding, mel):
        """Predict each step of a known mel from the frame before it.

        Parameters
        ----------
        symbols : long tensor (batch, n_symbols)
            0 is padding.
        embedding : float tensor (batch, embedding_size)
        mel : float tensor (batch, n_mels, n_frames)
            `n_frames` a multiple of `reduction`.

        Returns
        -------
        Decoded
        """
        frames = F.pad(mel[..., self.reduction - 1:-1:self.reduction], (1, 0)).unbind(dim=2)
        return self._decode(symbols, embedding, lambda t, made: frames[t] if t < len(frames) else None)

    def generate(self, symbols, embedding, most_steps, cancelled=lambda: False):
        """Make a mel, each step from the last frame of the step before; takes what `forward` takes.

        `most_steps` bounds a text whose end is not recognised; `cancelled` is asked before each step.
        """
        def feed(t, steps):
            if t and (t - 1) * self.reduction > FIRST_STOP and bool((steps[-1][2].sigmoid() > 0.5).all()):
                return None
            if t == most_steps or (t and cancelled()):
                return None
            return steps[-1][0][..., -1] if t else embedding.new_zeros(len(symbols), self.config.mel.n_mels)
        return self._decode(symbols, embedding, feed)

    def _decode(self, symbols, embedding, feed):
        """Run the decoder for as long as `feed(t, steps)` gives the frame to go on from, then the post-net."""
        sequence = self.read(symbols, embedding)
        keys, mask = self.encoder_proj(sequence), (symbols != 0).float()
        state, steps = self.decoder.begin(sequence), []
        while (frame := feed(len(steps), steps)) is not None:
            mel, weights, stop, state = self.decoder(frame, state, sequence, keys, mask)
            steps.append((mel, weights, stop))
        coarse = torch.cat([s[0] for s in steps], dim=2)
        mel = self.post_proj(self.postnet(coarse)).transpose(1, 2)
        attention, stop = (torch.stack([s[i] for s in steps], dim=1) for i in (1, 2))
        return Decoded(coarse, mel, attention, stop)


class Encoder(nn.Module):
    """Symbols (batch, n_symbols) -> (batch, n_symbols, encoder_dim)."""

    def __init__(self, c):
        super().__init__()
        self.embedding = nn.Embedding(c.n_symbols, c.text_dim)
        self.pre_net = PreNet(c.text_dim, c.encoder_dim, c.encoder_dim, c.dropout)
        self.cbhg = CBHG(c.encoder_dim, c.encoder_dim, (c.encoder_dim, c.encoder_dim), c.encoder_widths, c.n_highways)

    def forward(self, symbols):
        return self.cbhg(self.pre_net(self.embedding(symbols)).transpose(1, 2))


class PreNet(nn.Module):
    """Two layers with a dropout that stays on: what it hides varies the speech, and keeps the decoder listening."""

    def __init__(self, in_dim, hidden_dim, out_dim, dropout):
        super().__init__()
        self.fc1, self.fc2, self.dropout = nn.Linear(in_dim, hidden_dim), nn.Linear(hidden_dim, out_dim), dropout

    def forward(self, x):
        x = F.dropout(self.fc1(x).relu(), self.dropout)
        return F.dropout(self.fc2(x).relu(), self.dropout)


class NormalizedConv(nn.Module):
    """Convolution, ReLU where asked for, batch norm; an even width gives one frame more than came in."""

    def __init__(self, in_dim, out_dim, width, relu=True):
        super().__init__()
        self.conv = nn.Conv1d(in_dim, out_dim, width, padding=width // 2, bias=False)
        self.bnorm, self.relu = nn.BatchNorm1d(out_dim), relu

    def forward(self, x):
        x = self.conv(x)
        return self.bnorm(x.relu() if self.relu else x)


class Highway(nn.Module):
    """A layer that a gate lets pass or go round (arXiv 1505.00387)."""

    def __init__(self, dim):
        super().__init__()
        self.W1, self.W2 = nn.Linear(dim, dim), nn.Linear(dim, dim)
        nn.init.zeros_(self.W1.bias)

    def forward(self, x):
        gate = self.W2(x).sigmoid()
        return gate * self.W1(x).relu() + (1 - gate) * x


class CBHG(nn.Module):
    """Convolution bank, highways, bidirectional GRU (arXiv 1703.10135, section 3.1).

    (batch, in_dim, length) -> (batch, length, dim).
    """

    def __init__(self, in_dim, dim, projections, n_widths, n_highways):
        super().__init__()
        self.conv1d_bank = nn.ModuleList(NormalizedConv(in_dim, dim, width) for width in range(1, n_widths + 1))
        self.conv_project1 = NormalizedConv(n_widths * dim, projections[0], 3)
        self.conv_project2 = NormalizedConv(projections[0], projections[1], 3, relu=False)
        self.pre_highway = nn.Linear(projections[1], dim, bias=False) if projections[1] != dim else nn.Identity()
        self.highways = nn.ModuleList(Highway(dim) for _ in range(n_highways))
        self.rnn = nn.GRU(dim, dim // 2, batch_first=True, bidirectional=True)

    def forward(self, x):
        length = x.shape[2]
        bank = torch.cat([conv(x)[..., :length] for conv in self.conv1d_bank], dim=1)
        bank = F.max_pool1d(bank, kernel_size=2, stride=1, padding=1)[..., :length]
        x = self.pre_highway((self.conv_project2(self.conv_project1(bank)) + x).transpose(1, 2))
        for highway in self.highways:
            x = highway(x)
        return self.rnn(x)[0]


class Attention(nn.Module):
    """Location-sensitive attention on the sum of the weights so far (arXiv 1506.07503)."""

    def __init__(self, dim, width=31, n_filters=32):
        super().__init__()
        self.conv = nn.Conv1d(1, n_filters, width, padding=width // 2)
        self.L = nn.Linear(n_filters, dim, bias=False)
        self.W = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, 1, bias=False)

    def forward(self, query, keys, total, mask):
        """Weights (batch, n_symbols) for a query (batch, dim), given their sum so far."""
        location = self.L(self.conv(total[:, None]).transpose(1, 2))
        energy = self.v((self.W(query)[:, None] + keys + location).tanh()).squeeze(2)
        # Padding keeps an energy of 0, and so a weight, as in the published networks.
        return (energy * mask).softmax(dim=1)


class Decoder(nn.Module):
    """A step: pre-net, attention, two residual LSTMs; `reduction` frames come out."""

    def __init__(self, c, width):
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

    def begin(self, sequence):
        """State before the first step: attention's GRU, both LSTMs, context, sum of the weights."""
        batch, n_symbols, width = sequence.shape
        lstm = sequence.new_zeros(batch, self.rnn_input.out_features)
        return (sequence.new_zeros(batch, self.attn_rnn.hidden_size), (lstm, lstm), (lstm, lstm),
                sequence.new_zeros(batch, width), sequence.new_zeros(batch, n_symbols))

    def forward(self, frame, state, sequence, keys, mask):
        hidden, first, second, context, total = state
        hidden = self.attn_rnn(torch.cat([context, self.prenet(frame)], dim=1), hidden)
        weights = self.attn_net(hidden, keys, total, mask)
        context = (weights[:, None] @ sequence).squeeze(1)
        x = self.rnn_input(torch.cat([context, hidden], dim=1))
        first = self._zone_out(first, self.res_rnn1(x, first))
        x = x + first[0]
        second = self._zone_out(second, self.res_rnn2(x, second))
        x = x + second[0]
        mel = self.mel_proj(x).view(len(x), self.n_mels, MOST_FRAMES_A_STEP)[..., :int(self.r)]
        stop = self.stop_proj(torch.cat([x, context], dim=1)).squeeze(1)
        return mel, weights, stop, (hidden, first, second, context, total + weights)

    def _zone_out(self, before, after):
        """While training, a part of the hidden state stays as it was."""
        if not self.training:
            return after
        stays = torch.rand_like(after[0]) < ZONEOUT
        return torch.where(stays, before[0], after[0]), after[1]
