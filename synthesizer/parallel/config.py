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
        Size of the alphabet, the edge (0) counted in.
    languages : tuple of str
        Codes of the languages that the symbols may be of; the first is the one that is meant where none is named.
    embedding_size, second_size, n_statistics : int
        Of the voice: the speaker embedding, that of a second encoder, and what is measured beside them (audio.voice).
    voice_dim, voice_hidden : int
        Of the vector that conditions a block, and of the network that finds one for each block of the decoder.
    text_dim, text_hidden, text_layers : int
        Of the blocks over phonemes.
    content_layers : int
        Of the blocks over what a recogniser hears, as wide as those over phonemes.
    prosody_dim, prosody_layers : int
        Of the duration and the pitch predictor.
    dim, hidden_dim, n_layers : int
        Of the decoder, which runs at `reduction` mel frames a step.
    detail_dim, detail_layers : int
        Of the blocks at the full frame rate behind it.
    kernel_size : int
    reduction : int
    noise_dim : int
        Noise a step, from which an adversarially trained decoder makes the texture that cannot be predicted.
    sharpness, contrast : float
        Of the postfilter behind the network (synthesizer.spectrum): the more, the more its mels are blurred.
    n_readers : int
        Speakers kept with the network whose durations and intonation clones borrow.
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
    def n_decoder_blocks(self):
        """Blocks that make the mel, each of which is told the voice."""
        return self.n_layers + self.detail_layers
