"""How a source is doing, in words a duty officer needs: good, old since, dead since, incomplete.

Pure: what was fetched when, and what went wrong, go in; a state comes out. Old values are never shown as new: the time
of the data moves only when a load (or a 'not modified') succeeded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from cop_app.domain.clock import DAY, local
from cop_app.i18n import _
from cop_app.sources.paging import Proof

DEAD_AFTER = 5  # failures in a row


class State(StrEnum):
    """The states of a source; NIEUW has never been asked, or is being asked for the first time."""

    NIEUW = "nieuw"
    GOED = "goed"
    ONVOLLEDIG = "onvolledig"
    VEROUDERD = "verouderd"
    DOOD = "dood"


@dataclass(frozen=True, slots=True)
class Health:
    """State of one source at one moment.

    `since` is when this state began, `data_at` when what we hold was last confirmed (0 = nothing held), `failing_since`
    when the present break began (0 = none), `fault` the Dutch text of the last fault, `received` and `expected` how
    many came and were announced in the last load, `proof` why the last load is or is not complete.
    """

    source: str
    state: State = State.NIEUW
    since: int = 0
    data_at: int = 0
    failing_since: int = 0
    failures: int = 0
    fault: str = ""
    received: int = 0
    expected: int | None = None
    complete: bool = False
    proof: str = ""
    problems: tuple[str, ...] = ()

    def text(self, now: int) -> str:
        """Return the badge: ‘goed’, ‘verouderd sinds 14:32’, ‘onvolledig: 1000 van 2500’."""
        if self.state is State.VEROUDERD:
            return _("verouderd sinds {tijd}").format(tijd=moment_text(self.since, now))
        if self.state is State.DOOD:
            return _("dood sinds {tijd}").format(tijd=moment_text(self.since, now))
        if self.state is State.ONVOLLEDIG:
            if self.expected is not None and self.expected > self.received:
                return _("onvolledig: {got} van {all}").format(got=self.received, all=self.expected)
            return _("onvolledig: {got} ontvangen, geheel niet bewezen").format(got=self.received)
        return _("goed") if self.state is State.GOED else _("nog niet geladen")

    def countable(self) -> bool:
        """Return whether ‘nothing found’ may be read as zero: only from a whole and fresh source."""
        return self.state is State.GOED and self.complete


def moment_text(instant: int, now: int) -> str:
    """Return 14:32 for today, 23-11 14:32 for another day, with the year when it is long ago."""
    moment = local(instant)
    if moment.date() == local(now).date():
        return f"{moment:%H:%M}"
    return f"{moment:%d-%m-%Y %H:%M}" if abs(now - instant) > 300 * DAY else f"{moment:%d-%m %H:%M}"


def after_load(health: Health, proof: Proof, now: int) -> Health:
    """Return the health after all pages of a load came in, complete or not."""
    return replace(
        health, data_at=now, failing_since=0, failures=0, fault="", received=proof.received, expected=proof.matched,
        complete=proof.complete, proof=proof.reason, problems=proof.problems,
    )  # fmt: skip


def after_unchanged(health: Health, now: int) -> Health:
    """Return the health after the service said that nothing changed: what we hold is confirmed."""
    return replace(health, data_at=now, failing_since=0, failures=0, fault="")


def after_fault(health: Health, fault: str, now: int) -> Health:
    """Return the health after a failed load; the age of the data stays what it was."""
    began = health.failing_since or now
    return replace(health, failing_since=began, failures=health.failures + 1, fault=fault)


def judged(health: Health, now: int, stale_after: int) -> Health:
    """Return the health with its state at this moment; `since` moves only when the state changes."""
    state, since = _state(health, now, stale_after)
    if state is health.state:
        return health
    return replace(health, state=state, since=since)


def _state(health: Health, now: int, stale_after: int) -> tuple[State, int]:
    if health.failures >= DEAD_AFTER:
        return State.DOOD, health.failing_since
    if not health.data_at:
        return State.NIEUW, health.since
    if now - health.data_at > stale_after:
        # What people need to know is from when on the picture may be wrong: the last moment it was right.
        return State.VEROUDERD, health.data_at
    if not health.complete:
        return State.ONVOLLEDIG, now
    return State.GOED, now
