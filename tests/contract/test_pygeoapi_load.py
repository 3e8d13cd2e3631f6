"""The whole road against a real pygeoapi: 2500 points in three pages, proved whole and in place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from cop_app.domain.clock import MINUTE, ManualClock
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.paths import resource
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.scenario import read_scenario
from cop_app.replay.serve import PartnerServices
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.fetch import Limits
from cop_app.sources.health import State
from cop_app.sources.profiles import MappingProfile
from cop_app.store.cache import DatasetCache
from cop_app.worker.jobs import SourceLoads

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "servers"))
from pygeoapi_server import serve_pygeoapi, stop
from setup import servers_ready

ROOT = Path(__file__).resolve().parents[2]
NOW = 1_773_340_000_000
COUNT = 2500
LIMITS = Limits(connect=5, read=30, total=60, tries=0, backoff=0)


def rd_places() -> np.ndarray:  # type: ignore[type-arg]
    """Return places in RD spread over Delft, each its own."""
    return np.array([[83000 + 31.0 * (n % 50), 445000 + 47.0 * (n // 50)] for n in range(COUNT)])


def words(number: int) -> dict[str, str]:
    """Return what a partner says in its own words."""
    return {"OBJECTCODE": f"K-{number:04d}", "TOESTAND": "Buiten dienst" if number % 5 == 0 else "In gebruik"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not servers_ready(ROOT):
        pytest.skip("de omgeving van de tegenservers ontbreekt (tests/servers/setup.py)")
    folder = tmp_path_factory.mktemp("pygeoapi")
    places = rd_places()
    lon, lat = pyproj.Transformer.from_crs(28992, 4258, always_xy=True).transform(places[:, 0], places[:, 1])
    rows = [
        {"type": "Feature", "id": n, "properties": {"id": n, "naam": f"punt {n} é", **words(n)},
         "geometry": {"type": "Point", "coordinates": [float(lon[n]), float(lat[n])]}}
        for n in range(COUNT)
    ]  # fmt: skip
    path = folder / "punten.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    url, process = serve_pygeoapi(folder, {"punten": path})
    yield url
    stop(process)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DatasetCache]:
    opened = DatasetCache.open(tmp_path / "cache.db", b"k" * 32)
    yield opened
    opened.close()


def row_of_points(name: str, count: int) -> FeatureBatch:
    """Return points in RD, a metre apart."""
    points = np.array([shapely.Point(142000 + i, 503000) for i in range(count)], dtype=object)
    rows = [json.dumps({"naam": f"{name} {i} (FICTIEF)"}).encode() for i in range(count)]
    return FeatureBatch([f"{name}{i}" for i in range(count)], GeometryColumns.from_shapely(points), rows)


@pytest.mark.servers
@pytest.mark.parametrize("crs", ["", "EPSG:28992", "EPSG:4258"])
def test_every_point_is_there_and_in_its_place(service: str, cache: DatasetCache, crs: str) -> None:
    spec = SourceSpec("punten", SourceKind.OGC_FEATURES, service, "Proef", "punt", "punten", crs=crs, typed=True)
    outcome = SourceLoads(cache, ManualClock(NOW), limits=LIMITS).load(spec)
    assert (outcome.fault, outcome.health.state) == ("", State.GOED)
    assert (outcome.health.received, outcome.health.expected, outcome.health.complete) == (COUNT, COUNT, True)
    batch = cache.batch("punten")
    order = np.argsort([int(key) for key in batch.keys])
    assert [batch.keys[i] for i in order] == [str(n) for n in range(COUNT)]
    # Neither the server nor the library that made the points has the official grid: up to 0.25 m.
    off = np.hypot(*(batch.geometry.coords[order] - rd_places()).T)
    assert off.max() < 0.3
    assert json.loads(batch.properties[order[7]])["naam"] == "punt 7 é"


@pytest.mark.servers
def test_second_look_changes_nothing(service: str, cache: DatasetCache) -> None:
    spec = SourceSpec("punten", SourceKind.OGC_FEATURES, service, "Proef", "punt", "punten", typed=True)
    clock = ManualClock(NOW)
    loads = SourceLoads(cache, clock, limits=LIMITS)
    loads.load(spec)
    clock.advance(MINUTE)
    again = loads.load(spec)
    assert again.fault == ""
    # pygeoapi gives no validator to ask with: the whole comes again, and nothing differs.
    assert again.result is not None and not again.result.delta
    assert again.health.data_at == NOW + MINUTE
    assert cache.layers()[0].revision == 1


@pytest.mark.servers
def test_area_grows_by_what_is_missing_and_equals_an_independent_count(service: str, cache: DatasetCache) -> None:
    spec = SourceSpec("punten", SourceKind.OGC_FEATURES, service, "Proef", "punt", "punten", typed=True)
    clock = ManualClock(NOW)
    loads = SourceLoads(cache, clock, limits=LIMITS)
    places = rd_places()
    for box in ((83300.0, 445500.0, 83700.0, 446000.0), (83100.0, 445500.0, 84000.0, 447000.0)):
        outcome = loads.load(spec, area=box)
        assert (outcome.fault, outcome.health.complete) == ("", True)
        x0, y0, x1, y1 = box
        inside = (places[:, 0] >= x0) & (places[:, 0] <= x1) & (places[:, 1] >= y0) & (places[:, 1] <= y1)
        assert set(cache.batch("punten").keys) == {str(n) for n in np.flatnonzero(inside)}
        assert 0 < inside.sum() < COUNT
        # Fewer came in than there are: the service heeds the area.
        assert outcome.health.received < COUNT / 2
        assert outcome.health.problems == ()
    assert loads.load(spec, area=(83400.0, 445600.0, 83500.0, 445700.0)).held
    whole = loads.load(spec)
    assert whole.result is not None
    assert (whole.result.features, whole.result.changed, whole.result.deleted) == (COUNT, 0, 0)


@pytest.mark.servers
def test_partners_words_become_ours_and_its_keys_stay_its_own(service: str, cache: DatasetCache) -> None:
    status = {"in gebruik": "beschikbaar", "buiten dienst": "niet beschikbaar"}
    fixed = {"net": "drinken"}
    profile = MappingProfile("waterbedrijf", "brandkraan", {"status": "TOESTAND"}, {"status": status}, fixed)
    spec = SourceSpec(
        "kranen", SourceKind.OGC_FEATURES, service, "Proef", "brandkraan", "punten", key=("OBJECTCODE",),
        profile="waterbedrijf", fields={"naam": "naam", "nummer": "OBJECTCODE"}, typed=True,
    )  # fmt: skip
    outcome = SourceLoads(cache, ManualClock(NOW), limits=LIMITS, profiles={"waterbedrijf": profile}).load(spec)
    assert (outcome.fault, outcome.health.complete, outcome.health.problems) == ("", True, ())
    one = cache.feature("kranen", "K-0005")
    assert one is not None
    assert json.loads(one.properties[0]) == {
        "id": 5, "naam": "punt 5 é", "net": "drinken", "nummer": "K-0005", "status": "niet beschikbaar",
    }  # fmt: skip
    batch = cache.batch("kranen")
    found = [json.loads(raw)["status"] for raw in batch.properties]
    assert (found.count("beschikbaar"), found.count("niet beschikbaar")) == (COUNT - COUNT // 5, COUNT // 5)
    cache.tidy()  # as the worker does when nothing else waits: the index of many features comes after the load
    assert [hit.title for hit in cache.search("punt 77", layer="kranen")][:1] == ["punt 77 é"]


def test_partners_of_an_exercise_by_the_same_road(cache: DatasetCache) -> None:
    anchors = ("seveso", "ziekenhuis", "gemeentehuis", "evenemententerrein", "opvanglocatie", "school")
    layers = {name: row_of_points(name, 3) for name in anchors} | {"brandkraan": row_of_points("b", COUNT)}
    scenario = read_scenario(resource("scenarios", "havenbrand.toml").read_text(encoding="utf-8"))
    world = ExerciseWorld(scenario, layers)
    clock = ManualClock(scenario.start)
    collection = next(name for name, layer in scenario.static.items() if layer == "brandkraan")
    services = PartnerServices(world, {"regio": (collection,)}, clock.story)
    services.start()
    url = services.url("regio")
    spec = SourceSpec("kranen", SourceKind.OGC_FEATURES, url, "Regio", "punt", collection, typed=True)
    loads = SourceLoads(cache, clock, limits=LIMITS)
    try:
        first, second = loads.load(spec), loads.load(spec)
    finally:
        services.close()
    assert (first.fault, first.health.complete, first.health.received) == ("", True, COUNT)
    assert second.unchanged
    batch = cache.batch("kranen")
    found = dict(zip(batch.keys, batch.geometry.coords.tolist(), strict=True))
    assert found == {f"b{i}": [142000.0 + i, 503000.0] for i in range(COUNT)}
    gone = loads.load(spec)
    assert gone.fault
    assert len(cache.batch("kranen")) == COUNT
