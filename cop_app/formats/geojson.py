"""GeoJSON to columns and back: RFC 7946, and the older dialect in which a `crs` member names the system.

A document that is no JSON is refused as a whole; what is wrong with one feature is told with its number, while the rest
is read. 100,000 polygons take a fraction of a second.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec
import numpy as np

from cop_app.domain.errors import UserFacingError
from cop_app.formats.feature_keys import BY_ID, keyed
from cop_app.formats.geojson_coordinates import FORMS, MAX_VERTICES, MULTI, Form, parse_coordinates
from cop_app.formats.geojson_text import write_geojson
from cop_app.formats.strict_json import BAD_JSON, canonical, canonical_all, members, reason, refuse_double_keys, signs
from cop_app.geo.axis import CRS84, Axes, Crs, axis_order, parse_crs, to_rd_columns, unknown_crs
from cop_app.geo.columns import FeatureBatch, GeometryColumns, Problem
from cop_app.i18n import _

__all__ = ["read_geojson", "write_geojson"]
MAX_TOLD = 200
_MAX_NESTED = 8
_EMPTY = msgspec.Raw(b"")
_NULL = b"null"
_NO_PROPERTIES = msgspec.Raw(b"{}")


class _Geometry(msgspec.Struct, gc=False):
    type: str
    coordinates: msgspec.Raw = _EMPTY
    geometries: msgspec.Raw = _EMPTY


class _Feature(msgspec.Struct, gc=False):
    type: str
    id: msgspec.Raw = _EMPTY
    geometry: _Geometry | None = None
    properties: msgspec.Raw = _EMPTY


class _Name(msgspec.Struct):
    name: str = ""
    code: int | str = ""


class _CrsMember(msgspec.Struct):
    type: str = "name"
    properties: _Name = msgspec.field(default_factory=_Name)


@dataclass(slots=True)
class _Rows:
    """Features as they were decoded; `numbers` are their places in the document, counted from 1."""

    numbers: list[int] = field(default_factory=list)
    features: list[_Feature] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    skipped: int = 0

    def tell(self, index: int, text: str) -> None:
        """Tell what is wrong with the feature at an index of this list."""
        self.faults.append(Problem(_("object {n}").format(n=self.numbers[index]), text))


def read_geojson(
    body: bytes, *, crs: str | None = None, key: Sequence[str] = BY_ID, max_vertices: int = MAX_VERTICES
) -> FeatureBatch:
    """Return the features of a GeoJSON document in RD.

    `crs` is the system that the service or the user names (URI, URN or EPSG:n); without it the document's own `crs`
    member holds, and without that CRS84, which is taken as ETRS89. `key` is the rule of `feature_keys`. Features of
    which only the geometry is unusable stay in, without a place; unreadable ones are left out; all are in `problems`.

    Raises:
        UserFacingError: `geojson.onleesbaar` when it is no JSON or holds double keys at the top, `geojson.soort` when
            it is no GeoJSON, `geo.stelsel` for a system that we cannot bring to RD.
    """
    with _no_gc():
        text, top = _document(body)
        stated = _stated_crs(crs, top)
        rows = _rows(text, top)
        properties = _properties(rows)
        columns, order_problems = to_rd_columns(_geometry(rows, max_vertices), *stated, rows.numbers)
        ids = _ids([feature.id for feature in rows.features])
    problems = tuple(_few([*rows.faults, *order_problems]))
    return keyed(FeatureBatch([""] * len(ids), columns, properties, problems, rows.skipped), key, ids)


@contextmanager
def _no_gc() -> Iterator[None]:
    """Hold the cyclic collector off: it walks all new objects again and again and finds nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _document(body: bytes) -> tuple[bytes, dict[str, msgspec.Raw]]:
    try:
        text = body.removeprefix(b"\xef\xbb\xbf")
        return text, members(text)
    except BAD_JSON as error:
        raise UserFacingError(
            "geojson.onleesbaar",
            _("Dit is geen bruikbare GeoJSON: {reden}."),
            advice=_("Vraag de afzender om het opnieuw te bewaren."), reden=reason(error),
        ) from error  # fmt: skip


def _stated_crs(given: str | None, top: dict[str, msgspec.Raw]) -> tuple[Crs, Axes]:
    """Return the system and the order of its axes: as given, else as the document says, else CRS84."""
    if given:
        name, form = given, "ogcapi-crs"
    elif "crs" in top and bytes(top["crs"]) != _NULL:
        name, form = _member_name(top["crs"]), "geojson-crs"
    else:
        return CRS84, axis_order("geojson", CRS84)
    crs = parse_crs(name)
    if crs is None:
        raise unknown_crs(name)
    return crs, axis_order(form, crs)


def _member_name(raw: msgspec.Raw) -> str:
    try:
        member = msgspec.json.decode(raw, type=_CrsMember)
    except BAD_JSON:
        return bytes(raw)[:80].decode("utf-8", "replace")
    if member.type.upper() == "EPSG":
        return f"EPSG:{member.properties.code}"
    return member.properties.name


