"""The order in which features lie on disk and in memory: along a Hilbert curve, so that neighbours stay together.

Branch-free over whole arrays: 100,000 boxes take a few milliseconds.
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
    known = ~np.isnan(boxes[:, 0])
    if not known.any():
        return np.arange(len(boxes))
    x, y = ((boxes[:, axis] + boxes[:, axis + 2]) / 2 for axis in (0, 1))
    # A reduction along one column is ten times as fast as one over both.
    west, south = np.fmin.reduce(x), np.fmin.reduce(y)
    span = max(np.fmax.reduce(x) - west, np.fmax.reduce(y) - south) or 1.0
    keys = _keys(_cell(x - west, span), _cell(y - south, span))
    keys[~known] = 1 << (2 * BITS)
    # Place and key in one number sort four times as fast as places by key, and as stably.
    return np.sort(keys.astype(np.int64) << 32 | np.arange(len(keys))) & 0xFFFFFFFF


def _cell(distance: NDArray[np.float64], span: float) -> NDArray[np.int32]:
    return (np.nan_to_num(distance / span) * ((1 << BITS) - 1)).astype(np.int32)


def _keys(x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int32]:
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
    totals = np.concatenate([[0], np.cumsum(vertex_counts)])
    bounds, start, count = [0], 0, len(vertex_counts)
    while start < count:
        full = int(np.searchsorted(totals, totals[start] + max_vertices, side="right")) - 1
        start = min(max(full, start + 1), start + max_features, count)
        bounds.append(start)
    return np.asarray(bounds, dtype=np.int64)
