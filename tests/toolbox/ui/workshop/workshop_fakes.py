"""Sentences to show and edit."""

from dataclasses import replace

import numpy as np

from synthesizer.reading import Reading, Word
from toolbox.core.workshop.project import SentenceTake

STEP = 0.02
READING = Reading("one two, three.", "ˈaa bˈb, cc.", (Word("one", 0, 3), Word("two", 4, 7), Word("three", 9, 11)),
                  step=STEP, durations=np.array([0.1, 0.01, 0.1, 0.1, 0.04, 0.1, 0.01, 0.1, 0.1, 0.1, 0.1, 0.1, 0.04,
                                                 0.1]),
                  pitch=np.sin(np.arange(55) / 5), voicing=np.ones(55))


def make_take(pitch=0.0, **changes):
    reading = replace(READING, pitch=READING.pitch + pitch)
    return replace(SentenceTake("0" * 11 + "1", reading, READING, "Clara", ("clara",), 7, 1.0, 0.05), **changes)
