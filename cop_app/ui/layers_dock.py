"""Left dock: which layers are on, where they come from, how old they are, and what is wrong with a source."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from cop_app.domain.incident import Reality
from cop_app.i18n import _
from cop_app.ui.controls import Entry, FoldRow, IconButton, Painted, Row, RowList
from cop_app.ui.glyphs import GLYPH_WORD_TOKEN, draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme
from cop_app.ui.views import Glyph, LayerGroupView, LayerRow

BAR = {Reality.ACTUEEL: "repr", Reality.VOORBEREID: "prep", Reality.OMGEVING: "real"}
_NARROW = 120  # narrower than this the dock is a rail of lamps


class LayerLine(Row):
    """One layer: the eye switches it, the rest opens its source."""

    eye_pressed = Signal()

    def __init__(self, theme: Theme, view: LayerRow, bar: str, *, first: bool) -> None:
        super().__init__(theme, "", 46)
        self.bar, self.first = bar, first
        self.show_view(view)
        self.setToolTip(_("Spatie: tonen of verbergen. Enter: bron openen."))

    def show_view(self, view: LayerRow) -> None:
        """Show the layer as it is now."""
        self.view = view
        state = _("zichtbaar") if view.visible else _("verborgen")
        self.setAccessibleName(f"{view.name}, {view.detail} {view.note}, {state}")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left of the name switches the layer."""
        if event.position().x() < 36:
            self.eye_pressed.emit()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches; Enter opens."""
        if event.key() == Qt.Key.Key_Space:
            self.eye_pressed.emit()
            return
        super().keyPressEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint eye, two lines and the lamp."""
        view, w, top = self.view, self.width(), (self.height() - 46) / 2
        self.ground(ink)
        ink.box(0, 0, 4, self.height(), self.bar)
        if not self.first:
            ink.hline(34, 0, w - 48)
        ink.icon(13, top + 15, "eye" if view.visible else "eye-off", "text2" if view.visible else "disabled", 0.95)
        ink.text(38, top + 20, view.name, 13, 500, "text" if view.visible else "text3")
        tone = GLYPH_WORD_TOKEN.get(view.lamp, "text3")
        ink.text(38, top + 36, view.detail, 11, 500 if tone != "text3" else 400, tone)
        if view.note:
            ink.text(w - 34, top + 36, view.note, 11, 500, tone, align="right")
        draw_glyph(ink, w - 20, top + 18, view.lamp, 6)


class LayersDock(Painted):
    """The whole dock, or a rail of 48 with one lamp per group on small screens."""

    visibility_pressed = Signal(str, bool)
    source_opened = Signal(str)
    add_pressed = Signal()
    open_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Lagen en bronnen"))
        self.groups: tuple[LayerGroupView, ...] = ()
        self._folded: dict[Reality, bool] = {}
        self._list = RowList(theme, _("Lagen"), self)
        self.add_button = IconButton(theme, _("Laag of bron toevoegen"), "plus", 32, self)
        self.add_button.clicked.connect(self.add_pressed)
        self._can_add = False
        self.rail = IconButton(theme, _("Lagen en bronnen openen"), "layers", 48, self)
        self.rail.clicked.connect(self.open_pressed)

    def offer_adding(self, offered: bool) -> None:
        """Show the button that adds a layer or source: whoever can add one asks for it."""
        self._can_add = offered
        self.add_button.setVisible(offered and self.width() >= _NARROW)

    def show_view(self, groups: tuple[LayerGroupView, ...]) -> None:
        """Show the groups; what the user folded stays folded."""
        if groups != self.groups:
            self.groups = groups
            self._fill()

    def _fill(self) -> None:
        entries: list[Entry] = []
        for group in self.groups:
            folded = self._is_folded(group)
            entries.append(self._head(group, folded))
            if not folded:
                entries.extend(self._entry(row, BAR[group.reality], i == 0) for i, row in enumerate(group.rows))
        self._list.fill(entries)
        self.update()

    def _is_folded(self, group: LayerGroupView) -> bool:
        return self._folded.get(group.reality, group.folded)

    def _head(self, group: LayerGroupView, folded: bool) -> Entry:
        hint = _("{n} lagen").format(n=len(group.rows)) if folded else group.hint

        def make() -> FoldRow:
            row = FoldRow(self.theme, group.name, hint, folded=folded, bar=BAR[group.reality])
            row.clicked.connect(lambda: self._fold(group.reality, not row.folded))
            return row

        return Entry(f"groep:{group.reality}", (group.name, hint, folded), make)

    def _entry(self, row: LayerRow, bar: str, first: bool) -> Entry:
        def make() -> LayerLine:
            line = LayerLine(self.theme, row, bar, first=first)
            line.eye_pressed.connect(lambda: self.visibility_pressed.emit(line.view.id, not line.view.visible))
            line.clicked.connect(lambda: self.source_opened.emit(line.view.id))
            return line

        return Entry(f"{bar}:{first}:{row.id}", row, make)

    def _fold(self, reality: Reality, folded: bool) -> None:
        self._folded[reality] = folded
        self._fill()

    def resizeEvent(self, _event: object) -> None:
        """Show the list when there is room, else the rail."""
        w, h = self.width(), self.height()
        narrow = w < _NARROW
        self.rail.setVisible(narrow)
        self.add_button.setVisible(self._can_add and not narrow)
        self._list.setVisible(not narrow)
        self.add_button.move(w - 42, 8)
        self._list.setGeometry(0, 46, w - 1, h - 46)

    def draw(self, ink: Ink) -> None:
        """Paint ground and heading, or the lamps of the rail."""
        w, h = self.width(), self.height()
        ink.box(0, 0, w, h, "s1")
        ink.vline(w - 1, 0, h)
        if w >= 120:
            ink.text(16, 29, _("Lagen en bronnen"), 14, 600)
            return
        ink.hline(8, 52, w - 16)
        y = 60.0
        for group in self.groups:
            ink.box(0, y, 4, 64, BAR[group.reality])
            ink.text(w / 2 + 2, y + 22, group.name[:4].rstrip("ue") + ".", 11, 500, "text2", align="centre")
            worst = next((r.lamp for lamp in _WORST for r in group.rows if r.lamp is lamp), Glyph.LIVE)
            draw_glyph(ink, w / 2 + 2, y + 42, worst, 6)
            y += 72


_WORST = (Glyph.DEAD, Glyph.CONFLICT, Glyph.HALF, Glyph.LIVE)
