"""Geometry of one class and kind kept small: whole millimetres from an origin in 32 bits, half of what columns take.

Drawing needs a few hundred features at a time; only those are brought back to metres. A layer wider than 4,000 km,
which 32 bits cannot hold, is kept in 64.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cop_app.geo.columns import NONE, GeometryColumns, gather, joined

Origin = tuple[float, float]
Places = NDArray[np.int32]
Rings = tuple[NDArray[np.float64], NDArray[np.int32]]
_REACH = 2**31 - 2


class CompactGeometry:
    """n features with a place. Millimetres from `origin` inside; metres from it, or RD metres, outside."""

    def __init__(self, columns: GeometryColumns, origin: Origin) -> None:
        self.origin = origin
        placed = columns.kinds != NONE
        coords = np.rint((columns.coords - origin) * 1000)
        boxes = np.rint((columns.boxes - (*origin, *origin)) * 1000)
        fits = not len(coords) or float(np.abs(coords).max()) <= _REACH
        kind: Any = np.int32 if fits else np.int64
        self._coords = coords.astype(kind)
        # Without geometry the box is turned inside out, so that it widens no other and touches nothing.
        self._boxes = np.where(placed[:, None], boxes, (_REACH, _REACH, -_REACH, -_REACH)).astype(kind)
        self._placed = None if placed.all() else placed
        self._kinds = columns.kinds if self._placed is not None else columns.kinds[:1].copy()
        self._features = columns.feature_offsets
        self._parts = _shared(columns.part_offsets, self._features)
        self._rings = columns.ring_offsets

    def __len__(self) -> int:
        return len(self._features) - 1

    def vertex_counts(self) -> NDArray[np.int64]:
        """Return how many vertices each feature has."""
        return np.diff(self._rings[self._parts[self._features]]).astype(np.int64)

    def sizes(self) -> NDArray[np.float64]:
        """Return the longer side (n,) of each feature's box in metres; inf without geometry."""
        width, height = (self._boxes[:, axis + 2] - self._boxes[:, axis].astype(np.int64) for axis in (0, 1))
        found = np.maximum(width, height) / 1000
        if self._placed is not None:
            found[~self._placed] = np.inf
        return np.asarray(found)

    def boxes_of_groups(self, starts: NDArray[np.int64], chosen: Places | None = None) -> NDArray[np.float64]:
        """Return the RD boxes (k, 4) of groups of features that begin at `starts`, of all or of the chosen."""
        boxes = self._boxes if chosen is None else self._boxes[chosen]
        if not len(starts):
            return np.empty((0, 4))
        around = [np.minimum.reduceat(boxes[:, axis], starts) for axis in (0, 1)]
        around += [np.maximum.reduceat(boxes[:, axis], starts) for axis in (2, 3)]
        return np.column_stack(around) / 1000 + (*self.origin, *self.origin)

    def middles(self, chosen: Places | None = None) -> NDArray[np.float64]:
        """Return the RD middles (n, 2) of features' boxes, of all or of the chosen."""
        boxes = self._boxes if chosen is None else np.take(self._boxes, chosen, axis=0)
        found = np.empty((len(boxes), 2))
        for axis in (0, 1):
            np.add(boxes[:, axis], boxes[:, axis + 2], out=found[:, axis], dtype=np.float64)
        found /= 2000
        found += self.origin
        return found

    def vertices(self) -> NDArray[np.float64]:
        """Return all vertices (v, 2) in RD metres."""
        found = self._coords / 1000
        found += self.origin
        return np.asarray(found)

    def rings(self, first: int, last: int) -> Rings:
        """Return the vertices of consecutive features in metres from the origin, and the offsets of their rings."""
        parts = self._features[first], self._features[last]
        rings = self._rings[self._parts[parts[0]] : self._parts[parts[1]] + 1]
        return self._coords[rings[0] : rings[-1]] / 1000, rings - rings[0]

    def columns(self, chosen: NDArray[Any]) -> GeometryColumns:
        """Return features as columns in metres from the origin."""
        parts, feature_offsets = gather(self._features, chosen)
        rings, part_offsets = gather(self._parts, parts)
        vertices, ring_offsets = gather(self._rings, rings)
        kinds = self._all_kinds()[chosen]
        boxes = np.take(self._boxes, chosen, axis=0) / 1000
        boxes[kinds == NONE] = np.nan
        coords = np.take(self._coords, vertices, axis=0) / 1000
        return GeometryColumns(kinds, coords, ring_offsets, part_offsets, feature_offsets, boxes)


    def spliced(self, changes: Sequence[tuple[int, int, GeometryColumns]]) -> CompactGeometry:
        """Return a copy in which ranges of features (first, last, in order) are others, in metres from the origin."""
        pieces: list[CompactGeometry] = []
        done = 0
        for first, last, columns in changes:
            pieces += [self._range(done, first), CompactGeometry(moved(columns, self.origin), self.origin)]
            done = last
        pieces.append(self._range(done, len(self)))
        made = copy(self)
        made._coords = np.concatenate([piece._coords for piece in pieces])
        made._boxes = np.concatenate([piece._boxes for piece in pieces])
        made._features = joined([piece._features for piece in pieces])
        made._parts = _shared(joined([piece._parts for piece in pieces]), made._features)
        made._rings = joined([piece._rings for piece in pieces])
        kinds = np.concatenate([piece._all_kinds() for piece in pieces])
        made._placed = None if (kinds != NONE).all() else kinds != NONE
        made._kinds = kinds if made._placed is not None else kinds[:1]
        return made

    def _range(self, first: int, last: int) -> CompactGeometry:
        """Return consecutive features; their coordinates are not copied."""
        part = copy(self)
        features = self._features[first : last + 1]
        parts = self._parts[features[0] : features[-1] + 1]
        rings = self._rings[parts[0] : parts[-1] + 1]
        part._features, part._parts, part._rings = features - features[0], parts - parts[0], rings - rings[0]
        part._coords, part._boxes = self._coords[rings[0] : rings[-1]], self._boxes[first:last]
        part._kinds = self._all_kinds()[first:last]
        part._placed = part._kinds != NONE
        return part

    def _all_kinds(self) -> NDArray[np.uint8]:
        return self._kinds if self._placed is not None else np.repeat(self._kinds, len(self))


def moved(columns: GeometryColumns, by: Origin) -> GeometryColumns:
    """Return the same shapes elsewhere."""
    return GeometryColumns(
        columns.kinds, columns.coords + by, columns.ring_offsets, columns.part_offsets, columns.feature_offsets,
        columns.boxes + np.array((*by, *by)),
    )  # fmt: skip


def _shared(offsets: NDArray[np.int32], same: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the one array for two that are equal, as they are where no feature has several parts."""
    return same if np.array_equal(offsets, same) else offsets
