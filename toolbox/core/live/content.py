"""What is said, while it is being said: streams of phoneme posteriors from log-mels that arrive.

`SlidingContent` listens to the last seconds again and again with the recogniser of whole utterances;
`StreamingContent` with the streaming one, which hears every frame once.
"""

from typing import Protocol

import numpy as np

from synthesizer.recogniser.inference import Recogniser, StreamingRecogniser

WINDOW = 112  # frames that the recogniser of whole utterances listens to at once
SETTLING = 40  # of the frames heard before, those that are heard again with what has followed


class ContentStream(Protocol):
    """Log-mel frames in, log-probabilities of the symbols out.

    Attributes
    ----------
    look_ahead : int
        How many frames lie between the newest that went in and the newest that comes out.
    """

    look_ahead: int

    def push(self, mel: np.ndarray) -> tuple[int, np.ndarray]:
        """Hear the next frames of a log-mel (n_mels, n).

        Returns
        -------
        (start, log_posteriors) : int, float32 array (n_symbols, m)
            Of the frames from number `start` on. Frames that came out before may come again: then they replace what
            was known of them.
        """
        ...


class SlidingContent:
    """The recogniser of whole utterances on a window that moves along.

    Parameters
    ----------
    recogniser : Recogniser
    window : int
        Frames that are listened to at once.
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
        # An even number of frames is dropped: the encoder joins them in pairs.
        drop = max(0, self._mel.shape[1] - self._window) // 2 * 2
        self._mel = self._mel[:, drop:]
        heard = self._recogniser.log_posteriors(self._mel)
        n = min(heard.shape[1], mel.shape[1] + SETTLING)
        return self._end - n, heard[:, -n:]


class StreamingContent:
    """The streaming recogniser: less work, and a look-ahead of its own."""

    def __init__(self, recogniser: StreamingRecogniser):
        self.look_ahead = recogniser.network.look_ahead + 1  # encoder frames come in pairs
        self._stream, self._end = recogniser.open(), 0

    def push(self, mel: np.ndarray) -> tuple[int, np.ndarray]:
        """As `ContentStream.push`."""
        heard = self._stream.push(mel)
        start = self._end
        self._end += heard.shape[1]
        return start, heard
