"""Removal of noise, echo and music from a recording and, given a reference of one person, of everybody else."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio.denoise import reduce_noise
from audio.errors import AudioError, Cancelled
from toolbox.core.models.profiles import ENHANCER, MODELS
from toolbox.core.settings import PROGRAM

if TYPE_CHECKING:
    from enhancer.inference import Enhancer


def load_enhancer(path: Path | None = None) -> "Enhancer | None":
    """Load the enhancer of a model file, by default the bundled one; None if none is bundled.

    Raises
    ------
    FileNotFoundError, ValueError
        If the given file is missing or is not an enhancer; the message is a sentence.
    """
    if path is None and not (MODELS / ENHANCER).exists():
        return None
    from enhancer.inference import Enhancer
    return Enhancer.load(path or MODELS / ENHANCER)


def clean(wav: np.ndarray, rate: int, enhancer: "Enhancer | None", embedding: np.ndarray | None = None,
          progress: Callable[[float], None] = lambda share: None,
          cancelled: Callable[[], bool] = lambda: False) -> np.ndarray:
    """Clean a recording; without an enhancer only steady noise is reduced (audio.denoise).

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.
    enhancer : Enhancer or None
    embedding : float32 array (256,), optional
        The embedding of the person to keep, by the bundled speaker encoder.
    progress, cancelled : callable
        As for Enhancer.clean.

    Raises
    ------
    AudioError
        If a person is to be kept and there is no enhancer.
    Cancelled
    """
    if enhancer is not None:
        return enhancer.clean(wav, rate, embedding, progress, cancelled)
    if embedding is not None:
        raise AudioError("One person can be kept with the weights of an enhancer only, and none come with this "
                         f"version; train one with `{PROGRAM} train enhancer` and name it with --model.")
    if cancelled():
        raise Cancelled
    return reduce_noise(wav, rate)
