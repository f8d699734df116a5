"""The parallel synthesizer: explicit durations and pitch, every block conditioned on the voice.

In the manner of FastSpeech 2 (arXiv 2006.04558): phonemes are encoded, spread over time by their durations, given a
pitch contour, and decoded to mel frames all at once. The blocks are ConvNeXt's (arXiv 2201.03545) with the voice in an
adaptive layer norm (arXiv 2212.09748): SV2TTS's conditioning on the speaker embedding (arXiv 1806.04558, section 2.2),
carried into every layer.
"""

import torch
import torch.nn.functional as F
from torch import nn

from audio.voice import BACKGROUND, MEAN
from synthesizer.parallel.config import SynthesizerConfig

NEAREST = 5  # readers that are averaged
N_PROSODY = MEAN.start  # statistics of pitch and tempo, which come first


class ParallelSynthesizer(nn.Module):
    """Phonemes, speaker embedding and voice statistics -> log-mel spectrogram."""

    def __init__(self, config=SynthesizerConfig()):
        super().__init__()
        self.config = config
        c = config
        self.statistics_mean = nn.Buffer(torch.zeros(c.n_statistics))
        self.statistics_scale = nn.Buffer(torch.ones(c.n_statistics))
        self.mel_mean = nn.Buffer(torch.full((c.mel.n_mels,), -6.0))
        self.mel_scale = nn.Buffer(torch.full((c.mel.n_mels,), 2.5))
        self.reader_embeddings = nn.Buffer(torch.zeros(c.n_readers, c.embedding_size))
        self.reader_statistics = nn.Buffer(torch.zeros(c.n_readers, c.n_statistics))
        self.voice = nn.Sequential(nn.Linear(c.embedding_size + c.n_statistics, c.voice_dim * 2), nn.GELU(),
                                   nn.Linear(c.voice_dim * 2, c.voice_dim))
        self.symbols = nn.Embedding(c.n_symbols, c.text_dim)
        self.text = Backbone(c.text_dim, c.text_hidden, c.text_layers, c.kernel_size, c.voice_dim)
        self.duration_in = nn.Linear(c.text_dim, c.prosody_dim)
        self.duration = Backbone(c.prosody_dim, 2 * c.prosody_dim, c.prosody_layers, c.kernel_size, c.voice_dim)
        self.duration_out = nn.Linear(c.prosody_dim, 1)
        self.pitch_in = nn.Linear(c.text_dim + 3, c.prosody_dim)
        self.pitch = Backbone(c.prosody_dim, 2 * c.prosody_dim, c.prosody_layers, c.kernel_size, c.voice_dim)
        self.pitch_out = nn.Linear(c.prosody_dim, 2)
        self.frame_in = nn.Linear(c.text_dim + 3 + 3 + c.noise_dim, c.dim)
        self.decoder = Backbone(c.dim, c.hidden_dim, c.n_layers, c.kernel_size, c.voice_dim)
        self.detail_in = nn.Linear(c.dim, c.detail_dim * c.reduction)
        self.detail = Backbone(c.detail_dim, 3 * c.detail_dim, c.detail_layers, c.kernel_size, c.voice_dim)
        self.mel_out = nn.Linear(c.detail_dim, c.mel.n_mels)

    def condition(self, embedding, statistics):
        """The vector that every block sees: (batch, 256) and (batch, n_statistics) -> (batch, voice_dim)."""
        normal = ((statistics - self.statistics_mean) / self.statistics_scale).clamp(-4, 4)
        # A unit vector of 256 has entries of about 1/16; the other inputs are about 1.
        return self.voice(torch.cat([embedding * 16, normal], dim=1))

    def quieten(self, statistics):
        """Voice statistics as if the reference had been recorded in a room no louder than the training data's mean."""
        quiet = statistics.clone()
        quiet[:, BACKGROUND] = quiet[:, BACKGROUND].minimum(self.statistics_mean[BACKGROUND])
        return quiet

    def reader(self, embedding, statistics):
        """Who reads for a voice: embedding and statistics of the readers most like it, with its own pitch and tempo.

        Durations and intonation learnt from recordings whose boundaries are only estimated slur consonants; the
        readers' are exact. A network without readers reads with the voice itself.
        """
        if not len(self.reader_embeddings):
            return embedding, statistics
        nearest = (embedding @ self.reader_embeddings.T).topk(min(NEAREST, len(self.reader_embeddings)), dim=1).indices
        read_like = self.reader_statistics[nearest].mean(dim=1)
        return (F.normalize(self.reader_embeddings[nearest].mean(dim=1), dim=1),
                torch.cat([statistics[:, :N_PROSODY], read_like[:, N_PROSODY:]], dim=1))

    def read(self, symbols, voice, mask):
        """Encode symbols (batch, n_symbols) and predict the logarithm of their durations in steps."""
        text = self.text(self.symbols(symbols), voice, mask)
        log_durations = self.duration_out(self.duration(self.duration_in(text), voice, mask))
        return text, log_durations.squeeze(-1).float()

    def contour(self, spread, voice, mask):
        """Pitch relative to the voice's mean, and the logit of voicing, of spread text: each (batch, n_steps)."""
        out = self.pitch_out(self.pitch(self.pitch_in(spread), voice, mask)).float()
        return out[..., 0], out[..., 1]

    def decode(self, spread, pitch, voicing, mean_log_f0, voice, mask, noise=None):
        """Log-mel (batch, n_mels, n_steps * reduction) of spread text (batch, n_steps, ...) with a pitch contour.

        `voice` is (batch, voice_dim), or a voice for each block, (batch, n_decoder_blocks, voice_dim). `noise` (batch,
        n_steps, noise_dim) is drawn if it is not given.
        """
        c = self.config
        coarse, fine = (voice, voice) if voice.dim() == 2 else (voice[:, : c.n_layers], voice[:, c.n_layers:])
        absolute = (mean_log_f0[:, None] + pitch - 5.1) / 0.35
        if noise is None:
            noise = torch.randn(*spread.shape[:2], c.noise_dim, device=spread.device)
        contour = torch.stack([pitch * 4, absolute * voicing, voicing], dim=-1)
        x = torch.cat([spread, contour, noise], dim=-1)
        x = self.decoder(self.frame_in(x), coarse, mask)
        x = self.detail_in(x).reshape(len(x), -1, c.detail_dim)
        mask = mask.repeat_interleave(c.reduction, dim=1)
        x = self.mel_out(self.detail(x, fine, mask)).float()
        return (x * self.mel_scale + self.mel_mean).transpose(1, 2)


