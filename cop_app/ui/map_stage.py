"""The map with what floats on it: search, wind, tools, scale, coordinates. The canvas itself is handed in."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, IconButton, Painted, PaintedButton
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, text_width
from cop_app.ui.views import FavouriteView, LensView, MapFootView, WindView

MARGIN = 12
_EDGE = 3  # room for the shadow around a floating plate


class SearchPlate(PaintedButton):
    """Looks like a search box; pressing it opens the command palette, which is the search."""

    def draw(self, ink: Ink) -> None:
        """Paint the box with its keys."""
        w, h = self.width() - 2 * _EDGE, self.height() - 2 * _EDGE
        ink.shadow(_EDGE, _EDGE, w, h)
        ink.box(_EDGE, _EDGE, w, h, "hover" if self.hovered else "s3", line="outline", radius=6)
        ink.icon(_EDGE + 15, _EDGE + h / 2 - 8, "search", "text3")
        ink.text(_EDGE + 42, _EDGE + h / 2 + 5, _("Zoek plaats, object, RD of opdracht"), 13, 400, "text3")
        ink.keys(_EDGE + w - 62, _EDGE + h / 2 - 8, "Ctrl+K")


class WindPlate(Painted):
    """Wind with a rose; the arrow points where the wind goes."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.view: WindView | None = None
        self.hide()

    def show_view(self, view: WindView | None) -> None:
        """Show the wind, or nothing when it is unknown."""
        self.view = view
        self.setVisible(view is not None)
        if view is not None:
            text = max(text_width(view.text, 13, 600), text_width(view.detail, 11))
            self.setFixedSize(int(max(192, text + 78)) + 2 * _EDGE, 56 + 2 * _EDGE)
            self.setAccessibleName(f"{_('Wind')} {view.text}, {view.detail}")
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint rose and words."""
        view = self.view
        if view is None:
            return
        w, h = self.width() - 2 * _EDGE, self.height() - 2 * _EDGE
        ink.shadow(_EDGE, _EDGE, w, h)
        ink.box(_EDGE, _EDGE, w, h, "s3", line="outline", radius=6)
        draw_rose(ink, _EDGE + 31, _EDGE + 28, 21, view.degrees)
        ink.text(_EDGE + 62, _EDGE + 24, view.text, 13, 600)
        ink.text(_EDGE + 62, _EDGE + 42, view.detail, 11, 400, "stale" if view.stale else "text2")


def draw_rose(ink: Ink, x: float, y: float, r: float, degrees: float) -> None:
    """Draw a compass ring with an arrow that points where the wind goes."""
    ink.circle(x, y, r, "s3", "outlineStrong", 1)
    for i in range(16):
        angle = math.radians(i * 22.5)
        inner = r - 1 - (4 if i % 4 == 0 else 2)
        sin, cos = math.sin(angle), math.cos(angle)
        ink.line(x + (r - 1) * sin, y - (r - 1) * cos, x + inner * sin, y - inner * cos, "text3")
    ink.painter.save()
    ink.painter.translate(x, y)
    ink.painter.rotate(degrees + 180)
    arrow = [(0, -0.78), (0.3, 0.12), (0.09, 0.02), (0.09, 0.72), (-0.09, 0.72), (-0.09, 0.02), (-0.3, 0.12)]
    ink.poly([(a * r, b * r) for a, b in arrow], "text")
    ink.painter.restore()


class ToolColumn(Painted):
    """Square tools under each other on one plate."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.buttons: list[IconButton] = []
        theme.changed.connect(self._arrange)

    def show_tools(self, tools: tuple[FavouriteView, ...]) -> None:
        """Show these tools."""
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = []
        for tool in tools:
            button = IconButton(self.theme, tool.name, tool.icon, 48, self)
            button.mark = tool.key
            button.clicked.connect(lambda _c=False, i=tool.id: self.pressed.emit(i))
            button.show()
            self.buttons.append(button)
        self._arrange()

    def _arrange(self) -> None:
        size = self.theme.target
        for i, button in enumerate(self.buttons):
            button.setFixedSize(size, size)
            button.move(_EDGE, _EDGE + i * size)
        self.setFixedSize(size + 2 * _EDGE, size * len(self.buttons) + 2 * _EDGE)

    def draw(self, ink: Ink) -> None:
        """Paint plate and hairlines."""
        size = self.theme.target
        w, h = size, size * len(self.buttons)
        ink.shadow(_EDGE, _EDGE, w, h)
        ink.box(_EDGE, _EDGE, w, h, "s3", line="outline", radius=6)
        for i in range(1, len(self.buttons)):
            ink.hline(_EDGE + 8, _EDGE + i * size, size - 16)


