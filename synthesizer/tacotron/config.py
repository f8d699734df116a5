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
        Size of the alphabet (synthesizer.text.characters), including the padding (0).
    embedding_size : int
        Size of the speaker embedding.
    text_dim : int
        Size of the characters' embeddings.
    encoder_dim, encoder_widths : int
        Channels and widest convolution of the encoder's CBHG.
    decoder_dim : int
        Width of the attention and its GRU; the decoder's pre-net has twice as much.
    lstm_dim : int
        Width of the decoder's two LSTMs.
    postnet_dim, postnet_widths : int
        Channels and widest convolution of the post-net's CBHG.
    n_highways : int
        Number of highway layers in each CBHG.
    dropout : float
        Dropout in both pre-nets, which stays on during inference.
    stop_level : float
        Trailing frames whose loudest band lies below this, on the scale from -4 to 4, are removed.
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
