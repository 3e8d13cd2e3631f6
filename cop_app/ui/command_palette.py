"""Ctrl+K: one field for orders, places, addresses, objects and coordinates; and the card of keys (F1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Entry, Heading, Painted, Row, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, font, text_width
from cop_app.ui.views import KeyHint, SearchHit

Search = Callable[[str], Sequence[SearchHit]]
_KEY_COLUMN, _KEY_ROW = 300, 27


class HitRow(Row):
    """One hit: icon, title, detail, keys."""

    def __init__(self, theme: Theme, view: SearchHit) -> None:
        super().__init__(theme, f"{view.group}: {view.title}. {view.detail}", 44)
        self.view = view
        self.chosen = False

    def draw(self, ink: Ink) -> None:
        """Paint the hit; the chosen one on the selection colour."""
        w, middle = self.width(), self.height() / 2
        if self.chosen or self.hasFocus():
            ink.box(6, 1, w - 12, self.height() - 2, "sel", radius=4)
        else:
            self.ground(ink)
        tone = "selText" if self.chosen or self.hasFocus() else "text"
        if self.view.icon:
            ink.icon(18, middle - 8, self.view.icon, tone)
        ink.text(46, middle - 2 if self.view.detail else middle + 5, self.view.title, 13, 500, tone)
        quiet = "selText" if tone == "selText" else "text2"
        ink.text(46, middle + 14, self.view.detail, 11, 400, quiet)
        if self.view.keys:
            width = sum(max(16.0, text_width(k, 11, 500) + 8) + 3 for k in self.view.keys.split("+"))
            ink.keys(w - 18 - width, middle - 8, self.view.keys, quiet)


class CommandPalette(Painted):
    """A plate at the top of the map. Typing searches through the callback; Enter takes the chosen hit."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, search: Search, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Zoeken en opdrachten"))
        self._search = search
        self._at = 0
        self.field = QLineEdit(self)
        self.field.setProperty("plain", "true")
        self.field.setFont(font(16))
        self.field.setAccessibleName(_("Zoek plaats, object, RD of opdracht"))
        self.field.setPlaceholderText(_("Zoek plaats, object, RD of opdracht"))
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        self.list = RowList(theme, _("Gevonden"), self)
        self.resize(560, 440)
        self.search("")

    def hits(self) -> list[HitRow]:
        """Return the rows with hits."""
        return [row for row in self.list.rows() if isinstance(row, HitRow)]

    def search(self, text: str) -> None:
        """Ask the callback and show the hits in their groups."""
        entries: list[Entry] = []
        group = ""
        for hit in self._search(text):
            if hit.group != group:
                group = hit.group
                entries.append(Heading.entry(self.theme, group))
            entries.append(self._entry(hit))
        self.list.fill(entries)
        self._choose(0)

    def _entry(self, hit: SearchHit) -> Entry:
        def make() -> HitRow:
            row = HitRow(self.theme, hit)
            row.clicked.connect(lambda: self.chosen.emit(hit))
            return row

        return Entry(hit.id, hit, make)

    def _choose(self, at: int) -> None:
        rows = self.hits()
        self._at = max(0, min(at, len(rows) - 1))
        for i, row in enumerate(rows):
            row.chosen = i == self._at
            row.update()
        if rows:
            self.list.ensureWidgetVisible(rows[self._at], 0, 30)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose while one types, Enter takes, Esc closes."""
        key, rows = event.key(), self.hits()
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._choose(self._at + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and rows:
            self.chosen.emit(rows[self._at].view)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, _event: object) -> None:
        """Hand the focus to the field."""
        self.field.setFocus()

    def resizeEvent(self, _event: object) -> None:
        """Place field and list."""
        w, h = self.width(), self.height()
        self.field.setGeometry(52, 10, w - 100, 40)
        self.list.setGeometry(5, 62, w - 10, h - 68)

    def draw(self, ink: Ink) -> None:
        """Paint the plate."""
        w, h = self.width(), self.height()
        ink.shadow(3, 3, w - 6, h - 6)
        ink.box(3, 3, w - 6, h - 6, "s3", line="outlineStrong", radius=6)
        ink.icon(22, 22, "search", "text2")
        ink.key(w - 46, 22, "Esc")
        ink.hline(4, 58, w - 8)
        if not self.hits():
            ink.text(24, 92, _("Niets gevonden. Probeer een adres, een RD-paar of een opdracht."), 13, 400, "text2")


class KeyCard(Painted):
    """F1: all keys on one card; groups stand under each other where they fit, so that it fits a small screen."""

    closed = Signal()

    def __init__(self, theme: Theme, groups: Sequence[tuple[str, Sequence[KeyHint]]]) -> None:
        super().__init__(theme)
        self.groups = groups
        self.setAccessibleName(_("Toetsen"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows = max((len(hints) for _name, hints in groups), default=0)
        self.resize(_KEY_COLUMN * max(1, len(self._columns())) + 32, 84 + self._rows * _KEY_ROW + 24)

    def _columns(self) -> list[list[tuple[str, Sequence[KeyHint]]]]:
        """Return the groups per column; the longest group says how tall a column is."""
        columns: list[list[tuple[str, Sequence[KeyHint]]]] = []
        used = 0
        for group in self.groups:
            need = len(group[1]) + 2
            if columns and used + need <= self._rows + 2:
                columns[-1].append(group)
                used += need
            else:
                columns.append([group])
                used = need
        return columns

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and F1 close."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint the groups."""
        w, h = self.width(), self.height()
        ink.shadow(3, 3, w - 6, h - 6)
        ink.box(3, 3, w - 6, h - 6, "s3", line="outlineStrong", radius=6)
        ink.text(24, 36, _("Toetsen"), 16, 600)
        ink.key(w - 50, 24, "Esc")
        for column, groups in enumerate(self._columns()):
            x, y = 24 + column * _KEY_COLUMN, 66
            for name, hints in groups:
                ink.text(x, y, name, 12, 600, "text2")
                for row, hint in enumerate(hints):
                    top = y + 12 + row * _KEY_ROW
                    ink.keys(x, top, hint.keys, "text2")
                    ink.text(x + 104, top + 12.5, hint.text, 12, 400)
                y += (len(hints) + 2) * _KEY_ROW
