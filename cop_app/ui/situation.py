"""Situatie: the picture in words, in the four parts the law asks for; and the drawer with what has changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _, plural
from cop_app.ui.acts.fields import Choices
from cop_app.ui.controls import Button, Entry, Heading, IconButton, Painted, Row, RowList
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, text_width, wrapped
from cop_app.ui.views import ChangeRow, ChangesView, Glyph, SituationLine, SituationView


class SituationRow(Row):
    """A line of the situation with its source; wraps instead of cutting off."""

    def __init__(self, theme: Theme, view: SituationLine) -> None:
        super().__init__(theme, "", 44)
        self.show_view(view)

    def show_view(self, view: SituationLine) -> None:
        """Show the line as it reads now."""
        self.view = view
        concept = _("concept") if view.concept else ""
        gone = _("ingetrokken") if view.withdrawn else ""
        self.setAccessibleName(f"{view.text}. {view.source} {concept} {gone}".strip())
        self._fit()
        self.update()

    def _fit(self) -> None:
        lines = len(wrapped(self.view.text, max(100, (self.width() or 347) - 58), 13, 400))
        self.setFixedHeight(max(self.theme.row(44) if self.theme.glove else 0, 26 + lines * 18))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint glyph, text and source."""
        view, w = self.view, self.width()
        self.ground(ink)
        ink.hline(16, 0, w - 16)
        if view.glyph is not Glyph.NONE:
            draw_glyph(ink, 22, 16, view.glyph, 5.5)
        else:
            ink.circle(22, 16, 2, "text3")
        y = ink.paragraph(40, 20, w - 58, view.text, 13, 400, "text3" if view.withdrawn else "text")
        if view.withdrawn:
            for i, line in enumerate(wrapped(view.text, w - 58, 13, 400)):
                ink.box(40, 15.5 + 18 * i, text_width(line, 13, 400), 1.4, "alarm")
        x = 40.0
        if view.concept:
            x = ink.text(x, y - 1, _("concept · "), 11, 600, "text2")
        ink.text(x, y - 1, view.source, 11, 400, "text3")
        if view.column:
            ink.column_chip(w - 14, y - 13, view.column, align="right")


_KEEPER = {"accept": "Beheer aannemen", "take": "Beheer nemen", "offer": "Beheer overdragen"}
_HEAD, _FOOT = 104, 40


class SituationDock(Painted):
    """The tab Situatie: which picture, its lines in four parts, and who keeps the total picture."""

    line_pressed = Signal(str)
    adopt_pressed = Signal()
    picture_chosen = Signal(str)
    keeper_pressed = Signal(str)  # accept, take or offer

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Situatie"))
        self.view = SituationView()
        self.which = Choices(theme, _("Welk beeld"), ())
        self.which.setParent(self)
        self.which.chosen.connect(self.picture_chosen)
        self.list = RowList(theme, _("Situatie in vier delen"), self)
        self.adopt = Button(theme, _("Overnemen"), icon="send", parent=self)
        self.adopt.clicked.connect(self.adopt_pressed)
        self.adopt.hide()
        self.keeper = Button(theme, "", kind="quiet", parent=self)
        self.keeper.clicked.connect(lambda: self.keeper_pressed.emit(self.view.keeper_action))
        self.keeper.hide()

    def show_view(self, view: SituationView) -> None:
        """Show the parts; an empty part says so."""
        if view == self.view:
            return
        self.view = view
        entries: list[Entry] = []
        for section in view.sections:
            hint = plural("{n} regel", "{n} regels", len(section.lines)) if section.lines else _("nog niets")
            entries.append(Heading.entry(self.theme, section.title, hint))
            entries.extend(self._entry(section.title, line) for line in section.lines)
        self.list.fill(entries)
        self.which.show_choices(view.choices, view.which)
        self.which.setVisible(bool(view.choices))
        self.adopt.setText(_("Overnemen, {n}").format(n=len(view.fresh)) if view.fresh else _("Overnemen"))
        self.adopt.setAccessibleName(self.adopt.text())
        self.adopt.setVisible(view.can_adopt)
        self.keeper.setText(_(_KEEPER.get(view.keeper_action, "")) if view.keeper_action else "")
        self.keeper.setAccessibleName(self.keeper.text())
        self.keeper.setVisible(bool(view.keeper_action))
        self._arrange()
        self.update()

    def _entry(self, section: str, line: SituationLine) -> Entry:
        def make() -> SituationRow:
            row = SituationRow(self.theme, line)
            row.clicked.connect(lambda: self.line_pressed.emit(line.id))
            return row

        return Entry(f"{section}:{line.id}", line, make)

    def resizeEvent(self, _event: object) -> None:
        """Place switch, list and buttons."""
        self._arrange()

    def _arrange(self) -> None:
        w, h = self.width(), self.height()
        head = _HEAD if self.view.choices else 62
        foot = _FOOT if self.view.keeper else 0
        self.which.setGeometry(12, 8, w - 24, self.theme.target - 8)
        self.list.setGeometry(0, head, w, max(0, h - head - foot))
        wide = self.adopt.sizeHint().width()
        self.adopt.setGeometry(w - wide - 12, head - 50, wide, 42)
        wide = self.keeper.sizeHint().width()
        self.keeper.setGeometry(w - wide - 6, h - foot + 3, wide, max(0, foot - 6))

    def draw(self, ink: Ink) -> None:
        """Paint ground, head, and who keeps the total picture."""
        w, h = self.width(), self.height()
        ink.box(0, 0, w, h, "s1")
        top = _HEAD - 62 if self.view.choices else 0
        ink.text(16, top + 28, self.view.heading, 16, 600)
        ink.text(16, top + 47, self.view.detail, 12, 400, "text2")
        if self.view.keeper:
            ink.box(0, h - _FOOT, w, _FOOT, "s2")
            ink.hline(0, h - _FOOT, w)
            room = (self.keeper.x() if self.view.keeper_action else w) - 28
            lines = wrapped(self.view.keeper, room, 11, 400)
            y = h - _FOOT / 2 + 4 - 7 * (len(lines) - 1)
            for line in lines[:2]:
                ink.text(16, y, line, 11, 400, "text2")
                y += 14


