"""How a sign is built: frames, column brackets, roofs and the four emblems on the grid of 48 (LOOK 6).

Corners say who: the bracket of a column has its own corner, so that a grey print still tells police from ambulance.
All emblems are own drawings; none resembles a protected one.
"""

from __future__ import annotations

import math

from cop_app.map.shapes import (
    Drawing,
    Part,
    PathData,
    Point,
    Shape,
    TextShape,
    bolder,
    circle,
    curve,
    filled,
    placed,
    polygon,
    polyline,
    rectangle,
    scaled,
    stroked,
    turned,
)

# Column letter -> (colour token, quarter turns of the bracket from the top-left corner).
COLUMNS: dict[str, tuple[str, int]] = {"B": ("brw", 0), "P": ("pol", 1), "G": ("ghor", 2), "Z": ("bz", 3)}

ROOF = polygon(((24, 4), (44, 20.5), (4, 20.5)))
BRACKET = polygon(((1.5, 1.5), (22, 1.5), (22, 9), (9, 9), (9, 22), (1.5, 22)))

_FLAME_OUTER = curve(
    (24, 10), (27, 17, 35, 20, 35, 28.5), (35, 35, 30, 39, 24, 39), (18, 39, 13, 35, 13, 28.5),
    (13, 24, 16, 22, 17.5, 18), (19, 21, 20, 22, 21, 22.5), (23, 19, 24.5, 15, 24, 10), close=True,
)  # fmt: skip
_FLAME_CORE = curve(
    (24.5, 25), (26, 28, 29, 29.5, 29, 32.5), (29, 35, 27, 36.5, 24.3, 36.5), (21.5, 36.5, 19.5, 35, 19.5, 32.4),
    (19.5, 29.5, 23, 28, 24.5, 25), close=True,
)  # fmt: skip
FLAME: PathData = (*_FLAME_OUTER, *_FLAME_CORE)  # even-odd: the core stays open
SHIELD = curve(
    (24, 10), (28, 13, 32, 14, 36, 14), (36.5, 26, 33, 34, 24, 39), (15, 34, 11.5, 26, 12, 14),
    (16, 14, 20, 13, 24, 10), close=True,
)  # fmt: skip
GABLE = polygon((
    (13, 38), (13, 27), (16.5, 27), (16.5, 21.5), (20, 21.5), (20, 16), (22, 16), (22, 11.5), (26, 11.5), (26, 16),
    (28, 16), (28, 21.5), (31.5, 21.5), (31.5, 27), (35, 27), (35, 38), (27, 38), (27, 31), (21, 31), (21, 38),
))  # fmt: skip
DROP = curve(
    (24, 10), (30, 19, 35, 24, 35, 30), (35, 36, 30, 40, 24, 40), (18, 40, 13, 36, 13, 30), (13, 24, 18, 19, 24, 10),
    close=True,
)  # fmt: skip
BED: PathData = (
    *rectangle(9, 14, 3.4, 24), *rectangle(9, 28, 30, 4), *rectangle(35.6, 23, 3.4, 15), *circle(16.5, 23, 3.6),
    *polygon(((21, 19.5), (33, 20.5), (35, 26), (21, 26))),
)  # fmt: skip


def cross(x: float = 24, y: float = 24.5, arm: float = 13, half: float = 4.6) -> PathData:
    """Return an upright cross with equal arms."""
    a, b = arm, half
    return polygon((
        (x - b, y - a), (x + b, y - a), (x + b, y - b), (x + a, y - b), (x + a, y + b), (x + b, y + b),
        (x + b, y + a), (x - b, y + a), (x - b, y + b), (x - a, y + b), (x - a, y - b), (x - b, y - b),
    ))  # fmt: skip


def star(outer: float, inner: float, points: int = 8, centre: float = 24) -> PathData:
    """Return a star with one point up."""
    return polygon(
        (
            centre + (inner if i % 2 else outer) * math.sin(math.pi * i / points),
            centre - (inner if i % 2 else outer) * math.cos(math.pi * i / points),
        )
        for i in range(2 * points)
    )


EMBLEMS: dict[str, PathData] = {"B": FLAME, "P": SHIELD, "G": cross(), "Z": GABLE}


