"""A hint in the absence of a mark: does a sound resemble this program's speech in the space of speaker embeddings?

In ECAPA-TDNN's embeddings a linear classifier separates this program's clones from recordings. Its errors were measured
on a small set (docs/marking.md), and it was not trained on other programs' speech. It is therefore offered only as a
hint if no mark is found, never as a finding.
"""

from typing import TYPE_CHECKING

import numpy as np

from audio.errors import AudioError
from toolbox.core.models.profiles import MODELS, SECOND_ENCODER

if TYPE_CHECKING:
    from encoder.ecapa.network import ECAPA

KIND, FILE = "resemblance", "resemblance.safetensors"
SURE = 1.0  # smallest score that is reported: half of the clones reach it, and one recording in a hundred
LONGEST = 60.0  # seconds of sound that are used


class Resemblance:
    """The classifier.

    Parameters
    ----------
    encoder : ECAPA
    weights : float array (192,)
    bias : float
    """

    def __init__(self, encoder: "ECAPA", weights: np.ndarray, bias: float):
        self.encoder, self.weights, self.bias = encoder, weights, bias

    @classmethod
    def load(cls) -> "Resemblance":
        """Read encoder and weights; raise FileNotFoundError or ValueError with a sentence if that fails."""
        from encoder.ecapa.network import ECAPA
        from training.checkpoint import read_model
        tensors, _, _ = read_model(MODELS / FILE, KIND)
        return cls(ECAPA.load(MODELS / SECOND_ENCODER), tensors["weights"].numpy(), float(tensors["bias"]))

    def score(self, wav: np.ndarray, rate: int) -> float | None:
        """Return the resemblance of a sound (n_samples,) to this program's speech; None if there is too little speech.

        SURE or more justifies a hint; most recordings score below 0.
        """
        try:
            embedding = self.encoder.embed(wav[: int(LONGEST * rate)], rate)
        except AudioError:
            return None
        return float(embedding @ self.weights + self.bias)
