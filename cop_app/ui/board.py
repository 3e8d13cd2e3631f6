"""The board of all information questions: what we have, how old against its norm, from whom and for whom.

Rows that are abnormal carry colour, answered ones stay grey; one row is chosen and told in full at the right, with the
chain as designed, whom to call and what was done about it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from cop_app.domain.chain import NO_OWNER
from cop_app.domain.coverage import QuestionStatus
from cop_app.i18n import _
from cop_app.ui.acts.fields import Choices
from cop_app.ui.board_detail import BoardDetail
from cop_app.ui.controls import Button, Entry, Heading, Painted, Row, RowList
from cop_app.ui.glyphs import STATUS_BAR, STATUS_GLYPH, draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.presenter import column_of
from cop_app.ui.questions import draw_sum_bar
from cop_app.ui.questions_view import BoardRow, BoardView, DetailView
from cop_app.ui.theme import Theme, text_width, wrapped
from cop_app.ui.views import Choice

DETAIL = 372
_NOBODY = column_of(NO_OWNER)
_SCROLL_BAR = 10  # the rows are so much narrower than their names
_FILTERS = (Choice("team", "Mijn team"), Choice("open", "Alleen afwijkend"), Choice("alles", "Alles"))
_TONE = {
    QuestionStatus.ONTBREEKT: "alarm", QuestionStatus.TEGENSTRIJDIG: "conflict", QuestionStatus.ONVOLLEDIG: "stale",
    QuestionStatus.VEROUDERD: "stale", QuestionStatus.NAVRAGEN: "text2", QuestionStatus.AANWEZIG: "text2",
}  # fmt: skip


def columns_of(width: float) -> dict[str, float]:
    """Return where the columns of the table begin, for a table so wide."""
    shares = {"need": 52.0, "known": 0.36, "age": 0.62, "owner": 0.755, "whom": 0.91}
    return {name: at if at > 1 else round(width * at) for name, at in shares.items()}


class BoardLine(Row):
    """One question: need, what we have, age against norm, from whom, for whom."""

    def __init__(self, theme: Theme, view: BoardRow) -> None:
        super().__init__(theme, "", 48)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.show_view(view)

    def show_view(self, view: BoardRow) -> None:
        """Show the question as it stands now."""
        self.view = view
        row = view.row
        self.setAccessibleName(
            f"{row.status.value}: {row.need}. {view.known} {row.called}. {view.age}, {view.norm}. {row.owner}"
        )
        self._fit()
        self.update()

    def _lines(self, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        at = columns_of(width)
        known = f"{self.view.known} · {self.view.row.called}" if self.view.row.called else self.view.known
        weight = 600 if self.view.row.status.open else 400
        needs = wrapped(self.view.row.need, max(80.0, at["known"] - at["need"] - 16), 13, weight)
        return needs, wrapped(known, max(80.0, at["age"] - at["known"] - 16), 12, 400)

    def _fit(self) -> None:
        needs, known = self._lines(float(self.width() or 1000))
        self.setFixedHeight(max(self.theme.row(48), 18 + 17 * max(len(needs), len(known)) + 4))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint the columns; the chosen row lies on the selection colour."""
        view, row, w, h = self.view, self.view.row, float(self.width()), float(self.height())
        self.ground(ink)
        if row.status.open:
            ink.box(0, 0, 3, h, STATUS_BAR[row.status])
        ink.hline(16, 0, w - 32)
        at = columns_of(w)
        draw_glyph(ink, 30, h / 2, STATUS_GLYPH[row.status], 7)
        needs, known = self._lines(w)
        weight, tone = (600, "text") if row.status.open else (400, "text2")
        self._column(ink, at["need"], needs, 13, weight, tone)
        conflict = row.status is QuestionStatus.TEGENSTRIJDIG
        self._column(ink, at["known"], known, 12, 600 if conflict else 400, _TONE[row.status])
        self._age(ink, at["age"], at["owner"] - at["age"] - 16)
        owned = row.column != _NOBODY
        end = ink.column_chip(at["owner"], h / 2 - 8, row.column) + 8 if owned else at["owner"]
        owner = wrapped(row.owner, at["whom"] - end - 8, 12, 400 if owned else 600)
        self._column(ink, end, owner, 12, 400 if owned else 600, "text" if owned else "alarm")
        self._column(ink, at["whom"], wrapped(view.for_whom, w - at["whom"] - 40, 12, 400), 12, 400, "text2")
        if row.phone and row.status.open:
            ink.icon(w - 34, h / 2 - 8, "phone", "text2")

    def _column(self, ink: Ink, x: float, lines: tuple[str, ...], size: int, weight: int, tone: str) -> None:
        y = self.height() / 2 + 4.5 - 8.5 * (len(lines) - 1)
        for line in lines:
            ink.text(x, y, line, size, weight, tone)
            y += 17

    def _age(self, ink: Ink, x: float, w: float) -> None:
        """Paint how old against the norm: the stroke in the bar is the norm, the bar is twice the norm long."""
        middle, bar = self.height() / 2, min(104.0, max(50.0, w - 60))
        status = self.view.row.status
        if self.view.share is None:
            ink.box(x, middle - 3, bar, 6, line=STATUS_BAR[status], width=1.2, dash=(2.5, 1.8))
            return
        ink.box(x, middle - 3, bar, 6, "sunk", radius=3)
        late = self.view.share > 1
        ink.box(x, middle - 3, bar * min(1.0, self.view.share / 2), 6, "staleGfx" if late else "outlineStrong",
                radius=3)  # fmt: skip
        ink.vline(round(x + bar / 2), middle - 8, 16, "text")
        ink.text(x + bar + 8, middle + 4.5, self.view.age, 12, 600 if late else 400, "stale" if late else "text2")


