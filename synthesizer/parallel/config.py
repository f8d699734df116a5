"""Configuration of the parallel synthesizer."""

from dataclasses import dataclass, field

from audio.mel import MelConfig
from audio.voice import STATISTICS
from synthesizer.spectrum import CONTRAST, SHARPNESS
from training.config import NetworkConfig


@dataclass(frozen=True)
class SynthesizerConfig(NetworkConfig):
    """Sizes of the parallel synthesizer.

    Attributes
    ----------
    mel : MelConfig
    n_symbols : int
        Size of the alphabet, including the edge (0).
    languages : tuple of str
        Codes of the supported languages; the first is the default.
    embedding_size, second_size, n_statistics : int
        Sizes of the speaker embedding, of the second encoder's embedding, and of the voice statistics (audio.voice).
    voice_dim, voice_hidden : int
        Size of the vector that conditions a block, and of the hidden layer that derives one for each decoder block.
    text_dim, text_hidden, text_layers : int
        Channels, hidden channels and number of the blocks over phonemes.
    content_layers : int
        Number of blocks over a recogniser's output, as wide as those over phonemes.
    prosody_dim, prosody_layers : int
        Channels and number of the blocks of the duration predictor, and of the pitch predictor.
    dim, hidden_dim, n_layers : int
        Channels, hidden channels and number of the decoder's blocks, which run at `reduction` mel frames per step.
    detail_dim, detail_layers : int
        Channels and number of the blocks at the full frame rate that follow the decoder's.
    kernel_size : int
        Width of the depthwise convolutions.
    reduction : int
        Mel frames per step.
    noise_dim : int
        Channels of noise per step, from which the adversarially trained decoder makes unpredictable texture.
    sharpness, contrast : float
        Strength of the postfilter (synthesizer.spectrum), which depends on how blurred this network's mels are.
    n_readers : int
        Number of speakers stored with the network whose durations and intonation clones borrow.
    """

    mel: MelConfig = field(default_factory=MelConfig)
    n_symbols: int = 115
    languages: tuple[str, ...] = ("en-us",)
    embedding_size: int = 256
    second_size: int = 192
    n_statistics: int = STATISTICS
    voice_dim: int = 192
    voice_hidden: int = 768
    text_dim: int = 192
    text_hidden: int = 576
    text_layers: int = 5
    content_layers: int = 3
    prosody_dim: int = 160
    prosody_layers: int = 3
    dim: int = 320
    hidden_dim: int = 960
    n_layers: int = 7
    detail_dim: int = 128
    detail_layers: int = 3
    kernel_size: int = 7
    reduction: int = 2
    noise_dim: int = 8
    sharpness: float = SHARPNESS
    contrast: float = CONTRAST
    n_readers: int = 0

    @property
    def n_decoder_blocks(self) -> int:
        """Return the number of blocks that make the mel, each conditioned on the voice."""
        return self.n_layers + self.detail_layers
