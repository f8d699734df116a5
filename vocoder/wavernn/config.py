"""Configuration of WaveRNN."""

from dataclasses import dataclass

from audio.mel import RTVC, MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class WaveRNNConfig(NetworkConfig):
    """Sizes of WaveRNN, by default those of the published SV2TTS weights.

    Attributes
    ----------
    mel : MelConfig
    bits : int
        Bits per sample, on the mu-law scale.
    preemphasis : float
        Pre-emphasis of the generated waveform.
    rnn_dim, fc_dim : int
        Width of the two GRUs, and of the two fully connected layers after them.
    compute_dim, aux_dim, n_blocks : int
        Channels, output channels and number of blocks of the residual network over mels.
    pad : int
        Frames of context of that network on either side.
    factors : tuple of int
        Upsampling factors of the mels; their product is the mel's hop.
    """

    mel: MelConfig = RTVC
    bits: int = 9
    preemphasis: float = RTVC.preemphasis
    rnn_dim: int = 512
    fc_dim: int = 512
    compute_dim: int = 128
    aux_dim: int = 128
    n_blocks: int = 10
    pad: int = 2
    factors: tuple = (5, 5, 8)
