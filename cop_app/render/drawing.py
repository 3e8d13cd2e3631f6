"""Paints a drawing (a sign, an icon, a state glyph): the one place where its shapes become Qt's.

Whoever paints says what a colour token means, so that the map, the window and the print draw exactly the same thing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from cop_app.map.shapes import Drawing, PathData, Shape, TextShape

# What a token looks like here: (token, opacity) -> colour.
Tint = Callable[[str, float], QColor]


def paint_parts(painter: QPainter, tint: Tint, drawing: Drawing) -> None:
    """Paint a drawing in its own units; the painter stands where its origin is."""
    for part in drawing:
        if isinstance(part, TextShape):
            _paint_letters(painter, tint, part)
        else:
            _paint_shape(painter, tint, part)


@lru_cache(maxsize=2048)
def _path(data: PathData, rule: str) -> QPainterPath:
    path = QPainterPath()
    for name, *numbers in data:
        n = [float(value) for value in numbers]
        if name == "M":
            path.moveTo(n[0], n[1])
        elif name == "L":
            path.lineTo(n[0], n[1])
        elif name == "C":
            path.cubicTo(n[0], n[1], n[2], n[3], n[4], n[5])
        else:
            path.closeSubpath()
    path.setFillRule(Qt.FillRule.OddEvenFill if rule == "evenodd" else Qt.FillRule.WindingFill)
    return path


def _paint_shape(painter: QPainter, tint: Tint, shape: Shape) -> None:
    painter.setBrush(QBrush(tint(shape.fill, shape.fill_alpha)) if shape.fill else Qt.BrushStyle.NoBrush)
    painter.setPen(Qt.PenStyle.NoPen)
    if shape.stroke:
        stroke = QPen(tint(shape.stroke, shape.stroke_alpha), shape.width)
        stroke.setCapStyle(Qt.PenCapStyle.RoundCap if shape.cap == "round" else Qt.PenCapStyle.FlatCap)
        stroke.setJoinStyle(Qt.PenJoinStyle.RoundJoin if shape.join == "round" else Qt.PenJoinStyle.MiterJoin)
        if shape.dash:
            stroke.setDashPattern([part / shape.width for part in shape.dash])
        painter.setPen(stroke)
    painter.drawPath(_path(shape.path, shape.rule))


def _paint_letters(painter: QPainter, tint: Tint, part: TextShape) -> None:
    # Only a sign with letters needs the lettering of the map, and what that brings along at the start.
    from cop_app.render.lettering import text_path, text_width

    # Letters in signs are outlines at ten times the size, so that hinting cannot move them.
    path = text_path(part.text, 100.0, part.weight, False, 0.0)
    k = part.size / 100
    painter.save()
    painter.translate(part.x - text_width(part.text, 100.0, part.weight) * k / 2, part.y + part.size * 0.35)
    painter.scale(k, k)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(tint(part.fill, 1.0)))
    painter.drawPath(path)
    painter.restore()
