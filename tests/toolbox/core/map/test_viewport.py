import numpy as np
import pytest

from toolbox.core.map.viewport import Viewport, step


@pytest.fixture
def places():
    return np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32) * [3, 1]


@pytest.fixture
def view(places):
    made = Viewport(300, 240)
    made.show_all(places)
    return made


@pytest.mark.parametrize("size", [(300, 240), (1, 500), (2000, 20)])
def test_everything_is_in_sight_with_a_margin(places, size):
    view = Viewport(*size)
    view.show_all(places)
    assert len(view.in_sight(places)) == 200
    columns, rows = view.pixels(places)
    assert max(np.ptp(columns) / size[0], np.ptp(rows) / size[1]) == pytest.approx(0.84, abs=1e-3)


def test_pixels_and_places_are_each_others_inverse(view, places):
    for ratio in (1.0, 2.0):
        columns, rows = view.pixels(places, ratio)
        back = [view.place_at(x / ratio, y / ratio) for x, y in zip(columns, rows)]
        np.testing.assert_allclose(back, places, atol=1e-4)
    assert view.place_at(0, 0)[1] > view.place_at(0, 200)[1]


def test_what_is_zoomed_about_and_what_is_dragged_stay_under_the_pointer(view):
    under = view.place_at(40, 50)
    view.zoom(3.0, 40, 50)
    assert view.place_at(40, 50) == pytest.approx(under, abs=1e-3) and not view.followed
    view.pan(7, -3)
    assert view.place_at(47, 47) == pytest.approx(under, abs=1e-3)


def test_zoom_has_ends(view):
    for factor, end in ((10.0, 500), (0.1, 0.2)):
        for _ in range(9):
            view.zoom(factor, 0, 0)
        assert view.scale == pytest.approx(end * view.whole)


def test_nearest_is_within_reach_and_own_voices_come_first(view, places):
    nobody = np.zeros(0, int)
    for index in range(0, 200, 17):
        (x,), (y,) = view.pixels(places[[index]])
        found = view.nearest(places, x + 1, y, 9, nobody)
        columns, rows = view.pixels(places)
        assert found == np.hypot(columns - x - 1, rows - y).argmin()
        assert view.nearest(places, x + 1, y, 9, np.array([index])) == index
    assert view.nearest(places, -1000, 0, 9, nobody) == view.nearest(places[:0], 5, 5, 9, nobody) == -1


def test_steps_go_no_further_aside_than_ahead():
    places = np.array([[0, 0], [1, 0], [2, 0.1], [1, 1.5]], np.float32)
    assert [step(places, 0, d) for d in ((1, 0), (0, 1), (-1, 0), (0, -1))] == [1, 3, -1, -1]
    assert step(places, 2, (-1, 0)) == 1
