"""Any sequence of areas, changes and breaks ends in exactly what the source has there, and nothing is asked in vain."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cop_app.domain.clock import SECOND, ManualClock
from cop_app.geo.boxes import contains, enclosing, extended, missing_strips, touching
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.fetch import Limits
from cop_app.sources.filters import ROOM
from cop_app.store.cache import DatasetCache
from cop_app.worker.history import layer_info
from cop_app.worker.jobs import SourceLoads

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "worker"))
from paged_service import PagedService, meets

NOW = 1_773_340_000_000
LIMITS = Limits(connect=2, read=5, total=20, tries=0, backoff=0)
X, Y, SIDE = 85_000.0, 447_000.0, 100.0
# Sides on a coarse raster, so that edges meet features and each other often.
GRID = st.integers(0, 4)


@st.composite
def boxes(draw: st.DrawFn, smallest: int = 0) -> tuple[float, float, float, float]:
    x, y = draw(GRID), draw(GRID)
    wide, high = draw(st.integers(smallest, 3)), draw(st.integers(smallest, 3))
    return X + SIDE * x, Y + SIDE * y, X + SIDE * (x + wide), Y + SIDE * (y + high)


STEPS = st.one_of(
    st.tuples(st.just("laad"), boxes(1)), st.tuples(st.just("laad"), boxes(1)), st.tuples(st.just("laad"), boxes(1)),
    st.tuples(st.just("stop"), boxes(1)), st.tuples(st.just("ververs"), st.none()),
    st.tuples(st.just("zet"), st.tuples(st.integers(0, 12), boxes(), st.integers(0, 2))),
    st.tuples(st.just("weg"), st.integers(0, 12)), st.tuples(st.just("wacht"), st.integers(1, 90)),
    st.tuples(st.just("stuk"), boxes(1)),
)  # fmt: skip


class World:
    """The service, the cache that loads from it, and what must hold between them."""

    def __init__(self, service: PagedService, cache: DatasetCache) -> None:
        self.service, self.cache = service, cache
        self.clock = ManualClock(NOW)
        self.loads = SourceLoads(cache, self.clock, limits=LIMITS)
        self.spec = SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "G", "punt", "punten", typed=True)
        self.touched = True  # whether the source changed since all that is held was asked

    def do(self, what: str, with_: Any) -> None:
        if what == "laad":
            self.load(with_)
        elif what == "ververs":
            info = layer_info(self.cache, "punten")
            if info is not None and info.covered:
                self.loads.refresh(self.spec)
                self.touched = False
                self.check_equal()
        elif what == "stop":
            self.loads.load(self.spec, lambda _page: False, with_)
        elif what == "stuk":
            self.service.broken_from = 0
            self.loads.load(self.spec, area=with_)
            self.service.broken_from = None
        elif what == "wacht":
            self.clock.advance(with_ * SECOND)
        else:
            self.change(what, with_)

    def change(self, what: str, with_: Any) -> None:
        self.touched = True
        if what == "weg":
            self.service.rows.pop(f"p{with_}", None)
        else:
            number, place, value = with_
            self.service.rows[f"p{number}"] = {"naam": f"stand {value}"}
            self.service.places[f"p{number}"] = place

    def load(self, area: tuple[float, float, float, float]) -> None:
        info = layer_info(self.cache, "punten")
        before = info.covered if info else None
        young = self.clock.story() - self.loads.health(self.spec).data_at < self.spec.refresh
        self.service.areas.clear()
        outcome = self.loads.load(self.spec, area=area)
        assert not outcome.fault
        after = layer_info(self.cache, "punten")
        assert after is not None
        assert after.covered is not None
        assert contains(after.covered, area)
        assert before is None or contains(after.covered, before)
        asked = [(a[0] + ROOM, a[1] + ROOM, a[2] - ROOM, a[3] - ROOM) for a in self.service.areas if a and a[0] > 1000]
        assert outcome.held is (before is not None and contains(before, area) and young)
        if outcome.held:
            assert self.service.areas == []
        elif before is None or any(contains(each, before) for each in asked):
            # A load that went on from stored pages is as old as those.
            self.touched &= outcome.health.data_at < self.clock.story()
        else:
            # Only what was not held yet, and all of it.
            assert young
            parts = [shapely.box(*each) for each in asked]
            assert all(part.intersection(shapely.box(*before)).area == 0 for part in parts)
            assert shapely.union_all([*parts, shapely.box(*before)]).equals(shapely.box(*after.covered))
        if not self.touched:
            self.check_equal()

    def check_equal(self) -> None:
        """What is held is exactly what the source has where it was asked."""
        info = layer_info(self.cache, "punten")
        assert info is not None
        assert info.covered is not None
        service = self.service
        expected = {key: (service.rows[key]["naam"], service.place(key)) for key in service.rows
                    if meets(service.place(key), info.covered)}  # fmt: skip
        batch = self.cache.batch("punten")
        found = {
            key: (json.loads(raw)["naam"], tuple(box))
            for key, raw, box in zip(batch.keys, batch.properties, batch.geometry.boxes.tolist(), strict=True)
        }
        assert found == expected
        assert info.features == len(expected)


@pytest.fixture(scope="module")
def service() -> Iterator[PagedService]:
    with PagedService(0, page=3) as running:
        yield running


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_what_is_held_is_what_the_source_has_there(service: PagedService, steps: list[tuple[str, Any]]) -> None:
    service.rows = {f"p{n}": {"naam": "stand 0"} for n in range(8)}
    service.places = {f"p{n}": (X + 90.0 * n, Y + 70.0 * n) * 2 for n in range(8)}
    with tempfile.TemporaryDirectory() as folder:
        cache = DatasetCache.open(Path(folder) / "cache.db", b"k" * 32)
        try:
            world = World(service, cache)
            pasts: list[tuple[int, dict[str, str]]] = []
            for what, with_ in steps:
                world.do(what, with_)
                if layer_info(cache, "punten") is not None:
                    batch = cache.batch("punten")
                    pasts.append((world.clock.story(), dict(zip(batch.keys, map(bytes.decode, batch.properties),
                                                                strict=True))))  # fmt: skip
                world.clock.advance(1)
            world.do("laad", (X, Y, X + SIDE, Y + SIDE))
            for number in range(0, 13, 2):
                world.do("weg", number)
            world.do("ververs", None)
            # And the past is still what it was.
            for instant, expected in pasts:
                batch = cache.batch("punten", at=instant)
                assert dict(zip(batch.keys, map(bytes.decode, batch.properties), strict=True)) == expected
        finally:
            cache.close()


@given(boxes(), boxes())
def test_strips_fill_exactly_what_is_missing(held: Any, wanted: Any) -> None:
    strips = missing_strips(held, wanted)
    assert len(strips) <= 4
    grown = held
    for strip in strips:
        assert shapely.box(*strip).intersection(shapely.box(*grown)).area == 0
        larger = extended(grown, strip)
        assert larger is not None
        assert larger != grown
        grown = larger
    assert grown == enclosing(held, wanted)
    assert (strips == []) is contains(held, wanted)


@given(boxes(), boxes(), st.floats(-0.0004, 0.0004))
def test_touching_is_the_same_for_all_that_is_stored_as_the_same(one: Any, other: Any, hair: float) -> None:
    import numpy as np

    moved = tuple(side + hair for side in one)
    assert touching(np.array([one]), other) == touching(np.array([moved]), other) == [meets(one, other)]
