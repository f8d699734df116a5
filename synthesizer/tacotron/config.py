"""Configuration of Tacotron."""

from dataclasses import dataclass

from audio.mel import RTVC, MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class TacotronConfig(NetworkConfig):
    """Sizes of Tacotron, by default those of the published SV2TTS weights.

    Attributes
    ----------
    mel : MelConfig
    n_symbols : int
        Size of the alphabet (synthesizer.text.characters), the padding (0) counted in.
    embedding_size : int
        Of the speaker embedding.
    text_dim : int
        Of the characters' embeddings.
    encoder_dim, encoder_widths : int
        Of the encoder's CBHG: its channels, and the widest convolution of its bank.
    decoder_dim : int
        Of the attention and its GRU; the decoder's pre-net has twice as many.
    lstm_dim : int
        Of the decoder's two LSTMs.
    postnet_dim, postnet_widths : int
        Of the post-net's CBHG.
    n_highways : int
        In each CBHG.
    dropout : float
        In both pre-nets, while speaking too.
    stop_level : float
        Frames at the end whose loudest band lies below it, on the scale from -4 to 4, are cut off.
    """

    mel: MelConfig = RTVC
    n_symbols: int = 66
    embedding_size: int = 256
    text_dim: int = 512
    encoder_dim: int = 256
    encoder_widths: int = 5
    decoder_dim: int = 128
    lstm_dim: int = 1024
    postnet_dim: int = 512
    postnet_widths: int = 5
    n_highways: int = 4
    dropout: float = 0.5
    stop_level: float = -3.4
