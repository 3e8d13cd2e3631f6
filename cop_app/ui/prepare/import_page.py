"""Importeren: files become layers. What came in, what was wrong per row, and taking it back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, Choices, Entry, Heading, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.prepare.bench import Workbench
from cop_app.ui.prepare.parts import FIELD, LABELLED, SIDE, Drop, Leaf, choose_files
from cop_app.ui.prepare.source_rows import ImportRow
from cop_app.ui.prepare.sources_page import class_choices, likely_class
from cop_app.ui.prepare.views import ImportLine
from cop_app.ui.start_rows import Nothing
from cop_app.ui.theme import Theme

ENDINGS = (".geojson", ".json", ".csv", ".txt", ".gpkg", ".zip", ".shp", ".kml", ".kmz", ".gpx", ".fgb")
_FORM_H = 3 * LABELLED + 20


class ImportPage(Leaf):
    """A place to drop files, a short form for the file at hand, and the list of what was taken in."""

    def __init__(self, theme: Theme, bench: Workbench, parent: QWidget | None = None) -> None:
        words = _("Bestanden worden lagen: GeoJSON, CSV met x/y of lengte/breedte, GeoPackage en meer.")
        super().__init__(theme, _("Importeren"), words, parent)
        self.bench = bench
        self.waiting: list[Path] = []
        self.drop = Drop(theme, _("Sleep bestanden hierheen, of gebruik de knop."), ENDINGS, self)
        self.drop.dropped.connect(lambda paths: self.offer([Path(path) for path in paths]))
        self.choose = Button(theme, _("Bestand kiezen"), icon="folder", kind="primary", parent=self)
        self.choose.clicked.connect(self._choose)
        self.list = self.grounded(RowList(theme, _("Ingelezen bestanden"), self))
        self.name = self.field(_("Naam van de laag"))
        self.owner = self.field(_("Van wie zijn de gegevens"), _("organisatie"))
        self.kind = self.named(Choices(theme, _("Wat is het"), self), _("Wat is het"))
        for choice in class_choices():
            self.kind.addItem(choice.name, choice.id)
        self.key = self.field(_("Herkend aan veld"), _("id, of velden met komma's"))
        self.layer = self.field(_("Laag in het bestand"), _("alleen als er meer in staan"))
        self.take = Button(theme, _("Inlezen"), icon="receive", kind="primary", parent=self)
        self.take.clicked.connect(self._take)
        self.skip = Button(theme, _("Overslaan"), parent=self)
        self.skip.clicked.connect(self._next)
        for box in (self.name, self.owner):
            box.textChanged.connect(lambda _text: self._enable())
            box.returnPressed.connect(self.take.click)
        self.form: tuple[QWidget, ...] = (
            self.name, self.owner, self.kind, self.key, self.layer, self.take, self.skip,
        )  # fmt: skip
        self.refresh()

    # showing ----------------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what was taken in."""
        rows = self.bench.loads.imports()
        entries = [self._entry(row) for row in rows]
        if not rows:
            words = (_("Er is nog niets ingelezen."),
                     _("Een bestand wordt een laag op deze laptop. Opnieuw inlezen onder dezelfde naam laat zien wat "
                       "er anders is; het vorige blijft in de geschiedenis."))  # fmt: skip
            entries = [Entry("niets", words, lambda: Nothing(self.theme, *words))]
        self.list.fill([Heading.entry(self.theme, _("Ingelezen"), _("sinds u hier bent")), *entries])
        self._enable()
        self.arrange()
        self.update()

    def _entry(self, row: ImportLine) -> Entry:
        def make() -> ImportRow:
            made = ImportRow(self.theme, row)
            made.undo_pressed.connect(lambda: self.bench.loads.take_back(row.id))
            return made

        return Entry(row.id, row, make)

    # acting -----------------------------------------------------------------------------------------------------
    def offer(self, paths: list[Path]) -> None:
        """Put files in the row; each gets the short form."""
        self.waiting += paths
        if len(self.waiting) == len(paths):
            self._fill()
        self.refresh()

    def _choose(self) -> None:
        self.offer([Path(path) for path in choose_files(self, _("Bestanden met gegevens"), ENDINGS, many=True)])

    def _fill(self) -> None:
        """Propose a name for the file that is first in the row; what was said of the former file stays."""
        if not self.waiting:
            return
        self.name.setText(self.waiting[0].stem)
        self.layer.clear()
        self.kind.setCurrentIndex(max(0, self.kind.findData(likely_class(self.waiting[0].stem))))
        (self.owner if not self.owner.text().strip() else self.name).setFocus()

    def _enable(self) -> None:
        self.take.setEnabled(bool(self.waiting and self.name.text().strip() and self.owner.text().strip()))

    def _take(self) -> None:
        if not self.take.isEnabled():
            return
        taken = self.bench.loads.take_in(
            self.waiting[0], self.name.text().strip(), self.owner.text().strip(), str(self.kind.currentData()),
            key=self.key.text(), layer=self.layer.text().strip(),
        )  # fmt: skip
        if taken:
            self._next()

    def _next(self) -> None:
        self.waiting = self.waiting[1:]
        self._fill()
        self.refresh()

    # geometry ---------------------------------------------------------------------------------------------------
    def arrange(self) -> None:
        """Place the drop zone, the form while there is a file at hand, and the list."""
        w, h, wide = self.width(), self.height(), self.width() - 2 * SIDE
        self.choose.setGeometry(w - SIDE - 190, 100, 190, 56)
        self.drop.setGeometry(SIDE, 96, wide - 206, 64)
        for widget in self.form:
            widget.setVisible(bool(self.waiting))
        top = 180
        if self.waiting:
            self._arrange_form(SIDE, top + 30, wide)
            top += _FORM_H
        self.list.setGeometry(SIDE + 1, top + 1, wide - 2, h - top - 26)

    def _arrange_form(self, x: int, y: int, wide: int) -> None:
        third = (wide - 24) // 3
        for i, box in enumerate((self.name, self.owner, self.kind)):
            box.setGeometry(x + i * (third + 12), y + 24, third, FIELD)
        for i, box in enumerate((self.key, self.layer)):
            box.setGeometry(x + i * (third + 12), y + 24 + LABELLED + 4, third, FIELD)
        left = x + 2 * (third + 12)
        self.take.setGeometry(left, y + 24 + LABELLED + 2, third - 122, 48)
        self.skip.setGeometry(left + third - 114, y + 24 + LABELLED + 2, 114, 48)

    def draw(self, ink: Ink) -> None:
        """Paint head and, above the form, which file it is about."""
        super().draw(ink)
        if self.waiting:
            rest = len(self.waiting) - 1
            words = self.waiting[0].name + (_(" · nog {n} te gaan").format(n=rest) if rest else "")
            ink.icon(SIDE, 186, "folder", "accent")
            ink.text(SIDE + 26, 199, words, 14, 600)
