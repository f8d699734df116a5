"""Trained recognisers, ready to be used: what is said in a recording, and where."""

from typing import ClassVar

import numpy as np
import torch
from torch import nn

from synthesizer.recogniser.alignment import align, steady
from synthesizer.recogniser.config import RecogniserConfig, StreamingConfig
from synthesizer.recogniser.network import SYMBOLS, RecogniserNetwork
from synthesizer.recogniser.streaming import Memory, StreamingNetwork
from synthesizer.text.phonemes import PAD, decode, encode
from training.checkpoint import save_tensors
from training.config import NetworkConfig
from training.packing import pack
from training.trained import Trained, fast_bfloat16

KIND, STREAMING_KIND = "synthesizer/recogniser", "synthesizer/streaming recogniser"
CHANGE = 0.5  # what a change of symbol costs a transcript, in natural logarithms; from 0.3 to 0.7 little changes


class Recogniser(Trained):
    """Recognises the phonemes of whole utterances, and finds those of a transcript.

    Its file may hold 8 bits a weight. For training and adaptation, which need the gradient to a mel, there is
    `network.listen`.
    """

    kind = KIND
    network_type: ClassVar[type[nn.Module]] = RecogniserNetwork
    config_type: ClassVar[type[NetworkConfig]] = RecogniserConfig

    def save(self, path, card):
        """Write the network at 8 bits a weight, with a card, as training.checkpoint.save_model."""
        save_tensors(path, self.kind, pack(self.network.state_dict()), self.network.config.to_dict(), card,
                     torch.float32)

    @property
    def symbols(self) -> str:
        """One character for each logit: the edge, then the alphabet of synthesizer.text.phonemes."""
        return SYMBOLS

    @torch.inference_mode()
    def log_posteriors(self, mel: np.ndarray) -> np.ndarray:
        """Recognise a log-mel (n_mels, n_frames): log-probabilities, float32 (n_symbols, n_frames)."""
        mels = torch.as_tensor(np.asarray(mel, dtype=np.float32), device=self.device)[None]
        with self._autocast():
            logits, _ = self.network.listen(mels)
        return logits[0].float().log_softmax(dim=0).cpu().numpy()

    def transcribe(self, mel: np.ndarray) -> str:
        """Return the phonemes that are heard in a log-mel (n_mels, n_frames)."""
        return collapse(steady(self.log_posteriors(mel), CHANGE))

    def align(self, mel: np.ndarray, phonemes: str) -> tuple[np.ndarray, float]:
        """Find the phonemes of a transcript in a recording.

        Parameters
        ----------
        mel : float array (n_mels, n_frames)
            Log-mel.
        phonemes : str
            In the alphabet of synthesizer.text.phonemes.

        Returns
        -------
        (boundaries, score) : int32 array (len(phonemes) + 3,), float
            In samples, the silence at both ends counted in; the score is the mean log-probability of a frame, which is
            low where the transcript is wrong.

        Raises
        ------
        ValueError
            If the recording has fewer frames than the transcript has phonemes, or the transcript holds a character that
            is no phoneme.
        """
        boundaries, score = align(self.log_posteriors(mel), [PAD, *encode(phonemes), PAD])
        return np.round(boundaries * self.config.hop_length).astype(np.int32), score

    def _autocast(self):
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type != "cpu" or fast_bfloat16())


class StreamingRecogniser(Recogniser):
    """Recognises the phonemes of speech while it arrives, each from little of what follows it."""

    kind, network_type, config_type = STREAMING_KIND, StreamingNetwork, StreamingConfig

    def open(self) -> "Stream":
        """Begin to listen."""
        return Stream(self)


class Stream:
    """Speech that is recognised while it arrives."""

    def __init__(self, recogniser):
        self._recogniser, self._memory = recogniser, Memory()

    @torch.inference_mode()
    def push(self, mel: np.ndarray) -> np.ndarray:
        """Hear the next frames of a log-mel.

        Parameters
        ----------
        mel : float array (n_mels, n)
            Any number of frames.

        Returns
        -------
        float32 array (n_symbols, m)
            Log-probabilities of the next frames that can be recognised; they are `network.look_ahead` behind.
        """
        network = self._recogniser.network
        mels = torch.as_tensor(np.asarray(mel, dtype=np.float32), device=self._recogniser.device)
        with self._recogniser._autocast():
            _, logits = network(mels[None, : network.config.n_bands], self._memory)
        return logits[0].float().log_softmax(dim=1).T.cpu().numpy()


def collapse(symbols: np.ndarray) -> str:
    """Return the phonemes of a sequence of frames: repeats joined, edges left out."""
    symbols = np.asarray(symbols)
    return decode(symbols[np.diff(symbols, prepend=-1) != 0])
