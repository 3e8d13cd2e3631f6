"""Paints the marks of the operational picture: areas, lines, signs with their state, and the words beside them.

Signs are pictures kept per look, for the same few signs return at every frame; areas and lines are drawn one by one,
because their order and their transparency matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPaintEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from cop_app.map.area_styles import AREA_STYLES, AreaStyle, Hatch
from cop_app.map.badges import extra_room, state_overlay
from cop_app.map.mark_types import AreaMark, LineMark, Mark, Ring, State, SymbolMark
from cop_app.map.palette import Palette, load_palette
from cop_app.map.shapes import Drawing
from cop_app.map.symbols import SYMBOLS
from cop_app.map.viewport import Viewport
from cop_app.render.base_names import place_words
from cop_app.render.drawing import paint_parts
from cop_app.render.lettering import draw_labels, text_width
from cop_app.render.pens import colour, pen
from cop_app.render.qt_paths import polygon_from

_SIGN_ROOM = 6.0
_MOST_HATCHES = 2000


def paint_marks(
    painter: QPainter, view: Viewport, palette: Palette, marks: Iterable[Mark], *, words: bool = True
) -> None:
    """Paint marks in their order, then (unless `words` is off) their words, so that no sign covers a word."""
    ordered = sorted(marks, key=lambda mark: mark.order)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for mark in ordered:
        if isinstance(mark, AreaMark | LineMark):
            _paint_outline(painter, view, palette, mark)
        elif isinstance(mark, SymbolMark):
            _paint_sign(painter, view, palette, mark)
    painter.restore()
    if words:
        draw_labels(painter, palette, place_words(None, ordered, view, palette))


def paint_drawing(
    painter: QPainter, palette: Palette, drawing: Drawing, x: float, y: float, size: float, grid: float = 48.0
) -> None:
    """Paint a drawing on its grid, centred at a pixel."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.translate(x - size / 2, y - size / 2)
    painter.scale(size / grid, size / grid)
    paint_parts(painter, partial(colour, palette), drawing)
    painter.restore()


# -- areas and lines


def _ring_polygon(ring: Ring, view: Viewport) -> QPolygonF:
    points = np.asarray(ring, dtype=np.float64)
    device = np.empty_like(points)
    device[:, 0] = (points[:, 0] - view.cx) / view.mpp + view.width / 2
    device[:, 1] = view.height / 2 - (points[:, 1] - view.cy) / view.mpp
    return polygon_from(device)


def _outline(mark: AreaMark | LineMark, view: Viewport) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    rings = [ring for part in mark.parts for ring in part] if isinstance(mark, AreaMark) else list(mark.parts)
    for ring in rings:
        if len(ring) > 1:
            path.addPolygon(_ring_polygon(ring, view))
            if isinstance(mark, AreaMark):
                path.closeSubpath()
    return path


def _paint_outline(painter: QPainter, view: Viewport, palette: Palette, mark: AreaMark | LineMark) -> None:
    style = AREA_STYLES[mark.style]
    path = _outline(mark, view)
    window = QRectF(-60, -60, view.width + 120, view.height + 120)
    if path.isEmpty() or not path.controlPointRect().adjusted(-1, -1, 1, 1).intersects(window):
        return
    area = isinstance(mark, AreaMark)
    if mark.state.selected:
        ring = QPen(colour(palette, "accent"), _widest(style) + 6)
        ring.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, ring)
    if area and style.fill:
        painter.fillPath(path, QBrush(colour(palette, style.fill, style.fill_alpha)))
    if area and style.hatch:
        _paint_hatch(painter, palette, path, style.hatch, window)
    for stroke in style.strokes:
        painter.strokePath(path, pen(palette, stroke))
    if mark.state.withdrawn:
        _paint_withdrawn(painter, palette, path)
    if style.arrow and isinstance(mark, LineMark):
        for part in mark.parts:
            _paint_arrow(painter, view, palette, style, part)


def _widest(style: AreaStyle) -> float:
    return max((stroke.width for stroke in style.strokes), default=1.0)


def _paint_hatch(painter: QPainter, palette: Palette, path: QPainterPath, hatch: Hatch, window: QRectF) -> None:
    box = path.boundingRect().intersected(window)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour(palette, hatch.colour, hatch.alpha), hatch.width))
    # The lines stand still on the paper: they start from the corner of the whole area, not of its visible part.
    slope = path.boundingRect().left() + path.boundingRect().bottom()
    distance = hatch.step * math.sqrt(2)
    first = math.ceil((box.left() + box.top() - slope) / distance)
    last = math.floor((box.right() + box.bottom() - slope) / distance)
    for index in range(first, min(last, first + _MOST_HATCHES) + 1):
        total = slope + index * distance  # x + y of the line, which rises to the right
        painter.drawLine(QPointF(total - box.bottom(), box.bottom()), QPointF(total - box.top(), box.top()))
    painter.restore()


