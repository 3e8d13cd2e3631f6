"""A layer made ready to draw: Hilbert blocks with their paths in world coordinates, built once and kept.

Qt's anti-aliased filler is superlinear in path size, so paths hold at most 64 features and about 500 vertices; they
are made from numpy bytes, not by calls per vertex, and stay in metres relative to the layer's origin so that a zoom
changes only the painter's transform (reference/performance 2).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from cop_app.geo.columns import POINT, FeatureBatch, GeometryColumns
from cop_app.geo.hilbert import cut_blocks, hilbert_order

Box = tuple[float, float, float, float]
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])


@dataclass(slots=True)
class Block:
    """Neighbouring features: bounds, geometry and the path once it was drawn."""

    box: Box
    geometry: GeometryColumns
    path: QPainterPath | None = None


class ClassPaths:
    """All features of one class of a layer, in blocks."""

    def __init__(self, geometry: GeometryColumns, origin: tuple[float, float]) -> None:
        self._origin = origin
        order = hilbert_order(geometry.boxes)
        order = order[geometry.kinds[order] != 0]
        ordered = geometry.take(order)
        bounds = cut_blocks(ordered.vertex_counts())
        self.blocks = [
            Block(_box(ordered.boxes[a:b]), ordered.take(np.arange(a, b)))
            for a, b in pairwise(bounds)
        ]
        boxes = [block.box for block in self.blocks]
        self._boxes = np.asarray(boxes, dtype=np.float64).reshape(len(boxes), 4)
        self._inset: dict[float, ClassPaths] = {}
        self._ticks: dict[tuple[float, ...], ClassPaths] = {}

    def seen(self, box: Box) -> list[QPainterPath]:
        """Return the paths of the blocks that touch a box in RD."""
        b = self._boxes
        hit = (b[:, 0] <= box[2]) & (b[:, 2] >= box[0]) & (b[:, 1] <= box[3]) & (b[:, 3] >= box[1])
        return [self._path(self.blocks[i]) for i in np.flatnonzero(hit)]

    def points(self, box: Box) -> NDArray[np.float64]:
        """Return the coordinates of the points within a box."""
        b = self._boxes
        hit = (b[:, 0] <= box[2]) & (b[:, 2] >= box[0]) & (b[:, 1] <= box[3]) & (b[:, 3] >= box[1])
        found = [self.blocks[i].geometry.coords for i in np.flatnonzero(hit)]
        return np.concatenate(found) if found else np.empty((0, 2))

    def inset(self, metres: float) -> ClassPaths:
        """Return the outlines moved inwards, made at first use."""
        if metres not in self._inset:
            shapes = [shape.buffer(-metres) for b in self.blocks for shape in b.geometry.to_shapely()]
            kept = [shape for shape in shapes if not shape.is_empty]
            self._inset[metres] = ClassPaths(GeometryColumns.from_shapely(np.array(kept, dtype=object)), self._origin)
        return self._inset[metres]

    def ticks(self, every: float, start: float, short: float, long: float) -> ClassPaths:
        """Return hachures on both sides of the lines, made at first use; metres."""
        key = (every, start, short, long)
        if key not in self._ticks:
            lines = [s for b in self.blocks for g in b.geometry.to_shapely() for s in shapely.get_parts(g)]
            made = np.concatenate([_ticks(line, *key) for line in lines]) if lines else np.empty((0, 2, 2))
            shapes = np.asarray(shapely.linestrings(made), dtype=object)
            self._ticks[key] = ClassPaths(GeometryColumns.from_shapely(shapes), self._origin)
        return self._ticks[key]

    def _path(self, block: Block) -> QPainterPath:
        if block.path is None:
            block.path = path_of(block.geometry, self._origin)
        return block.path


class LayerPaths:
    """A layer by class (`klasse` of its properties), all relative to one origin."""

    def __init__(self, batch: FeatureBatch, origin: tuple[float, float]) -> None:
        self.batch = batch
        self.origin = origin
        self._batch_classes = [str(json.loads(raw).get("klasse", "")) for raw in batch.properties]
        self._made: dict[str, ClassPaths] = {}

    def of(self, match: str) -> ClassPaths:
        """Return the features of a class, "" = all."""
        if match not in self._made:
            chosen = [i for i, name in enumerate(self._batch_classes) if not match or name == match]
            self._made[match] = ClassPaths(self.batch.geometry.take(chosen), self.origin)
        return self._made[match]


def _box(boxes: NDArray[np.float64]) -> Box:
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def path_of(geometry: GeometryColumns, origin: tuple[float, float]) -> QPainterPath:
    """Return one path of all rings, relative to the origin, y downwards; shells and holes wind apart."""
    count = len(geometry.coords)
    if not count or (geometry.kinds == POINT).all():
        return QPainterPath()
    elements = np.empty(count, dtype=_ELEMENT)
    elements["type"] = 1
    elements["type"][geometry.ring_offsets[:-1]] = 0
    elements["x"] = geometry.coords[:, 0] - origin[0]
    elements["y"] = origin[1] - geometry.coords[:, 1]
    last = int(geometry.ring_offsets[-2])
    head, tail = np.array([count], dtype=">i4").tobytes(), np.array([last, 1], dtype=">i4").tobytes()
    stream = QDataStream(QByteArray(head + elements.tobytes() + tail))
    path = QPainterPath()
    stream >> path
    return path


def _ticks(line: shapely.LineString, every: float, start: float, short: float, long: float) -> NDArray[np.float64]:
    """Return (n, 2, 2) ticks: every `every` metres, from `start` off the line to `short` or `long` in turn."""
    at = np.arange(every / 2, line.length, every)
    if not len(at):
        return np.empty((0, 2, 2))
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    there = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(at + 1.0, line.length)))
    along = there - here
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    reach = np.where(np.arange(len(at)) % 2, long, short)[:, None]
    sides = [np.stack([here + s * across * start, here + s * across * reach], axis=1) for s in (1, -1)]
    return np.concatenate(sides)


