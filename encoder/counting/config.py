"""The counting network's configuration and its classes, which need no torch."""

from dataclasses import dataclass, field

from audio.mel import MelConfig
from training.config import NetworkConfig

NOBODY, ONE, SEVERAL = range(3)  # classes of a frame
STRIDE = 2  # mel frames in a frame of the output


@dataclass(frozen=True)
class CountingConfig(NetworkConfig):
    """The sizes of the network.

    Attributes
    ----------
    mel : MelConfig
        The window is long and the bands are narrow, so that the harmonics of two voices can be distinguished.
    dim : int
        Channels of the convolutions and of the LSTM in each direction.
    """

    mel: MelConfig = field(default_factory=lambda: MelConfig(16_000, 1024, 320, 80, 60.0, 7_600.0, 0.0))
    dim: int = 96

    @property
    def frame(self) -> int:
        """Return the samples between the frames of the output."""
        return self.mel.hop_length * STRIDE
