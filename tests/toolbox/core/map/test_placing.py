import numpy as np
import pytest

from toolbox.core.map.placing import key, lay_out, place, read, stacked
from toolbox.core.map.population import KNOWN, OWN
from toolbox.core.map.projection import Projection, fit


def rows(count, seed=0):
    rng = np.random.default_rng(seed)
    embeddings = np.abs(rng.normal(size=(count, 256))).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    return [(f"own{i}", f"Own {i}", "recorded here", OWN, "F", 200.0, e) for i, e in enumerate(embeddings)]


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return read(tmp_path_factory.mktemp("none") / "map.npz")


def test_the_first_map_is_the_constellations(known):
    population, voices, places, projection = known
    assert (population.kinds == KNOWN).all() and len(population) == len(voices) == len(places)
    assert population.ids[7] == "known:7" and np.array_equal(voices[7].embedding, population.embeddings[7])
    np.testing.assert_allclose(places, projection.places, atol=1e-4)


def test_a_damaged_map_is_the_constellations_too(known, tmp_path):
    (tmp_path / "map.npz").write_bytes(b"no map")
    assert np.array_equal(read(tmp_path / "map.npz")[2], known[2])


def test_a_voice_keeps_its_place_until_it_is_measured_again(known):
    first, second = rows(2)
    found = place(known[3], [first, second])
    assert found["own1"][0] == key(second[6]) != key(first[6])
    np.testing.assert_allclose(found["own0"][1], known[3].place(first[6][None])[0])


def test_everybody_has_a_place_in_a_new_map_and_it_is_kept(known, tmp_path):
    population = known[0].part(slice(30))
    fitted, late = rows(5), [("late", *row[1:]) for row in rows(1, seed=9)]
    projection = fit(stacked(population, fitted), "pca")
    known_places, places = lay_out(projection, population, fitted, fitted + late, tmp_path / "map.npz")
    np.testing.assert_allclose(known_places, projection.places[:30], atol=1e-6)
    np.testing.assert_allclose([places[f"own{i}"][1] for i in range(5)], projection.places[30:], atol=1e-6)
    np.testing.assert_allclose(places["late"][1], projection.place(late[0][6][None])[0], atol=1e-6)
    assert Projection.load(tmp_path / "map.npz").method == "pca"
