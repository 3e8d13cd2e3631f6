"""The committed exercise map is sound: nothing stands in water or on a street, and every door has its street."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.strtree import STRtree

from cop_app.formats.basemap import read_basemap, read_basemap_meta
from cop_app.geo.columns import FeatureBatch
from maps.plan import ROAD_WIDTH

MAPS = Path(__file__).resolve().parents[3] / "maps"
BASE = (
    "land", "polder", "bebouwd", "industrie", "groen", "sloot", "dijk", "water", "kade", "weg", "spoor", "pand",
    "adres", "naam", "grens", "hoogspanning",
)  # fmt: skip
OBJECTS = (
    "objectkaart", "brandkraan", "sirene", "ziekenhuis", "zorginstelling", "school", "kazerne", "gemeentehuis",
    "opvanglocatie", "seveso", "evenemententerrein", "c2000mast", "sleutelkluis", "buurt", "hectometerpaal",
    "spoorkilometer", "kruising",
)  # fmt: skip


@pytest.fixture(scope="module")
def layers() -> dict[str, FeatureBatch]:
    return read_basemap(MAPS / "markerwaard.kaart")


def rows(batch: FeatureBatch) -> list[dict[str, Any]]:
    return [json.loads(raw) for raw in batch.properties]


def shapes(batch: FeatureBatch) -> Any:
    return batch.geometry.to_shapely()


def test_all_layers_of_the_contract_are_there(layers: dict[str, FeatureBatch]) -> None:
    assert list(layers) == [*BASE, *OBJECTS]
    assert all(len(batch) for batch in layers.values())
    assert all(len(set(batch.keys)) == len(batch) for batch in layers.values())


def test_numbers_are_those_of_a_small_harbour_town(layers: dict[str, FeatureBatch]) -> None:
    assert 11000 <= len(layers["pand"]) <= 13500
    assert 600 <= len(layers["brandkraan"]) <= 800
    assert 15 <= len(layers["sirene"]) <= 30
    assert len(layers["objectkaart"]) >= 40
    people = sum(row["inwoners"] for row in rows(layers["buurt"]))
    assert 20000 <= people <= 32000
    assert (MAPS / "markerwaard.kaart").stat().st_size <= 4_000_000


def test_everything_lies_in_the_markermeer(layers: dict[str, FeatureBatch]) -> None:
    boxes = np.concatenate([batch.geometry.boxes for batch in layers.values()])
    assert (np.nanmin(boxes, axis=0)[:2] >= (133000, 497500)).all()
    assert (np.nanmax(boxes, axis=0)[2:] <= (153000, 512100)).all()


def test_it_says_that_it_is_fictional(layers: dict[str, FeatureBatch]) -> None:
    assert "FICTIEF" in read_basemap_meta(MAPS / "markerwaard.kaart")["melding"]
    for name in OBJECTS:
        assert all(row["fictief"] is True for row in rows(layers[name])), name


def test_shapes_are_valid(layers: dict[str, FeatureBatch]) -> None:
    for name in ("land", "water", "pand", "groen", "bebouwd", "industrie", "buurt", "kade", "polder"):
        reasons = shapely.is_valid_reason(shapes(layers[name]))
        assert set(reasons) == {"Valid Geometry"}, name


def test_no_building_stands_in_water(layers: dict[str, FeatureBatch]) -> None:
    tree = STRtree(shapes(layers["pand"]))
    hits = tree.query(shapes(layers["water"]), predicate="intersects")
    assert not [layers["pand"].keys[i] for i in hits[1]][:5]


def test_no_building_stands_on_a_carriageway(layers: dict[str, FeatureBatch]) -> None:
    axes, classes = shapes(layers["weg"]), [row["klasse"] for row in rows(layers["weg"])]
    wide = shapely.buffer(axes, [ROAD_WIDTH[klasse] / 2 for klasse in classes])
    hits = STRtree(shapes(layers["pand"])).query(wide, predicate="intersects")
    assert not [(layers["pand"].keys[b], layers["weg"].properties[r]) for r, b in hits.T][:5]


def test_no_building_stands_on_the_track(layers: dict[str, FeatureBatch]) -> None:
    kinds = [row["klasse"] for row in rows(layers["spoor"])]
    track = [shape for shape, kind in zip(shapes(layers["spoor"]), kinds, strict=True) if kind != "station"]
    hits = STRtree(shapes(layers["pand"])).query(shapely.buffer(track, 2.2), predicate="intersects")
    assert not [layers["pand"].keys[i] for i in hits[1]][:5]


def test_buildings_do_not_overlap(layers: dict[str, FeatureBatch]) -> None:
    """Party walls may touch; more than half a square metre in common is a fault of drawing."""
    houses = shapes(layers["pand"])
    first, second = STRtree(houses).query(houses, predicate="intersects")
    pairs = first < second
    common = shapely.area(shapely.intersection(houses[first[pairs]], houses[second[pairs]]))
    assert (common > 0.5).sum() <= len(houses) * 0.001


def test_addresses_lie_near_a_street_of_that_name(layers: dict[str, FeatureBatch]) -> None:
    per_name: dict[str, list[Any]] = {}
    for shape, row in zip(shapes(layers["weg"]), rows(layers["weg"]), strict=True):
        per_name.setdefault(row["naam"], []).append(shape)
    streets = {name: shapely.union_all(parts) for name, parts in per_name.items()}
    far = [
        (row["straat"], row["huisnummer"])
        for point, row in zip(shapes(layers["adres"]), rows(layers["adres"]), strict=True)
        if streets[row["straat"]].distance(point) > 25.0
    ]
    assert not far[:5]


def test_an_address_is_given_once(layers: dict[str, FeatureBatch]) -> None:
    counted = Counter((row["plaats"], row["straat"], row["huisnummer"]) for row in rows(layers["adres"]))
    assert max(counted.values()) == 1
    assert {row["postcode"][:4] for row in rows(layers["adres"])} == {"8298", "8299"}


def test_streets_form_one_network(layers: dict[str, FeatureBatch]) -> None:
    """From anywhere a fire engine can drive to almost everywhere."""
    axes = shapes(layers["weg"])
    first, second = STRtree(axes).query(shapely.buffer(axes, 2.5), predicate="intersects")
    parent = list(range(len(axes)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in zip(first, second, strict=True):
        parent[root(int(a))] = root(int(b))
    lengths: Counter[int] = Counter()
    for i, axis in enumerate(axes):
        lengths[root(i)] += axis.length
    assert max(lengths.values()) / sum(lengths.values()) > 0.985


def test_buurten_cover_the_land_without_overlap(layers: dict[str, FeatureBatch]) -> None:
    areas = shapes(layers["buurt"])
    island = shapely.union_all(shapes(layers["land"]))
    assert shapely.area(areas).sum() == pytest.approx(shapely.union_all(areas).area, rel=1e-6)
    assert island.difference(shapely.union_all(areas)).area < 0.002 * island.area
    assert {row["regio"] for row in rows(layers["buurt"])} == {"VR Markerwaard (FICTIEF)", "VR Zuiderzeeland (FICTIEF)"}


def test_first_places_are_those_the_scenario_is_written_for(layers: dict[str, FeatureBatch]) -> None:
    """The scenario takes the first feature of a layer as its anchor."""
    assert "Chemiekade" in rows(layers["seveso"])[0]["adres"]
    assert rows(layers["ziekenhuis"])[0]["naam"] == "Ziekenhuis De Polder (FICTIEF)"
    source, centre = (layers[name].geometry.boxes[0, :2] for name in ("seveso", "gemeentehuis"))
    assert 500 < np.hypot(*(centre - source)) < 900, "the plume of the scenario reaches the old town"


def test_overview_is_small_and_names_the_country() -> None:
    path = MAPS / "nederland.kaart"
    overview = read_basemap(path)
    assert path.stat().st_size <= 1_000_000
    assert {"land", "water", "grens", "naam"} == set(overview)
    assert len({row["tekst"] for row in rows(overview["naam"])}) >= 60
    land = shapely.union_all(shapes(overview["land"]))
    for point, row in zip(shapes(overview["naam"]), rows(overview["naam"]), strict=True):
        assert row["klasse"] != "plaats" or land.distance(point) < 4000, row["tekst"]
