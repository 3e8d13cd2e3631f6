"""The area that an information need is about: around the incident, where it burns, where it drifts, or everywhere.

A source area or effect area counts as soon as anybody drew or measured it; until then a circle around the incident
stands in for it, and the area says that it was assumed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from cop_app.geo.boxes import Box
from cop_app.geo.columns import GeometryColumns
from cop_app.geo.wkb import shape_of

Point = tuple[float, float]

_GRID_M = 500.0  # boxes to load end on this grid, so that an area that grows a little asks for nothing new


@dataclass(frozen=True, slots=True)
class NeedArea:
    """Where a need looks: a shape in RD metres, or None for everywhere; `assumed` when a circle stands in for it."""

    shape: Any | None
    assumed: bool = False

    @property
    def box(self) -> Box | None:
        """Return the bounds in RD metres, None for everywhere."""
        if self.shape is None:
            return None
        x0, y0, x1, y1 = self.shape.bounds
        return (float(x0), float(y0), float(x1), float(y1))


def area_of_need(
    rule: str, radius: float, place: Point, source: Iterable[str] = (), effect: Iterable[str] = ()
) -> NeedArea:
    """Return the area of a rule: punt, brongebied, effectgebied or regio.

    `place` is the incident in RD metres, `source` and `effect` are the known areas as claims hold them (hex WKB);
    unreadable ones and shapes without surface are passed by.
    """
    if rule == "regio":
        return NeedArea(None)
    around = shapely.Point(place).buffer(radius)
    if rule == "punt":
        return NeedArea(around)
    drawn = _surfaces(source if rule == "brongebied" else effect)
    return NeedArea(drawn) if drawn is not None else NeedArea(around, assumed=True)


def _surfaces(claims: Iterable[str]) -> Any | None:
    shapes = []
    for claim in claims:
        try:
            shape = shapely.make_valid(shape_of(claim))
        except (ValueError, TypeError, shapely.errors.GEOSException):
            continue
        if shapely.get_dimensions(shape) >= 2 and shape.area > 0:
            shapes.append(shape)
    return shapely.union_all(shapes) if shapes else None


def box_to_load(areas: Iterable[NeedArea]) -> Box | None:
    """Return the box that holds all areas, widened to the grid; None when one of them is everywhere."""
    boxes = [area.box for area in areas]
    bounded = [box for box in boxes if box is not None]
    if not bounded or len(bounded) < len(boxes):
        return None
    low = [math.floor(min(box[i] for box in bounded) / _GRID_M) * _GRID_M for i in (0, 1)]
    high = [math.ceil(max(box[i] for box in bounded) / _GRID_M) * _GRID_M for i in (2, 3)]
    return (low[0], low[1], high[0], high[1])


def touching(columns: GeometryColumns, area: NeedArea) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the places of the features that touch an area, in ascending order; features without a place do not."""
    boxes = columns.boxes
    if area.shape is None:
        return np.arange(len(columns), dtype=np.int64)
    x0, y0, x1, y1 = area.shape.bounds
    with np.errstate(invalid="ignore"):
        near = np.flatnonzero((boxes[:, 0] <= x1) & (boxes[:, 2] >= x0) & (boxes[:, 1] <= y1) & (boxes[:, 3] >= y0))
    if not len(near):
        return near.astype(np.int64)
    shape = area.shape
    shapely.prepare(shape)
    hit = shapely.intersects(shape, columns.take(near).to_shapely())
    return near[hit].astype(np.int64)
