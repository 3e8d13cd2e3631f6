"""What passed at an incident, read once per event: timeline, drawer and pictures show it several times a second."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict

from cop_app.domain import bodies
from cop_app.domain.events import Event
from cop_app.session import Session

_DECIDED = frozenset({bodies.GRIP_DECLARED, bodies.DECISION_RECORDED, bodies.PHASE_NAMED})
_MEETINGS = frozenset({bodies.MEETING_PLANNED, bodies.MEETING_STARTED, bodies.MEETING_ENDED})


class Course:
    """Keeps the events of one incident by what is shown of them; `read` takes in what came since.

    Times are story times in ms UTC and in order, although events may come in late. What was undone is not among them.
    """

    def __init__(self, session: Session, incident: str) -> None:
        self._session = session
        self._incident = incident
        self.events: tuple[Event, ...] = ()
        self._undone: set[tuple[str, str]] = set()
        self._clear()

    def _clear(self) -> None:
        self.times: list[int] = []
        self.of_team: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)  # (time, event)
        self.recorded: dict[str, int] = {}  # team: when it first recorded something
        self.loads: list[tuple[int, str]] = []  # (time, "")
        self.decisions: list[Event] = []
        self.meetings: list[Event] = []

    def read(self) -> None:
        """Take in what came since; everything anew when something earlier was undone."""
        events = self._session.events(self._incident)
        fresh = events[len(self.events) :]
        if not fresh:
            return
        undone = {(e.header.device, str((e.body or {})["event"])) for e in fresh if e.kind == bodies.ACT_UNDONE}
        self.events = events
        if undone:
            self._undone |= undone
            self._clear()
            fresh = events
        for event in fresh:
            if (event.header.device, event.id) not in self._undone:
                self._take(event)

    def _take(self, event: Event) -> None:
        body, kind, at = event.body or {}, event.kind, event.header.story
        insort(self.times, at)
        team = str((body.get("actor") or {}).get("team", ""))
        if team:
            insort(self.of_team[team], (at, event.id))
            if kind in bodies.CLAIM_KINDS:
                self.recorded[team] = min(at, self.recorded.get(team, at))
        if kind == bodies.SOURCE_OBSERVED:
            insort(self.loads, (at, ""))
        elif kind in _MEETINGS:
            self.meetings.append(event)
        elif kind in _DECIDED or (kind == bodies.ITEM_RECORDED and body.get("item_class") == "nlalert"):
            self.decisions.append(event)