def _paint_withdrawn(painter: QPainter, palette: Palette, path: QPainterPath) -> None:
    box = path.boundingRect()
    for token, width in (("halo", 5.0), ("alarm", 2.4)):
        painter.setPen(QPen(colour(palette, token), width))
        painter.drawLine(box.bottomLeft(), box.topRight())


def _paint_arrow(painter: QPainter, view: Viewport, palette: Palette, style: AreaStyle, ring: Ring) -> None:
    if len(ring) < 2:
        return
    (ax, ay), (bx, by) = view.to_px(*ring[-2]), view.to_px(*ring[-1])
    painter.save()
    painter.translate(bx, by)
    painter.rotate(math.degrees(math.atan2(by - ay, bx - ax)))
    long, half = style.arrow, style.arrow / 2
    painter.setPen(QPen(colour(palette, "halo"), 1.0))
    painter.setBrush(QBrush(colour(palette, style.arrow_colour)))
    painter.drawPolygon(QPolygonF([QPointF(long, 0), QPointF(-2, -half), QPointF(-2, half)]))
    painter.restore()


# -- signs


def sign_picture(mark: SymbolMark, palette: Palette, ratio: float = 1.0) -> QPixmap:
    """Return a sign with its state, its place in the middle; kept, for the same looks return at every frame."""
    return _sign(mark.symbol, mark.size, mark.text, mark.state, palette.name, ratio)


@lru_cache(maxsize=1024)
def _sign(symbol: str, size: float, text: str, state: State, palette_name: str, ratio: float) -> QPixmap:
    palette = load_palette(palette_name)
    left, right, below = extra_room(size, state)
    age = text_width(state.age, 10.0, 600) / 2 + 6 if state.age else 0.0
    half_w = max(size / 2 + max(left, right), age) + _SIGN_ROOM
    half_h = size / 2 + below + _SIGN_ROOM
    picture = QPixmap(math.ceil(2 * half_w * ratio), math.ceil(2 * half_h * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    overlay = state_overlay(size, state, text_width)
    painter.translate(picture.width() / ratio / 2, picture.height() / ratio / 2)
    tint = partial(colour, palette)
    paint_parts(painter, tint, overlay.below)
    paint_drawing(painter, palette, SYMBOLS[symbol].at(size, text), 0.0, 0.0, size)
    paint_parts(painter, tint, overlay.above)
    painter.end()
    return picture


def _paint_sign(painter: QPainter, view: Viewport, palette: Palette, mark: SymbolMark) -> None:
    x, y = view.to_px(mark.x, mark.y)
    if not (-100 < x < view.width + 100 and -100 < y < view.height + 100):
        return
    if _on_paper(painter):
        _draw_sign(painter, palette, mark, x, y)
        return
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    picture = sign_picture(mark, palette, ratio)
    half_w, half_h = picture.width() / ratio / 2, picture.height() / ratio / 2
    # Whole device pixels, or the sign blurs.
    left, top = round((x - half_w) * ratio) / ratio, round((y - half_h) * ratio) / ratio
    painter.drawPixmap(QPointF(left, top), picture)


def _on_paper(painter: QPainter) -> bool:
    """Return whether shapes must stay shapes: a page is printed much finer than a screen."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() != QPaintEngine.Type.Raster


def _draw_sign(painter: QPainter, palette: Palette, mark: SymbolMark, x: float, y: float) -> None:
    overlay = state_overlay(mark.size, mark.state, text_width)
    painter.save()
    painter.translate(x, y)
    tint = partial(colour, palette)
    paint_parts(painter, tint, overlay.below)
    paint_drawing(painter, palette, SYMBOLS[mark.symbol].at(mark.size, mark.text), 0.0, 0.0, mark.size)
    paint_parts(painter, tint, overlay.above)
    painter.restore()


def hit_mark(marks: Sequence[Mark], view: Viewport, x: float, y: float, reach: float = 6.0) -> str:
    """Return the item of the uppermost mark at a pixel: signs by their box, lines and areas by their outline."""
    for mark in sorted(marks, key=lambda m: m.order, reverse=True):
        if isinstance(mark, SymbolMark):
            px, py = view.to_px(mark.x, mark.y)
            half = mark.size / 2 + reach
            if abs(px - x) <= half and abs(py - y) <= half:
                return mark.item
        elif isinstance(mark, AreaMark | LineMark) and _near(_outline(mark, view), x, y, reach):
            return mark.item
    return ""


def _near(path: QPainterPath, x: float, y: float, reach: float) -> bool:
    around = QRectF(x - reach, y - reach, 2 * reach, 2 * reach)
    if not path.controlPointRect().adjusted(-reach, -reach, reach, reach).intersects(around):
        return False
    edge = path.intersects(around) and not path.contains(around)
    return edge or path.contains(QPointF(x, y))