class ScalePlate(Painted):
    """Scale bar with round lengths."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.mpp = 2.0

    def show_scale(self, mpp: float) -> None:
        """Fit round lengths within about 210 pixels."""
        self.mpp = mpp
        self.setFixedSize(int(self._length() / mpp) + 58, 36)
        self.setAccessibleName(_("Schaalbalk, {lengte}").format(lengte=self._name(self._length())))
        self.update()

    def _length(self) -> float:
        room = 210 * self.mpp
        power = 10 ** math.floor(math.log10(room))
        return float(next(f * power for f in (8, 4, 2, 1) if f * power <= room))

    @staticmethod
    def _name(metres: float) -> str:
        return f"{metres / 1000:g} km".replace(".", ",") if metres >= 1000 else f"{metres:g} m".replace(".", ",")

    def draw(self, ink: Ink) -> None:
        """Paint quarter, half and whole."""
        ink.box(0, 0, self.width(), 36, "s3", alpha=0.94, line="outline", radius=4)
        length = self._length()
        stops = [0.0, length / 4, length / 2, length]
        unit = 1000 if length >= 1000 else 1
        for i, (a, b) in enumerate(pairwise(stops)):
            fill = "text" if i % 2 == 0 else "s3"
            ink.box(12 + a / self.mpp, 25, (b - a) / self.mpp, 5, fill, line="text")
        for stop in stops[:-1]:
            ink.text(12 + stop / self.mpp, 20, f"{stop / unit:g}".replace(".", ","), 11, 500, "text", align="centre")
        ink.text(12 + length / self.mpp, 20, self._name(length), 11, 500, "text", align="centre")


class CoordinatesPlate(Painted):
    """RD first, then WGS84, scale, reference system."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.text = ""

    def show_text(self, text: str) -> None:
        """Show a ready text."""
        self.text = text
        self.setFixedSize(int(text_width(text, 12, 500)) + 22, 24)
        self.setAccessibleName(text)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint the text."""
        ink.box(0, 0, self.width(), 24, "s3", alpha=0.94, line="outline", radius=4)
        ink.text(11, 16.5, self.text, 12, 500, "text2")


class LensBar(Painted):
    """While looking back: through whose eyes."""

    lens_chosen = Signal(str)
    compare_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.view = LensView()
        self.buttons: list[Button] = []
        self.hide()

    def show_view(self, view: LensView) -> None:
        """Show the lenses and what is compared."""
        if view == self.view:
            return
        self.view = view
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = []
        x = _EDGE + 52
        for choice in view.choices:
            chosen = choice.id == view.chosen
            button = Button(self.theme, choice.name, kind="replay" if chosen else "quiet", parent=self)
            button.clicked.connect(lambda _c=False, i=choice.id: self.lens_chosen.emit(i))
            width = int(text_width(choice.name, 13, 500)) + 24
            button.setGeometry(x, _EDGE + 6, width, 36)
            x += width
            self.buttons.append(button)
        if view.compare:
            button = Button(self.theme, view.compare, parent=self)
            button.clicked.connect(self.compare_pressed)
            width = int(text_width(view.compare, 13, 500)) + 28
            button.setGeometry(x + 12, _EDGE + 6, width, 36)
            x += width + 18
            self.buttons.append(button)
        for button in self.buttons:
            button.show()
        self.setFixedSize(x + 6 + _EDGE, 48 + 2 * _EDGE)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint the plate."""
        w, h = self.width() - 2 * _EDGE, 48
        ink.shadow(_EDGE, _EDGE, w, h)
        ink.box(_EDGE, _EDGE, w, h, "s3", line="outline", radius=6)
        ink.text(_EDGE + 14, _EDGE + 29, _("Bril"), 12, 500, "text2")