class BoardHead(Painted):
    """The names of the columns."""

    def draw(self, ink: Ink) -> None:
        """Paint the names."""
        ink.box(0, 0, self.width(), self.height(), "sunk")
        names = {"need": _("Behoefte"), "known": _("Wat wij hebben"), "age": _("Leeftijd tegen norm"),
                 "owner": _("Van wie"), "whom": _("Voor wie")}  # fmt: skip
        at = columns_of(float(self.width() - _SCROLL_BAR))
        order = list(names)
        for name, following in zip(order, [*order[1:], ""], strict=True):
            room = (at[following] if following else self.width()) - at[name] - 8
            words = names[name] if text_width(names[name], 12, 600) <= room else names[name].split()[0]
            ink.text(at[name], 20, words, 12, 600, "text2")


class QuestionsBoard(Painted):
    """The whole board with its detail panel. Esc goes back to the map."""

    closed = Signal()
    row_chosen = Signal(str)
    map_pressed = Signal(str)
    ask_pressed = Signal(str)
    called = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Alle vragen"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view = BoardView("", "", ())
        self.chosen = ""
        self.back = Button(theme, _("Kaart"), icon="left", keys="Esc", parent=self)
        self.back.clicked.connect(self.closed)
        self.filter = Choices(theme, _("Welke vragen"), tuple(Choice(c.id, _(c.name)) for c in _FILTERS), "alles")
        self.filter.setParent(self)
        self.filter.chosen.connect(lambda _id: self._fill())
        self.head = BoardHead(theme, self)
        self.list = RowList(theme, _("Informatievragen"), self)
        self.list.row_focused.connect(self._walked)
        self.detail = BoardDetail(theme, self)
        self.detail.map_pressed.connect(self.map_pressed)
        self.detail.ask_pressed.connect(self.ask_pressed)
        self.detail.called.connect(self.called)

    def show_view(self, view: BoardView) -> None:
        """Show the questions; the chosen one stays chosen."""
        if view != self.view:
            self.view = view
            self._fill()
            self.update()

    def show_detail(self, view: DetailView | None) -> None:
        """Show the chosen question in full."""
        self.detail.show_view(view)

    def shown(self) -> list[BoardRow]:
        """Return the rows that the filter lets through, abnormal ones first within their part."""
        rows = [row for row in self.view.rows if self.filter.current != "team" or row.own_team]
        return [row for row in rows if self.filter.current != "open" or row.row.status.open]

    def choose(self, need: str) -> None:
        """Choose a question."""
        self.chosen = need
        self._mark()
        self.row_chosen.emit(need)

    def choose_first(self) -> None:
        """Choose the first row, and give the list the focus."""
        rows = self.list.rows()
        if rows:
            rows[0].setFocus()
            first = rows[0]
            if isinstance(first, BoardLine):
                self.choose(first.view.row.id)

    def _fill(self) -> None:
        entries: list[Entry] = []
        shown = self.shown()
        for section in dict.fromkeys(row.section for row in self.view.rows):
            part = [row for row in shown if row.section == section]
            if part:
                met = sum(1 for row in part if not row.row.status.open)
                hint = _("{n} van {alle} voldaan").format(n=met, alle=len(part))
                entries.append(Heading.entry(self.theme, _(section), hint))
                entries += [self._entry(row) for row in part]
        self.list.fill(entries)
        self._mark()

    def _entry(self, row: BoardRow) -> Entry:
        def make() -> BoardLine:
            line = BoardLine(self.theme, row)
            line.clicked.connect(lambda: self.choose(row.row.id))
            return line

        return Entry(row.row.id, row, make)

    def _mark(self) -> None:
        for row in self.list.rows():
            if isinstance(row, BoardLine):
                row.setChecked(row.view.row.id == self.chosen)
                row.update()

    def _walked(self, index: int) -> None:
        row = self.list.rows()[index]
        if isinstance(row, BoardLine):
            self.choose(row.view.row.id)

    def focusInEvent(self, _event: object) -> None:
        """Hand the focus to the list."""
        rows = self.list.rows()
        if rows:
            rows[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the map."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, _event: object) -> None:
        """Place head, table and detail."""
        w, h = self.width(), self.height()
        detail = DETAIL if w > 1100 else 320
        table = w - detail
        self.back.setGeometry(12, 12, self.back.sizeHint().width(), self.theme.target - 8)
        filters = 330
        self.filter.setGeometry(table - filters - 16, 12, filters, self.theme.target - 8)
        self.head.setGeometry(0, 106, table, 30)
        self.list.setGeometry(0, 136, table, h - 136)
        self.detail.setGeometry(table, 0, detail, h)

    def draw(self, ink: Ink) -> None:
        """Paint ground, title and the sum of all."""
        w = self.width() - self.detail.width()
        ink.box(0, 0, self.width(), self.height(), "s1")
        counts: dict[QuestionStatus, int] = {}
        for row in self.view.rows:
            counts[row.row.status] = counts.get(row.row.status, 0) + 1
        left = self.back.x() + self.back.width() + 16
        ink.text(left, 30, self.view.heading, 20, 600)
        ink.text(left, 48, self.view.detail, 12, 400, "text2")
        draw_sum_bar(ink, 24, 76, w - 40, 9, counts)
