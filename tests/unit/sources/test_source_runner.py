"""The runner and the states of a source, driven by a clock in the test's hand."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator

import pytest

from cop_app.domain.clock import MINUTE, SECOND
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.faults import SourceFault
from cop_app.sources.health import Health, State
from cop_app.sources.paging import Page, Proof, Validator
from cop_app.sources.runner import LONGEST_WAIT, Listeners, Runner, backoff

START = 1_773_340_320_000  # 2026-03-12 19:32 in Amsterdam
EMPTY = FeatureBatch([], GeometryColumns.empty(), [])
WHOLE = Proof(True, 10, 10, "")
SPEC = SourceSpec("kranen", SourceKind.OGC_FEATURES, "https://x.example", "VR", "brandkraan", refresh=MINUTE)


class Script:
    """A load of two pages that ends as told."""

    validators: tuple[Validator, ...] = ()

    def __init__(self, proof: Proof, fault: SourceFault | None) -> None:
        self.proof, self._fault, self._page = proof, fault, 0

    def close(self) -> None:
        self._page = 9

    def __iter__(self) -> Iterator[Page]:
        return self

    def __next__(self) -> Page:
        self._page += 1
        if self._page == 2 and self._fault:
            raise self._fault
        return Page(EMPTY, "verder" if self._page == 1 else "", 10, 5 * self._page, self._page)


class World:
    """The service as the test wants it, and what the runner told."""

    def __init__(self) -> None:
        self.proof, self.fault, self.unchanged = WHOLE, None, False
        self.tokens: list[str] = []
        self.heard: list[Health] = []
        self.runner = Runner(self.open, Listeners(health=self.heard.append), random.Random(1))
        self.runner.add(SPEC, START)

    def open(self, _spec: SourceSpec, _validators: tuple[Validator, ...], resume: str) -> Script | None:
        self.tokens.append(resume)
        return None if self.unchanged else Script(self.proof, self.fault)

    def until(self, start: int, stop: int) -> None:
        now: int | None = start
        while now is not None and now <= stop:
            now = self.runner.tick(now)


def test_one_page_per_tick_then_good() -> None:
    world = World()
    assert world.runner.tick(START) == START
    assert world.runner.health("kranen", START).state is State.NIEUW
    assert world.runner.tick(START) == START + MINUTE
    assert world.runner.health("kranen", START).text(START) == "goed"
    assert world.runner.health("kranen", START).countable()


def test_break_is_old_since_then_dead_and_never_new(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "cop.bronnen")
    world = World()
    world.until(START, START)
    world.fault = SourceFault("bron.traag", "De dienst antwoordt niet op tijd.")
    world.until(START + MINUTE, START + 3 * MINUTE + 2)
    # Whatever the failures so far, the data keeps the moment at which it was right.
    assert world.runner.health("kranen", START + 2 * MINUTE).data_at == START
    world.until(START + 4 * MINUTE, START + 40 * MINUTE)
    dead = world.runner.health("kranen", START + 40 * MINUTE)
    assert dead.text(START + 40 * MINUTE) == "dood sinds 19:33"
    assert dead.data_at == START
    assert not dead.countable()
    world.fault = None
    world.until(START + 41 * MINUTE, START + 60 * MINUTE)
    assert world.runner.health("kranen", START + 60 * MINUTE).state is State.GOED
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_old_since_names_the_last_moment_it_was_right() -> None:
    world = World()
    world.until(START, START)
    old = world.runner.health("kranen", START + 10 * MINUTE)
    assert old.text(START + 10 * MINUTE) == "verouderd sinds 19:32"


def test_incomplete_says_how_many_and_is_not_countable() -> None:
    world = World()
    world.proof = Proof(False, 1000, 2500, "pagina herhaalt zich")
    world.until(START, START)
    health = world.runner.health("kranen", START)
    assert health.text(START) == "onvolledig: 1000 van 2500"
    assert not health.countable()


def test_unchanged_confirms_what_we_hold() -> None:
    world = World()
    world.until(START, START)
    world.unchanged = True
    world.until(START + MINUTE, START + MINUTE)
    assert world.runner.health("kranen", START + MINUTE).data_at == START + MINUTE


def test_first_failure_resumes_second_starts_anew() -> None:
    world = World()
    world.fault = SourceFault("bron.traag", "De dienst antwoordt niet op tijd.")
    world.until(START, START + 30 * SECOND)
    assert world.tokens[:3] == ["", "verder", ""]


def test_backoff_grows_stays_bounded_and_heeds_the_server() -> None:
    chance = random.Random(3)
    waits = [backoff(n, chance) for n in range(1, 30)]
    assert waits[0] <= 5 * SECOND
    assert max(waits) <= LONGEST_WAIT
    assert min(waits[12:]) >= LONGEST_WAIT // 2
    assert backoff(1, chance, asked=3_600_000) == 3_600_000
