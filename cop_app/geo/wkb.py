"""Geometry as it stands in claims: little-endian WKB in RD metres rounded to 1 mm, written as hex.

Rounded before it is written, so that two laptops that fetched the same place hold the same text and agree on the name
of the claim; metres and not whole millimetres, so that any other program reads it as it stands (docs/decisions/0002).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.geo.axis import RD, Crs, to_rd_columns
from cop_app.geo.columns import NONE, GeometryColumns
from cop_app.i18n import _

_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError, shapely.errors.GEOSException)
_KINDS = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


def claim_geometry(geojson: Mapping[str, Any]) -> str:
    """Return the hex WKB of a GeoJSON geometry that is already in RD.

    Shells run counter-clockwise and holes clockwise, as in columns, so that two roads to one value give one text.

    Raises:
        UserFacingError: `geometrie.onleesbaar`.
    """
    return _claim(_read(geojson))


def placed_claim_geometry(geojson: Mapping[str, Any], crs: Crs) -> str:
    """Return the hex WKB in RD of a GeoJSON geometry in a system, longitude or easting first.

    Unlike a file, where most features show what is meant, one geometry that does not lie where its system says is
    refused and never guessed at.

    Raises:
        UserFacingError: `geometrie.onleesbaar`, `geometrie.plaats`, `geo.stelsel`.
    """
    shape = _read(geojson)
    placed = to_rd_columns(GeometryColumns.from_shapely([shape]), crs)
    if placed.problems:
        raise UserFacingError(
            "geometrie.plaats", _("De plaats ligt in {crs} niet in of bij Nederland."),
            advice=_("Klopt het stelsel, en staat x of lengte voor y of breedte?"), crs=crs.name,
        )  # fmt: skip
    return _claim(shape if crs == RD else placed.columns.to_shapely()[0])


def shape_of(hex_wkb: str) -> Any:
    """Return the shapely geometry of a claim."""
    return shapely.from_wkb(bytes.fromhex(hex_wkb))


def _read(geojson: Mapping[str, Any]) -> Any:
    kind = geojson.get("type") if isinstance(geojson, Mapping) else None
    if kind not in _KINDS:
        raise _unreadable(_("‘type’ moet een van deze zijn: {soorten}").format(soorten=", ".join(_KINDS)))
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(geojson, allow_nan=False)))
    except _UNREADABLE as error:
        raise _unreadable(_("de ‘coordinates’ passen niet bij {soort}").format(soort=kind)) from error
    if GeometryColumns.from_shapely([shape]).kinds[0] == NONE or not np.isfinite(shapely.get_coordinates(shape)).all():
        raise _unreadable(_("er staan geen coördinaten in"))
    return shape


def _claim(shape: Any) -> str:
    rounded = shapely.transform(shapely.orient_polygons(shape), lambda xy: np.round(xy, 3))
    return bytes(shapely.to_wkb(rounded, byte_order=1)).hex()


def _unreadable(reason: str) -> UserFacingError:
    return UserFacingError("geometrie.onleesbaar", _("De geometrie is niet te lezen: {reden}."), reden=reason)
