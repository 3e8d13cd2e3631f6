"""Paints the marks of the operational picture: areas, lines, signs with their state, and the words beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from cop_app.map.area_styles import AREA_STYLES, AreaStyle, Hatch
from cop_app.map.badges import extra_room, state_overlay
from cop_app.map.mark_types import AreaMark, LineMark, Mark, SymbolMark, TextMark
from cop_app.map.palette import Palette
from cop_app.map.shapes import Drawing, PathData, Shape, TextShape
from cop_app.map.symbols import SYMBOLS
from cop_app.map.viewport import Viewport
from cop_app.render.base_map import colour, pen
from cop_app.render.lettering import draw_text, text_path, text_width


def paint_marks(painter: QPainter, view: Viewport, palette: Palette, marks: Iterable[Mark]) -> None:
    """Paint marks in their order, then all words, so that no sign covers a word."""
    ordered = sorted(marks, key=lambda mark: mark.order)
    taken: list[QRectF] = []
    for mark in ordered:
        if isinstance(mark, AreaMark | LineMark):
            _paint_outline(painter, view, palette, mark)
        elif isinstance(mark, SymbolMark):
            taken.append(_paint_sign(painter, view, palette, mark))
    for mark in reversed(ordered):
        _paint_words(painter, view, palette, mark, taken)


def paint_drawing(
    painter: QPainter, palette: Palette, drawing: Drawing, x: float, y: float, size: float, grid: float = 48.0
) -> None:
    """Paint a drawing on its grid, centred at a pixel."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.translate(x - size / 2, y - size / 2)
    painter.scale(size / grid, size / grid)
    for part in drawing:
        if isinstance(part, TextShape):
            _paint_letters(painter, palette, part)
        else:
            _paint_shape(painter, palette, part)
    painter.restore()


def qt_path(data: PathData) -> QPainterPath:
    """Return the commands as a Qt path."""
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
    return path


def _paint_shape(painter: QPainter, palette: Palette, shape: Shape) -> None:
    path = qt_path(shape.path)
    path.setFillRule(Qt.FillRule.OddEvenFill if shape.rule == "evenodd" else Qt.FillRule.WindingFill)
    painter.setBrush(colour(palette, shape.fill, shape.fill_alpha) if shape.fill else Qt.BrushStyle.NoBrush)
    painter.setPen(Qt.PenStyle.NoPen)
    if shape.stroke:
        stroke = QPen(colour(palette, shape.stroke, shape.stroke_alpha), shape.width)
        stroke.setCapStyle(Qt.PenCapStyle.RoundCap if shape.cap == "round" else Qt.PenCapStyle.FlatCap)
        stroke.setJoinStyle(Qt.PenJoinStyle.RoundJoin if shape.join == "round" else Qt.PenJoinStyle.MiterJoin)
        if shape.dash:
            stroke.setDashPattern([part / shape.width for part in shape.dash])
        painter.setPen(stroke)
    painter.drawPath(path)


def _paint_letters(painter: QPainter, palette: Palette, part: TextShape) -> None:
    # Letters are shaped at 40 px and scaled, because a font of 9 px has lost its proportions.
    path = text_path(part.text, 40, part.weight, False, 0.0)
    box = text_path("H", 40, part.weight, False, 0.0).boundingRect()
    painter.save()
    painter.translate(part.x, part.y)
    painter.scale(part.size / 40, part.size / 40)
    painter.translate(-text_width(part.text, 40, part.weight) / 2, box.height() / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(palette, part.fill))
    painter.drawPath(path)
    painter.restore()


def _paint_outline(painter: QPainter, view: Viewport, palette: Palette, mark: AreaMark | LineMark) -> None:
    style = AREA_STYLES[mark.style]
    path = QPainterPath()
    rings = [r for part in mark.parts for r in part] if isinstance(mark, AreaMark) else list(mark.parts)
    for ring in rings:
        polygon = QPolygonF([QPointF(*view.to_px(x, y)) for x, y in ring])
        path.addPolygon(polygon)
        if isinstance(mark, AreaMark):
            path.closeSubpath()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if style.fill and isinstance(mark, AreaMark):
        painter.fillPath(path, colour(palette, style.fill, style.fill_alpha))
    if style.hatch and isinstance(mark, AreaMark):
        _paint_hatch(painter, palette, path, style.hatch)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in style.strokes:
        painter.setPen(pen(palette, stroke))
        painter.drawPath(path)
    if style.arrow and isinstance(mark, LineMark) and rings and len(rings[-1]) > 1:
        _paint_arrow(painter, view, palette, style, rings[-1])
    painter.restore()


