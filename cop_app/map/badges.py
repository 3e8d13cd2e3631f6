"""State at a sign: glyphs, badges on the edges, age label, dashed outline, stroke and selection ring (LOOK 6).

The left, right and bottom edges belong to the state, the corners to the columns; the shape carries the meaning and the
colour repeats it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cop_app.map.mark_types import Badge, Freshness, State
from cop_app.map.shapes import (
    Drawing,
    Part,
    Shape,
    TextShape,
    arc,
    circle,
    filled,
    line,
    placed,
    polygon,
    polyline,
    rectangle,
    stroked,
)

# Width in px of a text: (text, size px, weight, italic) -> px. Handed in by whoever owns the fonts.
Measure = Callable[[str, float, int, bool], float]

AGE_SIZE = 10.0


def state_glyph(kind: str, x: float, y: float, r: float, colour: str = "") -> Drawing:
    """Return a state glyph of radius r around x, y; `colour` replaces its own token. KeyError for an unknown kind."""
    draw, own = _GLYPHS[kind]
    return draw(x, y, r, max(1.3, r * 0.28), colour or own)


def _check(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    return (stroked(polyline(((x - 0.75 * r, y + 0.05 * r), (x - 0.2 * r, y + 0.6 * r), (x + 0.8 * r, y - 0.6 * r))),
                    c, w),)  # fmt: skip


def _clock(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    hands = polyline(((x, y - 0.6 * r), (x, y), (x + 0.5 * r, y + 0.15 * r)))
    return (stroked(circle(x, y, r), c, w), stroked(hands, c, w))


def _split(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    left = filled((*arc(x, y, r, 100, 160), ("Z",)), c)
    right = stroked((*arc(x, y, r - w / 2, -80, 160), ("Z",)), c, w)
    return (left, right)


def _dashed(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    return (stroked(circle(x, y, r), c, w, dash=(1.6 * w, 1.25 * w), cap="flat"),)


def _partly(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    return (stroked(circle(x, y, r), c, w), filled((*arc(x, y, r, 180, 180), ("Z",)), c))


def _broken(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    left, right = arc(x - 0.45 * r, y, 0.55 * r, 60, 240, 0.5 * r), arc(x + 0.45 * r, y, 0.55 * r, 240, 240, 0.5 * r)
    gap = (line(x - 0.25 * r, y - 0.95 * r, x - 0.05 * r, y - 0.55 * r),
           line(x + 0.25 * r, y + 0.95 * r, x + 0.05 * r, y + 0.55 * r))  # fmt: skip
    return tuple(stroked(path, c, w) for path in (left, right, *gap))


def _dotted(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    ring = stroked(circle(x, y, r), c, w, dash=(0.2 * w, 1.9 * w))
    return (ring, TextShape("?", x, y, max(6.0, r * 1.7), 700, c))


def _bang(x: float, top: float, bottom: float, dot: float, w: float) -> Drawing:
    return (stroked(line(x, top, x, bottom), "onAlarm", w), filled(circle(x, dot, w * 0.55), "onAlarm"))


def _triangle(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    body = polygon(((x, y - 1.05 * r), (x + 1.1 * r, y + 0.85 * r), (x - 1.1 * r, y + 0.85 * r)))
    return (Shape(body, c, c, 1.0), *_bang(x, y - 0.3 * r, y + 0.15 * r, y + 0.55 * r, w))


def _diamond(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    body = polygon(((x, y - 1.1 * r), (x + 1.1 * r, y), (x, y + 1.1 * r), (x - 1.1 * r, y)))
    return (Shape(body, c, c, 1.0), *_bang(x, y - 0.45 * r, y + 0.1 * r, y + 0.55 * r, w))


def _tray(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    head = polyline(((x - 0.5 * r, y - 0.3 * r), (x, y - 0.85 * r), (x + 0.5 * r, y - 0.3 * r)))
    tray = polyline(((x - 0.85 * r, y + 0.25 * r), (x - 0.85 * r, y + 0.8 * r), (x + 0.85 * r, y + 0.8 * r),
                     (x + 0.85 * r, y + 0.25 * r)))  # fmt: skip
    return (stroked(head, c, w), stroked(line(x, y - 0.8 * r, x, y + 0.25 * r), c, w), stroked(tray, c, w))


def _dot(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    return (filled(circle(x, y, 0.72 * r), c),)


def _half(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    return (stroked(circle(x, y, 0.72 * r), c, w), filled((*arc(x, y, 0.72 * r, 90, 180), ("Z",)), c))


def _struck(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    stroke = line(x - 0.5 * r, y + 0.5 * r, x + 0.5 * r, y - 0.5 * r)
    return (stroked(circle(x, y, 0.72 * r), c, w), stroked(stroke, c, w))


def _ring(x: float, y: float, r: float, w: float, c: str) -> Drawing:
    return (stroked(circle(x, y, 0.6 * r), c, 1.2),)


_Glyph = Callable[[float, float, float, float, str], Drawing]
_GLYPHS: dict[str, tuple[_Glyph, str]] = {
    "check": (_check, "text3"),
    "clock": (_clock, "staleGfx"),
    "conflict": (_split, "conflict"),
    "missing": (_dashed, "alarm"),
    "incomplete": (_partly, "staleGfx"),
    "unverified": (_dotted, "unverified"),
    "alarm": (_triangle, "alarm"),
    "warn": (_diamond, "warn"),
    "unsent": (_tray, "offline"),
    "offline": (_broken, "offline"),
    "live": (_dot, "text3"),
    "half": (_half, "staleGfx"),
    "dead": (_struck, "alarm"),
    "off": (_ring, "text3"),
}
# Glyph -> drawing on a grid of 16.
STATE_GLYPHS: dict[str, Drawing] = {kind: state_glyph(kind, 8, 8, 6) for kind in _GLYPHS}

_BADGE_GLYPH = {Badge.UNVERIFIED: "unverified", Badge.CONFLICT: "conflict", Badge.UNSENT: "unsent"}


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is drawn under and over a sign; px around the centre of the sign."""

    below: Drawing
    above: Drawing


