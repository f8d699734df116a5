"""Which English a person speaks: a linear classifier on the speaker's embeddings.

It was trained on virtual British speakers, on virtual American ones and on readers of LibriSpeech. Between virtual
speakers it errs often (docs/experiments/manner.md), so British must be the likelier by a margin, and the language box
or --language always comes before it.
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
        For the embeddings by the first encoder and by the second, one behind the other.
    bias : float
        Positive sums are British.
    """

    def __init__(self, weights: np.ndarray, bias: float):
        self.weights, self.bias = weights, bias

    @classmethod
    def load(cls, path: Path = MODELS / ACCENT) -> "Accent":
        """Read the weights; raise FileNotFoundError or ValueError with a sentence if that fails."""
        from training.checkpoint import read_model
        tensors, _, _ = read_model(path, KIND)
        return cls(tensors["weights"].numpy(), float(tensors["bias"]))

    def tell(self, embedding: np.ndarray, second: np.ndarray | None) -> str:
        """Return the accent of a speaker from both embeddings: "en-gb" or "en-us"; empty without the second."""
        if second is None:
            return ""
        return BRITISH if np.concatenate([embedding, second]) @ self.weights + self.bias > 0 else DEFAULT