class MapStage(QWidget):
    """Canvas underneath, plates on top."""

    search_pressed = Signal()
    tool_pressed = Signal(str)
    favourite_pressed = Signal(str)
    message_pressed = Signal()
    changes_pressed = Signal()

    def __init__(self, theme: Theme, canvas: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.canvas = canvas
        canvas.setParent(self)
        self.search = SearchPlate(theme, _("Zoek plaats, object, RD of opdracht"), self)
        self.search.clicked.connect(self.search_pressed)
        self.message = Button(theme, _("Melding"), icon="message", keys="N", floating=True, parent=self)
        self.message.clicked.connect(self.message_pressed)
        self.changes = Button(theme, _("Veranderd"), icon="changes", keys="W", floating=True, parent=self)
        self.changes.clicked.connect(self.changes_pressed)
        self.wind = WindPlate(theme, self)
        self.lens = LensBar(theme, self)
        self.zoom = ToolColumn(theme, self)
        self.zoom.show_tools(
            (
                FavouriteView("in", _("Inzoomen"), "plus"),
                FavouriteView("uit", _("Uitzoomen"), "minus"),
                FavouriteView("plaats", _("Naar het incident"), "target"),
            )
        )
        self.zoom.pressed.connect(self.tool_pressed)
        self.favourites = ToolColumn(theme, self)
        self.favourites.pressed.connect(self.favourite_pressed)
        self.scale = ScalePlate(theme, self)
        self.scale.show_scale(2.0)
        self.coordinates = CoordinatesPlate(theme, self)
        theme.changed.connect(self.arrange)

    def show_foot(self, view: MapFootView) -> None:
        """Show scale and coordinates."""
        self.scale.show_scale(view.mpp)
        self.coordinates.show_text(view.text)
        self.arrange()

    def show_favourites(self, tools: tuple[FavouriteView, ...]) -> None:
        """Show the favourite drawing tools."""
        self.favourites.show_tools(tools)
        self.arrange()

    def show_looking_back(self, view: LensView | None) -> None:
        """Swap search and entry for the lens bar while looking back."""
        back = view is not None
        if view is not None:
            self.lens.show_view(view)
        self.lens.setVisible(back)
        for widget in (self.search, self.message, self.changes, self.favourites):
            widget.setVisible(not back)
        self.arrange()

    def resizeEvent(self, _event: object) -> None:
        """Place everything again."""
        self.arrange()

    def arrange(self) -> None:
        """Place canvas and plates."""
        w, h, t = self.width(), self.height(), self.theme.target
        self.canvas.setGeometry(0, 0, w, h)
        left = MARGIN - _EDGE
        self.search.setGeometry(left, left, 330 + 2 * _EDGE, t + 2 * _EDGE)
        x = left + self.search.width() + 2
        for button in (self.message, self.changes):
            width = button.sizeHint().width() + 2 * _EDGE
            button.setGeometry(x, left, width, t + 2 * _EDGE)
            x += width + 2
        self.lens.move(left, left)
        self.wind.move(left, left + t + 2 * _EDGE + 4)
        self.zoom.move(w - self.zoom.width() - left, left)
        self.favourites.move(w - self.favourites.width() - left, left + self.zoom.height() + 2)
        self.scale.move(10, h - 46)
        self.coordinates.move(w - self.coordinates.width() - 10, h - 34)
        self.coordinates.setVisible(self.coordinates.width() + self.scale.width() + 40 < w)
