"""Vragen: what the team still has to find out before its next meeting, from whom, and on which number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from cop_app.domain.coverage import QuestionStatus
from cop_app.i18n import _
from cop_app.ui.controls import Entry, FoldRow, Painted, Row, RowList
from cop_app.ui.glyphs import STATUS_BAR, STATUS_GLYPH, STATUS_TEXT, draw_glyph
from cop_app.ui.ink import Ink, column_chip_width
from cop_app.ui.theme import DOCK_RIGHT_SMALL, Theme, text_width, wrapped
from cop_app.ui.views import QuestionRow, QuestionsView

ORDER = (
    QuestionStatus.ONTBREEKT, QuestionStatus.TEGENSTRIJDIG, QuestionStatus.ONVOLLEDIG, QuestionStatus.VEROUDERD,
    QuestionStatus.NAVRAGEN, QuestionStatus.AANWEZIG,
)  # fmt: skip


def draw_sum_bar(ink: Ink, x: float, y: float, w: float, h: float, counts: dict[QuestionStatus, int]) -> None:
    """Draw the sum of all questions: dashed missing, solid contradiction, hatched stale, grey answered."""
    total = sum(counts.values()) or 1
    for status in ORDER:
        count = counts.get(status, 0)
        if not count:
            continue
        part = w * count / total - 2
        tone = STATUS_BAR[status]
        if status in (QuestionStatus.ONTBREEKT, QuestionStatus.NAVRAGEN):
            ink.box(x, y, part, h, line=tone, width=2, dash=(2.5, 1.8))
        elif status in (QuestionStatus.VEROUDERD, QuestionStatus.ONVOLLEDIG):
            ink.box(x, y, part, h, line=tone)
            ink.hatch(x, y, part, h, tone, 5 if status is QuestionStatus.VEROUDERD else 9, 1.6)
        else:
            ink.box(x, y, part, h, tone, alpha=0.55 if status is QuestionStatus.AANWEZIG else 1.0)
        x += part + 2


class OpenQuestion(Row):
    """An open question. Enter shows it on the map; G then Enter records a call, G then 1, 2 or 3 one with a result."""

    called = Signal()
    answered = Signal(str)  # the result of a call

    def __init__(self, theme: Theme, view: QuestionRow) -> None:
        super().__init__(theme, "", 56)
        self.armed = False
        self.setToolTip(_("Enter: op de kaart. G en dan Enter: gebeld. G en dan 1, 2 of 3: gebeld met uitslag."))
        self.show_view(view)

    def show_view(self, view: QuestionRow) -> None:
        """Show the question as it stands now; a call that was begun goes on."""
        self.view = view
        self.setAccessibleName(
            f"{view.status.value}: {view.need}. {view.wrong}. {view.owner} {view.phone} {view.called}"
        )
        self._fit()
        self.update()

    def _lines(self) -> tuple[str, ...]:
        wrong = self.view.wrong if not self.view.called else f"{self.view.wrong} · {self.view.called}"
        return wrapped(wrong, max(120, (self.width() or 347) - 106), 12, 400)

    def _fit(self) -> None:
        needs = len(wrapped(self.view.need, max(120, (self.width() or 347) - 106), 13, 600))
        extra = max(0, len(self._lines()) - 1) * 17 + max(0, needs - 1) * 17
        call = 18 * len(_ARMED if self.armed else self._call_lines()) if self.view.phone or self.armed else 0
        self.setFixedHeight(self.theme.row(56) + extra + call)

    def _call_lines(self) -> tuple[str, ...]:
        one = f"{self.view.owner} {self.view.phone}"
        fits = text_width(one, 12, 600) <= max(120, (self.width() or 347) - 124)
        return (one,) if fits else (self.view.owner, self.view.phone)

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """G arms, Enter records; any other key disarms."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_G:
            self._arm(True)
            return
        was_armed = self.armed
        self._arm(False)
        if enter and was_armed:
            self.called.emit()
            return
        if was_armed and event.text() in CALL_RESULTS:
            self.answered.emit(CALL_RESULTS[event.text()])
            return
        super().keyPressEvent(event)

    def _arm(self, on: bool) -> None:
        self.armed = on
        self._fit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A call that was begun is not recorded on another row."""
        self._arm(False)
        super().focusOutEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint state bar, glyph, need, what is wrong, whom to call and on which number."""
        view, w, h = self.view, self.width(), self.height()
        self.ground(ink)
        ink.box(0, 0, 3, h, STATUS_BAR[view.status])
        ink.hline(14, 0, w - 14)
        draw_glyph(ink, 24, 20, STATUS_GLYPH[view.status], 7)
        y = ink.paragraph(44, 24, w - 106, view.need, 13, 600, step=17)
        tone = STATUS_TEXT[view.status]
        weight = 500 if tone == "conflict" else 400
        y += 2
        for line in self._lines():
            ink.text(44, y, line, 12, weight, tone)
            y += 17
        if view.phone or self.armed:
            lines = _ARMED if self.armed else self._call_lines()
            ink.icon(44, y - 11, "phone", "accent" if self.armed else "text2", 0.8)
            for words in lines:
                ink.text(62, y + 1, words, 12, 600, "accent" if self.armed else "text")
                y += 18
        ink.vline(w - 54, 10, h - 20)
        ink.column_chip(w - 27 - column_chip_width(view.column) / 2, 9, view.column)
        word = _STATUS_SHORT.get(view.status, "")
        ink.text(w - 27, 44, word, 10, 600, "text2", align="centre")


