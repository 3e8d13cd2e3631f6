"""Recording a declared level. Recording only: alarming is done by the control room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cop_app.domain.commands import DeclareGrip
from cop_app.domain.incident import competence
from cop_app.i18n import _
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.sheets import GripSheet
from cop_app.ui.views import Choice, GripFormView, GripRecord

_FUNCTIONS = ("CaCo", "OvD-B", "OvD-P", "OvD-G", "OvD-Bz", "Leider CoPI", "OL", "Burgemeester", "Voorzitter VR")


class Grip(Act):
    """The sheet that records a level, with a note when the competence is doubtful."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        bench.window.strip.grip_pressed.connect(self.open)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the one command."""
        return {"grip": self.open}

    def open(self) -> None:
        """Open the sheet."""
        region, now = self.bench.desk.region, self.bench.now()
        functions = tuple(Choice(name, name) for name in _FUNCTIONS)
        view = GripFormView(
            (Choice(region, region),), region, functions, "Leider CoPI", level=self._level(), current=self._current(),
            at=now,
        )
        sheet = GripSheet(self.bench.theme, view)
        sheet.recorded.connect(self._record)
        sheet.changed.connect(lambda record: sheet.show_doubt(_doubt(record)))
        self.bench.open(sheet)

    def _level(self) -> int:
        return self.bench.session.grip(self.bench.incident)

    def _current(self) -> str:
        return _("Nu: GRIP {n}").format(n=self._level()) if self._level() else _("Nu: geen GRIP")

    def _record(self, record: GripRecord) -> None:
        command = DeclareGrip(record.level, record.region, record.function, record.at, record.reason)
        if self.bench.record(command, _("GRIP {n} vastgelegd").format(n=record.level)) is not None:
            self.bench.close()


def _doubt(record: GripRecord) -> str:
    verdict = competence(record.function, record.level).value
    if verdict == "ja":
        return ""
    return _("Bevoegdheid {functie} voor GRIP {n}: {oordeel}. Vastleggen kan wel.").format(
        functie=record.function, n=record.level, oordeel=verdict
    )
