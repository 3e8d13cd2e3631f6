"""Bronnen: the catalogue with how every source is doing, adding one by its address, fetching and taking away."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cop_app.domain.clock import SECOND
from cop_app.domain.vocabulary import CLASSES
from cop_app.i18n import _, plural
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.ui.controls import Button, Choices, Entry, Heading, RowList
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.prepare.bench import Workbench
from cop_app.ui.prepare.parts import FIELD, LABELLED, SIDE, Facts, Leaf, fact_entries
from cop_app.ui.prepare.source_facts import REFRESH
from cop_app.ui.prepare.source_rows import CollectionRow, SourceRow
from cop_app.ui.prepare.views import CheckView, CollectionView, SourceLine
from cop_app.ui.start_rows import Nothing
from cop_app.ui.theme import Theme, wrapped
from cop_app.ui.views import Choice, Glyph

_PANEL = 388
_PAD = 16


def class_choices() -> tuple[Choice, ...]:
    """Return the common classes by name, the unknown one first."""
    rows = sorted(CLASSES.values(), key=lambda row: row.name)
    return (Choice("onbekend", _("soort nog onbekend")), *(Choice(row.id, row.name) for row in rows))


def likely_class(word: str) -> str:
    """Return the class that a name of a collection or file most likely means, "" when none: sirenes is sirene."""
    said = word.lower().replace("_", " ").strip()
    fitting = [
        row.id for row in CLASSES.values() for name in (row.id, row.name.lower())
        if said.startswith(name) and len(said) - len(name) <= 2
    ]  # fmt: skip
    return max(fitting, key=len, default="")


class SourcesPage(Leaf):
    """The list left; at the right the chosen source, or a new one."""

    def __init__(self, theme: Theme, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Bronnen"), "", parent)
        self.bench = bench
        self._chosen, self._collection, self._adding, self._sure = "", "", False, False
        self.rows: list[SourceLine] = []
        self.list = self.grounded(RowList(theme, _("Bronnen"), self))
        self.new = Button(theme, _("Bron toevoegen"), icon="plus", kind="primary", parent=self)
        self.new.clicked.connect(lambda: self.begin_adding())
        self.all = Button(theme, _("Alles ophalen"), icon="sync", parent=self)
        self.all.clicked.connect(lambda: bench.loads.refresh())
        self.stop = Button(theme, _("Stoppen"), icon="close", parent=self)
        self.stop.clicked.connect(bench.loads.stop)
        self.panel = self.grounded(QWidget(self))
        self.panel.lower()
        self.facts = Facts(theme, _("De gekozen bron"), self)
        self.fetch = Button(theme, _("Nu ophalen"), icon="sync", kind="primary", parent=self)
        self.fetch.clicked.connect(lambda: bench.loads.refresh(self._chosen))
        self.remove = Button(theme, _("Verwijderen"), icon="trash", parent=self)
        self.remove.clicked.connect(self._remove)
        self.url = self.field(_("Adres van de dienst (OGC API Features)"), "https://…")
        self.url.returnPressed.connect(self._try)
        self.try_it = Button(theme, _("Proberen"), parent=self)
        self.try_it.clicked.connect(self._try)
        self.found = RowList(theme, _("Collecties van de dienst"), self)
        self.name = self.field(_("Naam in de lijst"))
        self.owner = self.field(_("Van wie zijn de gegevens"), _("organisatie"))
        self.kind = self._choices(_("Wat is het"), class_choices())
        self.every = self._choices(_("Verversen"), REFRESH)
        self.every.setCurrentIndex(1)
        self.keep = Button(theme, _("Opnemen en ophalen"), icon="receive", kind="primary", parent=self)
        self.keep.clicked.connect(self._keep)
        self.cancel = Button(theme, _("Niet opnemen"), parent=self)
        self.cancel.clicked.connect(lambda: self._stop_adding())
        for box in (self.name, self.owner):
            box.textChanged.connect(lambda _text: self._enable())
        self.form: tuple[QWidget, ...] = (
            self.url, self.try_it, self.found, self.name, self.owner, self.kind, self.every, self.keep, self.cancel,
        )  # fmt: skip
        self.refresh()

    def _choices(self, name: str, choices: tuple[Choice, ...]) -> Choices:
        box = self.named(Choices(self.theme, name, self), name)
        for choice in choices:
            box.addItem(choice.name, choice.id)
        return box

    # showing ----------------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the sources as they are now."""
        self.rows = self.bench.loads.sources()
        known = {row.name for row in self.rows}
        if self._chosen not in known:
            self._chosen = ""
        busy = sum(1 for row in self.rows if row.busy)
        wrong = sum(1 for row in self.rows if row.lamp in (Glyph.HALF, Glyph.DEAD))
        words = [plural("{n} bron", "{n} bronnen", len(self.rows)) if self.rows else _("nog geen bronnen")]
        words += [_("{n} niet in orde").format(n=wrong)] * bool(wrong) + [_("{n} bezig").format(n=busy)] * bool(busy)
        self.subtitle = " · ".join(words)
        self.list.fill([self._entry(row) for row in self.rows] or [self._nothing()])
        self.stop.setVisible(busy > 0)
        self.all.setEnabled(bool(self.rows) and not busy)
        facts = self.bench.loads.source(self._chosen) if self._chosen else None
        entries: list[Entry] = []
        if facts is not None:
            entries.append(Heading.entry(self.theme, facts.name, facts.summary))
            if facts.problems:
                entries += fact_entries(self.theme, [("", text) for text in facts.problems], "stale")
            entries += fact_entries(self.theme, facts.facts)
        self.facts.fill(entries)
        check = self.bench.loads.check
        self.found.fill([self._collection_entry(row) for row in check.collections])
        self._enable()
        self.arrange()
        self.update()

    def _nothing(self) -> Entry:
        words = (_("Er zijn nog geen bronnen."),
                 _("Voeg een dienst van een partner toe met haar adres. Eerst proberen kan altijd: dan wordt er niets "
                   "opgenomen. Bestanden komen binnen bij Importeren."))  # fmt: skip
        return Entry("niets", words, lambda: Nothing(self.theme, *words))

    def _entry(self, row: SourceLine) -> Entry:
        view = (row, row.name == self._chosen and not self._adding)

        def make() -> SourceRow:
            made = SourceRow(self.theme, view)
            made.clicked.connect(lambda: self.choose(row.name))
            return made

        return Entry(row.name, view, make)

    def _collection_entry(self, row: CollectionView) -> Entry:
        view = (row, row.id == self._collection)

        def make() -> CollectionRow:
            made = CollectionRow(self.theme, view)
            made.clicked.connect(lambda: self._choose_collection(row))
            return made

        return Entry(row.id, view, make)

    # acting -----------------------------------------------------------------------------------------------------
    def choose(self, name: str) -> None:
        """Open a source at the right."""
        self._chosen, self._adding, self._sure = name, False, False
        self.refresh()

    def begin_adding(self, url: str = "") -> None:
        """Begin with a new source."""
        self._adding = True
        self.url.setText(url)
        self.refresh()
        self.url.setFocus()

    def _stop_adding(self) -> None:
        self._adding, self._collection = False, ""
        for box in (self.url, self.name, self.owner):
            box.clear()
        self.refresh()
        self.new.setFocus()

    def _try(self) -> None:
        if self.url.text().strip() and not self.bench.loads.check.busy:
            self._collection = ""
            self.bench.loads.try_service(self.url.text().strip())

    def _choose_collection(self, row: CollectionView) -> None:
        self._collection = row.id
        if not self.name.text().strip():
            self.name.setText(row.id)
        self.kind.setCurrentIndex(max(0, self.kind.findData(likely_class(row.id))))
        self.refresh()
        self.owner.setFocus()

    def _enable(self) -> None:
        filled = all(box.text().strip() for box in (self.url, self.name, self.owner))
        self.keep.setEnabled(filled and bool(self._collection))

    def _keep(self) -> None:
        spec = SourceSpec(
            self.name.text().strip(), SourceKind.OGC_FEATURES, self.url.text().strip(), self.owner.text().strip(),
            str(self.kind.currentData()), collection=self._collection,
            refresh=int(str(self.every.currentData())) * SECOND, typed=True,
        )  # fmt: skip
        if self.bench.loads.add_source(spec):
            self._stop_adding()
            self.choose(spec.name)

    def _remove(self) -> None:
        """Take away at the second press: what was fetched goes with it."""
        if not self._sure:
            self._sure = True
            self.refresh()
            return
        name, self._sure = self._chosen, False
        self._chosen = ""
        self.bench.loads.remove_source(name)
        self.refresh()

    # geometry ---------------------------------------------------------------------------------------------------
    def arrange(self) -> None:
        """Place list, panel and what is in it."""
        w, h = self.width(), self.height()
        x = SIDE
        for button in (self.new, self.all, self.stop):
            button.setGeometry(x, 92, button.sizeHint().width() + 8, FIELD)
            x += button.width() + 8
        top, left = 152, w - SIDE - _PANEL
        opened = self._adding or bool(self._chosen)
        wide = left - SIDE - 20 if opened else w - 2 * SIDE
        self.list.setGeometry(SIDE + 1, top + 1, wide - 2, h - top - 26)
        start = 28
        self.panel.setGeometry(left + 1, start, _PANEL - 2, h - start - 25)
        self.panel.setVisible(opened)
        for widget in self.form:
            widget.setVisible(self._adding)
        for widget in (self.facts, self.fetch, self.remove):
            widget.setVisible(bool(self._chosen) and not self._adding)
        self.remove.setText(_("Echt verwijderen?") if self._sure else _("Verwijderen"))
        self.remove.setAccessibleName(self.remove.text())
        self.remove.kind = "danger" if self._sure else "plain"
        self.remove.update()
        self.facts.setGeometry(left + 1, start, _PANEL - 2, h - start - 25 - 68)
        half = (_PANEL - 2 * _PAD - 10) // 2
        self.fetch.setGeometry(left + _PAD, h - 24 - 58, half, 48)
        self.remove.setGeometry(left + _PAD + half + 10, h - 24 - 58, half, 48)
        self._arrange_form(left + _PAD, start, _PANEL - 2 * _PAD, h - 24)

    def _arrange_form(self, x: int, top: int, wide: int, low: int) -> None:
        self.url.setGeometry(x, top + 36, wide - 104, FIELD)
        self.try_it.setGeometry(x + wide - 96, top + 36, 96, FIELD)
        half = (wide - 10) // 2
        y = low - 58
        self.keep.setGeometry(x, y, half + 24, 48)
        self.cancel.setGeometry(x + half + 34, y, wide - half - 34, 48)
        self.kind.setGeometry(x, y - LABELLED, half, FIELD)
        self.every.setGeometry(x + half + 10, y - LABELLED, half, FIELD)
        self.owner.setGeometry(x, y - 2 * LABELLED, wide, FIELD)
        self.name.setGeometry(x, y - 3 * LABELLED, wide, FIELD)
        found = top + 36 + FIELD + 40
        self.found.setGeometry(x, found, wide, max(40, y - 3 * LABELLED - 34 - found))

    def draw(self, ink: Ink) -> None:
        """Paint the head, and in the form what came of trying."""
        super().draw(ink)
        if self._adding:
            self._try_words(ink)

    def _try_words(self, ink: Ink) -> None:
        check: CheckView = self.bench.loads.check
        x, y, wide = self.found.x(), self.found.y() - 14, self.found.width()
        if check.busy:
            ink.text(x, y, _("De dienst wordt geprobeerd; er wordt niets opgenomen."), 12, 500, "accent")
            return
        if check.problems and not check.collections:
            draw_glyph(ink, x + 7, self.found.y() + 8, Glyph.ALARM, 7)
            ink.paragraph(x + 24, self.found.y() + 13, wide - 30, " ".join(check.problems), 13, 500, "alarm", 18)
            return
        if check.collections:
            title = (wrapped(f"{check.title}: {_('kies een collectie')}", wide, 12, 600) or ("",))[0]
            ink.text(x, y, title, 12, 600)
            return
        words = _("Vul het adres in en druk op Proberen. U ziet wat er is en wat er mis mee is, "
                  "voordat u iets opneemt.")  # fmt: skip
        ink.paragraph(x, self.found.y() + 4, wide, words, 13, 400, "text2", 19)


