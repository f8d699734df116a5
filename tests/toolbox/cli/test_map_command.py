import csv
import json
import shutil

import pytest

from toolbox.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory, voices):
    """Return a folder with each bundled speaker's clip in two halves, and a file that is no sound file."""
    import soundfile
    root = tmp_path_factory.mktemp("speakers")
    for name, path in voices.items():
        (root / name).mkdir()
        wav, rate = soundfile.read(path)
        for number in (0, 1):
            soundfile.write(root / name / f"{number}.flac", wav[number * len(wav) // 2: (number + 1) * len(wav) // 2],
                            rate)
    (root / "Clara" / "2.flac").write_bytes(b"no sound at all")
    return root


def test_a_folder_becomes_a_picture_a_table_and_numbers(folder, tmp_path, capsys):
    out, table = tmp_path / "map.png", tmp_path / "map.csv"
    assert main.main(["map", str(folder), "--out", str(out), "--csv", str(table), "--colour", "pitch", "--json"]) == 0
    printed, complained = capsys.readouterr()
    about = json.loads(printed)
    assert (about["recordings"], about["speakers"], about["refused"]) == (8, 4, 1) and "2.flac" in complained
    assert about["equal_error_rate"] < 0.2 and about["silhouette"] > 0.2
    assert out.read_bytes()[:4] == b"\x89PNG"
    with open(table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert sum(row["nearest"].split("/")[0].split("\\")[0] == row["speaker"] for row in rows) >= 7
    clara, = {row["speaker"] for row in rows if row["name"].startswith("Clara")}
    pitches = {name: [float(row["pitch_hz"]) for row in rows if row["speaker"] == name] for name in (clara, "Edwin")}
    assert min(pitches[clara]) > max(pitches["Edwin"])


def test_folders_without_sound_are_refused(tmp_path, capsys):
    for folder in (tmp_path / "none", tmp_path):
        assert main.main(["map", str(folder), "--out", str(tmp_path / "m.png")]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    shutil.copy(__file__, tmp_path / "a.flac")
    assert main.main(["map", str(tmp_path), "--out", str(tmp_path / "m.png")]) == 2
    assert "no usable recording" in capsys.readouterr().err
    assert main.main(["map", str(tmp_path), "--out", str(tmp_path / "m.bmp")]) == 2
