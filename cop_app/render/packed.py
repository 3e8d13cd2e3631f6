"""A layer made ready to draw: Hilbert blocks per class, their bounds in numpy, their paths built when first seen.

Qt's anti-aliased filler is superlinear in the size of a path, so a block holds at most 64 features and about 500
vertices. Features smaller than a pixel are not drawn as shapes but given as places, and blocks with many vertices a
ring are simplified per half power of two of the metres per pixel.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QPainterPath

from cop_app.geo.columns import LINE, NONE, POINT, POLYGON, FeatureBatch, GeometryColumns
from cop_app.geo.hilbert import cut_blocks, hilbert_order
from cop_app.render.compact import CompactGeometry, Origin, Places, Rings
from cop_app.render.derived import Derived, derive
from cop_app.render.qt_paths import PathCache, Paths, path_from, pieces_from

Box = tuple[float, float, float, float]
Indices = NDArray[np.int64]
# Geometry with the properties of its features, or with none when no feature has a class.
Pieces = Iterable[tuple[GeometryColumns, Sequence[bytes]]]
CLASS_MEMBER = b'"klasse"'
_SIMPLIFY_FROM = 16.0  # vertices a ring; below, simplifying costs more than it saves
_SIMPLIFY_PX = 0.3
_OWN_TABLE = 0.3  # share of features below a pixel from which a level has blocks of its own
_FINE_VERTICES = 40
_HERE = (0.0, 0.0)  # coordinates are relative to the origin already
_Variant = tuple[int, int, bool]  # level, hash of what is derived, fine
_serial = itertools.count(1)


def level_of(mpp: float) -> int:
    """Return the level of detail of a number of metres per device pixel: half powers of two, rounded down."""
    return math.floor(2 * math.log2(mpp))


def pixel_of(level: int) -> float:
    """Return the metres per pixel that a level is made for."""
    return float(2.0 ** (level / 2))


class _Classed(msgspec.Struct, gc=False):
    klasse: Any = ""


_decoder = msgspec.json.Decoder(_Classed)


def classes_of(properties: Sequence[bytes]) -> list[str]:
    """Return `klasse` of each feature's properties, "" without one."""
    decode = _decoder.decode
    return [str(decode(raw).klasse) if CLASS_MEMBER in raw else "" for raw in properties]


@dataclass(slots=True)
class _Level:
    """The blocks of a level over `chosen` features (None = all), and the features too small for a shape."""

    chosen: Places | None
    bounds: NDArray[np.int64]
    boxes: NDArray[np.float64]
    small: Places


