"""A shape under somebody's hand: points that come, go and move, and what they make when it is done.

No Qt and no screen: the canvas tells where the hand is in RD metres and paints what stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import shapely

from cop_app.geo.lengths import Point, area, legs


class Form(StrEnum):
    """What is being made."""

    POINT = "punt"
    LINE = "lijn"
    AREA = "vlak"


LEAST = {Form.POINT: 1, Form.LINE: 2, Form.AREA: 3}


@dataclass(slots=True)
class Sketch:
    """Points in RD metres; an area is closed by itself and has its first point once."""

    form: Form
    points: list[Point] = field(default_factory=list)

    def add(self, point: Point) -> None:
        """Put a point at the end; of a place there is only one, and the newest counts. A double point is left out."""
        if self.form is Form.POINT:
            self.points = [point]
        elif not self.points or self.points[-1] != point:
            self.points.append(point)

    def back(self) -> bool:
        """Take the last point away; returns whether there was one."""
        return bool(self.points) and self.points.pop() is not None

    def move(self, index: int, point: Point) -> None:
        """Put a point elsewhere."""
        self.points[index] = point

    def insert(self, leg: int, point: Point) -> int:
        """Put a point in the middle of a leg and return its index."""
        self.points.insert(leg + 1, point)
        return leg + 1

    def remove(self, index: int) -> bool:
        """Take a point out of a finished shape, unless too few would remain."""
        if len(self.points) <= LEAST[self.form]:
            return False
        del self.points[index]
        return True

    def shift(self, dx: float, dy: float) -> None:
        """Move the whole."""
        self.points = [(x + dx, y + dy) for x, y in self.points]

    @property
    def complete(self) -> bool:
        """Return whether there are points enough."""
        return len(self.points) >= LEAST[self.form]

    @property
    def crossed(self) -> bool:
        """Return whether the edge of an area crosses itself: then inside and outside cannot be told apart."""
        if self.form is not Form.AREA or len(self.points) < 4:
            return False
        return not shapely.is_simple(shapely.LinearRing(self.points))

    @property
    def middles(self) -> list[Point]:
        """Return the middle of every leg: where a point can be put in."""
        ring = self.points[1:] + (self.points[:1] if self.form is Form.AREA else [])
        return [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in zip(self.points, ring, strict=False)]

    @property
    def length(self) -> float:
        """Return the length of a line, or round an area, in metres."""
        return sum(legs(self.points, closed=self.form is Form.AREA))

    @property
    def surface(self) -> float:
        """Return the area in square metres; 0 for what is no area."""
        return area(self.points) if self.form is Form.AREA else 0.0

    def geometry(self) -> dict[str, Any]:
        """Return GeoJSON with RD coordinates to the millimetre.

        Raises:
            ValueError: when there are too few points or the edge crosses itself.
        """
        if not self.complete or self.crossed:
            raise ValueError(self.form)
        points = [[round(x, 3), round(y, 3)] for x, y in self.points]
        if self.form is Form.POINT:
            return {"type": "Point", "coordinates": points[0]}
        if self.form is Form.LINE:
            return {"type": "LineString", "coordinates": points}
        return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


def sketch_of(shape: Any) -> Sketch | None:
    """Return a shape to work on further, None for what has several parts or holes."""
    forms = {"Point": Form.POINT, "LineString": Form.LINE, "Polygon": Form.AREA}
    form = forms.get(shape.geom_type)
    if form is None or (form is Form.AREA and len(shape.interiors)):
        return None
    outline = shape.exterior if form is Form.AREA else shape
    coordinates: Sequence[Sequence[float]] = np.asarray(shapely.get_coordinates(outline)).tolist()
    points = [(float(x), float(y)) for x, y in coordinates]
    return Sketch(form, points[:-1] if form is Form.AREA else points)
