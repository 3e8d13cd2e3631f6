"""Asking a service for an area or a period, and checking here what it made of it.

Services were seen to ignore `datetime` and unknown parameters without a word, so what they send is never trusted to be
what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np

from cop_app.domain.clock import ZONE, iso
from cop_app.geo.axis import CRS84, ETRS89, RD, WGS84, parse_crs
from cop_app.geo.boxes import Box, touching
from cop_app.geo.columns import NONE, FeatureBatch
from cop_app.geo.rd import rd
from cop_app.sources.crs_choice import offered_as

# Metres asked around every area: services without the official grid place a feature up to 0.25 m from where it is, and
# one that is left out on the edge would pass for gone.
ROOM = 5.0
_WEDGE = 0.035  # of the longest side: north in RD and true north lie at most 1.8 degrees apart
_DEGREES = {CRS84, ETRS89, WGS84}
Period = tuple[int | None, int | None]  # milliseconds UTC, None is an open side


def area_questions(box: Box, offered: Sequence[str], storage: str) -> list[dict[str, str]]:
    """Return the ways to ask for an area (RD metres), the surest first: `bbox` in RD, and in CRS84 longitude first.

    Surest is the system in which the service stores. In another it turns the rectangle by its corners, and turned
    rectangles lose their wedges (some metres in every kilometre): there more is asked than the area.
    """
    stored = parse_crs(storage) if storage else None
    in_rd = offered_as(offered, RD)
    wider = ROOM + _WEDGE * max(box[2] - box[0], box[3] - box[1])
    degrees = _in_degrees(box, ROOM if stored in _DEGREES else wider)
    if not in_rd:
        return [degrees]
    metres = _in_rd(box, ROOM if stored == RD else wider, in_rd)
    return [metres, degrees] if stored == RD else [degrees, metres]


def _in_rd(box: Box, room: float, name: str) -> dict[str, str]:
    sides = (box[0] - room, box[1] - room, box[2] + room, box[3] + room)
    return {"bbox": ",".join(f"{side:.3f}" for side in sides), "bbox-crs": name}


def _in_degrees(box: Box, room: float) -> dict[str, str]:
    # The edges of an RD box bend in degrees: the middle of one of 200 km lies 1 km off the line between its corners.
    steps = np.linspace(0.0, 1.0, 65)
    west, south, east, north = box[0] - room, box[1] - room, box[2] + room, box[3] + room
    across, up = west + steps * (east - west), south + steps * (north - south)
    x = np.concatenate([across, across, np.full(65, west), np.full(65, east)])
    y = np.concatenate([np.full(65, south), np.full(65, north), up, up])
    lons, lats = rd().to_lonlat(x, y)
    return {"bbox": ",".join(f"{side:.8f}" for side in (lons.min(), lats.min(), lons.max(), lats.max()))}


def period_text(period: Period) -> str:
    """Return the `datetime` parameter of a period with open sides."""
    start, end = (iso(side).replace("+00:00", "Z") if side is not None else ".." for side in period)
    return f"{start}/{end}"


def within_box(batch: FeatureBatch, box: Box) -> FeatureBatch:
    """Return the features whose bounds touch the box; features without a place are kept, for they may be meant."""
    kept = touching(batch.geometry.boxes, box) | (batch.geometry.kinds == NONE)
    return batch if kept.all() else batch.take(np.flatnonzero(kept))


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
