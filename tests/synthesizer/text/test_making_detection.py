"""The maker of the detection's weights needs its package, and says so."""

import numpy as np
import pytest

from synthesizer.text import detection, make_detection


def test_without_its_package_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(make_detection, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="pip install py3langid"):
        make_detection.make_detection(tmp_path / "out.npz")


def test_an_automaton_gives_back_its_ngrams():
    # States of "a" and "ab": 0 start, 1 "a", 2 "ab"; each row holds the way from its state.
    moves = np.zeros((3, 256), int)
    moves[:, ord("a")] = 1
    moves[1, ord("b")] = 2
    assert make_detection._ngrams(moves, [0, 1, 2]) == {0: b"", 1: b"a", 2: b"ab"}


def test_the_longest_ngram_at_each_place_counts():
    names = {b"a": 0, b"ab": 1, b"b": 2}
    assert list(detection._features(b"abb", names, [10, 11, 12])) == [10, 11, 12]
