import pytest

from toolbox.core.library.records import Recording
from toolbox.core.library.titles import title


@pytest.mark.parametrize("file, source, added, expected", [
    ("recordings/1f.flac", "/home/me/my interview.mp3", "", "my interview.mp3"),
    ("recordings/1f.flac", r"C:\Users\me\talk.WAV", "", "talk.WAV"),
    ("/data/vctk/p225_001.flac", "VCTK", "", "p225_001.flac"),
    ("bundled:clara.flac", "LibriVox", "", "sample"),
    ("recordings/1f.flac", "recorded here", "", ""),
])
def test_a_recording_is_called_what_its_file_is_called(file, source, added, expected):
    assert title(Recording("1f", "Anna", file, 1.0, source, added=added)) == expected


def test_a_recording_made_here_is_called_by_its_time():
    made = title(Recording("1f", "Anna", "recordings/1f.flac", 1.0, "recorded here",
                           added="2026-05-04T10:20:30.123+00:00"))
    assert made.startswith("2026-05-0") and made.endswith(":20")
