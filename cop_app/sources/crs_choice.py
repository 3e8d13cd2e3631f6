"""Which coordinate system to ask a service for, and in which exact words.

Services write the same system as `EPSG/0/28992`, `EPSG/9.6.2/28992` or a URN; they are compared by authority and code,
and the string the service itself offered is what is sent back (reference/interop 1.3). What the service stores is
asked first, because servers were seen to be wrong in one system only, by up to 118 m, and none has the official grid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"

_URI = re.compile(r"^https?://(?:www\.)?opengis\.net/def/crs/([A-Za-z]+)/[^/]*/([A-Za-z0-9]+)$")
_URN = re.compile(r"^urn:(?:x-)?ogc:def:crs:([A-Za-z]+):[^:]*:([A-Za-z0-9]+)$", re.IGNORECASE)
_SHORT = re.compile(r"^\[?([A-Za-z]+):([A-Za-z0-9]+)\]?$")


class Crs(NamedTuple):
    """Authority and code, as EPSG 28992 or OGC CRS84."""

    authority: str
    code: str

    @property
    def name(self) -> str:
        """Return how people write it: EPSG:28992, CRS84."""
        return self.code if self.authority == "OGC" else f"{self.authority}:{self.code}"


RD = Crs("EPSG", "28992")
CRS84 = Crs("OGC", "CRS84")
ETRS89 = Crs("EPSG", "4258")
# What the reader can place to the millimetre; ETRS89 and CRS84 are the same datum in Dutch data.
READABLE = (RD, ETRS89, CRS84, Crs("EPSG", "4326"))


def parse_crs(text: str) -> Crs | None:
    """Return authority and code of a URI, URN or short name; also between angle brackets. None when unreadable."""
    text = text.strip().strip("<>").strip()
    for pattern in (_URI, _URN, _SHORT):
        found = pattern.match(text)
        if found:
            return _canonical(found[1].upper(), found[2].upper())
    return CRS84 if text.upper() == "CRS84" else None


def _canonical(authority: str, code: str) -> Crs:
    if code in {"CRS84", "84"} and authority in {"OGC", "CRS"}:
        return CRS84
    return Crs(authority, code)


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
