"""The voices that a synthesizer has been adapted to."""

from collections.abc import Callable

import numpy as np

from audio.errors import Cancelled
from toolbox.core.cloning.adaptation import Adaptation
from toolbox.core.cloning.networks import Networks
from toolbox.core.cloning.voice import Voice

REMEMBERED = 256  # voices whose vectors are kept in memory


class Adapted:
    """Adapts a profile's synthesizer to each voice once.

    Attributes
    ----------
    vectors : dict
        Adapted vectors (float32) of the voices of this session, by `Voice.key`.
    """

    def __init__(self, networks: Networks):
        self._networks = networks
        self.vectors: dict[tuple, np.ndarray] = {}
        self._begun: tuple | None = None  # voice and device, and the adaptation to it that was interrupted last

    def known(self, voice: Voice) -> np.ndarray | None:
        """Return the vectors of an adaptation to a voice, from this session or from its file; None without one."""
        networks = self._networks
        if networks.adapter is None:
            return None
        brought = None
        if voice.adapted is not None:
            brought = voice.adapted_to(networks.synthesizer.identity, networks.synthesizer.adapted_shape)
        return self.vectors.get(voice.key) if brought is None else brought

    def adapt(self, voice: Voice, progress: Callable[[float], None], cancelled: Callable[[], bool],
              ) -> np.ndarray | None:
        """Return the vectors of a voice, after adapting to it if necessary; None if the synthesizer cannot be adapted.

        Raises `Cancelled` once `cancelled` returns True; the next call for the same voice continues from there.
        """
        known = self.known(voice)
        if known is None and self._networks.adapter is not None:
            known = self._networks.on_device(lambda: self._adaptation(voice).run(progress, cancelled), own_threads=True)
            if known is None:
                raise Cancelled
            self._begun = None
            while len(self.vectors) >= REMEMBERED:
                del self.vectors[next(iter(self.vectors))]
            self.vectors[voice.key] = known
        return known

    def _adaptation(self, voice: Voice) -> Adaptation:
        networks = self._networks
        if self._begun is None or self._begun[0] != (voice.key, networks.device):
            self._begun = ((voice.key, networks.device),
                           networks.adapter.begin(voice.embedding, voice.statistics, voice.second))
        return self._begun[1]
