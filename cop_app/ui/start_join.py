"""Aansluiten: which incident, in which functions, and then one screen with what happened since the call."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from cop_app.domain.functions import FUNCTIONS
from cop_app.domain.incident import Team
from cop_app.i18n import _
from cop_app.ui.controls import Button, Entry, Heading, Page, Row, RowList
from cop_app.ui.glyphs import GLYPH_WORD_TOKEN, draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.start_rows import IncidentRow
from cop_app.ui.start_views import JoinView, RunningIncident, SinceView
from cop_app.ui.strip import draw_ladder
from cop_app.ui.theme import SMALL_HEIGHT, Theme, text_width, wrapped
from cop_app.ui.views import ChangeRow, Choice, Glyph

_SIDE = 48
_WIDEST = 1120
_TEAMS = {
    Team.MK: "Meldkamer", Team.COPI: "CoPI", Team.ROT: "ROT", Team.AC: "Actiecentra", Team.SGBO: "SGBO",
    Team.TBZ: "Team bevolkingszorg", Team.GBT: "Gemeentelijk beleidsteam", Team.RBT: "Regionaal beleidsteam",
    Team.VELD: "Andere functies",
}  # fmt: skip


class FunctionRow(Row):
    """A function to take, with its full name; several may be on."""

    def __init__(self, theme: Theme, view: tuple[Choice, bool]) -> None:
        super().__init__(theme, "", 48)
        self.setCheckable(True)
        self.show_view(view)

    def show_view(self, view: tuple[Choice, bool]) -> None:
        """Show the function, taken or not."""
        self.choice, on = view
        self.setAccessibleName(f"{self.choice.name}. {self.choice.detail}")
        self.setChecked(on)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space takes or leaves the function; Enter is for going on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint a box, the code and the full name."""
        w, h, on = self.width(), self.height(), self.isChecked()
        if self.hovered:
            ink.box(0, 0, w, h, "hover")
        ink.hline(16, h - 1, w - 32)
        ink.box(16, h / 2 - 9, 18, 18, "accentFill" if on else "s3", line="" if on else "outlineStrong", radius=3)
        if on:
            ink.line(20, h / 2, 24, h / 2 + 4, "onAccent", 2, cap="round")
            ink.line(24, h / 2 + 4, 31, h / 2 - 5, "onAccent", 2, cap="round")
        ink.text(46, h / 2 - 2, self.choice.name, 13, 600)
        ink.text(46, h / 2 + 15, self.choice.detail, 12, 400, "text2")


class SinceRow(Row):
    """One thing that happened: time, words, who; in one line when it fits."""

    def __init__(self, theme: Theme, view: ChangeRow) -> None:
        super().__init__(theme, "", 38)
        self.show_view(view)

    def show_view(self, view: ChangeRow) -> None:
        """Show what happened."""
        self.view = view
        self.setAccessibleName(f"{view.time} {view.text}. {view.source}")
        self._fit()
        self.update()

    def _lines(self) -> tuple[str, ...]:
        return wrapped(self.view.text, max(200, (self.width() or 900) - 292), 13, 500)

    def _fit(self) -> None:
        self.setFixedHeight(max(self.theme.row(38), 20 + 18 * len(self._lines())))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for joining: a line has nothing to open yet."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint time, glyph, words, who."""
        view, w, h = self.view, self.width(), self.height()
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        ink.text(16, 24, view.time, 13, 600, "text2")
        if view.glyph is not Glyph.NONE:
            draw_glyph(ink, 76, 19.5, view.glyph, 6.5)
        tone = GLYPH_WORD_TOKEN.get(view.glyph, "text")
        for i, line in enumerate(self._lines()):
            ink.text(94, 24 + 18 * i, line, 13, 500, tone)
        left = ink.column_chip(w - 16, 11, view.column, align="right") if view.column else w - 16
        ink.text(left - 10, 24, view.source, 12, 400, "text2", align="right")


