"""Rectangles of the RD plane: what an area covers, and which strips are missing when a larger one is asked.

Whether a feature lies in a rectangle is asked by who fetches, who keeps and who deletes; a hair's difference between
them would delete what was never asked for. So there is one rule, here, on whole millimetres as features are stored.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]  # RD metres: xmin, ymin, xmax, ymax


def snapped(box: Box) -> Box:
    """Return the rectangle on whole millimetres.

    Raises:
        ValueError: when a side is not a number, or the sides stand the wrong way round.
    """
    if not all(map(math.isfinite, box)) or box[0] > box[2] or box[1] > box[3]:
        raise ValueError(f"no rectangle: {box}")
    xmin, ymin, xmax, ymax = (round(side * 1000) / 1000 for side in box)
    return xmin, ymin, xmax, ymax


def touching(boxes: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """Return which of the boxes (n, 4) touch a rectangle, edges included; one without a place never does."""
    sides = np.rint(boxes * 1000)
    xmin, ymin, xmax, ymax = (round(side * 1000) for side in box)
    return np.asarray(
        (sides[:, 2] >= xmin) & (sides[:, 3] >= ymin) & (sides[:, 0] <= xmax) & (sides[:, 1] <= ymax)
    )


def contains(outer: Box, inner: Box) -> bool:
    """Return whether a rectangle lies wholly in another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def enclosing(one: Box, other: Box) -> Box:
    """Return the smallest rectangle that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def quarters(box: Box) -> list[Box]:
    """Return the four quarters of a rectangle; they share their edges."""
    xmin, ymin, xmax, ymax = box
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    return [(xmin, ymin, x, y), (x, ymin, xmax, y), (xmin, y, x, ymax), (x, y, xmax, ymax)]


def missing_strips(held: Box, wanted: Box) -> list[Box]:
    """Return at most four strips that together with `held` fill the rectangle that encloses both.

    In an order in which what is held stays a rectangle after each strip: west, east, then south and north.
    """
    xmin, ymin, xmax, ymax = enclosing(held, wanted)
    strips: list[tuple[bool, Box]] = [
        (xmin < held[0], (xmin, held[1], held[0], held[3])), (held[2] < xmax, (held[2], held[1], xmax, held[3])),
        (ymin < held[1], (xmin, ymin, xmax, held[1])), (held[3] < ymax, (xmin, held[3], xmax, ymax)),
    ]  # fmt: skip
    return [strip for needed, strip in strips if needed]


def extended(held: Box, strip: Box) -> Box | None:
    """Return the rectangle that `held` and a strip along one of its sides make, or None when it is no rectangle."""
    same_rows, same_columns = held[1::2] == strip[1::2], held[0::2] == strip[0::2]
    meet_x = held[0] <= strip[2] and strip[0] <= held[2]
    meet_y = held[1] <= strip[3] and strip[1] <= held[3]
    return enclosing(held, strip) if (same_rows and meet_x) or (same_columns and meet_y) else None