def _rows(text: bytes, top: dict[str, msgspec.Raw]) -> _Rows:
    kind = _text(top.get("type", _EMPTY))
    if kind == "FeatureCollection" and "features" in top:
        return _collection(bytes(top["features"]))
    if kind == "Feature":
        return _collection(b"[" + text + b"]")
    if kind in FORMS or kind == "GeometryCollection":
        return _collection(b'[{"type":"Feature","geometry":' + text + b"}]")
    raise UserFacingError(
        "geojson.soort",
        _("Dit is JSON maar geen GeoJSON: een verzameling objecten ontbreekt."),
        advice=_("Kies een GeoJSON-bestand of een dienst die het geeft."),
    )


def _collection(features: bytes) -> _Rows:
    """Decode all at once when nothing is odd; else one by one, so that each fault gets its feature's number."""
    try:
        found = msgspec.json.decode(features, type=list[_Feature])
    except BAD_JSON:
        return _one_by_one(features)
    if any(f.type != "Feature" for f in found) or not _only_known_keys(features, found):
        return _one_by_one(features)
    return _Rows(list(range(1, len(found) + 1)), found)


def _only_known_keys(features: bytes, found: Sequence[_Feature]) -> bool:
    """Return whether every feature and geometry holds the known members only, each once: counted, not looked at.

    A known member's key ends with `":`; when keys and colons outside ids and properties are as many as there should
    be, none is double, and none hides behind a blank before its colon.
    """
    loose = [raw for f in found for raw in (f.id, f.properties) if raw is not _EMPTY]
    joined = b",".join(loose)
    wanted = 2 * len(found) + len(loose) + 2 * sum(f.geometry is not None for f in found)
    inside, outside = signs(features), signs(joined)
    return inside.keys - outside.keys == wanted == inside.colons - outside.colons


def _one_by_one(features: bytes) -> _Rows:
    rows = _Rows()
    try:
        raws = msgspec.json.decode(features, type=list[msgspec.Raw])
    except BAD_JSON as error:
        raise UserFacingError(
            "geojson.soort",
            _("Dit is JSON maar geen GeoJSON: een verzameling objecten ontbreekt."),
            advice=_("Kies een GeoJSON-bestand of een dienst die het geeft."),
        ) from error
    for number, raw in enumerate(raws, 1):
        where = _("object {n}").format(n=number)
        try:
            feature, fault = _feature(bytes(raw))
        except BAD_JSON as error:
            rows.faults.append(Problem(where, _("Overgeslagen: {reden}.").format(reden=reason(error))))
            rows.skipped += 1
            continue
        rows.numbers.append(number)
        rows.features.append(feature)
        if fault:
            rows.faults.append(Problem(where, fault))
    return rows


def _feature(raw: bytes) -> tuple[_Feature, str]:
    """Return one feature, and in Dutch what is wrong with its geometry.

    Raises:
        BAD_JSON: when it is no feature or holds a double key.
    """
    found = members(raw)
    if _text(found.get("type", _EMPTY)) != "Feature":
        raise ValueError("not a feature")
    plain = _Feature("Feature", found.get("id", _EMPTY), None, found.get("properties", _EMPTY))
    geometry = found.get("geometry", _EMPTY)
    if bytes(geometry) in {b"", _NULL}:
        return plain, ""
    try:
        members(bytes(geometry))
        plain.geometry = msgspec.json.decode(geometry, type=_Geometry)
    except BAD_JSON as error:
        return plain, _("Zonder plaats opgenomen: {reden}.").format(reden=reason(error))
    return plain, ""


def _text(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=str)
    except BAD_JSON:
        return ""


def _ids(raws: list[msgspec.Raw]) -> list[str]:
    joined = b",".join([b'""' if raw is _EMPTY else raw for raw in raws])
    try:
        found = msgspec.json.decode(b"[" + joined + b"]", type=list[str | int])
    except BAD_JSON:
        return [_id(raw) for raw in raws]
    return [str(each) for each in found]


def _id(raw: msgspec.Raw) -> str:
    text = bytes(raw)
    if not text or text[:1] in b"{[tfn":
        return ""
    return _text(raw) if text[:1] == b'"' else text.decode("ascii")


def _properties(rows: _Rows) -> list[bytes]:
    """Return canonical properties; features whose properties are unusable leave the rows."""
    at_once = canonical_all([_object(feature.properties) for feature in rows.features])
    if at_once is not None:
        return at_once
    found: list[bytes] = []
    dropped: set[int] = set()
    for index, feature in enumerate(rows.features):
        raw = bytes(_object(feature.properties))
        try:
            found.append(canonical(raw))
        except BAD_JSON as error:
            rows.tell(index, _("Overgeslagen: {reden}.").format(reden=reason(error)))
            dropped.add(index)
    if dropped:
        rows.skipped += len(dropped)
        rows.features = [f for i, f in enumerate(rows.features) if i not in dropped]
        rows.numbers = [n for i, n in enumerate(rows.numbers) if i not in dropped]
    return found


