"""When a team meets: planned, at a rhythm, begun and ended; what the questions and the timeline count towards.

Pure over the events of the topic `meetings`. A meeting that was planned and not begun stays the next one, also when
its time has passed: the program does not decide that a team has met.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.events import Event


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was held, or is being held (`ended_at` 0); times in ms UTC."""

    team: str
    number: int
    started_at: int
    ended_at: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """A team's meetings: `next_at` 0 = none planned, `every_min` 0 = no rhythm."""

    team: str
    held: tuple[Meeting, ...] = ()
    next_at: int = 0
    every_min: int = 0

    @property
    def running(self) -> Meeting | None:
        """Return the meeting that is being held."""
        return self.held[-1] if self.held and not self.held[-1].ended_at else None

    @property
    def next_number(self) -> int:
        """Return the number of the next meeting: 1 for a team's first."""
        return len(self.held) + 1


def agenda(events: Iterable[Event], team: str) -> Agenda:
    """Return a team's meetings from events in causal order; of two plans the later said counts."""
    held: list[Meeting] = []
    planned, every = 0, 0
    for event in events:
        body = event.body or {}
        if body.get("team") != team:
            continue
        at = int(body["at"])
        running = held[-1] if held and not held[-1].ended_at else None
        if event.kind == bodies.MEETING_PLANNED:
            planned, every = at, int(body.get("every_min", 0))
        elif event.kind == bodies.MEETING_STARTED and running is None:
            held.append(Meeting(team, len(held) + 1, at))
            planned = _following(planned, every, at)
        elif event.kind == bodies.MEETING_ENDED and running is not None:
            held[-1] = Meeting(team, running.number, running.started_at, max(at, running.started_at))
    return Agenda(team, tuple(held), planned, every)


def _following(planned: int, every_min: int, begun: int) -> int:
    """Return the next time of a rhythm after a meeting that began for the planned one; 0 without a rhythm."""
    if not planned or not every_min:
        return planned if planned > begun + MINUTE and not every_min else 0
    step = every_min * MINUTE
    # One that begins up to half a step early is the planned one.
    following = planned
    while following - begun < step // 2:
        following += step
    return following
