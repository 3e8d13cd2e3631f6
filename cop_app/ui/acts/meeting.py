"""Overleg: when my team meets, at which rhythm, and that it began and ended; the questions count towards it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE, age_text
from cop_app.domain.commands import Note
from cop_app.domain.meetings import Agenda
from cop_app.i18n import _
from cop_app.ui.acts.bench import Act
from cop_app.ui.acts.fields import Choices, TimeField
from cop_app.ui.controls import Button
from cop_app.ui.presenter import time_of
from cop_app.ui.questions_view import agenda_of
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme
from cop_app.ui.views import Choice

_RHYTHMS = (Choice("0", "Eenmalig"), Choice("30", "30 min"), Choice("60", "60 min"), Choice("120", "2 uur"))
_USUAL, _QUARTER = 30 * MINUTE, 15 * MINUTE


class MeetingSheet(SideSheet):
    """The next meeting, its rhythm, and beginning or ending it."""

    planned = Signal(object, int)  # instant, minutes
    begun = Signal()
    ended = Signal()

    def __init__(self, theme: Theme, agenda: Agenda, now: int) -> None:
        super().__init__(theme, _("Overleg {team}").format(team=agenda.team))
        self.agenda = agenda
        for line in _told(agenda, now):
            self.label(line, tone="text")
        usual = (now + _USUAL + _QUARTER // 2) // _QUARTER * _QUARTER
        proposed = agenda.next_at if agenda.next_at > now else usual
        self.at = TimeField(proposed, ahead=True, now=now)
        self.label(_("Volgend overleg"), self.at)
        self.rhythm = Choices(theme, _("Daarna"), tuple(Choice(c.id, _(c.name)) for c in _RHYTHMS),
                              str(agenda.every_min))  # fmt: skip
        self.label(_("Daarna"))
        self.column.addWidget(self.rhythm)
        self.column.addStretch(1)
        running = agenda.running is not None
        self.turn = Button(theme, _("Overleg beëindigen") if running else _("Overleg beginnen"), icon="meeting")
        self.turn.setFixedHeight(theme.target)
        self.turn.clicked.connect(self.ended if running else self.begun)
        self.column.addWidget(self.turn)
        self.save = self.primary(_("Tijd vastleggen"), "clock")
        self.save.clicked.connect(lambda: self.planned.emit(self.at.instant(), int(self.rhythm.current)))


def _told(agenda: Agenda, now: int) -> list[str]:
    """Return what is known of the meetings, newest first."""
    lines = []
    if agenda.running is not None:
        lines.append(_("Overleg {n} loopt sinds {tijd}").format(n=agenda.running.number,
                                                               tijd=time_of(agenda.running.started_at)))  # fmt: skip
    if agenda.next_at > now:
        lines.append(_("Volgend overleg {tijd}, nog {duur}").format(tijd=time_of(agenda.next_at),
                                                                    duur=age_text(agenda.next_at - now)))  # fmt: skip
    elif agenda.next_at:
        lines.append(_("Gepland om {tijd}, nog niet begonnen").format(tijd=time_of(agenda.next_at)))
    lines += [
        _("Overleg {n}: {van} – {tot}").format(n=m.number, van=time_of(m.started_at), tot=time_of(m.ended_at))
        for m in reversed(agenda.held) if m.ended_at
    ][:4]  # fmt: skip
    return lines or [_("Nog geen overleg vastgelegd.")]


class MeetingAct(Act):
    """The sheet of the team's meetings."""

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the one command."""
        return {"meeting": self.open}

    def open(self) -> None:
        """Open the sheet."""
        if not self.bench.may_edit():
            return
        sheet = MeetingSheet(self.bench.theme, agenda_of(self.bench.moment()), self.bench.now())
        sheet.planned.connect(self._plan)
        sheet.begun.connect(lambda: self._turn(bodies.MEETING_STARTED, _("Overleg begonnen")))
        sheet.ended.connect(lambda: self._turn(bodies.MEETING_ENDED, _("Overleg beëindigd")))
        self.bench.open(sheet)

    def _plan(self, at: int, every_min: int) -> None:
        note = Note(bodies.MEETING_PLANNED, {"team": self.bench.team, "at": at, "every_min": every_min})
        if self.bench.record(note, _("Overleg om {tijd} vastgelegd").format(tijd=time_of(at))) is not None:
            self.bench.close()

    def _turn(self, kind: str, words: str) -> None:
        if self.bench.record(Note(kind, {"team": self.bench.team, "at": self.bench.now()}), words) is not None:
            self.bench.close()