def _object(raw: msgspec.Raw) -> msgspec.Raw:
    return _NO_PROPERTIES if raw is _EMPTY or (memoryview(raw).nbytes == 4 and bytes(raw) == _NULL) else raw


def _geometry(rows: _Rows, max_vertices: int) -> GeometryColumns:
    """Return the geometry as it stands in the document, parsed per type."""
    groups: dict[str, tuple[list[int], list[msgspec.Raw | bytes]]] = {}
    only = {None if f.geometry is None else f.geometry.type for f in rows.features}
    if len(only) == 1 and (name := only.pop()) in FORMS:
        shapes = [f.geometry.coordinates for f in rows.features if f.geometry is not None]
        return _parsed(rows, FORMS[name], range(len(shapes)), shapes, max_vertices)
    none: list[int] = []
    for index, feature in enumerate(rows.features):
        shape = None if feature.geometry is None else _simple(feature.geometry, rows, index)
        if shape is None:
            none.append(index)
            continue
        places, raws = groups.setdefault(shape[0], ([], []))
        places.append(index)
        raws.append(shape[1])
    pieces, order = [], []
    for name, (places, raws) in groups.items():
        pieces.append(_parsed(rows, FORMS[name], places, raws, max_vertices))
        order += places
    if none:
        pieces.append(GeometryColumns.from_shapely(np.full(len(none), None, dtype=object)))
        order += none
    columns = GeometryColumns.concat(pieces)
    return columns if len(pieces) <= 1 else columns.take(np.argsort(np.array(order, dtype=np.int64)))


def _parsed(
    rows: _Rows, form: Form, places: Sequence[int], raws: Sequence[msgspec.Raw | bytes], max_vertices: int
) -> GeometryColumns:
    parsed = parse_coordinates(raws, form, max_vertices)
    for index, text in sorted(parsed.faults.items()):
        rows.tell(places[index], _("Zonder plaats opgenomen: {reden}.").format(reden=text))
    for index in parsed.closed:
        rows.tell(places[index], _("Een ring was niet gesloten; gesloten."))
    return parsed.columns


def _simple(shape: _Geometry, rows: _Rows, index: int) -> tuple[str, msgspec.Raw | bytes] | None:
    """Return type and coordinates of a geometry that has these; collections are flattened."""
    if shape.type in FORMS and memoryview(shape.coordinates).nbytes:
        return shape.type, shape.coordinates
    if shape.type == "GeometryCollection":
        return _flattened(shape, rows, index)
    text = _("de vorm ‘{name}’ kent GeoJSON niet").format(name=shape.type[:40])
    if shape.type in FORMS:
        text = _("de coördinaten ontbreken")
    rows.tell(index, _("Zonder plaats opgenomen: {reden}.").format(reden=text))
    return None


def _flattened(shape: _Geometry, rows: _Rows, index: int) -> tuple[str, bytes] | None:
    """Return a collection as one multi geometry of its widest kind; what that leaves out is told."""
    inside: list[tuple[str, bytes]] = []
    try:
        _gather(shape, inside, 0)
    except BAD_JSON as error:
        rows.tell(index, _("Zonder plaats opgenomen: {reden}.").format(reden=reason(error)))
        return None
    inside = [(name, raw) for name, raw in inside if raw.strip() != b"[]"]
    if not inside:
        return None
    kind = max(FORMS[name].kind for name, _raw in inside)
    kept = [(name, raw) for name, raw in inside if FORMS[name].kind == kind]
    if len(kept) < len(inside):
        rows.tell(index, _("Een verzameling van verschillende vormen; alleen de grootste soort is opgenomen."))
    multi = MULTI[kind]
    bodies = [raw.strip()[1:-1] if name == multi else raw for name, raw in kept]
    return multi, b"[" + b",".join(bodies) + b"]"


def _gather(shape: _Geometry, inside: list[tuple[str, bytes]], depth: int) -> None:
    if depth > _MAX_NESTED:
        raise RecursionError
    if shape.type == "GeometryCollection":
        refuse_double_keys(bytes(shape.geometries))
        for member in msgspec.json.decode(shape.geometries, type=list[_Geometry]):
            _gather(member, inside, depth + 1)
        return
    raw = bytes(shape.coordinates)
    if shape.type not in FORMS or raw[:1] != b"[":
        raise ValueError("not a geometry")
    inside.append((shape.type, raw))


def _few(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MAX_TOLD:
        return problems
    more = _("Nog {n} meldingen.").format(n=len(problems) - MAX_TOLD)
    return [*problems[:MAX_TOLD], Problem(_("hele verzameling"), more)]
