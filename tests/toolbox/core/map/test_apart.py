import time

import numpy as np
import pytest

from audio.errors import Cancelled
from toolbox.core.map.apart import run_apart
from toolbox.core.map.measures import hdbscan


@pytest.fixture(scope="module")
def points():
    rng = np.random.default_rng(0)
    return np.repeat(rng.normal(size=(5, 8)), 20, axis=0) + 0.1 * rng.normal(size=(100, 8))


def test_the_answer_is_the_same_elsewhere(points):
    assert np.array_equal(run_apart(hdbscan, lambda: False, points=points), hdbscan(points))


def test_a_process_that_is_given_up_is_ended(points):
    asked = []
    with pytest.raises(Cancelled):
        run_apart(hdbscan, lambda: asked.append(time.monotonic()) or len(asked) > 1, points=points)
    assert len(asked) == 2


def test_errors_are_reported():
    with pytest.raises(RuntimeError, match="hdbscan failed: .*Found array with dim 3"):
        run_apart(hdbscan, lambda: False, points=np.zeros((3, 2, 2)))


def test_nothing_of_it_is_left(points, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Cancelled):
        run_apart(hdbscan, lambda: True, points=points)
    assert not list(tmp_path.iterdir())
