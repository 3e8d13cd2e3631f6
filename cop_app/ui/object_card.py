"""Object: one thing with everything that is said about it, side by side, never added up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, Entry, Heading, Painted, Row, RowList
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, wrapped
from cop_app.ui.views import AttributeView, CardAction, Glyph, ObjectCardView, OpgaveView

_VALUE, _IN_ROW = 112, 3  # height of a value; buttons in a row
SignPainter = Callable[[Ink, float, float, float, str, str], None]


class OpgaveRow(Row):
    """One value: large when it is short, with source, time, age and certainty under it."""

    def __init__(self, theme: Theme, view: OpgaveView) -> None:
        super().__init__(theme, "", 52)
        self.show_view(view)

    def show_view(self, view: OpgaveView) -> None:
        """Show the value with its newest age."""
        self.view = view
        certain = "" if view.certain else _("onbevestigd")
        self.setAccessibleName(f"{view.value}, {view.source} {view.time} {view.age} {certain}".strip())
        self._fit()
        self.update()

    def _fit(self) -> None:
        width = max(100, (self.width() or 347) - 130)
        lines = len(wrapped(self.view.value, width, 13, 600))
        extra = len(wrapped(self.view.definition, width, 11, 400)) if self.view.definition else 0
        self.setFixedHeight(34 + lines * 18 + extra * 15)

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint value left, who and when under it, age right."""
        view, w = self.view, self.width()
        self.ground(ink)
        ink.hline(16, 0, w - 16)
        x = 16.0
        if not view.certain:
            draw_glyph(ink, 23, 17, Glyph.ASK, 6)
            x = 38.0
        y = ink.paragraph(x, 21, w - 130, view.value, 13, 600)
        words = view.source if view.certain else f"{view.source} · {_('onbevestigd')}"
        ink.text(x, y, words, 12, 400, "text2")
        if view.definition:
            ink.paragraph(x, y + 16, w - 130, view.definition, 11, 400, "text3", step=15)
        if view.column:
            ink.column_chip(w - 14, 9, view.column, align="right")
        if view.glyph is not Glyph.NONE:
            draw_glyph(ink, w - 20, y - 4, view.glyph, 6)
            ink.text(w - 34, y, view.time, 12, 500, "text2", align="right")
        else:
            ink.text(w - 14, y, f"{view.time} · {view.age}" if view.age else view.time, 11, 400, "text3", align="right")


