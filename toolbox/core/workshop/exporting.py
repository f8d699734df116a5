"""Comments of a project's exported files, and their entries in the library's log."""

from collections.abc import Mapping
from pathlib import Path

from toolbox import VERSION
from toolbox.core.cloning.voice import common_consent
from toolbox.core.library.records import EXPORTED, Entry, Recording, now
from toolbox.core.script.sentences import parse
from toolbox.core.workshop.project import Project, SentenceTake
from watermark.provenance import Provenance


def describe(project: Project, recordings: Mapping[str, Recording], profile: str,
             place: str | Path) -> tuple[str, list[Entry]]:
    """Describe an export of all sentences of a project.

    Parameters
    ----------
    project : Project
    recordings : mapping of str to Recording
        Those of the library, by id.
    profile : str
    place : str or Path
        The file or folder to be written.

    Returns
    -------
    (comment, entries) : str, list of Entry
        The files' comment, and an entry for the log for each voice.
    """
    by_voice: dict[str, list[tuple[str, SentenceTake]]] = {}
    for sentence in project.sentences:
        if sentence.take is not None:
            by_voice.setdefault(sentence.take.voice, []).append((sentence.whole, sentence.take))
    entries = []
    for voice, said in by_voice.items():
        ids = [i for _, take in said for i in take.recordings if i in recordings]
        consent, _ = common_consent((recordings[i].consent, "") for i in dict.fromkeys(ids))
        entries.append(Entry(now(), EXPORTED, voice, ids[0] if ids else "", consent or "",
                             " ".join(parse(text).text for text, _ in said), sum(take.seconds for _, take in said),
                             profile, "", str(place)))
    whole, _ = common_consent((entry.consent or None, "") for entry in entries)
    return Provenance(VERSION, profile, consent=whole).comment(), entries
