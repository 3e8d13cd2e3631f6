"""Which coordinate system to ask a service for, and in which exact words.

Services write the same system as `EPSG/0/28992`, `EPSG/9.6.2/28992` or a URN; they are compared by authority and code,
and the string the service itself offered is what is sent back. What the service stores is
asked first, because servers were seen to be wrong in one system only, by up to 118 m, and none has the official grid.
"""

from __future__ import annotations

from collections.abc import Iterable

from cop_app.geo.axis import CRS84, ETRS89, RD, WGS84, Crs, parse_crs

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
# What the reader can place to the millimetre; ETRS89 and CRS84 are the same datum in Dutch data.
READABLE = (RD, ETRS89, CRS84, WGS84)


def choose_crs(offered: Iterable[str], storage: str = "", wanted: str = "") -> str:
    """Return the offered string to ask for, or "" to ask nothing (CRS84 then holds).

    First what the source's own settings want, then what the service stores, then RD, then the rest we can read.
    """
    known: dict[Crs, str] = {}
    for text in offered:
        crs = parse_crs(text)
        if crs is not None:
            known.setdefault(crs, text)
    preferred = [parse_crs(wanted) if wanted else None, parse_crs(storage) if storage else None, *READABLE]
    for crs in preferred:
        if crs in READABLE and crs in known:
            return known[crs]
    return ""


def offered_as(offered: Iterable[str], crs: Crs) -> str:
    """Return the exact string under which a system is offered, or ""."""
    return next((text for text in offered if parse_crs(text) == crs), "")
