"""A region's map laid into the country: nothing of the region changes, nothing lies double, no seam in the water."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from cop_app.formats.basemap import read_basemap, read_map, write_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.geo.surroundings import with_surroundings
from cop_app.paths import shipped_map


def batch(name: str, *shapes: shapely.Geometry) -> FeatureBatch:
    keys = [f"{name}.{number}" for number in range(1, len(shapes) + 1)]
    return FeatureBatch(keys, GeometryColumns.from_shapely(shapes), [b"{}"] * len(shapes))


ISLAND, SHEET = box(40, 40, 60, 60), box(30, 30, 70, 70)
REGION = {"land": batch("land", ISLAND), "water": batch("water", box(45, 45, 46, 46), SHEET.difference(ISLAND))}
COUNTRY = {
    "land": batch("land", box(0, 0, 20, 100), box(65, 0, 100, 100)),
    "water": batch("water", box(20, 0, 65, 100), box(5, 5, 6, 6)),
    "grens": batch("grens", LineString([(0, 50), (100, 50)])),
    "naam": batch("naam", Point(10, 10), Point(50, 50)),
}


def test_the_region_keeps_its_own_and_the_country_makes_place() -> None:
    both = with_surroundings(REGION, COUNTRY)
    assert list(both) == ["grens", "naam", "land", "water"]
    assert both["land"].keys == ["land.1", "rondom.land.1", "rondom.land.2"]
    land, water = (shapely.union_all(both[name].geometry.to_shapely()) for name in ("land", "water"))
    assert both["land"].geometry.to_shapely()[0].equals(ISLAND)
    assert land.area == 400 + 2000 + 3500 - 5 * 40
    assert land.intersection(water).area == 1 + 1  # the pond on the island, the lake on the country's land
    assert both["naam"].keys == ["rondom.naam.1"]
    assert both["grens"].geometry.to_shapely()[0].length == 60


def test_water_runs_on_without_a_seam() -> None:
    water = with_surroundings(REGION, COUNTRY)["water"]
    assert water.keys == ["water.1", "water.2", "rondom.water.2"]
    assert water.geometry.to_shapely()[1].equals(box(20, 0, 65, 100).union(SHEET).difference(ISLAND))


def test_a_map_names_what_lies_around_it_and_reads_alone_without(tmp_path) -> None:
    inner, outer = tmp_path / "binnen.kaart", tmp_path / "buiten.kaart"
    write_basemap(inner, REGION, {"rondom": "buiten.kaart"})
    assert list(read_map(inner)) == ["land", "water"]
    write_basemap(outer, COUNTRY, {})
    assert "rondom.land.1" in read_map(inner)["land"].keys
    assert read_basemap(inner)["land"].keys == ["land.1"]
    write_basemap(inner, REGION, {"rondom": "../../elders/buiten.kaart"})  # only a file beside it is ever opened
    assert "rondom.land.1" in read_map(inner)["land"].keys


@pytest.mark.parametrize("name", ["land", "water"])
def test_the_exercise_lies_in_the_netherlands(name) -> None:
    shapes = read_map(shipped_map("markerwaard.kaart"))[name].geometry.to_shapely()
    assert set(shapely.is_valid_reason(shapes)) == {"Valid Geometry"}
    around = shapely.union_all(shapes)
    assert around.bounds[2] - around.bounds[0] > 300_000
    island = read_basemap(shipped_map("markerwaard.kaart"))["land"].geometry.to_shapely()[0]
    covered = float(np.asarray(shapely.area(shapely.intersection(shapes, island)))[1:].sum())
    assert covered < (1.0 if name == "land" else island.area / 3)
