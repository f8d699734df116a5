"""What the enhancer is built from; travels inside its checkpoints."""

from dataclasses import dataclass, field

from audio.mel import MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class EnhancerConfig(NetworkConfig):
    """Sizes of the enhancer.

    Attributes
    ----------
    mel : MelConfig
        Sample rate, window and hop of the spectra that are masked; no mel bands are made.
    embedding_size : int
        Of the speaker embedding that says whose voice is kept.
    dim, hidden : int
        Channels between the blocks and within them.
    voice_dim : int
        Channels that the embedding is reduced to.
    dilations : tuple of int
        Frames between the taps of each block's convolution, for the blocks before the LSTM and again behind it.
    n_ahead : int
        How many of the blocks on either side of the LSTM, the first ones, see as far ahead as back; the others are
        causal.
    """

    mel: MelConfig = field(default_factory=lambda: MelConfig(16_000, 512, 256, 40, 0.0, 8_000.0, 0.0))
    embedding_size: int = 256
    dim: int = 192
    hidden: int = 256
    voice_dim: int = 96
    dilations: tuple[int, ...] = (1, 2, 4, 8)
    n_ahead: int = 2

    @property
    def look_ahead(self) -> int:
        """Frames that the network waits before it masks one."""
        return 2 * sum(self.dilations[: self.n_ahead])