def badge_radius(size: float) -> float:
    """Return the radius in px of a badge on a sign of a size in px."""
    return max(6.0, size * 0.2)


def state_overlay(size: float, state: State, measure: Measure) -> Overlay:
    """Return ring, stroke, outline, badges and age label of a sign of `size` px, in px around its centre."""
    below: Drawing = ()
    if state.selected:
        ring = circle(0, 0, size / 2 + 8)
        below = (stroked(ring, "halo", 5.0), stroked(ring, "accent", 2.4))
    above: list[Part] = []
    if state.withdrawn:
        stroke = line(-0.55 * size, 0.4 * size, 0.55 * size, -0.4 * size)
        above += (stroked(stroke, "symFill", 5.0), stroked(stroke, "alarm", 2.4))
    if state.freshness is Freshness.VEROUDERD:
        box = rectangle(-size / 2 - 3, -size / 2 - 3, size + 6, size + 6, 4)
        above.append(stroked(box, "staleGfx", 1.4, dash=(4.2, 3.4), cap="flat"))
    for badge, side in ((state.right, 1), (state.left, -1)):
        if badge:
            above += _badge(badge, side, size)
    if state.age:
        above += _age_plate(state.age, size, measure)
    return Overlay(below, tuple(above))


def extra_room(size: float, state: State) -> tuple[float, float, float]:
    """Return how far badges and age label reach beyond the sign, in px: left, right, below."""
    badge = 2 * badge_radius(size) + 3
    outline = 4.0 if state.freshness is Freshness.VEROUDERD else 0.0
    ring = 10.0 if state.selected else 0.0
    below = max(17.0 if state.age else outline, ring)
    return (
        max(badge if state.left else outline, ring), max(badge if state.right else outline, ring), below
    )  # fmt: skip


def _badge(badge: Badge, side: int, size: float) -> Drawing:
    r = badge_radius(size)
    x = side * (size / 2 + 0.62 * r)
    edge = ("offline", 1.2) if badge is Badge.UNSENT else ("symFrame", 1.0)
    plate = Shape(circle(x, 0, r + 2), "symFill", edge[0], edge[1])
    return (plate, *state_glyph(_BADGE_GLYPH[badge], x, 0, r - (1.2 if badge is Badge.UNSENT else 0.8)))


def _age_plate(age: str, size: float, measure: Measure) -> Drawing:
    width, top = measure(age, AGE_SIZE, 600, False) + 8, size / 2 + 2
    plate = Shape(rectangle(-width / 2, top, width, 14, 3), "symFill", "staleGfx", 1.0)
    return (plate, TextShape(age, 0, top + 7, AGE_SIZE, 600, "stale"))


def on_grid(overlay: Overlay, size: float) -> Overlay:
    """Return an overlay on the grid of 48 of its sign, for callers that draw sign and state in one go."""
    k = 48 / size
    return Overlay(placed(overlay.below, k, 24, 24), placed(overlay.above, k, 24, 24))
