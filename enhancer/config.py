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
    bands : tuple of int
        Bins in each of the bands that the spectrum is split into, from the lowest; narrow where the harmonics of voices
        have to be resolved.
    dim : int
        Channels of a band between the blocks.
    across, along : int
        Hidden sizes of a block's LSTMs: across the bands of a frame (in each direction), and along time.
    voice_dim : int
        Channels that the embedding is reduced to.
    blocks : int
    ahead : tuple of int
        Frames that each of the first blocks looks ahead; the others look back only.
    """

    mel: MelConfig = field(default_factory=lambda: MelConfig(16_000, 512, 256, 40, 0.0, 8_000.0, 0.0))
    embedding_size: int = 256
    bands: tuple[int, ...] = (4,) * 8 + (8,) * 4 + (16,) * 4 + (32,) * 3 + (33,)
    dim: int = 80
    across: int = 64
    along: int = 128
    voice_dim: int = 96
    blocks: int = 6
    ahead: tuple[int, ...] = (1, 3, 5, 7, 7, 9)

    @property
    def look_ahead(self) -> int:
        """Return the frames by which the masks lag behind the input."""
        return sum(self.ahead)
