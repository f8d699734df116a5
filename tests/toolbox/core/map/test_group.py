import csv

import numpy as np
import pytest

from toolbox.core.cloning.voice import Voice
from toolbox.core.map.group import save_voices


def make_voice(name, seed=0):
    embedding = np.abs(np.random.default_rng(seed).normal(size=256)).astype(np.float32)
    return Voice(name, embedding / np.linalg.norm(embedding), np.zeros(231, np.float32), 5.0)


def test_voices_are_saved_with_a_table(tmp_path):
    assert save_voices(tmp_path, [make_voice("Anna"), make_voice("Anna", 1), make_voice("a/b: c", 2)]) == 3
    with open(tmp_path / "voices.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [r["file"] for r in table] == ["Anna.npz", "Anna 2.npz", "ab c.npz"]
    assert Voice.load(tmp_path / "Anna 2.npz").embedding @ make_voice("", 1).embedding == pytest.approx(1)
