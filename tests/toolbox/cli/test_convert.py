"""The command convert: files, folders, and what cannot be converted."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from toolbox.cli import main
from toolbox.core.cloning.engine import Cloner

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def edwin(tmp_path, guessed):
    path = tmp_path / "edwin.voice"
    guessed["Edwin"].save(path)
    return path


@pytest.fixture
def brief(tmp_path, clips):
    """Return three seconds of Clara."""
    wav, rate = clips["Clara"]
    path = tmp_path / "in" / "me.wav"
    path.parent.mkdir()
    soundfile.write(path, wav[: 3 * rate], rate)
    return path


def test_a_file_is_converted(tmp_path, loaded, edwin, brief, capsys):
    out = tmp_path / "out" / "x.flac"
    assert main.main(["convert", "--source", str(brief), "--voice", str(edwin), "--out", str(out), "--json"]) == 0
    about = json.loads(capsys.readouterr().out)
    assert about["out"] == str(out) and about["seconds"] == pytest.approx(3, abs=0.02) and about["timings"]["rtf"] > 0
    assert about["voice"]["name"] == "edwin" and len(about["phonemes"]) > 10
    with soundfile.SoundFile(out) as file:
        assert "Synthetic speech" in file.comment and file.frames == pytest.approx(3 * 24_000, abs=512)
    assert os.listdir(out.parent) == ["x.flac"]


def test_a_folder_is_converted_and_what_is_no_use_is_named(tmp_path, loaded, edwin, brief, clips, capsys):
    soundfile.write(brief.with_name("silent.wav"), np.zeros(24_000), 24_000)
    brief.with_name("notes.txt").write_text("not a sound")
    out = tmp_path / "out"
    assert main.main(["convert", "--source", str(brief.parent), "--voice", str(edwin), "--out", str(out)]) == 2
    printed = capsys.readouterr()
    assert "me.wav" in printed.out and len(printed.out.splitlines()) == 1
    assert "silent.wav" in printed.err and len(printed.err.splitlines()) == 1
    assert os.listdir(out) == ["me.wav"]


@pytest.mark.parametrize(("changes", "words"), [
    ({"--source": "none.wav"}, "no such file"),
    ({"--out": "x.txt"}, "must end in one of"),
    ({"--pitch": "13"}, "pitch shift"),
    ({"--text": " "}, "no text"),
    ({"--out": "in/me.wav"}, "is the source"),
    ({"--source": "in", "--text": "Hello."}, "belongs to one recording"),
    ({"--source": "empty"}, "holds no sound files"),
])
def test_what_cannot_be_converted(tmp_path, monkeypatch, edwin, brief, capsys, changes, words):
    """It is refused before anything is loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Cloner, "load", lambda *args, **options: pytest.fail("loaded"))
    (tmp_path / "empty").mkdir()
    before = brief.read_bytes()
    given = {"--source": "in/me.wav", "--voice": "edwin.voice", "--out": "out/x.wav"} | changes
    assert main.main(["convert", *(word for pair in given.items() for word in pair)]) == 2
    err = capsys.readouterr().err
    assert words in err and len(err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists() and brief.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_leaves_nothing_half_done(tmp_path, edwin, clips):
    wav, rate = clips["Clara"]
    soundfile.write(tmp_path / "long.wav", np.tile(wav, 60), rate)
    program = subprocess.Popen([sys.executable, str(ROOT / "main.py"), "convert", "--source", "long.wav", "--voice",
                                "edwin.voice", "--out", "out/x.wav"], cwd=tmp_path, stderr=subprocess.PIPE)
    time.sleep(5)
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=60)
    assert program.returncode == 130 and err == b"Interrupted.\n"
    assert not (tmp_path / "out").exists() or os.listdir(tmp_path / "out") == []
