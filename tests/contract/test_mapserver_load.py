"""The whole road against MapServer 8.0, which repeats its first page for ever and knows no RD in its OGC API.

Every feature must come, in its place or with the word that its place cannot be checked; never silently wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from cop_app.domain.clock import HOUR, MINUTE, ManualClock
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.fetch import Limits
from cop_app.sources.health import State
from cop_app.sources.ogc_features import no_rd_text
from cop_app.sources.source_check import check
from cop_app.store.cache import DatasetCache
from cop_app.worker.jobs import SourceLoads

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "servers"))
from mapserver_server import MapServer, mapserver_ready

NOW = 1_773_340_000_000
COUNT, FEW = 2500, 40
LIMITS = Limits(connect=5, read=30, total=60, tries=0, backoff=0)
IN_PARTS = "de dienst herhaalt haar eerste bladzijde; in delen gevraagd"
pytestmark = pytest.mark.servers


def rd_places() -> np.ndarray:  # type: ignore[type-arg]
    """Return places in RD spread over Delft, each its own."""
    return np.array([[83000 + 31.0 * (n % 50), 445000 + 47.0 * (n // 50)] for n in range(COUNT)])


def write(path: Path, layer: str, count: int) -> Path:
    columns = [[f"k{n}" for n in range(count)], [f"punt {n} é" for n in range(count)]]
    pyogrio.raw.write(
        path, shapely.to_wkb(shapely.points(rd_places()[:count])), [np.array(each, object) for each in columns],
        ["code", "naam"], layer=layer, driver="GPKG", geometry_type="Point", crs="EPSG:28992",
    )  # fmt: skip
    return path


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapServer]:
    if not mapserver_ready():
        pytest.skip("MapServer ontbreekt (apt-get install cgi-mapserver): deze tegenserver is niet beproefd")
    folder = tmp_path_factory.mktemp("mapserver")
    paths = {name: write(folder / f"{name}.gpkg", name, count) for name, count in (("punten", COUNT), ("kort", FEW))}
    with MapServer(folder, paths) as running:
        yield running


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DatasetCache]:
    opened = DatasetCache.open(tmp_path / "cache.db", b"k" * 32)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def loads(cache: DatasetCache, clock: ManualClock) -> SourceLoads:
    return SourceLoads(cache, clock, limits=LIMITS)


def spec_of(service: MapServer, collection: str = "punten") -> SourceSpec:
    return SourceSpec(collection, SourceKind.OGC_FEATURES, service.url, "Proef", "punt", collection, typed=True)


def shift(cache: DatasetCache, layer: str) -> np.ndarray:  # type: ignore[type-arg]
    """Return by how much the service places features off where they are: the same for all, or it is not a shift."""
    batch = cache.batch(layer)
    off = batch.geometry.coords - rd_places()[[int(key[1:]) for key in batch.keys]]
    # Six decimals of a degree are 11 cm.
    assert np.ptp(off, axis=0).max() < 0.5
    return np.asarray(off.mean(axis=0))


def test_every_point_comes_though_every_page_is_the_first(
    service: MapServer, loads: SourceLoads, cache: DatasetCache
) -> None:
    service.asked.clear()
    outcome = loads.load(spec_of(service))
    assert (outcome.fault, outcome.health.state) == ("", State.GOED)
    assert (outcome.health.received, outcome.health.expected, outcome.health.complete) == (COUNT, COUNT, True)
    assert IN_PARTS in outcome.health.problems
    batch = cache.batch("punten")
    assert sorted(batch.keys) == sorted(f"k{n}" for n in range(COUNT))
    assert json.loads(batch.properties[batch.keys.index("k7")])["naam"] == "punt 7 é"
    assert len(service.asked) < 30


def test_place_is_right_or_it_is_told_that_it_cannot_be_checked(
    service: MapServer, loads: SourceLoads, cache: DatasetCache
) -> None:
    outcome = loads.load(spec_of(service))
    metres = float(np.hypot(*shift(cache, "punten")))
    # MapServer 8.0.0 forgets the datum: 109 m. One that does not would be right to the rounding of its degrees.
    assert metres < 0.5 or 100 < metres < 140
    assert no_rd_text() in outcome.health.problems
    report = check(service.url, limits=LIMITS)
    assert not report.sound
    assert all(no_rd_text() in row.problems for row in report.collections)
    assert {row.id: row.count for row in report.collections} == {"punten": COUNT, "kort": FEW}


def test_collection_that_fits_on_a_page_is_proved_at_once(service: MapServer, loads: SourceLoads) -> None:
    service.asked.clear()
    outcome = loads.load(spec_of(service, "kort"))
    assert (outcome.health.received, outcome.health.complete, len(service.asked)) == (FEW, True, 1)
    assert IN_PARTS not in outcome.health.problems


def test_area_grows_and_equals_an_independent_count(
    service: MapServer, loads: SourceLoads, cache: DatasetCache
) -> None:
    loads.load(spec_of(service, "kort"))
    places = rd_places() + shift(cache, "kort")
    # The second is more than a page holds, and so comes in parts.
    for box in ((83308.0, 445500.0, 83700.0, 446000.0), (83010.0, 445200.0, 84300.0, 447200.0)):
        outcome = loads.load(spec_of(service), area=box)
        assert (outcome.fault, outcome.health.complete) == ("", True)
        assert outcome.health.proof.startswith("volledig voor het gebied")
        x0, y0, x1, y1 = box
        inside = (places[:, 0] >= x0) & (places[:, 0] <= x1) & (places[:, 1] >= y0) & (places[:, 1] <= y1)
        assert set(cache.batch("punten").keys) == {f"k{n}" for n in np.flatnonzero(inside)}
    assert inside.sum() > 1000


def test_load_in_parts_that_was_cut_off_goes_on(service: MapServer, loads: SourceLoads, cache: DatasetCache) -> None:
    stopped = 0
    while True:
        pages = 0

        def two_pages(_page: object) -> bool:
            nonlocal pages
            pages += 1
            return pages < 2

        outcome = loads.load(spec_of(service), two_pages)
        if not outcome.stopped:
            break
        stopped += 1
        assert stopped < 50
    assert stopped > 1
    assert (outcome.fault, outcome.health.complete) == ("", True)
    assert len(cache.batch("punten").keys) == COUNT


def test_second_look_changes_nothing_and_moves_the_age(
    service: MapServer, loads: SourceLoads, cache: DatasetCache, clock: ManualClock
) -> None:
    loads.load(spec_of(service))
    clock.advance(MINUTE)
    again = loads.load(spec_of(service))
    assert again.result is not None
    assert not again.result.delta
    assert again.health.data_at == NOW + MINUTE
    assert cache.layers()[0].revision == 1


def test_faults_are_told_and_what_is_held_stays(tmp_path: Path, cache: DatasetCache, clock: ManualClock) -> None:
    if not mapserver_ready():
        pytest.skip("MapServer ontbreekt (apt-get install cgi-mapserver): deze tegenserver is niet beproefd")
    loads = SourceLoads(cache, clock, limits=LIMITS)
    path = write(tmp_path / "kort.gpkg", "kort", FEW)
    with MapServer(tmp_path, {"kort": path}) as running:
        spec = spec_of(running, "kort")
        assert loads.load(spec).health.state is State.GOED
        assert "bestaat niet" in loads.load(spec_of(running, "nergens")).fault
        # The data are gone: MapServer answers with an error, or with nothing at all, and either is no zero.
        path.unlink()
        clock.advance(MINUTE)
        broken = loads.load(spec)
        assert broken.fault or broken.health.state is State.ONVOLLEDIG
    assert len(cache.batch("kort")) == FEW
    clock.advance(HOUR)
    gone = loads.load(spec)
    assert "niet bereikbaar" in gone.fault
    assert gone.health.text(clock.story()).startswith("verouderd sinds ")
    assert len(cache.batch("kort")) == FEW
