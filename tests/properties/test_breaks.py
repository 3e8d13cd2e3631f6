"""When a source gave no answer: breaks begin at a fault, end at an answer, and never overlap."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from cop_app.sources.health import breaks_of
from cop_app.sources.polls import FAULT

MINUTE = 60_000


class Run(NamedTuple):
    """A run of equal looks."""

    outcome: str
    first_at: int
    last_at: int
    times: int = 1
    note: str = ""


@st.composite
def runs(draw):
    outcomes = draw(st.lists(st.sampled_from((FAULT, "ok", "same")), max_size=20))
    at, made = 0, []
    for outcome in outcomes:
        at += draw(st.integers(1, 30)) * MINUTE
        last = at + draw(st.integers(0, 20)) * MINUTE
        made.append(Run(outcome, at, last))
        at = last
    return made


@given(runs(), st.integers(0, 1000))
def test_breaks_are_in_order_and_only_the_last_lasts(made, minutes):
    instant = minutes * MINUTE
    found = breaks_of(made, instant)
    assert all(until and until <= following for (_since, until), (following, _) in pairwise(found))
    known = [run for run in made if run.first_at <= instant]
    assert bool(found and not found[-1][1]) == bool(known and known[-1].outcome == FAULT)
    assert all(since < until for since, until in found if until)


@given(runs())
def test_every_fault_lies_in_a_break_and_no_answer_does(made):
    found = breaks_of(made, 10**9)
    for run in made:
        within = any(since <= run.first_at and (not until or run.first_at < until) for since, until in found)
        assert within == (run.outcome == FAULT)


@given(runs(), st.integers(0, 1000))
def test_what_was_known_then_is_the_beginning_of_what_is_known_now(made, minutes):
    then, now = breaks_of(made, minutes * MINUTE), breaks_of(made, 10**9)
    assert [since for since, _until in then] == [since for since, _until in now][: len(then)]
