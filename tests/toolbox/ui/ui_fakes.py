"""Stand-ins for the engine and the sound devices, and sample data to display."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from toolbox.core.cloning.voice import Voice
from toolbox.core.library.records import Take, new_id
from toolbox.ui.session.workers import Job
from toolbox.ui.sound.audio_io import AudioIO

RATE = 24_000


class FakeEngine(QObject):
    """Accepts requests and lets the test answer them."""

    added = Signal(object)

    def __init__(self):
        super().__init__()
        self.profile, self.device, self.jobs, self.cancelled = "default", "auto", [], []

    def submit(self, kind, title, quiet=False, urgent=True, **arguments):
        job = Job(len(self.jobs), kind, title, self.cancelled.append, quiet)
        job.arguments = arguments
        self.jobs.append(job)
        self.added.emit(job)
        return job

    def close(self):
        pass

    def last(self, kind):
        """Return the newest unfinished job of a kind."""
        return next(j for j in reversed(self.jobs) if j.kind == kind and not j.finished)


class FakeAudio(AudioIO):
    """Records requests without ever opening a device."""

    def __init__(self):
        super().__init__()
        self.asked = []
        self._ask.disconnect()
        self._ask.connect(lambda what, argument: self.asked.append((what, argument)))

    def play(self, sound, begin=0.0, end=None, device=None):
        super().play(sound, begin, end, device)
        self._sound, self._position, self._playing, self.starting = sound, int(begin * sound.rate), True, False


def make_voice(name="Anna", seed=0):
    embedding = np.abs(np.random.default_rng(seed).normal(size=256)).astype(np.float32)
    return Voice(name, embedding / np.linalg.norm(embedding), np.zeros(231, np.float32), 5.0)


def make_take(text="Good morning.", seconds=1.0, **changes):
    n_samples = int(seconds * RATE)
    take = Take(new_id(), "Clara", text, "default", 7, 1.0, 0.0, RATE, seconds, "Synthetic speech.", "clara", 0.81,
                {"first_sound": 0.1, "total": 0.2, "rtf": 0.2 / seconds}, [],
                wav=np.sin(np.arange(n_samples) / 20).astype(np.float32) * 0.5,
                mel=np.full((100, n_samples // 256), -4.0, np.float32), phonemes=[("a", 0.0, 0.5), ("b", 0.5, 1.0)],
                embedding=make_voice(seed=3).embedding)
    for name, value in changes.items():
        setattr(take, name, value)
    return take
