"""Learning a voice from recordings by the networks that listen."""

import warnings

import numpy as np

from audio.errors import AudioWarning
from toolbox.core.cloning.accent import Accent
from toolbox.core.cloning.listening import RATE, Reference, heard_rate, joined, statistics
from toolbox.core.cloning.networks import Networks
from toolbox.core.cloning.voice import Voice, unit
from toolbox.core.people.best import choose
from toolbox.core.people.meter import measure, weight
from training.threads import together

COMPARED = 10.0  # seconds of each of several recordings that the second encoder compares


class Enrolment:
    """Learns voices from prepared references."""

    def __init__(self, networks: Networks):
        self._networks = networks
        self._accent = None if networks.second_encoder is None else Accent.load()

    def learn(self, heard: list[Reference], name: str) -> Voice:
        """Learn a voice from one or more references, of which several are weighted by quality.

        Those of another person are named in an `AudioWarning` and left out (toolbox.core.people.best).
        """
        networks = self._networks
        if len(heard) == 1:
            embedding, second, rate, measured = together([
                lambda: self._first(heard[0]),
                lambda: None if networks.second_encoder is None else self._second(joined(heard)),
                lambda: self._rate(heard), lambda: statistics(heard)], networks.device)
        else:
            heard, embedding, second = self._best(heard, unit(np.stack([self._first(r) for r in heard])))
            rate, measured = together([lambda: self._rate(heard), lambda: statistics(heard)], networks.device)
        embedding, accent = (embedding / np.linalg.norm(embedding)).astype(np.float32), ""
        if self._accent is not None and second is not None:
            accent = self._accent.tell(embedding, second)
        return Voice(name, embedding, measured, sum(r.speech_seconds for r in heard), second,
                     encoder=self._networks.encoder.name, rate=rate, accent=accent)

    def _best(self, heard, first):
        """Return the references that are of one person, and their embeddings' weighted means by both encoders."""
        seconds = None
        if self._networks.second_encoder is not None:
            seconds = np.stack([self._second(joined([r])[: int(COMPARED * RATE)]) for r in heard])
        choice = choose(first, seconds, [weight(measure(r.sound_16k, RATE)) for r in heard])
        for number in choice.outliers:
            warnings.warn(f"{heard[number].label} sounds like another person than the other recordings, so it is left "
                          "out.", AudioWarning, stacklevel=5)
        second = None if seconds is None else unit((choice.weights @ seconds)[None])[0].astype(np.float32)
        kept = [r for i, r in enumerate(heard) if i not in choice.outliers]
        return kept, choice.weights @ first, second

    def _first(self, reference):
        return self._run(lambda: self._networks.encoder.embed_partials(reference.quiet_16k, RATE)).mean(axis=0)

    def _rate(self, heard):
        if self._networks.adapter is None:
            return 0.0
        return self._run(lambda: heard_rate(heard, self._networks.recogniser))

    def _second(self, wav):
        return self._run(lambda: self._networks.second_encoder.embed(wav, RATE))

    def _run(self, work):
        return self._networks.on_device(work)
