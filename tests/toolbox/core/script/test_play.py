"""Scripts, casts and subtitles."""

import json

import pytest

from audio.errors import AudioError
from toolbox.core.script import cast, play, subtitles
from toolbox.core.script.subtitles import Cue

SCRIPT = "# The garden\n\nAnna: Good morning.\n**Edwin:** I slept: badly.\n\nANNA: Note: it rained.\nStage left."


def test_names_before_a_colon_become_marks_and_places_are_known():
    assert play.speakers("Anna: One.\nBob: Two.\nAnna: Three.") == ["Anna", "Bob"]
    assert play.speakers("Note: this is one text.") == []
    marked, places = play.with_marks(SCRIPT, ["Anna", "Edwin"])
    assert marked == ("# The garden\n\n[Anna] Good morning.\n[Edwin] I slept: badly.\n\n[Anna] Note: it rained.\n"
                      "Stage left.")
    assert len(places) == len(marked)
    for word in ("Good", "badly", "rained", "Stage"):
        assert places[marked.index(word)] == SCRIPT.index(word)


def test_a_casting_table_is_checked(tmp_path):
    path = tmp_path / "cast.json"

    def load(table):
        path.write_text(table if isinstance(table, str) else json.dumps(table))
        return cast.load(path)

    roles = load({"Anna": {"reference": ["a.wav", "b.wav"], "speed": 1.2}, "Bob": {"voice": "bob.voice", "pitch": -2}})
    assert roles["Anna"].reference == (tmp_path / "a.wav", tmp_path / "b.wav") and roles["Anna"].speed == 1.2
    assert roles["Bob"].voice == tmp_path / "bob.voice" and roles["Bob"].pitch == -2
    for table, sentence in (("{", "is not a casting table in JSON"),
                            ([], "is not a casting table"), ({}, "is not a casting table"),
                            ({"A": 1}, "must be an object"), ({"A": {}}, "needs either"),
                            ({"A": {"reference": "a", "voice": "b"}}, "needs either"),
                            ({"A": {"reference": 3}}, "names of files"), ({"A": {"reference": []}}, "names of files"),
                            ({"A": {"reference": "a", "speed": 9}}, "speed of 'A' must be a number between 0.5 and 2"),
                            ({"A": {"reference": "a", "pitch": True}}, "pitch of 'A'"),
                            ({"A": {"reference": "a", "language": "xx"}}, "language of 'A'"),
                            ({"A": {"reference": "a", "sped": 1}}, "'sped'; known are")):
        with pytest.raises(AudioError, match=sentence):
            load(table)
    with pytest.raises(AudioError, match="no such file"):
        cast.load(tmp_path / "none.json")


def test_subtitles_survive_writing_and_reading(tmp_path):
    cues = [Cue(0.5, 2.25, "Good morning, everybody.", "Anna"),
            Cue(3661.007, 3663.9, "A line that is rather longer than one line of a subtitle may be.", "")]
    for name in ("a.srt", "a.vtt"):
        subtitles.write(tmp_path / name, cues)
        read = subtitles.parse((tmp_path / name).read_text(encoding="utf-8"))
        assert [(c.begin, c.end) for c in read] == [(c.begin, c.end) for c in cues]
        assert read[1].text == cues[1].text
    assert read[0] == cues[0]  # WebVTT has voices of its own
    assert max(map(len, subtitles.to_srt(cues).splitlines())) <= subtitles.LONGEST_LINE
    with pytest.raises(AudioError, match="must end in"):
        subtitles.write(tmp_path / "a.txt", cues)


def test_subtitles_as_they_are_found():
    vtt = ("WEBVTT - title\n\nNOTE\nnot said --> at all\n\nintro\n00:01.000 --> 00:02.5 align:start\n<v Anna><i>Hi</i> "
           "there\nyou &amp; me\n\n00:00:00,000 --> 00:00:01,000\n{\\an8}First\n")
    assert subtitles.parse(vtt) == [Cue(0, 1, "First"), Cue(1, 2.5, "Hi there you & me", "Anna")]
    for wrong, sentence in (("1\n00:00:02,000 --> 00:00:01,000\nx", "ends before it begins"), ("", "no subtitle"),
                            ("1\n00:00 --> later\nx", "line 2 is not the time")):
        with pytest.raises(ValueError, match=sentence):
            subtitles.parse(wrong)


def test_a_long_sentence_becomes_several_cues():
    text = " ".join(f"word{n}" for n in range(40))
    words = [(f"word{n}", n * 0.3, n * 0.3 + 0.25) for n in range(40)]
    cues = subtitles.cues_of(words, text, "Anna")
    assert len(cues) > 2 and " ".join(cue.text for cue in cues) == text
    assert all(a.end <= b.begin and len(a.text) <= subtitles.LONGEST for a, b in zip(cues, cues[1:]))
    assert cues[0].begin == 0 and cues[-1].end == words[-1][2]
