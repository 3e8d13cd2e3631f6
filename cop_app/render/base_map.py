"""Paints the base map: the draw rules of cop_app.map laid over the layers, for any view, on any image or printer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from cop_app.geo.columns import FeatureBatch
from cop_app.map.basemap import DrawRule, StrokeStyle, base_rules
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.layer_paths import ClassPaths, LayerPaths

_MARGIN_PX = 60.0


class BaseMap:
    """A set of layers that can be painted; paths are kept between paintings."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        origin = _origin(layers)
        self.origin = origin
        self._layers = {name: LayerPaths(batch, origin) for name, batch in layers.items() if len(batch)}

    def paint(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Paint the view at the painter's origin, in device-independent pixels."""
        ground = "water" if "zee" in self._layers or "water" in self._layers else "land"
        painter.fillRect(QRectF(0, 0, view.width, view.height), colour(palette, ground))
        for rule in base_rules(view.mpp, palette.name):
            layer = self._layers.get(rule.layer)
            if layer is not None:
                self._draw(painter, view, palette, rule, layer.of(rule.match))

    def _draw(
        self, painter: QPainter, view: Viewport, palette: Palette, rule: DrawRule, paths: ClassPaths
    ) -> None:
        x0, y0, x1, y1 = view.extent
        margin = _MARGIN_PX * view.mpp
        box = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
        if rule.kind == "dot":
            self._dots(painter, view, palette, rule, paths, box)
            return
        if rule.kind == "inset":
            paths = paths.inset(rule.params[0])
        elif rule.kind == "hachure":
            paths = paths.ticks(rule.params[0], rule.params[1], rule.params[2], rule.params[3])
        painter.save()
        left, top = view.to_px(*self.origin)
        painter.translate(left, top)
        painter.scale(1 / view.mpp, 1 / view.mpp)
        seen = paths.seen(box)
        if rule.fill is not None:
            # The outline with anti-aliasing covers the fill's edge, so the fill itself may go without (measured 4x).
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, rule.stroke is None)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour(palette, rule.fill)))
            for path in seen:
                painter.drawPath(path)
        if rule.stroke is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(palette, rule.stroke))
            for path in seen:
                painter.drawPath(path)
        painter.restore()

    @staticmethod
    def _dots(
        painter: QPainter, view: Viewport, palette: Palette, rule: DrawRule, paths: ClassPaths,
        box: tuple[float, float, float, float],
    ) -> None:  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(palette, rule.stroke) if rule.stroke else Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette, rule.fill) if rule.fill else Qt.BrushStyle.NoBrush)
        radius = rule.params[0] if rule.params else 2.0
        for x, y in paths.points(box):
            painter.drawEllipse(QPointF(*view.to_px(float(x), float(y))), radius, radius)


def colour(palette: Palette, token: str, alpha: float = 1.0) -> QColor:
    """Return a token's colour with an opacity."""
    found = QColor(palette.colour(token))
    found.setAlphaF(alpha)
    return found


def pen(palette: Palette, style: StrokeStyle) -> QPen:
    """Return the pen of a stroke: cosmetic, so that a zoom does not thicken it."""
    made = QPen(colour(palette, style.colour, style.alpha), style.width)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.RoundCap if style.cap == "round" else Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if style.dash:
        made.setDashPattern([part / max(style.width, 0.1) for part in style.dash])
    return made


def _origin(layers: Mapping[str, FeatureBatch]) -> tuple[float, float]:
    for batch in layers.values():
        if len(batch.geometry.coords):
            x, y = batch.geometry.coords.mean(axis=0)
            return (float(round(x)), float(round(y)))
    return (0.0, 0.0)