class ClassBlocks:
    """The features of one class and one kind of a layer. RD metres outside, metres from the origin in paths."""

    def __init__(self, geometry: CompactGeometry, ids: Indices, cache: PathCache) -> None:
        self.kind = int(geometry.kinds[ids[0]])
        order = hilbert_order(geometry.near_boxes()[ids])
        self.ids: Places = ids[order].astype(np.int32)
        self.origin = geometry.origin
        self._cache = cache
        self._serial = next(_serial)
        self._geometry = geometry.take(self.ids)
        self._base = self._level(None, np.empty(0, np.int32))
        self._levels: dict[int, _Level] = {}
        self._changed: dict[int, CompactGeometry] = {}  # block of all features -> what stands there now
        self._variants: set[_Variant] = set()

    def __len__(self) -> int:
        return len(self.ids)

    def seen(self, box: Box, level: int) -> Indices:
        """Return the blocks of a level that touch a box."""
        b = self._at(level).boxes
        hit = (b[:, 0] <= box[2]) & (b[:, 2] >= box[0]) & (b[:, 1] <= box[3]) & (b[:, 3] >= box[1])
        return np.flatnonzero(hit)

    def paths(self, block: int, level: int, derived: Derived | None = None, *, fine: bool = False) -> Paths:
        """Return the paths of a block of a level, built at first use: one, or (`fine`) many small ones."""
        variant = (level, 0 if derived is None else hash(derived), fine)
        key = (self._serial, block, *variant)
        paths = self._cache.get(key)
        if paths is None:
            paths = self._build(block, level, derived, fine)
            self._variants.add(variant)
            self._cache.put(key, paths)
        return paths

    def path(self, block: int, level: int, derived: Derived | None = None) -> QPainterPath:
        """Return the one path of a block of a level."""
        return self.paths(block, level, derived)[0]

    def specks(self, level: int) -> NDArray[np.float64]:
        """Return the middles (n, 2) of the features that are drawn as a pixel at a level."""
        small = self._at(level).small
        return self._geometry.middles(None if len(small) == len(self) else small)

    def points(self, blocks: Indices) -> NDArray[np.float64]:
        """Return all vertices (n, 2) of blocks of the lowest level; for points that is where they are."""
        if len(blocks) == len(self._base.boxes) and not self._changed:
            return self._geometry.vertices()
        bounds = self._base.bounds
        if self._changed:
            found = [self._rings(self._base, int(block))[0] for block in blocks]
        else:  # neighbours lie together: a few runs of blocks instead of hundreds of blocks
            runs = np.split(blocks, np.flatnonzero(np.diff(blocks) > 1) + 1) if len(blocks) else []
            found = [self._geometry.rings(int(bounds[run[0]]), int(bounds[run[-1] + 1]))[0] for run in runs]
        return np.concatenate(found) + self.origin if found else np.empty((0, 2))

    def middles(self) -> NDArray[np.float64]:
        """Return the middles (n, 2) of all features."""
        self._fold()
        return self._geometry.middles()

    def replace(self, place: int, one: GeometryColumns) -> Box:
        """Put another geometry at a place in the order; returns the box in which the picture changes."""
        base = self._base
        block, within = self._block_of(place)
        old = self._block(base, block)
        was, now = old.near_boxes()[within] + (*self.origin, *self.origin), one.boxes[0]
        self._changed[block] = old.spliced([(within, within + 1, CompactGeometry.of(one, self.origin))])
        b = base.boxes[block]
        b[:] = (*np.fmin(b[:2], now[:2]), *np.fmax(b[2:], now[2:]))
        for variant in self._variants:
            self._cache.drop((self._serial, block, *variant))
        for level in [level for level, made in self._levels.items() if made is not base]:
            self._forget(level)
        both = (*np.fmin(was[:2], now[:2]).tolist(), *np.fmax(was[2:], now[2:]).tolist())
        return (both[0], both[1], both[2], both[3])

    def let_go(self) -> None:
        """Forget the paths."""
        self._cache.drop_all(self._serial)

    def geometry_at(self, place: int) -> GeometryColumns:
        """Return the feature at a place in the order, to the millimetre."""
        block, within = self._block_of(place)
        return self._block(self._base, block).columns(np.array([within]), self.origin)

    def _block_of(self, place: int) -> tuple[int, int]:
        block = int(np.searchsorted(self._base.bounds, place, side="right")) - 1
        return block, place - int(self._base.bounds[block])

    def _block(self, table: _Level, block: int) -> CompactGeometry:
        changed = self._changed.get(block) if table is self._base else None
        if changed is not None:
            return changed
        first, last = table.bounds[block : block + 2].tolist()
        return self._geometry.take(np.arange(first, last) if table.chosen is None else table.chosen[first:last])

    def _rings(self, table: _Level, block: int) -> Rings:
        """Return the vertices of a block in metres from the origin, and the offsets of their rings."""
        if table.chosen is None and block not in self._changed:
            return self._geometry.rings(*table.bounds[block : block + 2].tolist())
        found = self._block(table, block)
        return found.rings(0, len(found))

    def _at(self, level: int) -> _Level:
        """Return the table of a level: that of all features, or one of its own once a third is below a pixel."""
        found = self._levels.get(level)
        if found is None:
            found = self._levels[level] = self._make(level)
        return found

    def _make(self, level: int) -> _Level:
        if self.kind == POINT:
            return self._base
        self._fold()
        small = self._geometry.sizes() < pixel_of(level)
        if np.count_nonzero(small) < _OWN_TABLE * len(self):
            return self._base
        return self._level(np.flatnonzero(~small).astype(np.int32), np.flatnonzero(small).astype(np.int32))

    def _level(self, chosen: Places | None, small: Places) -> _Level:
        counts = self._geometry.vertex_counts()
        bounds = cut_blocks(counts if chosen is None else counts[chosen])
        return _Level(chosen, bounds, self._geometry.boxes_of_groups(bounds[:-1], chosen), small)

    def _fold(self) -> None:
        """Take changed blocks into the geometry of all features; the blocks keep their features."""
        if not self._changed:
            return
        bounds = self._base.bounds.tolist()
        changes = [(bounds[block], bounds[block + 1], self._changed[block]) for block in sorted(self._changed)]
        self._geometry = self._geometry.spliced(changes)
        self._changed.clear()

    def _forget(self, level: int) -> None:
        table = self._levels.pop(level)
        for variant in self._variants:
            if variant[0] == level:
                for block in range(len(table.boxes)):
                    self._cache.drop((self._serial, block, *variant))

    def _build(self, block: int, level: int, derived: Derived | None, fine: bool) -> Paths:
        table = self._at(level)
        coords, offsets = self._rings(table, block)
        if self.kind != POINT and len(coords) >= _SIMPLIFY_FROM * (len(offsets) - 1) > 0:
            coords, offsets = _simplified(coords, offsets, _SIMPLIFY_PX * pixel_of(level))
        if derived is not None:
            found = self._block(table, block)
            coords, offsets = derive(derived, coords, offsets, found.columns(np.arange(len(found))))
        if fine:
            return pieces_from(coords, offsets, _HERE, _FINE_VERTICES)
        return (path_from(coords, offsets[:-1], _HERE),)


