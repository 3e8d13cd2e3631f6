"""A pen that knows the theme: text on whole baselines, boxes, hairlines, chips, key caps, button faces.

Widgets paint with this instead of QPainter, so that a chip, a lamp or a key looks the same in every window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPaintDevice, QPainter, QPainterPath, QPen, QPolygonF

from cop_app.map.icons import CURRENT, ICONS
from cop_app.map.shapes import Drawing
from cop_app.render.drawing import paint_parts
from cop_app.ui.theme import Theme, font, text_width, wrapped

COLUMN_TOKENS = {"BRW": "brw", "POL": "pol", "GZ": "ghor", "GHOR": "ghor", "BZ": "bz"}


class Ink:
    """Draws on one widget or picture in one palette; use as a context manager, for a widget inside paintEvent."""

    def __init__(self, device: QPaintDevice, theme: Theme) -> None:
        self.theme = theme
        self.painter = QPainter(device)
        self.painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)

    def __enter__(self) -> Ink:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.painter.end()

    def colour(self, tone: str, alpha: float = 1.0) -> QColor:
        """Return the colour of a tone."""
        return self.theme.colour(tone, alpha)

    def pen(self, tone: str, width: float, *, dash: Sequence[float] = (), cap: str = "round") -> QPen:
        """Return a pen; dashes are in pen widths."""
        pen = QPen(self.colour(tone), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if cap == "round" else Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dash:
            pen.setDashPattern(list(dash))
        return pen

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str = "",
        *,
        alpha: float = 1.0,
        line: str = "",
        width: float = 1.0,
        radius: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Fill and outline a box; outlines lie inside on whole pixels."""
        p = self.painter
        p.setBrush(self.colour(fill, alpha) if fill else Qt.BrushStyle.NoBrush)
        rect = QRectF(x, y, w, h)
        if line:
            pen = self.pen(line, width, dash=dash, cap="flat")
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            p.setPen(pen)
            inset = width / 2
            rect = rect.adjusted(inset, inset, -inset, -inset)
        else:
            p.setPen(Qt.PenStyle.NoPen)
        if radius:
            p.drawRoundedRect(rect, radius, radius)
        else:
            p.drawRect(rect)

    def hline(self, x: float, y: float, w: float, tone: str = "outline") -> None:
        """Draw a horizontal hairline."""
        self.painter.fillRect(QRectF(x, y, w, 1), self.colour(tone))

    def vline(self, x: float, y: float, h: float, tone: str = "outline") -> None:
        """Draw a vertical hairline."""
        self.painter.fillRect(QRectF(x, y, 1, h), self.colour(tone))

    def line(
        self, x1: float, y1: float, x2: float, y2: float, tone: str, width: float = 1.0, *, cap: str = "flat"
    ) -> None:
        """Draw a line of any direction."""
        self.painter.setPen(self.pen(tone, width, cap=cap))
        self.painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def poly(self, points: Sequence[tuple[float, float]], fill: str, line: str = "", width: float = 1.0) -> None:
        """Fill a polygon."""
        self.painter.setBrush(self.colour(fill))
        self.painter.setPen(self.pen(line, width) if line else QPen(Qt.PenStyle.NoPen))
        self.painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))

    def circle(self, x: float, y: float, r: float, fill: str = "", line: str = "", width: float = 1.5) -> None:
        """Draw a disc or ring."""
        self.painter.setBrush(self.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.setPen(self.pen(line, width) if line else QPen(Qt.PenStyle.NoPen))
        self.painter.drawEllipse(QPointF(x, y), r, r)

    def hatch(self, x: float, y: float, w: float, h: float, tone: str, step: float, width: float) -> None:
        """Fill a box with diagonal strokes."""
        p = self.painter
        p.save()
        p.setClipRect(QRectF(x, y, w, h), Qt.ClipOperation.IntersectClip)
        p.setPen(self.pen(tone, width, cap="flat"))
        for i in range(int((w + h) / step) + 2):
            p.drawLine(QPointF(x + i * step - h, y + h), QPointF(x + i * step, y))
        p.restore()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int = 13,
        weight: int = 400,
        tone: str = "text",
        *,
        align: str = "left",
        spacing: float = 0.0,
    ) -> float:
        """Write a text with its baseline on y and return where it ends."""
        width = text_width(text, size, weight, spacing)
        if align == "right":
            x -= width
        elif align == "centre":
            x -= width / 2
        p = self.painter
        p.setFont(font(size, weight, spacing=spacing))
        p.setPen(self.colour(tone))
        p.drawText(QPointF(round(x), round(y)), text)
        return x + width

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: int = 13,
        weight: int = 400,
        tone: str = "text",
        step: int = 18,
    ) -> float:
        """Write a text over as many lines as it needs; return the baseline after the last line."""
        for line in wrapped(text, width, size, weight):
            self.text(x, y, line, size, weight, tone)
            y += step
        return y

    def icon(self, x: float, y: float, name: str, tone: str = "text2", scale: float = 1.0, width: float = 1.5) -> None:
        """Draw a line icon with its top left at x, y; 16 px at scale 1, lines of `width` px at any scale."""
        self.drawing(_icon(name, width / scale), x, y, scale, tone)

    def drawing(self, drawing: Drawing, x: float, y: float, scale: float = 1.0, current: str = "text2") -> None:
        """Draw a sign, icon or glyph with its origin at x, y; `current` is the tone of what has none of its own."""
        p = self.painter
        p.save()
        p.translate(x, y)
        p.scale(scale, scale)
        paint_parts(p, lambda token, alpha: self.colour(current if token == CURRENT else token, alpha), drawing)
        p.restore()

    def key(self, x: float, y: float, text: str, tone: str = "text3") -> float:
        """Draw a key cap of 16 high and return where it ends."""
        width = max(16.0, text_width(text, 11, 500) + 8)
        p = self.painter
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(self.colour(tone, 0.55), 1))
        p.drawRoundedRect(QRectF(x + 0.5, y + 0.5, width - 1, 15), 3, 3)
        self.text(x + width / 2, y + 12, text, 11, 500, tone, align="centre")
        return x + width

    def keys(self, x: float, y: float, combination: str, tone: str = "text3") -> float:
        """Draw keys joined by + one beside the other."""
        for part in combination.split("+"):
            x = self.key(x, y, part, tone) + 3
        return x

    def column_chip(self, x: float, y: float, column: str, *, align: str = "left") -> float:
        """Draw the letters of a column with its colour edge; return the left edge when aligned right, else the end."""
        width = column_chip_width(column)
        if align == "right":
            x -= width
        self.box(x, y, width, 16, "s3", line="outline", radius=3)
        self.box(x + 1, y + 1, 5, 14, COLUMN_TOKENS.get(column, "multi"), radius=2)
        self.text(x + 11, y + 12, column, 10, 700, "text2")
        return x if align == "right" else x + width

    def badge(self, x: float, y: float, text: str, tone: str = "alarm") -> float:
        """Draw a round count and return where it ends."""
        width = max(20.0, text_width(text, 11, 700) + 12)
        self.box(x, y, width, 18, tone, radius=9)
        self.text(x + width / 2, y + 13.5, text, 11, 700, "onAlarm", align="centre")
        return x + width

    def shadow(self, x: float, y: float, w: float, h: float, radius: float = 6.0) -> None:
        """Draw the one shadow of the program, for what floats over the map."""
        for spread, alpha in ((3, 0.03), (2, 0.05), (1, 0.07)):
            wide, high = w + 2 * spread, h + 2 * spread
            self.box(x - spread, y - spread + 1, wide, high, "shadow", alpha=alpha, radius=radius + spread)

    def focus_ring(self, x: float, y: float, w: float, h: float, radius: float = 6.0) -> None:
        """Draw the keyboard focus: 2 px, the only use of this blue."""
        self.box(x, y, w, h, line="focus", width=2, radius=radius)

    def clip(self, path: QPainterPath | QRectF) -> None:
        """Limit drawing; pair with painter.save and restore."""
        if isinstance(path, QRectF):
            self.painter.setClipRect(path, Qt.ClipOperation.IntersectClip)
        else:
            self.painter.setClipPath(path, Qt.ClipOperation.IntersectClip)


@lru_cache(maxsize=512)
def _icon(name: str, width: float) -> Drawing:
    return tuple(replace(part, width=width) if part.stroke else part for part in ICONS[name])


def column_chip_width(column: str) -> float:
    """Return how wide a column chip is."""
    return text_width(column, 10, 700) + 19
