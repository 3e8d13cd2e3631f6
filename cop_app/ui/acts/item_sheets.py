"""Sheets of one object: another value, withdrawing it, and saying that it is the same as another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from cop_app.domain.item import Value
from cop_app.domain.sharing import find_persons
from cop_app.i18n import _
from cop_app.ui.acts.fields import Choices, TimeField
from cop_app.ui.controls import Entry, Row, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme
from cop_app.ui.views import Choice

REASONS = (Choice("Niet meer actueel", "Niet meer actueel"), Choice("Vergissing", "Vergissing"),
           Choice("Dubbel", "Dubbel"))  # fmt: skip


def typed_value(text: str) -> Value:
    """Return what a typed value is: ja and nee, a whole number, a number with a comma, else the words."""
    plain = text.strip()
    if plain.lower() in ("ja", "nee"):
        return plain.lower() == "ja"
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+|-?\d+", plain):
        return int(plain.replace(".", ""))
    if re.fullmatch(r"-?\d+,\d+", plain):
        return float(plain.replace(",", "."))
    return plain


class OpgaveSheet(SideSheet):
    """One more value of an attribute; what others said stays beside it, unless one says that it replaces theirs."""

    record_pressed = Signal()

    def __init__(self, theme: Theme, title: str, attributes: Sequence[str], now: int) -> None:
        super().__init__(theme, _("Opgave toevoegen"), title)
        self.attribute = QComboBox()
        self.attribute.setEditable(True)
        for name in attributes:
            self.attribute.addItem(name.replace("_", " "), name)
        self.label(_("Gegeven"), self.attribute)
        self.value, self.unit = QLineEdit(), QLineEdit()
        self.unit.setPlaceholderText(_("mag leeg"))
        self.beside((_("Waarde"), self.value), (_("Eenheid"), self.unit))
        self.persons = self.label("", tone="conflict")
        self.seen = TimeField(now)
        self.label(_("Gezien om (mag eerder)"), self.seen)
        self.sure = Choices(theme, _("Hoe zeker"), (Choice("ja", _("Bevestigd")), Choice("nee", _("Onbevestigd"))))
        self.column.addWidget(self.sure)
        beside = (Choice("naast", _("Naast de andere")), Choice("plaats", _("In plaats daarvan")))
        self.place = Choices(theme, _("Wat gebeurt met de andere opgaven"), beside)
        self.column.addWidget(self.place)
        self.column.addStretch(1)
        self.save = self.primary(_("Vastleggen"), "pencil", "Enter")
        self.save.setEnabled(False)
        self.save.clicked.connect(self.record_pressed)
        self.value.returnPressed.connect(self.save.click)
        self.unit.returnPressed.connect(self.save.click)
        self.value.textChanged.connect(self._typed)

    @property
    def unfinished(self) -> bool:
        """Return whether a value was typed."""
        return bool(self.value.text().strip())

    def name(self) -> str:
        """Return the attribute, as it stands in claims."""
        at = self.attribute.findText(self.attribute.currentText())
        known = self.attribute.itemData(at) if at >= 0 else None
        return str(known or "_".join(self.attribute.currentText().lower().split()))

    def _typed(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))
        kinds = ", ".join(dict.fromkeys(finding.pattern for finding in find_persons(text)))
        words = _("Lijkt op een persoon: {wat}. Blijft op deze laptop.")
        self.persons.setText(words.format(wat=kinds) if kinds else "")


class WithdrawSheet(SideSheet):
    """Why something is not there any more: a reason is asked, for others acted on it."""

    confirmed = Signal(str)

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, _("Intrekken"), title)
        self.label(_("Het blijft een kwartier doorgestreept in beeld, en altijd in het logboek."))
        self.reason = Choices(theme, _("Reden"), tuple(Choice(c.id, _(c.name)) for c in REASONS))
        self.column.addWidget(self.reason)
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("mag leeg"))
        self.label(_("Toelichting"), self.words)
        self.column.addStretch(1)
        self.go = self.primary(_("Intrekken"), "trash")
        self.go.clicked.connect(self._confirm)
        self.words.returnPressed.connect(self.go.click)

    def _confirm(self) -> None:
        more = self.words.text().strip()
        self.confirmed.emit(f"{_(self.reason.current)}: {more}" if more else _(self.reason.current))


class CandidateRow(Row):
    """An object that may be the same."""

    def __init__(self, theme: Theme, view: Choice) -> None:
        super().__init__(theme, f"{view.name}, {view.detail}", 46)
        self.view = view

    def draw(self, ink: Ink) -> None:
        """Paint name and how far away."""
        self.ground(ink)
        ink.hline(8, 0, self.width() - 16)
        middle = self.height() / 2
        ink.text(12, middle - 2, self.view.name, 13, 500)
        ink.text(12, middle + 14, self.view.detail, 11, 400, "text3")


class LinkSheet(SideSheet):
    """The objects near by of the same kind; choosing one says that both are one thing."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, title: str, candidates: Sequence[Choice]) -> None:
        super().__init__(theme, _("Zelfde object als …"), title)
        self.list = RowList(theme, _("Objecten van dezelfde soort"))
        self.column.addWidget(self.list, 1)
        if not candidates:
            self.label(_("Er is geen ander object van deze soort in het beeld."))
        self.list.fill([Entry(c.id, c, lambda c=c: self._row(c)) for c in candidates])  # type: ignore[misc]

    def _row(self, view: Choice) -> CandidateRow:
        row = CandidateRow(self.theme, view)
        row.clicked.connect(lambda: self.chosen.emit(view.id))
        return row
