"""Trying a service before it is taken into use: what it has, how many, in which systems, and what is wrong with it.

A service can be wrong in one coordinate system only (118 m was measured), so the place of one feature is asked in two
systems and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cop_app.geo.axis import CRS84, RD, parse_crs
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.crs_choice import CRS84_URI, choose_crs, offered_as
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import Limits
from cop_app.sources.ogc_features import CollectionInfo, OgcFeatures, no_rd_text, reader
from cop_app.sources.paging import read_head, with_parameters

_PROBED = 25
_TOLERANCE = 1.0  # metres; servers without the official grid are up to 0.25 m off


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """One collection tried: `count` is the service's own number (None = not said), `chosen` the system we would ask."""

    id: str
    title: str
    crs: tuple[str, ...]
    chosen: str
    count: int | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came out of trying a service."""

    url: str
    title: str
    collections: tuple[CollectionReport, ...]
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Return whether nothing at all was found wrong."""
        return not self.problems and not any(row.problems for row in self.collections)

    def text(self) -> str:
        """Return the report as lines of Dutch."""
        lines = [f"{self.title} ({self.url})", _("{n} collecties").format(n=len(self.collections))]
        for row in self.collections:
            count = _("aantal niet genoemd") if row.count is None else _("{n} objecten").format(n=row.count)
            lines.append(f"- {row.id}: {count}; {', '.join(row.crs)}; {_('wij vragen')} {row.chosen}")
            lines += [f"    ! {problem}" for problem in row.problems]
        lines += [f"! {problem}" for problem in self.problems]
        return "\n".join(lines)


def check(
    url: str, *, typed: bool = True, headers: Mapping[str, str] | None = None, limits: Limits | None = None
) -> SourceReport:
    """Try a service that a person names.

    Raises:
        SourceFault: when there is no service to report on (not reachable, no JSON, no collections).
    """
    spec = SourceSpec("proef", SourceKind.OGC_FEATURES, url, "onbekend", "onbekend", typed=typed)
    with OgcFeatures.of(spec, headers=headers, limits=limits) as client:
        service = client.service()
        rows = tuple(_try(client, info) for info in service.collections[:_PROBED])
        rest = tuple(
            CollectionReport(info.id, info.title, _names(info), _chosen(info), None, (_("niet geprobeerd"),))
            for info in service.collections[_PROBED:]
        )
    return SourceReport(service.url, service.title, rows + rest, service.problems)


def _names(info: CollectionInfo) -> tuple[str, ...]:
    return tuple(dict.fromkeys(crs.name if (crs := parse_crs(text)) else text for text in info.crs))


def _chosen(info: CollectionInfo) -> str:
    crs = parse_crs(choose_crs(info.crs, info.storage_crs) or CRS84_URI)
    return crs.name if crs else CRS84.name


def _try(client: OgcFeatures, info: CollectionInfo) -> CollectionReport:
    problems: list[str] = []
    count: int | None = None
    try:
        batch, count = _one(client, info, choose_crs(info.crs, info.storage_crs))
        if len(batch) == 0 and count != 0:
            problems.append(_("de collectie is leeg"))
        if len(batch):
            problems += _place_problems(client, info)
    except SourceFault as fault:
        problems.append(str(fault))
    if count is None:
        problems.append(_("de dienst noemt geen aantal; volledigheid volgt alleen uit het einde dat zij meldt"))
    return CollectionReport(info.id, info.title, _names(info), _chosen(info), count, tuple(problems))


def _one(client: OgcFeatures, info: CollectionInfo, crs: str) -> tuple[FeatureBatch, int | None]:
    url = with_parameters(info.items_url, f="json", limit="1")
    if crs and parse_crs(crs) != CRS84:
        url = with_parameters(url, crs=crs)
    answer = client.fetcher.get(url)
    return reader(crs, ("id",))(answer), read_head(answer).matched


def _place_problems(client: OgcFeatures, info: CollectionInfo) -> list[str]:
    """Compare the first feature in RD with the same in CRS84."""
    rd_text, ll_text = offered_as(info.crs, RD), offered_as(info.crs, CRS84)
    if not rd_text or not ll_text:
        return [] if rd_text else [no_rd_text()]
    (one, _count), (other, _same) = _one(client, info, rd_text), _one(client, info, ll_text)
    if not len(one) or not len(other) or one.keys[0] != other.keys[0]:
        return []
    a, b = one.geometry.coords, other.geometry.coords
    if a.shape != b.shape or not len(a):
        return []
    metres = float(np.hypot(*(a - b).T).max())
    if metres <= _TOLERANCE:
        return []
    return [_("RD en CRS84 van hetzelfde object liggen {m} m uit elkaar").format(m=f"{metres:.1f}".replace(".", ","))]
