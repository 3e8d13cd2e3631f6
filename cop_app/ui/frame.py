"""The frame round the window: stripes for an exercise, bronze for looking back, nothing in reality."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QWidget

from cop_app.ui.controls import Painted
from cop_app.ui.ink import Ink
from cop_app.ui.theme import FRAME, Theme
from cop_app.ui.views import WindowMode


class FrameOverlay(Painted):
    """Lies over the whole window and lets every click through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.mode = WindowMode.ECHT

    def show_mode(self, mode: WindowMode) -> None:
        """Show the frame of this world."""
        self.mode = mode
        self.setVisible(mode is not WindowMode.ECHT)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint 6 px along the edge."""
        w, h = self.width(), self.height()
        if self.mode is WindowMode.TERUGKIJKEN:
            ink.box(0, 0, w, h, line="replay", width=FRAME)
            ink.box(2, 2, w - 4, h - 4, line="replayAlt")
        elif self.mode is WindowMode.OEFENING:
            ring = QPainterPath()
            ring.addRect(QRectF(0, 0, w, h))
            ring.addRect(QRectF(FRAME, FRAME, w - 2 * FRAME, h - 2 * FRAME))
            ring.setFillRule(Qt.FillRule.OddEvenFill)
            ink.painter.save()
            ink.clip(ring)
            ink.box(0, 0, w, h, "exerciseAlt")
            for i in range(-h // 20 - 1, w // 20 + 2):
                x = i * 20
                ink.poly([(x, h), (x + 10, h), (x + 10 + h, 0), (x + h, 0)], "exercise")
            ink.painter.restore()
