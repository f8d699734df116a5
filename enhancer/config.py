"""The enhancer's configuration, which is saved in its checkpoints."""

from dataclasses import dataclass, field

from audio.mel import MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class EnhancerConfig(NetworkConfig):
    """The sizes of the enhancer.

    Attributes
    ----------
    mel : MelConfig
        Sample rate, window and hop of the masked spectra; mel bands are not computed.
    embedding_size : int
        Size of the speaker embedding that selects the voice to keep.
    dim, hidden : int
        Channels between the blocks and within them.
    voice_dim : int
        Channels that the embedding is reduced to.
    dilations : tuple of int
        Frames between the taps of each block's convolution, for the blocks before the LSTM and likewise after it.
    n_ahead : int
        How many of the first blocks on either side of the LSTM look as far ahead as back; the others are causal.
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
        """Frames by which the masks lag behind the input."""
        return 2 * sum(self.dilations[: self.n_ahead])
