"""Configurations of the recognisers, stored in their checkpoints."""

from dataclasses import dataclass, field

from audio.mel import MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class RecogniserConfig(NetworkConfig):
    """Sizes of the recogniser of whole utterances; its encoder is that of Whisper tiny.en.

    Attributes
    ----------
    mel : MelConfig
        Configuration of the input mels.
    n_bands : int
        Number of the lowest bands used. 76 lie below 7.5 kHz, the range of a 16 kHz recording.
    dim, n_heads, n_layers, feed_forward_dim : int
        Sizes of the Transformer encoder.
    probe_dim, skip_dim : int
        Channels of the features before the logits, and of the skip connection from the first convolution.
    """

    mel: MelConfig = field(default_factory=MelConfig)
    n_bands: int = 76
    dim: int = 384
    n_heads: int = 6
    n_layers: int = 4
    feed_forward_dim: int = 1536
    probe_dim: int = 256
    skip_dim: int = 64


@dataclass(frozen=True)
class StreamingConfig(RecogniserConfig):
    """Sizes of the streaming recogniser, which consists of the first layers of the other one.

    Attributes
    ----------
    n_layers : int
    past, future : int
        Encoder frames (two mel frames each) before and after its own to which a frame attends in each layer.
    """

    n_layers: int = 2
    past: int = 94
    future: int = 1
