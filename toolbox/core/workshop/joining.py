"""Joining of the chosen takes of a project's sentences, with its pauses."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from toolbox.core.cloning.speech import Spoken
from toolbox.core.script.production import Part, Production, plain_text
from toolbox.core.workshop.project import Project
from toolbox.core.workshop.readback import word_times


def produce(project: Project, sounds: Mapping[str, np.ndarray], rate: int, comment: str) -> Production:
    """Join the chosen takes of all sentences; sentences without a sound are left out.

    Parameters
    ----------
    project : Project
    sounds : mapping of str to float32 array (n_samples,)
        The sounds by the ids of their takes.
    rate : int
        Sample rate of all of them in Hz.
    comment : str
        The comment of every file written from the production.
    """
    parts, at = [], project.lead
    for place, sentence in enumerate(project.sentences):
        take = sentence.take
        if take is None or take.id not in sounds:
            continue
        wav = sounds[take.id]
        spoken = Spoken(take.reading, take.voice, take.seed, 0.0, len(wav) / rate, take.cut)
        words = tuple((word, begin + at, end + at) for word, begin, end in word_times(spoken)) \
            if take.reading.planned else ()
        parts.append(Part(replace(spoken, begin=at), wav, words, project.line(place), plain_text(sentence.whole)))
        at += len(wav) / rate + sentence.pause
    return Production(tuple(parts), rate, at, comment)
