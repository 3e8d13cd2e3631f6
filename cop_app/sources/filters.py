"""Asking a service for an area or a period, and checking here what it made of it.

Services were seen to ignore `datetime` and unknown parameters without a word, so what they send is never trusted to be
what was asked (reference/interop 1.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np

from cop_app.domain.clock import ZONE, iso
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.rd import rd
from cop_app.sources.crs_choice import RD, offered_as

Box = tuple[float, float, float, float]  # RD metres: xmin, ymin, xmax, ymax
Period = tuple[int | None, int | None]  # milliseconds UTC, None is an open side


def box_parameters(box: Box, offered: Sequence[str]) -> dict[str, str]:
    """Return `bbox` in RD when the service knows RD, else in CRS84 (longitude first) with room to spare."""
    rd_text = offered_as(offered, RD)
    if rd_text:
        return {"bbox": ",".join(f"{value:.3f}" for value in box), "bbox-crs": rd_text}
    corners = [rd().to_lonlat(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    lons, lats = [float(c[0]) for c in corners], [float(c[1]) for c in corners]
    # The edges of an RD box bend in degrees; 0.02 % of its size and ten metres cover that inside the Netherlands.
    room = 0.0001 + 0.0002 * max(max(lons) - min(lons), max(lats) - min(lats))
    edges = (min(lons) - room, min(lats) - room, max(lons) + room, max(lats) + room)
    return {"bbox": ",".join(f"{value:.8f}" for value in edges)}


def period_text(period: Period) -> str:
    """Return the `datetime` parameter of a period with open sides."""
    start, end = (iso(side).replace("+00:00", "Z") if side is not None else ".." for side in period)
    return f"{start}/{end}"


def within_box(batch: FeatureBatch, box: Box) -> FeatureBatch:
    """Return the features whose bounds touch the box; features without a place are kept, for they may be meant."""
    boxes = batch.geometry.boxes
    outside = (boxes[:, 0] > box[2]) | (boxes[:, 2] < box[0]) | (boxes[:, 1] > box[3]) | (boxes[:, 3] < box[1])
    return batch if not outside.any() else batch.take(np.flatnonzero(~outside))


def within_period(batch: FeatureBatch, period: Period, field: str) -> FeatureBatch:
    """Return the features whose property `field` lies in the period; one without a readable moment is kept."""
    kept = [index for index, raw in enumerate(batch.properties) if _touches(raw, period, field)]
    return batch if len(kept) == len(batch) else batch.take(kept)


def _touches(raw: bytes, period: Period, field: str) -> bool:
    value = msgspec.json.decode(raw).get(field)
    moment = _moment(value)
    if moment is None:
        return True
    start, end = period
    return (start is None or moment >= start) and (end is None or moment <= end)


def _moment(value: object) -> int | None:
    """Return milliseconds UTC of an ISO text; a text without offset is Dutch local time."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=ZONE)
    return int((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
