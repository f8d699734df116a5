"""A hint, beside the mark: does a sound lie where this program's own speech lies in the space of speaker embeddings?

In ECAPA-TDNN's embeddings a linear classifier tells this program's clones from recordings. What its errors were
measured on is small (docs/marking.md), and of other programs' speech it knows nothing. So it is offered as a hint where
no mark is found, and never as a finding.
"""

from typing import TYPE_CHECKING

import numpy as np

from audio.errors import AudioError
from toolbox.core.models.profiles import MODELS, SECOND_ENCODER

if TYPE_CHECKING:
    from encoder.ecapa.network import ECAPA

KIND, FILE = "resemblance", "resemblance.safetensors"
SURE = 0.5  # score from which on it is said; clones have 1 to 3, recordings -1 to -4
LONGEST = 60.0  # seconds that are listened to


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
        """Read encoder and weights; FileNotFoundError or ValueError with a sentence if they are no use."""
        from encoder.ecapa.network import ECAPA
        from training.checkpoint import read_model
        tensors, _, _ = read_model(MODELS / FILE, KIND)
        return cls(ECAPA.load(MODELS / SECOND_ENCODER), tensors["weights"].numpy(), float(tensors["bias"]))

    def score(self, wav: np.ndarray, rate: int) -> float | None:
        """Return how much a sound (n_samples,) resembles this program's speech; None if there is too little speech.

        SURE or more is worth a hint, less than 0 is what recordings have.
        """
        try:
            embedding = self.encoder.embed(wav[: int(LONGEST * rate)], rate)
        except AudioError:
            return None
        return float(embedding @ self.weights + self.bias)
