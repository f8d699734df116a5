"""Recognition of phonemes while somebody speaks: a log-mel arrives in blocks, phoneme posteriors come out.

`SlidingContent` runs the recogniser of whole utterances, which returns to recent frames when more has followed them;
`StreamingContent` runs the streaming recogniser, which processes every frame once.
"""

from typing import Protocol

import numpy as np

from synthesizer.recogniser.inference import Recogniser, StreamingRecogniser
from synthesizer.recogniser.sliding import SlidingRecogniser


class ContentStream(Protocol):
    """Turns log-mel frames into log-probabilities of the symbols.

    Attributes
    ----------
    look_ahead : int
        Frames between the newest that went in and the newest that comes out.
    """

    look_ahead: int

    def push(self, mel: np.ndarray) -> tuple[int, np.ndarray]:
        """Process the next frames of a log-mel (n_mels, n).

        Returns
        -------
        (start, log_posteriors) : int, float32 array (n_symbols, m)
            The posteriors of the frames from number `start` on. Frames that were returned before may be returned
            again; the new posteriors replace the old ones.
        """
        ...


class SlidingContent:
    """Runs the recogniser of whole utterances, whose view of the latest frames grows with what follows them."""

    look_ahead = 0

    def __init__(self, recogniser: Recogniser):
        self._stream, self._end = SlidingRecogniser(recogniser), 0

    def push(self, mel: np.ndarray) -> tuple[int, np.ndarray]:
        """As `ContentStream.push`."""
        heard = self._stream.push(mel)
        self._end += mel.shape[1]
        return self._end - heard.shape[1], heard


class StreamingContent:
    """Runs the streaming recogniser, which needs less computation but looks ahead."""

    def __init__(self, recogniser: StreamingRecogniser):
        self.look_ahead = recogniser.network.look_ahead + 1  # encoder frames come in pairs
        self._stream, self._end = recogniser.open(), 0

    def push(self, mel: np.ndarray) -> tuple[int, np.ndarray]:
        """As `ContentStream.push`."""
        heard = self._stream.push(mel)
        start = self._end
        self._end += heard.shape[1]
        return start, heard
