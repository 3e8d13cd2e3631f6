"""Geometry as it stands in claims: little-endian WKB in RD metres rounded to 1 mm, written as hex."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from cop_app.domain.errors import UserFacingError


def claim_geometry(geojson: Mapping[str, Any]) -> str:
    """Return the hex WKB of a GeoJSON geometry that is already in RD.

    Shells run counter-clockwise and holes clockwise, as in columns, so that two roads to one value give one text.

    Raises:
        UserFacingError: `geometrie.onleesbaar`.
    """
    try:
        shape = shapely.orient_polygons(shapely.force_2d(shapely.from_geojson(json.dumps(geojson))))
        rounded = shapely.transform(shape, lambda xy: np.round(xy, 3))
        return bytes(shapely.to_wkb(rounded, byte_order=1)).hex()
    except (ValueError, TypeError, shapely.errors.GEOSException) as error:
        text = "De geometrie is niet te lezen ({reden})."
        raise UserFacingError("geometrie.onleesbaar", text, reden=str(error)) from error


def shape_of(hex_wkb: str) -> Any:
    """Return the shapely geometry of a claim."""
    return shapely.from_wkb(bytes.fromhex(hex_wkb))
