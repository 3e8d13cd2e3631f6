"""Drawings that follow from a geometry: hachures along a dike, the outline of a lake moved inwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from cop_app.geo.columns import GeometryColumns

Rings = tuple[NDArray[np.float64], NDArray[np.int32]]
_NOTHING: Rings = (np.empty((0, 2)), np.zeros(1, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Derived:
    """What to make: `hachure` (every, start, short end, long end; metres) or `inset` (metres,)."""

    kind: Literal["hachure", "inset"]
    params: tuple[float, ...]

    @property
    def reach(self) -> float:
        """Return how far in metres the drawing goes beyond the geometry."""
        return max(self.params) if self.kind == "hachure" else 0.0


def derive(
    what: Derived, coords: NDArray[np.float64], offsets: NDArray[np.int32], geometry: GeometryColumns
) -> Rings:
    """Return coordinates and line offsets of the drawing; lines come simplified, polygons whole."""
    if what.kind == "hachure":
        return hachures(coords, offsets, *what.params)
    return inset(geometry, what.params[0])


def hachures(
    coords: NDArray[np.float64], offsets: NDArray[np.int32], every: float, start: float, short: float, long: float
) -> Rings:
    """Return ticks on both sides of the lines: one each `every` metres, from `start` to `short` or `long` in turn."""
    steps = np.diff(coords, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    lengths[offsets[1:-1] - 1] = 0.0  # from the end of a line to the start of the next there is nothing
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    here, turn = [], []
    for first, end in zip(along[offsets[:-1]].tolist(), along[offsets[1:] - 1].tolist(), strict=True):
        at = np.arange(first + every / 2, end, every)
        here.append(at)
        turn.append(np.arange(len(at)) % 2)
    at = np.concatenate(here) if here else np.empty(0)
    if not len(at):
        return _NOTHING
    segment = np.clip(np.searchsorted(along, at, side="right") - 1, 0, len(lengths) - 1)
    direction = steps[segment] / np.maximum(lengths[segment], 1e-9)[:, None]
    middle = coords[segment] + direction * (at - along[segment])[:, None]
    across = np.stack([-direction[:, 1], direction[:, 0]], axis=1)
    reach = np.where(np.concatenate(turn) == 1, long, short)[:, None]
    sides = [np.stack([middle + s * across * start, middle + s * across * reach], axis=1) for s in (1, -1)]
    ticks = np.concatenate(sides).reshape(-1, 2)
    return ticks, np.arange(0, len(ticks) + 1, 2, dtype=np.int32)


def inset(geometry: GeometryColumns, metres: float) -> Rings:
    """Return the outlines of the polygons moved inwards; narrow ones vanish."""
    coarse: Any = shapely.simplify(geometry.to_shapely(), metres / 20)
    shapes: Any = shapely.buffer(coarse, -metres, quad_segs=3)
    inner = GeometryColumns.from_shapely(shapes)
    return (inner.coords, inner.ring_offsets) if len(inner.coords) else _NOTHING
