"""The sheet beside the map while one draws: what it is, what it is called, how sure, and points that are typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox

from cop_app.geo.places import Place
from cop_app.i18n import _
from cop_app.map.palette import load_palette
from cop_app.map.sketch import Form
from cop_app.render.legend import paint_area_swatch, paint_sign_swatch
from cop_app.ui.acts.fields import Choices, PlaceField, TimeField
from cop_app.ui.acts.kinds import SIGN, DrawKind, kinds_of
from cop_app.ui.controls import Entry, Row, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme
from cop_app.ui.views import Choice

_HINTS = {
    Form.POINT: "Klik op de kaart. Spatie zet het in het midden van de kaart.",
    Form.LINE: "Klik punten. Enter of dubbelklik: vastleggen. Backspace: punt terug.",
    Form.AREA: "Klik punten. Enter of dubbelklik: vastleggen. Backspace: punt terug.",
}
_TITLES = {"gebied": "Gebied tekenen", "route": "Route tekenen", "afzetting": "Afzetting", "teken": "Teken plaatsen"}


class KindRow(Row):
    """A kind with the look it will have on the map."""

    def __init__(self, theme: Theme, view: DrawKind) -> None:
        super().__init__(theme, _(view.name), 36)
        self.view = view
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def draw(self, ink: Ink) -> None:
        """Paint the look and the name."""
        self.ground(ink)
        w, h = self.width(), self.height()
        ink.hline(52, 0, w - 60)
        palette = load_palette(self.theme.name)
        if self.view.form is Form.POINT:
            paint_sign_swatch(ink.painter, palette, self.view.symbol, 26, h / 2, 26)
        else:
            line = self.view.form is Form.LINE
            paint_area_swatch(ink.painter, palette, self.view.style, 10, h / 2 - 9, 32, 18, line=line)
        on = self.isChecked()
        ink.text(54, h / 2 + 4.7, _(self.view.name), 13, 600 if on else 400, "selText" if on else "text")


class DrawingSheet(SideSheet):
    """Chooses the kind and says what belongs to it; the shape itself is made on the map."""

    kind_chosen = Signal(object)  # DrawKind
    placed = Signal(object)  # geo.places.Place: a point typed
    record_pressed = Signal()

    def __init__(
        self, theme: Theme, favourite: str, kind: DrawKind, now: int, find: Callable[[str], Sequence[Place]]
    ) -> None:
        super().__init__(theme, _(_TITLES[favourite]), _(_HINTS[kind.form]))
        self.favourite, self.kind = favourite, kind
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Zoek een teken"))
        self.search.textEdited.connect(lambda _t: self._fill())
        if favourite == SIGN:
            self.label(_("Soort"), self.search)
        self.list = RowList(theme, _("Soort"))
        self.list.setMinimumHeight(4 * theme.row(36))
        self.column.addWidget(self.list, 1)
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("mag leeg blijven"))
        self.label(_("Naam"), self.name)
        self.amount = QSpinBox()
        self.amount.setRange(0, 100_000)
        self._amount_label = self.label(_("Aantal"), self.amount)
        self.sure = Choices(theme, _("Hoe zeker"), (Choice("ja", _("Bevestigd")), Choice("nee", _("Onbevestigd"))))
        self.shared = Choices(theme, _("Wie ziet het"), (Choice("ja", _("Gedeeld")), Choice("nee", _("Concept"))))
        self.seen = TimeField(now)
        self.column.addWidget(self.sure)
        self.column.addWidget(self.shared)
        self.label(_("Gezien om (mag eerder)"), self.seen)
        self.point = PlaceField(theme, find, _("Adres, kruising, RD of WGS84"))
        self.label(_("Of typ een punt"), self.point)
        self.point.placed.connect(self.placed)
        self.measured = self.label("", tone="text")
        self.save = self.primary(_("Vastleggen"), "pencil", "Enter")
        self.save.setEnabled(False)
        self.save.clicked.connect(self.record_pressed)
        self.name.returnPressed.connect(self.record_pressed)
        self._fill()
        self._fit_kind()

    @property
    def unfinished(self) -> bool:
        """Return whether a name was typed."""
        return bool(self.name.text().strip())

    def show_size(self, words: str, *, complete: bool) -> None:
        """Say how large it is by now, and whether it can be recorded."""
        self.measured.setText(words)
        self.save.setEnabled(complete)

    def _fill(self) -> None:
        kinds = kinds_of(self.favourite, self.search.text())
        self.list.fill([Entry(kind.id, kind.id, lambda kind=kind: self._row(kind)) for kind in kinds])  # type: ignore[misc]
        self._mark()

    def _row(self, kind: DrawKind) -> KindRow:
        row = KindRow(self.theme, kind)
        row.clicked.connect(lambda: self._choose(kind))
        return row

    def _choose(self, kind: DrawKind) -> None:
        self.kind = kind
        self.note = _(_HINTS[kind.form])
        self._mark()
        self._fit_kind()
        self.update()
        self.kind_chosen.emit(kind)

    def _mark(self) -> None:
        for row in self.list.rows():
            if isinstance(row, KindRow):
                row.setChecked(row.view.id == self.kind.id)
                row.update()

    def _fit_kind(self) -> None:
        self._amount_label.setVisible(self.kind.counted)
        self.amount.setVisible(self.kind.counted)
