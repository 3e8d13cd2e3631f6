"""Kaartpakket: which maps are on this laptop, taking up another, and which region this laptop serves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from cop_app.bootstrap.maps import MapPackage, broken_maps, map_layers
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.ui.controls import Button, Choices, Entry, Painted, Row, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.prepare.bench import Workbench
from cop_app.ui.prepare.parts import FIELD, LABELLED, SIDE, Drop, Leaf, choose_files
from cop_app.ui.prepare.regions import region_names
from cop_app.ui.prepare.views import MapRow
from cop_app.ui.theme import Theme

_KAART = (".kaart",)
_COUNTRY = (13_000.0, 306_000.0, 279_000.0, 620_000.0)


class MapLine(Row):
    """A map on this laptop."""

    def __init__(self, theme: Theme, view: tuple[MapRow, bool]) -> None:
        super().__init__(theme, "", 58)
        self.setCheckable(True)
        self.show_view(view)
        self.clicked.connect(lambda: self.setChecked(self._on))

    def show_view(self, view: tuple[MapRow, bool]) -> None:
        """Show the map, chosen or not."""
        self.view, self._on = view
        kind = _("alleen voor oefeningen") if self.view.fictional else _("voor echte incidenten")
        self.setAccessibleName(f"{self.view.name}. {self.view.detail}. {kind}")
        self.setChecked(self._on)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint name, detail and for which world it is."""
        view, w, h = self.view, self.width(), self.height()
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        tone, quiet = ("selText", "selText") if self._on else ("text", "text2")
        ink.icon(16, h / 2 - 8, "layers", tone)
        ink.text(46, h / 2 - 4, view.name, 13, 600, tone)
        ink.text(46, h / 2 + 14, view.detail, 12, 400, quiet)
        if view.fictional:
            ink.box(w - 96, h / 2 - 10, 80, 20, "exercise", radius=3)
            ink.text(w - 56, h / 2 + 4, _("OEFENING"), 10, 700, "onExercise", align="centre", spacing=0.5)


