"""The first screen: three ways in, what runs, what was exercised, and what this laptop holds. Nothing is chosen yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Entry, Heading, Page, RowList
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.start_rows import Card, Country, DoRow, HoldingRow, IncidentRow, Nothing, PastRow
from cop_app.ui.start_views import Holding, PastExercise, RunningIncident, StartView
from cop_app.ui.theme import SMALL_HEIGHT, Theme, text_width
from cop_app.ui.views import Glyph, KeyHint

_WIDEST = 1400
_MAP_WIDE, _MAP_FROM = 352, 1200
_GAP = 16
_KEYS = (KeyHint("Tab", "volgende"), KeyHint("Enter", "kiezen"), KeyHint("Ctrl+V", "meldkamerregel plakken"),
         KeyHint("F9", "palet"))  # fmt: skip


class StartScreen(Page):
    """Three ways in, what is running, what was exercised, and what this laptop holds."""

    real_pressed = Signal()
    exercise_pressed = Signal()
    prepare_pressed = Signal(str)
    incident_opened = Signal(str)
    past_opened = Signal(str)
    own_exercise_pressed = Signal()
    pasted = Signal(str)
    sized = Signal()
    painted = Signal()  # once, after the first time that it stood on the screen

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("page")
        self.setAccessibleName(_("Start"))
        # The page itself takes the first focus: no way in looks chosen before a key is used.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.view = StartView()
        self.seen = False
        self.real = Card(theme, _("Echt incident"), _("Nieuw incident openen."), "flag", self)
        self.exercise = Card(theme, _("Oefening"), "", "exercise", self)
        self.exercise.exercise = True
        self.prepare = Card(
            theme, _("Voorbereiden"), _("Ketenontwerp, bronnen, kaart en woordenlijst."), "prepare", self
        )
        self.cards = (self.real, self.exercise, self.prepare)
        self.real.clicked.connect(self.real_pressed)
        self.exercise.clicked.connect(self.exercise_pressed)
        self.prepare.clicked.connect(lambda: self.prepare_pressed.emit(""))
        self.list = RowList(theme, _("Lopende incidenten en oefeningen"), self)
        self.holdings = RowList(theme, _("Op deze laptop"), self)
        self.country = Country(theme, self)
        self.show_view(self.view)

    def show_view(self, view: StartView) -> None:
        """Show the ways in; without a region the exercise is the large one."""
        self.view = view
        self.exercise.say(view.exercise_detail or view.exercise_name or _("Oefengebied, werkt meteen."))
        self.exercise.large = not view.region
        self.real.say(
            _("Nieuw incident openen, of hieronder aansluiten.") if view.running else _("Nieuw incident openen.")
        )
        self.list.fill(self._entries(view))
        self.holdings.fill([self._holding(row) for row in view.holdings])
        self._arrange()
        self.update()

    def _entries(self, view: StartView) -> list[Entry]:
        entries = [self._incident(incident) for incident in view.running]
        if not entries:
            title, advice = _("Er loopt geen incident."), _(
                "Open een incident met een regel van de meldkamer of een plaats; plakken kan hier meteen met Ctrl+V. "
                "Wie later komt, sluit hier aan."
            )
            entries.append(Entry("niets", title, lambda: Nothing(self.theme, title, advice)))
        entries.append(Heading.entry(self.theme, _("Oefeningen op deze laptop"), _("gaat nooit vanzelf verder")))
        entries += [self._past(past) for past in view.past]
        words = _("Oefenen met een eigen incident"), _("In het oefengebied, los van alles wat echt is."), "plus"
        entries.append(Entry("eigen", words, lambda: self._doing(*words)))
        return entries

    def _incident(self, incident: RunningIncident) -> Entry:
        def make() -> IncidentRow:
            row = IncidentRow(self.theme, incident)
            row.clicked.connect(lambda: self.incident_opened.emit(incident.id))
            return row

        return Entry(f"incident:{incident.id}", (incident, False), make)

    def _past(self, past: PastExercise) -> Entry:
        def make() -> PastRow:
            row = PastRow(self.theme, past)
            row.clicked.connect(lambda: self.past_opened.emit(past.id))
            return row

        return Entry(f"oefening:{past.id}", past, make)

    def _doing(self, text: str, detail: str, icon: str) -> DoRow:
        row = DoRow(self.theme, text, detail, icon)
        row.clicked.connect(self.own_exercise_pressed)
        return row

    def _holding(self, holding: Holding) -> Entry:
        def make() -> HoldingRow:
            row = HoldingRow(self.theme, holding)
            row.clicked.connect(lambda: self.prepare_pressed.emit(row.view.page))
            return row

        return Entry(holding.id, holding, make)

    # keys -------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the ways in and go down to the lists; Ctrl+V starts a new incident with what was copied."""
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QApplication.clipboard().text().strip()
            if text:
                self.pasted.emit(text)
            return
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 0, Qt.Key.Key_Up: 0}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        here = next((i for i, card in enumerate(self.cards) if card.hasFocus()), None)
        if here is None:
            self.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
        elif step:
            self.cards[(here + step) % 3].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Down and self.list.rows():
            self.list.rows()[0].setFocus(Qt.FocusReason.TabFocusReason)

    # geometry ---------------------------------------------------------------------------------------------------
    @property
    def compact(self) -> bool:
        """Return whether the screen is a small one."""
        return self.height() < SMALL_HEIGHT

    def resizeEvent(self, _event: object) -> None:
        """Place cards and lists."""
        self._arrange()
        self.sized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell the first time that this was done."""
        super().paintEvent(event)
        if not self.seen:
            self.seen = True
            self.painted.emit()

    def _arrange(self) -> None:
        wide = min(_WIDEST, self.width() - 96)
        x, y = (self.width() - wide) // 2, 108 if self.compact else 142
        high = 140 if self.compact else 190
        parts = (0.25, 0.5, 0.25) if self.exercise.large else (1 / 3, 1 / 3, 1 / 3)
        left = float(x)
        for card, part in zip(self.cards, parts, strict=True):
            width = (wide - 2 * _GAP) * part
            card.setGeometry(int(left), y, int(width), high)
            left += width + _GAP
        top = y + high + (58 if self.compact else 72)
        low = self.height() - 56
        mapped = wide >= _MAP_FROM and not self.compact
        over = _MAP_WIDE + 2 * _GAP if mapped else 0
        split = int((wide - 2 * _GAP - over) * 0.62)
        self.list.setGeometry(x + 1, top, split - 2, low - top - 1)
        self.country.setGeometry(x + split + 2 * _GAP, top - 1, _MAP_WIDE, low - top + 1)
        self.country.setVisible(mapped)
        left = x + split + 2 * _GAP + over
        self.holdings.setGeometry(left + 1, top, x + wide - left - 2, low - top - 1)

    def draw(self, ink: Ink) -> None:
        """Paint name, region, clock, the heads of both lists, the footer."""
        w, h, view, x = self.width(), self.height(), self.view, self.real.x()
        right = self.prepare.x() + self.prepare.width()
        ink.box(0, 0, w, h, "s0")
        top = 56 if self.compact else 78
        ink.text(x, top, "Ketenbeeld", 32, 600)
        region = f"{view.region} · {view.region_detail}" if view.region else _("Nog geen regio gekozen")
        ink.text(x, top + 28, region.rstrip(" ·"), 14, 400, "text2")
        ink.text(right, top, view.clock, 22, 600, align="right")
        ink.text(right, top + 28, view.date, 13, 400, "text2", align="right")
        running = _("Lopende incidenten")
        if len(view.running) > 1:
            running = f"{running}, {len(view.running)}"
        for box, title in ((self.list, running), (self.holdings, _("Op deze laptop"))):
            ink.text(box.x() - 1, box.y() - 17, title, 14, 600)
            ink.box(box.x() - 1, box.y() - 1, box.width() + 2, box.height() + 2, "s1", line="outline", radius=4)
        if self.country.isVisibleTo(self):
            ink.text(self.country.x(), self.list.y() - 17, _("Waar het loopt"), 14, 600)
        if view.problem:
            end = self.list.x() + text_width(running, 14, 600) + 18
            draw_glyph(ink, end + 6, self.list.y() - 22, Glyph.WARN, 6)
            ink.text(end + 20, self.list.y() - 17, view.problem, 12, 500, "warn")
        self._footer(ink, x, right, h - 20)

    def _footer(self, ink: Ink, left: float, right: float, y: float) -> None:
        x = left
        for hint in _KEYS:
            x = ink.keys(x, y - 13, hint.keys, "text3")
            x = ink.text(x + 5, y, _(hint.text), 12, 400, "text2") + 18
        words = " · ".join(filter(None, (self.view.notice, self.view.version)))
        ink.text(right, y, words, 11, 400, "text3", align="right")
