"""Geometry columns: every shape goes in and comes out the same, in one orientation, whatever way it was cut."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.geo.columns import NONE, FeatureBatch, GeometryColumns, Problem
from cop_app.geo.hilbert import cut_blocks, hilbert_order

SHAPES = [
    "POINT (1 2)", "LINESTRING (0 0, 1 1, 2 0)", "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2))",
    "MULTIPOINT ((1 1), (2 2), (3 3))", "MULTILINESTRING ((0 0, 1 1), (5 5, 6 6, 7 5))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 9, 5 5), (6 6, 6 7, 7 7, 6 6)))",
]  # fmt: skip


def shapes() -> np.ndarray:
    return np.array([*shapely.from_wkt(SHAPES), None, shapely.Polygon()], dtype=object)


def test_every_kind_survives_the_round_trip() -> None:
    columns = GeometryColumns.from_shapely(shapes())
    back = columns.to_shapely()
    assert columns.kinds.tolist() == [1, 2, 3, 1, 2, 3, 0, 0]
    assert all(shapely.equals_exact(a, b) for a, b in zip(shapes()[:6], back[:6], strict=True))
    assert back[6] is None
    assert back[7] is None
    assert np.isnan(columns.boxes[6:]).all()
    assert columns.boxes[2].tolist() == [0, 0, 10, 10]


def test_orientation_is_normalised() -> None:
    clockwise = shapely.from_wkt("POLYGON ((0 0, 0 10, 10 10, 10 0, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))")
    polygon = GeometryColumns.from_shapely([clockwise]).to_shapely()[0]
    assert polygon.exterior.is_ccw
    assert not polygon.interiors[0].is_ccw


def test_from_offsets_equals_from_shapely() -> None:
    reference = GeometryColumns.from_shapely(shapes())
    turned = reference.coords.copy()
    start, end = reference.ring_offsets[2:4]
    turned[start:end] = turned[start:end][::-1]
    made = GeometryColumns.from_offsets(
        reference.kinds, turned, reference.ring_offsets, reference.part_offsets, reference.feature_offsets
    )
    assert np.array_equal(made.coords, reference.coords)
    assert np.array_equal(made.boxes, reference.boxes, equal_nan=True)


def test_a_millimetre_sliver_far_from_the_origin_is_turned_rightly() -> None:
    ring = np.array([[299_000, 628_000], [299_000.001, 628_000.001], [299_000.001, 628_000], [299_000, 628_000]])
    zero = np.array([0, 1], dtype=np.int32)
    columns = GeometryColumns.from_offsets(np.array([3], np.uint8), ring, np.array([0, 4], np.int32), zero, zero)
    assert columns.to_shapely()[0].exterior.is_ccw


@given(st.lists(st.integers(0, 7), max_size=20))
@settings(max_examples=60, deadline=None)
def test_take_picks_exactly_these(indices: list[int]) -> None:
    columns = GeometryColumns.from_shapely(shapes())
    taken = columns.take(indices)
    whole = columns.to_shapely()
    assert len(taken) == len(indices)
    for shape, index in zip(taken.to_shapely(), indices, strict=True):
        assert (shape is None and whole[index] is None) or shapely.equals_exact(shape, whole[index])


@given(st.lists(st.lists(st.integers(0, 7), max_size=5), max_size=5))
@settings(max_examples=40, deadline=None)
def test_concat_equals_one_after_the_other(groups: list[list[int]]) -> None:
    columns = GeometryColumns.from_shapely(shapes())
    joined = GeometryColumns.concat([columns.take(group) for group in groups])
    flat = columns.take([i for group in groups for i in group])
    for name in ("kinds", "coords", "ring_offsets", "part_offsets", "feature_offsets", "boxes"):
        assert np.array_equal(getattr(joined, name), getattr(flat, name), equal_nan=name in {"coords", "boxes"})


def test_vertices_are_counted_per_feature() -> None:
    assert GeometryColumns.from_shapely(shapes()).vertex_counts().tolist() == [1, 3, 10, 3, 5, 13, 0, 0]


def test_wkb_is_rounded_to_the_millimetre_and_little_endian() -> None:
    columns = GeometryColumns.from_shapely([shapely.Point(155000.00049, -0.0001), None])
    raw = columns.wkb(0)
    assert raw[0] == 1
    assert raw == shapely.to_wkb(shapely.Point(155000.0, 0.0), byte_order=1)
    assert columns.wkb(1) == b""


def batch(geoms: list[shapely.Geometry | None], properties: list[bytes]) -> FeatureBatch:
    return FeatureBatch([str(i) for i in range(len(geoms))], GeometryColumns.from_shapely(geoms), properties)


def test_hash_follows_content_not_key_or_noise() -> None:
    point = shapely.Point(1, 2)
    shapes_ = [point, shapely.Point(1.0004, 2), point, shapely.Point(1.001, 2), None]
    same = batch(shapes_, [b"{}", b"{}", b'{"a":1}', b"{}", b"{}"])
    hashes = same.hashes().tolist()
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 4


def test_hash_sees_how_the_same_corners_are_grouped() -> None:
    corners = [(0, 0), (1, 0), (1, 1), (0, 0)]
    other = [(5, 5), (5, 6), (6, 6), (5, 5)]
    hole = shapely.Polygon(corners, [other])
    two = shapely.MultiPolygon([shapely.Polygon(corners), shapely.Polygon(other[::-1])])
    columns = GeometryColumns.concat([GeometryColumns.from_shapely([hole]), GeometryColumns.from_shapely([two])])
    coords = columns.coords.copy()
    coords[8:] = coords[:8]
    grouped = GeometryColumns(
        columns.kinds, coords, columns.ring_offsets, columns.part_offsets, columns.feature_offsets, columns.boxes
    )
    first, second = FeatureBatch(["a", "b"], grouped, [b"{}", b"{}"]).hashes().tolist()
    assert first != second


def test_a_point_and_a_line_of_the_same_bytes_differ() -> None:
    hashes = batch([shapely.MultiPoint([(0, 0), (1, 1)]), shapely.LineString([(0, 0), (1, 1)])], [b"{}"] * 2).hashes()
    assert hashes[0] != hashes[1]


def test_batch_take_and_concat_keep_rows_together() -> None:
    one = batch([shapely.Point(1, 1), None, shapely.Point(3, 3)], [b"1", b"2", b"3"])
    taken = FeatureBatch.concat([one.take([2, 0]), FeatureBatch([], GeometryColumns.empty(), [], (Problem("x", "y"),))])
    assert taken.keys == ["2", "0"]
    assert taken.properties == [b"3", b"1"]
    assert taken.geometry.boxes[:, 0].tolist() == [3, 1]
    assert taken.problems == (Problem("x", "y"),)


def test_empty_columns_are_usable() -> None:
    empty = GeometryColumns.empty()
    assert len(empty) == 0
    assert len(empty.to_shapely()) == 0
    assert len(GeometryColumns.concat([])) == 0
    assert len(empty.take([])) == 0


def curve(order: int) -> list[tuple[int, int]]:
    """Hilbert curve by the textbook's recursion, on a grid of 2^order: the oracle."""
    if order == 0:
        return [(0, 0)]
    side, small = 2 ** (order - 1), curve(order - 1)
    return (
        [(y, x) for x, y in small] + [(x, y + side) for x, y in small]
        + [(x + side, y + side) for x, y in small] + [(2 * side - 1 - y, side - 1 - x) for x, y in small]
    )  # fmt: skip


