"""The ruler: how long, per leg and as a whole, and how large when the line is closed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from cop_app.geo.lengths import Point, area_text, legs, length_text
from cop_app.i18n import _
from cop_app.map.palette import Palette
from cop_app.map.sketch import Form, Sketch
from cop_app.map.viewport import Viewport
from cop_app.render.lettering import draw_text
from cop_app.render.pens import colour
from cop_app.ui.canvas.sketch_tool import SketchTool
from cop_app.ui.canvas.tools import Place
from cop_app.ui.views import KeyHint

_SHORT = 34.0  # px; a shorter leg has no room for its own length


class MeasureTool(SketchTool):
    """A line that is measured while it grows; clicking its first point closes it to an area."""

    def __init__(self) -> None:
        super().__init__(Sketch(Form.LINE), lambda _points: None)

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """Return what the keys do."""
        return KeyHint("⌫", _("punt terug")), KeyHint("Enter", _("klaar")), KeyHint("Esc", _("meten uit"))

    def click(self, view: Viewport, px: Place) -> None:
        """Set a point, close on the first one, or begin anew after a finished measurement."""
        first = self.sketch.points[:1]
        if self.editing:
            self.sketch, self.editing = Sketch(Form.LINE), False
        elif len(self.sketch.points) > 2 and first and _close(view, first[0], px):
            self.sketch = Sketch(Form.AREA, self.sketch.points)
            self.finish()
            return
        super().click(view, px)

    def texts(self) -> tuple[str, str]:
        """Return the whole length and, of a closed line, the area ("" otherwise)."""
        shown = Sketch(self.sketch.form, self._with_pointer())
        return length_text(shown.length), area_text(shown.surface) if shown.surface else ""

    def _paint_edge(self, painter: QPainter, view: Viewport, palette: Palette, points: Sequence[Point]) -> None:
        closed = [*points, points[0]] if self.sketch.form is Form.AREA and len(points) > 2 else list(points)
        _stroke(painter, view, palette, closed)

    def _paint_words(self, painter: QPainter, view: Viewport, palette: Palette, points: Sequence[Point]) -> None:
        if len(points) < 2:
            return
        closed = self.sketch.form is Form.AREA
        ring = [*points, points[0]] if closed else list(points)
        several = len(ring) > 2
        for (a, b), leg in zip(pairwise(ring), legs(points, closed=closed), strict=True):
            (ax, ay), (bx, by) = view.to_px(*a), view.to_px(*b)
            if several and max(abs(ax - bx), abs(ay - by)) > _SHORT:
                draw_text(painter, palette, (ax + bx) / 2, (ay + by) / 2 - 6, length_text(leg), size=12, weight=500,
                          ink="text2")  # fmt: skip
        length, surface = self.texts()
        x, y = view.to_px(*points[-1])
        draw_text(painter, palette, x + 14, y - 8, length, size=14, weight=700, ink="text", align="left")
        if surface:
            draw_text(painter, palette, x + 14, y + 9, surface, size=14, weight=700, ink="text", align="left")


def _close(view: Viewport, point: Point, px: Place) -> bool:
    x, y = view.to_px(*point)
    return max(abs(x - px[0]), abs(y - px[1])) < 11.0


def _stroke(painter: QPainter, view: Viewport, palette: Palette, points: Sequence[Point]) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, width in (("halo", 5.5), ("accent", 2.2)):
        line = QPen(colour(palette, token), width)
        line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(line)
        painter.drawPolyline([QPointF(*view.to_px(*point)) for point in points])
