"""Sound between PortAudio's callbacks and the window: buffers of one writer and one reader, without locks."""

import numpy as np


class Ring:
    """Samples from one writer to one reader, without a lock: each moves only its own counter.

    Parameters
    ----------
    capacity : int
        In samples.
    """

    def __init__(self, capacity):
        self._samples = np.zeros(capacity, dtype=np.float32)
        self.written = self.taken = 0

    def write(self, block):
        """Put in a block (n,); False, and nothing is put in, if there is no room."""
        capacity, start = len(self._samples), self.written % len(self._samples)
        if self.written - self.taken + len(block) > capacity:
            return False
        head = min(len(block), capacity - start)
        self._samples[start: start + head] = block[:head]
        self._samples[: len(block) - head] = block[head:]
        self.written += len(block)
        return True

    def read(self):
        """Take out all that is there."""
        end, capacity = self.written, len(self._samples)
        start, stop = self.taken % capacity, end % capacity
        if end == self.taken:
            return np.zeros(0, dtype=np.float32)
        part = (self._samples[start:stop].copy() if start < stop
                else np.concatenate([self._samples[start:], self._samples[:stop]]))
        self.taken = end
        return part


class Sound:
    """A waveform that may still be growing while it is played: one writer, one reader, no lock."""

    def __init__(self, rate, wav=None):
        self.rate, self.length, self.finished = rate, 0, False
        self.samples = np.zeros(8 * rate, dtype=np.float32)
        if wav is not None:
            self.samples, self.length, self.finished = np.asarray(wav, dtype=np.float32), len(wav), True

    def append(self, wav):
        """Add samples at the end."""
        end = self.length + len(wav)
        if end > len(self.samples):
            grown = np.zeros(max(end, 2 * len(self.samples)), dtype=np.float32)
            grown[: self.length] = self.samples[: self.length]
            self.samples = grown
        self.samples[self.length: end] = wav
        self.length = end  # last: the reader believes it

    @property
    def seconds(self):
        """Return the length so far, in seconds."""
        return self.length / self.rate
