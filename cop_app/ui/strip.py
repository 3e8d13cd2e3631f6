"""The strip on top: in which world, which incident, which level, what time, who am I, and is what I see complete."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, Painted, PaintedButton
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, text_width
from cop_app.ui.views import Glyph, GripView, StripView, WindowMode


def draw_ladder(ink: Ink, x: float, y: float, level: int, tone: str = "text", height: float = 14) -> None:
    """Draw the five bars of GRIP with the declared level filled."""
    for i in range(5):
        bar = 5 + i * 2.4
        on = i < level
        ink.box(x + i * 8, y + height - bar, 6, bar, tone if on else "", line="" if on else "outlineStrong")


class Segment(PaintedButton):
    """A part of the strip that can be pressed: GRIP, sources, what was not sent."""

    radius = 4.0

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(theme, name, parent)
        self.view = StripView()

    def show_view(self, view: StripView, name: str) -> None:
        """Take the new texts; the accessible name carries them too."""
        self.view = view
        self.setAccessibleName(name)
        self.update()

    def _ground(self, ink: Ink) -> None:
        if self.hovered:
            ink.box(1, 4, self.width() - 3, self.height() - 8, "hover", radius=4)


class GripSegment(Segment):
    """GRIP per region: own region first, the second beside it or as +1."""

    regions_shown = 2
    first = 172

    def draw(self, ink: Ink) -> None:
        """Paint ladder, level, region and who declared it."""
        self._ground(ink)
        grip = self.view.grip
        if not grip:
            ink.text(14, 20, _("GRIP niet vastgelegd"), 13, 600)
            ink.text(14, 37, _("vastleggen"), 12, 400, "text2")
            return
        self._one(ink, 14, grip[0], "text", "text2", 600)
        if len(grip) > 1 and self.regions_shown > 1:
            ink.vline(self.first, 10, 28)
            self._one(ink, self.first + 14, grip[1], "text2", "text3", 500)
        more = len(grip) - self.regions_shown
        if more > 0:
            x = self.width() - 40
            ink.box(x, 13, 30, 22, "s3", line="outline", radius=3)
            ink.text(x + 15, 28, f"+{more}", 12, 600, "text2", align="centre")

    def _one(self, ink: Ink, x: float, grip: GripView, tone: str, quiet: str, weight: int) -> None:
        draw_ladder(ink, x, 8, grip.level, tone)
        ink.text(x + 46, 20, f"GRIP {grip.level}", 13, weight, tone)
        detail = f"{grip.region} · {grip.detail}" if grip.detail and tone == "text" else grip.region
        ink.text(x, 37, detail, 12, 400, quiet)


class SourcesSegment(Segment):
    """How many sources answer."""

    def draw(self, ink: Ink) -> None:
        """Paint lamp and both lines."""
        self._ground(ink)
        draw_glyph(ink, 20, 15.5, self.view.sources_lamp, 5.5)
        ink.text(31, 20, self.view.sources, 13, 600)
        ink.text(14, 37, self.view.sources_detail, 12, 400, "text2")


class UnsentSegment(Segment):
    """What was not sent yet, or that the link is lost: the one amber outline of the strip. Working alone is grey."""

    def draw(self, ink: Ink) -> None:
        """Paint the outlined block; nothing when all is sent."""
        view = self.view
        self._ground(ink)
        if view.alone:  # nothing is waiting for anything: grey, as every normal state
            ink.icon(15, 16, "folder", "text2")
            ink.text(37, 20, view.unsent, 12, 500, "text2")
            ink.text(37, 37, view.unsent_detail, 12, 400, "text3")
            return
        ink.box(6, 6, self.width() - 12, 36, line="offline", radius=5)
        draw_glyph(ink, 22, 24, Glyph.OFFLINE if view.offline else Glyph.UNSENT, 7)
        ink.text(37, 21, view.unsent, 12, 600, "offline")
        ink.text(37, 36, view.unsent_detail, 11, 400, "text2")


class StripBar(Painted):
    """The whole strip; `compact` drops the second region and the date for small screens."""

    grip_pressed = Signal()
    sources_pressed = Signal()
    unsent_pressed = Signal()
    now_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Toestand van het incident"))
        self.view = StripView()
        self.compact = False
        self._grip = GripSegment(theme, "", self)
        self._grip.clicked.connect(self.grip_pressed)
        self._now = Button(theme, _("Naar nu"), icon="next", kind="replay", keys="Esc", parent=self)
        self._now.clicked.connect(self.now_pressed)
        self._sources = SourcesSegment(theme, "", self)
        self._sources.clicked.connect(self.sources_pressed)
        self._unsent = UnsentSegment(theme, "", self)
        self._unsent.clicked.connect(self.unsent_pressed)
        self._places: dict[str, float] = {}

    def show_view(self, view: StripView) -> None:
        """Show the state."""
        self.view = view
        grip = ", ".join(f"{g.region} GRIP {g.level} {g.detail}" for g in view.grip)
        self._grip.show_view(view, grip or _("GRIP vastleggen"))
        self._sources.show_view(view, f"{view.sources}, {view.sources_detail}")
        self._unsent.show_view(view, f"{view.unsent}, {view.unsent_detail}")
        self._arrange()
        self.update()

    def resizeEvent(self, _event: object) -> None:
        """Place the segments again."""
        self._arrange()

    def _arrange(self) -> None:
        view, h = self.view, self.height()
        looking_back = view.mode is WindowMode.TERUGKIJKEN
        x = 0.0 if view.mode is WindowMode.ECHT and not view.mode_word else 150.0
        if looking_back and view.exercise:
            x += 84
        self._places["incident"] = x
        x += max(216 if self.compact or looking_back else 250, int(text_width(view.incident, 13, 600)) + 26)
        self._grip.regions_shown = 1 if self.compact or len(view.grip) < 2 else 2
        own = f"{view.grip[0].region} · {view.grip[0].detail}" if view.grip else ""
        first = max(172, int(text_width(own, 12)) + 30)
        self._grip.first = first
        wide = first if self._grip.regions_shown == 1 else first + 124
        wide += 34 if len(view.grip) > self._grip.regions_shown else 0
        self._grip.setGeometry(int(x), 0, wide, h)
        x += wide
        self._places["clock"] = x
        x += 206
        self._now.setVisible(looking_back)
        if looking_back:
            self._now.setGeometry(int(x) + 10, 6, 136, h - 12)
            x += 158
        self._places["function"] = x
        function = 54 + max(text_width(view.function, 13, 600), text_width(view.function_detail, 12))
        wide = 162 if self.compact else 176
        # On a small screen that looks back, sources matter more than who I am; half a word is worse than none.
        self._places["function_room"] = float(x + function + wide <= self.width())
        x += function if self._places["function_room"] else 0
        self._sources.setGeometry(int(x), 0, wide, h)
        x += self._sources.width()
        self._places["synced"] = x
        width = int(max(text_width(view.unsent, 12, 600), text_width(view.unsent_detail, 11))) + 51
        self._unsent.setVisible(bool(view.unsent) and not looking_back)
        self._unsent.setGeometry(self.width() - width, 0, width, h)
        limit = self.width() - (width if self._unsent.isVisibleTo(self) else 0)
        self._places["synced_room"] = limit - x

    def draw(self, ink: Ink) -> None:
        """Paint ground, mode block and the quiet segments."""
        w, h, view = self.width(), self.height(), self.view
        ink.box(0, 0, w, h, "s2")
        ink.hline(0, h - 1, w)
        self._mode(ink)
        x = self._places.get("incident", 150)
        ink.text(x + 14, 20, view.incident, 13, 600)
        ink.text(x + 14, 37, view.incident_detail, 12, 400, "text2")
        for name in ("clock", "function"):
            ink.vline(self._places.get(name, 0) - 1, 10, 28)
        ink.vline(self._grip.x() - 1, 10, 28)
        self._clock(ink, self._places.get("clock", 0))
        x = self._places.get("function", 0)
        if self._places.get("function_room", 1):
            ink.icon(x + 14, 16, "users", "text2")
            ink.text(x + 38, 20, view.function, 13, 600)
            ink.text(x + 38, 37, view.function_detail, 12, 400, "text2")
        ink.vline(self._sources.x() - 1, 10, 28)
        self._synced(ink, self._places.get("synced", 0))

    def _mode(self, ink: Ink) -> None:
        view, h = self.view, self.height()
        if view.mode is WindowMode.OEFENING:
            ink.box(0, 0, 150, h, "exercise")
            ink.box(0, 0, 7, h, "exerciseAlt")
            ink.painter.save()
            ink.clip(QRectF(0, 0, 7, h))
            for i in range(-2, 14, 2):
                ink.poly([(i * 5, h), (i * 5 + 5, h), (i * 5 + 5 + h, 0), (i * 5 + h, 0)], "exercise")
            for i in range(-12, 0, 2):
                ink.poly([(i * 5, h), (i * 5 + 5, h), (i * 5 + 5 + h, 0), (i * 5 + h, 0)], "exercise")
            ink.painter.restore()
            ink.text(18, 21, view.mode_word, 14, 700, "onExercise", spacing=0.8)
            ink.text(18, 37, view.mode_detail, 12, 500, "onExercise")
        elif view.mode is WindowMode.TERUGKIJKEN:
            ink.box(0, 0, 150, h, "replay")
            ink.icon(12, 16, "clock", "onReplay")
            ink.text(36, 21, view.mode_word, 14, 700, "onReplay", spacing=0.5)
            ink.text(36, 37, view.mode_detail, 12, 500, "onReplay")
            if view.exercise:
                ink.box(150, 0, 84, h, "exercise")
                ink.text(162, 20, _("OEFENING"), 11, 700, "onExercise", spacing=0.4)
                ink.text(162, 37, view.exercise, 11, 500, "onExercise")
        elif view.mode_word:
            ink.text(16, 21, view.mode_word, 14, 700, "text")
            ink.text(16, 37, view.mode_detail, 12, 400, "text2")
            ink.vline(149, 10, 28)

    def _clock(self, ink: Ink, x: float) -> None:
        view = self.view
        back = view.mode is WindowMode.TERUGKIJKEN
        tone = "replay" if back else "text"
        end = ink.text(x + 14, 32, view.clock, 24 if back else 22, 600, tone)
        ink.text(end + 12, 20, view.since, 13, 600, tone)
        ink.text(end + 12, 37, view.date, 12, 400, "text2")

    def _synced(self, ink: Ink, x: float) -> None:
        room = self._places.get("synced_room", 0)
        if not self.view.synced:
            return
        needed = max(text_width(self.view.synced, 13, 600), text_width(self.view.synced_detail, 12))
        tone, tone2 = ("offline", "offline") if self.view.synced_late else ("text", "text2")
        if room >= needed + 44:
            ink.vline(x - 1, 10, 28)
            ink.icon(x + 14, 16, "sync", tone2)
            ink.text(x + 38, 20, self.view.synced, 13, 600, tone)
            ink.text(x + 38, 37, self.view.synced_detail, 12, 400, tone2)
        elif room >= needed + 20:
            ink.vline(x - 1, 10, 28)
            ink.text(x + 12, 20, self.view.synced, 13, 600, tone)
            ink.text(x + 12, 37, self.view.synced_detail, 12, 400, tone2)
