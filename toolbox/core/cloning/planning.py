"""Planning of prosody: what the synthesizer predicts, moved to the person's own delivery."""

from dataclasses import replace
from typing import Any

import numpy as np

from synthesizer.prosody import pitch_spread, speaking_rate, vary
from synthesizer.reading import Reading
from synthesizer.text import find_language, read
from toolbox.core.cloning.delivery import delivery
from toolbox.core.cloning.networks import Networks
from toolbox.core.cloning.voice import Voice

REMEMBERED = 256  # predictions kept in memory


class Planner:
    """Predicts the prosody of readings in a voice."""

    def __init__(self, networks: Networks):
        self._networks = networks
        self._predicted: dict[tuple, tuple[Any, Any]] = {}  # by synthesizer, language and voice

    def plan(self, reading: Reading, voice: Voice, pitch_shift: float, seed: int, liveliness: float) -> Reading:
        """Return a reading with durations, pitch and voicing; see `Cloner.plan`."""
        networks, known = self._networks, (voice.embedding, voice.statistics)
        synthesizer = networks.synthesizer
        if not synthesizer.shifts_pitch:
            return networks.on_device(lambda: synthesizer.plan(reading, *known, pitch_shift))
        spread, rate = self._prediction(synthesizer, reading.language, voice)
        how = delivery(voice, spread, rate, liveliness)
        planned = networks.on_device(lambda: synthesizer.plan(replace(reading, speed=reading.speed * how.tempo),
                                                              *known, pitch_shift, how.pitch_range))
        return vary(replace(planned, speed=reading.speed), seed, how.variation, how.movement)

    def _prediction(self, synthesizer, language, voice):
        """Return the pitch spread and the rate that a synthesizer predicts for a voice in a sample of the language."""
        key = synthesizer.identity, language, voice.key
        if key not in self._predicted:
            sample = [synthesizer.read(sentence) for sentence in read(find_language(language).sample, language)]
            said = self._networks.on_device(
                lambda: [synthesizer.plan(reading, voice.embedding, voice.statistics) for reading in sample])
            while len(self._predicted) >= REMEMBERED:
                del self._predicted[next(iter(self._predicted))]
            self._predicted[key] = (pitch_spread(said), speaking_rate(
                "".join(r.symbols for r in said), np.concatenate([r.durations[1:-1] for r in said])))
        return self._predicted[key]
