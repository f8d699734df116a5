"""Edits of a library take's sentences by hand, which belong to the take and return with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from synthesizer.reading import Reading
from toolbox.core.workshop.project import LONGEST_TEXT, Project


@dataclass(frozen=True)
class Edit:
    """A sentence as it was edited.

    Attributes
    ----------
    reading, original : Reading
        The reading, and the plan from which it was edited.
    text : str
        As written, with its marks.
    """

    reading: Reading
    original: Reading
    text: str


def edits_of(project: Project) -> dict[str, dict[int, Edit]]:
    """Return the edits in a project by the library takes that its sentences' takes were cut from, and by sentence.

    A take of which no sentence is edited has an empty dict. If a sentence occurs twice, the later one counts.
    """
    found: dict[str, dict[int, Edit]] = {}
    for sentence in project.sentences:
        for take in sentence.takes:
            if take.source is None:
                continue
            name, number = take.source
            edits = found.setdefault(name, {})
            edits.pop(number, None)
            if take.edited or take.respelt:
                edits[number] = Edit(take.reading, take.original, sentence.text)
    return found


def to_dict(edits: Mapping[int, Edit]) -> dict:
    """Return the edits of a take as plain values for JSON."""
    return {str(number): {"reading": edit.reading.to_dict(), "original": edit.original.to_dict(), "text": edit.text}
            for number, edit in edits.items()}


def from_dict(values: object) -> dict[int, Edit]:
    """Return the edits described by values of `to_dict`; those that are damaged are left out."""
    found = {}
    for number, edit in values.items() if isinstance(values, dict) else ():
        try:
            made = Edit(Reading.from_dict(edit["reading"]), Reading.from_dict(edit["original"]), edit["text"])
            if made.reading.planned and isinstance(made.text, str) and len(made.text) <= LONGEST_TEXT:
                found[int(number)] = made
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            continue
    return found
