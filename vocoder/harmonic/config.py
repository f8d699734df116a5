"""Configuration of the harmonic vocoder."""

from dataclasses import dataclass, field

from audio.mel import MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class VocoderConfig(NetworkConfig):
    """Sizes of the harmonic vocoder.

    Attributes
    ----------
    mel : MelConfig
    dim, hidden_dim, n_layers, kernel_size : int
        Sizes of the ConvNeXt backbone, which runs at the mel's frame rate.
    n_fft, hop_length : int
        Window and step of the filtered short-time spectra, in samples; the step divides the mel's.
    f0_dim, f0_bins : int
        Width and number of logarithmic bins of the pitch estimator.
    fmin, fmax : float
        Range of the pitch estimator in Hz.
    """

    mel: MelConfig = field(default_factory=MelConfig)
    dim: int = 320
    hidden_dim: int = 960
    n_layers: int = 8
    kernel_size: int = 7
    n_fft: int = 512
    hop_length: int = 128
    f0_dim: int = 128
    f0_bins: int = 128
    fmin: float = 50.0
    fmax: float = 600.0

    @property
    def context_frames(self) -> int:
        """Return on how many mel frames on either side a frame of the backbone's features depends."""
        return self.kernel_size // 2 * (self.n_layers + 1)

    @property
    def receptive_frames(self) -> int:
        """Return how many mel frames on either side a frame of sound depends on, including the spectra's overlap."""
        return self.context_frames + -(-self.n_fft // self.mel.hop_length)
