"""Features as columns: what formats and sources give, what the store packs and what render draws.

One flat coordinate array with nested offsets instead of an object per feature, because 100,000 features must be
packed, stored and drawn without a Python object each. Always RD metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

NONE, POINT, LINE, POLYGON = 0, 1, 2, 3
Indices = NDArray[np.int64]
_KIND_BYTES = tuple(b"%d" % kind for kind in (NONE, POINT, LINE, POLYGON))
# shapely type id -> our kind (a single part and its multi form are one kind)
_KIND = np.array([POINT, LINE, LINE, POLYGON, POINT, LINE, POLYGON, NONE], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that could not be used: where it stands and what is wrong (Dutch)."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class GeometryColumns:
    """n features: `kinds` (n), `coords` (v, 2), and offsets ring -> coords, part -> rings, feature -> parts.

    A polygon part is its shell and holes (closed rings, shell counter-clockwise, holes clockwise); a line or point
    part has one ring. `boxes` is (n, 4) xmin, ymin, xmax, ymax, nan without geometry.
    """

    kinds: NDArray[np.uint8]
    coords: NDArray[np.float64]
    ring_offsets: NDArray[np.int32]
    part_offsets: NDArray[np.int32]
    feature_offsets: NDArray[np.int32]
    boxes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.kinds)

    @classmethod
    def empty(cls) -> GeometryColumns:
        """Return columns without features."""
        return cls.from_shapely(np.empty(0, dtype=object))

    @classmethod
    def from_shapely(cls, geoms: Sequence[Any] | NDArray[np.object_]) -> GeometryColumns:
        """Return columns of shapely geometries; collections become their own kind only when they are multi-parts."""
        array = np.asarray(geoms, dtype=object)
        if not len(array):
            zero = np.zeros(1, dtype=np.int32)
            return cls(np.empty(0, np.uint8), np.empty((0, 2)), zero, zero, zero, np.empty((0, 4)))
        array = shapely.force_2d(array)
        array = shapely.orient_polygons(array)
        types = shapely.get_type_id(array)
        empty = shapely.is_missing(array) | shapely.is_empty(array)
        kinds = np.where(empty | (types < 0), NONE, _KIND[np.clip(types, 0, 7)]).astype(np.uint8)
        usable = array.copy()
        usable[kinds == NONE] = None
        parts, part_feature = shapely.get_parts(usable, return_index=True)
        part_kinds = kinds[part_feature] if len(parts) else np.empty(0, np.uint8)
        rings, ring_part = _rings(parts, part_kinds)
        coords, ring_of = shapely.get_coordinates(rings, return_index=True)
        return cls(
            kinds, coords, _offsets(ring_of, len(rings)), _offsets(ring_part, len(parts)),
            _offsets(part_feature, len(array)), np.ascontiguousarray(shapely.bounds(usable), dtype=np.float64),
        )  # fmt: skip

    @classmethod
    def concat(cls, columns: Sequence[GeometryColumns]) -> GeometryColumns:
        """Return the features of all in one, in the order given."""
        if not columns:
            return cls.empty()
        if len(columns) == 1:
            return columns[0]
        return cls(
            np.concatenate([c.kinds for c in columns]), np.concatenate([c.coords for c in columns]),
            joined([c.ring_offsets for c in columns]), joined([c.part_offsets for c in columns]),
            joined([c.feature_offsets for c in columns]), np.concatenate([c.boxes for c in columns]),
        )  # fmt: skip

    @classmethod
    def from_offsets(
        cls,
        kinds: NDArray[np.uint8],
        coords: NDArray[np.float64],
        ring_offsets: NDArray[np.int32],
        part_offsets: NDArray[np.int32],
        feature_offsets: NDArray[np.int32],
    ) -> GeometryColumns:
        """Return columns of arrays that a reader made: rings are turned the right way and boxes measured.

        No ring, part or feature with a kind may be empty, and polygon rings must be closed.
        """
        coords = _oriented(kinds, coords, ring_offsets, part_offsets, feature_offsets)
        boxes = np.full((len(kinds), 4), np.nan)
        starts = ring_offsets[part_offsets[feature_offsets]]
        filled = np.flatnonzero(np.diff(starts))
        if len(filled):
            boxes[filled, :2] = np.minimum.reduceat(coords, starts[filled], axis=0)
            boxes[filled, 2:] = np.maximum.reduceat(coords, starts[filled], axis=0)
        return cls(kinds, coords, ring_offsets, part_offsets, feature_offsets, boxes)

    def without_place(self, mask: NDArray[np.bool_]) -> GeometryColumns:
        """Return the same features, those under the mask (n,) without their geometry."""
        if not mask.any():
            return self
        kept = self.take(np.flatnonzero(~mask))
        sizes = np.where(mask, 0, np.diff(self.feature_offsets))
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        kinds = np.where(mask, NONE, self.kinds).astype(np.uint8)
        boxes = np.where(mask[:, None], np.nan, self.boxes)
        return GeometryColumns(kinds, kept.coords, kept.ring_offsets, kept.part_offsets, offsets, boxes)

    def take(self, indices: Indices | Sequence[int]) -> GeometryColumns:
        """Return the features at these places, in this order."""
        chosen = np.asarray(indices, dtype=np.int64)
        parts, feature_offsets = gather(self.feature_offsets, chosen)
        rings, part_offsets = gather(self.part_offsets, parts)
        vertices, ring_offsets = gather(self.ring_offsets, rings)
        return GeometryColumns(
            self.kinds[chosen], np.take(self.coords, vertices, axis=0), ring_offsets, part_offsets, feature_offsets,
            np.take(self.boxes, chosen, axis=0),
        )

    def vertex_counts(self) -> NDArray[np.int64]:
        """Return how many vertices each feature has."""
        starts = self.ring_offsets[self.part_offsets[self.feature_offsets]]
        return np.diff(starts).astype(np.int64)

    def to_shapely(self) -> NDArray[np.object_]:
        """Return shapely geometries, None without one; one part gives a single, more parts a multi geometry."""
        part_feature = _owners(self.feature_offsets)
        parts = self._parts(self.kinds[part_feature])
        out = np.full(len(self), None, dtype=object)
        counts = np.diff(self.feature_offsets)
        single = np.flatnonzero(counts == 1)
        out[single] = parts[self.feature_offsets[single]]
        collecting: dict[int, Any] = {
            POINT: shapely.multipoints, LINE: shapely.multilinestrings, POLYGON: shapely.multipolygons,
        }
        for kind, collect in collecting.items():
            several = np.flatnonzero((counts > 1) & (self.kinds == kind))
            if len(several):
                members, _ = gather(self.feature_offsets, several)
                out[several] = collect(parts[members], indices=np.repeat(np.arange(len(several)), counts[several]))
        return out

    def _parts(self, part_kinds: NDArray[np.uint8]) -> NDArray[np.object_]:
        """Return every part as a shapely point, line or polygon."""
        parts = np.full(len(part_kinds), None, dtype=object)
        points = np.flatnonzero(part_kinds == POINT)
        if len(points):
            parts[points] = shapely.points(self.coords[self.ring_offsets[self.part_offsets[points]]])
        for kind in (LINE, POLYGON):
            chosen = np.flatnonzero(part_kinds == kind)
            if not len(chosen):
                continue
            rings, ring_bounds = gather(self.part_offsets, chosen)
            vertices, bounds = gather(self.ring_offsets, rings)
            if kind == LINE:
                parts[chosen] = shapely.linestrings(np.take(self.coords, vertices, axis=0), indices=_owners(bounds))
            else:
                closed: Any = shapely.linearrings(np.take(self.coords, vertices, axis=0), indices=_owners(bounds))
                parts[chosen] = shapely.polygons(closed, indices=_owners(ring_bounds))
        return parts

    def wkb(self, index: int) -> bytes:
        """Return one feature as little-endian WKB rounded to 1 mm; empty without geometry."""
        shape = self.take([index]).to_shapely()[0]
        if shape is None:
            return b""
        return bytes(shapely.to_wkb(shapely.transform(shape, lambda xy: np.round(xy, 3) + 0.0), byte_order=1))


def _rings(parts: NDArray[np.object_], kinds: NDArray[np.uint8]) -> tuple[NDArray[np.object_], Indices]:
    """Return every ring or line of the parts in order, with the part each belongs to."""
    polygon = kinds == POLYGON
    if not polygon.any():
        return parts, np.arange(len(parts))
    rings, of = shapely.get_rings(parts[polygon], return_index=True)
    if polygon.all():
        return rings, of
    where = np.concatenate([np.flatnonzero(polygon)[of], np.flatnonzero(~polygon)])
    order = np.argsort(where, kind="stable")
    return np.concatenate([rings, parts[~polygon]])[order], where[order]


def _oriented(
    kinds: NDArray[np.uint8],
    coords: NDArray[np.float64],
    ring_offsets: NDArray[np.int32],
    part_offsets: NDArray[np.int32],
    feature_offsets: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Return the coordinates with polygon shells counter-clockwise and holes clockwise."""
    ring_part = _owners(part_offsets)
    polygon = kinds[_owners(feature_offsets)][ring_part] == POLYGON
    if not polygon.any():
        return coords
    starts, sizes = ring_offsets[:-1], np.diff(ring_offsets)
    # From each ring's own first vertex, or slivers far from the origin drown in rounding.
    local = coords - np.repeat(coords[starts], sizes, axis=0)
    cross = np.zeros(len(coords))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[ring_offsets[1:] - 1] = 0.0
    area = np.add.reduceat(cross, starts)
    shell = np.zeros(len(starts), dtype=bool)
    shell[part_offsets[:-1]] = True
    wrong = polygon & (area != 0) & (shell != (area > 0))
    if not wrong.any():
        return coords
    places = np.arange(len(coords))
    mirrored = np.repeat(starts + ring_offsets[1:] - 1, sizes) - places
    return coords[np.where(np.repeat(wrong, sizes), mirrored, places)]


