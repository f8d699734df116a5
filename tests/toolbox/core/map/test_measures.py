import csv

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from audio.errors import AudioError, Cancelled
from toolbox.core.map import measures as of_voices
from toolbox.core.map.pictures import draw, make_figure, write_table


@pytest.fixture(scope="module")
def crowd():
    """Return unit vectors (60, 256) of six distant speakers, and their names."""
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


def test_one_silhouette_from_means_and_from_pairs(crowd):
    embeddings, speakers = crowd
    mixed = [*speakers[:50], *(f"alone {i}" for i in range(5)), *speakers[:5]]
    for names in (speakers, mixed):
        wanted = silhouette_score(embeddings, names, metric="cosine")
        assert of_voices.silhouette(embeddings, names) == pytest.approx(wanted, abs=1e-5)


def test_rounding_decides_nothing_about_equal_voices(crowd):
    rng = np.random.default_rng(0)
    for embedding in crowd[0][:20]:
        # The last bit of each number is what another kernel or another number of threads would make of it.
        same = np.repeat(embedding[None], 6, axis=0)
        same += rng.choice([-1, 0, 1], same.shape).astype(np.float32) * np.spacing(same)
        assert of_voices.silhouette(same, list("aabbcc")) == 0
        assert of_voices.outliers(same, list("aabbcc")) == []
        same, other = of_voices.scores(same, list("aabbcc"))
        assert len(set(same) | set(other)) == 1


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


@pytest.mark.parametrize("part", ["scores", "silhouette", "outliers", "clusters"])
def test_every_part_can_be_given_up(crowd, part, monkeypatch):
    monkeypatch.setattr(of_voices, "AT_ONCE", 10)
    embeddings, speakers = crowd
    arguments = (embeddings,) if part == "clusters" else crowd
    with pytest.raises(Cancelled):
        getattr(of_voices, part)(*arguments, cancelled=lambda: True)


def test_many_voices_are_measured_in_blocks(crowd, monkeypatch):
    embeddings, speakers = crowd
    wrong = [*speakers[:25], "speaker 4", *speakers[26:]]
    whole, asked = of_voices.measure(embeddings, wrong), []
    monkeypatch.setattr(of_voices, "CELLS", 50)
    monkeypatch.setattr(of_voices, "AT_ONCE", 10)
    found = of_voices.measure(embeddings, wrong, cancelled=lambda: asked.append(1))
    assert len(asked) > 20 and [o.index for o in found.outliers] == [o.index for o in whole.outliers] == [25]
    assert found.silhouette == pytest.approx(whole.silhouette) and np.array_equal(found.clusters, whole.clusters)


def test_a_table_can_be_given_up(crowd, tmp_path):
    embeddings, speakers = crowd
    found = of_voices.measure(embeddings, speakers)
    with pytest.raises(Cancelled):
        write_table(tmp_path / "t.csv", np.zeros((60, 2)), speakers, speakers, embeddings, found,
                    cancelled=lambda: True)
    assert not list(tmp_path.iterdir())


def test_names_that_are_not_utf_8_are_drawn_and_written(crowd, tmp_path):
    embeddings, speakers = crowd[0][:6], ["caf\udce9"] * 3 + ["$b$"] * 3
    found = of_voices.measure(embeddings, speakers)
    names = [f"caf\udce9 {i}.flac" for i in range(6)]
    for suffix in (".png", ".svg"):
        draw(tmp_path / f"map{suffix}", np.arange(12.0).reshape(6, 2), names, speakers, found, "in caf\udce9")
    write_table(tmp_path / "map.csv", np.zeros((6, 2)), names, speakers, embeddings, found)
    assert "0.flac" in (tmp_path / "map.csv").read_text(encoding="utf-8")


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
