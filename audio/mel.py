"""Mel spectrograms on CPU and GPU: the one implementation that encoder, synthesizer, vocoder and window share.

torch is imported only by the functions that compute with it: the window needs just the configurations and filters.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class MelConfig:
    """The definition of a mel spectrogram, stored in checkpoints; networks whose definitions differ are not paired.

    Attributes
    ----------
    rate : int
        Sample rate in Hz.
    n_fft, hop_length : int
        Length and step of the Hann window in samples.
    n_mels : int
    fmin, fmax : float
        Range of the bands in Hz, on Slaney's scale and with his normalisation.
    floor : float
        Smallest amplitude before the logarithm (natural).
    preemphasis : float
        Coefficient of the pre-emphasis filter; 0 disables it.
    """

    rate: int = 24_000
    n_fft: int = 1024
    hop_length: int = 256
    n_mels: int = 100
    fmin: float = 0.0
    fmax: float = 12_000.0
    floor: float = 1e-5
    preemphasis: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        # Omitted if unused, so that configurations in older files compare equal.
        return {k: v for k, v in asdict(self).items() if k != "preemphasis" or v}

    @property
    def frames_a_second(self) -> float:
        """Return the number of frames per second."""
        return self.rate / self.hop_length

    def n_frames(self, n_samples: int) -> int:
        """Return the number of frames of `n_samples` samples; frames are centred on multiples of the hop."""
        return n_samples // self.hop_length + 1


DECIBEL = 20 / np.log(10)  # in a natural logarithm of amplitude
# The mels of the Real-Time-Voice-Cloning family.
RTVC = MelConfig(16_000, 800, 200, 80, 55.0, 7_600.0, 1e-5, 0.97)


def mel_weights(rate: int, n_fft: int, n_mels: int, fmin: float, fmax: float) -> np.ndarray:
    """Return Slaney's triangular filters of unit area, float32 array (n_mels, n_fft // 2 + 1)."""
    edges = _mel_to_hz(np.linspace(_hz_to_mel(fmin), _hz_to_mel(fmax), n_mels + 2))
    bins = np.linspace(0, rate / 2, n_fft // 2 + 1)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return (np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


@lru_cache(maxsize=16)
def mel_filters(rate: int, n_fft: int, n_mels: int, fmin: float, fmax: float) -> torch.Tensor:
    """Return `mel_weights` as a tensor."""
    import torch

    with torch.inference_mode(False):  # the cached tensor must also serve training, even if inference asks first
        return torch.from_numpy(mel_weights(rate, n_fft, n_mels, fmin, fmax))


def spectrogram(wav: torch.Tensor, n_fft: int, hop_length: int) -> torch.Tensor:
    """Return the complex short-time spectrum with a centred Hann window and zero padding at the ends.

    `wav` is a float tensor (..., n_samples); the result is complex (..., n_fft // 2 + 1, n_samples // hop_length + 1).
    """
    import torch

    return torch.stft(wav, n_fft, hop_length, window=_hann(n_fft, wav.device), center=True, pad_mode="constant",
                      return_complex=True)


def mel_spectrogram(wav: torch.Tensor, config: MelConfig, power: float = 1.0) -> torch.Tensor:
    """Return the linear mel spectrogram (..., n_mels, n_frames) of a float tensor (..., n_samples)."""
    import torch.nn.functional as F

    wav = wav.float()
    if config.preemphasis:
        wav = wav - config.preemphasis * F.pad(wav[..., :-1], (1, 0))
    spectrum = spectrogram(wav, config.n_fft, config.hop_length)
    # The small constant keeps the gradient of the magnitude finite at digital silence.
    energy = spectrum.real.square() + spectrum.imag.square()
    amplitude = energy if power == 2.0 else (energy + 1e-18).pow(power / 2)
    filters = mel_filters(config.rate, config.n_fft, config.n_mels, config.fmin, config.fmax).to(wav.device)
    return filters @ amplitude


def log_mel(wav: torch.Tensor, config: MelConfig = MelConfig()) -> torch.Tensor:
    """Return the floored log-amplitude mel (..., n_mels, n_frames) of a float tensor (..., n_samples)."""
    return mel_spectrogram(wav, config).clamp(min=config.floor).log()


def log_mel_numpy(wav: np.ndarray, config: MelConfig = MelConfig()) -> np.ndarray:
    """Return `log_mel` of a NumPy waveform (n_samples,); float32 (n_mels, n_frames)."""
    import torch

    with torch.inference_mode():
        return log_mel(torch.from_numpy(np.ascontiguousarray(wav, dtype=np.float32)), config).numpy()


def to_symmetric(log_mel: torch.Tensor) -> torch.Tensor:
    """Map natural log-amplitudes to the RTVC networks' scale: -100 to 0 dB below 20 dB become -4 to 4."""
    return ((log_mel * DECIBEL - 20 + 100) * 0.08 - 4).clip(-4, 4)


def from_symmetric(mel: torch.Tensor) -> torch.Tensor:
    """Invert `to_symmetric`, except for values that it clipped."""
    return ((mel + 4) / 0.08 - 100 + 20) / DECIBEL


def mel_frequencies(config: MelConfig) -> np.ndarray:
    """Return the centre frequency of each mel band in Hz, float64 (n_mels,)."""
    return _mel_to_hz(np.linspace(_hz_to_mel(config.fmin), _hz_to_mel(config.fmax), config.n_mels + 2))[1:-1]


@lru_cache(maxsize=16)
def _hann(n_fft, device):
    import torch

    with torch.inference_mode(False):
        return torch.hann_window(n_fft, device=device)


# Slaney's Auditory Toolbox scale: linear up to 1 kHz, then 27 steps per factor of 6.4.
def _hz_to_mel(hz):
    hz = np.asarray(hz, dtype=np.float64)
    return np.where(hz < 1000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1e-9) / 1000) * 27 / np.log(6.4))


def _mel_to_hz(mel):
    mel = np.asarray(mel, dtype=np.float64)
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))
