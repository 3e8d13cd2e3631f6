"""The frame round the window: stripes for an exercise, bronze for looking back, nothing in reality."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPixmap, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from cop_app.ui.controls import Painted
from cop_app.ui.ink import Ink
from cop_app.ui.theme import FRAME, Theme
from cop_app.ui.views import WindowMode

_PERIOD = 20  # px between two stripes, half of it coloured


class FrameOverlay(Painted):
    """Lies along the edge of the whole window and lets every click through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.mode = WindowMode.ECHT
        self._stripes: QBrush | None = None
        theme.changed.connect(self._forget)

    def _forget(self) -> None:
        self._stripes = None

    def show_mode(self, mode: WindowMode) -> None:
        """Show the frame of this world."""
        self.mode = mode
        self.setVisible(mode is not WindowMode.ECHT)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be only the edge: what changes inside is then no reason to paint the frame again."""
        inside = self.rect().adjusted(FRAME, FRAME, -FRAME, -FRAME)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inside)))
        super().resizeEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint 6 px along the edge."""
        w, h = self.width(), self.height()
        if self.mode is WindowMode.TERUGKIJKEN:
            ink.box(0, 0, w, h, line="replay", width=FRAME)
            ink.box(2, 2, w - 4, h - 4, line="replayAlt")
        elif self.mode is WindowMode.OEFENING:
            if self._stripes is None:
                self._stripes = self._made_stripes()
            ink.painter.fillRect(self.rect(), self._stripes)

    def _made_stripes(self) -> QBrush:
        """Return the pattern as a small picture, for a stripe a time costs more than all the rest of the window."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(_PERIOD * ratio), round(_PERIOD * ratio))
        picture.setDevicePixelRatio(ratio)
        half, size = _PERIOD / 2, _PERIOD
        with Ink(picture, self.theme) as ink:
            ink.box(0, 0, size, size, "exerciseAlt")
            for x in (-size, 0, size):
                ink.poly([(x, size), (x + half, size), (x + half + size, 0), (x + size, 0)], "exercise")
        return QBrush(picture)