def _owners(offsets: NDArray[np.int32]) -> Indices:
    """Return for each member the number of its group."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def _offsets(owner: NDArray[Any], count: int) -> NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=count))]).astype(np.int32)


def joined(offsets: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Return the offsets of columns that lie one after the other."""
    shift = np.cumsum([0, *(int(o[-1]) for o in offsets[:-1])])
    moved = [o[1:] + s for o, s in zip(offsets, shift, strict=True)]
    return np.concatenate([[0], *moved]).astype(np.int32)


def gather(offsets: NDArray[np.int32], chosen: Indices) -> tuple[Indices, NDArray[np.int32]]:
    """Return all members of the chosen groups, and the groups' new offsets; `offsets` is group -> members."""
    starts, sizes = offsets[chosen].astype(np.int64), np.diff(offsets)[chosen].astype(np.int64)
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    members = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    return members, np.concatenate([[0], ends]).astype(np.int32)


@dataclass(frozen=True, slots=True)
class FeatureBatch:
    """Features of one collection. `keys` are stable and unique; `properties` one canonical JSON object each.

    `lost` is how many features stood in the input and could not be read at all: who holds them may not think them gone.
    """

    keys: list[str]
    geometry: GeometryColumns
    properties: list[bytes]
    problems: tuple[Problem, ...] = ()
    lost: int = 0

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, indices: Indices | Sequence[int]) -> FeatureBatch:
        """Return the features at these places, in this order."""
        chosen = np.asarray(indices, dtype=np.int64)
        places = chosen.tolist()
        return FeatureBatch(
            list(map(self.keys.__getitem__, places)), self.geometry.take(chosen),
            list(map(self.properties.__getitem__, places)), self.problems, self.lost,
        )  # fmt: skip

    @classmethod
    def concat(cls, batches: Sequence[FeatureBatch]) -> FeatureBatch:
        """Return the features of all in one, in the order given."""
        if len(batches) == 1:
            return batches[0]
        return cls(
            [key for b in batches for key in b.keys], GeometryColumns.concat([b.geometry for b in batches]),
            [p for b in batches for p in b.properties], tuple(p for b in batches for p in b.problems),
            sum(b.lost for b in batches),
        )  # fmt: skip

    def hashes(self) -> NDArray[np.uint64]:
        """Return 8 bytes of BLAKE2b per feature over kind, shape, coordinates in mm and properties."""
        geometry = self.geometry
        millimetres = np.rint(geometry.coords * 1000).astype("<i8").tobytes()
        rings = geometry.part_offsets[geometry.feature_offsets]
        ends = (geometry.ring_offsets[rings].astype(np.int64) * 16).tolist()
        rows = zip(ends, ends[1:], self._shapes(rings), self.properties, strict=False)
        # One call a feature: hashing in pieces takes twice as long.
        digests = [blake2b(millimetres[a:b] + shape + raw, digest_size=8).digest() for a, b, shape, raw in rows]
        return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)

    def _shapes(self, rings: NDArray[np.int32]) -> list[bytes]:
        """Return per feature its kind, after ring sizes and rings per part where it has more than one ring.

        So that the same corners in other rings are another shape. `rings` is (n + 1), feature -> ring offsets.
        """
        geometry = self.geometry
        shapes = list(map(_KIND_BYTES.__getitem__, geometry.kinds.tolist()))
        ring_sizes = np.diff(geometry.ring_offsets).astype("<i4")
        part_sizes = np.diff(geometry.part_offsets).astype("<i4")
        for place in np.flatnonzero(np.diff(rings) > 1).tolist():
            first, last = geometry.feature_offsets[place : place + 2].tolist()
            sizes = ring_sizes[rings[place] : rings[place + 1]].tobytes() + part_sizes[first:last].tobytes()
            shapes[place] = sizes + shapes[place]
        return shapes
