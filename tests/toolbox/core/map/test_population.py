import numpy as np
import pytest

from toolbox.core.map.population import KNOWN, OWN, TAKE, Population


@pytest.fixture
def population():
    embeddings = np.abs(np.random.default_rng(0).normal(size=(6, 256))).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    rows = [(f"id{i}", f"Speaker {i // 2}", "LibriSpeech" if i < 4 else "recorded here", (KNOWN, OWN, TAKE)[i % 3],
             ("F", "M", None)[i % 3], (100.0, 200.0, None)[i % 3], embeddings[i]) for i in range(6)]
    return Population.of(rows)


def test_nearest_are_the_most_alike(population):
    found = population.nearest(population.embeddings[2], 3, [2])
    cosines = population.embeddings @ population.embeddings[2]
    cosines[2] = -1
    assert [i for i, _ in found] == np.argsort(-cosines)[:3].tolist()
    assert population.nearest(population.embeddings[2], 50)[0] == (2, pytest.approx(1, abs=1e-5))
    assert len(population.nearest(population.embeddings[2], 50)) == 6
    assert Population.of([]).nearest(population.embeddings[0], 3) == []


def test_populations_add_up_and_describe_themselves(population):
    both = population + Population.of([])
    assert both.ids == population.ids and len(population + population) == 12
    assert population.describe(0) == "Speaker 0 · female · 100 Hz · known speaker"
    assert population.describe(2) == "Speaker 1 · take"


def test_a_part_keeps_rows_together(population):
    part = population.part(np.array([False, True, False, False, True, False]))
    assert part.ids == ["id1", "id4"] == population.part([1, 4]).ids and part.names == ["Speaker 0", "Speaker 2"]
    assert np.array_equal(part.embeddings, population.embeddings[[1, 4]]) and part.kinds.tolist() == [OWN, OWN]
