"""Configuration of WaveNet."""

from dataclasses import dataclass, field

from audio.mel import MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class WaveNetConfig(NetworkConfig):
    """Sizes of WaveNet.

    Attributes
    ----------
    mel : MelConfig
    bits : int
        Bits per sample, on the mu-law scale.
    preemphasis : float
        Pre-emphasis of the generated waveform, without which the quantisation noise would be audible.
    channels, skip_channels : int
        Width of the residual stream, and of each layer's contribution to the output.
    n_layers, cycle : int
        Number of dilated convolutions of width 2; the dilation doubles and restarts after `cycle` layers.
    condition_dim : int
        Width of the conditioning that enters every layer.
    factors : tuple of int
        Upsampling factors of the mels; their product is the mel's hop.
    """

    mel: MelConfig = field(default_factory=MelConfig)
    bits: int = 9
    preemphasis: float = 0.9
    channels: int = 64
    skip_channels: int = 128
    n_layers: int = 20
    cycle: int = 10
    condition_dim: int = 80
    factors: tuple = (8, 8, 4)

    @property
    def dilations(self) -> list[int]:
        """Return the dilation of each layer in samples."""
        return [2 ** (i % self.cycle) for i in range(self.n_layers)]
