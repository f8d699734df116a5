"""Detection of a person's accent of English by a linear classifier of speaker embeddings.

It was trained on virtual British and American speakers and on readers of LibriSpeech. It often confuses virtual
speakers (docs/experiments/manner.md), so British must be more likely by a margin, and the language box and --language
take precedence.
"""

from pathlib import Path

import numpy as np

from synthesizer.text.languages import DEFAULT
from toolbox.core.models.profiles import ACCENT, MODELS

KIND = "accent"
BRITISH = "en-gb"


class Accent:
    """The classifier.

    Parameters
    ----------
    weights : float array (n,)
        For the concatenated embeddings by the first and the second encoder.
    bias : float
        Positive scores are British.
    """

    def __init__(self, weights: np.ndarray, bias: float):
        self.weights, self.bias = weights, bias

    @classmethod
    def load(cls, path: Path = MODELS / ACCENT) -> "Accent":
        """Load the weights; raise FileNotFoundError or ValueError with a sentence if that fails."""
        from training.checkpoint import read_model
        tensors, _, _ = read_model(path, KIND)
        return cls(tensors["weights"].numpy(), float(tensors["bias"]))

    def tell(self, embedding: np.ndarray, second: np.ndarray | None) -> str:
        """Return the accent of a speaker from both embeddings: "en-gb" or "en-us"; empty without the second."""
        if second is None:
            return ""
        return BRITISH if np.concatenate([embedding, second]) @ self.weights + self.bias > 0 else DEFAULT
