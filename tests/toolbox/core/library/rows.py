"""What the tests of the library fill it with."""

import numpy as np

from audio.voice import STATISTICS
from toolbox.core.cloning.voice import Voice
from toolbox.core.library.library import Library
from toolbox.core.library.records import Recording, Take, new_id

TONE = (0.1 * np.sin(np.arange(16_000) / 20)).astype(np.float32)


def make_voice(seed=0, pitch=120.0, **about):
    """Return a voice of nobody."""
    embedding = np.abs(np.random.default_rng(seed).normal(size=256)).astype(np.float32)
    statistics = np.zeros(STATISTICS, np.float32)
    statistics[0], statistics[2] = np.log(pitch), 10.0
    return Voice(about.pop("name", ""), embedding / np.linalg.norm(embedding), statistics, 4.0, **about)


def make_take():
    """Return a take with all its arrays."""
    return Take(new_id(), "Clara", "Hello: there?", "default", 1, 1.0, 0.0, 24_000, 0.1, "Synthetic.",
                timings={"total": 0.1}, unpronounced=["x"], wav=np.zeros(2400, np.float32),
                mel=np.zeros((100, 9), np.float32), phonemes=[("a", 0.0, 0.1)],
                words=[("Hello", 0.0, 0.1)], embedding=make_voice().embedding,
                attention=[(0.0, np.ones((2, 9), np.float32))])


def make_recording(library, name="Anna"):
    """Return a recording that is listed."""
    recording = library.write_recording(TONE, 16_000, name, "recorded here")
    library.add(recording)
    return recording


def make_rows(count):
    """Return files of a data set, as `Library.add_found` takes them."""
    return [(Recording(new_id(), f"Speaker {i}", f"/data/{i}.wav", 3.0, "folders"), make_voice(i), 1, 1)
            for i in range(count)]


def reopened(library):
    """Return the library as the next program opens it."""
    library.close()
    return Library(library.folder)


def files(folder):
    """Return the names of the sound files in a library's folders."""
    return {path.name for kind in ("recordings", "takes") for path in (folder / kind).glob("*.flac")}
