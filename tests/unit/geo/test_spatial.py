"""Hit tests and selections are exact and equal a plain comparison with every feature."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import GeometryColumns
from cop_app.geo.spatial import SpatialIndex, measure_area, measure_length

SHAPES = [
    shapely.Point(0, 0), shapely.Point(10, 10), shapely.LineString([(20, 0), (20, 20)]), shapely.box(30, 0, 50, 20),
    shapely.Polygon([(60, 0), (80, 0), (80, 20), (60, 20)], [[(65, 5), (65, 15), (75, 15), (75, 5)]]), None,
]  # fmt: skip


def index() -> SpatialIndex:
    return SpatialIndex(GeometryColumns.from_shapely(SHAPES))


def wkb(shape: shapely.Geometry) -> bytes:
    return bytes(shapely.to_wkb(shape))


def test_at_is_exact_and_nearest_first() -> None:
    tree = index()
    assert tree.at(40, 10).tolist() == [3]
    assert tree.at(70, 10).tolist() == []  # in the hole
    assert tree.at(70, 10, 5).tolist() == [4]
    assert tree.at(21, 10, 11).tolist() == [2, 3, 1]
    assert tree.at(22, 10, 2).tolist() == [2]
    assert tree.at(22, 10, 1.999).tolist() == []


def test_inside_takes_what_touches_and_wholly_inside_only_what_is_in() -> None:
    area = wkb(shapely.box(-1, -1, 40, 40))
    assert index().inside(area).tolist() == [0, 1, 2, 3]
    assert index().wholly_inside(area).tolist() == [0, 1, 2]
    assert index().count_inside(area) == 4


def test_inside_a_slanted_area_is_not_by_box() -> None:
    triangle = wkb(shapely.Polygon([(0, 1), (50, 51), (0, 51)]))
    assert index().inside(triangle).tolist() == []


def test_self_crossing_area_is_made_whole() -> None:
    bow = wkb(shapely.Polygon([(-5, -5), (45, 25), (45, -5), (-5, 25)]))
    assert 3 in index().inside(bow).tolist()


@pytest.mark.parametrize("shape", [shapely.Point(0, 0), shapely.Polygon([(0, 0), (1, 1), (2, 2)]), shapely.Polygon()])
def test_no_area_is_refused(shape: shapely.Geometry) -> None:
    with pytest.raises(UserFacingError) as caught:
        index().inside(wkb(shape))
    assert caught.value.code == "geo.vlak"


def test_garbage_is_refused() -> None:
    with pytest.raises(UserFacingError) as caught:
        index().inside(b"\x01\x02")
    assert caught.value.code == "geo.vorm"


def test_touching_box_within_and_nearest() -> None:
    tree = index()
    assert tree.touching((5, 5, 25, 25)).tolist() == [1, 2]
    assert tree.within(wkb(shapely.LineString([(0, -3), (80, -3)])), 3).tolist() == [0, 2, 3, 4]
    assert tree.nearest(11, 11) == 1
    assert tree.nearest(11, 11, within=1) is None
    assert tree.distance(3, 40, 25) == 5
    assert np.isnan(tree.distance(5, 0, 0))


def test_empty_index_answers() -> None:
    for columns in (GeometryColumns.empty(), GeometryColumns.from_shapely([None])):
        tree = SpatialIndex(columns)
        assert tree.at(0, 0, 10).tolist() == []
        assert tree.nearest(0, 0) is None
        assert tree.touching((0, 0, 1, 1)).tolist() == []


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_equals_looking_at_every_feature(seed: int) -> None:
    random = np.random.default_rng(seed)
    centres = random.uniform(0, 1000, (200, 2))
    shapes = shapely.buffer(shapely.points(centres), random.uniform(1, 40, 200), quad_segs=2)
    shapes[::3] = shapely.points(centres[::3])
    tree = SpatialIndex(GeometryColumns.from_shapely(shapes))
    x, y, tolerance = random.uniform(0, 1000), random.uniform(0, 1000), random.uniform(0, 50)
    near = np.flatnonzero(shapely.distance(shapes, shapely.Point(x, y)) <= tolerance)
    assert sorted(tree.at(x, y, tolerance).tolist()) == near.tolist()
    area = shapely.buffer(shapely.Point(x, y), 150)
    assert tree.inside(wkb(area)).tolist() == np.flatnonzero(shapely.intersects(shapes, area)).tolist()
    for reach in (0, 2, 20, 200, 2000):  # from a hit test to all features at once
        box = (x - reach, y - reach, x + reach, y + reach)
        touched = np.flatnonzero(shapely.intersects(shapes, shapely.box(*box)))
        assert tree.touching(box).tolist() == touched.tolist()


def test_lengths_and_areas_are_measured_in_metres() -> None:
    assert measure_length([(0, 0), (3, 4), (3, 14)]) == 15
    assert measure_length([(1, 1)]) == 0
    assert measure_length([]) == 0
    square = [(299_000, 628_000), (299_010, 628_000), (299_010, 628_010), (299_000, 628_010)]
    assert measure_area(square) == 100
    assert measure_area([*square, square[0]]) == 100
    assert measure_area(square[::-1], [[(299_001, 628_001), (299_002, 628_001), (299_002, 628_002)]]) == 99.5
    assert measure_area(square[:2]) == 0
