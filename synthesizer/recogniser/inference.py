"""Trained recognisers, ready for use: phonemes of recordings and their positions."""

from typing import ClassVar

import numpy as np
import torch
from torch import nn

from synthesizer.recogniser.alignment import align, steady
from synthesizer.recogniser.config import RecogniserConfig, StreamingConfig
from synthesizer.recogniser.network import SYMBOLS, RecogniserNetwork
from synthesizer.recogniser.streaming import Memory, StreamingNetwork
from synthesizer.text.phonemes import PAD, decode, encode
from training.config import NetworkConfig
from training.trained import MelModel, fast_bfloat16

KIND, STREAMING_KIND = "synthesizer/recogniser", "synthesizer/streaming recogniser"
CHANGE = 0.5  # penalty on a change of symbol, in natural logarithms; results vary little from 0.3 to 0.7


class Recogniser(MelModel):
    """Recognises the phonemes of whole utterances, and aligns transcripts.

    Training and adaptation, which need the gradient with respect to a mel, use `network.listen`.
    """

    kind = KIND
    network_type: ClassVar[type[nn.Module]] = RecogniserNetwork
    config_type: ClassVar[type[NetworkConfig]] = RecogniserConfig

    @property
    def symbols(self) -> str:
        """Return one character for each logit: the edge, then the alphabet of synthesizer.text.phonemes."""
        return SYMBOLS

    @torch.inference_mode()
    def log_posteriors(self, mel: np.ndarray) -> np.ndarray:
        """Return the log-probabilities of a log-mel (n_mels, n_frames): float32 (n_symbols, n_frames)."""
        mels = torch.as_tensor(np.asarray(mel, dtype=np.float32), device=self.device)[None]
        with self._autocast():
            logits, _ = self.network.listen(mels)
        return logits[0].float().log_softmax(dim=0).cpu().numpy()

    def transcribe(self, mel: np.ndarray) -> str:
        """Return the phonemes recognised in a log-mel (n_mels, n_frames)."""
        return collapse(steady(self.log_posteriors(mel), CHANGE))

    def align(self, mel: np.ndarray, phonemes: str) -> tuple[np.ndarray, float]:
        """Align the phonemes of a transcript with a recording.

        Parameters
        ----------
        mel : float array (n_mels, n_frames)
            Log-mel.
        phonemes : str
            In the alphabet of synthesizer.text.phonemes.

        Returns
        -------
        (boundaries, score) : int32 array (len(phonemes) + 3,), float
            In samples, including the silence at both ends; the score is the mean log-probability per frame, which is
            low if the transcript is wrong.

        Raises
        ------
        ValueError
            If the recording has fewer frames than the transcript has phonemes, or a character of the transcript is no
            phoneme.
        """
        boundaries, score = align(self.log_posteriors(mel), [PAD, *encode(phonemes), PAD])
        return np.round(boundaries * self.config.hop_length).astype(np.int32), score

    def _autocast(self):
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type != "cpu" or fast_bfloat16())


class StreamingRecogniser(Recogniser):
    """Recognises the phonemes of speech as it arrives, with little look-ahead."""

    kind, network_type, config_type = STREAMING_KIND, StreamingNetwork, StreamingConfig

    def open(self) -> "Stream":
        """Start a stream."""
        return Stream(self)


class Stream:
    """Speech that is recognised as it arrives."""

    def __init__(self, recogniser: StreamingRecogniser):
        self._recogniser, self._memory = recogniser, Memory()

    @torch.inference_mode()
    def push(self, mel: np.ndarray) -> np.ndarray:
        """Take in the next frames of a log-mel.

        Parameters
        ----------
        mel : float array (n_mels, n)
            Any number of frames.

        Returns
        -------
        float32 array (n_symbols, m)
            Log-probabilities of the frames that have become recognisable; they lag by `network.look_ahead`.
        """
        network = self._recogniser.network
        mels = torch.as_tensor(np.asarray(mel, dtype=np.float32), device=self._recogniser.device)
        with self._recogniser._autocast():
            _, logits = network(mels[None, : network.config.n_bands], self._memory)
        return logits[0].float().log_softmax(dim=1).T.cpu().numpy()


def collapse(symbols: np.ndarray) -> str:
    """Return the phonemes of a sequence of frames, with repeats joined and edges omitted."""
    symbols = np.asarray(symbols)
    return decode(symbols[np.diff(symbols, prepend=-1) != 0])
