import os
import subprocess
import sys
import time

import numpy as np
import pytest

from audio.errors import AudioError, Cancelled
from encoder.evaluate import lay_out
from toolbox.core.map.constellation import load
from toolbox.core.map.projection import APART, Projection, align, fit
from toolbox.core.processes.mapper import MapProcess


@pytest.fixture(scope="module")
def crowd():
    """Return embeddings (120, 256) of 12 speakers, varied as the constellation's are, and the speakers."""
    stars, rng = load(), np.random.default_rng(0)
    away = stars.utterances - stars.embeddings[stars.speakers]
    # Far from one another, so that everybody can say which is whose.
    chosen = [0]
    while len(chosen) < 12:
        chosen.append(int((stars.embeddings @ stars.embeddings[chosen].T).max(axis=1).argmin()))
    speakers = np.repeat(np.arange(12), 10)
    made = stars.embeddings[chosen][speakers] + away[rng.integers(len(away), size=120)]
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32), speakers


@pytest.fixture(scope="module")
def fitted(crowd):
    return fit(crowd[0])


def _own_neighbours(places, speakers, count=5):
    apart = np.square(places[:, None] - places[None]).sum(axis=-1)
    np.fill_diagonal(apart, np.inf)
    return (speakers[np.argsort(apart, axis=1)[:, :count]] == speakers[:, None]).mean()


@pytest.mark.parametrize("method", ["umap", "tsne", "pca"])
def test_speakers_lie_together(crowd, method):
    embeddings, speakers = crowd
    told = []
    projection = fit(embeddings, method, progress=lambda share, what=None: told.append(share))
    assert projection.method == method and projection.places.dtype == np.float32
    assert np.abs(projection.places).max() == pytest.approx(1, abs=1e-6)
    assert _own_neighbours(projection.places, speakers) > (0.6 if method == "pca" else 0.95)
    assert told == sorted(told) and told[-1] == 1.0


def test_the_map_keeps_neighbourhoods():
    from sklearn.manifold import trustworthiness
    stars = load()
    rows = np.random.default_rng(0).permutation(len(stars.names))[:300]
    projection = fit(stars.embeddings[rows])
    assert trustworthiness(stars.embeddings[rows], projection.places, n_neighbors=15, metric="cosine") > 0.9
    assert trustworthiness(stars.embeddings, stars.places, n_neighbors=15, metric="cosine") > 0.93


def test_the_map_is_as_trustworthy_as_that_of_umap_learn(crowd):
    """Both fit the same 300 voices. umap-learn compiles itself in every process, so whatever uses it is tested here."""
    from sklearn.manifold import trustworthiness
    stars = load()
    embeddings = stars.embeddings[np.random.default_rng(0).permutation(len(stars.names))[:300]]
    # In this process; `fit` calls it in one of its own, as it does t-SNE, which the tests above cover.
    reference = APART["umap-learn"](embeddings, fit(embeddings, "pca").places, 0)
    ours, theirs = (trustworthiness(embeddings, places, n_neighbors=15, metric="cosine")
                    for places in (fit(embeddings).places, reference))
    assert theirs > 0.9 and ours > theirs - 0.01
    # The map that an encoder's training draws.
    embeddings, speakers = crowd
    assert _own_neighbours(lay_out(embeddings), speakers) > 0.95


def test_the_same_seed_gives_the_same_map(crowd, fitted):
    assert np.array_equal(fit(crowd[0]).places, fitted.places)
    assert not np.array_equal(fit(crowd[0], seed=1).places, fitted.places)


def test_the_map_does_not_depend_on_threads_or_blas_kernels(tmp_path):
    program = """import sys
import numpy as np
from toolbox.core.map.constellation import load
from toolbox.core.map.measures import clusters
from toolbox.core.map.projection import fit
stars, made = load().utterances[:400], {}
for method in ("umap", "pca"):
    made[method] = first = fit(stars[:300], method)
    made[f"{method} again"] = fit(stars, method, previous=first)
np.savez(sys.argv[1], groups=clusters(stars), **{name: fitted.places for name, fitted in made.items()})
"""
    made = []
    for number, given in enumerate(({"OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Haswell"},
                                    {"OPENBLAS_NUM_THREADS": "2", "OPENBLAS_CORETYPE": "Haswell"},
                                    {"OPENBLAS_NUM_THREADS": "2", "OPENBLAS_CORETYPE": "Prescott"})):
        path = tmp_path / f"{number}.npz"
        subprocess.run([sys.executable, "-c", program, path], check=True, env=os.environ | given)
        made.append(dict(np.load(path)))
    for other in made[1:]:
        for name, value in made[0].items():
            assert np.array_equal(value, other[name]), name


