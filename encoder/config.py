"""What the speaker encoder is made of."""

from dataclasses import dataclass, field

from audio.mel import MelConfig


@dataclass(frozen=True)
class EncoderConfig:
    """GE2E's sizes (arXiv 1710.10467, section 3) as in the published weights.

    Attributes
    ----------
    mel : MelConfig
        40 power mels at 16 kHz, 25 ms windows every 10 ms; not logarithmic.
    hidden_size, n_layers : int
        Of the LSTM.
    embedding_size : int
    partial_frames : int
        Length of a partial utterance: 1.6 s.
    partial_step : int
        Frames from one partial to the next: half overlap, at 1.3 partials a second as in the published front end.
    min_coverage : float
        A last partial is kept if at least this share of it is speech rather than padding.
    loudness : float
        Quieter recordings are raised to this level, in dBFS.
    """

    mel: MelConfig = field(default_factory=lambda: MelConfig(16_000, 400, 160, 40, 0.0, 8_000.0, 0.0))
    hidden_size: int = 256
    n_layers: int = 3
    embedding_size: int = 256
    partial_frames: int = 160
    partial_step: int = 77
    min_coverage: float = 0.75
    loudness: float = -30.0
