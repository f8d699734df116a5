"""What a recogniser learns from: sound, transcripts, and where each phoneme lies, as far as that is known yet."""

import numpy as np
import torch

from audio.mel import log_mel_numpy
from synthesizer.text.phonemes import PAD, decode, encode

WORST = -1.0  # mean log-probability of a frame: transcripts that fit worse are not the recording's


class Utterances:
    """Utterances to draw from; those whose boundaries are not exact are aligned while the training goes on.

    Parameters
    ----------
    features : list of corpus.shards.Features
        With `audio`, `phonemes`, and `boundaries` where there are any.
    weights : callable
        Feature -> how often it is drawn relative to the others.
    exact : callable
        Feature -> whether its boundaries are exact; others serve until they are replaced.

    Raises
    ------
    ValueError
        If no utterance has boundaries.
    """

    def __init__(self, features, weights=lambda feature: 1.0, exact=lambda feature: feature.boundaries is not None):
        usable = [f for f in features if f.audio is not None and f.phonemes]
        self.audio = [np.asarray(f.audio) for f in usable]
        self.symbols = [np.array([PAD, *encode(f.phonemes), PAD]) for f in usable]
        self.boundaries = [None if f.boundaries is None else np.asarray(f.boundaries) for f in usable]
        self.exact = [bool(exact(f)) for f in usable]
        self._weights = np.array([weights(f) for f in usable], dtype=float)
        if all(b is None for b in self.boundaries):
            raise ValueError("No utterance has known boundaries, so the recogniser has nothing to learn from; those of "
                             "virtual speakers have: `python main.py virtual` makes them.")
        self._weigh()

    def draw(self, count, rng):
        """Draw the numbers of `count` utterances, int array (count,)."""
        return rng.choice(len(self.audio), count, p=self._draws)

    def labels(self, i, times):
        """Return the symbols of utterance `i` at times in samples, PAD outside of it: int array (n_times,)."""
        ends = self.boundaries[i][1:-1]
        return self.symbols[i][np.searchsorted(ends, times, side="right").clip(max=len(ends))]

    def align(self, recogniser):
        """Align all utterances whose boundaries are not exact; those that do not fit their transcripts are not drawn.

        Parameters
        ----------
        recogniser : synthesizer.recogniser.inference.Recogniser

        Returns
        -------
        float array (n,)
            Scores of those that were aligned.
        """
        scores = []
        for i in np.flatnonzero(np.logical_not(self.exact)):
            mel = log_mel_numpy(self.audio[i].astype(np.float32) / 32768, recogniser.config)
            try:
                boundaries, score = recogniser.align(mel, decode(self.symbols[i]))
            except ValueError:  # more phonemes than frames
                boundaries, score = None, -np.inf
            self.boundaries[i] = boundaries if score > WORST else None
            scores.append(score)
        self._weigh()
        return np.array(scores)

    def state_dict(self):
        """Return the boundaries that were found, for a checkpoint: int32 tensors by the number of the utterance."""
        return {str(i): torch.from_numpy(b) for i, b in enumerate(self.boundaries)
                if b is not None and not self.exact[i]}

    def load_state_dict(self, state):
        """Take over what `state_dict` returned."""
        for i, exact in enumerate(self.exact):
            if not exact:
                found = state.get(str(i))
                self.boundaries[i] = None if found is None else found.numpy()
        self._weigh()

    def _weigh(self):
        known = self._weights * [b is not None for b in self.boundaries]
        self._draws = known / known.sum()
