"""The enhancer's network: convolutions over time and an LSTM, conditioned on a speaker embedding, mask a spectrum.

Given a person's embedding it keeps only that person's voice, like VoiceFilter (arXiv 1810.04826); given zeros it keeps
whoever is nearest to the microphone and removes noise, reverberation and music.
"""

import torch
import torch.nn.functional as F
from torch import nn

from enhancer.config import EnhancerConfig

COMPRESSION = 0.3  # power of the magnitudes that the network sees and its losses compare: about that of loudness
LARGEST_GAIN = 1.5  # of the mask, real and imaginary part each
TAPS = 3
State = list[torch.Tensor]


class EnhancerNetwork(nn.Module):
    """Blocks of dilated convolutions before and after an LSTM, and a linear layer that returns a complex mask."""

    def __init__(self, config: EnhancerConfig = EnhancerConfig()):
        super().__init__()
        self.config = config
        n_bins = config.mel.n_fft // 2 + 1
        self.enter = nn.Linear(3 * n_bins, config.dim)
        self.voice = nn.Linear(config.embedding_size, config.voice_dim)
        self.before, self.behind = (
            nn.ModuleList(Block(config, dilation, number < config.n_ahead)
                          for number, dilation in enumerate(config.dilations)) for _ in range(2))
        self.lstm = nn.LSTM(config.dim, config.dim, batch_first=True)
        self.leave = nn.Linear(config.dim, 2 * n_bins)

    def forward(self, spectrum: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        """Mask the spectrum of whole recordings.

        Parameters
        ----------
        spectrum : complex64 tensor (batch, n_frames, n_bins)
        embedding : float tensor (batch, embedding_size)
            That of the person to keep, unit length; zeros to keep whoever is nearest.

        Returns
        -------
        complex64 tensor (batch, n_frames, n_bins)
        """
        ahead = self.config.look_ahead
        mask, _ = self.step(F.pad(spectrum, (0, 0, 0, ahead)), embedding, self.start(len(spectrum), spectrum.device))
        return spectrum * mask[:, ahead:]

    def start(self, batch: int = 1, device: torch.device | str = "cpu") -> State:
        """Return the state before the first frame."""
        dim = self.config.dim
        past = [torch.zeros(batch, block.past, dim, device=device) for block in (*self.before, *self.behind)]
        return [*past, *(torch.zeros(1, batch, dim, device=device) for _ in range(2))]

    def step(self, spectrum: torch.Tensor, embedding: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Return the masks of the frames received `config.look_ahead` frames earlier, and the next state.

        Parameters
        ----------
        spectrum : complex64 tensor (batch, n_frames, n_bins)
            The next frames.
        embedding : float tensor (batch, embedding_size)
        state : list of tensors
            As returned by `start` or by the previous step.
        """
        voice = self.voice(embedding)[:, None].tanh()
        x = self.enter(_features(spectrum))
        following: State = []
        for block, past in zip(self.before, state, strict=False):
            x, past = block(x, past, voice)
            following.append(past)
        memory, (hidden, cell) = self.lstm(x, (state[-2].to(x.dtype), state[-1].to(x.dtype)))
        x = x + memory
        for block, past in zip(self.behind, state[len(self.before):], strict=False):
            x, past = block(x, past, voice)
            following.append(past)
        mask = LARGEST_GAIN * self.leave(x).float().tanh()
        real, imaginary = mask.chunk(2, dim=2)
        return torch.complex(real, imaginary), [*following, hidden, cell]


class Block(nn.Module):
    """A dilated convolution over time whose channels are scaled and shifted depending on the voice (arXiv 1709.07871).

    A block that looks ahead outputs each frame `dilation` frames late, so that its state holds past frames only.
    """

    def __init__(self, config: EnhancerConfig, dilation: int, ahead: bool):
        super().__init__()
        self.dilation, self.past = dilation, (TAPS - 1) * dilation
        self.delay = dilation if ahead else 0
        self.norm = nn.Parameter(torch.ones(config.dim))
        self.spread = nn.Linear(TAPS * config.dim, config.hidden)
        self.steer = nn.Linear(config.voice_dim, 2 * config.hidden)
        self.gather = nn.Linear(config.hidden, config.dim)

    def forward(self, x: torch.Tensor, past: torch.Tensor, voice: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return frames (batch, n_frames, dim) and the past that the next ones need (batch, past, dim)."""
        n_frames = x.shape[1]
        x = torch.cat([past.to(x.dtype), x], dim=1)
        normed = F.rms_norm(x, self.norm.shape, self.norm.to(x.dtype))
        taps = [normed[:, i * self.dilation: i * self.dilation + n_frames] for i in range(TAPS)]
        scale, shift = self.steer(voice).chunk(2, dim=2)
        y = F.silu(self.spread(torch.cat(taps, dim=2)) * (1 + scale) + shift)
        at = self.past - self.delay
        return x[:, at: at + n_frames] + self.gather(y), x[:, n_frames:]


def analyse(wav: torch.Tensor, config: EnhancerConfig) -> torch.Tensor:
    """Return the spectra of waveforms (batch, n_samples): complex64 (batch, n_frames, n_bins).

    The first frame ends with the first hop and the last one begins with the last hop; `synthesise` is the inverse.
    """
    size, hop = config.mel.n_fft, config.mel.hop_length
    return spectra(F.pad(wav, (size - hop, size - hop + (-wav.shape[-1]) % hop)), config)


def synthesise(spectrum: torch.Tensor, config: EnhancerConfig, n_samples: int) -> torch.Tensor:
    """Return the waveforms (batch, n_samples) of spectra computed by `analyse`."""
    frames, hop = waveforms(spectrum, config), config.mel.hop_length
    return (frames[:, 1:, :hop] + frames[:, :-1, hop:]).flatten(1)[:, :n_samples]


def spectra(wav: torch.Tensor, config: EnhancerConfig) -> torch.Tensor:
    """Return the spectra of the whole windows of waveforms (batch, n_samples): (batch, n_frames, n_bins)."""
    size = config.mel.n_fft
    return torch.fft.rfft(wav.unfold(-1, size, config.mel.hop_length) * _window(size, wav.device))


def waveforms(spectrum: torch.Tensor, config: EnhancerConfig) -> torch.Tensor:
    """Return the windowed frames (batch, n_frames, n_fft) of spectra; overlap-added they give the waveform.

    The windows are square roots of Hann windows, whose squares half a window apart add up to 1.
    """
    size = config.mel.n_fft
    return torch.fft.irfft(spectrum, size) * _window(size, spectrum.device)


def compress(spectrum: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the compressed magnitudes of a complex spectrum and their ratio to it."""
    power = spectrum.real.square() + spectrum.imag.square() + 1e-10
    return power.pow(COMPRESSION / 2), power.pow((COMPRESSION - 1) / 2)


def _features(spectrum):
    magnitude, factor = compress(spectrum)
    return torch.cat([magnitude, spectrum.real * factor, spectrum.imag * factor], dim=-1)


def _window(size, device):
    return torch.hann_window(size, device=device).sqrt()
