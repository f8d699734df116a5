"""The command `personal`."""

import json
from dataclasses import replace

import numpy as np
import pytest

from toolbox.cli import main
from toolbox.core.cloning import minutes
from toolbox.core.cloning.comparison import Comparison
from toolbox.core.cloning.engine import Cloner
from toolbox.core.cloning.voice import Voice


@pytest.fixture
def learnt(monkeypatch, cloner, guessed):
    """Record the requests to learn; the learning itself is tested elsewhere."""
    asked = []

    def personalise(cloner, recordings, name, progress):
        asked.extend(recordings)
        progress(1.0, "learning")
        voice = replace(guessed["Clara"], name=name, personal=np.ones(40, np.float16))
        return voice, Comparison(61.0, 0.4, 0.5, 0.81, 0.78, 80, 40)

    monkeypatch.setattr(Cloner, "load", lambda *args, **options: cloner)
    monkeypatch.setattr(minutes, "personalise", personalise)
    return asked


def test_a_personal_voice_is_written(tmp_path, learnt, capsys):
    for name in ("one.wav", "two.wav", "three.wav"):
        (tmp_path / name).touch()
    (tmp_path / "two.txt").write_text("What is said in it.", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("one.wav", "two.wav", "three.wav")]
    assert main.main(["personal", *files, "--out", str(tmp_path / "anna.voice"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [text for _, text in learnt] == [None, "What is said in it.", None]
    assert found["kept"] and found["seconds"] == 61 and found["bytes"] == (tmp_path / "anna.voice").stat().st_size
    voice = Voice.load(tmp_path / "anna.voice")
    assert voice.name == "anna" and voice.personal.shape == (40,)
    assert main.main(["personal", files[0], "--text", "Typed.", "--out", str(tmp_path / "anna.voice")]) == 0
    assert learnt[-1][1] == "Typed." and "20 % nearer" in capsys.readouterr().out


@pytest.mark.parametrize(("more", "words"), [
    (["--out", "anna.wav"], ".voice"), (["b.wav", "--text", "Typed.", "--out", "anna.voice"], "for one recording"),
    (["--whisper", "nowhere", "--out", "anna.voice"], "faster-whisper"),
])
def test_what_cannot_be_is_refused_before_anything_is_learnt(tmp_path, monkeypatch, learnt, capsys, more, words):
    monkeypatch.chdir(tmp_path)
    assert main.main(["personal", "a.wav", *more]) == 2
    assert words in capsys.readouterr().err and not learnt
