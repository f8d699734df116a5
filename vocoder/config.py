"""What the vocoders are made of."""

from dataclasses import dataclass, field

from audio.mel import RTVC, MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class VocoderConfig(NetworkConfig):
    """Sizes of the harmonic vocoder.

    Attributes
    ----------
    mel : MelConfig
    dim, hidden_dim, n_layers, kernel_size : int
        Of the ConvNeXt backbone, which runs at the mel's frame rate.
    n_fft, hop_length : int
        Of the short-time spectra that are filtered; the hop divides the mel's.
    f0_dim, f0_bins : int
        Width of the pitch estimator, and the number of its logarithmic bins.
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
    def receptive_frames(self):
        """Mel frames on either side that a frame of sound depends on, the overlap of the spectra counted in."""
        half = self.kernel_size // 2
        return half * (self.n_layers + 1) + -(-self.n_fft // self.mel.hop_length)


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
    def dilations(self):
        """Of each layer, in samples."""
        return [2 ** (i % self.cycle) for i in range(self.n_layers)]

    @property
    def receptive_samples(self):
        """Samples before a sample that it depends on."""
        return sum(self.dilations) + 1
