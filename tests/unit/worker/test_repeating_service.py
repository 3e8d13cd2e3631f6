"""A service that gives its first page for ever is asked in parts; what lies outside the parts is missed aloud."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cop_app.domain.clock import ManualClock
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.extents import extent_of
from cop_app.sources.fetch import Limits
from cop_app.store.cache import DatasetCache
from cop_app.worker.jobs import SourceLoads

sys.path.insert(0, str(Path(__file__).parent))
from paged_service import PagedService

NOW = 1_773_340_000_000
LIMITS = Limits(connect=2, read=5, total=20, tries=0, backoff=0)
EXTENT = (85_000.0, 447_000.0, 85_300.0, 447_000.0)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DatasetCache]:
    opened = DatasetCache.open(tmp_path / "cache.db", b"k" * 32)
    yield opened
    opened.close()


@pytest.fixture
def loads(cache: DatasetCache) -> SourceLoads:
    return SourceLoads(cache, ManualClock(NOW), limits=LIMITS)


@pytest.fixture
def service() -> Iterator[PagedService]:
    with PagedService(300, page=40) as running:
        running.repeats, running.extent = True, EXTENT
        yield running


def spec_of(service: PagedService) -> SourceSpec:
    return SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "Gemeente", "punt", "punten", typed=True)


def test_whole_collection_comes_in_parts(service: PagedService, loads: SourceLoads, cache: DatasetCache) -> None:
    # Over the edges of parts: it comes more than once and is held once.
    service.places["p0"] = (85_000.0, 446_950.0, 85_300.0, 447_050.0)
    outcome = loads.load(spec_of(service))
    assert sorted(cache.batch("punten").keys) == sorted(service.rows)
    assert (outcome.health.complete, outcome.health.whole, outcome.health.received) == (True, True, 300)
    assert outcome.health.proof == "in delen gevraagd; aantal klopt met de opgave van de dienst"
    assert "de dienst herhaalt haar eerste bladzijde; in delen gevraagd" in outcome.health.problems


def test_what_lies_outside_the_named_extent_is_missed_aloud(service: PagedService, loads: SourceLoads) -> None:
    service.places["p299"] = (95_000.0, 447_000.0) * 2
    outcome = loads.load(spec_of(service))
    assert not outcome.health.complete
    assert outcome.health.text(NOW) == "onvolledig: 299 van 300"


def test_without_extent_the_repeating_is_told(service: PagedService, loads: SourceLoads) -> None:
    service.extent = None
    outcome = loads.load(spec_of(service))
    assert (outcome.health.complete, outcome.health.received) == (False, 40)
    assert outcome.health.proof == "pagina herhaalt zich"


def test_more_on_one_spot_than_a_page_holds_is_told(service: PagedService, loads: SourceLoads) -> None:
    service.places |= {f"p{n}": (85_100.0, 447_000.0) * 2 for n in range(60)}
    outcome = loads.load(spec_of(service))
    assert not outcome.health.complete
    assert outcome.health.proof == "pagina herhaalt zich"
    assert len(service.asked) < 400


def test_area_comes_in_parts_and_is_whole_for_the_area(
    service: PagedService, loads: SourceLoads, cache: DatasetCache
) -> None:
    service.extent = None
    area = (85_050.0, 446_900.0, 85_249.0, 447_100.0)
    outcome = loads.load(spec_of(service), area=area)
    assert set(cache.batch("punten").keys) == {f"p{n}" for n in range(50, 250)}
    assert (outcome.health.complete, outcome.health.covered) == (True, area)
    assert outcome.health.proof == "volledig voor het gebied: in delen gevraagd"


@pytest.mark.parametrize(
    ("spatial", "inside"),
    [
        ({"bbox": [[4.3, 51.9, 4.4, 52.0]]}, True),
        ({"bbox": [[4.3, 51.9, 4.4, 52.0]], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}, True),
        ({"bbox": [[51.9, 4.3, 52.0, 4.4]], "crs": "http://www.opengis.net/def/crs/EPSG/0/4326"}, True),
        ({"bbox": [[4.3, 51.9, 0, 4.4, 52.0, 9]]}, True),
        ({"bbox": [[80000, 440000, 90000, 450000]], "crs": "http://www.opengis.net/def/crs/EPSG/0/28992"}, True),
        ({"bbox": [[-180, -90, 180, 90]]}, True),
        ({"bbox": [["a", 1, 2, 3]]}, False), ({"bbox": [[4.3, 51.9]]}, False), ({"bbox": []}, False), ({}, False),
        ({"bbox": [[1, 2, 3, 4]], "crs": "EPSG:2154"}, False), ({"bbox": [[float("nan"), 1, 2, 3]]}, False),
    ],
)  # fmt: skip
def test_extent_is_read_in_every_way_services_write_it(spatial: dict[str, object], inside: bool) -> None:
    found = extent_of({"extent": {"spatial": spatial}})
    assert (found is not None) is inside
    if found is not None:
        assert found[0] < 84_500 < found[2]
        assert found[1] < 446_500 < found[3]


def test_collection_without_extent_has_none() -> None:
    assert extent_of({}) is None
    assert extent_of({"extent": {"temporal": {}}}) is None
