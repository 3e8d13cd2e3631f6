"""Which number comes first: the one table of axis orders, and the gate through which all coordinates become RD.

Formats and services disagree on whether longitude or latitude leads, and some say one thing and do another. Everything
that reads or writes coordinates asks `axis_order` here; what comes in passes `to_rd_columns`, which sees swapped axes
because x < y everywhere in the Netherlands, puts them right and says so.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
import pyproj
from numpy.typing import NDArray

from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import NONE, GeometryColumns, Problem
from cop_app.geo.rd import rd
from cop_app.i18n import _


class Crs(NamedTuple):
    """Authority and code of a coordinate system, as EPSG 28992 or OGC CRS84."""

    authority: str
    code: str

    @property
    def name(self) -> str:
        """Return how people write it: EPSG:28992, CRS84."""
        return self.code if self.authority == "OGC" else f"{self.authority}:{self.code}"


class Axes(Enum):
    """Order of the two numbers: `XY` is easting or longitude first, `YX` northing or latitude first."""

    XY = "x,y"
    YX = "y,x"


RD = Crs("EPSG", "28992")
CRS84 = Crs("OGC", "CRS84")
ETRS89 = Crs("EPSG", "4258")
WGS84 = Crs("EPSG", "4326")

# The order that the authority itself prescribes.
_BY_AUTHORITY = {
    RD: Axes.XY, Crs("EPSG", "7415"): Axes.XY, CRS84: Axes.XY, Crs("EPSG", "3857"): Axes.XY,
    Crs("EPSG", "25831"): Axes.XY, Crs("EPSG", "25832"): Axes.XY,
    ETRS89: Axes.YX, WGS84: Axes.YX, Crs("EPSG", "4937"): Axes.YX, Crs("EPSG", "4979"): Axes.YX,
    Crs("EPSG", "3034"): Axes.YX, Crs("EPSG", "3035"): Axes.YX,
}  # fmt: skip
_BY_CRS = None  # this form follows the authority's order
# form -> order, whatever the system; or the authority's.
_TABLE: dict[str, Axes | None] = {
    "geojson": Axes.XY,
    "kml": Axes.XY,
    "geojson-crs": _BY_CRS,  # `crs` member or an answer to `crs=`
    "ogcapi-crs": _BY_CRS,
    "ogcapi-bbox": _BY_CRS,  # in `bbox-crs`, or CRS84 without one
    "ogcapi-extent": _BY_CRS,
    "gml-urn": _BY_CRS,
    "wms-1.3.0": _BY_CRS,
    "wms-1.1.1": Axes.XY,
    "wmts": _BY_CRS,
    "cap": Axes.YX,
    "cot": Axes.YX,
    "edxl": Axes.YX,
    "emsi": Axes.YX,
    "gpx": Axes.YX,
    "locatieserver": Axes.XY,
    "geopackage": Axes.XY,
    "shapefile": Axes.XY,
}
_URI = re.compile(r"^https?://(?:www\.)?opengis\.net/def/crs/([A-Za-z]+)/[^/]*/([A-Za-z0-9]+)$")
_URN = re.compile(r"^urn:(?:x-)?ogc:def:crs:([A-Za-z]+):[^:]*:([A-Za-z0-9]+)$", re.IGNORECASE)
_SHORT = re.compile(r"^\[?([A-Za-z]+):([A-Za-z0-9]+)\]?$")
_DEGREES = {CRS84, ETRS89, WGS84, Crs("EPSG", "4937"), Crs("EPSG", "4979"), Crs("OGC", "CRS84H")}
_METRES_RD = {RD, Crs("EPSG", "7415")}
_VIA_ETRS89 = {Crs("EPSG", code) for code in ("25831", "25832", "3034", "3035", "3857")}
# Where coordinates may lie: RD with the sea margin, and degrees of north-west Europe (no overlap when swapped).
RD_LIMITS = (-285_402.0, 22_598.0, 595_402.0, 903_402.0)
DEGREE_LIMITS = (-15.0, 40.0, 25.0, 65.0)
MAX_TOLD = 20
_per_thread = threading.local()


def parse_crs(text: str) -> Crs | None:
    """Return the system that a URI, URN, short name or WKT names; also between angle brackets. None if unreadable."""
    text = text.strip().strip("<>").strip()
    for pattern in (_URI, _URN, _SHORT):
        found = pattern.match(text)
        if found:
            authority, code = found[1].upper(), found[2].upper()
            return CRS84 if code in {"CRS84", "84"} and authority in {"OGC", "CRS"} else Crs(authority, code)
    if text.upper() == "CRS84":
        return CRS84
    return _of_wkt(text) if "[" in text else None


def _of_wkt(text: str) -> Crs | None:
    try:
        code = pyproj.CRS.from_wkt(text).to_epsg(min_confidence=25)
    except pyproj.exceptions.CRSError:
        return None
    return Crs("EPSG", str(code)) if code else None


def axis_order(form: str, crs: Crs) -> Axes:
    """Return which number comes first in this form of data for this coordinate system.

    Forms: geojson, geojson-crs, kml, ogcapi-crs, ogcapi-bbox, ogcapi-extent, gml-urn, gml-short, wms-1.3.0, wms-1.1.1,
    wmts, cap, cot, edxl, emsi, gpx, locatieserver, geopackage, shapefile.

    Raises:
        KeyError: for a form that is not in the table.
        UserFacingError: `geo.assen_onzeker` for degrees as `EPSG:4326` in WFS, which every server reads differently;
            `geo.stelsel` for a system whose order is not known.
    """
    if form == "gml-short":
        if crs in _DEGREES:
            raise UserFacingError(
                "geo.assen_onzeker",
                _("De volgorde van de coördinaten in {crs} is bij deze dienst onzeker."),
                advice=_("Vraag de gegevens in RD (EPSG:28992)."), crs=crs.name,
            )  # fmt: skip
        return _of_authority(crs)
    order = _TABLE[form]
    return _of_authority(crs) if order is _BY_CRS else order


def _of_authority(crs: Crs) -> Axes:
    if crs not in _BY_AUTHORITY:
        raise unknown_crs(crs.name)
    return _BY_AUTHORITY[crs]


def unknown_crs(name: str) -> UserFacingError:
    """Return the error for a coordinate system that we cannot bring to RD."""
    return UserFacingError(
        "geo.stelsel",
        _("Het coördinatenstelsel {crs} kent dit programma niet."),
        advice=_("Vraag de gegevens in RD (EPSG:28992) of ETRS89 (EPSG:4258)."), crs=name[:80],
    )  # fmt: skip


class Placed(NamedTuple):
    """Columns in RD, and what had to be put right or left without a place on the way (Dutch)."""

    columns: GeometryColumns
    problems: tuple[Problem, ...]


def to_rd_columns(
    columns: GeometryColumns, crs: Crs, order: Axes = Axes.XY, numbers: Sequence[int] | None = None
) -> Placed:
    """Return the columns in RD metres. CRS84 and WGS84 are taken as ETRS89, as Dutch data mean it.

    When more features fit the Netherlands with x and y exchanged than as they are, all are exchanged and that is told.
    A feature that lies nowhere near stays in the list without its geometry, and is told with its number in `numbers`
    (else its place in the columns, from 1).

    Raises:
        UserFacingError: `geo.stelsel` for a system that we cannot bring to RD.
    """
    if crs not in _METRES_RD | _DEGREES | _VIA_ETRS89:
        raise unknown_crs(crs.name)
    turn = [1, 0, 3, 2]
    coords, boxes = columns.coords, columns.boxes
    if order is Axes.YX:
        coords, boxes = coords[:, ::-1], boxes[:, turn]
    problems: list[Problem] = []
    other = _meant(boxes, crs)
    if other is not None:
        coords, boxes, crs = columns.coords, columns.boxes, other
        text = _("De getallen zijn RD, geen graden; als RD gelezen.")
        if other == CRS84:
            text = _("De getallen zijn graden, geen RD; als lengte en breedte gelezen.")
        problems.append(Problem(_("hele verzameling"), text))
    fits, fits_swapped = _near(boxes, crs), _near(boxes[:, turn], crs)
    if crs not in _VIA_ETRS89 and fits_swapped.sum() > fits.sum():
        coords, fits = coords[:, ::-1], fits_swapped
        problems.append(Problem(_("hele verzameling"), _("De assen stonden verwisseld (y, x); dit is hersteld.")))
    placed = columns
    if coords is not columns.coords or crs not in _METRES_RD:
        placed = GeometryColumns.from_offsets(
            columns.kinds, np.ascontiguousarray(_project(coords, crs)), columns.ring_offsets, columns.part_offsets,
            columns.feature_offsets,
        )  # fmt: skip
    lost = (columns.kinds != NONE) & ~(fits & _finite(placed))
    problems += _told(columns, lost, numbers)
    return Placed(placed.without_place(lost), tuple(problems))


def _meant(boxes: NDArray[np.float64], crs: Crs) -> Crs | None:
    """Return the other system when no number can be in the named one while most fit the other; else None.

    RD files often forget to name their system, and services were seen to ignore the system asked for.
    """
    known = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(known) or crs not in _METRES_RD | _DEGREES:
        return None
    other = CRS84 if crs in _METRES_RD else RD
    degrees = np.abs(known).max(axis=1) <= 180
    if not (degrees if other == CRS84 else ~degrees).all():
        return None
    fits = _near(known, other) | _near(known[:, [1, 0, 3, 2]], other)
    return other if fits.sum() * 2 > len(known) else None


def _near(boxes: NDArray[np.float64], crs: Crs) -> NDArray[np.bool_]:
    """Return which boxes touch the limits of the system; in RD the middle must also have x < y."""
    finite = np.asarray(np.isfinite(boxes).all(axis=1))
    if crs in _VIA_ETRS89:
        return finite
    west, south, east, north = RD_LIMITS if crs in _METRES_RD else DEGREE_LIMITS
    x0, y0, x1, y1 = boxes.T
    near = finite & (x0 <= east) & (x1 >= west) & (y0 <= north) & (y1 >= south)
    return np.asarray(near & (x0 + x1 < y0 + y1) if crs in _METRES_RD else near)


def _finite(columns: GeometryColumns) -> NDArray[np.bool_]:
    bad = ~np.isfinite(columns.coords).all(axis=1)
    if not bad.any():
        return np.ones(len(columns), dtype=bool)
    counts = np.concatenate([[0], np.cumsum(bad)])
    starts = columns.ring_offsets[columns.part_offsets[columns.feature_offsets]]
    return np.asarray(counts[starts[1:]] == counts[starts[:-1]])


def _project(coords: NDArray[np.float64], crs: Crs) -> NDArray[np.float64]:
    if crs in _METRES_RD or not len(coords):
        return coords
    first, second = coords[:, 0], coords[:, 1]
    if crs in _VIA_ETRS89:
        first, second = _to_etrs89(crs).transform(first, second)
    return np.column_stack(rd().to_rd(first, second))


def _to_etrs89(crs: Crs) -> Any:
    """Return this thread's transformer to ETRS89; for web mercator to WGS84, which is taken as ETRS89."""
    made: dict[Crs, Any] = _per_thread.__dict__.setdefault("made", {})
    if crs not in made:
        target = "EPSG:4326" if crs.code == "3857" else "EPSG:4258"
        made[crs] = pyproj.Transformer.from_crs(crs.name, target, always_xy=True)
    return made[crs]


def _told(columns: GeometryColumns, lost: NDArray[np.bool_], numbers: Sequence[int] | None) -> list[Problem]:
    places = np.flatnonzero(lost).tolist()
    found = []
    for index in places[:MAX_TOLD]:
        x, y = columns.boxes[index, :2]
        text = _("De plaats ({x:g}, {y:g}) ligt niet in of bij Nederland; zonder plaats opgenomen.").format(x=x, y=y)
        number = index + 1 if numbers is None else numbers[index]
        found.append(Problem(_("object {n}").format(n=number), text))
    if len(places) > MAX_TOLD:
        more = _("Nog {n} objecten liggen niet in of bij Nederland.").format(n=len(places) - MAX_TOLD)
        found.append(Problem(_("hele verzameling"), more))
    return found
