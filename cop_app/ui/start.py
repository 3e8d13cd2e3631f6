"""The first screen: three ways in, what runs, what was exercised, and what this laptop holds. Nothing is chosen yet."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QLinearGradient, QPainterPath, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Entry, Heading, Page, Painted, PaintedButton, Row, RowList
from cop_app.ui.glyphs import GLYPH_WORD_TOKEN, draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.start_views import Holding, PastExercise, RunningIncident, StartView
from cop_app.ui.strip import draw_ladder
from cop_app.ui.theme import SMALL_HEIGHT, Theme, text_width, wrapped
from cop_app.ui.views import Glyph, KeyHint

_WIDEST = 1400
_MAP_WIDE, _MAP_FROM = 352, 1200
_GAP = 16
_KEYS = (KeyHint("Tab", "volgende"), KeyHint("Enter", "kiezen"), KeyHint("Ctrl+V", "meldkamerregel plakken"),
         KeyHint("F9", "palet"))  # fmt: skip


class Card(PaintedButton):
    """A way in: icon, name, one sentence. The large one carries the accent, and a piece of map when there is one."""

    radius = 6.0

    def __init__(self, theme: Theme, name: str, detail: str, icon: str, parent: QWidget) -> None:
        super().__init__(theme, f"{name}. {detail}", parent)
        self.name, self.detail, self.icon_name = name, detail, icon
        self.large = False
        self.exercise = False
        self.picture: QPixmap | None = None

    def say(self, detail: str) -> None:
        """Say in one sentence where this leads."""
        self.detail = detail
        self.setAccessibleName(f"{self.name}. {detail}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes it like Space; arrows are for the page, which knows what lies beside it."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def picture_size(self) -> QSize:
        """Return the room for a piece of map on the large card."""
        return QSize(round(self.width() * 0.62), self.height())

    def draw(self, ink: Ink) -> None:
        """Paint the card."""
        w, h = self.width(), self.height()
        fill = "accentFill" if self.large else ("hover" if self.hovered or self.isDown() else "s3")
        ink.box(0, 0, w, h, fill, line="" if self.large else "outline", radius=6)
        if self.large and self.picture is not None:
            self._map(ink, self.picture)
        if self.exercise:
            self._stripes(ink)
        tone, quiet = ("onAccent", "onAccent") if self.large else ("text", "text2")
        left = 36 if self.exercise else 24
        middle = h / 2
        ink.icon(left, middle - 54, self.icon_name, tone, 1.75, 1.6)
        ink.text(left, middle + 8, self.name, 20, 600, tone)
        room = w * 0.46 if self.large and self.picture is not None else w - left - 20
        ink.paragraph(left, middle + 34, room, self.detail, 13, 400, quiet, 19)
        if self.large and (self.hovered or self.isDown()):
            ink.box(0, 0, w, h, "shadow", alpha=0.08, radius=6)

    def _map(self, ink: Ink, picture: QPixmap) -> None:
        """Lay the map under the right half, running out into the accent."""
        w, h = self.width(), self.height()
        left = w - picture.width() / picture.devicePixelRatio()
        p = ink.painter
        p.save()
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, 0, w, h), 6, 6)
        ink.clip(shape)
        p.drawPixmap(round(left), 0, picture)
        fade = QLinearGradient(left, 0, w, 0)
        fade.setColorAt(0.0, ink.colour("accentFill"))
        fade.setColorAt(0.12, ink.colour("accentFill", 0.94))
        fade.setColorAt(0.62, ink.colour("accentFill", 0.06))
        fade.setColorAt(1.0, ink.colour("accentFill", 0.0001))
        p.fillRect(QRectF(left - 1, 0, w - left + 1, h), fade)
        p.restore()

    def _stripes(self, ink: Ink) -> None:
        """Paint the edge of the exercise: the same stripes as the frame of its window."""
        h = self.height()
        p = ink.painter
        p.save()
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, 0, self.width(), h), 6, 6)
        ink.clip(shape)
        ink.clip(QRectF(0, 0, 12, h))
        ink.box(0, 0, 12, h, "exerciseAlt")
        for i in range(-h // 20 - 1, 3):
            x = i * 20
            ink.poly([(x, h), (x + 10, h), (x + 10 + h, 0), (x + h, 0)], "exercise")
        p.restore()


class IncidentRow(Row):
    """A running incident: ladder, what and where, since when, and when it last changed."""

    def __init__(self, theme: Theme, view: RunningIncident, *, chosen: bool = False) -> None:
        super().__init__(theme, "", 64)
        self.setCheckable(True)
        self.show_view((view, chosen))
        self.clicked.connect(lambda: self.setChecked(self._chosen))

    def show_view(self, view: tuple[RunningIncident, bool]) -> None:
        """Show the incident, chosen or not."""
        self.view, self._chosen = view
        kind = _("oefening") if self.view.exercise else _("echt")
        words = (self.view.title, self.view.detail, kind, f"GRIP {self.view.grip}", self.view.since, self.view.changed)
        self.setAccessibleName(", ".join(filter(None, words)))
        self.setChecked(self._chosen)
        self._fit()
        self.update()

    def _lines(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return title and detail in the room that the age leaves."""
        view = self.view
        age = 84.0 if view.exercise else text_width(view.since, 12, 500)
        room = max(160, (self.width() or 500) - max(text_width(view.changed, 11), age) - 116)
        return wrapped(view.title, room, 14, 600), wrapped(view.detail, room, 12, 400)

    def _fit(self) -> None:
        titles, details = self._lines()
        self.setFixedHeight(max(self.theme.row(64), 24 + 19 * len(titles) + 17 * len(details)))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint ladder, title, detail, age, and which world."""
        view, w, top = self.view, self.width(), 0.0
        self.ground(ink)
        ink.hline(16, self.height() - 1, w - 32)
        on = self.isChecked()
        tone, quiet = ("selText", "selText") if on else ("text", "text2")
        draw_ladder(ink, 16, top + 15, view.grip, tone)
        level = f"GRIP {view.grip}" if view.grip else _("geen GRIP")
        ink.text(16, top + 48, level, 11, 500, quiet)
        right = w - 16
        if view.exercise:
            ink.box(right - 80, top + 12, 80, 18, "exercise", radius=3)
            ink.text(right - 40, top + 25, _("OEFENING"), 10, 700, "onExercise", align="centre", spacing=0.5)
        else:
            ink.text(right, top + 26, view.since, 12, 500, tone, align="right")
        ink.text(right, top + 47, view.changed, 11, 400, quiet, align="right")
        titles, details = self._lines()
        y = top + 26
        for line in titles:
            ink.text(84, y, line, 14, 600, tone)
            y += 19
        for line in details:
            ink.text(84, y + 2, line, 12, 400, quiet)
            y += 17


class PastRow(Row):
    """An exercise of before: to look at again."""

    def __init__(self, theme: Theme, view: PastExercise) -> None:
        super().__init__(theme, _("Terugkijken: {naam}, {wat}").format(naam=view.title, wat=view.detail), 48)
        self.view = view

    def draw(self, ink: Ink) -> None:
        """Paint the mark of the exercise, its name, when it was."""
        h, w = self.height(), self.width()
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        ink.box(16, h / 2 - 14, 4, 28, "exercise", radius=2)
        ink.text(32, h / 2 - 2, self.view.title, 13, 500)
        ink.text(32, h / 2 + 15, self.view.detail, 12, 400, "text2")
        ink.icon(w - 32, h / 2 - 8, "clock", "text3")
        ink.text(w - 42, h / 2 + 4, _("terugkijken"), 12, 400, "text2", align="right")


class DoRow(Row):
    """A thing to do at the end of a list."""

    def __init__(self, theme: Theme, text: str, detail: str, icon: str) -> None:
        super().__init__(theme, f"{text}. {detail}", 48)
        self.words, self.detail, self.icon_name = text, detail, icon

    def draw(self, ink: Ink) -> None:
        """Paint icon and words in the tone of a link."""
        h = self.height()
        self.ground(ink)
        ink.icon(16, h / 2 - 8, self.icon_name, "accent")
        ink.text(44, h / 2 - 2, self.words, 13, 500, "accent")
        ink.text(44, h / 2 + 15, self.detail, 12, 400, "text2")


class Nothing(Painted):
    """An empty part of a list that says what to do."""

    def __init__(self, theme: Theme, title: str, advice: str) -> None:
        super().__init__(theme)
        self.title, self.advice = title, advice
        self.setAccessibleName(f"{title} {advice}")
        self.setFixedHeight(78)

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self.setFixedHeight(50 + 19 * len(wrapped(self.advice, max(100, self.width() - 32), 13, 400)))

    def draw(self, ink: Ink) -> None:
        """Paint both."""
        ink.text(16, 26, self.title, 13, 600)
        ink.paragraph(16, 47, self.width() - 32, self.advice, 13, 400, "text2", 19)


class HoldingRow(Row):
    """One thing this laptop holds; opens the page where it is kept."""

    def __init__(self, theme: Theme, view: Holding) -> None:
        super().__init__(theme, "", 48)
        self.show_view(view)

    def show_view(self, view: Holding) -> None:
        """Show it as it is now."""
        self.view = view
        self.setAccessibleName(f"{view.name}. {view.detail}")
        self._fit()
        self.update()

    def _lines(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        room = max(160, (self.width() or 340) - 44 - (44 if self.view.lamp is not Glyph.NONE else 20))
        return wrapped(self.view.name, room, 13, 500), wrapped(self.view.detail, room, 12, 400)

    def _fit(self) -> None:
        names, details = self._lines()
        self.setFixedHeight(max(self.theme.row(48), 14 + 17 * (len(names) + len(details))))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint icon, name, detail, and a lamp where something is the matter."""
        view, h, w = self.view, self.height(), self.width()
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        ink.icon(16, h / 2 - 8, view.icon, "text2")
        names, details = self._lines()
        y = h / 2 - 8.5 * (len(names) + len(details)) + 15
        for line in names:
            ink.text(44, y, line, 13, 500)
            y += 17
        for line in details:
            ink.text(44, y, line, 12, 400, GLYPH_WORD_TOKEN.get(view.lamp, "text2"))
            y += 17
        if view.lamp is not Glyph.NONE:
            draw_glyph(ink, w - 26, h / 2, view.lamp, 7)


class Country(Painted):
    """The country with what runs in it; a picture, no control."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Kaart van Nederland met de lopende incidenten"))
        self.picture: QPixmap | None = None

    def draw(self, ink: Ink) -> None:
        """Paint the picture in a hairline."""
        if self.picture is not None:
            ink.painter.drawPixmap(0, 0, self.picture)
        ink.box(0, 0, self.width(), self.height(), line="outline")


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

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("page")
        self.setAccessibleName(_("Start"))
        # The page itself takes the first focus: no way in looks chosen before a key is used.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.view = StartView()
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
