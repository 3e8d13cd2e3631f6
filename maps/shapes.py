"""The few drawing instruments of the town designer: smooth lines, arcs, bars and the parts of a shape."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry
from shapely.ops import substring

Place = tuple[float, float]


def smooth(points: Sequence[Place], steps: int = 12, closed: bool = False) -> list[Place]:
    """Return a Catmull-Rom curve through the points (metres), `steps` pieces between two of them."""
    given = [np.array(p, dtype=float) for p in points]
    if closed:
        given = [given[-1], *given, given[0], given[1]]
    else:
        given = [2 * given[0] - given[1], *given, 2 * given[-1] - given[-2]]
    out: list[Place] = []
    for i in range(1, len(given) - 2):
        a, b, c, d = given[i - 1 : i + 3]
        for t in np.linspace(0, 1, steps, endpoint=False):
            p = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - 3 * c + d - a) * t**3)
            out.append((float(p[0]), float(p[1])))
    if not closed:
        out.append((float(given[-2][0]), float(given[-2][1])))
    return out


def curve(*points: Place, steps: int = 12) -> LineString:
    """Return a smooth line through the points."""
    return LineString(smooth(points, steps))


def blob(*points: Place) -> Polygon:
    """Return a smooth closed shape through the points."""
    return Polygon(smooth(points, closed=True)).buffer(0)


def bar(start: Place, end: Place, width: float) -> Polygon:
    """Return a straight strip with square ends."""
    return LineString([start, end]).buffer(width / 2, cap_style="flat")


def block(x: float, y: float, width: float, depth: float, angle: float = 0.0) -> Polygon:
    """Return a rectangle around (x, y), turned `angle` degrees counter-clockwise."""
    ux, uy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return Polygon(
        [(x + (a * width * ux - b * depth * uy) / 2, y + (a * width * uy + b * depth * ux) / 2) for a, b in corners]
    )


def polygons(shape: BaseGeometry, least: float = 0.0) -> list[Polygon]:
    """Return the polygons of a shape that are larger than `least` square metres."""
    parts = shapely.get_parts(shape) if shape.geom_type != "Polygon" else [shape]
    out: list[Polygon] = []
    for part in parts:
        if isinstance(part, Polygon):
            if part.area > least:
                out.append(part)
        elif isinstance(part, BaseMultipartGeometry):
            out.extend(polygons(part, least))
    return out


def lines(shape: BaseGeometry, least: float = 0.0) -> list[LineString]:
    """Return the lines of a shape that are longer than `least` metres; touching pieces are joined."""
    if shape.geom_type == "MultiLineString":
        shape = shapely.line_merge(shape)
    parts = shapely.get_parts(shape) if shape.geom_type != "LineString" else [shape]
    return [part for part in parts if isinstance(part, LineString) and part.length > least]


def largest(shape: BaseGeometry) -> Polygon:
    """Return the largest polygon of a shape; an empty polygon when it has none."""
    return max(polygons(shape), key=lambda part: part.area, default=Polygon())


def longest(shape: BaseGeometry) -> LineString:
    """Return the longest line of a shape; an empty line when it has none."""
    return max(lines(shape), key=lambda part: part.length, default=LineString())


def piece(line: LineString, start: float, end: float) -> LineString:
    """Return the part of a line between two running lengths (m)."""
    return longest(substring(line, start, end))


def beside(line: LineString, offset: float) -> LineString:
    """Return the line moved sideways, left of its direction when positive (m)."""
    return longest(line.offset_curve(offset))


def places(line: LineString) -> list[Place]:
    """Return the vertices of a line."""
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]


def union(shapes: Iterable[Any]) -> BaseGeometry:
    """Return one shape of many."""
    return shapely.union_all(list(shapes))


def frame(origin: Place, angle: float) -> tuple[Place, Place, Place]:
    """Return origin and the two unit vectors of a drawing turned `angle` degrees."""
    a = math.radians(angle)
    return origin, (math.cos(a), math.sin(a)), (-math.sin(a), math.cos(a))
