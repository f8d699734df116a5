import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.errors import AudioError, Cancelled
from toolbox.core import numbers as of_voices
from toolbox.core.map_picture import draw, make_figure, write_table


@pytest.fixture(scope="module")
def crowd():
    """Unit vectors (60, 256) of six speakers, far apart, and their names."""
    rng = np.random.default_rng(0)
    means = rng.normal(size=(6, 256))
    made = np.repeat(means, 10, axis=0) + 0.5 * rng.normal(size=(60, 256))
    return ((made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32),
            [f"speaker {k}" for k in range(6) for _ in range(10)])


def test_speakers_that_are_far_apart(crowd):
    embeddings, speakers = crowd
    told = []
    found = of_voices.measure(embeddings, speakers, progress=lambda share, what=None: told.append(share))
    assert len(found.same) == 6 * 45 and len(found.other) == 60 * 59 / 2 - 6 * 45
    assert found.eer == 0 and found.other.max() < found.threshold <= found.same.min()
    assert found.silhouette > 0.5 and not found.outliers
    assert len(set(found.clusters)) == 6 and all(len(set(found.clusters[i: i + 10])) == 1 for i in range(0, 60, 10))
    assert sorted(found.order) == list(range(60))
    assert (np.diff(found.clusters[found.order]) != 0).sum() == 5  # cluster by cluster
    np.testing.assert_allclose(found.matrix, embeddings[found.order] @ embeddings[found.order].T, atol=1e-6)
    assert told == sorted(told) and told[-1] == 1.0


def test_a_mislabelled_recording_is_found(crowd):
    embeddings, speakers = crowd
    wrong = list(speakers)
    wrong[25] = "speaker 4"
    outlier, = of_voices.outliers(embeddings, wrong)
    assert (outlier.index, outlier.nearest) == (25, "speaker 2") and outlier.own < outlier.other
    assert outlier.other == pytest.approx(float(embeddings[25] @ _mean(embeddings[[*range(20, 25), *range(26, 30)]])),
                                          abs=1e-5)


def test_the_nearest(crowd):
    indices, cosines = of_voices.nearest(crowd[0], crowd[0][7], 4)
    assert indices[0] == 7 and cosines[0] == pytest.approx(1, abs=1e-5) and set(indices) <= set(range(10))
    assert list(cosines) == sorted(cosines, reverse=True)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40), st.lists(st.floats(-1, 1), min_size=1, max_size=40))
def test_error_rates(same, other):
    same, other = np.array(same), np.array(other)
    thresholds, misses, alarms = of_voices.error_rates(same, other)
    assert (np.diff(misses) >= 0).all() and (np.diff(alarms) <= 0).all()
    for threshold, miss, alarm in zip(thresholds, misses, alarms):
        assert miss == pytest.approx((same < threshold).mean()) and alarm == pytest.approx((other >= threshold).mean())
    rate, at = of_voices.equal_error_rate(same, other)
    assert 0 <= rate <= 1 and at in thresholds


def test_the_equal_error_rate_of_known_distributions():
    rng = np.random.default_rng(0)
    rate, threshold = of_voices.equal_error_rate(rng.normal(1, 1, 50_000), rng.normal(-1, 1, 50_000))
    assert rate == pytest.approx(0.1587, abs=0.005) and threshold == pytest.approx(0, abs=0.03)


def test_a_sample_of_many_pairs_says_the_same(crowd, monkeypatch):
    embeddings, speakers = crowd
    same, other = of_voices.scores(embeddings, speakers)
    monkeypatch.setattr(of_voices, "PAIRS", 200)
    fewer_same, fewer_other = of_voices.scores(embeddings, speakers)
    assert len(fewer_same) == 200 and 100 < len(fewer_other) <= 200
    assert set(fewer_same.round(4)) <= set(same.round(4)) and set(fewer_other.round(4)) <= set(other.round(4))


@pytest.mark.parametrize("speakers", [[], ["a"], ["a", "a"], ["a", "b"], ["a", "a", "b"], ["a"] * 12,
                                      list("abcdefghijkl")])
def test_few_voices_and_one_sided_labels(crowd, speakers, tmp_path):
    embeddings = crowd[0][: len(speakers)]
    found = of_voices.measure(embeddings, speakers)
    assert (found.eer is None) == (not len(found.same) or not len(found.other))
    assert len(found.clusters) == len(found.order) == len(speakers)
    if speakers:
        make_figure(np.zeros((len(speakers), 2)), speakers, speakers, found)
        write_table(tmp_path / "t.csv", np.zeros((len(speakers), 2)), speakers, speakers, embeddings, found)


def test_measuring_can_be_given_up(crowd):
    with pytest.raises(Cancelled):
        of_voices.measure(*crowd, cancelled=lambda: True)


def test_figures_and_tables(crowd, tmp_path):
    embeddings, speakers = crowd
    found = of_voices.measure(embeddings, speakers)
    places = np.random.default_rng(0).normal(size=(60, 2))
    names = [f"$name_{i}, \"quoted\"" for i in range(60)]
    pitches = np.where(np.arange(60) % 7 == 0, np.nan, 100.0 + np.arange(60))
    for suffix, values in ((".png", pitches), (".svg", speakers), (".pdf", ["", "F", "M"] * 20)):
        draw(tmp_path / f"map{suffix}", places, names, values, found)
        assert (tmp_path / f"map{suffix}").stat().st_size > 5000
    with pytest.raises(AudioError, match="must end in one of"):
        draw(tmp_path / "map.bmp", places, names, speakers, found)
    write_table(tmp_path / "map.csv", places, names, speakers, embeddings, found, {"pitch_hz": pitches.tolist()})
    with open(tmp_path / "map.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == names and rows[1]["pitch_hz"] == "101.0"
    best = embeddings @ embeddings[3]
    best[3] = -1
    assert rows[3]["nearest"] == names[best.argmax()]
    assert float(rows[3]["similarity"]) == pytest.approx(best.max(), abs=1e-3)
    assert float(rows[3]["x"]) == pytest.approx(places[3, 0], abs=1e-4)


def _mean(embeddings):
    total = embeddings.sum(axis=0)
    return total / np.linalg.norm(total)
