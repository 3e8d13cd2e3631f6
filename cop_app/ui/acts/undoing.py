"""Undoing the last own act with one key; a declared level asks first, for others may have acted on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal

from cop_app.domain import bodies
from cop_app.domain.commands import Undo
from cop_app.i18n import _
from cop_app.ui.acts.bench import Act, Bench, OwnAct
from cop_app.ui.presenter import Moment, footer_view, time_of
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme


class ConfirmSheet(SideSheet):
    """What will happen, in words, and one button that does it."""

    confirmed = Signal()

    def __init__(self, theme: Theme, title: str, lines: tuple[str, ...], button: str) -> None:
        super().__init__(theme, title)
        for line in lines:
            self.label(line, tone="text")
        self.column.addStretch(1)
        self.go = self.primary(button, "undo")
        self.go.clicked.connect(self.confirmed)


class Undoing(Act):
    """Ctrl+Z: while drawing the last point, else the last own act that still holds."""

    def __init__(self, bench: Bench, back: Callable[[], bool]) -> None:
        super().__init__(bench)
        self._back = back
        self._taken = ""  # what was undone last, until something else is done
        self._done_then = 0

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the one command."""
        return {"undo": self.undo}

    def show(self, moment: Moment) -> None:
        """Show the keys of the mode, and what was done last."""
        view, tool = footer_view(moment), self.bench.canvas.tool
        if tool is not None:
            view = replace(view, hints=tool.hints)
        act = None if moment.looking_back else self.last(moment)
        if act is not None:
            view = replace(view, last=act.words, can_undo=True)
        if self._taken and len(self.bench.done) == self._done_then and not moment.looking_back:
            view = replace(view, note=_("Teruggenomen: {wat}").format(wat=self._taken))
        self.bench.window.show_footer(view)

    def last(self, moment: Moment) -> OwnAct | None:
        """Return the last own act that was not undone."""
        return next((act for act in reversed(self.bench.done) if not moment.picture.undone(act.event)), None)

    def undo(self) -> None:
        """Undo, or ask first."""
        if self._back() or not self.bench.may_edit():
            return
        act = self.last(self.bench.moment())
        if act is None:
            return
        if act.event.kind == bodies.GRIP_DECLARED:
            self._ask(act)
        else:
            self._undo(act)

    def _undo(self, act: OwnAct) -> None:
        bench = self.bench
        if not bench.may_edit():  # the question may have waited while one began to look back
            return
        if bench.attempt(lambda: bench.session.submit(bench.incident, Undo(act.event), bench.actor)):
            bench.done.remove(act)
            self._taken, self._done_then = act.words, len(bench.done)
            bench.stale.emit()

    def _ask(self, act: OwnAct) -> None:
        body = act.event.body or {}
        level, region = int(body["level"]), str(body["region"])
        before = [g for g in self.bench.moment().picture.grip if g.region == region and g.event != act.event.id]
        lines = [
            _("GRIP {n} is vastgelegd om {tijd}. Anderen kunnen daar al naar gehandeld hebben.").format(
                n=level, tijd=time_of(act.event.header.story)
            ),
            _("De afkondiging blijft in het logboek staan, met een einde."),
        ]
        if before and before[-1].level:
            last = before[-1]
            lines.append(_("Daarna geldt weer GRIP {n} ({wie}).").format(n=last.level, wie=last.by))
        lines.append(_("Alarmeren of intrekken daarvan doet de meldkamer."))
        button = _("GRIP {n} beëindigen").format(n=level)
        sheet = ConfirmSheet(self.bench.theme, f"{button}?", tuple(lines), button)
        sheet.confirmed.connect(lambda: self._confirmed(act))
        self.bench.open(sheet)

    def _confirmed(self, act: OwnAct) -> None:
        self.bench.close()
        self._undo(act)
