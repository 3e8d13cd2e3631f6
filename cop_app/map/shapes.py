"""The one form in which signs, badges and icons are described: filled and stroked paths on a small grid.

A sign is data, so that window, print, SVG export and tests draw exactly the same thing without Qt being known here.
Path commands: ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y) and ("Z",); y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Command = tuple[str | float, ...]
PathData = tuple[Command, ...]
Point = tuple[float, float]

GRID = 48.0
SMALL_BELOW_PX = 28.0
SMALL_STROKE = 1.28
_KAPPA = 4 / 3 * math.tan(math.pi / 8)


@dataclass(frozen=True, slots=True)
class Shape:
    """A path with a fill token and a stroke token (None = not), opacities and a stroke width in grid units.

    `dash` is in grid units; `rule` says how overlapping parts fill.
    """

    path: PathData
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    dash: tuple[float, ...] = ()
    cap: Literal["round", "flat"] = "round"
    join: Literal["round", "miter"] = "round"
    rule: Literal["evenodd", "nonzero"] = "nonzero"


@dataclass(frozen=True, slots=True)
class TextShape:
    """A short text in a sign: centre `x, y` (middle of the capitals), `size` the font size, all in grid units."""

    text: str
    x: float
    y: float
    size: float
    weight: int = 700
    fill: str = "symInk"


Part = Shape | TextShape
Drawing = tuple[Part, ...]


def filled(path: PathData, fill: str, *, alpha: float = 1.0, rule: Literal["evenodd", "nonzero"] = "nonzero") -> Shape:
    """Return a filled path."""
    return Shape(path, fill, fill_alpha=alpha, rule=rule)


def stroked(
    path: PathData, stroke: str, width: float, *, dash: tuple[float, ...] = (), cap: Literal["round", "flat"] = "round"
) -> Shape:
    """Return a stroked path."""
    return Shape(path, None, stroke, width, dash=dash, cap=cap)


def polygon(points: Iterable[Point]) -> PathData:
    """Return a closed path through points."""
    return (*polyline(points), ("Z",))


def polyline(points: Iterable[Point]) -> PathData:
    """Return an open path through points."""
    return tuple(("L" if i else "M", x, y) for i, (x, y) in enumerate(points))


def line(x1: float, y1: float, x2: float, y2: float) -> PathData:
    """Return a straight line."""
    return (("M", x1, y1), ("L", x2, y2))


def rectangle(x: float, y: float, w: float, h: float, radius: float = 0.0) -> PathData:
    """Return a rectangle, with rounded corners when a radius is given."""
    if radius <= 0:
        return polygon(((x, y), (x + w, y), (x + w, y + h), (x, y + h)))
    r, k = radius, radius * (1 - _KAPPA)
    right, low = x + w, y + h
    return (
        ("M", x + r, y), ("L", right - r, y), ("C", right - k, y, right, y + k, right, y + r),
        ("L", right, low - r), ("C", right, low - k, right - k, low, right - r, low),
        ("L", x + r, low), ("C", x + k, low, x, low - k, x, low - r),
        ("L", x, y + r), ("C", x, y + k, x + k, y, x + r, y), ("Z",),
    )  # fmt: skip


def circle(x: float, y: float, r: float) -> PathData:
    """Return a circle of four curves."""
    return (*arc(x, y, r, 0, 360), ("Z",))


def arc(x: float, y: float, r: float, start: float, sweep: float, ry: float = 0.0) -> PathData:
    """Return an arc; degrees counter-clockwise from the right, as on paper; `ry` makes it elliptic."""
    high = ry or r
    pieces = max(1, math.ceil(abs(sweep) / 90))
    step = math.radians(sweep / pieces)
    k = 4 / 3 * math.tan(step / 4)
    angle = math.radians(start)
    found: list[Command] = [("M", x + r * math.cos(angle), y - high * math.sin(angle))]
    for _ in range(pieces):
        c0, s0, c1, s1 = math.cos(angle), math.sin(angle), math.cos(angle + step), math.sin(angle + step)
        found.append((
            "C", x + r * (c0 - k * s0), y - high * (s0 + k * c0), x + r * (c1 + k * s1), y - high * (s1 - k * c1),
            x + r * c1, y - high * s1,
        ))  # fmt: skip
        angle += step
    return tuple(found)


def curve(start: Point, *pieces: tuple[float, ...], close: bool = False) -> PathData:
    """Return a path of cubic pieces (6 numbers), quadratic pieces (4 numbers) and straight pieces (2 numbers)."""
    found: list[Command] = [("M", *start)]
    x, y = start
    for piece in pieces:
        if len(piece) == 2:
            found.append(("L", *piece))
        elif len(piece) == 4:
            qx, qy, ex, ey = piece
            found.append(("C", x + 2 / 3 * (qx - x), y + 2 / 3 * (qy - y),
                          ex + 2 / 3 * (qx - ex), ey + 2 / 3 * (qy - ey), ex, ey))  # fmt: skip
        else:
            found.append(("C", *piece))
        x, y = piece[-2], piece[-1]
    if close:
        found.append(("Z",))
    return tuple(found)


def transformed(path: PathData, a: float, b: float, c: float, d: float, e: float, f: float) -> PathData:
    """Return the path under x' = a x + c y + e, y' = b x + d y + f."""
    found: list[Command] = []
    for name, *numbers in path:
        moved: list[float] = []
        for i in range(0, len(numbers), 2):
            x, y = float(numbers[i]), float(numbers[i + 1])
            moved += (a * x + c * y + e, b * x + d * y + f)
        found.append((name, *moved))
    return tuple(found)


def scaled(path: PathData, k: float, dx: float = 0.0, dy: float = 0.0, centre: float = GRID / 2) -> PathData:
    """Return the path scaled around the middle of the grid, then moved."""
    return transformed(path, k, 0, 0, k, centre * (1 - k) + dx, centre * (1 - k) + dy)


def turned(path: PathData, degrees: float, centre: float = GRID / 2) -> PathData:
    """Return the path turned clockwise on the screen around the middle of the grid."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return transformed(path, c, s, -s, c, centre * (1 - c + s), centre * (1 - c - s))


