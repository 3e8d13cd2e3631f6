"""OGC API Features, Part 1 and 2: from landing page to proved collections.

Own client, because completeness must be proved and hostile answers stopped, and no library does either. The protocol
is followed by its links; where a service's links lead elsewhere (a common mistake behind a proxy) the standard's own
paths under the typed address are used instead, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from cop_app.formats.geojson import read_geojson
from cop_app.geo.axis import CRS84, RD, parse_crs
from cop_app.geo.boxes import Box
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.sources.area_load import AreaLoad, Way
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.crs_choice import CRS84_URI, choose_crs, offered_as
from cop_app.sources.extents import extent_of
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import Answer, Fetcher, Limits
from cop_app.sources.filters import Period, area_questions, period_text, within_period
from cop_app.sources.paging import PagedLoad, Validator, with_parameters
from cop_app.sources.split_load import SplitLoad, in_parts

PAGE_LIMIT = 1000
_CONFORMANCE = {
    "core": "/conf/core",
    "geojson": "/conf/geojson",
    "crs": "ogcapi-features-2/1.0/conf/crs",
}
_DATA_RELS = ("data", "http://www.opengis.net/def/rel/ogc/1.0/data")
_MAX_COLLECTIONS = 2_000


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """What a service says of one collection; `crs` are its own strings, CRS84 when it names none.

    `extent` is where it says that its features lie, in RD metres with room to spare; None when it does not say.
    """

    id: str
    title: str
    items_url: str
    crs: tuple[str, ...]
    storage_crs: str
    extent: Box | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What a landing page leads to. `problems` says in Dutch what is not as the standard asks."""

    url: str
    title: str
    conforms: frozenset[str]
    collections: tuple[CollectionInfo, ...]
    problems: tuple[str, ...]


