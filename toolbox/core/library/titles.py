"""What a recording is called among the others of its speaker."""

from datetime import datetime
from pathlib import PureWindowsPath

from audio.files import SUFFIXES
from toolbox.core.library.records import BUNDLED, Recording


def title(recording: Recording) -> str:
    """Return the name of the file that a recording came from, or when it was recorded.

    A sample is a "sample", and a voice without a recording is called by how it was made. A recording of which nothing
    is known has an empty title.
    """
    if recording.made:
        return recording.source
    if recording.file.startswith(BUNDLED):
        return "sample"
    # A Windows path splits at either kind of slash.
    for path in (recording.source, recording.file):
        if PureWindowsPath(path).suffix.lower() in SUFFIXES and not path.startswith("recordings/"):
            return PureWindowsPath(path).name
    return f"{datetime.fromisoformat(recording.added).astimezone():%Y-%m-%d %H:%M}" if recording.added else ""