_MET, _SURELY_LAID_OUT = 34, 200  # px: height of an answered row; a width only a laid out row has
CALL_RESULTS = {"1": "geen gehoor", "2": "antwoord volgt", "3": "beantwoord"}
_ARMED = ("Enter: gebeld", "1: geen gehoor · 2: antwoord volgt", "3: beantwoord")
_STATUS_SHORT = {
    QuestionStatus.ONTBREEKT: "ontbreekt", QuestionStatus.TEGENSTRIJDIG: "≠", QuestionStatus.VEROUDERD: "oud",
    QuestionStatus.ONVOLLEDIG: "onvolledig", QuestionStatus.NAVRAGEN: "navragen",
}  # fmt: skip


class AnsweredQuestion(Row):
    """A question with an answer within its norm: grey and quiet."""

    def __init__(self, theme: Theme, view: QuestionRow) -> None:
        super().__init__(theme, "", _MET)
        self.lines: tuple[str, ...] = ()
        self.show_view(view)
        self._fit()

    def _fit(self) -> None:
        """Give a long need a second line beside age and column, close under the first."""
        room = (self.width() if self.width() > _SURELY_LAID_OUT else DOCK_RIGHT_SMALL) - 110
        self.lines = wrapped(self.view.need, room - column_chip_width(self.view.column), 12, 400)
        self.setFixedHeight(self.theme.row(max(_MET, 14 + 15 * len(self.lines))))

    def resizeEvent(self, _event: object) -> None:
        """Break the words anew."""
        self._fit()

    def show_view(self, view: QuestionRow) -> None:
        """Show the newest age of the answer."""
        self.view = view
        self.setAccessibleName(f"{view.status.value}: {view.need}, {view.age}")
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint check, need, age and column."""
        view, w, middle = self.view, self.width(), self.height() / 2
        self.ground(ink)
        ink.hline(44, 0, w - 44)
        draw_glyph(ink, 24, middle, STATUS_GLYPH[view.status], 6)
        left = ink.column_chip(w - 14, middle - 8, view.column, align="right")
        ink.text(left - 8, middle + 4.5, view.age, 11, 400, "text3", align="right")
        for i, line in enumerate(self.lines):
            ink.text(44, middle + 4.5 + 15 * (i - (len(self.lines) - 1) / 2), line, 12, 400, "text2")


class QuestionsHead(Painted):
    """The sum on top: how many are answered, as figure, bar and words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.view = QuestionsView()
        self.setFixedHeight(90)

    def counts(self) -> dict[QuestionStatus, int]:
        """Count the questions per state."""
        found: dict[QuestionStatus, int] = {}
        for row in (*self.view.open, *self.view.later, *self.view.met):
            found[row.status] = found.get(row.status, 0) + 1
        return found

    def show_view(self, view: QuestionsView) -> None:
        """Show the sums; two lines of legend when one is too narrow."""
        self.view = view
        self.setAccessibleName(f"{view.heading} {view.subheading}")
        self.fit()
        self.update()

    def fit(self) -> None:
        """Take a second line of legend when one is too narrow."""
        self.setFixedHeight(90 + (20 if self._legend_rows() > 1 else 0))

    def _legend(self) -> list[tuple[QuestionStatus, str]]:
        counts = self.counts()
        return [(s, f"{counts[s]} {s.value}") for s in ORDER[:-1] if counts.get(s)]

    def _legend_rows(self) -> int:
        width = sum(36 + text_width(word, 12, 500) for _s, word in self._legend())
        return 1 if width <= self.width() - 6 else 2

    def draw(self, ink: Ink) -> None:
        """Paint figure, bar, legend."""
        w = self.width()
        ink.box(0, 0, w, self.height(), "s1")
        end = ink.text(16, 31, self.view.heading, 20, 600)
        ink.text(end + 9, 31, self.view.subheading, 13, 400, "text2")
        draw_sum_bar(ink, 16, 45, w - 32, 9, self.counts())
        x, y = 16.0, 72.0
        for status, word in self._legend():
            if x + 18 + text_width(word, 12, 500) > w - 8:
                x, y = 16.0, y + 20
            draw_glyph(ink, x + 6, y, STATUS_GLYPH[status], 5.5)
            x = ink.text(x + 18, y + 4, word, 12, 500, "text2") + 18


