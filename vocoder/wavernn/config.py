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
        Of a sample, on the mu-law scale.
    preemphasis : float
        Of the waveform that the network makes.
    rnn_dim, fc_dim : int
        Of the two GRUs, and of the two layers behind them.
    compute_dim, aux_dim, n_blocks : int
        Of the residual network over mels: its channels, those of its output, its blocks.
    pad : int
        Frames that it looks at on either side.
    factors : tuple of int
        By which the mels are stretched; their product is the mel's hop.
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