class Sign:
    """Collects the parts of one sign; `small` drops what would clog below 28 px, `text` replaces a sample text."""

    def __init__(self, small: bool, text: str) -> None:
        self.small = small
        self.text = text
        self.parts: list[Part] = []

    def drawing(self) -> Drawing:
        """Return the parts; below 28 px with heavier strokes and larger letters."""
        parts = tuple(self.parts)
        return bolder(parts) if self.small else parts

    def fill(self, path: PathData, colour: str | None = "symInk", line: str | None = None, width: float = 1.6) -> None:
        """Add a filled path, with an outline when asked. Overlapping rings leave a hole (even-odd)."""
        self.parts.append(Shape(path, colour, line, width if line else 0.0, rule="evenodd"))

    def line(self, *points: Point, colour: str = "symInk", width: float = 2.6, flat: bool = False) -> None:
        """Add an open line."""
        self.parts.append(stroked(polyline(points), colour, width, cap="flat" if flat else "round"))

    def curve(self, path: PathData, colour: str = "symInk", width: float = 2.4) -> None:
        """Add a stroked path."""
        self.parts.append(stroked(path, colour, width))

    def disc(
        self, x: float, y: float, r: float, colour: str | None = "symInk", line: str | None = None, width: float = 2
    ) -> None:
        """Add a disc or ring."""
        self.parts.append(Shape(circle(x, y, r), colour, line, width if line else 0.0))

    def words(self, text: str, x: float, y: float, size: float, colour: str = "symInk") -> None:
        """Add bold words around a centre."""
        self.parts.append(TextShape(text, x, y, size, 700, colour))

    def group(self, inner: Sign, k: float, dx: float, dy: float) -> None:
        """Add the parts of another sign, scaled and moved."""
        self.parts += placed(tuple(inner.parts), k, dx, dy)

    def child(self) -> Sign:
        """Return an empty sign of the same size class."""
        return Sign(self.small, self.text)

    def square(self, column: str = "", line: str = "symFrame") -> None:
        """Add the square frame and the bracket of a column."""
        self._frame(rectangle(5, 5, 38, 38, 2.5), line)
        self.bracket(column)

    def round(self, line: str = "symFrame") -> None:
        """Add the round frame."""
        self._frame(circle(24, 24, 19.5), line)

    def diamond(self, line: str = "symFrame") -> None:
        """Add the diamond of a risk."""
        self._frame(polygon(((24, 3.5), (44.5, 24), (24, 44.5), (3.5, 24))), line)

    def _frame(self, path: PathData, line: str) -> None:
        self.parts.append(Shape(path, "symFill", line, 2.3, cap="flat", join="miter"))

    def bracket(self, column: str) -> None:
        """Add the corner of a column; "" adds nothing."""
        if column:
            colour, quarters = COLUMNS[column]
            self.fill(turned(BRACKET, 90 * quarters), colour, "colOutline", 1.5)

    def house(self, column: str = "", emblem: PathData = (), text: str = "") -> None:
        """Add a fixed place: walls under a roof in the column colour."""
        self.parts.append(Shape(rectangle(9.5, 20, 29, 23), "symFill", "symFrame", 2.3, join="miter"))
        self._roof(column)
        if emblem:
            self.fill(scaled(emblem, 0.56, 0, 7.8))
        if text:
            self.words(text, 24, 32.3, 13.5 if len(text) > 2 else 16)

    def shelter(self, column: str = "", emblem: PathData = (), text: str = "") -> None:
        """Add a mobile or temporary place: the roof without walls, on two ground strokes."""
        self.parts.append(filled(rectangle(9, 20, 30, 21), "symFill"))
        self._roof(column)
        if emblem:
            self.fill(scaled(emblem, 0.6, 0, 8.2))
        if text:
            self.words(text, 24, 32.3, 12.5 if len(text) > 3 else 15)
        self.line((8, 43), (17, 43), width=2.3)
        self.line((31, 43), (40, 43), width=2.3)

    def _roof(self, column: str) -> None:
        self.fill(ROOF, COLUMNS[column][0] if column else "multi", "colOutline", 1.8)
