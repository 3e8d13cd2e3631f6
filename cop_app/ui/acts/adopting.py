"""Overnemen: from a team's picture into the total picture, by its keeper; and the keeping, handed over and accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from cop_app.domain.adoptions import TOTAL
from cop_app.domain.commands import AcceptKeeper, Adopt, TransferKeeper
from cop_app.domain.functions import FUNCTIONS
from cop_app.domain.lenses import Lens
from cop_app.domain.picture import Picture
from cop_app.i18n import _, plural
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.changes_view import item_name
from cop_app.ui.presenter import Moment
from cop_app.ui.sheets import SideSheet
from cop_app.ui.situation_view import situation_view
from cop_app.ui.theme import Theme

_USUAL = ("CaCo", "IM CoPI", "IM ROT")


class KeeperSheet(SideSheet):
    """To whom the keeping is offered; that function accepts it on its own laptop."""

    offered = Signal(str)

    def __init__(self, theme: Theme, me: str) -> None:
        super().__init__(theme, _("Beheer overdragen"), _("De ander neemt het aan. Tot dan blijft u beheerder."))
        self.to = QComboBox()
        self.to.setEditable(True)
        names = [*_USUAL, *(name for name in FUNCTIONS if name not in _USUAL)]
        self.to.addItems([name for name in names if name != me])
        self.label(_("Aan welke functie"), self.to)
        self.column.addStretch(1)
        self.go = self.primary(_("Aanbieden"), "send")
        self.go.clicked.connect(lambda: self.offered.emit(self.to.currentText().strip()))


class Adopting(Act):
    """The tab Situatie: which picture one reads, and what is taken over from it."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._which = TOTAL
        self._kept: tuple[tuple[int, int, str], Picture] | None = None
        dock = bench.window.right.situation
        dock.picture_chosen.connect(self._choose)
        dock.adopt_pressed.connect(self._adopt_fresh)
        dock.keeper_pressed.connect(self._keeper)
        bench.window.right.tab_changed.connect(lambda _tab: bench.stale.emit())

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the one command that works on a chosen object."""
        return {"adopt_one": self._adopt_one}

    def show(self, moment: Moment) -> None:
        """Show the picture that is read; worked out only while its tab is open."""
        if self.bench.window.right.current == "situatie":
            view = situation_view(moment, self._picture(moment), self._which, self.bench.course.recorded)
            self.bench.window.show_situation(view)

    def _picture(self, moment: Moment) -> Picture:
        """Return what the chosen lens shows; made anew when something came in or another moment is looked at."""
        count = len(self.bench.course.events)
        key = (count, moment.now if moment.looking_back else -1, self._which)
        if self._kept is None or self._kept[0] != key:
            made = self.bench.session.picture_at(self.bench.incident, moment.now, Lens(self._which))
            self._kept = (key, made)
        return self._kept[1]

    def _choose(self, which: str) -> None:
        self._which = which
        self.bench.stale.emit()

    def _adopt_fresh(self) -> None:
        fresh = self.bench.window.right.situation.view.fresh
        if fresh:
            words = plural("{n} gegeven overgenomen", "{n} gegevens overgenomen", len(fresh))
            self.bench.record(Adopt(fresh), words)

    def _adopt_one(self) -> None:
        item = self.bench.selected
        if item:
            name = item_name(self.bench.moment(), item)
            self.bench.record(Adopt((item,)), _("Overgenomen: {wat}").format(wat=name))

    # -- keeping

    def _keeper(self, action: str) -> None:
        if action == "offer":
            sheet = KeeperSheet(self.bench.theme, self.bench.actor.function)
            sheet.offered.connect(self._offer)
            self.bench.open(sheet)
        elif action == "accept":
            self.bench.record(AcceptKeeper(), _("Beheer aangenomen"))
        elif action == "take" and self.bench.record(TransferKeeper(self.bench.actor.function), _("Beheer genomen")):
            self.bench.record(AcceptKeeper(), _("Beheer genomen"))

    def _offer(self, function: str) -> None:
        if function and self.bench.record(TransferKeeper(function), _("Beheer aangeboden")) is not None:
            self.bench.close()
