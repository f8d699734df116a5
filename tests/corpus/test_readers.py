import json

import pytest

from corpus.readers import read_real, read_virtual

VIRTUAL = [
    {"id": f"s{speaker:04d}_00", "file": f"virtual/s{speaker:04d}_00.opus", "speaker": speaker, "text": "Hi.",
     "phonemes": "hˈI.", "durations": [10, 2, 1, 3, 4, 5], "samples": 15_000, "speed": 1.0}
    for speaker in (0, 7, 17, 70, 71)]
REAL = [
    {"id": "a", "file": "real/a.opus", "speaker": "19", "split": "train", "base": "One two.", "disagree": 0.01},
    {"id": "b", "file": "real/b.opus", "speaker": "19", "split": "train", "base": "Three four.", "disagree": 0.4},
    {"id": "c", "file": "real/c.opus", "speaker": "20", "split": "dev", "base": "Five six.", "disagree": 0.4},
    {"id": "d", "file": "real/d.opus", "speaker": "21", "split": "train", "text": "SEVEN", "base": "x", "disagree": 1},
    {"id": "e", "file": "real/e.opus", "speaker": "21", "split": "train", "base": "Nobody asked."},
]


@pytest.fixture
def corpus(tmp_path):
    for name, rows in (("virtual", VIRTUAL), ("real", REAL)):
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def test_virtual_speakers(corpus):
    read = read_virtual(corpus)
    assert [u.speaker for u in read] == [f"virtual-{s}" for s in (0, 7, 17, 70, 71)]
    assert [u.held_out for u in read] == [False, True, True, False, False]
    for utterance in read:
        assert utterance.path == corpus / "virtual" / f"{utterance.id}.opus"
        assert utterance.phonemes == "hˈI." and utterance.text == "Hi."
        assert len(utterance.boundaries) == len(utterance.phonemes) + 3
        # 25 units are 15,000 samples at 24 kHz: 25 ms a unit.
        assert utterance.boundaries == pytest.approx([0, 0.25, 0.3, 0.325, 0.4, 0.5, 0.625])


def test_real_speakers_and_whom_to_trust(corpus):
    read = {u.id: u for u in read_real(corpus)}
    assert {i: u.text for i, u in read.items()} == {"a": "One two.", "b": "", "c": "Five six.", "d": "SEVEN", "e": ""}
    assert {i for i, u in read.items() if u.held_out} == {"c"}
    assert read["d"].speaker == "librispeech-21" and read["d"].path == corpus / "real" / "d.opus"
    assert all(not u.boundaries and not u.phonemes for u in read.values())
