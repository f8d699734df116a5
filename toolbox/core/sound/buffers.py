"""Lock-free buffers, with one writer and one reader, between PortAudio's callbacks and the program."""

import numpy as np


class Ring:
    """Lock-free ring buffer for one writer and one reader, each of which moves only its own counter.

    Parameters
    ----------
    capacity : int
        In samples.
    """

    def __init__(self, capacity: int):
        self._samples = np.zeros(capacity, dtype=np.float32)
        self.written = self.taken = 0

    def write(self, block: np.ndarray) -> bool:
        """Append a block (n,); return False, and append nothing, if there is no room."""
        capacity, start = len(self._samples), self.written % len(self._samples)
        if self.written - self.taken + len(block) > capacity:
            return False
        head = min(len(block), capacity - start)
        self._samples[start: start + head] = block[:head]
        self._samples[: len(block) - head] = block[head:]
        self.written += len(block)
        return True

    @property
    def waiting(self) -> int:
        """Return the number of samples not yet read."""
        return self.written - self.taken

    def read(self, most: int | None = None) -> np.ndarray:
        """Remove and return all samples, or at most the first `most` of them."""
        end, capacity = self.written, len(self._samples)
        end = end if most is None else min(end, self.taken + most)
        start, stop = self.taken % capacity, end % capacity
        if end == self.taken:
            return np.zeros(0, dtype=np.float32)
        part = (self._samples[start:stop].copy() if start < stop
                else np.concatenate([self._samples[start:], self._samples[:stop]]))
        self.taken = end
        return part


class Sound:
    """A waveform that may grow while it is played: one writer, one reader, no lock."""

    def __init__(self, rate: int, wav: np.ndarray | None = None):
        self.rate, self.length, self.finished = rate, 0, False
        self.samples: np.ndarray = np.zeros(8 * rate, dtype=np.float32)
        if wav is not None:
            self.samples, self.length, self.finished = np.asarray(wav, dtype=np.float32), len(wav), True

    def append(self, wav: np.ndarray) -> None:
        """Add samples at the end."""
        end = self.length + len(wav)
        if end > len(self.samples):
            grown = np.zeros(max(end, 2 * len(self.samples)), dtype=np.float32)
            grown[: self.length] = self.samples[: self.length]
            self.samples = grown
        self.samples[self.length: end] = wav
        self.length = end  # last, because the reader relies on it

    def complete(self, wav: np.ndarray) -> None:
        """Take the whole waveform (n_samples,) in place of what was there so far, and finish."""
        self.samples, self.length, self.finished = np.asarray(wav, dtype=np.float32), len(wav), True

    @property
    def seconds(self) -> float:
        """Return the length so far, in seconds."""
        return self.length / self.rate