class ConflictCard(Painted):
    """All values at equal size with what tells them apart; choosing asks for a reason."""

    decided = Signal(str, str)

    def __init__(self, theme: Theme, view: AttributeView) -> None:
        super().__init__(theme)
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName(_("Reden, verplicht"))
        self.reason.setPlaceholderText(_("Waarom deze waarde geldt"))
        self.buttons = [self._button("primary")]  # last: all of them are right
        self.reason.textChanged.connect(self._update_buttons)
        self.show_view(view)

    def show_view(self, view: AttributeView) -> None:
        """Show the values with their newest ages; what was typed stays."""
        self.view = view
        self.setAccessibleName(f"{view.name}, {_('tegenstrijdig')}: {view.summary}")
        choices = [(_("Kies {waarde}").format(waarde=o.value), o.id) for o in view.opgaven]
        while len(self.buttons) <= len(choices):
            self.buttons.insert(len(self.buttons) - 1, self._button("plain"))
        for button in self.buttons[len(choices) : -1]:
            self.buttons.remove(button)
            button.deleteLater()
        every = _("Beide juist") if len(choices) == 2 else _("Alle juist")
        for button, (text, choice) in zip(self.buttons, [*choices, (every, "")], strict=True):
            if button.property("choice") != choice:
                button.setDown(False)  # a press meant for the other value
            button.setText(text)
            button.setAccessibleName(text)
            button.setProperty("choice", choice)
            button.setVisible(view.decidable)
        self.reason.setVisible(view.decidable)
        self._update_buttons(self.reason.text())
        self._fit()
        self.update()

    def _button(self, kind: str) -> Button:
        button = Button(self.theme, "", kind=kind, parent=self)
        button.clicked.connect(lambda: self.decided.emit(str(button.property("choice")), self.reason.text().strip()))
        return button

    def _update_buttons(self, text: str) -> None:
        for button in self.buttons:
            button.setEnabled(bool(text.strip()))

    def _summary(self) -> tuple[str, ...]:
        return wrapped(self.view.summary, max(120, (self.width() or 347) - 28), 13, 600)

    def _values_top(self) -> int:
        return 52 + 18 * max(1, len(self._summary()))

    def _values_end(self) -> int:
        rows = (len(self.view.opgaven) + 1) // 2
        return self._values_top() + rows * (_VALUE + 10) - 10

    def _button_rows(self) -> int:
        return (len(self.buttons) + _IN_ROW - 1) // _IN_ROW

    def _fit(self) -> None:
        note = 38 if self.view.note else 0
        hands = 98 + 56 * self._button_rows() if self.view.decidable else 14
        self.setFixedHeight(self._values_end() + note + hands)
        self._place()

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line, and place reason and buttons at the bottom."""
        self._fit()

    def _place(self) -> None:
        w, top = self.width(), self.height() - 4 - 56 * self._button_rows()
        self.reason.setGeometry(14, top - 60, w - 28, 48)
        part = (w - 28 - 16) / _IN_ROW
        for i, button in enumerate(self.buttons):
            row, place = divmod(i, _IN_ROW)
            button.setGeometry(int(14 + place * (part + 8)), top + row * 56, int(part), 48)

    def draw(self, ink: Ink) -> None:
        """Paint the bar, the sum line and all values."""
        view, w = self.view, self.width()
        ink.box(0, 0, w, 34, "conflictBg")
        ink.box(0, 0, 3, 34, "conflict")
        draw_glyph(ink, 24, 17, Glyph.CONFLICT, 6.5)
        ink.text(42, 22, f"{view.name}: {_('tegenstrijdig')}", 13, 600, "conflict")
        for i, line in enumerate(self._summary()):
            ink.text(w / 2, 58 + 18 * i, line, 13, 600, "text", align="centre")
        part = (w - 28 - 12) / 2
        for i, opgave in enumerate(view.opgaven):
            row, side = divmod(i, 2)
            y = self._values_top() + row * (_VALUE + 10)
            self._value(ink, 14 + side * (part + 12), y, part, opgave)
            if side:
                ink.circle(w / 2, y + 52, 12.5, "s1", "conflict", 1.5)
                ink.text(w / 2, y + 57, "≠", 14, 700, "conflict", align="centre")
        y = self._values_end() + 22
        if view.note:
            ink.box(14, y - 12, w - 28, 30, "sunk", radius=4)
            ink.icon(22, y - 5, "info", "text2")
            ink.text(46, y + 8, view.note, 12, 500, "text2")
        if not view.decidable:
            return
        above = self.reason.y() - 8
        ink.text(14, above, _("Reden (verplicht)"), 11, 600, "text2")
        if view.decider:
            ink.text(w - 14, above, view.decider, 11, 400, "text3", align="right")

    def _value(self, ink: Ink, x: float, y: float, w: float, opgave: OpgaveView) -> None:
        ink.box(x, y, w, _VALUE, "s3", line="outline", radius=6)
        end = ink.column_chip(x + 12, y + 11, opgave.column) if opgave.column else x + 4
        ink.text(end + 8, y + 24, opgave.source.partition(" · ")[0], 13, 500)
        size = 32 if len(opgave.value) <= 5 else 16
        ink.text(x + 13, y + 62, opgave.value, size, 600)
        for i, (label, value) in enumerate(opgave.lines[:2]):
            ink.text(x + 12, y + 83 + i * 17, label, 11, 400, "text2")
            ink.text(x + w - 12, y + 83 + i * 17, value, 11, 500, "text", align="right")


class ObjectDock(Painted):
    """The tab Object."""

    decided = Signal(str, str, str, str)
    opgave_pressed = Signal(str)
    action_pressed = Signal(str)  # name of a command

    def __init__(self, theme: Theme, sign: SignPainter | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Object"))
        self.view: ObjectCardView | None = None
        self._sign = sign
        self.list = RowList(theme, _("Opgaven"), self)

    def show_view(self, view: ObjectCardView | None) -> None:
        """Show an item, or that nothing is chosen."""
        if view == self.view:
            return
        self.view = view
        entries: list[Entry] = []
        if view and view.actions:
            entries.append(Entry(f"{view.id}:doen", view.actions, lambda: self._actions(view.actions)))
        for attribute in view.attributes if view else ():
            entries.extend(self._attribute(view.id if view else "", attribute))
        if view and view.history:
            entries.append(Heading.entry(self.theme, _("Verloop")))
            entries.extend(self._history(when, text) for when, text in view.history)
        self.list.fill(entries)
        self._arrange()
        self.update()

    def _actions(self, actions: tuple[CardAction, ...]) -> ActionsRow:
        row = ActionsRow(self.theme, actions)
        row.pressed.connect(self.action_pressed)
        return row

    def _attribute(self, item: str, attribute: AttributeView) -> list[Entry]:
        if attribute.conflict:
            return [Entry(f"{item}:{attribute.id}:keuze", attribute, lambda: self._conflict(item, attribute))]
        count = len(attribute.opgaven)
        hint = "" if count == 1 else _("{n} opgaven").format(n=count)
        rows = [self._opgave(item, attribute.id, opgave) for opgave in attribute.opgaven]
        return [Heading.entry(self.theme, attribute.name, hint), *rows]

    def _conflict(self, item: str, attribute: AttributeView) -> ConflictCard:
        card = ConflictCard(self.theme, attribute)
        card.decided.connect(lambda choice, why: self.decided.emit(item, attribute.id, choice, why))
        return card

    def _opgave(self, item: str, attribute: str, opgave: OpgaveView) -> Entry:
        def make() -> OpgaveRow:
            row = OpgaveRow(self.theme, opgave)
            row.clicked.connect(lambda: self.opgave_pressed.emit(opgave.id))
            return row

        return Entry(f"{item}:{attribute}:{opgave.id}", opgave, make)

    def _history(self, when: str, text: str) -> Entry:
        return Entry(f"verloop:{when} {text}", (when, text), lambda: HistoryLine(self.theme, when, text))

    def resizeEvent(self, _event: object) -> None:
        """Place the list under the head."""
        self._arrange()

    def _arrange(self) -> None:
        top = self._head_height()
        self.list.setGeometry(0, top, self.width(), max(0, self.height() - top))

    def _title_lines(self) -> tuple[str, ...]:
        room = self.width() - (80 if self._sign and self.view and self.view.symbol else 32)
        return wrapped(self.view.title, max(120, room), 14, 600) if self.view else ()

    def _notes(self) -> list[tuple[str, str, Glyph]]:
        """Return the lines under the head: what is the matter with it, and in which picture it stands."""
        if self.view is None:
            return []
        found = [(self.view.state, "text", self.view.state_glyph)] if self.view.state else []
        return found + ([(self.view.shared, "text2", Glyph.NONE)] if self.view.shared else [])

    def _head_height(self) -> int:
        lines = max(1, len(self._title_lines()))
        room = max(120, self.width() - 54)
        notes = sum(18 * len(wrapped(words, room, 12, 500)) + 4 for words, _tone, _glyph in self._notes())
        return 46 + 18 * lines + notes

    def draw(self, ink: Ink) -> None:
        """Paint ground and head."""
        w = self.width()
        ink.box(0, 0, w, self.height(), "s1")
        if self.view is None:
            ink.text(16, 30, _("Niets gekozen"), 16, 600)
            ink.paragraph(16, 54, w - 32, _("Kies een object op de kaart, of zoek het met Ctrl+K."), 13, 400, "text2")
            return
        x = 16.0
        if self._sign and self.view.symbol:
            self._sign(ink, 34, 33, 36, self.view.symbol, self.view.sign_text)
            x = 64.0
        y = 30.0
        for line in self._title_lines():
            ink.text(x, y, line, 14, 600)
            y += 18
        ink.text(x, y + 1, self.view.detail, 12, 400, "text2")
        y += 23
        for words, tone, glyph in self._notes():
            left = 16.0
            if glyph is not Glyph.NONE:
                draw_glyph(ink, 23, y - 4, glyph, 6)
                left = 38.0
            y = ink.paragraph(left, y, w - 54, words, 12, 500, tone) + 4


class ActionsRow(Painted):
    """What can be done with the object: buttons beside each other, on a second line when one is too narrow."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, actions: tuple[CardAction, ...]) -> None:
        super().__init__(theme)
        self.buttons: list[Button] = []
        for action in actions:
            button = Button(theme, action.name, icon=action.icon, parent=self)
            button.clicked.connect(lambda _c=False, name=action.command: self.pressed.emit(name))
            self.buttons.append(button)
        self._arrange()

    def resizeEvent(self, _event: object) -> None:
        """Place the buttons."""
        self._arrange()

    def _arrange(self) -> None:
        height, x, y = self.theme.target - 8, 12, 8
        for button in self.buttons:
            width = button.sizeHint().width()
            if x > 12 and x + width > (self.width() or 348) - 12:
                x, y = 12, y + height + 6
            button.setGeometry(x, y, width, height)
            x += width + 6
        self.setFixedHeight(y + height + 10)

    def draw(self, ink: Ink) -> None:
        """Paint a line above."""
        ink.hline(16, 0, self.width() - 32)


class HistoryLine(Painted):
    """One step in the course of an item; as many lines as it needs."""

    def __init__(self, theme: Theme, when: str, text: str) -> None:
        super().__init__(theme)
        self.when, self.text = when, text
        self.setAccessibleName(f"{when} {text}")
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(12 + 17 * len(wrapped(self.text, max(120, (self.width() or 347) - 78), 12, 400)))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint time and words."""
        ink.text(16, 19, self.when, 12, 500, "text2")
        ink.paragraph(62, 19, self.width() - 78, self.text, 12, 400, "text2", 17)
        ink.hline(16, self.height() - 1, self.width() - 32)
