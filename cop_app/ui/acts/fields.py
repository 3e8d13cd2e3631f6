"""Fields that sheets of acts share: one of a few, a time that may lie earlier, and a place typed as people say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QTimeEdit, QVBoxLayout, QWidget

from cop_app.domain.clock import DAY, MINUTE, local, parse_instant
from cop_app.geo.coordinates import format_rd
from cop_app.geo.places import Place
from cop_app.i18n import _
from cop_app.ui.controls import Entry, Painted, Row, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, font, text_width
from cop_app.ui.views import Choice

_MOST = 4


class Choices(Painted):
    """One of a few, all in sight: one stop for Tab, arrows choose, a click chooses."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, choices: Sequence[Choice], current: str = "") -> None:
        super().__init__(theme)
        self.name, self.choices = name, tuple(choices)
        self.current = current or (self.choices[0].id if self.choices else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._fit()
        theme.changed.connect(self._fit)
        self._name()

    def _fit(self) -> None:
        self.setFixedHeight(self.theme.target - 8)

    def show_choices(self, choices: Sequence[Choice], current: str) -> None:
        """Take other choices, or another one as chosen."""
        if (tuple(choices), current) != (self.choices, self.current):
            self.choices, self.current = tuple(choices), current
            self._name()
            self.update()

    def choose(self, id_: str) -> None:
        """Choose one and say so."""
        if id_ != self.current:
            self.current = id_
            self._name()
            self.update()
            self.chosen.emit(id_)

    def _name(self) -> None:
        here = next((choice.name for choice in self.choices if choice.id == self.current), "")
        self.setAccessibleName(f"{self.name}: {here}")

    def _edges(self) -> list[float]:
        """Return the edges of the segments: room by the length of the words."""
        wide = [text_width(choice.name, 13, 600) + 20 for choice in self.choices]
        share = (self.width() - sum(wide)) / max(1, len(wide))
        edges, x = [0.0], 0.0
        for width in wide:
            x += width + share
            edges.append(x)
        return edges

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer."""
        at = event.position().x()
        edges = self._edges()
        for i, choice in enumerate(self.choices):
            if edges[i] <= at < edges[i + 1]:
                self.choose(choice.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        ids = [choice.id for choice in self.choices]
        self.choose(ids[(ids.index(self.current) + step) % len(ids)])

    def draw(self, ink: Ink) -> None:
        """Paint the segments; the chosen one filled and bold."""
        w, h, edges = self.width(), self.height(), self._edges()
        ink.box(0, 0, w, h, "s3", line="outlineStrong", radius=5)
        for i, choice in enumerate(self.choices):
            on = choice.id == self.current
            left, right = edges[i], edges[i + 1]
            if on:
                ink.box(left + 1, 1, right - left - 2, h - 2, "sel", line="accent", radius=5)
            elif i and self.choices[i - 1].id != self.current:
                ink.vline(round(left), 8, h - 16)
            tone = "selText" if on else "text2"
            ink.text((left + right) / 2, h / 2 + 4.7, choice.name, 13, 600 if on else 500, tone, align="centre")
        if self.hasFocus():
            ink.focus_ring(0, 0, w, h)


class TimeField(QTimeEdit):
    """A time of today: one still to come means yesterday, or with `ahead` one gone by means tomorrow.

    `at` is the proposal and `now` what counts as gone by (0 = the proposal), both ms UTC.
    """

    def __init__(self, at: int, *, ahead: bool = False, now: int = 0) -> None:
        moment = local(at)
        super().__init__(QTime(moment.hour, moment.minute))
        self._at, self._ahead, self._now = at, ahead, now or at
        self.setDisplayFormat("HH:mm")
        self.lineEdit().setTextMargins(10, 0, 10, 0)

    @property
    def touched(self) -> bool:
        """Return whether another time was set."""
        moment = local(self._at)
        return self.time() != QTime(moment.hour, moment.minute)

    def instant(self) -> int:
        """Return the instant in ms UTC; untouched the very proposal."""
        if not self.touched:
            return self._at
        found = parse_instant(self.time().toString("HH:mm"), self._now)
        if self._ahead:
            return found + DAY if found < self._now - MINUTE else found
        return found - DAY if found > self._now + MINUTE else found


class PlaceRow(Row):
    """A candidate for a place: what it is called and what it is."""

    def __init__(self, theme: Theme, view: Place) -> None:
        super().__init__(theme, f"{view.title}, {view.detail}", 40)
        self.view = view

    def draw(self, ink: Ink) -> None:
        """Paint both lines."""
        self.ground(ink)
        ink.hline(8, 0, self.width() - 16)
        middle = self.height() / 2
        ink.icon(10, middle - 8, "pin", "text2")
        ink.text(34, middle - 2, self.view.title, 13, 500)
        ink.text(34, middle + 14, self.view.detail, 11, 400, "text3")


class PlaceField(QWidget):
    """A place typed as people say it; candidates come under it. Enter takes the first."""

    placed = Signal(object)  # geo.places.Place

    def __init__(self, theme: Theme, find: Callable[[str], Sequence[Place]], hint: str) -> None:
        super().__init__()
        self.theme, self._find = theme, find
        self._found: list[Place] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.field = QLineEdit()
        self.field.setFont(font(13))
        self.field.setPlaceholderText(hint)
        self.list = RowList(theme, _("Gevonden plaatsen"))
        self.list.hide()
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._search)
        self.field.returnPressed.connect(self._first)

    def setAccessibleName(self, name: str) -> None:
        """Name the field itself too, for that has the focus."""
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def show_place(self, x: float, y: float, title: str = "") -> None:
        """Show which place it is now, as when it was clicked on the map."""
        self.field.setText(title or f"RD {format_rd(x, y)}")
        self._show([])

    def clear(self) -> None:
        """Show no place."""
        self.field.clear()
        self._show([])

    def _search(self, text: str) -> None:
        self._show(list(self._find(text))[:_MOST] if text.strip() else [])

    def _show(self, found: list[Place]) -> None:
        self._found = found
        self.list.fill([
            Entry(f"{p.title}@{p.x:.0f},{p.y:.0f}", p, lambda p=p: self._row(p)) for p in found  # type: ignore[misc]
        ])  # fmt: skip
        self.list.setVisible(bool(found))
        self.list.setFixedHeight(sum(self.theme.row(40) for _p in found) + 2)

    def _row(self, place: Place) -> PlaceRow:
        row = PlaceRow(self.theme, place)
        row.clicked.connect(lambda: self._take(place))
        return row

    def _first(self) -> None:
        if self._found:
            self._take(self._found[0])

    def _take(self, place: Place) -> None:
        self.show_place(place.x, place.y, place.title)
        self.placed.emit(place)
