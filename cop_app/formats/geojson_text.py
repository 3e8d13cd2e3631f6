"""Columns to GeoJSON text: ETRS89 by RFC 7946, or RD with the `crs` member that Dutch systems expect.

Written here and not by GDAL, so that an export needs no child process and equal features give equal bytes.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from cop_app.geo.axis import CRS84, ETRS89, RD, WGS84, Crs, unknown_crs
from cop_app.geo.columns import LINE, NONE, POINT, FeatureBatch, GeometryColumns
from cop_app.geo.rd import rd

_RD_MEMBER = b'"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},'
_NAMES = {POINT: ("Point", "MultiPoint"), LINE: ("LineString", "MultiLineString"), 3: ("Polygon", "MultiPolygon")}
_DEGREE_DECIMALS, _METRE_DECIMALS = 8, 3  # about 1 mm each


def write_geojson(batch: FeatureBatch, crs: Crs = ETRS89) -> bytes:
    """Return a FeatureCollection in ETRS89 (longitude, latitude, 8 decimals) or RD (3 decimals, with `crs` member).

    Raises:
        UserFacingError: `geo.stelsel` for another system.
    """
    if crs not in {ETRS89, CRS84, WGS84, RD}:
        raise unknown_crs(crs.name)
    positions = _positions(batch.geometry, crs)
    rows = []
    for index, (key, raw) in enumerate(zip(batch.keys, batch.properties, strict=True)):
        geometry = _shape(batch.geometry, index, positions).encode("ascii")
        rows.append(
            b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}' % (msgspec.json.encode(key), geometry, raw)
        )
    member = _RD_MEMBER if crs == RD else b""
    return b'{"type":"FeatureCollection",%b"features":[\n%b\n]}\n' % (member, b",\n".join(rows))


def _positions(geometry: GeometryColumns, crs: Crs) -> list[str]:
    coords: NDArray[np.float64] = geometry.coords
    decimals = _METRE_DECIMALS
    if crs != RD:
        coords = np.column_stack(rd().to_lonlat(coords[:, 0], coords[:, 1]))
        decimals = _DEGREE_DECIMALS
    # Adding zero turns -0.0 into 0.0.
    rounded = (np.round(coords, decimals) + 0.0).tolist()
    form = f"[%.{decimals}f,%.{decimals}f]"
    return [form % (x, y) for x, y in rounded]


def _shape(geometry: GeometryColumns, index: int, positions: list[str]) -> str:
    kind = int(geometry.kinds[index])
    if kind == NONE:
        return "null"
    first, last = geometry.feature_offsets[index : index + 2].tolist()
    parts = [_part(geometry, kind, part, positions) for part in range(first, last)]
    single, several = _NAMES[kind]
    if len(parts) == 1:
        return f'{{"type":"{single}","coordinates":{parts[0]}}}'
    return f'{{"type":"{several}","coordinates":[{",".join(parts)}]}}'


def _part(geometry: GeometryColumns, kind: int, part: int, positions: list[str]) -> str:
    first, last = geometry.part_offsets[part : part + 2].tolist()
    bounds: list[int] = geometry.ring_offsets[first : last + 1].tolist()
    if kind == POINT:
        return positions[bounds[0]]
    rings = [f"[{','.join(positions[a:b])}]" for a, b in pairwise(bounds)]
    return rings[0] if kind == LINE else f"[{','.join(rings)}]"