class QuestionsDock(Painted):
    """The tab Vragen: the sum, five open questions, the rest folded, the answered ones folded open."""

    show_on_map = Signal(str)
    called = Signal(str)
    answered = Signal(str, str)  # need, result of a call

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Vragen"))
        self.view = QuestionsView()
        self._later_open = False
        self._met_open = True
        self._head = QuestionsHead(theme)
        self._head.setParent(self)
        self.list = RowList(theme, _("Informatievragen"), self)

    def show_view(self, view: QuestionsView) -> None:
        """Show the board."""
        if view != self.view:
            self.view = view
            self._fill()

    def _fill(self) -> None:
        view = self.view
        self._head.show_view(view)
        entries = [self._open(row) for row in view.open]
        if view.later:
            title = _("Later, {n}").format(n=len(view.later))
            entries.append(self._fold("later", title, view.meeting, not self._later_open, self._toggle_later))
            if self._later_open:
                entries.extend(self._open(row) for row in view.later)
        if view.met:
            title = _("Aanwezig, {n}").format(n=len(view.met))
            entries.append(self._fold("aanwezig", title, _("binnen de norm"), not self._met_open, self._toggle_met))
            if self._met_open:
                entries.extend(self._met(row) for row in view.met)
        self.list.fill(entries)
        self._arrange()

    def _open(self, row: QuestionRow) -> Entry:
        def make() -> OpenQuestion:
            widget = OpenQuestion(self.theme, row)
            widget.clicked.connect(lambda: self.show_on_map.emit(row.id))
            widget.called.connect(lambda: self.called.emit(row.id))
            widget.answered.connect(lambda result: self.answered.emit(row.id, result))
            return widget

        return Entry(f"open:{row.id}", row, make)

    def _met(self, row: QuestionRow) -> Entry:
        def make() -> AnsweredQuestion:
            widget = AnsweredQuestion(self.theme, row)
            widget.clicked.connect(lambda: self.show_on_map.emit(row.id))
            return widget

        return Entry(f"aanwezig:{row.need}:{row.id}", row, make)

    def _fold(self, key: str, title: str, hint: str, folded: bool, toggle: Callable[[], None]) -> Entry:
        def make() -> FoldRow:
            row = FoldRow(self.theme, title, hint, folded=folded, tone="text2")
            row.clicked.connect(toggle)
            return row

        return Entry(f"kop:{key}", (title, hint, folded), make)

    def _toggle_later(self) -> None:
        self._later_open = not self._later_open
        self._fill()

    def _toggle_met(self) -> None:
        self._met_open = not self._met_open
        self._fill()

    def resizeEvent(self, _event: object) -> None:
        """Place head and list."""
        self._arrange()

    def _arrange(self) -> None:
        self._head.setFixedWidth(self.width())
        self._head.fit()
        self._head.move(0, 0)
        top = self._head.height()
        self.list.setGeometry(0, top, self.width(), self.height() - top)

    def draw(self, ink: Ink) -> None:
        """Paint the ground."""
        ink.box(0, 0, self.width(), self.height(), "s1")
