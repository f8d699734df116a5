import numpy as np
import pytest

from toolbox.ui.map.population import COLOURINGS, KNOWN, OWN, TAKE, Population, colour, hues
from toolbox.ui.window import theme


@pytest.fixture
def population():
    embeddings = np.abs(np.random.default_rng(0).normal(size=(6, 256))).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    rows = [(f"id{i}", f"Speaker {i // 2}", "LibriSpeech" if i < 4 else "recorded here", (KNOWN, OWN, TAKE)[i % 3],
             ("F", "M", None)[i % 3], (100.0, 200.0, None)[i % 3], embeddings[i]) for i in range(6)]
    return Population.of(rows)


@pytest.mark.parametrize("by", COLOURINGS)
def test_same_property_same_colour(population, by):
    population.clusters = np.array([0, 0, 1, 1, -1, -1])
    colours, legend = colour(population, by, population.embeddings[0])
    assert colours.dtype == np.uint32 and (colours >> 24 == 255).all() and legend
    values = {"pitch": population.pitches, "sex": population.sexes, "speaker": population.names,
              "source": population.sources, "cluster": population.clusters,
              "similarity": population.similarities(population.embeddings[0])}[by]
    for a in range(6):
        for b in range(6):
            same = values[a] == values[b] or (by == "pitch" and np.isnan(values[a]) and np.isnan(values[b]))
            if by != "similarity":
                assert (colours[a] == colours[b]) == same
            elif same:
                assert colours[a] == colours[b]


def test_what_is_not_known_is_grey(population):
    grey = int("ff" + theme.current().muted[1:], 16)
    for by in ("pitch", "sex", "cluster"):
        assert colour(population, by)[0][2] == grey
    assert (colour(population, "similarity")[0] == grey).all()
    assert len(colour(Population.of([]), "pitch")[0]) == 0


@pytest.mark.parametrize("dark", [False, True])
def test_hues_are_told_apart_and_from_the_page(dark):
    theme.follow("dark" if dark else "light")
    colours = hues(12)
    parts = np.stack([(colours >> s) & 255 for s in (16, 8, 0)], axis=1).astype(int)
    apart = np.abs(parts[:, None] - parts[None]).sum(axis=2) + 999 * np.eye(12)
    page = np.array([int(theme.current().base[i: i + 2], 16) for i in (1, 3, 5)])
    assert apart.min() > 40 and np.abs(parts - page).sum(axis=1).min() > 150
    theme.follow("system")


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
