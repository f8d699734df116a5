"""Every command that makes somebody speak adds to the library's log, where there is a library."""

import json
import sqlite3
import sys
from contextlib import closing

import pytest

from audio.files import save
from toolbox.cli import main
from toolbox.core.cloning.engine import Cloner
from toolbox.core.library.library import Library
from toolbox.core.library.records import LIVE, TAKEN
from toolbox.core.live import preparing

TEXT = "Good morning to all of you."


pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Return the folder of the user's own library."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "data" / "voice-toolbox"
    Library(folder).close()
    return folder


@pytest.fixture
def edwin(tmp_path, guessed):
    path = tmp_path / "edwin.voice"
    guessed["Edwin"].save(path)
    return path


def entries(folder):
    library = Library(folder)
    found = library.history()
    library.close()
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of the library is set by XDG_DATA_HOME")
def test_what_commands_make_is_in_the_log_of_the_user_s_library(tmp_path, library, edwin, clips, guessed, monkeypatch):
    monkeypatch.setattr(Cloner, "adapt", lambda self, *_, **options: guessed["Edwin"].adapted)
    monkeypatch.chdir(tmp_path)
    wav, rate = clips["Clara"]
    save("me.wav", wav[: 2 * rate], rate)
    (tmp_path / "cast.json").write_text(json.dumps({"Anna": {"voice": str(edwin)}, "Bob": {"voice": str(edwin)}}))
    (tmp_path / "play.txt").write_text("Anna: Good morning.\nBob: Who asked you?\n")
    for argv in (("clone", "--voice", edwin, "--text", TEXT, "--out", "said.wav", "--quick"),
                 ("convert", "--source", "me.wav", "--voice", edwin, "--out", "x.flac"),
                 ("script", "play.txt", "--cast", "cast.json", "--out", "play"),
                 ("demo", "--out", "out")):
        assert main.main([str(arg) for arg in argv]) == 0
    demo, bob, anna, converted, cloned = entries(library)
    assert {e.what for e in (demo, bob, anna, converted, cloned)} == {TAKEN}
    assert (cloned.voice, cloned.consent, cloned.text, cloned.place, cloned.profile) == (
        "edwin", "", TEXT, str(tmp_path / "said.wav"), "default") and 1 < cloned.seconds < 6
    assert (converted.place, converted.text) == (str(tmp_path / "x.flac"), "")
    assert converted.seconds == pytest.approx(2, abs=0.05)
    assert (anna.voice, anna.text, bob.voice, bob.text) == ("Anna", "Good morning.", "Bob", "Who asked you?")
    assert anna.place == bob.place == str(tmp_path / "play" / "play.wav")
    assert demo.voice in clips and demo.place == str(tmp_path / "out" / "demo.wav") and demo.text


def test_another_library_is_named_and_none_is_made(tmp_path, edwin):
    other = tmp_path / "other"
    argv = ["clone", "--voice", str(edwin), "--text", "Good morning.", "--quick", "--out", str(tmp_path / "a.wav"),
            "--library", str(other)]
    assert main.main(argv) == 0 and not other.exists()
    Library(other).close()
    assert main.main(argv) == 0
    assert [e.voice for e in entries(other)] == ["edwin"]


def test_a_log_that_cannot_be_written_is_reported_and_the_sound_stays(tmp_path, edwin, capsys):
    Library(tmp_path / "library").close()
    with closing(sqlite3.connect(tmp_path / "library" / "library.db")) as db:
        db.execute("PRAGMA user_version = 99")
    assert main.main(["clone", "--voice", str(edwin), "--text", "Good morning.", "--quick", "--out",
                      str(tmp_path / "a.wav"), "--library", str(tmp_path / "library")]) == 0
    err = capsys.readouterr().err
    assert "could not be noted" in err and "newer version" in err and len(err.splitlines()) == 1
    assert (tmp_path / "a.wav").exists()


def test_what_is_spoken_live_is_in_the_log(server, tmp_path, monkeypatch, edwin, capsys):
    Library(tmp_path / "library").close()
    monkeypatch.setattr(preparing, "_seconds", lambda converter, wav: 0.0)  # the first block will do
    assert main.main(["live", "--voice", str(edwin), "--seconds", "1", "--library", str(tmp_path / "library")]) == 0
    assert "s in edwin's voice: latency" in capsys.readouterr().out
    entry, = entries(tmp_path / "library")
    assert (entry.what, entry.voice, entry.profile, entry.text) == (LIVE, "edwin", "default", "")
