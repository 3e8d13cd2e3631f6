"""Geometry of a claim as plain rings, lines and points, read once per text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from cop_app.map.mark_types import Polygon, Ring


@dataclass(frozen=True, slots=True)
class MarkShape:
    """The parts of a geometry in RD metres."""

    polygons: tuple[Polygon, ...] = ()
    lines: tuple[Ring, ...] = ()
    points: tuple[tuple[float, float], ...] = ()


@lru_cache(maxsize=20_000)
def read_shape(hex_wkb: str) -> MarkShape | None:
    """Return the parts of hex WKB; None for an empty or unreadable geometry (the item stays in the lists)."""
    try:
        shape = shapely.from_wkb(bytes.fromhex(hex_wkb))
    except (ValueError, shapely.errors.GEOSException):
        return None
    return parts_of(shape)


def parts_of(shape: Any) -> MarkShape | None:
    """Return the parts of a shapely geometry; None for none and for an empty one."""
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type == "Point":
        return MarkShape(points=((float(shape.x), float(shape.y)),))
    polygons: list[Polygon] = []
    lines: list[Ring] = []
    points: list[tuple[float, float]] = []
    for part in shapely.get_parts(shapely.get_parts([shape])):
        kind = part.geom_type
        if kind == "Polygon":
            polygons.append((_ring(part.exterior), *(_ring(hole) for hole in part.interiors)))
        elif kind in ("LineString", "LinearRing"):
            lines.append(_ring(part))
        elif kind == "Point":
            points.append((float(part.x), float(part.y)))
    return MarkShape(tuple(polygons), tuple(lines), tuple(points))


def _ring(line: Any) -> Ring:
    coords = np.asarray(shapely.get_coordinates(line))
    return tuple((float(x), float(y)) for x, y in coords.tolist())
