"""One question in full: the values side by side, the chain as designed, whom to call, what was done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, Painted
from cop_app.ui.glyphs import STATUS_GLYPH, draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.questions import CALL_RESULTS
from cop_app.ui.questions_view import DetailView
from cop_app.ui.theme import Theme, wrapped
from cop_app.ui.views import Glyph, OpgaveView


class _Body(Painted):
    """The painted part: grows with its words and scrolls."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.view: DetailView | None = None

    def show_view(self, view: DetailView | None) -> None:
        """Show a question; the accessible name holds all of it."""
        self.view = view
        if view is not None:
            hops = ", ".join(f"{who} {how}" for who, how in view.hops)
            contacts = ", ".join(f"{when} {what}" for when, what in view.contacts)
            self.setAccessibleName(f"{view.title}. {view.subtitle}. {hops}. {view.owner} {view.number}. {contacts}")
        self.fit()
        self.update()

    def fit(self) -> None:
        """Take the height of the words."""
        self.setFixedHeight(max(60, int(self._paint(None)) + 8))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self.fit()

    def draw(self, ink: Ink) -> None:
        """Paint the question."""
        self._paint(ink)

    def _paint(self, ink: Ink | None) -> float:
        """Paint from top to bottom, or only measure; returns where it ends."""
        view, w = self.view, float(max(200, self.width()))
        if view is None:
            if ink is not None:
                ink.text(20, 36, _("Kies een vraag"), 16, 600)
            return 60.0
        if ink is not None:
            draw_glyph(ink, 28, 31, STATUS_GLYPH[view.status], 8)
        y = _lines(ink, 46, 36, w - 62, view.title, 16, 600, "text", 20)
        y = _lines(ink, 20, y + 4, w - 40, view.subtitle, 12, 400, "text2", 17)
        if len(view.opgaven) == 2:
            y = _values(ink, y + 4, w, view.opgaven)
        y = _part(ink, y + 14, w, _("Zo is de keten ontworpen")) if view.hops else y
        y = _hops(ink, y, w, view.hops)
        if view.agreement:
            y = _part(ink, y + 8, w, _("Afspraak"))
            y = _lines(ink, 20, y + 4, w - 40, view.agreement, 12, 400, "text", 17)
        if view.contacts:
            y = _part(ink, y + 8, w, _("Gevraagd en gebeld"))
            for when, what in view.contacts:
                if ink is not None:
                    ink.text(20, y + 4, when, 12, 500, "text2")
                y = _lines(ink, 66, y + 4, w - 86, what, 12, 400, "text", 17)
        if view.meeting:
            y = _lines(ink, 20, y + 14, w - 40, view.meeting, 12, 600, "text2", 17)
        return y


class BoardDetail(Painted):
    """The panel at the right of the board."""

    map_pressed = Signal(str)
    ask_pressed = Signal(str)
    called = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Vraag in detail"))
        self.view: DetailView | None = None
        self.body = _Body(theme)
        self.scroller = QScrollArea(self)
        self.scroller.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroller.setWidgetResizable(True)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.body)
        column.addStretch(1)
        self.scroller.setWidget(holder)
        self.ask = Button(theme, _("Vraag stellen"), icon="send", kind="primary", keys="V", parent=self)
        self.ask.clicked.connect(lambda: self.view and self.ask_pressed.emit(self.view.id))
        self.map = Button(theme, _("Toon op kaart"), icon="target", parent=self)
        self.map.clicked.connect(lambda: self.view and self.map_pressed.emit(self.view.id))
        self.results: list[Button] = []
        for result in CALL_RESULTS.values():
            button = Button(theme, result.capitalize(), parent=self)
            button.setAccessibleName(_("Gebeld: {wat}").format(wat=result))
            button.clicked.connect(lambda _c=False, r=result: self.view and self.called.emit(self.view.id, r))
            self.results.append(button)

    def show_view(self, view: DetailView | None) -> None:
        """Show a question, or that none is chosen."""
        if view == self.view:
            return
        self.view = view
        self.body.show_view(view)
        for button in (self.ask, self.map, *self.results):
            button.setEnabled(view is not None)
        self.update()

    def resizeEvent(self, _event: object) -> None:
        """Place words and buttons."""
        w, h, t = self.width(), self.height(), self.theme.target
        bottom = 3 * t + 86
        self.scroller.setGeometry(1, 0, w - 1, h - bottom)
        y = h - bottom + 56
        part = (w - 32) // 3
        for i, button in enumerate(self.results):
            button.setGeometry(12 + i * (part + 4), y, part, t - 4)
        self.map.setGeometry(12, y + t + 4, w - 24, t - 4)
        self.ask.setGeometry(12, y + 2 * t + 8, w - 24, t)

    def draw(self, ink: Ink) -> None:
        """Paint ground, whom to call, and the line above the buttons."""
        w, h = self.width(), self.height()
        ink.box(0, 0, w, h, "s2")
        ink.vline(0, 0, h, "outlineStrong")
        top = h - (3 * self.theme.target + 86)
        ink.hline(12, top, w - 24)
        if self.view is None:
            return
        ink.icon(20, top + 12, "phone", "text")
        number = self.view.number or _("geen nummer")
        ink.text(46, top + 24, number, 16, 600)
        words = _("{wie} · uitslag van het gesprek:").format(wie=self.view.owner)
        ink.text(20, top + 46, words, 12, 500, "text2")


def _lines(
    ink: Ink | None, x: float, y: float, w: float, text: str, size: int, weight: int, tone: str, step: int
) -> float:  # fmt: skip
    for line in wrapped(text, w, size, weight):
        if ink is not None:
            ink.text(x, y, line, size, weight, tone)
        y += step
    return y


def _part(ink: Ink | None, y: float, w: float, title: str) -> float:
    if ink is not None:
        ink.hline(20, y - 6, w - 40)
        ink.text(20, y + 14, title, 11, 600, "text2")
    return y + 30


def _values(ink: Ink | None, y: float, w: float, opgaven: tuple[OpgaveView, ...]) -> float:
    part = (w - 40 - 14) / 2
    if ink is not None:
        for i, opgave in enumerate(opgaven):
            x = 20 + i * (part + 14)
            ink.box(x, y, part, 104, "s3", line="outline", radius=6)
            end = ink.column_chip(x + 10, y + 10, opgave.column)
            ink.text(end + 8, y + 22, opgave.source, 13, 500)
            ink.text(x + 12, y + 60, opgave.value, 32 if len(opgave.value) <= 4 else 16, 600)
            for row, (label, value) in enumerate(opgave.lines[:2]):
                ink.text(x + 12, y + 79 + row * 16, label, 11, 400, "text2")
                ink.text(x + part - 12, y + 79 + row * 16, value, 11, 500, "text", align="right")
        ink.circle(w / 2, y + 52, 12.5, "s2", "conflict", 1.5)
        ink.text(w / 2, y + 57, "≠", 14, 700, "conflict", align="centre")
    return y + 118


def _hops(ink: Ink | None, y: float, w: float, hops: tuple[tuple[str, str], ...]) -> float:
    for i, (who, how) in enumerate(hops):
        if ink is not None:
            if i < len(hops) - 1:
                ink.vline(28, y + 8, 14, "outlineStrong")
            draw_glyph(ink, 28, y, Glyph.OFF, 7)
            ink.text(46, y + 4.5, who, 13, 500)
            ink.text(w - 20, y + 4.5, how, 12, 400, "text2", align="right")
        y += 30
    return y
