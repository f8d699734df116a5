"""Training data of the recognisers: sound, transcripts, and the phonemes' boundaries as far as known."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import torch

from audio.mel import log_mel_numpy
from audio.signal import FULL_SCALE
from synthesizer.text.phonemes import PAD, decode, encode

WORST = -1.0  # mean log-probability per frame: transcripts with lower scores do not belong to the recording


class Utterances:
    """Utterances to draw from; those without exact boundaries are aligned during the training.

    Parameters
    ----------
    features : list of corpus.shards.Features
        With `audio`, `phonemes` and, if known, `boundaries`.
    weights : callable
        Features -> relative frequency of being drawn.
    exact : callable
        Features -> whether the boundaries are exact; others are used until replaced by an alignment.

    Raises
    ------
    ValueError
        If no utterance has boundaries.
    """

    def __init__(self, features: Iterable[Any], weights: Callable[[Any], float] = lambda feature: 1.0,
                 exact: Callable[[Any], bool] = lambda feature: feature.boundaries is not None):
        usable = [f for f in features if f.audio is not None and f.phonemes]
        self.audio = [np.asarray(f.audio) for f in usable]
        self.symbols = [np.array([PAD, *encode(f.phonemes), PAD]) for f in usable]
        self.boundaries: list[Any] = [None if f.boundaries is None else np.asarray(f.boundaries) for f in usable]
        self.exact = [bool(exact(f)) for f in usable]
        self._weights = np.array([weights(f) for f in usable], dtype=float)
        if all(b is None for b in self.boundaries):
            raise ValueError("No utterance has known boundaries, so the recogniser has nothing to learn from; those of "
                             "virtual speakers have: `python main.py virtual` makes them.")
        self._weigh()

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw the indices of `count` utterances, int array (count,)."""
        return rng.choice(len(self.audio), count, p=self._draws)

    def labels(self, i: int, times: np.ndarray) -> np.ndarray:
        """Return the symbols of utterance `i` at times in samples, PAD outside of it: int array (n_times,)."""
        ends = self.boundaries[i][1:-1]
        return self.symbols[i][np.searchsorted(ends, times, side="right").clip(max=len(ends))]

    def align(self, recogniser: Any) -> np.ndarray:
        """Align all utterances without exact boundaries; those that do not match their transcripts are not drawn again.

        Parameters
        ----------
        recogniser : synthesizer.recogniser.inference.Recogniser

        Returns
        -------
        float array (n,)
            Scores of the aligned utterances.
        """
        scores = []
        for i in np.flatnonzero(np.logical_not(self.exact)):
            mel = log_mel_numpy(self.audio[i].astype(np.float32) / FULL_SCALE, recogniser.config)
            try:
                boundaries, score = recogniser.align(mel, decode(self.symbols[i]))
            except ValueError:  # more phonemes than frames
                boundaries, score = None, -np.inf
            self.boundaries[i] = boundaries if score > WORST else None
            scores.append(score)
        self._weigh()
        return np.array(scores)

    def state_dict(self) -> dict[str, torch.Tensor]:
        """Return the boundaries found, for a checkpoint: int32 tensors by index of the utterance."""
        return {str(i): torch.from_numpy(b) for i, b in enumerate(self.boundaries)
                if b is not None and not self.exact[i]}

    def load_state_dict(self, state: Mapping[str, torch.Tensor]) -> None:
        """Restore boundaries returned by `state_dict`."""
        for i, exact in enumerate(self.exact):
            if not exact:
                found = state.get(str(i))
                self.boundaries[i] = None if found is None else found.numpy()
        self._weigh()

    def _weigh(self):
        known = self._weights * [b is not None for b in self.boundaries]
        self._draws = known / known.sum()
