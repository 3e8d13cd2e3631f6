"""What floats on the map: search, wind, tools, scale, coordinates and the bar that names a lens."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, IconButton, Painted, PaintedButton
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, font, text_width
from cop_app.ui.views import FavouriteView, LensView, WindView

EDGE = 3  # room for the shadow around a floating plate
PLATE = 28  # height of the plates along the lower edge
_NEAR, _FAR = 250.0, 5_000_000.0


class SearchPlate(PaintedButton):
    """Looks like a search box; pressing it opens the command palette, which is the search."""

    def draw(self, ink: Ink) -> None:
        """Paint the box with its keys."""
        w, h = self.width() - 2 * EDGE, self.height() - 2 * EDGE
        ink.shadow(EDGE, EDGE, w, h)
        ink.box(EDGE, EDGE, w, h, "hover" if self.hovered else "s3", line="outline", radius=6)
        ink.icon(EDGE + 15, EDGE + h / 2 - 8, "search", "text3")
        ink.text(EDGE + 42, EDGE + h / 2 + 5, _("Zoek plaats, object, RD of opdracht"), 13, 400, "text3")
        ink.keys(EDGE + w - 62, EDGE + h / 2 - 8, "Ctrl+K")


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
            self.setFixedSize(int(max(192, text + 78)) + 2 * EDGE, 56 + 2 * EDGE)
            self.setAccessibleName(f"{_('Wind')} {view.text}, {view.detail}")
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint rose and words."""
        view = self.view
        if view is None:
            return
        w, h = self.width() - 2 * EDGE, self.height() - 2 * EDGE
        ink.shadow(EDGE, EDGE, w, h)
        ink.box(EDGE, EDGE, w, h, "s3", line="outline", radius=6)
        draw_rose(ink, EDGE + 31, EDGE + 28, 21, view.degrees)
        ink.text(EDGE + 62, EDGE + 24, view.text, 13, 600)
        ink.text(EDGE + 62, EDGE + 42, view.detail, 11, 400, "stale" if view.stale else "text2")


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
        self._ids: list[str] = []
        theme.changed.connect(self._arrange)

    def show_tools(self, tools: tuple[FavouriteView, ...]) -> None:
        """Show these tools."""
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons, self._ids = [], [tool.id for tool in tools]
        for tool in tools:
            button = IconButton(self.theme, tool.name, tool.icon, 48, self)
            button.mark = tool.key
            button.clicked.connect(lambda _c=False, i=tool.id: self.pressed.emit(i))
            button.show()
            self.buttons.append(button)
        self._arrange()

    def mark_active(self, tool: str) -> None:
        """Show which tool is in use; "" = none."""
        for button, id_ in zip(self.buttons, self._ids, strict=True):
            button.setCheckable(id_ == tool)
            button.setChecked(id_ == tool)
            button.update()

    def _arrange(self) -> None:
        size = self.theme.target
        for i, button in enumerate(self.buttons):
            button.setFixedSize(size, size)
            button.move(EDGE, EDGE + i * size)
        self.setFixedSize(size + 2 * EDGE, size * len(self.buttons) + 2 * EDGE)

    def draw(self, ink: Ink) -> None:
        """Paint plate and hairlines."""
        size = self.theme.target
        w, h = size, size * len(self.buttons)
        ink.shadow(EDGE, EDGE, w, h)
        ink.box(EDGE, EDGE, w, h, "s3", line="outline", radius=6)
        for i in range(1, len(self.buttons)):
            ink.hline(EDGE + 8, EDGE + i * size, size - 16)


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
        self.setFixedSize(int(text_width(text, 12, 500)) + 22, PLATE)
        self.setAccessibleName(text)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint the text."""
        ink.box(0, 0, self.width(), PLATE, "s3", alpha=0.94, line="outline", radius=4)
        ink.text(11, 18.5, self.text, 12, 500, "text2")


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
        x = EDGE + 52
        for choice in view.choices:
            chosen = choice.id == view.chosen
            button = Button(self.theme, choice.name, kind="replay" if chosen else "quiet", parent=self)
            button.clicked.connect(lambda _c=False, i=choice.id: self.lens_chosen.emit(i))
            width = int(text_width(choice.name, 13, 500)) + 24
            button.setGeometry(x, EDGE + 6, width, 36)
            x += width
            self.buttons.append(button)
        if view.compare:
            button = Button(self.theme, view.compare, parent=self)
            button.clicked.connect(self.compare_pressed)
            width = int(text_width(view.compare, 13, 500)) + 28
            button.setGeometry(x + 12, EDGE + 6, width, 36)
            x += width + 18
            self.buttons.append(button)
        for button in self.buttons:
            button.show()
        self.setFixedSize(x + 6 + EDGE, 48 + 2 * EDGE)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint the plate."""
        w, h = self.width() - 2 * EDGE, 48
        ink.shadow(EDGE, EDGE, w, h)
        ink.box(EDGE, EDGE, w, h, "s3", line="outline", radius=6)
        ink.text(EDGE + 14, EDGE + 29, _("Bril"), 12, 500, "text2")


def parse_scale(text: str) -> float | None:
    """Return the denominator of a typed scale: 1:5.000, 5000, 1 : 5 000 or 5k; None for anything else."""
    plain = re.sub(r"[\s.]", "", text.strip().lower())
    match = re.fullmatch(r"(?:1[:/])?(\d{1,7})(k?)", plain)
    if match is None:
        return None
    found = float(match[1]) * (1000 if match[2] else 1)
    return found if _NEAR <= found <= _FAR else None


def scale_text(denominator: float) -> str:
    """Return 1:7.500: to three figures, for nobody reads more."""
    step = 10 ** max(0, math.floor(math.log10(max(1.0, denominator))) - 2)
    return f"1:{round(denominator / step) * step:,}".replace(",", ".")


class ScaleField(QLineEdit):
    """The scale of the map: shown, and typed. What is being typed is never overwritten."""

    scale_typed = Signal(float)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._shown = theme, ""
        self.setAccessibleName(_("Schaal van de kaart"))
        self.setToolTip(_("Typ een schaal, bijvoorbeeld 1:5.000"))
        self.setFont(font(12, 500))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.returnPressed.connect(self._typed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        c = self._theme.colour
        self.setFixedSize(92, PLATE)
        self.setStyleSheet(
            f"QLineEdit {{ min-height: {PLATE - 4}px; padding: 0 4px; border: 1px solid {c('outline').name()};"
            f" border-radius: 4px; background: {c('s3').name()}; color: {c('text2').name()}; }}"
            f" QLineEdit:focus {{ border: 2px solid {c('focus').name()}; color: {c('text').name()}; }}"
        )

    def show_scale(self, denominator: float) -> None:
        """Show a scale, unless somebody is typing one."""
        self._shown = scale_text(denominator)
        if not self.hasFocus():
            self.setText(self._shown)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the old scale as a whole, so that typing replaces it."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show again what holds."""
        super().focusOutEvent(event)
        self.setText(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the scale as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _typed(self) -> None:
        scale = parse_scale(self.text())
        if scale is None:
            self.selectAll()  # what is no scale stays, to be mended
            return
        self.scale_typed.emit(scale)
        self.left.emit()
