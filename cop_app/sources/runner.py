"""Asks every source again in time, and says how each is doing.

No thread and no sleep of its own: whoever owns the runner calls `tick(now)`, which starts what is due and takes one
page of every load that runs, so that drawing never waits longer than one page and tests need no clock. One log line
tells that a source broke and one that it recovered; in between it is silent (the state shows it all the time).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from cop_app.domain.clock import MINUTE, SECOND, age_text
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.faults import SourceFault
from cop_app.sources.health import Health, after_fault, after_load, after_unchanged, judged
from cop_app.sources.paging import Page, Proof, Validator

log = logging.getLogger("cop.bronnen")

FIRST_WAIT = 5 * SECOND
LONGEST_WAIT = 15 * MINUTE


class Load(Protocol):
    """One running load: pages until StopIteration, then proof and validators; close() when it is dropped."""

    def __iter__(self) -> Iterator[Page]: ...

    def __next__(self) -> Page: ...

    @property
    def proof(self) -> Proof:
        """Return how it ended."""
        ...

    @property
    def validators(self) -> tuple[Validator, ...]:
        """Return what to send next time."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


# Opens a load; None says that the source is unchanged since the validators were given. `resume` is a page's token.
Opener = Callable[[SourceSpec, tuple[Validator, ...], str], Load | None]


def _ignore(*_arguments: object) -> None:
    """Do nothing with a message nobody listens to."""


@dataclass(slots=True)
class Listeners:
    """Whom the runner tells: a load began (fresh or resumed), a page came, a load ended, a state changed."""

    started: Callable[[SourceSpec, bool], None] = _ignore
    page: Callable[[SourceSpec, Page], None] = _ignore
    finished: Callable[[SourceSpec, Proof], None] = _ignore
    health: Callable[[Health], None] = _ignore


@dataclass(slots=True)
class _Slot:
    spec: SourceSpec
    health: Health
    due: int
    load: Load | None = None
    token: str = ""
    validators: tuple[Validator, ...] = ()
    broken: bool = False
    told: Health | None = field(default=None)


def backoff(failures: int, chance: random.Random, asked: int = 0) -> int:
    """Return how many milliseconds to wait after this many failures in a row: doubling, with jitter, at most 15 min.

    What the server asked (`Retry-After`) is the least we wait, also when it is more than our own longest wait.
    """
    step = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 20))
    return max(asked, int(step * chance.uniform(0.5, 1.0)))


class Runner:
    """Keeps the sources fresh. One owner, one thread."""

    def __init__(self, opener: Opener, listeners: Listeners | None = None, chance: random.Random | None = None) -> None:
        self._open = opener
        self._listeners = listeners or Listeners()
        self._chance = chance or random.Random()
        self._slots: dict[str, _Slot] = {}

    def add(self, spec: SourceSpec, now: int, *, health: Health | None = None, spread: bool = False) -> None:
        """Take a source on; it is asked at the next tick, or somewhere in its first period with `spread`."""
        wait = int(self._chance.uniform(0, spec.refresh)) if spread else 0
        self._slots[spec.name] = _Slot(spec, health or Health(spec.name, since=now), now + wait)

    def remove(self, name: str) -> None:
        """Stop asking a source; a running load is dropped."""
        slot = self._slots.pop(name, None)
        if slot is not None and slot.load is not None:
            slot.load.close()

    def refresh(self, name: str, now: int) -> None:
        """Ask a source at the next tick, whatever its schedule."""
        self._slots[name].due = now

    def health(self, name: str, now: int) -> Health:
        """Return how a source is doing at this moment."""
        slot = self._slots[name]
        return judged(slot.health, now, slot.spec.stale_after)

    def all_health(self, now: int) -> tuple[Health, ...]:
        """Return how all sources are doing, in the order in which they were added."""
        return tuple(self.health(name, now) for name in self._slots)

    def tick(self, now: int) -> int | None:
        """Start what is due, take one page of every running load, tell states that changed.

        Returns when to call again: `now` while loads run, else the next due time; None without sources.
        """
        for slot in list(self._slots.values()):
            if slot.load is None and slot.due <= now:
                self._start(slot, now)
            if slot.load is not None:
                self._advance(slot, now)
            self._tell(slot, now)
        if any(slot.load is not None for slot in self._slots.values()):
            return now
        return min((slot.due for slot in self._slots.values()), default=None)

    def close(self) -> None:
        """Drop all sources."""
        for name in list(self._slots):
            self.remove(name)

    def _start(self, slot: _Slot, now: int) -> None:
        resumed = bool(slot.token)
        try:
            load = self._open(slot.spec, slot.validators, slot.token)
        except UserFacingError as fault:
            self._failed(slot, fault, now)
            return
        if load is None:
            slot.health = after_unchanged(slot.health, now)
            self._recovered(slot, now)
            slot.due = now + slot.spec.refresh
            return
        slot.load = load
        self._listeners.started(slot.spec, resumed)

    def _advance(self, slot: _Slot, now: int) -> None:
        load = slot.load
        if load is None:
            return
        try:
            page = next(load)
        except StopIteration:
            self._finish(slot, load, now)
        except UserFacingError as fault:
            self._failed(slot, fault, now)
        else:
            slot.token = page.token
            self._listeners.page(slot.spec, page)
            if not page.token:
                self._finish(slot, load, now)

    def _finish(self, slot: _Slot, load: Load, now: int) -> None:
        load.close()
        slot.load, slot.token, slot.validators = None, "", load.validators
        slot.health = after_load(slot.health, load.proof, now)
        slot.due = now + slot.spec.refresh
        self._recovered(slot, now)
        self._listeners.finished(slot.spec, load.proof)

    def _failed(self, slot: _Slot, fault: UserFacingError, now: int) -> None:
        if slot.load is not None:
            slot.load.close()
            slot.load = None
        passing = not isinstance(fault, SourceFault) or fault.passing
        if slot.health.failures or not passing:
            # A second failure in a row: the token may be what is wrong, so the next try starts anew.
            slot.token = ""
        slot.health = after_fault(slot.health, str(fault), now)
        asked = fault.retry_after if isinstance(fault, SourceFault) else 0
        wait = backoff(slot.health.failures, self._chance, asked)
        slot.due = now + (wait if passing else max(wait, slot.spec.refresh))
        if not slot.broken:
            slot.broken = True
            log.warning(_("bron %s geeft geen gegevens: %s"), slot.spec.name, fault)

    def _recovered(self, slot: _Slot, now: int) -> None:
        if slot.broken:
            slot.broken = False
            began = slot.told.failing_since if slot.told and slot.told.failing_since else now
            log.info(_("bron %s is hersteld na %s"), slot.spec.name, age_text(now - began))

    def _tell(self, slot: _Slot, now: int) -> None:
        slot.health = judged(slot.health, now, slot.spec.stale_after)
        if slot.told is None or replace(slot.told, data_at=0) != replace(slot.health, data_at=0):
            self._listeners.health(slot.health)
        slot.told = slot.health
