"""Signs of prepared and surroundings layers, straight from feature columns: hydrants, sirens, care homes, schools.

These layers hold thousands of points; only those in the view are read, and their properties only then.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from cop_app.geo.columns import FeatureBatch
from cop_app.map.area_styles import AREA_STYLES, area_style_for
from cop_app.map.base_labels import Priority
from cop_app.map.mark_geometry import parts_of
from cop_app.map.mark_rules import mark_size, shown_at, symbol_layer
from cop_app.map.mark_types import AreaMark, Label, Mark, SymbolMark
from cop_app.map.mark_words import words
from cop_app.map.scales import Band, band_of, scale_of
from cop_app.map.symbol_choice import symbol_for, symbol_text
from cop_app.map.viewport import Viewport

LIMIT = 5000
# Signs of these layers keep this distance in px between 1:8.700 and 1:3.200; the others show as a dot, none is lost.
SPACING = {"brandkraan": 72.0, "sleutelkluis": 48.0}
FAR_SCALE, FAR_SPACING = 6000.0, 1.9  # further out than 1:6.000 they stand wider, for there the incident is read
DOT = "prep.stip"
DOT_SIZE = 7.0


def layer_marks(
    layer: str, batch: FeatureBatch, view: Viewport, *, reality: str = "voorbereid", prefix: str = ""
) -> list[Mark]:
    """Return the marks of a layer in the view; empty when the layer is not shown at this scale.

    `layer` is the class of its features; the marks are called `prefix:KEY`, with the layer itself as usual prefix.

    A point gives a sign, a polygon an edge in the colour of its reality. At most 5,000, the first in the batch's own
    (Hilbert) order, so that a wrong zoom cannot freeze the window.
    """
    if not shown_at(layer, view.mpp):
        return []
    boxes = batch.geometry.boxes
    x0, y0, x1, y1 = view.extent
    margin = 32 * view.mpp
    with np.errstate(invalid="ignore"):
        seen = (
            (boxes[:, 0] <= x1 + margin) & (boxes[:, 2] >= x0 - margin)
            & (boxes[:, 1] <= y1 + margin) & (boxes[:, 3] >= y0 - margin)
        )  # fmt: skip
    near = batch.take(np.flatnonzero(seen)[:LIMIT])
    marks: list[Mark] = []
    for key, raw, shape in zip(near.keys, near.properties, near.geometry.to_shapely(), strict=True):
        marks += _marks_of(layer, f"{prefix or layer}:{key}", json.loads(raw), shape, view.mpp, reality)
    spacing = SPACING.get(layer, 0.0) if band_of(view.mpp) < Band.STRAAT else 0.0
    spacing *= FAR_SPACING if scale_of(view.mpp) > FAR_SCALE else 1.0
    return _spaced(marks, spacing * view.mpp) if spacing else marks


def _spaced(marks: list[Mark], metres: float) -> list[Mark]:
    """Return the marks with signs too near to an earlier one as dots; the grid lies fast in RD, so panning is calm."""
    first: set[tuple[int, int]] = set()
    found: list[Mark] = []
    for mark in marks:
        if isinstance(mark, SymbolMark):
            cell = (int(mark.x // metres), int(mark.y // metres))
            if cell in first:
                found.append(replace(mark, symbol=DOT, size=DOT_SIZE, text="", label=None))
                continue
            first.add(cell)
        found.append(mark)
    return found


def _marks_of(
    layer: str, key: str, properties: dict[str, Any], geometry: Any, mpp: float, reality: str
) -> list[Mark]:
    shape = parts_of(geometry)
    if shape is None:
        return []
    text, sub = words(layer, properties, 0) if shown_at(f"label:{layer}", mpp) else ("", "")
    label = Label(text, sub, priority=Priority.OBJECT) if text else None
    if shape.polygons:
        style = area_style_for(layer, False, reality)
        return [AreaMark(key, style, shape.polygons, int(AREA_STYLES[style].layer), label=label)]
    symbol = symbol_for(layer, properties)
    size, order = mark_size(symbol, mpp), int(symbol_layer(symbol))
    return [
        SymbolMark(key, symbol, x, y, size, order, text=symbol_text(layer, properties), label=label)
        for x, y in shape.points
    ]
