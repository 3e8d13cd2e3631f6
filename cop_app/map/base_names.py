"""Names of the base map as label candidates, and one call that places all labels of a view.

Operational words and names of streets go through the same placing, in one order of priority, so that a street name
never stands under a conflict value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from cop_app.geo.columns import FeatureBatch
from cop_app.map.base_labels import LabelRule, Priority, base_label_rules
from cop_app.map.label_types import Box, LabelCandidate, Measure, PlacedLabel, TextStyle
from cop_app.map.labels import place_labels
from cop_app.map.mark_labels import mark_candidates, reserved_boxes
from cop_app.map.mark_types import Mark
from cop_app.map.viewport import Viewport

_AVERAGE_LETTER = 0.42  # of the size: a name is not even tried in a box shorter than this
_PLATE_ROOM = 4.0


class BaseNames:
    """Knows the names in a set of layers; properties are read when a scale first asks for their layer."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        self._layers = layers
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._classes: dict[str, NDArray[np.str_]] = {}
        self._inner: dict[tuple[str, int], tuple[float, float]] = {}

    def candidates(self, view: Viewport, palette_name: str = "dag") -> list[LabelCandidate]:
        """Return the candidates in the view, in px, by the rules of its scale; longest streets first."""
        found: list[LabelCandidate] = []
        for rule in base_label_rules(view.mpp, palette_name):
            batch = self._layers.get(rule.layer)
            if batch is not None and len(batch):
                found += self._of_rule(rule, batch, view)
        return found

    def _of_rule(self, rule: LabelRule, batch: FeatureBatch, view: Viewport) -> list[LabelCandidate]:
        rows = self._read(rule.layer, batch)
        found: list[LabelCandidate] = []
        style = _style(rule)
        for index in self._seen(rule, batch, view):
            text = next((str(rows[index][key]) for key in rule.text if rows[index].get(key)), "")
            if text and self._roomy(rule, batch, index, text, view):
                made = self._candidate(rule, batch, index, text.upper() if rule.capitals else text, view, style)
                if made is not None:
                    found.append(made)
        return found

    def _read(self, layer: str, batch: FeatureBatch) -> list[dict[str, Any]]:
        if layer not in self._rows:
            self._rows[layer] = [json.loads(raw) for raw in batch.properties]
            self._classes[layer] = np.array([str(row.get("klasse") or "") for row in self._rows[layer]], dtype=np.str_)
        return self._rows[layer]

    def _seen(self, rule: LabelRule, batch: FeatureBatch, view: Viewport) -> list[int]:
        boxes = batch.geometry.boxes
        x0, y0, x1, y1 = view.extent
        with np.errstate(invalid="ignore"):
            seen = (boxes[:, 0] <= x1) & (boxes[:, 2] >= x0) & (boxes[:, 1] <= y1) & (boxes[:, 3] >= y0)
        if rule.match:
            seen &= self._classes[rule.layer] == rule.match
        found = np.flatnonzero(seen)
        if rule.placement in ("line", "shield", "area"):
            reach = np.hypot(boxes[found, 2] - boxes[found, 0], boxes[found, 3] - boxes[found, 1])
            found = found[np.argsort(-reach, kind="stable")]
        return [int(i) for i in found]

    def _roomy(self, rule: LabelRule, batch: FeatureBatch, index: int, text: str, view: Viewport) -> bool:
        if rule.placement not in ("line", "area"):
            return True
        x0, y0, x1, y1 = batch.geometry.boxes[index].tolist()
        wide, high = (x1 - x0) / view.mpp, (y1 - y0) / view.mpp
        need = len(text) * (rule.size * _AVERAGE_LETTER + rule.spacing)
        if rule.placement == "area":
            return bool(wide >= need and high >= rule.size)
        return bool(wide + high >= need)

    def _candidate(
        self, rule: LabelRule, batch: FeatureBatch, index: int, text: str, view: Viewport, style: TextStyle
    ) -> LabelCandidate | None:
        if rule.placement in ("line", "shield"):
            line = _line_in_view(batch, index, view)
            if line is None:
                return None
            x, y = _halfway(line)
            if rule.placement == "shield":
                return LabelCandidate(
                    text, x, y, rule.priority, style, placement="centred", group=text, repeat_px=rule.repeat_px
                )
            return LabelCandidate(
                text, x, y, rule.priority, style, placement="line", line=line, group=text, repeat_px=rule.repeat_px
            )
        place = self._inside(rule.layer, batch, index)
        x, y = view.to_px(*place)
        beside = rule.placement == "point"
        return LabelCandidate(
            text, x, y, rule.priority, style, placement="beside" if beside else "centred", half=3.0 if beside else 0.0,
            group=f"{rule.layer} {text}" if rule.placement == "area" else "", repeat_px=300.0,
        )  # fmt: skip

    def _inside(self, layer: str, batch: FeatureBatch, index: int) -> tuple[float, float]:
        key = (layer, index)
        if key not in self._inner:
            point = shapely.point_on_surface(batch.geometry.take(np.array([index])).to_shapely()[0])
            self._inner[key] = (float(point.x), float(point.y))
        return self._inner[key]


