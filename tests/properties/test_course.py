"""What passed at an incident, read bit by bit: the same as read at once, in order, and without what was undone."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from cop_app.domain import bodies
from cop_app.ui.course import Course
from cop_app.ui.timeline_view import _dots, _histogram

TEAMS = ("CoPI", "ROT", "MK")
KINDS = (bodies.ITEM_RECORDED, bodies.SOURCE_OBSERVED, bodies.DECISION_RECORDED, bodies.MEETING_STARTED,
         bodies.ACT_UNDONE)  # fmt: skip


class Session:
    """Holds events that come in bit by bit."""

    def __init__(self):
        self.held = []

    def events(self, _incident):
        return tuple(self.held)


def event(number, kind, team, story, device, target):
    body = {"kind": kind, "actor": {"team": team}}
    if kind == bodies.SOURCE_OBSERVED:
        body = {"kind": kind}
    if kind == bodies.ACT_UNDONE:
        body["event"] = f"e{target}"
    header = SimpleNamespace(device=device, story=story)
    return SimpleNamespace(id=f"e{number}", header=header, body=body, kind=kind)


@st.composite
def stories(draw):
    count = draw(st.integers(0, 40))
    return [
        event(i, draw(st.sampled_from(KINDS)), draw(st.sampled_from(TEAMS)), draw(st.integers(0, 500)),
              draw(st.sampled_from(("a", "b"))), draw(st.integers(0, 40)))
        for i in range(count)
    ]  # fmt: skip


def shown(course):
    return (course.times, dict(course.of_team), course.recorded, course.loads, sorted(e.id for e in course.decisions),
            sorted(e.id for e in course.meetings))  # fmt: skip


@given(stories(), st.lists(st.integers(1, 12), min_size=1))
def test_bit_by_bit_is_as_at_once(story, parts):
    session, whole = Session(), Session()
    course = Course(session, "i")
    rest = list(story)
    while rest:
        part = parts[len(rest) % len(parts)]
        session.held += rest[:part]
        del rest[:part]
        course.read()
    whole.held = story
    at_once = Course(whole, "i")
    at_once.read()
    assert {k: v for k, v in shown(course)[1].items() if v} == {k: v for k, v in shown(at_once)[1].items() if v}
    assert shown(course)[2:] == shown(at_once)[2:] and course.times == at_once.times
    undone = {(e.header.device, e.body["event"]) for e in story if e.kind == bodies.ACT_UNDONE}
    holding = [e for e in story if (e.header.device, e.id) not in undone]
    assert course.times == sorted(e.header.story for e in holding)
    assert len(course.loads) == sum(e.kind == bodies.SOURCE_OBSERVED for e in holding)


@given(st.lists(st.integers(0, 5000), max_size=60).map(sorted), st.integers(0, 5000), st.integers(1, 900))
def test_dots_are_the_last_of_their_place_and_none_lies_in_the_future(times, live, step):
    told = [(at, f"e{i}") for i, at in enumerate(times)]
    dots = _dots(told, 0, live, step)
    last = {at // step: (at, name) for at, name in told if at <= live}
    assert [(dot.at, dot.id) for dot in dots] == list(last.values())


@given(st.lists(st.integers(0, 8000), max_size=60).map(sorted), st.integers(0, 8000))
def test_the_histogram_counts_what_has_been(times, live):
    start, end = 1000, 7000
    found = _histogram(times, start, end, live)
    inside = [at for at in times if start <= at < end and at <= live]
    assert max(found, default=0) == (1.0 if inside else 0.0)
    assert sum(1 for height in found if height) <= len(inside)
