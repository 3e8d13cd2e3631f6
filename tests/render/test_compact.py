"""Geometry kept small gives back every feature to the millimetre, wherever it lies and whatever took its place."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from cop_app.geo.columns import NONE, GeometryColumns
from cop_app.render.compact import CompactGeometry

ORIGIN = (155_000.0, 463_000.0)


def columns(*shapes):
    return GeometryColumns.from_shapely(np.array(shapes, dtype=object))


def town(count: int, seed: int = 1) -> GeometryColumns:
    """Plain houses, houses with a court, and farms of two buildings."""
    dice = np.random.default_rng(seed)
    shapes = []
    for x, y in dice.uniform(-40_000, 40_000, (count, 2)) + ORIGIN:
        house = shapely.box(x, y, x + 12.3456, y + 9)
        court = shapely.Polygon(house.exterior, [shapely.box(x + 2, y + 2, x + 4, y + 5).exterior])
        farm = shapely.MultiPolygon([house, shapely.box(x + 30, y, x + 40, y + 20)])
        shapes.append((house, court, farm)[len(shapes) % 3])
    return columns(*shapes)


def same(found: GeometryColumns, meant: GeometryColumns) -> bool:
    offsets = ("ring_offsets", "part_offsets", "feature_offsets", "kinds")
    return (
        all(np.array_equal(getattr(found, name), getattr(meant, name)) for name in offsets)
        and np.allclose(found.coords, meant.coords, rtol=0, atol=0.00051)
        and np.allclose(found.boxes, meant.boxes, rtol=0, atol=0.00051, equal_nan=True)
    )


def whole(geometry: CompactGeometry) -> GeometryColumns:
    return geometry.columns(np.arange(len(geometry)), geometry.origin)


def test_every_feature_comes_back_to_the_millimetre():
    houses = town(300)
    kept = CompactGeometry.of(houses, ORIGIN)
    assert same(whole(kept), houses)
    chosen = np.array([7, 3, 250])
    assert same(kept.columns(chosen, ORIGIN), houses.take(chosen))
    assert np.array_equal(kept.vertex_counts(), houses.vertex_counts())
    coords, offsets = kept.rings(4, 9)
    part = houses.take(np.arange(4, 9))
    assert np.allclose(coords + ORIGIN, part.coords, rtol=0, atol=0.00051)
    assert np.array_equal(offsets, part.ring_offsets)


def test_sizes_middles_and_boxes_of_groups_follow_from_the_boxes():
    houses = town(50)
    kept = CompactGeometry.of(houses, ORIGIN)
    span = houses.boxes[:, 2:] - houses.boxes[:, :2]
    assert np.allclose(kept.sizes(), span.max(axis=1), rtol=0, atol=0.002)
    middles = (houses.boxes[:, :2] + houses.boxes[:, 2:]) / 2
    assert np.allclose(kept.middles(), middles, rtol=0, atol=0.001)
    assert np.allclose(kept.middles(np.array([4, 2], np.int32)), middles[[4, 2]], rtol=0, atol=0.001)
    [first, second] = kept.boxes_of_groups(np.array([0, 20]))
    assert np.allclose(first, [*houses.boxes[:20, :2].min(axis=0), *houses.boxes[:20, 2:].max(axis=0)], atol=0.001)
    assert np.allclose(second, [*houses.boxes[20:, :2].min(axis=0), *houses.boxes[20:, 2:].max(axis=0)], atol=0.001)


def test_a_layer_as_wide_as_the_world_is_kept_too():
    far = columns(shapely.box(-9e6, -8e6, -9e6 + 10, -8e6 + 10), shapely.box(9e6, 8e6, 9e6 + 10, 8e6 + 10))
    assert same(whole(CompactGeometry.of(far, ORIGIN)), far)


def test_a_feature_without_geometry_widens_no_box_and_is_never_small():
    houses = town(6)
    holed = houses.without_place(np.array([False, True, False, False, False, False]))
    kept = CompactGeometry.of(holed, ORIGIN)
    assert kept.sizes()[1] == np.inf
    assert kept.columns(np.array([1])).kinds.tolist() == [NONE]
    others = houses.take([0, 2, 3, 4, 5]).boxes
    [around] = kept.boxes_of_groups(np.array([0]))
    assert np.allclose(around, [*others[:, :2].min(axis=0), *others[:, 2:].max(axis=0)], atol=0.001)


@pytest.mark.parametrize("changed", [[(0, 10)], [(90, 100)], [(20, 30), (30, 40)], [(5, 6), (50, 60), (99, 100)]])
def test_ranges_of_features_can_be_others(changed):
    houses, others = town(100), town(100, seed=2)
    pieces, meant, done = [], [], 0
    for first, last in changed:
        part = others.take(np.arange(first, last))
        pieces.append((first, last, CompactGeometry.of(part, ORIGIN)))
        meant += [houses.take(np.arange(done, first)), part]
        done = last
    meant.append(houses.take(np.arange(done, 100)))
    found = CompactGeometry.of(houses, ORIGIN).spliced(pieces)
    assert same(whole(found), GeometryColumns.concat(meant))
    assert same(whole(found.spliced(pieces)), GeometryColumns.concat(meant))


def test_a_feature_may_lose_its_geometry_in_a_splice():
    houses = town(10)
    gone = CompactGeometry.of(houses.take([4]).without_place(np.array([True])), ORIGIN)
    found = CompactGeometry.of(houses, ORIGIN).spliced([(4, 5, gone)])
    mask = np.arange(10) == 4
    assert same(whole(found), houses.without_place(mask))
