"""The first screen, a new incident, and joining one that runs. Nothing is chosen beforehand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, Entry, Page, PaintedButton, Row, RowList
from cop_app.ui.frame import FrameOverlay
from cop_app.ui.ink import Ink
from cop_app.ui.situation import ChangeLine
from cop_app.ui.strip import draw_ladder
from cop_app.ui.theme import Theme, font
from cop_app.ui.views import ChangeRow, Choice, JoinView, NewIncidentView, RunningIncident, StartView, WindowMode


class Card(PaintedButton):
    """A way in: icon, name, one sentence. The large one carries the accent."""

    radius = 6.0

    def __init__(self, theme: Theme, name: str, detail: str, icon: str, parent: QWidget) -> None:
        super().__init__(theme, f"{name}. {detail}", parent)
        self.name, self.detail, self.icon_name = name, detail, icon
        self.large = False
        self.exercise = False

    def draw(self, ink: Ink) -> None:
        """Paint the card."""
        w, h = self.width(), self.height()
        fill = "accentFill" if self.large else ("hover" if self.hovered else "s3")
        ink.box(0, 0, w, h, fill, line="" if self.large else "outline", radius=6)
        if self.exercise:
            ink.box(0, 12, 4, h - 24, "exercise")
        tone, quiet = ("onAccent", "onAccent") if self.large else ("text", "text2")
        ink.icon(24, 26, self.icon_name, tone, 1.75, 1.6)
        ink.text(24, 92, self.name, 20, 600, tone)
        ink.paragraph(24, 120, w - 48, self.detail, 13, 400, quiet, 20)


class IncidentRow(Row):
    """A running incident."""

    def __init__(self, theme: Theme, view: RunningIncident, *, chosen: bool = False) -> None:
        kind = _("oefening") if view.exercise else _("echt")
        super().__init__(theme, f"{view.title}, {view.detail}, {kind}, GRIP {view.grip}", 56)
        self.view = view
        self.setCheckable(True)
        self.setChecked(chosen)

    def draw(self, ink: Ink) -> None:
        """Paint ladder, title, detail and which world."""
        w, top = self.width(), (self.height() - 56) / 2
        self.ground(ink)
        ink.hline(0, 0, w)
        tone = "selText" if self.isChecked() else "text"
        draw_ladder(ink, 16, top + 18, self.view.grip, tone)
        ink.text(72, top + 24, self.view.title, 13, 600, tone)
        ink.text(72, top + 43, self.view.detail, 12, 400, "selText" if self.isChecked() else "text2")
        if self.view.exercise:
            ink.box(w - 96, top + 18, 80, 20, "exercise", radius=3)
            ink.text(w - 56, top + 32, _("OEFENING"), 10, 700, "onExercise", align="centre", spacing=0.5)


class StartScreen(Page):
    """Three ways in, and what is running."""

    real_pressed = Signal()
    exercise_pressed = Signal()
    prepare_pressed = Signal()
    incident_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("page")
        self.setAccessibleName(_("Start"))
        self.view = StartView()
        self.real = Card(theme, _("Echt incident"), _("Nieuw incident openen of aansluiten."), "flag", self)
        self.exercise = Card(theme, _("Oefening"), "", "exercise", self)
        self.exercise.exercise = True
        self.prepare = Card(
            theme, _("Voorbereiden"), _("Kaartpakket, ketenontwerp, bronnen en evaluatie."), "prepare", self
        )
        self.real.clicked.connect(self.real_pressed)
        self.exercise.clicked.connect(self.exercise_pressed)
        self.prepare.clicked.connect(self.prepare_pressed)
        self.list = RowList(theme, _("Lopende incidenten"), self)

    def show_view(self, view: StartView) -> None:
        """Show the ways in; without a region the exercise is the large one."""
        self.view = view
        self.exercise.detail = view.exercise_detail or view.exercise_name or _("Oefengebied, werkt meteen.")
        self.exercise.setAccessibleName(f"{_('Oefening')}. {self.exercise.detail}")
        self.exercise.large = not view.region
        self.list.fill([self._entry(incident) for incident in view.running])
        self._arrange()
        self.update()

    def _entry(self, incident: RunningIncident) -> Entry:
        def make() -> IncidentRow:
            row = IncidentRow(self.theme, incident)
            row.clicked.connect(lambda: self.incident_opened.emit(incident.id))
            return row

        return Entry(incident.id, incident, make)

    def resizeEvent(self, _event: object) -> None:
        """Place cards and list."""
        self._arrange()

    def _arrange(self) -> None:
        wide = min(1080, self.width() - 96)
        x, y = (self.width() - wide) // 2, 150
        parts = (0.25, 0.5, 0.25) if self.exercise.large else (1 / 3, 1 / 3, 1 / 3)
        left = float(x)
        for card, part in zip((self.real, self.exercise, self.prepare), parts, strict=True):
            width = (wide - 32) * part
            card.setGeometry(int(left), y, int(width), 190)
            left += width + 16
        self.list.setGeometry(x, y + 250, wide, max(60, self.height() - y - 310))

    def draw(self, ink: Ink) -> None:
        """Paint name, region, head of the list, version."""
        w, h = self.width(), self.height()
        x = self.real.x()
        ink.box(0, 0, w, h, "s0")
        ink.text(x, 76, "Ketenbeeld", 32, 600)
        region = f"{self.view.region} · {self.view.region_detail}" if self.view.region else _("Nog geen regio geladen")
        ink.text(x, 108, region, 14, 400, "text2")
        ink.text(x, 384, _("Lopende incidenten"), 14, 600)
        if not self.view.running:
            ink.text(x, 420, _("Er loopt niets."), 13, 400, "text2")
        ink.text(x, h - 20, self.view.version, 11, 400, "text3")
        ink.text(w - x, h - 20, self.view.notice, 11, 400, "text2", align="right")


class NewIncident(Page):
    """Paste the line of the control room or type a place; place and kind are enough."""

    typed = Signal(str)
    kind_chosen = Signal(str)
    place_chosen = Signal(str)
    open_pressed = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Nieuw incident"))
        self.view = NewIncidentView()
        self.field = QLineEdit(self)
        self.field.setFont(font(16))
        self.field.setAccessibleName(_("Meldkamerregel of plaats"))
        self.field.setPlaceholderText(_("Plak de regel van de meldkamer, of typ een plaats"))
        self.field.textEdited.connect(self.typed)
        self.kind = QComboBox(self)
        self.kind.setFont(font(13))
        self.kind.setAccessibleName(_("Soort incident"))
        self.kind.activated.connect(lambda _i: self.kind_chosen.emit(str(self.kind.currentData() or "")))
        self.places = RowList(theme, _("Gevonden plaatsen"), self)
        self.open = Button(theme, _("Incident openen"), icon="flag", kind="primary", parent=self)
        self.open.clicked.connect(self.open_pressed)
        self.field.returnPressed.connect(self.open.click)
        self.cancel = Button(theme, _("Terug"), parent=self)
        self.cancel.clicked.connect(self.cancelled)
        self.frame = FrameOverlay(theme, self)

    def show_view(self, view: NewIncidentView) -> None:
        """Show what was read and what is proposed."""
        self.view = view
        if self.field.text() != view.typed and not self.field.hasFocus():
            self.field.setText(view.typed)
        self.kind.clear()
        self.kind.addItem(_("Kies een soort"), "")
        for choice in view.kinds:
            self.kind.addItem(choice.name, choice.id)
        self.kind.setCurrentIndex(max(0, self.kind.findData(view.kind)))
        self.places.fill([self._entry(choice) for choice in view.place_choices])
        self.open.setEnabled(view.ready)
        self.frame.show_mode(WindowMode.OEFENING if view.exercise else WindowMode.ECHT)
        self.update()

    def _entry(self, choice: Choice) -> Entry:
        def make() -> ChoiceRow:
            row = ChoiceRow(self.theme, choice)
            row.clicked.connect(lambda: self.place_chosen.emit(choice.id))
            return row

        return Entry(choice.id, choice, make)

    def resizeEvent(self, _event: object) -> None:
        """Place the fields."""
        wide = min(760, self.width() - 96)
        x = (self.width() - wide) // 2
        self.field.setGeometry(x, 130, wide, 52)
        self.kind.setGeometry(x, 268, wide, 48)
        self.places.setGeometry(x, 480, wide, max(0, self.height() - 580))
        self.open.setGeometry(x, self.height() - 88, 220, 56)
        self.cancel.setGeometry(x + 232, self.height() - 88, 120, 56)
        self.frame.setGeometry(0, 0, self.width(), self.height())

    def draw(self, ink: Ink) -> None:
        """Paint labels, the place that was read and the proposals."""
        x, view = self.field.x(), self.view
        ink.box(0, 0, self.width(), self.height(), "s0")
        title = _("Nieuw incident, oefening") if view.exercise else _("Nieuw incident, echt")
        ink.text(x, 76, title, 20, 600)
        ink.text(x, 116, _("Wat en waar"), 12, 600, "text2")
        if view.place:
            ink.icon(x, 196, "pin", "accent")
            end = ink.text(x + 24, 209, view.place, 13, 600)
            ink.text(end + 12, 209, view.place_detail, 13, 400, "text2")
        else:
            words = view.problem or _("Nog geen plaats gelezen")
            ink.text(x, 209, words, 13, 400, "alarm" if view.problem else "text2")
        ink.text(x, 254, _("Soort incident"), 12, 600, "text2")
        facts = ((_("Naam"), view.title), (_("Objectkaart"), view.object_card), (_("Ketenontwerp"), view.chain))
        y = 352.0
        for label, value in facts:
            ink.text(x, y, label, 12, 600, "text2")
            ink.text(x + 130, y, value or _("geen voorstel"), 13, 500 if value else 400, "text" if value else "text3")
            y += 30
        if view.place_choices:
            ink.text(x, 466, _("Bedoelt u een van deze plaatsen?"), 12, 600, "text2")


class ChoiceRow(Row):
    """A choice with a line of explanation; checkable when several may be on."""

    def __init__(self, theme: Theme, view: Choice, *, checkable: bool = False, on: bool = False) -> None:
        super().__init__(theme, f"{view.name}. {view.detail}", 52)
        self.view = view
        self.setCheckable(checkable)
        self.setChecked(on)

    def draw(self, ink: Ink) -> None:
        """Paint a box when checkable, the name and the detail."""
        h, x = self.height(), 16.0
        if self.hovered:
            ink.box(0, 0, self.width(), h, "hover")
        ink.hline(0, 0, self.width())
        if self.isCheckable():
            ink.box(16, h / 2 - 9, 18, 18, "accentFill" if self.isChecked() else "s3", line="outlineStrong", radius=3)
            if self.isChecked():
                ink.line(20, h / 2, 24, h / 2 + 4, "onAccent", 2, cap="round")
                ink.line(24, h / 2 + 4, 31, h / 2 - 5, "onAccent", 2, cap="round")
            x = 46.0
        ink.text(x, h / 2 - 3, self.view.name, 13, 600)
        ink.text(x, h / 2 + 15, self.view.detail, 12, 400, "text2")


class JoinScreen(Page):
    """Which incident, which functions, and the twelve lines since the call."""

    incident_chosen = Signal(str)
    functions_chosen = Signal(object)
    join_pressed = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Aansluiten"))
        self.view = JoinView()
        self.incidents = RowList(theme, _("Lopende incidenten"), self)
        self.functions = RowList(theme, _("Mijn functies"), self)
        self.since = RowList(theme, _("Sinds de melding"), self)
        self.join = Button(theme, _("Aansluiten"), icon="users", kind="primary", parent=self)
        self.join.clicked.connect(self.join_pressed)
        self.cancel = Button(theme, _("Terug"), parent=self)
        self.cancel.clicked.connect(self.cancelled)

    def show_view(self, view: JoinView) -> None:
        """Show incidents, functions and lines."""
        self.view = view
        self.incidents.fill([self._incident(incident) for incident in view.running])
        self.functions.fill([self._function(choice) for choice in view.functions])
        self.since.fill([self._line(line) for line in view.since[:12]])
        self.join.setEnabled(bool(view.chosen and view.selected))

    def _incident(self, incident: RunningIncident) -> Entry:
        chosen = incident.id == self.view.chosen

        def make() -> IncidentRow:
            row = IncidentRow(self.theme, incident, chosen=chosen)
            row.clicked.connect(lambda: self.incident_chosen.emit(incident.id))
            return row

        return Entry(incident.id, (incident, chosen), make)

    def _function(self, choice: Choice) -> Entry:
        on = choice.id in self.view.selected

        def make() -> ChoiceRow:
            box = ChoiceRow(self.theme, choice, checkable=True, on=on)
            box.clicked.connect(self._functions)
            return box

        return Entry(choice.id, (choice, on), make)

    def _line(self, line: ChangeRow) -> Entry:
        return Entry(line.id, line, lambda: ChangeLine(self.theme, line))

    def _functions(self) -> None:
        rows = [r for r in self.functions.rows() if isinstance(r, ChoiceRow)]
        self.functions_chosen.emit(tuple(r.view.id for r in rows if r.isChecked()))

    def resizeEvent(self, _event: object) -> None:
        """Place three columns."""
        w, h = self.width(), self.height()
        part, top = (w - 96 - 48) // 3, 130
        for i, box in enumerate((self.incidents, self.functions, self.since)):
            box.setGeometry(48 + i * (part + 24), top, part, h - top - 110)
        self.join.setGeometry(48, h - 88, 200, 56)
        self.cancel.setGeometry(260, h - 88, 120, 56)

    def draw(self, ink: Ink) -> None:
        """Paint heads."""
        ink.box(0, 0, self.width(), self.height(), "s0")
        ink.text(48, 76, _("Aansluiten"), 20, 600)
        for box, name in (
            (self.incidents, _("Welk incident")),
            (self.functions, _("Mijn functies")),
            (self.since, _("Sinds de melding")),
        ):
            ink.text(box.x(), 116, name, 12, 600, "text2")
