"""The command `script`, and marks on the command line."""

import json

import pytest
import soundfile

from toolbox.cli import main
from toolbox.core.script import subtitles

PLAY = "Anna: Good morning, *Edwin*.\nEdwin: Nobody asked [pause 0.4s] you.\n"


pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def cast(tmp_path, voices):
    path = tmp_path / "cast.json"
    path.write_text(json.dumps({"Anna": {"reference": str(voices["Clara"])},
                                "Edwin": {"reference": [str(voices["Edwin"])], "speed": 1.1}}))
    return path


def test_a_play_becomes_stems_and_subtitles(tmp_path, cast, capsys):
    (tmp_path / "play.md").write_text(PLAY)
    argv = ["script", tmp_path / "play.md", "--cast", cast, "--out", tmp_path / "out", "--split", "stems",
            "--subtitles", "vtt", "--json"]
    assert main.main([*map(str, argv)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["voices"] == ["Anna", "Edwin"] and [s["text"] for s in made["sentences"]] == [
        "Good morning, Edwin.", "Nobody asked you."]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["play Anna.wav", "play Edwin.wav", "play.vtt"]
    assert soundfile.info(tmp_path / "out" / "play Anna.wav").duration == pytest.approx(made["seconds"], abs=0.01)
    cues = subtitles.parse((tmp_path / "out" / "play.vtt").read_text())
    assert [(c.voice, c.text) for c in cues] == [(s["voice"], s["text"]) for s in made["sentences"]]
    # Subtitles are timed as the play is spoken.
    argv = ["script", tmp_path / "out" / "play.vtt", "--cast", cast, "--out", tmp_path / "again", "--json"]
    assert main.main([*map(str, argv)]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["voices"] == ["Anna", "Edwin"] and not again["warnings"]
    assert [s["begin"] for s in again["sentences"]] == pytest.approx([c.begin for c in cues], abs=0.01)


def test_unusable_input_is_reported_before_the_work(tmp_path, cast, capsys):
    (tmp_path / "play.txt").write_text("Anna: Good [pause forever] morning.\n")
    for extra, sentence in ((("--cast", tmp_path / "none.json"), "no such file"),
                            (("--cast", cast, "--names", "{what}"), "fields are")):
        argv = ["script", tmp_path / "play.txt", "--out", tmp_path / "out", *extra]
        assert main.main([*map(str, argv)]) == 2
        assert sentence in capsys.readouterr().err and not (tmp_path / "out").exists()
    assert main.main([*map(str, ("script", tmp_path / "play.txt", "--cast", cast, "--out", tmp_path / "out"))]) == 0
    assert "line 1: A pause is written" in capsys.readouterr().err


def test_a_dictionary_and_marks_when_a_text_is_read(tmp_path, capsys):
    (tmp_path / "own.csv").write_text("word,pronunciation\nnguyen,/wɪn/\n", encoding="utf-8")
    assert main.main(["read", "--text", "[slow]Mr Nguyen[/slow] {left|LEFT} [pause x].", "--dictionary",
                      str(tmp_path / "own.csv"), "--json"]) == 0
    out, err = capsys.readouterr()
    assert "A pause is written" in err
    assert [(w["phonemes"], w["source"]) for s in json.loads(out) for w in s["words"]][1:] == [
        ("wˈɪn", "dictionary"), ("lˈɛft", "mark")]


def test_what_english_is_read_by_is_made_again(tmp_path, capsys, monkeypatch):
    from synthesizer.text.en import make_lexicon, train_homographs
    called = []
    monkeypatch.setattr(train_homographs, "train", lambda data, out: called.append((data, out)) or {"accuracy": 0.9})
    monkeypatch.setattr(make_lexicon, "make_lexicon", lambda out: called.append(out) or {"lexicon": 3})
    (tmp_path / "data.tsv").write_text("x")
    assert main.main(["train", "homographs", "--data", str(tmp_path / "data.tsv"), "--out", str(tmp_path / "w")]) == 0
    assert main.main(["train", "lexicon", "--out", str(tmp_path / "lexicon")]) == 0
    assert called == [(tmp_path / "data.tsv", tmp_path / "w"), tmp_path / "lexicon"]
    assert '"accuracy": 0.9' in capsys.readouterr().out
    assert main.main(["train", "homographs", "--out", str(tmp_path / "w")]) == 2
    assert "table of labelled sentences" in capsys.readouterr().err
