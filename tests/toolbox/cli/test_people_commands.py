"""The commands about recordings with several people, noise or echo."""

import json

import numpy as np
import pytest

from audio.files import load, save
from audio.signal import resample
from toolbox.cli import main
from toolbox.core.people.segments import from_rttm

RATE = 16_000


@pytest.fixture(scope="module")
def interview(clips, tmp_path_factory):
    """Return a file in which two people speak for 5 s each."""
    path = tmp_path_factory.mktemp("who") / "interview.wav"
    save(path, np.concatenate([resample(*clips[name], RATE)[: 5 * RATE] for name in ("Clara", "Edwin")]), RATE)
    return path


def call(capsys, *argv, code=0):
    assert main.main([str(arg) for arg in argv]) == code
    return capsys.readouterr()


def test_who_lists_segments_and_writes_a_file_for_each(interview, tmp_path, capsys):
    out, err = call(capsys, "who", interview, "--json", "--split", tmp_path / "people")
    segments = json.loads(out)
    assert {s["speaker"] for s in segments} == {"Speaker 1", "Speaker 2"}
    assert all(set(s) == {"start", "end", "speaker"} and 0 <= s["start"] < s["end"] <= 10 for s in segments)
    assert "Speaker 1" in err
    written = sorted((tmp_path / "people").iterdir())
    assert [p.name for p in written] == ["interview - Speaker 1.wav", "interview - Speaker 2.wav"]
    assert all(3 < len(load(p)[0]) / RATE < 6 for p in written)


def test_who_prints_rttm(interview, capsys):
    assert len({s.speaker for s in from_rttm(call(capsys, "who", interview, "--rttm").out)}) == 2


def test_segments_of_people_who_speak_at_once_overlap(clips, tmp_path, capsys):
    first, second = (resample(*clips[name], RATE)[: 7 * RATE] for name in ("Clara", "Edwin"))
    wav = np.zeros(12 * RATE, np.float32)
    wav[: 7 * RATE] += first
    wav[5 * RATE:] += second * (first.std() / second.std())
    save(tmp_path / "both.wav", wav, RATE)
    out, err = call(capsys, "who", tmp_path / "both.wav", "--json")
    one, other = sorted(json.loads(out), key=lambda s: s["start"] - s["end"])[:2]
    assert one["speaker"] != other["speaker"]
    assert 0.8 < min(one["end"], other["end"]) - max(one["start"], other["start"]) < 3 and "at once" in err
    assert [s for s in from_rttm(call(capsys, "who", tmp_path / "both.wav", "--rttm").out)
            if s.start < 6 < s.end and s.seconds > 3][1:]


def test_who_divides_a_folder(interview, tmp_path, capsys):
    out = call(capsys, "who", interview.parent, "--split", tmp_path / "people").out
    assert out.split() and (tmp_path / "people" / "interview - Speaker 1" / "interview.flac").exists()
    assert "--split" in call(capsys, "who", interview.parent, code=2).err


def test_nobody_speaks_in_silence(tmp_path, capsys):
    save(tmp_path / "silence.wav", np.zeros(RATE * 3, np.float32), RATE)
    assert "holds no speech" in call(capsys, "who", tmp_path / "silence.wav", code=2).err


def test_quality_measures_and_advises(voices, capsys):
    first, second = list(voices.values())[:2]
    rows = json.loads(call(capsys, "quality", first, second, "--json").out)
    assert [row["file"] for row in rows] == [str(first), str(second)]
    assert all(row["speech"] > 2 and row["advice"].endswith(".") for row in rows)
    assert "dB" in call(capsys, "quality", first).out


def test_clean_takes_noise_out(voices, tmp_path, capsys):
    wav, rate = load(next(iter(voices.values())))
    noisy = wav + 0.02 * np.random.default_rng(0).standard_normal(len(wav)).astype(np.float32)
    save(tmp_path / "noisy.wav", noisy, rate)
    about = json.loads(call(capsys, "clean", tmp_path / "noisy.wav", "--out", tmp_path / "clean.wav", "--json").out)
    cleaned, there = load(tmp_path / "clean.wav")
    assert there == rate and len(cleaned) == len(wav)
    assert about["after"]["snr"] > about["before"]["snr"] + 3
    assert np.abs(cleaned - wav).mean() < np.abs(noisy - wav).mean()


def test_clean_refuses_to_write_over_what_it_reads(voices, tmp_path, capsys):
    save(tmp_path / "a.wav", np.zeros(RATE, np.float32), RATE)
    assert "write to another file" in call(capsys, "clean", tmp_path / "a.wav", "--out", tmp_path / "a.wav", code=2).err
    err = call(capsys, "clean", tmp_path / "a.wav", "--out", tmp_path / "b.wav", "--model", tmp_path / "no", code=1).err
    assert "no such model file" in err and not (tmp_path / "b.wav").exists()
