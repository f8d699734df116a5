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
        Of a sample, on the mu-law scale.
    preemphasis : float
        Of the waveform that the network makes: without it the noise of so few bits is heard.
    channels, skip_channels : int
        Of the residual stream, and of what each layer gives to the output.
    n_layers, cycle : int
        Dilated convolutions of width 2; the dilation doubles and begins anew after `cycle` layers.
    condition_dim : int
        Of the mels on their way into every layer.
    factors : tuple of int
        By which the mels are stretched; their product is the mel's hop.
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
        """Of each layer, in samples."""
        return [2 ** (i % self.cycle) for i in range(self.n_layers)]
