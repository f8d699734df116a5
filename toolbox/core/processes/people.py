"""Division of recordings by person and their cleaning in a separate process, because both take seconds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolbox.core.processes.engine import EngineProcess
from toolbox.core.protocol import Emit, IsCancelled

if TYPE_CHECKING:
    import numpy as np

    from toolbox.core.people.division import Division


class People:
    """The server in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads: int):
        self._encoders = None

    def divide(self, emit: Emit, cancelled: IsCancelled, path: str,
               ) -> "tuple[Division, np.ndarray, Sequence[str]]":
        """Find who speaks when in a sound file; return (Division, path through the space of voices, its speakers)."""
        from audio.files import load
        from toolbox.core.people.diarisation import diarise
        from toolbox.core.people.division import Division, path_through
        from toolbox.core.people.overlap import load_counter

        wav, rate = load(path)
        encoder, second = self._load()
        found = diarise(wav, rate, encoder, second, load_counter(), lambda share: emit("progress", (share, "")),
                        cancelled)
        return Division.of(found), *path_through(found)

    def clean(self, emit: Emit, cancelled: IsCancelled, path: str, embedding: "np.ndarray | None" = None,
              encoder: str = "", division: "Division | None" = None, speaker: str = "") -> "tuple[np.ndarray, int]":
        """Clean a sound file; return (wav, rate).

        Only one person is kept if an embedding (256,) is given, with the name of the encoder that it is by, or a
        speaker of a division, in which everybody is known by their own cleanest speech. Embeddings by an encoder other
        than the bundled one are ignored, because the enhancer does not know them.
        """
        from audio.files import load
        from toolbox.core.people.cleaning import keeping, load_enhancer, voices_of

        wav, rate = load(path)

        def show(share: float) -> None:
            emit("progress", (share, ""))

        others: Sequence[tuple[float, np.ndarray]] = ()
        if division is not None:
            embedding, others = keeping(speaker, division, voices_of(division, wav, rate, self._load()[0]))
        elif embedding is not None and encoder != self._load()[0].name:
            embedding = None
        return load_enhancer().clean(wav, rate, embedding, others, show, cancelled), rate

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
