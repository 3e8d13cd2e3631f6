"""A source kept fresh through a long break: asked in time, told once when it broke and once when it is back."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cop_app.domain.clock import HOUR, MINUTE, ManualClock
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.fetch import Limits
from cop_app.sources.health import DEAD_AFTER, State
from cop_app.sources.runner import Schedule
from cop_app.store.cache import DatasetCache
from cop_app.worker.history import health_at
from cop_app.worker.jobs import SourceLoads

sys.path.insert(0, str(Path(__file__).parent))
from paged_service import PagedService

START = 1_773_340_320_000  # 2026-03-12 19:32 in Amsterdam
LIMITS = Limits(connect=2, read=5, total=20, tries=0, backoff=0)


class Keeper:
    """Does what a desk does: asks what is due, when it is due. A new one is a program that was started again."""

    def __init__(self, cache: DatasetCache, clock: ManualClock, spec: SourceSpec) -> None:
        self.loads = SourceLoads(cache, clock, limits=LIMITS)
        self.clock, self.spec = clock, spec
        self.schedule = Schedule([spec], lambda spec, now: health_at(cache, spec, now))
        self.asked: list[int] = []

    def until(self, stop: int) -> None:
        while True:
            due = self.schedule.next_due(self.clock.story())
            assert due is not None
            if due > stop:
                self.clock.set_both(stop)
                return
            self.clock.set_both(due)
            for spec in self.schedule.due(due):
                self.asked.append(due)
                self.loads.load(spec)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DatasetCache]:
    opened = DatasetCache.open(tmp_path / "cache.db", b"k" * 32)
    yield opened
    opened.close()


def test_a_break_of_an_hour(cache: DatasetCache, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "cop.bronnen")
    clock = ManualClock(START)
    with PagedService(20) as service:
        spec = SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "Gemeente", "punt", "punten", typed=True)
        Keeper(cache, clock, spec).until(START + 5 * MINUTE)
        service.broken_from = 0
        broken = Keeper(cache, clock, spec)
        broken.until(START + 20 * MINUTE)
        again = Keeper(cache, clock, spec)
        again.until(START + HOUR)
        # Ever longer waits, and a program that starts anew does not begin to hammer.
        assert 10 < len(broken.asked) + len(again.asked) < 60
        dead = health_at(cache, spec, clock.story())
        assert dead.text(clock.story()) == "dood sinds 19:38"
        assert dead.data_at == START + 5 * MINUTE
        service.broken_from = None
        Keeper(cache, clock, spec).until(START + HOUR + 20 * MINUTE)
    assert health_at(cache, spec, clock.story()).state is State.GOED
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "punten is hersteld na" in caplog.messages[1]
    assert len(cache.polls("punten")) <= 3 + DEAD_AFTER + 2


def test_looking_back_tells_every_state_as_it_was(cache: DatasetCache) -> None:
    clock = ManualClock(START)
    with PagedService(20) as service:
        spec = SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "Gemeente", "punt", "punten", typed=True)
        keeper = Keeper(cache, clock, spec)
        seen = []
        for minute in range(90):
            service.broken_from = 0 if 20 <= minute < 50 else None
            keeper.until(START + minute * MINUTE + 30_000)
            seen.append((clock.story(), keeper.loads.health(spec).state))
            if minute == 60:
                # A closed laptop: nobody looked, and that must not read as good afterwards.
                clock.advance(2 * HOUR)
                seen.append((clock.story() - HOUR, State.VEROUDERD))
                keeper.loads.load(spec)
                break
    assert [(at, health_at(cache, spec, at).state) for at, _state in seen] == seen
    assert {state for _at, state in seen} == {State.GOED, State.VEROUDERD, State.DOOD}