class PackedLayer:
    """A layer by class (`klasse` of its properties), packed; all paths relative to one origin."""

    def __init__(
        self, geometry: GeometryColumns | CompactGeometry, classes: Sequence[str] | None = None, *,
        origin: Origin | None = None, cache: PathCache | None = None,
    ) -> None:  # fmt: skip
        if isinstance(geometry, GeometryColumns):
            geometry = CompactGeometry.of(geometry, origin if origin is not None else _origin(geometry))
        self.origin = geometry.origin
        self.cache = cache if cache is not None else PathCache()
        self.groups: dict[str, list[ClassBlocks]] = {}
        self._where: NDArray[np.int64] | None = None
        names = np.asarray(classes, dtype=object) if classes is not None else None
        for name in sorted(set(classes)) if classes is not None else [""]:
            chosen = np.ones(len(geometry), dtype=bool) if names is None else np.asarray(names == name)
            self.groups[name] = [
                ClassBlocks(geometry, ids, self.cache)
                for kind in (POLYGON, LINE, POINT)
                if len(ids := np.flatnonzero(chosen & (geometry.kinds == kind)))
            ]

    @classmethod
    def from_pieces(cls, pieces: Pieces, cache: PathCache | None = None) -> PackedLayer:
        """Return a layer of pieces, of whose properties only the class is kept.

        Piece by piece, so that a large layer is never in memory as columns and properties.
        """
        kept: list[CompactGeometry] = []
        classes: list[str] = []
        for geometry, properties in pieces:
            origin = kept[0].origin if kept else _origin(geometry)
            kept.append(CompactGeometry.of(geometry, origin))
            classes += classes_of(properties) or [""] * len(geometry)
        if not kept:
            return cls(GeometryColumns.empty(), [], cache=cache)
        whole = CompactGeometry.concat(kept)
        kept.clear()
        return cls(whole, classes, cache=cache)

    def __len__(self) -> int:
        return sum(len(blocks) for blocks in self.of(""))

    def let_go(self) -> None:
        """Forget the paths; for a layer that is shown no more while others share its cache."""
        for blocks in self.of(""):
            blocks.let_go()

    @classmethod
    def from_batch(
        cls, batch: FeatureBatch, origin: Origin | None = None, cache: PathCache | None = None
    ) -> PackedLayer:
        """Return a packed layer of a batch, by the `klasse` in its properties."""
        return cls(batch.geometry, classes_of(batch.properties), origin=origin, cache=cache)

    def of(self, match: str) -> list[ClassBlocks]:
        """Return the features of a class, "" = all."""
        if match:
            return self.groups.get(match, [])
        return [blocks for group in self.groups.values() for blocks in group]

    def geometry_of(self, feature: int) -> GeometryColumns:
        """Return one feature by its number in the columns handed in; KeyError when it has no geometry."""
        blocks, place = self._find(feature)
        return blocks.geometry_at(place)

    def replace(self, feature: int, one: GeometryColumns) -> Box:
        """Give a feature another geometry of the same kind; returns the box in which the picture changes.

        Raises ValueError for another kind: then the layer must be packed anew.
        """
        blocks, place = self._find(feature)
        if len(one) != 1 or int(one.kinds[0]) not in (blocks.kind, NONE):
            raise ValueError("a feature keeps its kind")
        return blocks.replace(place, one)

    def _find(self, feature: int) -> tuple[ClassBlocks, int]:
        every = self.of("")
        if self._where is None:
            total = max((int(b.ids.max()) for b in every), default=-1) + 1
            self._where = np.full((total, 2), -1, dtype=np.int64)
            for number, blocks in enumerate(every):
                self._where[blocks.ids, 0] = number
                self._where[blocks.ids, 1] = np.arange(len(blocks))
        number, place = self._where[feature].tolist()
        if number < 0:
            raise KeyError(feature)
        return every[number], place


def _simplified(
    coords: NDArray[np.float64], offsets: NDArray[np.int32], tolerance: float
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    rings: Any = shapely.simplify(shapely.linestrings(coords, indices=owners), tolerance, preserve_topology=False)
    fewer, of = shapely.get_coordinates(rings, return_index=True)
    counts = np.bincount(of, minlength=len(offsets) - 1)
    kept = counts[counts > 0]
    return fewer, np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)


def _origin(geometry: GeometryColumns) -> Origin:
    if not len(geometry.coords):
        return (0.0, 0.0)
    x, y = geometry.coords.mean(axis=0)
    return (float(round(x)), float(round(y)))
