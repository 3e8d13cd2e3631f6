"""Little examples of what stands on the map: for the legend in the window and on paper, and for lists of kinds."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from cop_app.map.area_styles import AREA_STYLES
from cop_app.map.badges import state_glyph
from cop_app.map.legend import LegendRow
from cop_app.map.mark_types import AreaMark, LineMark, Mark
from cop_app.map.palette import Palette
from cop_app.map.symbols import SYMBOLS
from cop_app.map.viewport import Viewport
from cop_app.render.drawing import paint_parts
from cop_app.render.marks import paint_drawing, paint_marks
from cop_app.render.pens import colour

SWATCH = (30.0, 18.0)


def paint_row(painter: QPainter, palette: Palette, row: LegendRow, x: float, middle: float) -> None:
    """Paint the example of a mark of the picture, 30 px wide from x, around a middle line."""
    w, h = SWATCH
    if row.kind in ("gebied", "lijn"):
        paint_area_swatch(painter, palette, row.id, x, middle - h / 2, w, h, line=row.kind == "lijn")
    elif row.kind == "teken":
        paint_sign_swatch(painter, palette, row.id, x + w / 2, middle, 22)
    elif row.kind == "toestand":
        paint_parts(painter, partial(colour, palette), state_glyph(row.id, x + w / 2, middle, 7))


def paint_sign_swatch(
    painter: QPainter, palette: Palette, symbol: str, x: float, y: float, size: float, text: str = ""
) -> None:  # fmt: skip
    """Paint a sign centred at a pixel, with its sample filling when no text is given."""
    paint_drawing(painter, palette, SYMBOLS[symbol].at(size, text), x, y, size)


def paint_area_swatch(
    painter: QPainter, palette: Palette, style: str, x: float, y: float, w: float, h: float, *, line: bool
) -> None:  # fmt: skip
    """Paint an area as an ellipse, a line as a stroke that rises, in a box of w by h px."""
    view = Viewport(w / 2, h / 2, 1.0, max(1, int(w)), max(1, int(h)))
    mark: Mark
    if line:
        room = 6.0 + AREA_STYLES[style].arrow * 0.6
        mark = LineMark("", style, (((3.0, 5.0), (w / 2, h / 2), (w - room, h - 5.0)),), 0)
    else:
        ring = [(w / 2 + (w / 2 - 3) * math.cos(a), h / 2 + (h / 2 - 3) * math.sin(a))
                for a in (2 * math.pi * i / 40 for i in range(41))]  # fmt: skip
        mark = AreaMark("", style, ((tuple(ring),),), 0)
    painter.save()
    painter.translate(x, y)
    painter.setClipRect(QRectF(-1, -1, w + 2, h + 2), Qt.ClipOperation.IntersectClip)
    paint_marks(painter, view, palette, (mark,), words=False)
    painter.restore()