def placed(drawing: Drawing, k: float, dx: float, dy: float) -> Drawing:
    """Return a drawing scaled by k from the origin and moved; strokes and texts scale along."""
    moved: list[Part] = []
    for part in drawing:
        if isinstance(part, TextShape):
            moved.append(replace(part, x=part.x * k + dx, y=part.y * k + dy, size=part.size * k))
        else:
            path = transformed(part.path, k, 0, 0, k, dx, dy)
            moved.append(replace(part, path=path, width=part.width * k, dash=tuple(d * k for d in part.dash)))
    return tuple(moved)


def bolder(drawing: Drawing, stroke: float = SMALL_STROKE, text: float = 1.12) -> Drawing:
    """Return a drawing for small sizes: strokes 28 % and texts 12 % larger (LOOK 6)."""
    return tuple(
        replace(p, size=p.size * text) if isinstance(p, TextShape) else replace(p, width=p.width * stroke)
        for p in drawing
    )


def bounds(drawing: Drawing) -> tuple[float, float, float, float]:
    """Return xmin, ymin, xmax, ymax of all control points, half a stroke wider; texts count with their height."""
    xs: list[float] = []
    ys: list[float] = []
    for part in drawing:
        if isinstance(part, TextShape):
            half = part.size * 0.3 * len(part.text)
            xs += (part.x - half, part.x + half)
            ys += (part.y - part.size * 0.4, part.y + part.size * 0.4)
            continue
        half = part.width / 2 if part.stroke else 0.0
        for _name, *numbers in part.path:
            values = [float(n) for n in numbers]
            xs += [v + s for v in values[0::2] for s in (-half, half)]
            ys += [v + s for v in values[1::2] for s in (-half, half)]
    return (min(xs), min(ys), max(xs), max(ys))