class OgcFeatures:
    """Reads one service. Holds connections: use it in a `with`, from one thread."""

    def __init__(self, fetcher: Fetcher, url: str) -> None:
        self.fetcher = fetcher
        self.url = landing_of(url)

    @classmethod
    def of(
        cls, spec: SourceSpec, *, headers: Mapping[str, str] | None = None, limits: Limits | None = None
    ) -> OgcFeatures:
        """Return a client for a source; `headers` carries its credentials and goes to its own origin only."""
        return cls(Fetcher(spec.url, typed=spec.typed, headers=headers, limits=limits), spec.url)

    def __enter__(self) -> OgcFeatures:
        return self

    def __exit__(self, *_unused: object) -> None:
        self.fetcher.close()

    def service(self) -> Service:
        """Read landing page, conformance and collections.

        Raises:
            SourceFault: when the landing page or the collections cannot be read.
        """
        problems: list[str] = []
        landing = self.fetcher.document(_json(self.url))
        links = _links(landing)
        conforms = self._conforms(links, problems)
        data = self._admitted(links, _DATA_RELS, f"{self.url}/collections", problems)
        collections = self._collections(data, problems)
        missing = [name for name in ("core", "geojson") if name not in conforms]
        problems += [_("de dienst belooft het onderdeel ‘{name}’ niet").format(name=name) for name in missing]
        title = _text(landing.get("title")) or urlsplit(self.url).hostname or self.url
        return Service(self.url, title, conforms, collections, tuple(dict.fromkeys(problems)))

    def collection(self, name: str) -> CollectionInfo:
        """Read one collection straight from its standard path.

        Raises:
            SourceFault: `bron.weg` when it is not there.
        """
        found = self.fetcher.document(_json(f"{self.url}/collections/{quote(name, safe='')}"))
        return self._collection({"id": name, **found}, [], ())

    def iter_pages(
        self,
        spec: SourceSpec,
        *,
        box: Box | None = None,
        period: Period | None = None,
        time_field: str = "",
        limit: int = PAGE_LIMIT,
        resume: str = "",
        seen: Collection[str] = (),
    ) -> PagedLoad | AreaLoad | SplitLoad:
        """Return the pages of a source's collection, in RD metres.

        `box` is RD metres, `period` milliseconds UTC (None = open side). Both are asked of the service and checked
        again here, because services were seen to ignore them without a word; the period only when `time_field` names
        the property that holds the moment. `resume` is the token of the last stored page, `seen` the keys stored so
        far.

        Raises:
            SourceFault: when the collection cannot be read at all; faults of pages come from the iteration.
        """
        info = self.collection(spec.collection)
        crs = choose_crs(info.crs, info.storage_crs, spec.crs)
        url = with_parameters(info.items_url, f="json", limit=str(limit))
        if crs and parse_crs(crs) != CRS84:
            url = with_parameters(url, crs=crs)
        if period is not None:
            url = with_parameters(url, datetime=period_text(period))

        def keep(batch: FeatureBatch) -> FeatureBatch:
            return batch if period is None or not time_field else within_period(batch, period, time_field)

        notes = () if offered_as(info.crs, RD) else (no_rd_text(),)

        def pages(address: str, known: Collection[str] = seen) -> Way:
            read = reader(crs, spec.key)
            return lambda token: PagedLoad(
                self.fetcher, address, limit, read, keep, resume=token, seen=known, notes=notes
            )

        def part(area: Box, token: str = "", known: Collection[str] = ()) -> AreaLoad:
            questions = area_questions(area, info.crs, info.storage_crs)
            ways = [pages(with_parameters(url, **asked), known) for asked in questions]
            return AreaLoad(area, ways, resume=token, select=box is not None)

        token = "" if in_parts(resume) else resume
        first = pages(url)(token) if box is None else part(box, token, seen)
        area = box or info.extent
        if area is None or period is not None:
            return first
        return SplitLoad(first, part, area, whole=box is None, resume=resume, seen=seen)

    def unchanged(self, validators: Sequence[Validator]) -> bool:
        """Ask for every page of the last complete load whether it is still the same; False when there is no way."""
        if not validators:
            return False
        return all(self.fetcher.get(each.url, validators=each.headers()).status == 304 for each in validators)

    def _conforms(self, links: list[dict[str, Any]], problems: list[str]) -> frozenset[str]:
        url = self._admitted(links, ("conformance",), f"{self.url}/conformance", problems)
        try:
            found = self.fetcher.document(_json(url)).get("conformsTo")
        except SourceFault:
            problems.append(_("de dienst zegt niet aan welke onderdelen van de norm zij voldoet"))
            return frozenset()
        classes = [item for item in found if isinstance(item, str)] if isinstance(found, list) else []
        return frozenset(name for name, tail in _CONFORMANCE.items() if any(c.endswith(tail) for c in classes))

    def _collections(self, url: str, problems: list[str]) -> tuple[CollectionInfo, ...]:
        found = self.fetcher.document(_json(url))
        shared = _texts(found.get("crs"))
        rows = found.get("collections")
        if not isinstance(rows, list):
            raise SourceFault(
                "bron.geen_collecties",
                _("{url} geeft geen lijst van collecties."),
                advice=_("Is dit het adres van een OGC API Features-dienst?"),
                passing=False, url=url,
            )  # fmt: skip
        named = [row for row in rows[:_MAX_COLLECTIONS] if isinstance(row, dict) and _text(row.get("id"))]
        return tuple(self._collection(row, problems, shared) for row in named)

    def _collection(self, row: dict[str, Any], problems: list[str], shared: Sequence[str]) -> CollectionInfo:
        name = str(row["id"])
        crs: list[str] = []
        for text in _texts(row.get("crs")) or [CRS84_URI]:
            # '#/crs' points to the list that all collections of the service share.
            crs += list(shared) if text == "#/crs" else [text]
        standard = f"{self.url}/collections/{quote(name, safe='')}/items"
        items = self._admitted(_links(row), ("items",), standard, problems)
        return CollectionInfo(
            name, _text(row.get("title")) or name, items, tuple(crs or [CRS84_URI]), _text(row.get("storageCrs")),
            extent_of(row),
        )  # fmt: skip

    def _admitted(
        self, links: list[dict[str, Any]], rels: Sequence[str], standard: str, problems: list[str]
    ) -> str:
        """Return the link's address when it stays with this service, else the standard's own path."""
        fitting = [link for link in links if link.get("rel") in rels and _text(link.get("href"))]
        fitting.sort(key=lambda link: "json" not in _text(link.get("type")))
        if not fitting:
            return standard
        url = urljoin(f"{self.url}/", _text(fitting[0]["href"]))
        if self.fetcher.rules.admits(url):
            return url
        problems.append(_("koppelingen van de dienst wijzen naar een ander adres ({url})").format(url=url[:120]))
        return standard


def landing_of(url: str) -> str:
    """Return the landing page of any address of a service: what people paste is often a collection or its items."""
    parts = urlsplit(url.strip())
    path = parts.path
    for tail in ("/collections", "/conformance", "/api"):
        head, found, _rest = path.partition(tail)
        if found and (_rest == "" or _rest.startswith("/")):
            path = head
            break
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/"), "", ""))


def reader(crs: str, key: tuple[str, ...]) -> Callable[[Answer], FeatureBatch]:
    """Return how a page's body becomes a batch: in the system that the answer states, else the one we asked."""

    def read(answer: Answer) -> FeatureBatch:
        stated = answer.headers.get("Content-Crs", "").strip().strip("<>")
        return read_geojson(answer.body, crs=stated or crs or None, key=key)

    return read


def no_rd_text() -> str:
    """Return what is told of a service that gives no RD: MapServer was seen 109 m off, and nobody could tell."""
    return _("de dienst geeft geen RD: de ligging is niet na te rekenen en kan meer dan 100 m afwijken")


def _json(url: str) -> str:
    return with_parameters(url, f="json")


def _links(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    links = document.get("links")
    return [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
