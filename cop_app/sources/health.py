"""How a source is doing, in words a duty officer needs: good, old since, dead since, incomplete.

Pure: the polls so far go in, a state comes out, for this moment or for any moment before. Old values are never shown as
new: the time of the data moves only when everything that is held was asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cop_app.domain.clock import DAY, local
from cop_app.geo.boxes import Box, contains
from cop_app.i18n import _
from cop_app.sources.polls import FAULT, LOADED, OK, FaultNote, LoadNote, PollRun

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

    `since` is when this state began, `data_at` when all that we hold was last confirmed (0 = nothing held), `asked_at`
    when we last looked (0 = never), `failing_since` when the present break began (0 = none), `fault` the Dutch text of
    the last fault, `retry_after` how many milliseconds the server then asked to wait, `passing` whether trying again
    can help at all. `received` and `expected` are how many came and were announced in the last load, `proof` why it is
    or is not complete. All of it is said of the whole collection (`whole`) or of the rectangle `covered`, RD metres.
    """

    source: str
    state: State = State.NIEUW
    since: int = 0
    data_at: int = 0
    asked_at: int = 0
    failing_since: int = 0
    failures: int = 0
    fault: str = ""
    retry_after: int = 0
    passing: bool = True
    received: int = 0
    expected: int | None = None
    complete: bool = False
    proof: str = ""
    problems: tuple[str, ...] = ()
    whole: bool = False
    covered: Box | None = None

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
        if self.state is State.GOED:
            return _("goed") if self.whole else _("volledig voor het gebied")
        return _("nog niet geladen")

    def covers(self, area: Box | None) -> bool:
        """Return whether an area (RD metres; None = the whole collection) was loaded; outside it all is unknown."""
        return self.whole or (area is not None and self.covered is not None and contains(self.covered, area))

    def countable(self, area: Box | None = None) -> bool:
        """Return whether ‘nothing found’ in an area (None = everywhere) may be read as zero.

        Only from a fresh source that was proved complete where it was asked.
        """
        return self.state is State.GOED and self.complete and self.covers(area)


def breaks_of(runs: Sequence[PollRun], instant: int) -> tuple[tuple[int, int], ...]:
    """Return the breaks that began by an instant, oldest first: (first fault, next answer), 0 = no answer by then."""
    found: list[tuple[int, int]] = []
    for run in runs:
        if run.first_at > instant:
            break
        lasting = bool(found) and not found[-1][1]
        if run.outcome == FAULT and not lasting:
            found.append((run.first_at, 0))
        elif run.outcome != FAULT and lasting:
            found[-1] = (found[-1][0], run.first_at)
    return tuple(found)


def moment_text(instant: int, now: int) -> str:
    """Return 14:32 for today, 23-11 14:32 for another day, with the year when it is long ago."""
    moment = local(instant)
    if moment.date() == local(now).date():
        return f"{moment:%H:%M}"
    return f"{moment:%d-%m-%Y %H:%M}" if abs(now - instant) > 300 * DAY else f"{moment:%d-%m %H:%M}"


class _Run(NamedTuple):
    outcome: str
    first_at: int
    last_at: int
    times: int
    note: str


def health_of_polls(source: str, runs: Sequence[PollRun], stale_after: int, instant: int) -> Health:
    """Return how a source was doing at an instant (ms UTC), as known then; `runs` are its polls, oldest first.

    Within a run the looks are taken to be evenly spread. That never shifts a state when no run spans a silence longer
    than `stale_after` and the first failures of a break each have a row, as the loads note them.
    """
    # In the order of looking: what was looked at before a clock was set back is known, though it bears a later time.
    known = max((index for index, run in enumerate(runs, 1) if run.first_at <= instant), default=0)
    seen = [_until(run, instant) for run in runs[:known]]
    if not seen:
        return Health(source, since=instant)
    failing = _trailing(seen, faults=True)
    answered = [run for run in seen if run.outcome != FAULT]
    loads = [run for run in answered if run.outcome in LOADED]
    note = LoadNote.of(loads[-1].note) if loads else LoadNote(whole=False)
    fault = FaultNote.of(failing[-1].note) if failing else FaultNote("")
    data_at = answered[-1].last_at if answered else 0
    if answered and answered[-1].outcome in LOADED and note.held_since:
        data_at = note.held_since
    complete = bool(loads) and loads[-1].outcome == OK
    failures = sum(run.times for run in failing)
    state, since = _state(seen, failures, data_at, complete, stale_after, instant)
    return Health(
        source, state, since, data_at, asked_at=seen[-1].last_at,
        failing_since=failing[0].first_at if failing else 0, failures=failures, fault=fault.fault,
        retry_after=fault.retry_after, passing=fault.passing, received=note.received, expected=note.expected,
        complete=complete, proof=note.proof, problems=note.problems, whole=note.whole, covered=note.covered,
    )  # fmt: skip


def _until(run: PollRun, instant: int) -> _Run:
    """Return the part of a run that lies before an instant."""
    if run.last_at <= instant or run.times < 2 or run.first_at > instant:
        return _Run(run.outcome, min(run.first_at, instant), min(run.last_at, instant), run.times, run.note)
    apart = (run.last_at - run.first_at) / (run.times - 1)
    more = int((instant - run.first_at) / apart)
    return _Run(run.outcome, run.first_at, run.first_at + int(more * apart), more + 1, run.note)


def _trailing(runs: Sequence[_Run], *, faults: bool) -> Sequence[_Run]:
    """Return the last runs, as far back as they are all faults, or all answers."""
    start = len(runs)
    while start and (runs[start - 1].outcome == FAULT) is faults:
        start -= 1
    return runs[start:]


def _state(
    seen: Sequence[_Run], failures: int, data_at: int, complete: bool, stale_after: int, instant: int
) -> tuple[State, int]:
    if failures >= DEAD_AFTER:
        return State.DOOD, _trailing(seen, faults=True)[0].first_at
    if not data_at:
        return State.NIEUW, seen[0].first_at
    if instant - data_at > stale_after:
        # What people need to know is from when on the picture may be wrong: the last moment it was right.
        return State.VEROUDERD, data_at
    state = State.GOED if complete else State.ONVOLLEDIG
    return state, _began(seen, complete)


def _began(seen: Sequence[_Run], complete: bool) -> int:
    """Return when the answers that made this state began: the last stretch of loads that were, or were not, proved."""
    began = 0
    for run in reversed(seen):
        if run.outcome in LOADED:
            if (run.outcome == OK) is not complete:
                break
            began = run.first_at
    return began
