"""Recognition of phonemes while somebody speaks: a log-mel arrives in blocks, phoneme posteriors come out.

`SlidingContent` runs the recogniser of whole utterances on the most recent frames again and again;
`StreamingContent` runs the streaming recogniser, which processes every frame once.
"""

from typing import Protocol

import numpy as np

from synthesizer.recogniser.inference import Recogniser, StreamingRecogniser

WINDOW = 176  # frames that the recogniser of whole utterances receives at once
SETTLING = 40  # earlier frames whose posteriors are replaced by ones computed with more context


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
    """Runs the recogniser of whole utterances on a sliding window.

    Parameters
    ----------
    recogniser : Recogniser
    window : int
        Frames that the recogniser receives at once.
    """

    look_ahead = 0

    def __init__(self, recogniser: Recogniser, window: int = WINDOW):
        self._recogniser, self._window = recogniser, window
        self._mel: np.ndarray = np.zeros((recogniser.config.n_mels, 0), np.float32)
        self._end = 0

    def push(self, mel: np.ndarray) -> tuple[int, np.ndarray]:
        """As `ContentStream.push`."""
        self._mel = np.concatenate([self._mel, mel], axis=1)
        self._end += mel.shape[1]
        # The encoder joins frames in pairs, so an even number of them is dropped.
        drop = max(0, self._mel.shape[1] - self._window) // 2 * 2
        self._mel = self._mel[:, drop:]
        heard = self._recogniser.log_posteriors(self._mel)
        n = min(heard.shape[1], mel.shape[1] + SETTLING)
        return self._end - n, heard[:, -n:]


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
