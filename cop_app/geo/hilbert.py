"""The order in which features lie on disk and in memory: along a Hilbert curve, so that neighbours stay together.

Branch-free over whole arrays: 100,000 boxes take a few milliseconds (reference/performance 3).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 12


def hilbert_order(boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order of boxes (n, 4) along the curve; boxes without geometry come last."""
    if not len(boxes):
        return np.empty(0, dtype=np.int64)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    known = ~np.isnan(centres[:, 0])
    low = np.nanmin(centres, axis=0) if known.any() else np.zeros(2)
    span = float(max(np.nanmax(centres, axis=0) - low)) if known.any() else 1.0
    scaled = np.nan_to_num((centres - low) / (span or 1.0)) * ((1 << BITS) - 1)
    keys = _keys(scaled[:, 0].astype(np.int64), scaled[:, 1].astype(np.int64))
    keys[~known] = 1 << (2 * BITS)
    return np.argsort(keys, kind="stable").astype(np.int64)


def _keys(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    key: NDArray[Any] = np.zeros_like(x)
    for bit in range(BITS - 1, -1, -1):
        side = 1 << bit
        rx, ry = (x >> bit) & 1, (y >> bit) & 1
        key += side * side * ((3 * rx) ^ ry)
        # Turn the quadrant: mirror where ry = 0 and rx = 1, swap x and y where ry = 0, without branches.
        mirror = -(rx & (1 - ry)) & (side - 1)
        x, y = (x & (side - 1)) ^ mirror, (y & (side - 1)) ^ mirror
        swap = (x ^ y) & -(1 - ry)
        x, y = x ^ swap, y ^ swap
    return key


def cut_blocks(
    vertex_counts: NDArray[np.int64], max_features: int = 64, max_vertices: int = 500
) -> NDArray[np.int64]:
    """Return block bounds over features in order: starts and the end, at most so many features and vertices each.

    A single feature above the vertex limit makes a block of its own.
    """
    bounds, start, vertices = [0], 0, 0
    for index, count in enumerate(vertex_counts.tolist()):
        if index > start and (index - start >= max_features or vertices + count > max_vertices):
            bounds.append(index)
            start, vertices = index, 0
        vertices += count
    if len(vertex_counts):
        bounds.append(len(vertex_counts))
    return np.asarray(bounds, dtype=np.int64)
