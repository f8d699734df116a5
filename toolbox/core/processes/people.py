"""Division of recordings by person and their cleaning in a separate process, because both take seconds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolbox.core.processes.engine import EngineProcess

if TYPE_CHECKING:
    import numpy as np

    from toolbox.core.people.division import Division


class People:
    """The server in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        self._encoders = self._enhancer = None

    def divide(self, emit, cancelled, path) -> "tuple[Division, np.ndarray, Sequence[str]]":
        """Find who speaks when in a sound file; return (Division, path through the space of voices, its speakers)."""
        from audio.files import load
        from toolbox.core.people.diarisation import diarise
        from toolbox.core.people.division import Division, path_through

        wav, rate = load(path)
        encoder, second = self._load()
        found = diarise(wav, rate, encoder, second, lambda share: emit("progress", (share, "")), cancelled)
        return Division.of(found), *path_through(found)

    def clean(self, emit, cancelled, path, embedding=None) -> "tuple[np.ndarray, int]":
        """Clean a sound file and, given an embedding (256,), keep only that person; return (wav, rate)."""
        from audio.files import load
        from toolbox.core.people.cleaning import clean, load_enhancer

        wav, rate = load(path)
        if self._enhancer is None:
            self._enhancer = load_enhancer()
        # Without an enhancer only steady noise can be removed, whoever speaks.
        known = embedding if self._enhancer is not None else None
        return clean(wav, rate, self._enhancer, known, lambda share: emit("progress", (share, "")), cancelled), rate

    def _load(self):
        if self._encoders is None:
            import torch

            from encoder.ecapa.network import ECAPA
            from encoder.ge2e.inference import SpeakerEncoder
            from toolbox.core.models.profiles import ENCODER, MODELS, SECOND_ENCODER

            torch.set_num_threads(1)
            self._encoders = SpeakerEncoder.load(MODELS / ENCODER), ECAPA.load(MODELS / SECOND_ENCODER)
        return self._encoders


class PeopleProcess(EngineProcess):
    """A client of People in another process."""

    serves = ("toolbox.core.processes.people", "People")

    def __init__(self):
        super().__init__(1)