@pytest.mark.parametrize("method", ["umap", "pca"])
def test_those_of_the_fit_are_placed_where_they_are(crowd, method):
    projection = fit(crowd[0], method)
    np.testing.assert_allclose(projection.place(crowd[0]), projection.places, atol=1e-4)
    assert projection.place(crowd[0][:0]).shape == (0, 2)


def test_others_are_placed_beside_their_own(crowd):
    embeddings, speakers = crowd
    known = np.arange(120) % 10 > 1
    for method in ("umap", "pca"):
        projection = fit(embeddings[known], method)
        before = projection.places.copy()
        placed = projection.place(embeddings[~known])
        nearest = np.square(placed[:, None] - before[None]).sum(axis=-1).argmin(axis=1)
        assert (speakers[known][nearest] == speakers[~known]).mean() > (0.5 if method == "pca" else 0.9)
        assert np.array_equal(projection.places, before)


def test_a_refit_lies_as_the_old_map(crowd):
    embeddings, _ = crowd
    old = fit(embeddings[:100])
    turned = Projection("umap", old.embeddings, old.places @ np.array([[0.0, 1.0], [1.0, 0.0]], np.float32))
    for previous in (old, turned):
        new = fit(embeddings, previous=previous)
        distance = np.linalg.norm(new.places[:100] - previous.places, axis=1).mean()
        assert distance < 0.25 < np.linalg.norm(new.places[:100] + previous.places, axis=1).mean()


def test_aligning_undoes_a_turn_and_a_mirror():
    rng = np.random.default_rng(0)
    old = rng.normal(size=(30, 2))
    angle = 2.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for moved in (old @ turn, old @ turn * [1, -1], old + 5):
        np.testing.assert_allclose(align(moved, old), old - old.mean(axis=0), atol=1e-9)


@pytest.mark.parametrize("count", range(9))
def test_few_voices_have_places_too(crowd, count):
    projection = fit(crowd[0][:count])
    assert projection.places.shape == (count, 2) and np.isfinite(projection.places).all()
    assert np.isfinite(projection.place(crowd[0][100:])).all()


def test_a_voice_that_is_there_many_times(crowd):
    projection = fit(np.repeat(crowd[0][:4], 30, axis=0))
    assert np.isfinite(projection.places).all() and np.isfinite(projection.place(crowd[0])).all()


def test_what_is_saved_is_loaded(tmp_path, fitted, crowd):
    fitted.save(tmp_path / "map.npz")
    read = Projection.load(tmp_path / "map.npz")
    assert read.method == "umap" and np.array_equal(read.places, fitted.places)
    np.testing.assert_allclose(read.place(crowd[0]), fitted.places, atol=1e-4)
    assert [p.name for p in tmp_path.iterdir()] == ["map.npz"]


def test_files_that_are_no_map_get_a_sentence(tmp_path, fitted):
    path = tmp_path / "map.npz"
    fitted.save(path)
    whole = path.read_bytes()
    for content in (b"", b"hello", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(AudioError, match="is not a saved map"):
            Projection.load(path)
    np.savez(path, embeddings=np.zeros((3, 256)), places=np.zeros((2, 2)), about='{"method": "umap"}')
    with pytest.raises(AudioError, match="is not a saved map"):
        Projection.load(path)
    with pytest.raises(AudioError, match="no such file"):
        Projection.load(tmp_path / "none.npz")


def test_bad_input_gets_a_sentence(crowd):
    with pytest.raises(ValueError, match="no projection named 'som'; choose one of umap"):
        fit(crowd[0], "som")
    with pytest.raises(ValueError, match="finite numbers"):
        fit(np.full((10, 256), np.nan))


@pytest.mark.parametrize("method", ["umap", "tsne"])
def test_a_fit_can_be_given_up(crowd, method):
    asked = []

    def cancelled():
        asked.append(time.perf_counter())
        return len(asked) > 1

    with pytest.raises(Cancelled):
        fit(crowd[0], method, cancelled=cancelled)
    assert len(asked) == 2


def test_the_process_fits_clusters_and_measures(crowd):
    embeddings, speakers = crowd
    process = MapProcess(threads=1)
    try:
        def ask(number, kind, **arguments):
            events = list(process.run(number, kind, arguments))
            assert events[-1][0] == "done", events[-1]
            return events[-1][1], [payload for name, payload in events if name == "progress"]

        projection, told = ask(1, "fit", embeddings=embeddings)
        assert np.array_equal(projection.places, fit(embeddings).places)
        assert 50 < len(told) <= 101  # each percent once
        labels, _ = ask(2, "clusters", embeddings=embeddings)
        names = [f"speaker {k}" for k in speakers]
        numbers, _ = ask(3, "measure", embeddings=embeddings, speakers=names)
        assert np.array_equal(labels, numbers.clusters)
        events = process.run(4, "fit", {"embeddings": np.tile(embeddings, (20, 1))})
        next(events)
        process.cancel(4)
        assert list(events)[-1] == ("cancelled", None)
    finally:
        process.stop()
