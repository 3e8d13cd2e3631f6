"""Woordenlijst: one word for what every service names in its own way; classes, attributes and the crosswalk."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cop_app.i18n import _, plural
from cop_app.ui.controls import Entry, Heading, Row, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.layers_dock import BAR
from cop_app.ui.prepare.bench import Workbench
from cop_app.ui.prepare.parts import FIELD, SIDE, Facts, Leaf, fact_entries
from cop_app.ui.prepare.views import ClassDetail, ClassRow
from cop_app.ui.prepare.word_facts import GROUPS, class_detail, class_rows
from cop_app.ui.theme import Theme


class ClassLine(Row):
    """A common class."""

    def __init__(self, theme: Theme, view: tuple[ClassRow, bool]) -> None:
        super().__init__(theme, "", 42)
        self.setCheckable(True)
        self.show_view(view)
        self.clicked.connect(lambda: self.setChecked(self._on))

    def show_view(self, view: tuple[ClassRow, bool]) -> None:
        """Show the class, chosen or not."""
        self.view, self._on = view
        self.setAccessibleName(f"{self.view.name}, {self.view.id}, {self.view.column}")
        self.setChecked(self._on)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint the bar of its kind of reality, name, code, use and column."""
        view, w, h = self.view, self.width(), self.height()
        self.ground(ink)
        ink.box(0, 0, 4, h, BAR[view.reality])
        ink.hline(16, h - 1, w - 32)
        tone, quiet = ("selText", "selText") if self._on else ("text", "text2")
        end = ink.text(20, h / 2 + 4.7, view.name, 13, 600, tone)
        ink.text(end + 10, h / 2 + 4.7, view.id, 12, 400, quiet)
        right = w - 16.0
        if view.column:
            right = ink.column_chip(right, h / 2 - 8, view.column, align="right") - 12
        if view.used:
            ink.text(right, h / 2 + 4.7, plural("{n} vraag", "{n} vragen", view.used), 12, 400, quiet, align="right")


class WordRow(Row):
    """How one service says it."""

    def __init__(self, theme: Theme, view: tuple[str, str, str, str]) -> None:
        super().__init__(theme, ", ".join(view), 52)
        self.view = view

    def draw(self, ink: Ink) -> None:
        """Paint the service's word, the relation, and by what a thing is known."""
        service, word, relation, key = self.view
        w, h = self.width(), self.height()
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        end = ink.text(16, 22, f"‘{word}’", 13, 600)
        ink.text(end + 8, 22, service, 12, 400, "text2")
        ink.text(w - 16, 22, relation, 12, 500, "text2", align="right")
        ink.text(16, 41, _("herkend aan {sleutel}").format(sleutel=key), 12, 400, "text2")


class WordsPage(Leaf):
    """The classes left by kind of reality; the chosen one right."""

    def __init__(self, theme: Theme, bench: Workbench, parent: QWidget | None = None) -> None:
        words = _("Eén woord voor wat elke dienst anders noemt.")
        super().__init__(theme, _("Woordenlijst"), words, parent)
        self.bench = bench
        self._chosen = ""
        self.search = self.field(_("Zoeken"), _("een woord van ons of van een dienst"))
        self.search.textChanged.connect(lambda _text: self.refresh())
        self.list = self.grounded(RowList(theme, _("Klassen"), self))
        self.detail = self.grounded(Facts(theme, _("De gekozen klasse"), self))
        self.refresh()

    def refresh(self) -> None:
        """Show the classes that fit, and the chosen one."""
        found = self.bench.design()
        design = found.design if found is not None else None
        rows = class_rows(design, self.search.text())
        if self._chosen not in {row.id for row in rows}:
            self._chosen = rows[0].id if rows else ""
        entries: list[Entry] = []
        for reality, name in GROUPS:
            group = [row for row in rows if row.reality is reality]
            if group:
                hint = plural("{n} klasse", "{n} klassen", len(group))
                entries.append(Heading.entry(self.theme, _(name), hint, BAR[reality]))
                entries.extend(self._entry(row) for row in group)
        self.list.fill(entries)
        self.detail.fill(self._detail(class_detail(self._chosen, design)))
        self.update()

    def _entry(self, row: ClassRow) -> Entry:
        view = (row, row.id == self._chosen)

        def make() -> ClassLine:
            line = ClassLine(self.theme, view)
            line.clicked.connect(lambda: self._choose(row.id))
            return line

        return Entry(row.id, view, make)

    def _choose(self, class_id: str) -> None:
        self._chosen = class_id
        self.refresh()

    def _detail(self, detail: ClassDetail | None) -> list[Entry]:
        if detail is None:
            return fact_entries(self.theme, [("", _("Geen klasse past bij dit woord."))])
        entries = [Heading.entry(self.theme, detail.name), *fact_entries(self.theme, detail.facts)]
        entries.append(Heading.entry(self.theme, _("Gegevens"), _("en wie erover gaat")))
        entries += fact_entries(self.theme, detail.attributes or [("", _("Het ketenontwerp vraagt hier niets van."))])
        entries.append(Heading.entry(self.theme, _("Zo zeggen diensten het")))
        entries += [self._word(row) for row in detail.words]
        if not detail.words:
            entries += fact_entries(self.theme, [("", _("Nog geen dienst met een eigen woord hiervoor."))])
        return entries

    def _word(self, row: tuple[str, str, str, str]) -> Entry:
        return Entry(f"woord:{row[0]}:{row[1]}", row, lambda: WordRow(self.theme, row))

    def arrange(self) -> None:
        """Place search, list and detail."""
        w, h = self.width(), self.height()
        self.search.setGeometry(SIDE, 112, 330, FIELD)
        top = 172
        wide = int((w - 2 * SIDE - 24) * 0.5)
        self.list.setGeometry(SIDE + 1, top + 1, wide - 2, h - top - 26)
        self.detail.setGeometry(SIDE + wide + 25, top + 1, w - 2 * SIDE - wide - 26, h - top - 26)
