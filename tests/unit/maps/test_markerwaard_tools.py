"""The instruments of the town designer: curves, names, rows of houses, house numbers and larger maps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, box
from shapely.strtree import STRtree

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from maps.addresses import number_houses
from maps.houses import ROWS, fill_block
from maps.layers import batch, canonical
from maps.names import street_names
from maps.plan import Building, Plan, Road
from maps.shapes import bar, blob, block, curve, largest, lines, polygons
from maps.tiles import cut_to, laid_out


def test_a_curve_passes_its_points() -> None:
    line = curve((0, 0), (100, 40), (200, 0))
    assert line.distance(shapely.Point(100, 40)) < 1e-9
    assert line.coords[0] == (0, 0) and line.coords[-1] == (200, 0)
    assert blob((0, 0), (100, 0), (100, 100), (0, 100)).contains(shapely.Point(50, 50))


def test_shapes_have_the_asked_size() -> None:
    assert bar((0, 0), (10, 0), 4).area == pytest.approx(40)
    assert block(5, 5, 8, 3, 30).area == pytest.approx(24)
    both = shapely.union_all([box(0, 0, 1, 1), box(5, 5, 9, 9)])
    assert [p.area for p in polygons(both, 2)] == [16] and largest(both).area == 16
    assert len(lines(shapely.MultiLineString([[(0, 0), (1, 0)], [(1, 0), (2, 0)]]))) == 1


@pytest.mark.parametrize("theme", ["schepen", "bomen", "riet", "vogels", "dorp Waterkop", "bedrijf"])
def test_street_names_are_given_once(theme: str) -> None:
    names = list(islice(street_names(theme, random.Random(1)), 120))
    assert len(set(names)) == 120
    assert names == list(islice(street_names(theme, random.Random(1)), 120))
    assert names != list(islice(street_names(theme, random.Random(2)), 120))


@pytest.mark.parametrize("style", ["oud", "vooroorlogs", "naoorlogs", "woonerf", "dorp"])
def test_houses_stay_in_their_block_and_face_the_street(style: str) -> None:
    ground = block(0, 0, 130, 56, 12)
    street = LineString(ground.buffer(5).exterior.coords)
    houses = fill_block(ground, ROWS[style], (1950, 1960), random.Random(3), STRtree([street]))
    homes = [house for house in houses if house.gebruik == "wonen"]
    assert len(homes) > 12
    assert all(ground.buffer(0.4).covers(house.shape) for house in houses)
    assert all(house.deur is not None and street.distance(shapely.Point(house.deur)) < 17 for house in homes)
    same = fill_block(ground, ROWS[style], (1950, 1960), random.Random(3), STRtree([street]))
    assert [house.shape.wkb for house in houses] == [house.shape.wkb for house in same]


def test_no_street_no_houses() -> None:
    far = STRtree([LineString([(900, 900), (1000, 900)])])
    assert not [b for b in fill_block(box(0, 0, 100, 60), ROWS["naoorlogs"], (1950, 1960), random.Random(3), far)
                if b.gebruik == "wonen"]  # fmt: skip


def test_house_numbers_run_odd_left_and_even_right() -> None:
    plan = Plan(random.Random(1), box(-500, -500, 500, 500))
    plan.roads.append(Road(LineString([(0, 0), (100, 0)]), "straat", "Lindelaan", "", "Rietwaard"))
    for x, y in ((10, 9), (20, 9), (12, -9), (30, 60)):
        plan.buildings.append(Building(block(x, y, 6, 6), "pand", 1950, 8.0, (float(x), float(y))))
    found = {a.building: a.huisnummer for a in number_houses(plan)}
    assert found == {0: 1, 1: 3, 2: 2}, "the fourth door is too far from every street"


@pytest.fixture
def small() -> Iterator[dict[str, FeatureBatch]]:
    houses = [(block(1445 + 10 * i, 955, 6, 6), {"klasse": "pand"}) for i in range(10)]
    houses.append((block(1445, 970, 3, 3), {"klasse": "pand"}))
    doors = [(shapely.Point(1445 + 10 * i, 955), {"pand": f"pand.{i + 1}"}) for i in range(10)]
    yield {"pand": batch("pand", houses), "adres": batch("adres", doors)}


def test_a_smaller_map_loses_sheds_first_and_then_the_farthest(small: dict[str, FeatureBatch]) -> None:
    assert cut_to(small, 10)["pand"].keys == [f"pand.{i}" for i in range(1, 11)]
    cut = cut_to(small, 4)
    assert cut["pand"].keys == ["pand.1", "pand.2", "pand.3", "pand.4"]
    assert len(cut["adres"]) == 4


def test_a_larger_map_repeats_polders_with_their_own_keys(small: dict[str, FeatureBatch]) -> None:
    large = cut_to(laid_out(small, 30, small), 30)
    assert len(large["pand"]) == 30 and len(set(large["pand"].keys)) == 30
    assert large["pand"].keys[:10] == small["pand"].keys[:10]
    assert np.ptp(large["pand"].geometry.coords[:, 0]) > 15000
    assert b'"pand":"1:pand.1"' in large["adres"].properties[10]


def test_properties_are_canonical() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    empty = batch("leeg", [])
    assert len(empty) == 0 and isinstance(empty.geometry, GeometryColumns)