class Sheet(Painted):
    """The chosen map as a picture."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.picture: QPixmap | None = None
        self.notice = ""
        self.setAccessibleName(_("De gekozen kaart"))

    def draw(self, ink: Ink) -> None:
        """Paint the picture and what must be said of it."""
        w, h = self.width(), self.height()
        ink.box(0, 0, w, h, "s1")
        if self.picture is not None:
            ink.painter.drawPixmap(0, 0, self.picture)
        if self.notice:
            ink.box(0, h - 26, w, 26, "s3", alpha=0.94)
            ink.text(12, h - 9, self.notice, 11, 500, "text2")
        ink.box(0, 0, w, h, line="outlineStrong")


class MapsPage(Leaf):
    """Region and maps left, the chosen map right."""

    def __init__(self, theme: Theme, bench: Workbench, parent: QWidget | None = None) -> None:
        words = _("Wat is FICTIEF komt nooit onder een echt incident.")
        super().__init__(theme, _("Kaartpakket en regio"), words, parent)
        self.bench = bench
        self._chosen = ""
        self._shown: tuple[object, ...] = ()
        self._sure = False
        self.region = self.named(Choices(theme, _("Regio van deze laptop"), self), _("Regio van deze laptop"))
        self.organisation = self.field(_("Organisatie"), _("van wie is deze laptop"))
        self.organisation.setText(bench.workspace.settings.organisation)
        self.save = Button(theme, _("Bewaren"), kind="primary", parent=self)
        self.save.clicked.connect(self._save)
        self.list = self.grounded(RowList(theme, _("Kaarten op deze laptop"), self))
        self.drop = Drop(theme, _("Sleep een kaartpakket (.kaart) hierheen, of gebruik de knop."), _KAART, self)
        self.drop.dropped.connect(lambda paths: [self.bench.add_map(Path(path)) for path in paths])
        self.add = Button(theme, _("Kaart toevoegen"), icon="plus", parent=self)
        self.add.clicked.connect(self._add)
        self.remove = Button(theme, _("Verwijderen"), icon="trash", parent=self)
        self.remove.clicked.connect(self._remove)
        self.sheet = Sheet(theme, self)
        theme.changed.connect(self._draw_map)
        self.region.activated.connect(lambda _i: self._enable())
        self.organisation.textChanged.connect(lambda _text: self._enable())
        self.refresh()

    # showing ----------------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show region and maps."""
        settings = self.bench.workspace.settings
        designs = tuple(file.design.region for file in self.bench.designs() if file.design is not None)
        names = region_names(designs)
        if settings.region and settings.region not in names:
            names = (settings.region, *names)
        if self.region.count() != len(names) + 1:
            self.region.clear()
            self.region.addItem(_("nog niet gekozen"), "")
            for name in names:
                self.region.addItem(name, name)
        self.region.setCurrentIndex(max(0, self.region.findData(settings.region)))
        packages = self.bench.maps()
        if self._chosen not in {str(package.path) for package in packages}:
            self._chosen = str(packages[0].path) if packages else ""
        self.list.fill([self._entry(package) for package in packages])
        broken = broken_maps(self.bench.workspace)
        if broken:
            self.subtitle = _("Niet te lezen: {namen}").format(namen=", ".join(broken))
        self._enable()
        self.arrange()
        self._draw_map()
        self.update()

    def _entry(self, package: MapPackage) -> Entry:
        size = _("{mb} MB").format(mb=max(1, round(package.size / 1e6)))
        kind = _("meegeleverd") if package.shipped else _("eigen kaart")
        detail = " · ".join(filter(None, (package.region if not package.fictional else "", kind, size)))
        row = MapRow(str(package.path), package.name, detail, package.fictional, package.shipped)
        view = (row, row.id == self._chosen)

        def make() -> MapLine:
            line = MapLine(self.theme, view)
            line.clicked.connect(lambda: self._choose(row.id))
            return line

        return Entry(row.id, view, make)

    def _package(self) -> MapPackage | None:
        return next((p for p in self.bench.maps() if str(p.path) == self._chosen), None)

    def _draw_map(self) -> None:
        """Draw the chosen map once per size and palette."""
        package = self._package()
        size = QSize(self.sheet.width(), self.sheet.height())
        wanted = (self._chosen, size.width(), size.height(), self.theme.name)
        if package is None or wanted == self._shown or size.width() < 50 or not self.isVisible():
            return
        from cop_app.ui.map_piece import map_piece

        x0, y0, x1, y1 = package.extent or _COUNTRY
        mpp = max((x1 - x0) / size.width(), (y1 - y0) / size.height()) * 1.02
        try:
            layers = map_layers([package])
        except UserFacingError as fault:
            self.bench.failed.emit(fault)
            return
        centre = ((x0 + x1) / 2, (y0 + y1) / 2)
        ratio = self.devicePixelRatioF()
        self.sheet.picture = map_piece(layers, centre, mpp, size, ratio, self.theme.name, named=True)
        self.sheet.notice = package.notice or package.source
        self._shown = wanted
        self.sheet.update()

    # acting -----------------------------------------------------------------------------------------------------
    def _choose(self, map_id: str) -> None:
        self._chosen, self._sure = map_id, False
        self.refresh()

    def _enable(self) -> None:
        settings = self.bench.workspace.settings
        said = (str(self.region.currentData() or ""), self.organisation.text().strip())
        self.save.setEnabled(said != (settings.region, settings.organisation) and bool(said[1]))
        package = self._package()
        self.remove.setEnabled(package is not None and not package.shipped)

    def _save(self) -> None:
        self.bench.choose_region(str(self.region.currentData() or ""), self.organisation.text().strip())

    def _add(self) -> None:
        for path in choose_files(self, _("Kaartpakket"), _KAART):
            self.bench.add_map(Path(path))

    def _remove(self) -> None:
        """Take the chosen map away at the second press."""
        package = self._package()
        if package is None:
            return
        if not self._sure:
            self._sure = True
        else:
            self._sure = False
            self.bench.remove_map(package)
        self.refresh()

    # geometry ---------------------------------------------------------------------------------------------------
    def arrange(self) -> None:
        """Place the settings, the list, the drop zone and the picture."""
        w, h = self.width(), self.height()
        wide = min(520, (w - 2 * SIDE) // 2)
        half = (wide - 12) // 2
        self.region.setGeometry(SIDE, 116, half, FIELD)
        self.organisation.setGeometry(SIDE + half + 12, 116, wide - half - 12, FIELD)
        self.save.setGeometry(SIDE, 116 + FIELD + 12, half, FIELD)
        top = 116 + FIELD + LABELLED + 24
        low = h - 24 - 64 - 12 - FIELD - 16
        self.list.setGeometry(SIDE + 1, top + 1, wide - 2, max(60, low - top - 2))
        self.add.setGeometry(SIDE, low + 12, half, FIELD)
        self.remove.setText(_("Echt verwijderen?") if self._sure else _("Verwijderen"))
        self.remove.setAccessibleName(self.remove.text())
        self.remove.kind = "danger" if self._sure else "plain"
        self.remove.setGeometry(SIDE + half + 12, low + 12, wide - half - 12, FIELD)
        self.drop.setGeometry(SIDE, h - 24 - 64, wide, 64)
        left = SIDE + wide + 24
        self.sheet.setGeometry(left, 28, w - SIDE - left, h - 52)

    def resizeEvent(self, event: object) -> None:
        """Draw the map again at its new size."""
        super().resizeEvent(event)
        self._draw_map()
