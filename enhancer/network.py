"""The enhancer's network: LSTMs across the bands of a spectrum and along time return a mask, given a voice.

The spectrum is split into bands, which the same LSTMs treat alike (band-split RNN, arXiv 2209.15174). Given a person's
embedding it keeps only that person's voice, like VoiceFilter (arXiv 1810.04826); given zeros it keeps whoever is
nearest to the microphone and removes noise, reverberation and music.
"""

import math
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from enhancer.config import EnhancerConfig

COMPRESSION = 0.3  # power of the magnitudes that the network sees and its losses compare: about that of loudness
LARGEST_GAIN = 1.5  # of the mask, real and imaginary part each
State = list[torch.Tensor]


class EnhancerNetwork(nn.Module):
    """Bands, blocks that relate them to each other and to the past, and layers that return each band's complex mask."""

    def __init__(self, config: EnhancerConfig = EnhancerConfig()):
        super().__init__()
        if sum(config.bands) != config.mel.n_fft // 2 + 1 or len(config.ahead) > config.blocks:
            raise ValueError(f"bands of {sum(config.bands)} bins, {len(config.ahead)} of {config.blocks} blocks ahead")
        self.config = config
        self.enter = nn.ModuleList(nn.Linear(3 * width, config.dim) for width in config.bands)
        self.voice = nn.Linear(2 * config.embedding_size, config.voice_dim)
        self.place = nn.Linear(config.voice_dim, len(config.bands) * config.dim)
        ahead = config.ahead + (0,) * (config.blocks - len(config.ahead))
        self.blocks = nn.ModuleList(Block(config, frames) for frames in ahead)
        last = [nn.Linear(2 * config.dim, 2 * width) for width in config.bands]
        with torch.no_grad():  # the first masks leave everything as it is
            for width, layer in zip(config.bands, last, strict=True):
                layer.weight.mul_(0.1)
                layer.bias[:width] = math.atanh(1 / LARGEST_GAIN)
        self.leave = nn.ModuleList(
            nn.Sequential(nn.RMSNorm(config.dim), nn.Linear(config.dim, 2 * config.dim), nn.SiLU(), layer)
            for layer in last)

    def forward(self, spectrum: torch.Tensor, voices: torch.Tensor) -> torch.Tensor:
        """Mask the spectrum of whole recordings.

        Parameters
        ----------
        spectrum : complex64 tensor (batch, n_frames, n_bins)
        voices : float tensor (batch, 2, embedding_size)
            Embeddings of the person to keep and of the one to remove, unit length; zeros where unknown, in the first
            place to keep whoever is nearest.

        Returns
        -------
        complex64 tensor (batch, n_frames, n_bins)
        """
        ahead = self.config.look_ahead
        mask, _ = self.step(F.pad(spectrum, (0, 0, 0, ahead)), voices, self.start(len(spectrum), spectrum.device))
        return spectrum * mask[:, ahead:]

    def start(self, batch: int = 1, device: torch.device | str = "cpu") -> State:
        """Return the state before the first frame."""
        return [part for block in self.blocks for part in cast(Block, block).start(batch, device)]

    def step(self, spectrum: torch.Tensor, voices: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Return the masks of the frames received `config.look_ahead` frames earlier, and the next state.

        Parameters
        ----------
        spectrum : complex64 tensor (batch, n_frames, n_bins)
            The next frames.
        voices : float tensor (batch, 2, embedding_size)
        state : list of tensors
            As returned by `start` or by the previous step.
        """
        config = self.config
        voice = self.voice(voices.flatten(1)).tanh()
        parts = zip(self.enter, _features(spectrum).split(config.bands, dim=2), strict=True)
        x = torch.stack([enter(part.flatten(2)) for enter, part in parts], dim=2).float()
        x = x + self.place(voice).view(-1, 1, len(config.bands), config.dim)
        following: State = []
        for number, block in enumerate(self.blocks):
            x, parts_of_state = block(x, voice, state[3 * number: 3 * number + 3])
            following += parts_of_state
        masks = [leave(x[:, :, number]) for number, leave in enumerate(self.leave)]
        real, imaginary = (torch.cat(part, dim=2).float() for part in zip(*(m.chunk(2, dim=2) for m in masks)))
        return torch.complex(LARGEST_GAIN * real.tanh(), LARGEST_GAIN * imaginary.tanh()), following


class Block(nn.Module):
    """A convolution over neighbouring frames if the block looks ahead, an LSTM across the bands, an LSTM along time.

    The channels that enter the LSTM along time are scaled and shifted depending on the voice (arXiv 1709.07871). A
    block that looks ahead returns each frame `ahead` frames late, so that its state holds past frames only.
    """

    def __init__(self, config: EnhancerConfig, ahead: int):
        super().__init__()
        dim, self.ahead, self.n_bands = config.dim, ahead, len(config.bands)
        if ahead:
            self.near = nn.Linear(3 * dim, dim)
            self.near_norm = nn.RMSNorm(dim)
        self.across_norm, self.along_norm = nn.RMSNorm(dim), nn.RMSNorm(dim)
        self.across = nn.LSTM(dim, config.across, batch_first=True, bidirectional=True)
        self.from_across = nn.Linear(2 * config.across, dim)
        self.steer = nn.Linear(config.voice_dim, 2 * dim)
        self.along = nn.LSTM(dim, config.along, batch_first=True)
        self.from_along = nn.Linear(config.along, dim)

    def start(self, batch: int, device: torch.device | str) -> State:
        """Return the state before the first frame: past frames, and the hidden and cell state along time."""
        return [torch.zeros(batch, 2 * self.ahead, self.n_bands, self.near.out_features if self.ahead else 1,
                            device=device),
                *(torch.zeros(1, batch * self.n_bands, self.along.hidden_size, device=device) for _ in range(2))]

    def forward(self, x: torch.Tensor, voice: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Return frames (batch, n_frames, n_bands, dim) and the state that the next ones need."""
        past, hidden, cell = state
        batch, n_frames, n_bands, dim = x.shape
        if self.ahead:
            x = torch.cat([past, x], dim=1)
            past, normed = x[:, n_frames:], self.near_norm(x)
            taps = [normed[:, at: at + n_frames] for at in (0, self.ahead, 2 * self.ahead)]
            x = x[:, self.ahead: self.ahead + n_frames] + F.silu(self.near(torch.cat(taps, dim=3)))
        bands, _ = self.across(self.across_norm(x).flatten(0, 1))
        x = x + self.from_across(bands).view(x.shape)
        scale, shift = self.steer(voice)[:, None, None].chunk(2, dim=3)
        steered = self.along_norm(x) * (1 + scale) + shift
        frames, (hidden, cell) = self.along(steered.transpose(1, 2).reshape(batch * n_bands, n_frames, dim),
                                            (hidden, cell))
        x = x + self.from_along(frames).view(batch, n_bands, n_frames, dim).transpose(1, 2)
        return x, [past, hidden, cell]


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
    return torch.stack([magnitude, spectrum.real * factor, spectrum.imag * factor], dim=-1)


def _window(size, device):
    return torch.hann_window(size, device=device).sqrt()
