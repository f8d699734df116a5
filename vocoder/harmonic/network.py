"""The harmonic vocoder: a frame-rate backbone that filters a pulse train and noise, followed by an inverse STFT.

Backbone and inverse STFT are those of Vocos (arXiv 2306.00814): ConvNeXt blocks at the mel's frame rate, without
upsampling layers. Vocos has to predict a phase for every bin; here a harmonic source provides it, as in neural
source-filter models (arXiv 1904.12088) and neural homomorphic vocoders (Liu et al., Interspeech 2020): the network
shapes the short-time spectra of a pulse train at the voice's pitch (with a complex filter) and of white noise (with a
real one). This takes the same arithmetic and a fraction of the training.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from vocoder.harmonic.config import VocoderConfig


class HarmonicVocoder(nn.Module):
    """Log-mel spectrogram -> waveform."""

    window: torch.Tensor

    def __init__(self, config: VocoderConfig = VocoderConfig()):
        super().__init__()
        self.config = config
        c, half = config, config.kernel_size // 2
        self.mel_mean = nn.Buffer(torch.full((c.mel.n_mels, 1), -6.0))
        self.mel_scale = nn.Buffer(torch.full((c.mel.n_mels, 1), 2.5))
        self.pitch = PitchEstimator(c)
        self.embed = nn.Conv1d(c.mel.n_mels, c.dim, c.kernel_size, padding=half)
        self.norm = nn.LayerNorm(c.dim)
        self.blocks = nn.ModuleList(ConvNeXtBlock(c.dim, c.hidden_dim, c.kernel_size, 1 / c.n_layers)
                                    for _ in range(c.n_layers))
        self.final_norm = nn.LayerNorm(c.dim)
        self.subframes, self.bins = c.mel.hop_length // c.hop_length, c.n_fft // 2 + 1
        self.head = nn.Linear(c.dim, self.subframes * self.bins * 3)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, 0.0)
        self.register_buffer("window", torch.hann_window(c.n_fft), persistent=False)

    def forward(self, mel: torch.Tensor, f0: torch.Tensor | None = None,
                sources: tuple[torch.Tensor, torch.Tensor] | None = None) -> torch.Tensor:
        """Generate the waveform of a mel spectrogram.

        Parameters
        ----------
        mel : float tensor (batch, n_mels, n_frames)
            Natural logarithm of amplitude.
        f0 : float tensor (batch, n_frames), optional
            In Hz, positive in every frame; estimated from the mel if not given.
        sources : pair of float tensors (batch, n_frames * hop_length), optional
            The pulse train and the noise; generated if not given.

        Returns
        -------
        float tensor (batch, n_frames * hop_length)
        """
        normal = self.normalize(mel)
        if sources is None:
            sources = self.sources(self.pitch(normal) if f0 is None else f0)
        return self.filtered(self.features(normal), sources)

    def normalize(self, mel: torch.Tensor) -> torch.Tensor:
        """Normalise mel bands to zero mean and unit spread over the training data."""
        return (mel - self.mel_mean) / self.mel_scale

    def features(self, mel: torch.Tensor, trimmed: bool = False) -> torch.Tensor:
        """Return the backbone's features of a normalised mel.

        Parameters
        ----------
        mel : float tensor (batch, n_mels, n_frames)
        trimmed : bool
            Whether to omit the first frames, which would need earlier ones than there are.

        Returns
        -------
        float tensor (batch, n_frames, dim)
            Less `config.context_frames` if trimmed.
        """
        lead = self.config.kernel_size // 2 if trimmed else 0
        x = self.norm(self.embed(mel)[..., lead:].transpose(1, 2))
        for block in self.blocks:
            x = block(x, lead)
        return self.final_norm(x)

    def filters(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the harmonic (complex) and the noise filter (real): (batch, n_fft // 2 + 1, n_subframes + 1)."""
        x = self.head(features).float()
        batch, n_frames, _ = x.shape
        x = x.view(batch, n_frames * self.subframes, 3, self.bins).permute(2, 0, 3, 1)
        x = torch.cat([x, x[..., -1:]], dim=-1)  # a centred STFT has one frame more than there are hops
        # Levels start near those of speech at the corpus's loudness, and cannot run away.
        gain, phase, noise = x[0].clamp(max=6.0) - 4.0, x[1], x[2].clamp(max=6.0) - 6.0
        return torch.polar(gain.exp(), phase), noise.exp()

    def filtered(self, features: torch.Tensor, sources: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        """Return the waveform (batch, n_frames * hop_length) of features (batch, n_frames, dim) and the two sources."""
        c = self.config
        spectra = [torch.stft(s, c.n_fft, c.hop_length, window=self.window, center=True, pad_mode="constant",
                              return_complex=True) for s in sources]
        harmonic_filter, noise_filter = self.filters(features)
        spectrum = spectra[0] * harmonic_filter + spectra[1] * noise_filter
        return torch.istft(spectrum, c.n_fft, c.hop_length, window=self.window, center=True,
                           length=features.shape[1] * c.mel.hop_length)

    def sources(self, f0: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return a pulse train at the pitch `f0` (batch, n_frames) in Hz, and white noise; each (batch, n_samples)."""
        pulses = pulse_train(f0, self.config.mel.rate, self.config.mel.hop_length)
        return pulses, torch.randn_like(pulses)


class PitchEstimator(nn.Module):
    """Estimates each frame's pitch from a normalised mel spectrogram."""

    log_bins: torch.Tensor

    def __init__(self, config: VocoderConfig):
        super().__init__()
        dim = config.f0_dim
        self.layers = nn.Sequential(
            nn.Conv1d(config.mel.n_mels, dim, 5, padding=2), nn.GELU(),
            nn.Conv1d(dim, dim, 5, padding=2), nn.GELU(),
            nn.Conv1d(dim, dim, 5, padding=2), nn.GELU(),
            nn.Conv1d(dim, config.f0_bins, 1))
        self.register_buffer("log_bins", torch.linspace(math.log(config.fmin), math.log(config.fmax), config.f0_bins),
                             persistent=False)

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        """Return the pitch in Hz (batch, n_frames), including that of unvoiced frames, where it is meaningless."""
        logits = self.layers(mel).float()
        # The mean of the bins around the best one: the mean over all bins would fall between two candidates.
        near = (torch.arange(logits.shape[1], device=mel.device)[None, :, None]
                - logits.argmax(dim=1, keepdim=True)).abs() <= 4
        weights = logits.masked_fill(~near, -torch.inf).softmax(dim=1)
        return (weights * self.log_bins[:, None]).sum(dim=1).exp()

    def loss(self, mel: torch.Tensor, f0: torch.Tensor) -> torch.Tensor:
        """Return the cross entropy against a known pitch (batch, n_frames) in Hz; frames with f0 = 0 do not count."""
        logits = self.layers(mel).float()
        step = self.log_bins[1] - self.log_bins[0]
        place = ((f0.clamp(min=1.0).log() - self.log_bins[0]) / step).clamp(0, len(self.log_bins) - 1)
        distance = torch.arange(len(self.log_bins), device=mel.device)[None, :, None] - place[:, None]
        target = F.softmax(-distance.square(), dim=1)
        entropy = -(target * logits.log_softmax(dim=1)).sum(dim=1)
        voiced = (f0 > 0).float()
        return (entropy * voiced).sum() / voiced.sum().clamp(min=1)


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution over time, then a pointwise network; keeps the shape (batch, n_frames, dim).

    Of the result, the first `lead` frames are omitted.
    """

    def __init__(self, dim: int, hidden_dim: int, kernel_size: int, scale: float):
        super().__init__()
        self.depthwise = nn.Conv1d(dim, dim, kernel_size, padding=kernel_size // 2, groups=dim)
        self.norm = nn.LayerNorm(dim)
        self.expand = nn.Linear(dim, hidden_dim)
        self.contract = nn.Linear(hidden_dim, dim)
        self.scale = nn.Parameter(torch.full((dim,), scale))

    def forward(self, x: torch.Tensor, lead: int = 0) -> torch.Tensor:
        y = self.depthwise(x.transpose(1, 2))[..., lead:].transpose(1, 2)
        return x[:, lead:] + self.scale * self.contract(F.gelu(self.expand(self.norm(y))))


def count_cycles(f0: torch.Tensor, rate: int, hop_length: int) -> torch.Tensor:
    """Return the cycles of the pitch `f0` (batch, n_frames) in Hz within each frame, in double precision."""
    exact = (f0.cpu() if f0.device.type == "mps" else f0).double()  # MPS has no double precision
    first, last = exact, torch.cat([exact[:, 1:], exact[:, -1:]], dim=1)
    return (hop_length * first + (hop_length - 1) / 2 * (last - first)) / rate


def pulse_train(f0: torch.Tensor, rate: int, hop_length: int, start: float = 0.0) -> torch.Tensor:
    """Return band-limited pulses at a varying pitch: all harmonics below Nyquist at equal amplitude, unit power.

    Parameters
    ----------
    f0 : float tensor (batch, n_frames)
        In Hz, positive.
    rate, hop_length : int
    start : float
        Cycles before the first frame, if the pulses continue others.

    Returns
    -------
    float tensor (batch, n_frames * hop_length)
    """
    n_frames = f0.shape[-1]
    following = torch.cat([f0[:, 1:], f0[:, -1:]], dim=1)
    slope = (following - f0) / hop_length
    n = torch.arange(hop_length, device=f0.device)
    dense = f0[..., None] + slope[..., None] * n
    # The closed sum of a linear ramp, so that no rounding accumulates within a frame.
    within = ((n + 1) * (f0[..., None] + slope[..., None] * n / 2)) / rate
    # Across frames in double precision: a minute has 5,600 of them.
    whole = count_cycles(f0, rate, hop_length)
    before = start + torch.cumsum(whole, dim=1) - whole
    before = (before - before.round()).float().to(f0.device)
    cycles = (within + before[..., None]).reshape(len(f0), n_frames * hop_length)
    angle = 2 * math.pi * (cycles - cycles.round())
    dense = dense.reshape(cycles.shape)
    harmonics = (rate / 2 / dense).floor()
    # Dirichlet's closed form of sum_k cos(k angle), k = 1 .. harmonics.
    half = angle / 2
    denominator = 2 * half.sin()
    small = denominator.abs() < 1e-4
    kernel = ((harmonics + 0.5) * angle).sin() / torch.where(small, torch.ones_like(denominator), denominator) - 0.5
    return torch.where(small, harmonics, kernel) * (2 / harmonics).sqrt()
