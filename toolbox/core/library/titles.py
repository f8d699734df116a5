"""Titles that distinguish the recordings of one speaker."""

from datetime import datetime
from pathlib import PureWindowsPath

from audio.files import SUFFIXES
from toolbox.core.library.records import BUNDLED, Recording


def title(recording: Recording) -> str:
    """Return the name of the file from which a recording came, or the time of recording.

    A sample is titled "sample", a voice without a recording by how it was made, and a recording of unknown origin not
    at all.
    """
    if recording.made:
        return recording.source
    if recording.file.startswith(BUNDLED):
        return "sample"
    # Windows paths may contain either kind of slash.
    for path in (recording.source, recording.file):
        if PureWindowsPath(path).suffix.lower() in SUFFIXES and not path.startswith("recordings/"):
            return PureWindowsPath(path).name
    return f"{datetime.fromisoformat(recording.added).astimezone():%Y-%m-%d %H:%M}" if recording.added else ""
