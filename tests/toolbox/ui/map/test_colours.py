import numpy as np
import pytest

from toolbox.core.map.population import KNOWN, OWN, TAKE, Population
from toolbox.ui import theme
from toolbox.ui.map.colours import COLOURINGS, LEGIBLE, SEXES, colour, hues


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
def test_hues_differ_from_each_other_and_from_the_page(dark):
    theme.follow("dark" if dark else "light")
    colours = hues(12)
    parts = np.stack([(colours >> s) & 255 for s in (16, 8, 0)], axis=1).astype(int)
    apart = np.abs(parts[:, None] - parts[None]).sum(axis=2) + 999 * np.eye(12)
    page = np.array([int(theme.current().base[i: i + 2], 16) for i in (1, 3, 5)])
    assert apart.min() > 40 and np.abs(parts - page).sum(axis=1).min() > 150
    theme.follow("system")


def test_every_source_is_named_in_the_legend(population):
    names = [f"Data set {k}" for k in range(12)]
    many = Population.of([(str(k), "A", name, OWN, "F", 100.0, population.embeddings[0])
                          for k, name in enumerate(names)])
    colours, legend = colour(many, "source")
    assert sorted(text for _, text in legend) == sorted(names)
    assert all(int(ink[1:], 16) in (colours & 0xFFFFFF) for ink, _ in legend)
    crowd = Population.of([(str(k), f"Speaker {k}", "", OWN, "F", 100.0, population.embeddings[0])
                           for k in [*range(1000), 7, 7]])
    legend = colour(crowd, "speaker")[1]
    assert len(legend) == LEGIBLE + 1 and legend[-1] == (None, f"and {1000 - LEGIBLE} more")
    assert "Speaker 7" in [text for _, text in legend]


# Linear RGB as somebody sees it who lacks one kind of cone (Viénot, Brettel and Mollon, 1999).
PROTAN = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])
DEUTAN = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("eye", [np.eye(3), PROTAN, DEUTAN], ids=["all cones", "protanopia", "deuteranopia"])
def test_the_sexes_are_distinguishable_without_red_and_green(population, dark, eye):
    theme.follow("dark" if dark else "light")
    colours, legend = colour(population, "sex")
    theme.follow("system")
    assert {text for _, text in legend} == {"female", "male", "unknown"}
    pair = np.array([[int(SEXES[dark][sex][i: i + 2], 16) for i in (1, 3, 5)] for sex in ("female", "male")]) / 255
    assert int(colours[0]) & 0xFFFFFF == int(SEXES[dark]["female"][1:], 16)
    linear = np.where(pair <= 0.04045, pair / 12.92, ((pair + 0.055) / 1.055) ** 2.4)
    seen = 255 * np.clip(linear @ eye.T, 0, 1) ** (1 / 2.2)
    assert np.abs(seen[0] - seen[1]).max() > 90
