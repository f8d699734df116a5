"""Configuration of the speaker encoders."""

from dataclasses import dataclass, field
from typing import Any

from audio.mel import MelConfig
from training.config import NetworkConfig


@dataclass(frozen=True)
class EncoderConfig(NetworkConfig):
    """Sizes of GE2E (arXiv 1710.10467, section 3), by default those of the published weights.

    Attributes
    ----------
    mel : MelConfig
        Windows of 25 ms every 10 ms at 16 kHz, and number and range of the bands for every front end.
    front_end : str
        "mel", the power mels of the published weights; "log-mel", their logarithm; "auditory" (see encoder.features);
        or "decibel", the front end of encoder.ecapa.network.
    hidden_size, n_layers : int
        Width and number of the LSTM's layers.
    embedding_size : int
    partial_frames : int
        Length of a partial utterance: 1.6 s.
    partial_step : int
        Frames from one partial to the next: half overlap, 1.3 partials a second as in the published front end.
    min_coverage : float
        Smallest share of the last partial that must be speech rather than padding for it to be kept.
    loudness : float
        Quieter recordings are raised to this level, in dBFS.
    """

    mel: MelConfig = field(default_factory=lambda: MelConfig(16_000, 400, 160, 40, 0.0, 8_000.0, 0.0))
    front_end: str = "mel"
    hidden_size: int = 256
    n_layers: int = 3
    embedding_size: int = 256
    partial_frames: int = 160
    partial_step: int = 77
    min_coverage: float = 0.75
    loudness: float = -30.0

    @classmethod
    def of(cls, front_end: str, **sizes: Any) -> "EncoderConfig":
        """Return the configuration of a front end by its name."""
        if front_end == "auditory":
            sizes |= {"mel": MelConfig(16_000, 400, 160, 64, 50.0, 8_000.0, 0.0)}
        return cls(front_end=front_end, **sizes)
