"""Geometry kept small: whole millimetres from an origin in 32 bits, half of what columns take.

Drawing needs a few hundred features at a time; only those are brought back to metres. A layer wider than 4,000 km,
which 32 bits cannot hold, is kept in 64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cop_app.geo.columns import NONE, GeometryColumns, gather, joined

Origin = tuple[float, float]
Places = NDArray[np.int32]
Rings = tuple[NDArray[np.float64], NDArray[np.int32]]
_REACH = 2**31 - 2
_NOWHERE = (_REACH, _REACH, -_REACH, -_REACH)  # a box turned inside out widens no other and touches nothing


@dataclass(slots=True)
class CompactGeometry:
    """n features as `GeometryColumns`, in millimetres from `origin`; handed out in metres."""

    origin: Origin
    kinds: NDArray[np.uint8]
    coords: NDArray[Any]
    ring_offsets: NDArray[np.int32]
    part_offsets: NDArray[np.int32]
    feature_offsets: NDArray[np.int32]
    boxes: NDArray[Any]

    def __len__(self) -> int:
        return len(self.kinds)

    @classmethod
    def of(cls, columns: GeometryColumns, origin: Origin) -> CompactGeometry:
        """Return columns in RD metres kept small."""
        coords = np.rint((columns.coords - origin) * 1000)
        boxes = np.rint((columns.boxes - (*origin, *origin)) * 1000)
        boxes = np.where((columns.kinds != NONE)[:, None], boxes, _NOWHERE)
        fits = not len(coords) or float(np.abs(coords).max()) <= _REACH
        kind: Any = np.int32 if fits else np.int64
        return cls(
            origin, columns.kinds, coords.astype(kind), columns.ring_offsets, columns.part_offsets,
            columns.feature_offsets, boxes.astype(kind),
        )  # fmt: skip

    @classmethod
    def concat(cls, parts: Sequence[CompactGeometry]) -> CompactGeometry:
        """Return one after the other; all have the same origin."""
        return cls(
            parts[0].origin, np.concatenate([p.kinds for p in parts]), np.concatenate([p.coords for p in parts]),
            joined([p.ring_offsets for p in parts]), joined([p.part_offsets for p in parts]),
            joined([p.feature_offsets for p in parts]), np.concatenate([p.boxes for p in parts]),
        )  # fmt: skip

    def take(self, chosen: NDArray[Any]) -> CompactGeometry:
        """Return the features at these places, in this order."""
        parts, feature_offsets = gather(self.feature_offsets, chosen)
        rings, part_offsets = gather(self.part_offsets, parts)
        vertices, ring_offsets = gather(self.ring_offsets, rings)
        return CompactGeometry(
            self.origin, self.kinds[chosen], np.take(self.coords, vertices, axis=0), ring_offsets,
            # Where no feature has several parts both offsets are the same; one array is enough then.
            feature_offsets if np.array_equal(part_offsets, feature_offsets) else part_offsets, feature_offsets,
            np.take(self.boxes, chosen, axis=0),
        )  # fmt: skip

    def spliced(self, changes: Sequence[tuple[int, int, CompactGeometry]]) -> CompactGeometry:
        """Return the same features, but others in these ranges (first, last), which come in order."""
        pieces, done = [], 0
        for first, last, other in changes:
            pieces += [self._range(done, first), other]
            done = last
        return CompactGeometry.concat([*pieces, self._range(done, len(self))])

    def _range(self, first: int, last: int) -> CompactGeometry:
        """Return consecutive features; their coordinates are not copied."""
        features = self.feature_offsets[first : last + 1]
        parts = self.part_offsets[features[0] : features[-1] + 1]
        rings = self.ring_offsets[parts[0] : parts[-1] + 1]
        return CompactGeometry(
            self.origin, self.kinds[first:last], self.coords[rings[0] : rings[-1]], rings - rings[0], parts - parts[0],
            features - features[0], self.boxes[first:last],
        )  # fmt: skip

    def vertex_counts(self) -> NDArray[np.int64]:
        """Return how many vertices each feature has."""
        return np.diff(self.ring_offsets[self.part_offsets[self.feature_offsets]]).astype(np.int64)

    def sizes(self) -> NDArray[np.float64]:
        """Return the longer side (n,) of each feature's box in metres; inf without geometry."""
        width, height = (self.boxes[:, axis + 2] - self.boxes[:, axis].astype(np.int64) for axis in (0, 1))
        return np.where(self.kinds == NONE, np.inf, np.maximum(width, height) / 1000)

    def near_boxes(self) -> NDArray[np.float64]:
        """Return the boxes (n, 4) in metres from the origin, nan without geometry."""
        found = self.boxes / 1000
        found[self.kinds == NONE] = np.nan
        return np.asarray(found)

    def boxes_of_groups(self, starts: NDArray[np.int64], chosen: Places | None = None) -> NDArray[np.float64]:
        """Return the RD boxes (k, 4) of groups of features that begin at `starts`, of all or of the chosen."""
        boxes = self.boxes if chosen is None else self.boxes[chosen]
        if not len(starts):
            return np.empty((0, 4))
        around = [np.minimum.reduceat(boxes[:, axis], starts) for axis in (0, 1)]
        around += [np.maximum.reduceat(boxes[:, axis], starts) for axis in (2, 3)]
        return np.column_stack(around) / 1000 + (*self.origin, *self.origin)

    def middles(self, chosen: Places | None = None) -> NDArray[np.float64]:
        """Return the RD middles (n, 2) of features' boxes, of all or of the chosen."""
        boxes = self.boxes if chosen is None else np.take(self.boxes, chosen, axis=0)
        found = np.empty((len(boxes), 2))
        for axis in (0, 1):
            np.add(boxes[:, axis], boxes[:, axis + 2], out=found[:, axis], dtype=np.float64)
        found /= 2000
        found += self.origin
        return found

    def vertices(self) -> NDArray[np.float64]:
        """Return all vertices (v, 2) in RD metres."""
        found = self.coords / 1000
        found += self.origin
        return np.asarray(found)

    def rings(self, first: int, last: int) -> Rings:
        """Return the vertices of consecutive features in metres from the origin, and the offsets of their rings."""
        part = self._range(first, last)
        return part.coords / 1000, part.ring_offsets

    def columns(self, chosen: NDArray[Any], origin: Origin = (0.0, 0.0)) -> GeometryColumns:
        """Return features as columns in metres from the origin, or in RD with the `origin` to add."""
        part = self.take(chosen)
        return GeometryColumns(
            part.kinds, part.coords / 1000 + origin, part.ring_offsets, part.part_offsets, part.feature_offsets,
            part.near_boxes() + np.array((*origin, *origin)),
        )  # fmt: skip