def view_labels(
    names: BaseNames | None, marks: Sequence[Mark], view: Viewport, measure: Measure, *, palette_name: str = "dag",
    covered: Iterable[tuple[float, float, float, float]] = (),
) -> list[PlacedLabel]:  # fmt: skip
    """Return all labels of a view, operational before base map; `covered` are px boxes of controls over the map."""
    size = (float(view.width), float(view.height))
    reserved = [*reserved_boxes(marks, view), *covered]
    prepared = reserved_boxes(marks, view, prepared=True)
    wanted = mark_candidates(marks, view)
    operational = place_labels([c for c in wanted if c.priority < Priority.OBJECT], size, measure, reserved)
    taken = [*reserved, *prepared, *(box for label in operational for box in label_boxes(label))]
    rest = [c for c in wanted if c.priority >= Priority.OBJECT]
    if names is not None:
        rest += names.candidates(view, palette_name)
    return operational + place_labels(rest, size, measure, taken)


def label_boxes(label: PlacedLabel) -> list[Box]:
    """Return the px boxes that a placed label covers: one, or one per letter along a line."""
    half = label.candidate.style.size / 2
    return [(g.x - half, g.y - half, g.x + half, g.y + half) for g in label.glyphs] or [label.box]


def _style(rule: LabelRule) -> TextStyle:
    return TextStyle(
        rule.size, rule.weight, rule.italic, rule.spacing, rule.colour, rule.halo, rule.halo_width,
        plate=rule.plate, plate_line=rule.plate_line, room=_PLATE_ROOM if rule.plate else 0.0,
    )  # fmt: skip


def _line_in_view(batch: FeatureBatch, index: int, view: Viewport) -> NDArray[np.float64] | None:
    """Return the longest piece of a line inside the view, (n, 2) in px; None when there is none."""
    geometry = batch.geometry
    x0, y0, x1, y1 = view.extent
    box = geometry.boxes[index]
    first, end = geometry.part_offsets[geometry.feature_offsets[index : index + 2]].tolist()
    if end - first == 1 and box[0] >= x0 and box[1] >= y0 and box[2] <= x1 and box[3] <= y1:
        start, stop = geometry.ring_offsets[first], geometry.ring_offsets[first + 1]
        xy = geometry.coords[start:stop]
    else:
        cut = shapely.clip_by_rect(geometry.take(np.array([index])).to_shapely()[0], x0, y0, x1, y1)
        lines = [part for part in shapely.get_parts(cut) if part.geom_type == "LineString"]
        if not lines:
            return None
        xy = shapely.get_coordinates(max(lines, key=lambda line: float(line.length)))
    if len(xy) < 2:
        return None
    return np.stack(((xy[:, 0] - view.cx) / view.mpp + view.width / 2,
                     view.height / 2 - (xy[:, 1] - view.cy) / view.mpp), axis=1)  # fmt: skip


def _halfway(line: NDArray[np.float64]) -> tuple[float, float]:
    lengths = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1])))))
    half = lengths[-1] / 2
    return float(np.interp(half, lengths, line[:, 0])), float(np.interp(half, lengths, line[:, 1]))
