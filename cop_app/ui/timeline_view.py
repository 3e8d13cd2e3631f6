"""The timeline of a moment: who was active when, what was reported and decided, and where a source fell silent."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.events import Event
from cop_app.domain.incident import Team
from cop_app.domain.meetings import agenda
from cop_app.ui.course import Course
from cop_app.ui.presenter import Moment
from cop_app.ui.views import BarKind, TimelineBar, TimelineLane, TimelineMark, TimelineView

_BINS = 120
_DOTS = 1000  # at most so many in a lane: closer ones cannot be told apart
_WORDS = 8 * MINUTE  # room that words need beside a mark
_MEETING = 30  # minutes
_LANES = (("Meldkamer", Team.MK), ("CoPI", Team.COPI), ("ROT", Team.ROT), ("Bevolkingszorg", Team.TBZ))


def timeline_view(moment: Moment, course: Course, playing: bool = False) -> TimelineView:
    """Return an hour and three quarters around the incident, or all of it when it lasts longer; six lanes."""
    start = moment.incident.opened_at - 5 * MINUTE
    end = max(start + 100 * MINUTE, moment.live + 30 * MINUTE)
    step = max(1, (end - start) // _DOTS)
    lanes = [_sources_lane(moment, start, course, step)]
    lanes += [_team_lane(name, team, course, moment.live, step) for name, team in _LANES]
    lanes.append(_decisions_lane([e for e in course.decisions if e.header.story <= moment.live]))
    cursor = moment.now if moment.looking_back else None
    histogram = _histogram(course.times, start, end, moment.live)
    return TimelineView(start, end, moment.live, cursor, tuple(lanes), histogram, playing)


def _team_lane(name: str, team: Team, course: Course, live: int, step: int) -> TimelineLane:
    own = course.of_team[team.value]
    if not own or own[0][0] > live:
        return TimelineLane(name)
    first = own[0][0]
    crowded = len(own) > 1 and own[1][0] - first < _WORDS
    held = _meetings([e for e in course.meetings if e.header.story <= live], team)
    bars = [TimelineBar(first, None, "" if crowded else f"{name} actief"), *held]
    return TimelineLane(name, tuple(bars), tuple(_dots(own, 1, live, step)))


def _dots(told: Sequence[tuple[int, str]], begin: int, live: int, step: int) -> list[TimelineMark]:
    """Return a dot for every event up to now, the last one of those that would lie on each other."""
    marks = []
    end = bisect_left(told, (live + 1,))
    while begin < end:
        behind = min(end, bisect_left(told, ((told[begin][0] // step + 1) * step,), begin))
        at, event = told[behind - 1]
        marks.append(TimelineMark(at, "", "dot", id=event))
        begin = behind
    return marks


def _meetings(events: Sequence[Event], team: Team) -> list[TimelineBar]:
    """Return the meetings that were held, and the next one as planned, half an hour long unless it was shorter."""
    plan = agenda(events, team.value)
    bars = [
        TimelineBar(m.started_at, m.ended_at or None, f"overleg {m.number}", BarKind.HELD) for m in plan.held
    ]
    if plan.next_at:
        length = min(plan.every_min or _MEETING, _MEETING) * MINUTE
        text = f"overleg {plan.next_number}"
        bars.append(TimelineBar(plan.next_at, plan.next_at + length, text, BarKind.PLANNED))
    return bars


def _sources_lane(moment: Moment, start: int, course: Course, step: int) -> TimelineLane:
    bars = [TimelineBar(start, None, f"{len(moment.sources)} bronnen" if len(moment.sources) < 10 else "")]
    broken = sorted({s.dead_since for s in moment.sources.values() if s.dead_since})
    bars += [TimelineBar(since, None, "uitval", BarKind.GAP) for since in broken]
    return TimelineLane("Bronnen", tuple(bars), tuple(_dots(course.loads, 0, moment.live, step)))


def _decisions_lane(events: Sequence[Event]) -> TimelineLane:
    marks = []
    for event in events:
        body = event.body or {}
        if event.kind == bodies.GRIP_DECLARED:
            marks.append(TimelineMark(int(body["at"]), f"GRIP {body['level']}", "diamond", id=event.id))
        elif event.kind == bodies.DECISION_RECORDED:
            marks.append(TimelineMark(event.header.story, "besluit", "diamond", id=event.id))
        elif event.kind == bodies.PHASE_NAMED:
            marks.append(TimelineMark(int(body["at"]), "bladwijzer", "flag", id=event.id))
        elif event.kind == bodies.ITEM_RECORDED and body.get("item_class") == "nlalert":
            marks.append(TimelineMark(event.header.story, "NL-Alert", "diamond", id=event.id))
    return TimelineLane("Besluiten", (), tuple(_told_together(sorted(marks, key=lambda mark: mark.at))))


def _told_together(marks: Sequence[TimelineMark]) -> list[TimelineMark]:
    """Let marks that stand close share their words at the last of them, so that no word lies under a mark."""
    shown: list[TimelineMark] = []
    words: list[str] = []
    for mark, following in zip_longest(marks, marks[1:]):  # the last has none following
        words.append(mark.text)
        crowded = following is not None and following.at - mark.at < _WORDS
        shown.append(TimelineMark(mark.at, "" if crowded else ", ".join(words), mark.shape, id=mark.id))
        words = words if crowded else []
    return shown


def _histogram(times: Sequence[int], start: int, end: int, live: int) -> tuple[float, ...]:
    edges = [min(live + 1, start + (end - start) * i // _BINS) for i in range(_BINS + 1)]
    places = [bisect_left(times, edge) for edge in edges]
    counts = [b - a for a, b in pairwise(places)]
    most = max(counts, default=0) or 1
    return tuple(count / most for count in counts)
