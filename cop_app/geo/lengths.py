"""Lengths and areas of what is drawn on the map, in the words people use on the radio.

Plane distances in RD New: its scale differs at most 1 in 10.000 from the ground, 10 cm in a kilometre.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]


def legs(points: Sequence[Point], *, closed: bool = False) -> list[float]:
    """Return the length of every leg in metres; with `closed` also the one back to the start."""
    ring = [*points, points[0]] if closed and len(points) > 2 else list(points)
    return [math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]


def area(points: Sequence[Point]) -> float:
    """Return the area within a ring of points in square metres, whichever way round it goes."""
    if len(points) < 3:
        return 0.0
    ring = [*points, points[0]]
    # Relative to the first point, or the large RD numbers eat the small areas.
    x0, y0 = points[0]
    return abs(sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in pairwise(ring))) / 2


def length_text(metres: float) -> str:
    """Return a length as 8,4 m, 640 m, 1,24 km, 12,4 km or 124 km."""
    if metres < 9.95:
        return f"{metres:.1f} m".replace(".", ",")
    if metres < 999.5:
        return f"{metres:.0f} m"
    kilometres = metres / 1000
    digits = 2 if kilometres < 9.995 else 1 if kilometres < 99.95 else 0
    return f"{kilometres:.{digits}f} km".replace(".", ",")


def area_text(square_metres: float) -> str:
    """Return an area as 1.250 m², 3,2 ha or 1,94 km²."""
    if square_metres < 9_999.5:
        return f"{square_metres:,.0f} m²".replace(",", ".")
    if square_metres < 999_500:
        return f"{square_metres / 10_000:.1f} ha".replace(".", ",")
    return f"{square_metres / 1_000_000:.2f} km²".replace(".", ",")
