"""Letters the base map: places, districts, water, streets along their line, road numbers on a plate.

Greedy by priority: a name is left out rather than drawn over another. Streets are set straight along the middle of
their line, upright, and only where the line is long enough for the word.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QTransform

from cop_app.geo.columns import FeatureBatch
from cop_app.map.base_labels import LabelRule, base_label_rules
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_map import colour
from cop_app.render.lettering import draw_text, text_width

_MOST = 900


@dataclass(frozen=True, slots=True)
class _Name:
    x: float
    y: float
    angle: float
    text: str


class BaseNames:
    """The names of a set of layers; call it with painter, view and palette."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        self._layers = layers
        self._properties: dict[str, list[dict[str, object]]] = {}
        self._middles: dict[tuple[str, int], tuple[float, float, float, float]] = {}

    def __call__(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Paint all names that fit in the view."""
        taken: list[QPolygonF] = []
        drawn: set[tuple[str, int, int]] = set()
        for rule in base_label_rules(view.mpp, palette.name):
            batch = self._layers.get(rule.layer)
            if batch is None:
                continue
            for name in self._candidates(view, rule, batch):
                if len(taken) > _MOST:
                    return
                self._place(painter, view, palette, rule, name, taken, drawn)

    def _candidates(self, view: Viewport, rule: LabelRule, batch: FeatureBatch) -> Iterator[_Name]:
        rows = self._rows(rule.layer, batch)
        x0, y0, x1, y1 = view.extent
        boxes = batch.geometry.boxes
        hit = (boxes[:, 0] <= x1) & (boxes[:, 2] >= x0) & (boxes[:, 1] <= y1) & (boxes[:, 3] >= y0)
        for index in np.flatnonzero(hit):
            row = rows[index]
            if rule.match and row.get("klasse") != rule.match:
                continue
            text = next((str(row[key]) for key in rule.text if row.get(key)), "")
            if not text:
                continue
            x, y, angle, length = self._middle(rule, batch, int(index))
            if rule.placement == "line" and text_width(text, rule.size, rule.weight) > 0.98 * length / view.mpp:
                continue
            px, py = view.to_px(x, y)
            yield _Name(px, py, angle if rule.placement == "line" else 0.0, text.upper() if rule.capitals else text)

    def _rows(self, layer: str, batch: FeatureBatch) -> list[dict[str, object]]:
        if layer not in self._properties:
            self._properties[layer] = [json.loads(raw) for raw in batch.properties]
        return self._properties[layer]

    def _middle(self, rule: LabelRule, batch: FeatureBatch, index: int) -> tuple[float, float, float, float]:
        """Return where the name goes: RD, angle in degrees (upright) and length of the line in metres."""
        key = (rule.layer, index)
        if key not in self._middles:
            self._middles[key] = _middle(batch.geometry.take([index]).to_shapely()[0])
        return self._middles[key]

    def _place(
        self, painter: QPainter, view: Viewport, palette: Palette, rule: LabelRule, name: _Name,
        taken: list[QPolygonF], drawn: set[tuple[str, int, int]],
    ) -> None:  # fmt: skip
        if not (-40 < name.x < view.width + 40 and -20 < name.y < view.height + 20):
            return
        cell = max(120.0, rule.repeat_px or 240.0)
        key = (name.text, int(name.x // cell), int(name.y // cell))
        width = text_width(name.text, rule.size, rule.weight, rule.italic) + rule.spacing * len(name.text)
        box = QRectF(-width / 2 - 3, -rule.size * 0.62, width + 6, rule.size * 1.24)
        turn = QTransform().translate(name.x, name.y).rotate(name.angle)
        outline = turn.map(QPolygonF(box))
        if key in drawn or any(outline.intersects(other) for other in taken):
            return
        drawn.add(key)
        taken.append(outline)
        painter.save()
        painter.setTransform(turn, True)
        if rule.placement == "shield":
            _plate(painter, palette, rule, width)
        draw_text(
            painter, palette, 0, rule.size * 0.36, name.text, size=rule.size, weight=rule.weight, ink=rule.colour,
            halo=rule.halo, halo_width=0.0 if rule.placement == "shield" else rule.halo_width, italic=rule.italic,
            spacing=rule.spacing,
        )  # fmt: skip
        painter.restore()


def _plate(painter: QPainter, palette: Palette, rule: LabelRule, width: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(palette, rule.plate_line or "provCase"), 1))
    painter.setBrush(colour(palette, rule.plate))
    painter.drawRoundedRect(QRectF(-width / 2 - 4, -rule.size * 0.72, width + 8, rule.size * 1.45), 2, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _middle(shape: Any) -> tuple[float, float, float, float]:
    if shape is None or shape.is_empty:
        return (math.nan, math.nan, 0.0, 0.0)
    if shape.geom_type in {"LineString", "MultiLineString"}:
        line = max(shapely.get_parts(shape), key=lambda part: float(part.length))
        half = line.length / 2
        a, m, b = (line.interpolate(at) for at in (max(0.0, half - 20), half, min(line.length, half + 20)))
        angle = -math.degrees(math.atan2(b.y - a.y, b.x - a.x))
        upright = (angle + 90) % 180 - 90
        return (m.x, m.y, upright, float(line.length))
    point = shape if shape.geom_type == "Point" else shape.representative_point()
    return (point.x, point.y, 0.0, 0.0)