class ChangeLine(Row):
    """One change: time, words, source."""

    def __init__(self, theme: Theme, view: ChangeRow) -> None:
        super().__init__(theme, "", 48)
        self.show_view(view)

    def show_view(self, view: ChangeRow) -> None:
        """Show the change, seen or new."""
        self.view = view
        seen = _("gezien") if view.seen else _("nieuw")
        self.setAccessibleName(f"{view.time} {view.text}. {view.source}, {seen}")
        self._fit()
        self.update()

    def _fit(self) -> None:
        lines = len(wrapped(self.view.text, max(100, (self.width() or 380) - 130), 13, 600))
        self.setFixedHeight(max(self.theme.row(46) if self.theme.glove else 0, 30 + lines * 18))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint a bar for what is new, the time and the words."""
        view, w = self.view, self.width()
        self.ground(ink)
        ink.hline(16, 0, w - 16)
        if not view.seen:
            ink.box(0, 0, 3, self.height(), "accent")
        ink.text(16, 21, view.time, 12, 500, "text2")
        x = 62.0
        if view.glyph is not Glyph.NONE:
            draw_glyph(ink, 68, 16.5, view.glyph, 6)
            x = 84.0
        y = ink.paragraph(x, 21, w - 130, view.text, 13, 400 if view.seen else 600)
        ink.text(x, y, view.source, 11, 400, "text3")
        if view.column:
            ink.column_chip(w - 14, 9, view.column, align="right")


class ChangesDrawer(Painted):
    """Drawer W: what has changed since a moment; slides over the right dock."""

    row_pressed = Signal(str)
    seen_pressed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Wat is er veranderd"))
        self.view = ChangesView()
        self.list = RowList(theme, _("Veranderingen"), self)
        self.seen = Button(theme, _("Alles gezien"), icon="eye", kind="primary", keys="X", parent=self)
        self.seen.clicked.connect(self.seen_pressed)
        self.close_button = IconButton(theme, _("Sluiten"), "close", 40, self)
        self.close_button.clicked.connect(self.closed)

    def show_view(self, view: ChangesView) -> None:
        """Show the changes, newest first as given."""
        if view != self.view:
            self.view = view
            self.list.fill([self._entry(row) for row in view.rows])
            self.update()

    def _entry(self, row: ChangeRow) -> Entry:
        def make() -> ChangeLine:
            line = ChangeLine(self.theme, row)
            line.clicked.connect(lambda: self.row_pressed.emit(row.id))
            return line

        return Entry(row.id, row, make)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and W close, X marks all as seen."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_W):
            self.closed.emit()
        elif event.key() == Qt.Key.Key_X:
            self.seen_pressed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, _event: object) -> None:
        """Place head, list and button."""
        w, h = self.width(), self.height()
        self.close_button.move(w - 48, 10)
        self.list.setGeometry(1, 62, w - 1, h - 126)
        self.seen.setGeometry(12, h - 56, w - 24, 48)

    def draw(self, ink: Ink) -> None:
        """Paint ground and head."""
        w, h = self.width(), self.height()
        ink.box(0, 0, w, h, "s1")
        ink.vline(0, 0, h, "outlineStrong")
        ink.text(16, 28, self.view.heading or _("Wat is er veranderd"), 16, 600)
        ink.text(16, 47, self.view.since, 12, 400, "text2")
        ink.box(1, h - 64, w - 1, 64, "s2")
        ink.hline(1, h - 64, w)