def test_order_is_the_hilbert_curve() -> None:
    cells = curve(4)
    shuffled = np.random.default_rng(1).permutation(len(cells))
    points = np.array(cells, dtype=float)[shuffled]
    found = points[hilbert_order(np.hstack([points, points]))]
    assert found.astype(int).tolist() == [list(cell) for cell in cells]


def test_features_without_place_come_last() -> None:
    boxes = np.array([[np.nan] * 4, [1, 1, 1, 1], [0, 0, 0, 0]], dtype=float)
    assert hilbert_order(boxes).tolist()[-1] == 0
    assert hilbert_order(boxes[:1]).tolist() == [0]
    assert hilbert_order(np.empty((0, 4))).tolist() == []


@given(st.lists(st.integers(0, 900), max_size=200))
@settings(max_examples=60, deadline=None)
def test_blocks_keep_both_limits_and_lose_nothing(counts: list[int]) -> None:
    bounds = cut_blocks(np.array(counts, dtype=np.int64), 16, 500)
    assert bounds[0] == 0
    assert bounds[-1] == len(counts)
    for start, end in itertools.pairwise(bounds.tolist()):
        assert 0 < end - start <= 16
        assert end - start == 1 or sum(counts[start:end]) <= 500


@pytest.mark.parametrize("kind", range(8))
def test_single_feature_of_each_kind(kind: int) -> None:
    shape = shapes()[kind]
    columns = GeometryColumns.from_shapely([shape])
    assert (columns.kinds[0] == NONE) == (shape is None or shape.is_empty)
