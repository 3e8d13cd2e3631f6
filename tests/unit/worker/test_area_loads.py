"""Loading for an area: only what is missing is asked, what is not asked is left alone, a part never reads as whole."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cop_app.domain.clock import MINUTE, ManualClock
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.fetch import Limits
from cop_app.sources.health import State
from cop_app.store.cache import DatasetCache
from cop_app.worker.history import health_at, layer_info
from cop_app.worker.jobs import SourceLoads

sys.path.insert(0, str(Path(__file__).parent))
from paged_service import PagedService

NOW = 1_773_340_000_000
LIMITS = Limits(connect=2, read=5, total=20, tries=0, backoff=0)
# The service's points lie a metre apart on a line from 85000, 447000.
WEST = (84_990.0, 446_990.0, 85_099.5, 447_010.0)
WIDER = (84_990.0, 446_990.0, 85_199.5, 447_010.0)
ELSEWHERE = (90_000.0, 440_000.0, 91_000.0, 441_000.0)


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


def spec_of(service: PagedService) -> SourceSpec:
    return SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "Gemeente", "punt", "punten", typed=True)


def held(cache: DatasetCache) -> set[str]:
    return set(cache.batch("punten").keys)


def test_area_brings_what_touches_it_and_says_that_it_is_only_that(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300, page=50) as service:
        outcome = loads.load(spec_of(service), area=WEST)
    assert held(cache) == {f"p{n}" for n in range(100)}
    health = outcome.health
    assert (health.state, health.complete, health.whole, health.covered) == (State.GOED, True, False, WEST)
    assert health.text(NOW) == "volledig voor het gebied"
    assert health.proof == "volledig voor het gebied: aantal klopt met de opgave van de dienst"
    info = layer_info(cache, "punten")
    assert info is not None
    assert (info.covered, info.whole, info.complete) == (WEST, False, True)
    # Zero within what was asked is zero; a step further nobody knows.
    assert health.countable(WEST)
    assert not health.countable(WIDER)
    assert not health.countable()
    assert cache.covers("punten", WEST)
    assert not cache.covers("punten", WIDER)
    assert not cache.covers("punten", None)
    assert not cache.covers("anders", WEST)


def test_larger_area_asks_the_difference_only(loads: SourceLoads, cache: DatasetCache, clock: ManualClock) -> None:
    with PagedService(300, page=1000) as service:
        spec = spec_of(service)
        loads.load(spec, area=WEST)
        service.asked.clear()
        service.areas.clear()
        clock.advance(MINUTE // 2)
        result = loads.load(spec, area=WIDER)
    assert service.areas == [(85_094.5, 446_985.0, 85_204.5, 447_015.0)]
    assert result.result is not None
    assert (result.result.added, result.result.changed, result.result.deleted) == (100, 0, 0)
    assert held(cache) == {f"p{n}" for n in range(200)}
    assert cache.covers("punten", WIDER)
    # Part of what is held is half a minute old, so all of it is.
    assert result.health.data_at == NOW
    assert health_at(cache, spec, NOW).covered == WEST
    assert not cache.covers("punten", WIDER, at=NOW)
    assert cache.covers("punten", WIDER, at=NOW + MINUTE)


def test_four_sides_are_four_questions(loads: SourceLoads, cache: DatasetCache) -> None:
    inner = (85_050.0, 446_999.0, 85_060.0, 447_001.0)
    with PagedService(300, page=1000) as service:
        service.places |= {"p1": (85_055.0, 447_500.0) * 2, "p2": (85_055.0, 446_600.0) * 2}
        spec = spec_of(service)
        loads.load(spec, area=inner)
        service.areas.clear()
        outcome = loads.load(spec, area=(85_000.0, 446_500.0, 85_100.0, 447_600.0))
    assert len(service.areas) == 4
    assert outcome.result is not None
    assert outcome.result.features == 101
    assert outcome.result.added == 90
    assert cache.covers("punten", (85_000.0, 446_500.0, 85_100.0, 447_600.0))


def test_smaller_and_fresh_asks_nothing_until_it_is_old_or_asked(
    loads: SourceLoads, cache: DatasetCache, clock: ManualClock
) -> None:
    with PagedService(300) as service:
        spec = spec_of(service)
        loads.load(spec, area=WIDER)
        service.asked.clear()
        small = loads.load(spec, area=WEST)
        assert (small.held, small.result, service.asked) == (True, None, [])
        assert len(cache.polls("punten")) == 1
        service.rows["p150"] = {"naam": "ander"}
        again = loads.load(spec, area=WEST, refresh=True)
        assert again.result is not None
        assert again.result.delta.changed == ("p150",)
        clock.advance(MINUTE)
        assert loads.load(spec, area=WEST).unchanged
        assert loads.refresh(spec).unchanged
    assert layer_info(cache, "punten").covered == WIDER  # type: ignore[union-attr]


def test_old_data_is_not_extended_but_asked_anew(
    loads: SourceLoads, cache: DatasetCache, clock: ManualClock
) -> None:
    with PagedService(300, page=1000) as service:
        spec = spec_of(service)
        loads.load(spec, area=WEST)
        del service.rows["p5"]
        clock.advance(2 * MINUTE)
        service.areas.clear()
        outcome = loads.load(spec, area=WIDER)
    assert service.areas == [(84_985.0, 446_985.0, 85_204.5, 447_015.0)]
    assert outcome.result is not None
    assert outcome.result.delta.deleted == ("p5",)
    assert outcome.health.data_at == NOW + 2 * MINUTE


def test_only_what_touches_the_area_can_be_gone(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300) as service:
        service.places["p0"] = (85_050.0, 446_000.0, 85_150.0, 448_000.0)
        spec = spec_of(service)
        loads.load(spec)
        for key in ("p20", "p250", "p0"):
            del service.rows[key]
        # The whole is covered, so a part asks the whole; here the cache itself is told that a part was asked.
        running = cache.begin_load(service.url, "punten", NOW, area=WEST)
        running.add(cache.batch("punten", box=WEST).take([]))
        result = running.finish(True, 0, NOW)
    assert result.deleted == 100
    assert "p0" in result.delta.deleted
    assert "p250" in held(cache)
    assert layer_info(cache, "punten").whole  # type: ignore[union-attr]


def test_whole_collection_after_an_area_covers_everything(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300) as service:
        spec = spec_of(service)
        loads.load(spec, area=WEST)
        whole = loads.load(spec)
        service.asked.clear()
        assert loads.load(spec, area=ELSEWHERE).held
    assert (whole.health.whole, whole.health.covered, whole.health.text(NOW)) == (True, None, "goed")
    assert (len(held(cache)), service.asked) == (300, [])
    assert cache.covers("punten", None)


def test_strip_that_was_cut_off_goes_on_where_it_was(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300, page=20) as service:
        spec = spec_of(service)
        loads.load(spec, area=WEST)
        stopped = loads.load(spec, lambda page: page.number < 2, WIDER)
        assert stopped.stopped
        assert held(cache) == {f"p{n}" for n in range(100)}
        service.asked.clear()
        whole = loads.load(spec, area=WIDER)
    # Five metres more than the strip are asked, so the strip is 106 points in six pages.
    assert service.asked == ["40", "60", "80", "100"]
    assert whole.result is not None
    assert held(cache) == {f"p{n}" for n in range(200)}


def test_pages_of_one_area_are_not_used_for_another(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300, page=20) as service:
        spec = spec_of(service)
        loads.load(spec, lambda page: page.number < 2, WEST)
        service.asked.clear()
        loads.load(spec, area=WIDER)
    assert service.asked[0] == "0"
    assert held(cache) == {f"p{n}" for n in range(200)}


def test_strips_that_came_stay_when_the_next_one_fails(loads: SourceLoads, cache: DatasetCache) -> None:
    inner = (85_050.0, 446_999.0, 85_060.0, 447_001.0)
    outer = (85_000.0, 446_999.0, 85_250.0, 447_001.0)
    with PagedService(300, page=100) as service:
        spec = spec_of(service)
        loads.load(spec, area=inner)
        service.broken_from = 100
        outcome = loads.load(spec, area=outer)
        assert "bestaat niet" in outcome.fault
        assert outcome.result is not None
        assert outcome.result.added == 50
        assert outcome.health.covered == (85_000.0, 446_999.0, 85_060.0, 447_001.0)
        service.broken_from = None
        service.areas.clear()
        loads.load(spec, area=outer)
    assert {area[0] for area in service.areas if area} == {85_055.0}
    assert cache.covers("punten", outer)
    assert len(held(cache)) == 251


def test_strip_that_is_not_proved_has_everything_asked_at_once(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300) as service:
        spec = spec_of(service)
        loads.load(spec, area=WEST)
        service.miscounts_areas = True
        outcome = loads.load(spec, area=WIDER)
    assert held(cache) == {f"p{n}" for n in range(200)}
    assert outcome.health.state is State.ONVOLLEDIG
    assert outcome.health.text(NOW) == "onvolledig: 205 van 206"
    assert not outcome.health.countable(WEST)
    info = layer_info(cache, "punten")
    assert info is not None
    assert (info.covered, info.complete) == (WIDER, False)
    with PagedService(300) as sound:
        mended = loads.load(replace(spec, url=sound.url), area=WEST)
    assert mended.health.countable(WIDER)


def test_service_that_does_not_heed_the_area_is_told_and_does_no_harm(
    loads: SourceLoads, cache: DatasetCache
) -> None:
    with PagedService(3000) as service:
        service.heeds_area = False
        outcome = loads.load(spec_of(service), area=WEST)
    assert held(cache) == {f"p{n}" for n in range(100)}
    assert outcome.health.complete
    assert "de dienst let niet op het gevraagde gebied; hier geselecteerd" in outcome.health.problems


def test_service_that_reads_rd_as_degrees_is_asked_in_degrees(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300, page=40) as service:
        service.knows_rd = False
        spec = spec_of(service)
        outcome = loads.load(spec, area=WEST)
        assert held(cache) == {f"p{n}" for n in range(100)}
        assert outcome.health.complete
        assert outcome.health.problems == ("de dienst verstaat het gebied pas in het tweede stelsel",)
        # An area that is really empty costs one more question, and is empty.
        service.areas.clear()
        empty = loads.load(replace(spec, name="leeg"), area=ELSEWHERE)
    assert len(service.areas) == 2
    assert (empty.health.received, empty.health.countable(ELSEWHERE)) == (0, True)


def test_empty_area_is_empty_though_the_service_does_not_heed_degrees(
    loads: SourceLoads, cache: DatasetCache
) -> None:
    with PagedService(3000) as service:
        service.knows_degrees = False
        outcome = loads.load(spec_of(service), area=ELSEWHERE)
    assert len(service.asked) == 2
    assert (outcome.health.received, outcome.health.problems) == (0, ())
    assert outcome.health.countable(ELSEWHERE)
    assert not held(cache)


def test_source_set_otherwise_is_asked_for_all_that_is_held(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(300, page=1000) as service:
        spec = spec_of(service)
        loads.load(spec, area=WIDER)
        service.areas.clear()
        loads.load(replace(spec, key=("naam",)), area=WEST)
    assert service.areas == [(84_985.0, 446_985.0, 85_204.5, 447_015.0)]
    assert held(cache) == {f"punt {n}" for n in range(200)}


def test_file_is_whole_whatever_area_is_asked(loads: SourceLoads, cache: DatasetCache, tmp_path: Path) -> None:
    path = tmp_path / "punt.geojson"
    points = [{"type": "Point", "coordinates": [85000 + n, 447000]} for n in range(300)]
    rows = [{"type": "Feature", "id": n, "properties": {}, "geometry": point} for n, point in enumerate(points)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    outcome = loads.load(SourceSpec("punten", SourceKind.FILE, str(path), "eigen", "punt"), area=WEST)
    assert len(held(cache)) == 300
    assert outcome.health.whole
    assert cache.covers("punten", ELSEWHERE)


def test_progress_of_strips_counts_on(loads: SourceLoads) -> None:
    seen: list[int] = []
    with PagedService(300, page=20) as service:
        spec = spec_of(service)
        loads.load(spec, area=(85_100.0, 446_990.0, 85_150.0, 447_010.0))
        loads.load(spec, lambda page: seen.append(page.received) is None, (85_000.0, 446_990.0, 85_250.0, 447_010.0))
    assert seen == sorted(seen)
    assert seen[-1] > 200


def test_area_that_is_no_rectangle_is_refused(loads: SourceLoads) -> None:
    with PagedService(1) as service:
        for area in ((2.0, 0.0, 1.0, 1.0), (0.0, 0.0, float("nan"), 1.0)):
            with pytest.raises(ValueError, match="no rectangle"):
                loads.load(spec_of(service), area=area)
