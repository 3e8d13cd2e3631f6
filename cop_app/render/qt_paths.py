"""Qt paths out of numpy arrays: made from bytes, because a call per vertex is a hundred times slower.

Paths are in metres relative to an origin, y downwards, so that a zoom or pan changes only the painter's transform.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtGui import QPainterPath, QPolygonF

Origin = tuple[float, float]
PathKey = tuple[int, ...]
Paths = tuple[QPainterPath, ...]
BYTES_PER_VERTEX = 24
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])


def path_from(coords: NDArray[np.float64], starts: NDArray[np.int32], origin: Origin) -> QPainterPath:
    """Return one path of the rings or lines that begin at `starts` in `coords` (v, 2); shells and holes wind apart."""
    path = QPainterPath()
    count = len(coords)
    if not count:
        return path
    elements = np.empty(count, dtype=_ELEMENT)
    elements["type"] = 1
    elements["type"][starts] = 0
    elements["x"] = coords[:, 0] - origin[0]
    elements["y"] = origin[1] - coords[:, 1]
    # Qt's own stream form: count, elements, start of the last subpath, fill rule (1 = winding).
    head = np.array([count], dtype=">i4").tobytes()
    tail = np.array([starts[-1], 1], dtype=">i4").tobytes()
    content = QByteArray(head + elements.tobytes() + tail)  # a name of its own: the stream only points to it
    stream = QDataStream(content, QIODevice.OpenModeFlag.ReadOnly)
    stream >> path
    return path


def pieces_from(coords: NDArray[np.float64], offsets: NDArray[np.int32], origin: Origin, most: int) -> Paths:
    """Return lines as paths of one line each, or of some lines with at most `most` vertices together.

    A wide stroke is filled as an area, and that filler is superlinear in the size of a path.
    """
    bounds, first = [0], 0
    for index in range(1, len(offsets) - 1):
        if offsets[index + 1] - offsets[first] > most:
            bounds.append(index)
            first = index
    bounds.append(len(offsets) - 1)
    return tuple(
        path_from(coords[offsets[a] : offsets[b]], offsets[a:b] - offsets[a], origin)
        for a, b in itertools.pairwise(bounds) if b > a
    )  # fmt: skip


def polygon_from(points: NDArray[np.float64]) -> QPolygonF:
    """Return points (n, 2) as a Qt polygon."""
    head = np.array([len(points)], dtype=">i4").tobytes()
    content = QByteArray(head + points.astype(">f8").tobytes())
    stream = QDataStream(content, QIODevice.OpenModeFlag.ReadOnly)
    polygon = QPolygonF()
    stream >> polygon
    return polygon


class PathCache:
    """Keeps built paths up to a number of bytes; the longest unused go first."""

    def __init__(self, limit: int = 48 * 1024 * 1024) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[PathKey, Paths] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: PathKey) -> Paths | None:
        """Return kept paths and note that they were used."""
        paths = self._kept.get(key)
        if paths is not None:
            self._kept.move_to_end(key)
        return paths

    def put(self, key: PathKey, paths: Paths) -> None:
        """Keep paths."""
        self.drop(key)
        self._kept[key] = paths
        self.size += _bytes(paths)
        while self.size > self.limit and len(self._kept) > 1:
            _oldest, gone = self._kept.popitem(last=False)
            self.size -= _bytes(gone)

    def drop(self, key: PathKey) -> None:
        """Forget paths, for their features changed."""
        gone = self._kept.pop(key, None)
        if gone is not None:
            self.size -= _bytes(gone)

    def drop_all(self, serial: int) -> None:
        """Forget all paths whose key begins with this number."""
        for key in [key for key in self._kept if key[0] == serial]:
            self.drop(key)

    def clear(self) -> None:
        """Forget all paths."""
        self._kept.clear()
        self.size = 0


def _bytes(paths: Paths) -> int:
    return sum(path.elementCount() for path in paths) * BYTES_PER_VERTEX
