"""The timeline of a moment: who was active when, what was reported and decided, and where a source fell silent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.events import Event
from cop_app.domain.incident import Team
from cop_app.domain.meetings import agenda
from cop_app.ui.presenter import Moment
from cop_app.ui.views import BarKind, TimelineBar, TimelineLane, TimelineMark, TimelineView

_BINS = 120
_WORDS = 8 * MINUTE  # room that words need beside a mark
_MEETING = 30  # minutes
_MEETING_KINDS = frozenset({bodies.MEETING_PLANNED, bodies.MEETING_STARTED, bodies.MEETING_ENDED})
_LANES = (("Meldkamer", Team.MK), ("CoPI", Team.COPI), ("ROT", Team.ROT), ("Bevolkingszorg", Team.TBZ))


def timeline_view(moment: Moment, playing: bool = False) -> TimelineView:
    """Return an hour and three quarters around the incident, six lanes."""
    start = moment.incident.opened_at - 5 * MINUTE
    end = max(start + 100 * MINUTE, moment.live + 30 * MINUTE)
    events = [e for e in moment.session.events(moment.incident.id) if e.header.story <= moment.live]
    events = [e for e in events if not moment.picture.undone(e)]
    lanes = [_sources_lane(moment, start, events)]
    lanes += [_team_lane(name, team, events) for name, team in _LANES]
    lanes.append(_decisions_lane(events))
    cursor = moment.now if moment.looking_back else None
    return TimelineView(
        start, end, moment.live, cursor, tuple(lanes), _histogram(events, start, end), playing
    )  # fmt: skip


def _team_of(event: Event) -> str:
    actor = bodies.actor_of(event.body or {})
    return actor.team.value if actor else ""


def _team_lane(name: str, team: Team, events: Sequence[Event]) -> TimelineLane:
    own = [e for e in events if _team_of(e) == team.value]
    if not own:
        return TimelineLane(name)
    first = own[0].header.story
    crowded = any(e.header.story - first < _WORDS for e in own[1:])
    bars = [TimelineBar(first, None, "" if crowded else f"{name} actief"), *_meetings(events, team)]
    return TimelineLane(name, tuple(bars), tuple(TimelineMark(e.header.story, "", "dot", id=e.id) for e in own[1:]))


def _meetings(events: Sequence[Event], team: Team) -> list[TimelineBar]:
    """Return the meetings that were held, and the next one as planned, half an hour long unless it was shorter."""
    plan = agenda([e for e in events if e.kind in _MEETING_KINDS], team.value)
    bars = [
        TimelineBar(m.started_at, m.ended_at or None, f"overleg {m.number}", BarKind.HELD) for m in plan.held
    ]
    if plan.next_at:
        length = min(plan.every_min or _MEETING, _MEETING) * MINUTE
        text = f"overleg {plan.next_number}"
        bars.append(TimelineBar(plan.next_at, plan.next_at + length, text, BarKind.PLANNED))
    return bars


def _sources_lane(moment: Moment, start: int, events: Sequence[Event]) -> TimelineLane:
    bars = [TimelineBar(start, None, f"{len(moment.sources)} bronnen" if len(moment.sources) < 10 else "")]
    broken = sorted({s.dead_since for s in moment.sources.values() if s.dead_since})
    bars += [TimelineBar(since, None, "uitval", BarKind.GAP) for since in broken]
    seen = sorted({e.header.story for e in events if e.kind == bodies.SOURCE_OBSERVED})
    return TimelineLane("Bronnen", tuple(bars), tuple(TimelineMark(at) for at in seen))


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


def _histogram(events: Sequence[Event], start: int, end: int) -> tuple[float, ...]:
    counts = [0] * _BINS
    for event in events:
        place = (event.header.story - start) * _BINS // (end - start)
        if 0 <= place < _BINS:
            counts[place] += 1
    most = max(counts, default=0) or 1
    return tuple(count / most for count in counts)