class Backbone(nn.Module):
    """ConvNeXt blocks with an adaptive layer norm; (batch, length, dim) -> the same.

    The voice is one for all blocks (batch, voice_dim), or one for each (batch, n_layers, voice_dim).
    """

    def __init__(self, dim, hidden_dim, n_layers, kernel_size, voice_dim):
        super().__init__()
        self.blocks = nn.ModuleList(VoiceBlock(dim, hidden_dim, kernel_size, voice_dim) for _ in range(n_layers))
        self.norm = nn.LayerNorm(dim)

    def forward(self, x, voice, mask):
        voices = voice.unbind(1) if voice.dim() == 3 else [voice] * len(self.blocks)
        for block, own in zip(self.blocks, voices, strict=True):
            x = block(x, own, mask)
        return self.norm(x)


class VoiceBlock(nn.Module):
    """Depthwise convolution, adaptive layer norm, pointwise network, gated residual."""

    def __init__(self, dim, hidden_dim, kernel_size, voice_dim):
        super().__init__()
        self.depthwise = nn.Conv1d(dim, dim, kernel_size, padding=kernel_size // 2, groups=dim)
        self.norm = nn.LayerNorm(dim, elementwise_affine=False)
        self.modulate = nn.Linear(voice_dim, 3 * dim)
        self.expand = nn.Linear(dim, hidden_dim)
        self.contract = nn.Linear(hidden_dim, dim)
        nn.init.normal_(self.modulate.weight, std=0.02)
        with torch.no_grad():
            self.modulate.bias.copy_(torch.tensor([0.0, 0.0, 0.3]).repeat_interleave(dim))

    def forward(self, x, voice, mask):
        shift, scale, gate = self.modulate(voice)[:, None].chunk(3, dim=-1)
        y = self.depthwise((x * mask[..., None]).transpose(1, 2)).transpose(1, 2)
        y = self.norm(y) * (1 + scale) + shift
        return x + gate * self.contract(F.gelu(self.expand(y)))


def spread(text, boundaries, n_steps):
    """Give every decoder step the text of the phoneme in whose time it lies, and its place within it.

    Parameters
    ----------
    text : float tensor (batch, n_symbols, dim)
    boundaries : float tensor (batch, n_symbols + 1)
        In steps, rising from 0; padding repeats the last.
    n_steps : int

    Returns
    -------
    float tensor (batch, n_steps, dim + 3)
        The last three: distance from the phoneme's beginning and to its end, and its length, about 0 to 1 each.
    """
    centres = torch.arange(n_steps, device=text.device) + 0.5
    index = torch.searchsorted(boundaries[:, 1:].contiguous(), centres.expand(len(text), -1).contiguous(), right=True)
    index = index.clamp(max=text.shape[1] - 1)
    begin, end = boundaries.gather(1, index), boundaries.gather(1, index + 1)
    length = (end - begin).clamp(min=0.5)
    along = ((centres - begin) / length).clamp(0, 1)
    places = torch.stack([along, 1 - along, length.log1p() / 3], dim=-1)
    return torch.cat([text.gather(1, index[..., None].expand(-1, -1, text.shape[-1])), places], dim=-1)
