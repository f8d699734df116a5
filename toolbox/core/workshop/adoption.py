"""From a take of the library to a project's sentences."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np

from toolbox.core.library.records import Take, new_id
from toolbox.core.script.enclosing import enclosing
from toolbox.core.workshop import edits
from toolbox.core.workshop.project import Sentence, SentenceTake


@dataclass(frozen=True)
class Adopted:
    """A library take as sentences.

    Attributes
    ----------
    text : str
        The whole text, with edits by hand.
    sentences : list of Sentence
        With one take each.
    sounds : dict of str to float32 array (n_samples,) or None
        Each sentence's part of the sound by its take's id; None if it was edited and has to be rendered again.
    """

    text: str
    sentences: list[Sentence]
    sounds: dict[str, np.ndarray | None]


def sentences_of(take: Take, names: Collection[str], recordings: Callable[[str], Sequence[str]]) -> Adopted:
    """Divide a take of the library into sentences, which are empty if it has no words.

    Parameters
    ----------
    take : Take
        With its arrays. A recording converted with its transcript has words, one converted without it has none.
    names : collection of str
        The names that marks in the text may use.
    recordings : callable
        Returns the ids of the recordings of a name.

    Returns
    -------
    Adopted
    """
    known = [(n, s) for n, s in enumerate(take.sentences or ()) if s.written[1] or s.reading.words]
    edited, text = edits.from_dict(take.edits), take.text
    made: list[Sentence] = []
    sounds: dict[str, np.ndarray | None] = {}
    assert take.wav is not None
    around = enclosing(text, [s.written for _, s in known], names)
    for (number, spoken), marks in zip(known, around):
        own = (take.recording,) if take.recording and spoken.voice == take.voice else recordings(spoken.voice)
        one = replace(SentenceTake.of(spoken, own, take.speed, take.pitch_shift),
                      source=(take.id, number) if take.id else None)
        written = take.text[slice(*spoken.written)] or spoken.reading.text
        if (edit := edited.get(number)) is not None:
            one = replace(one, reading=edit.reading, original=edit.original, respelt=edit.original != spoken.reading)
            written = edit.text if spoken.written[1] else written
        begin = round(spoken.begin * take.rate)
        sounds[one.id] = None if edit else take.wav[begin: begin + round(spoken.seconds * take.rate)]
        made.append(Sentence(new_id(), written, "" if spoken.voice == take.voice else spoken.voice, spoken.pause,
                             (one,), 0, marks))
    for (_, spoken), sentence in reversed([*zip(known, made)]):
        if spoken.written[1]:
            text = text[:spoken.written[0]] + sentence.text + text[spoken.written[1]:]
    return Adopted(text, made, sounds)


def merged(old: Sequence[Sentence], new: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return the sentences of a text that was spoken again; those whose text has not changed keep ids and takes.

    Parameters
    ----------
    old : sequence of Sentence
    new : sequence of Sentence
        With one take each.

    Returns
    -------
    tuple of Sentence
        As many as there are new ones. The new take is chosen, or the earlier one if it was cut from the same library
        take and reads the same.
    """
    matcher = SequenceMatcher(None, [(s.text, s.role) for s in old], [(s.text, s.role) for s in new], autojunk=False)
    made = list(new)
    for block in matcher.get_matching_blocks():
        for i in range(block.size):
            before, after = old[block.a + i], new[block.b + i]
            assert after.take is not None
            source, reading = after.take.source, after.take.reading
            known = next((n for n, take in enumerate(before.takes) if take.source is not None
                          and (take.source, take.reading) == (source, reading)), None)
            kept = before.with_take(after.take) if known is None else replace(before, chosen=known)
            made[block.b + i] = replace(kept, around=after.around)
    return tuple(made)
