"""Where a service says that a collection lies: the area to quarter when its pages cannot be had one after the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cop_app.domain.errors import UserFacingError
from cop_app.geo.axis import CRS84, DEGREE_LIMITS, RD, RD_LIMITS, Axes, Crs, axis_order, parse_crs
from cop_app.geo.boxes import Box
from cop_app.geo.rd import rd

_ROOM, _WEDGE = 500.0, 0.035  # metres, and of the longest side: extents are rounded, and turned by their corners


def extent_of(collection: Mapping[str, Any]) -> Box | None:
    """Return the extent of a collection in RD metres with room to spare, within the limits of RD; None without one."""
    extent = collection.get("extent")
    spatial = extent.get("spatial") if isinstance(extent, dict) else None
    boxes = spatial.get("bbox") if isinstance(spatial, dict) else None
    if not isinstance(spatial, dict) or not isinstance(boxes, list) or not boxes or not isinstance(boxes[0], list):
        return None
    sides = boxes[0] if len(boxes[0]) != 6 else [*boxes[0][:2], *boxes[0][3:5]]
    if len(sides) != 4 or not all(isinstance(side, int | float) and math.isfinite(side) for side in sides):
        return None
    crs = parse_crs(spatial["crs"]) if isinstance(spatial.get("crs"), str) else None
    found = _in_rd(sides, crs or CRS84)
    return None if found is None else _roomy(found)


def _in_rd(sides: Sequence[float], crs: Crs) -> Box | None:
    try:
        turned = axis_order("ogcapi-extent", crs) is Axes.YX
    except UserFacingError:
        return None
    west, south, east, north = (sides[i] for i in ((1, 0, 3, 2) if turned else (0, 1, 2, 3)))
    if crs == RD:
        return west, south, east, north
    low_lon, low_lat, high_lon, high_lat = DEGREE_LIMITS
    lons = np.clip(np.array([west, west, east, east], float), low_lon, high_lon)
    lats = np.clip(np.array([south, north, south, north], float), low_lat, high_lat)
    x, y = rd().to_rd(lons, lats)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _roomy(box: Box) -> Box | None:
    room = _ROOM + _WEDGE * max(box[2] - box[0], box[3] - box[1])
    xmin, ymin = max(box[0] - room, RD_LIMITS[0]), max(box[1] - room, RD_LIMITS[1])
    xmax, ymax = min(box[2] + room, RD_LIMITS[2]), min(box[3] + room, RD_LIMITS[3])
    return (xmin, ymin, xmax, ymax) if xmin < xmax and ymin < ymax else None