class JoinScreen(Page):
    """Which incident left, my functions right."""

    incident_chosen = Signal(str)
    functions_chosen = Signal(object)
    next_pressed = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Aansluiten"))
        self.view = JoinView()
        self.incidents = RowList(theme, _("Lopende incidenten"), self)
        self.functions = RowList(theme, _("Mijn functies"), self)
        self.next = Button(theme, _("Verder"), icon="right", kind="primary", keys="Enter", parent=self)
        self.next.clicked.connect(self.next_pressed)
        self.cancel = Button(theme, _("Terug"), keys="Esc", parent=self)
        self.cancel.clicked.connect(self.cancelled)
        self.show_view(self.view)

    def show_view(self, view: JoinView) -> None:
        """Show incidents and functions."""
        self.view = view
        self.incidents.fill([self._incident(incident) for incident in view.running])
        self.functions.fill(self._functions_by_team(view.functions))
        self.next.setEnabled(bool(view.chosen and view.selected))
        self.update()

    def _incident(self, incident: RunningIncident) -> Entry:
        chosen = incident.id == self.view.chosen

        def make() -> IncidentRow:
            row = IncidentRow(self.theme, incident, chosen=chosen)
            row.clicked.connect(lambda: self._choose(incident.id))
            return row

        return Entry(incident.id, (incident, chosen), make)

    def _functions_by_team(self, choices: tuple[Choice, ...]) -> list[Entry]:
        entries: list[Entry] = []
        team = None
        for choice in choices:
            own = FUNCTIONS[choice.id].team if choice.id in FUNCTIONS else Team.VELD
            if own is not team:
                team = own
                entries.append(Heading.entry(self.theme, _(_TEAMS.get(own, own.value))))
            entries.append(self._function(choice))
        return entries

    def _function(self, choice: Choice) -> Entry:
        on = choice.id in self.view.selected

        def make() -> FunctionRow:
            row = FunctionRow(self.theme, (choice, on))
            row.clicked.connect(self._functions)
            return row

        return Entry(choice.id, (choice, on), make)

    def _functions(self) -> None:
        rows = [row for row in self.functions.rows() if isinstance(row, FunctionRow)]
        self.functions_chosen.emit(tuple(row.choice.id for row in rows if row.isChecked()))

    def _choose(self, incident: str) -> None:
        self.incident_chosen.emit(incident)
        self.begin()

    def begin(self) -> None:
        """Give the focus to what must be chosen first: the functions when the incident is chosen already."""
        rows = (self.functions if self.view.chosen else self.incidents).rows()
        if rows:
            rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on when incident and function are chosen, Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.next.isEnabled():
            self.next_pressed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, _event: object) -> None:
        """Place two columns and the buttons."""
        w, h = self.width(), self.height()
        wide = min(_WIDEST, w - 2 * _SIDE)
        x, top = (w - wide) // 2, 126 if h < SMALL_HEIGHT else 150
        part = (wide - 32) // 2
        for i, box in enumerate((self.incidents, self.functions)):
            box.setGeometry(x + i * (part + 32) + 1, top + 1, part - 2, h - top - 112)
        self.next.setGeometry(x, h - 84, 220, 56)
        self.cancel.setGeometry(x + 232, h - 84, 130, 56)

    def draw(self, ink: Ink) -> None:
        """Paint heads and grounds."""
        ink.box(0, 0, self.width(), self.height(), "s0")
        x, top = self.incidents.x() - 1, self.incidents.y() - 1
        ink.text(x, top - 68, _("Aansluiten"), 20, 600)
        ink.text(x, top - 44, _("Kies wie u bent. Meer functies tegelijk mag."), 13, 400, "text2")
        for box, name in ((self.incidents, _("Welk incident")), (self.functions, _("Mijn functies"))):
            ink.text(box.x() - 1, top - 12, name, 12, 600, "text2")
            ink.box(box.x() - 1, top, box.width() + 2, box.height() + 2, "s1", line="outline", radius=4)
        if self.view.held:
            ink.text(self.functions.x() + self.functions.width(), top - 12, self.view.held, 12, 400, "text2",
                     align="right")  # fmt: skip


class SinceScreen(Page):
    """Sinds de melding: twelve lines, then into the picture."""

    join_pressed = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Sinds de melding"))
        self.view = SinceView(RunningIncident("", "", ""))
        self.list = RowList(theme, _("Sinds de melding"), self)
        self.join = Button(theme, _("Aansluiten"), icon="users", kind="primary", keys="Enter", parent=self)
        self.join.clicked.connect(self.join_pressed)
        self.cancel = Button(theme, _("Terug"), keys="Esc", parent=self)
        self.cancel.clicked.connect(self.cancelled)

    def show_view(self, view: SinceView) -> None:
        """Show the lines, the newest last."""
        self.view = view
        self.list.fill([self._line(line) for line in view.lines])
        words = _("Aansluiten als {functie}").format(functie=view.functions) if view.functions else _("Aansluiten")
        self.join.setText(words)
        self.join.setAccessibleName(words)
        self._arrange()
        self.update()

    def _line(self, line: ChangeRow) -> Entry:
        return Entry(line.id, line, lambda: SinceRow(self.theme, line))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter joins, Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.join_pressed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, _event: object) -> None:
        """Place the list and the buttons."""
        self._arrange()

    def _arrange(self) -> None:
        w, h = self.width(), self.height()
        wide = min(_WIDEST, w - 2 * _SIDE)
        x, top = (w - wide) // 2, 108 if h < SMALL_HEIGHT else 140
        self.list.setGeometry(x + 1, top + 1, wide - 2, h - top - 112)
        width = max(220, self.join.sizeHint().width() + 20)
        self.join.setGeometry(x, h - 84, width, 56)
        self.cancel.setGeometry(x + width + 12, h - 84, 130, 56)

    def draw(self, ink: Ink) -> None:
        """Paint the incident and the ground of the lines."""
        ink.box(0, 0, self.width(), self.height(), "s0")
        box, view = self.list.geometry(), self.view
        x, top, right = box.x() - 1, box.y() - 1, box.right() + 1
        ink.text(x, top - 40, _("Sinds de melding"), 20, 600)
        ink.text(x, top - 16, f"{view.incident.title} · {view.incident.detail}".strip(" ·"), 13, 400, "text2")
        level = f"GRIP {view.incident.grip}" if view.incident.grip else _("geen GRIP")
        draw_ladder(ink, right - 50 - text_width(level, 14, 600), top - 54, view.incident.grip)
        ink.text(right, top - 41, level, 14, 600, align="right")
        ink.text(right, top - 16, view.incident.since, 12, 400, "text2", align="right")
        ink.box(x, top, box.width() + 2, box.height() + 2, "s1", line="outline", radius=4)
        if not view.lines:
            ink.text(x + 16, top + 34, _("Er is nog niets vastgelegd."), 13, 400, "text2")
        ink.text(right, self.height() - 50, view.more, 12, 400, "text2", align="right")
