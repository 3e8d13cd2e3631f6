"""When a team meets: the next time follows from plan and rhythm, never from the clock alone."""

from __future__ import annotations

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.events import Event, Header
from cop_app.domain.meetings import agenda


def told(*rows: tuple[str, int, int]) -> list[Event]:
    found = []
    for n, (kind, at, every) in enumerate(rows, 1):
        body = {"kind": kind, "team": "CoPI", "at": at * MINUTE, "every_min": every}
        found.append(Event(f"e{n}", Header("echt", "i", "open", "a", n, "", n, "cop/1", 0, 0, "", ""), body, 0))
    return found


PLAN, BEGIN, END = bodies.MEETING_PLANNED, bodies.MEETING_STARTED, bodies.MEETING_ENDED


def test_nothing_is_planned_until_someone_plans() -> None:
    assert agenda([], "CoPI").next_at == 0
    assert agenda(told((PLAN, 20, 0)), "ROT").next_at == 0


def test_the_planned_time_is_the_next_until_it_is_held() -> None:
    planned = told((PLAN, 20, 0))
    assert agenda(planned, "CoPI").next_at == 20 * MINUTE
    held = agenda([*planned, *told((BEGIN, 21, 0))], "CoPI")
    assert held.next_at == 0
    assert held.running is not None
    assert held.running.number == 1


def test_a_rhythm_goes_on_from_the_planned_times() -> None:
    assert agenda(told((PLAN, 20, 30), (BEGIN, 22, 0)), "CoPI").next_at == 50 * MINUTE
    assert agenda(told((PLAN, 20, 30), (BEGIN, 22, 0), (END, 40, 0), (BEGIN, 49, 0)), "CoPI").next_at == 80 * MINUTE


def test_a_meeting_that_begins_far_too_late_skips_the_times_gone_by() -> None:
    assert agenda(told((PLAN, 20, 30), (BEGIN, 75, 0)), "CoPI").next_at == 110 * MINUTE


def test_an_end_closes_the_meeting_that_runs_and_counts_on() -> None:
    made = agenda(told((BEGIN, 10, 0), (END, 25, 0), (BEGIN, 40, 0)), "CoPI")
    assert [(m.number, m.started_at // MINUTE, m.ended_at // MINUTE) for m in made.held] == [(1, 10, 25), (2, 40, 0)]
    assert made.next_number == 3


def test_a_second_begin_while_it_runs_changes_nothing() -> None:
    assert len(agenda(told((BEGIN, 10, 0), (BEGIN, 12, 0)), "CoPI").held) == 1


def test_the_later_plan_counts() -> None:
    made = agenda(told((PLAN, 20, 30), (PLAN, 35, 0)), "CoPI")
    assert (made.next_at, made.every_min) == (35 * MINUTE, 0)
