"""A packed layer keeps every feature, in few paths, and knows what is too small to be a shape."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF

from cop_app.geo.columns import GeometryColumns
from cop_app.render.derived import Derived, hachures
from cop_app.render.packed import PackedLayer, classes_of, level_of, pixel_of
from cop_app.render.qt_paths import PathCache, path_from

CX, CY = 156_815.0, 532_660.0
WORLD = (CX - 1e4, CY - 1e4, CX + 1e4, CY + 1e4)


def columns(*shapes):
    return GeometryColumns.from_shapely(np.array(shapes, dtype=object))


def test_blocks_are_small_and_lose_nothing(houses):
    [blocks] = PackedLayer(houses).of("")
    level = level_of(0.5)
    seen = blocks.seen(WORLD, level)
    paths = [blocks.path(int(b), level) for b in seen]
    assert sum(p.elementCount() for p in paths) == len(houses.coords)
    assert max(p.elementCount() for p in paths) <= 500
    assert sorted(blocks.ids.tolist()) == list(range(len(houses)))


def test_a_path_is_in_metres_from_the_origin_with_y_down():
    box = shapely.box(CX, CY, CX + 10, CY + 20)
    path = path_from(columns(box).coords, np.array([0], dtype=np.int32), (CX, CY))
    assert path.boundingRect().getRect() == (0.0, -20.0, 10.0, 20.0)


def test_a_hole_stays_open():
    ring = shapely.Point(CX, CY).buffer(100) - shapely.Point(CX, CY).buffer(50)
    c = columns(ring)
    path = path_from(c.coords, c.ring_offsets[:-1], (CX, CY))
    assert path.contains(QPointF(75, 0))
    assert not path.contains(QPointF(0, 0))


def test_features_below_a_pixel_become_specks(houses):
    [blocks] = PackedLayer(houses).of("")
    near, far = level_of(1.0), level_of(30.0)
    assert len(blocks.specks(near)) == 0
    assert len(blocks.seen(WORLD, far)) == 0
    assert len(blocks.specks(far)) == len(houses)


def test_a_mixed_level_draws_the_large_and_dots_the_small(houses):
    large = shapely.box(CX + 2000, CY, CX + 2400, CY + 400)
    [blocks] = PackedLayer(GeometryColumns.concat([houses, columns(large)])).of("")
    far = level_of(30.0)
    [only] = blocks.seen(WORLD, far)
    assert blocks.path(int(only), far).elementCount() == 5
    assert len(blocks.specks(far)) == len(houses)


@pytest.mark.parametrize("mpp", [0.07, 0.5, 1.0, 1.99, 2.0, 50.0, 1323.0])
def test_a_level_is_at_most_its_pixel_and_more_than_0_7_of_it(mpp):
    assert 0.7 < pixel_of(level_of(mpp)) / mpp <= 1.0


def test_large_rings_are_simplified_at_far_levels():
    lake = shapely.Point(CX, CY).buffer(1000, quad_segs=200)
    [blocks] = PackedLayer(columns(lake)).of("")
    near, far = blocks.path(0, level_of(0.1)), blocks.path(0, level_of(20.0))
    assert far.elementCount() < near.elementCount() / 4
    assert abs(far.boundingRect().width() - 2000) < 20


def test_classes_come_from_the_properties():
    raw = [b'{"klasse":"hal","naam":"x"}', b'{"naam":"\\"klasse\\":\\"kas\\""}', b'{"klasse":"pand"}']
    assert classes_of(raw) == ["hal", "", "pand"]


def test_a_class_draws_only_its_own(houses):
    layer = PackedLayer(houses, ["hal" if i % 4 == 0 else "pand" for i in range(len(houses))])
    assert sum(len(b) for b in layer.of("hal")) == len(houses) // 4
    assert sum(len(b) for b in layer.of("")) == len(houses)
    assert layer.of("kas") == []


def test_an_edit_tells_where_and_moves_the_shape(houses):
    layer = PackedLayer(houses)
    [blocks] = layer.of("")
    level = level_of(0.5)
    for block in blocks.seen(WORLD, level):
        blocks.path(int(block), level)
    old = layer.geometry_of(700)
    moved = columns(shapely.box(CX + 5000, CY, CX + 5010, CY + 10))
    box = layer.replace(700, moved)
    assert box[0] <= old.boxes[0, 0]
    assert box[2] == CX + 5010
    assert np.array_equal(layer.geometry_of(700).coords, moved.coords)
    [there] = blocks.seen((CX + 4990, CY - 10, CX + 5020, CY + 20), level)
    assert blocks.path(int(there), level).boundingRect().right() == pytest.approx(CX + 5010 - layer.origin[0])


def test_an_edit_reaches_the_far_levels_too(houses):
    layer = PackedLayer(houses)
    [blocks] = layer.of("")
    far = level_of(30.0)
    assert len(blocks.specks(far)) == len(houses)
    layer.replace(3, columns(shapely.box(CX, CY, CX + 900, CY + 900)))
    assert len(blocks.specks(far)) == len(houses) - 1
    assert len(blocks.seen(WORLD, far)) == 1


def test_a_feature_keeps_its_kind(houses):
    with pytest.raises(ValueError, match="kind"):
        PackedLayer(houses).replace(0, columns(shapely.Point(CX, CY)))


def test_the_cache_forgets_the_longest_unused(houses):
    cache = PathCache(limit=24 * 500 * 3)
    [blocks] = PackedLayer(houses, cache=cache).of("")
    level = level_of(0.5)
    for block in blocks.seen(WORLD, level):
        blocks.path(int(block), level)
    assert cache.size <= cache.limit
    assert 0 < len(cache) < len(blocks.boxes if hasattr(blocks, "boxes") else blocks.seen(WORLD, level))


def test_hachures_stand_across_the_line_on_both_sides():
    line = columns(shapely.LineString([(0, 0), (90, 0)]), shapely.LineString([(0, 500), (45, 500)]))
    coords, offsets = hachures(line.coords, line.ring_offsets, 9.0, 6.0, 10.0, 15.0)
    ticks = coords.reshape(-1, 2, 2)
    assert len(ticks) == 2 * (10 + 5)
    assert np.diff(offsets).tolist() == [2] * len(ticks)
    assert np.allclose(ticks[:, 0, 0], ticks[:, 1, 0])
    around = np.abs(ticks[:, :, 1] - np.where(ticks[:, :1, 1] > 250, 500, 0))
    assert set(np.round(around[:, 0]).tolist()) == {6.0}
    assert set(np.round(around[:, 1]).tolist()) == {10.0, 15.0}


def test_an_inset_lies_inside():
    lake = shapely.box(CX, CY, CX + 200, CY + 200)
    layer = PackedLayer(columns(lake))
    [blocks] = layer.of("")
    path = blocks.path(0, level_of(1.0), Derived("inset", (22.0,)))
    assert path.boundingRect().width() == pytest.approx(156.0)


def test_points_of_seen_blocks_are_those_near_the_box_also_after_an_edit():
    dice = np.random.default_rng(3)
    places = dice.integers(-5000, 5000, (3000, 2)) + np.array((CX, CY))
    layer = PackedLayer(GeometryColumns.from_shapely(shapely.points(places)))
    [blocks] = layer.of("")
    box, level = (CX, CY, CX + 900, CY + 900), level_of(1.0)

    def inside(found):
        hit = (found[:, 0] >= box[0]) & (found[:, 0] <= box[2]) & (found[:, 1] >= box[1]) & (found[:, 1] <= box[3])
        return sorted(map(tuple, np.round(found[hit], 2)))

    assert len(blocks.seen(box, level)) < len(blocks.seen(WORLD, level))
    assert inside(blocks.points(blocks.seen(box, level))) == inside(places)
    assert len(blocks.points(blocks.seen(WORLD, level))) == 3000
    layer.replace(7, columns(shapely.Point(CX + 5, CY + 5)))
    places[7] = (CX + 5, CY + 5)
    assert inside(blocks.points(blocks.seen(box, level))) == inside(places)