def _paint_hatch(painter: QPainter, palette: Palette, path: QPainterPath, hatch: Hatch) -> None:
    box = path.boundingRect()
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour(palette, hatch.colour, hatch.alpha), hatch.width))
    reach = box.height()
    count = int((box.width() + reach) / hatch.step) + 1
    for index in range(min(count, 2000)):
        x = box.left() - reach + index * hatch.step
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + reach, box.top()))
    painter.restore()


def _paint_arrow(
    painter: QPainter, view: Viewport, palette: Palette, style: AreaStyle, ring: tuple[tuple[float, float], ...]
) -> None:
    (ax, ay), (bx, by) = view.to_px(*ring[-2]), view.to_px(*ring[-1])
    painter.save()
    painter.translate(bx, by)
    painter.rotate(math.degrees(math.atan2(by - ay, bx - ax)))
    long, half = style.arrow, style.arrow / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(palette, style.arrow_colour))
    painter.drawPolygon(QPolygonF([QPointF(long, 0), QPointF(-2, -half), QPointF(-2, half)]))
    painter.restore()


def _paint_sign(painter: QPainter, view: Viewport, palette: Palette, mark: SymbolMark) -> QRectF:
    x, y = view.to_px(mark.x, mark.y)
    overlay = state_overlay(mark.size, mark.state, text_width)
    # Overlays are in px around the centre: a grid of 1 px with its centre at 0 is a drawing of size 0 at a place.
    _paint_around(painter, palette, overlay.below, x, y)
    paint_drawing(painter, palette, SYMBOLS[mark.symbol].at(mark.size, mark.text), x, y, mark.size)
    _paint_around(painter, palette, overlay.above, x, y)
    left, right, below = extra_room(mark.size, mark.state)
    half = mark.size / 2
    return QRectF(x - half - left, y - half, mark.size + left + right, mark.size + below)


def _paint_around(painter: QPainter, palette: Palette, drawing: Drawing, x: float, y: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.translate(x, y)
    for part in drawing:
        if isinstance(part, TextShape):
            _paint_letters(painter, palette, part)
        else:
            _paint_shape(painter, palette, part)
    painter.restore()


def _paint_words(painter: QPainter, view: Viewport, palette: Palette, mark: Mark, taken: list[QRectF]) -> None:
    label = mark.label
    if label is None:
        return
    x, y, room = _label_place(view, mark)
    width = max(text_width(label.text, 12, 600), text_width(label.sub, 11, 500) if label.sub else 0.0)
    height = 28.0 if label.sub else 15.0
    spots = (
        (QRectF(x - width / 2, y + room + 2, width, height), "centre"),
        (QRectF(x + room + 5, y - height / 2, width, height), "left"),
        (QRectF(x - room - 5 - width, y - height / 2, width, height), "right"),
        (QRectF(x - width / 2, y - room - height - 2, width, height), "centre"),
    )
    chosen = next(((box, align) for box, align in spots if not any(box.intersects(t) for t in taken)), None)
    if chosen is None and label.priority > 45:
        return
    box, align = chosen or spots[0]
    taken.append(box)
    anchor = {"centre": box.center().x(), "left": box.left(), "right": box.right()}[align]
    draw_text(painter, palette, anchor, box.top() + 11.5, label.text, size=12, weight=600, ink=label.colour,
              halo=label.halo, halo_width=3.2, align=align)  # fmt: skip
    if label.sub:
        draw_text(painter, palette, anchor, box.top() + 24.5, label.sub, size=11, weight=500, ink=label.sub_colour,
                  halo=label.halo, halo_width=3.2, align=align)  # fmt: skip


def _label_place(view: Viewport, mark: Mark) -> tuple[float, float, float]:
    if isinstance(mark, SymbolMark):
        x, y = view.to_px(mark.x, mark.y)
        return x, y + (14 if mark.state.age else 0), mark.size / 2
    if isinstance(mark, TextMark):
        x, y = view.to_px(mark.x, mark.y)
        return x, y, 0.0
    rings = [r for part in mark.parts for r in part] if isinstance(mark, AreaMark) else list(mark.parts)
    points = [view.to_px(*p) for ring in rings for p in ring]
    if isinstance(mark, AreaMark):  # at the far edge, where the area is read, not over its middle
        x, y = max(points, key=lambda p: p[0] - p[1])
        return x, y, 4.0
    x, y = points[len(points) // 2]
    return x, y, 8.0
