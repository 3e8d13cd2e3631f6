"""What the first screen is made of: the cards of the ways in, and the rows of its lists."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QLinearGradient, QPainterPath, QPixmap
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Painted, PaintedButton, Row
from cop_app.ui.glyphs import GLYPH_WORD_TOKEN, draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.start_views import Holding, PastExercise, RunningIncident
from cop_app.ui.strip import draw_ladder
from cop_app.ui.theme import Theme, text_width, wrapped
from cop_app.ui.views import Glyph


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
