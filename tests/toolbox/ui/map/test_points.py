import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPolygonF

from toolbox.ui import theme
from toolbox.ui.map.points import DISC, REACH, PointsView
from toolbox.ui.map.raster import CROWDED, mixed, packed, rasterise

WHITE = 0xFFFFFFFF


@pytest.fixture
def view(qtbot):
    made = PointsView("Map")
    qtbot.addWidget(made)
    made.resize(300, 240)
    made.show()
    return made


@pytest.fixture
def places():
    return np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)


def colours_of(count):
    return np.random.default_rng(1).integers(0, 1 << 24, count).astype(np.uint32) | np.uint32(0xFF000000)


@pytest.mark.parametrize("radius", [1.0, 2.5, 4.0])
def test_every_pixel_of_a_disc_is_the_nearest_centres(radius):
    rng, image = np.random.default_rng(2), np.full((80, 120), WHITE, np.uint32)
    columns, rows, ink = rng.uniform(10, 110, 60), rng.uniform(10, 70, 60), colours_of(60)
    rasterise(image, columns, rows, ink, radius)
    down, right = np.mgrid[:80, :120]
    away = np.hypot(down[..., None] - rows.astype(int), right[..., None] - columns.astype(int))
    inside = away.min(axis=2) <= radius - 0.5
    ties = (away == away.min(axis=2, keepdims=True)).sum(axis=2) > 1
    assert (image == ink[away.argmin(axis=2)])[inside & ~ties].all()
    assert (image[away.min(axis=2) > radius + 0.5] == WHITE).all()


def test_a_crowd_and_points_far_outside_are_drawn_too():
    rng, image = np.random.default_rng(3), np.full((50, 60), WHITE, np.uint32)
    columns, rows = rng.uniform(-1e6, 1e6, 2 * CROWDED), rng.uniform(-1e6, 1e6, 2 * CROWDED)
    columns[:CROWDED + 1], rows[:CROWDED + 1] = 30.0, 20.0
    columns[-1], rows[-1] = 1e30, -1e30
    rasterise(image, columns, rows, np.full(2 * CROWDED, 0xFF000000, np.uint32), 3.0)
    assert image[20, 30] == 0xFF000000 and image[5, 5] == WHITE


def test_mixing_lies_between():
    over, under = np.array([0xFF204060], np.uint32), np.array([0xFFE0C0A0], np.uint32)
    assert mixed(over, under, 256) == over and mixed(over, under, 0) == under
    assert mixed(over, under, 128) == 0xFF808080
    assert packed("#102030") == 0xFF102030


def test_places_and_positions_are_each_others_inverse(view, places):
    view.show_points(places, colours_of(200))
    for at in (QPointF(10, 20), QPointF(299, 0)):
        back = view.position_of(view.place_at(at))
        assert (back - at).manhattanLength() < 1e-2
    inside = [view.rect().contains(view.position_of(p).toPoint()) for p in places]
    assert all(inside)
    under = view.place_at(QPointF(40, 50))
    view.zoom(3.0, QPointF(40, 50))
    assert view.place_at(QPointF(40, 50)) == pytest.approx(under, abs=1e-3)
    view.pan(7, -3)
    assert view.place_at(QPointF(47, 47)) == pytest.approx(under, abs=1e-3)


def test_points_are_drawn_where_they_are_found(view, places):
    ink = colours_of(200)
    view.show_points(places[:5] * 5, ink[:5])
    image = view.grab().toImage()
    for index in range(5):
        at = view.position_of(view.places[index])
        assert image.pixelColor(int(at.x()), int(at.y())).rgb() == int(ink[index])
        assert view.point_at(at + QPointF(2, 1)) == index
    assert view.point_at(QPointF(1, 1)) == -1 or view.position_of(view.places[view.point_at(QPointF(1, 1))]).x() < REACH


def test_own_voices_are_meant_before_the_crowd(view):
    marks = np.array([0, DISC, 0], np.uint8)
    view.show_points([[0, 0], [0.01, 0], [1, 1]], colours_of(3), marks, ["a", "b", "c"])
    assert view.point_at(view.position_of([0, 0])) == 1


def test_lasso_holds_what_the_polygon_holds(view, places):
    view.show_points(places, colours_of(200))
    corners = [QPointF(60, 40), QPointF(240, 70), QPointF(150, 120), QPointF(220, 210), QPointF(80, 190)]
    polygon = QPolygonF(corners)
    exact = {i for i, p in enumerate(places)
             if polygon.containsPoint(view.position_of(p), Qt.FillRule.OddEvenFill)}
    found = set(view.inside(polygon).tolist())
    # Along the edge a pixel may go to either side.
    assert len(exact) > 20 and len(found ^ exact) <= 4


def test_mouse_picks_pans_and_gathers(qtbot, view, places):
    view.show_points(places, colours_of(200))
    target = view.position_of(places[3]).toPoint()
    expected = view.point_at(QPointF(target))
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=target)
    assert picked.args == [expected, False]
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, target)
    assert picked.args == [expected, True]
    with qtbot.waitSignal(view.spot_picked) as spot:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, QPoint(33, 44))
    assert spot.args == pytest.approx(view.place_at(QPointF(33, 44)))
    view.gathering = True
    with qtbot.waitSignal(view.gathered) as gathered:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
        for corner in (QPoint(298, 1), QPoint(298, 238), QPoint(1, 238)):
            qtbot.mouseMove(view, corner)
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 238))
    assert len(gathered.args[0]) == 200
    view.gathering = False
    before = view.place_at(QPointF(100, 100))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(110, 100))
    qtbot.mouseMove(view, QPoint(130, 90))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(130, 90))
    assert view.place_at(QPointF(130, 90)) == pytest.approx(before, abs=1e-3)


def test_keys_walk_from_point_to_point(qtbot, view):
    view.show_points([[0, 0], [1, 0], [2, 0.1], [1, 1]], colours_of(4), names=list("abcd"))
    view.show_chosen(0)
    for key, index in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Up, 3),
                       (Qt.Key.Key_Up, 3)):
        qtbot.keyClick(view, key)
        assert view.hover == index
    assert view.accessibleDescription() == "d"
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert picked.args == [3, False]
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    wide = view.place_at(QPointF(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.place_at(QPointF(0, 0))[0] < wide[0]


def test_points_glide_to_their_new_places(qtbot, view, places):
    view.show_points(places, colours_of(200))
    moved, came = -places, places.copy()
    came[7] = np.nan
    view.show_points(moved, colours_of(200), glide_from=came)
    qtbot.waitUntil(lambda: 0 < np.abs(view.places[0] - places[0]).max() < 0.9 * np.abs(moved[0] - places[0]).max())
    assert np.array_equal(view.places[7], moved[7])
    qtbot.waitUntil(lambda: np.array_equal(view.places, moved))


def test_a_group_stays_and_the_others_fade(view, places):
    ink = colours_of(200)
    view.show_points(places, ink)
    view.show_group([1, 2])
    assert view._shown[1] == ink[1] and view._shown[3] != ink[3]
    base = packed(theme.current().base)
    assert view._shown[3] == mixed(ink[3:4], np.array([base], np.uint32), 60)[0]
    view.show_group([])
    assert np.array_equal(view._shown, ink)
