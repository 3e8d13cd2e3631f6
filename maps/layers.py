"""From plan to base map layers: columns with canonical properties, moved to their place in RD metres."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from maps.addresses import SETTLEMENTS, Address
from maps.plan import Plan
from maps.quarters import inner_town
from maps.shapes import Place, polygons, union
from maps.townplan import old_centre

ORIGIN: Place = (140200.0, 505700.0)
"""RD place of the plan's own zero."""
Feature = tuple[BaseGeometry, Mapping[str, Any]]


def canonical(properties: Mapping[str, Any]) -> bytes:
    """Return properties as one canonical JSON object: sorted names, no spaces, UTF-8."""
    return json.dumps(properties, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def batch(name: str, features: Sequence[Feature]) -> FeatureBatch:
    """Return features as columns at their place in RD, rounded to the millimetre; keys are layer and number."""
    shapes = np.array([shape for shape, _ in features], dtype=object)
    if len(shapes):
        moved = shapely.transform(shapes, lambda xy: xy + np.array(ORIGIN))
        shapes = shapely.set_precision(moved, 0.001)
    columns = GeometryColumns.from_shapely(shapes)
    keys = [f"{name}.{number}" for number in range(1, len(features) + 1)]
    return FeatureBatch(keys, columns, [canonical(properties) for _, properties in features])


def base_layers(plan: Plan, addresses: Sequence[Address]) -> dict[str, FeatureBatch]:
    """Return the layers of the contract that are drawn as the map itself, in drawing order."""
    built = union([*(d.shape for d in plan.districts if d.stijl != "hallen"), inner_town(), old_centre()])
    industry = [*plan.industry, *((d.naam, d.shape) for d in plan.districts if d.stijl == "hallen")]
    layers: dict[str, list[Feature]] = {
        "land": [(plan.island, {"naam": "Markerwaard", "fictief": True})],
        "polder": [(shape, {}) for shape in plan.polders],
        "bebouwd": [(shape, {}) for shape in polygons(built.difference(plan.water), 50)],
        "industrie": _industry(plan, industry),
        "groen": _greens(plan),
        "sloot": [(shape, {}) for shape in plan.ditches],
        "dijk": [(shape, {"naam": "Ringdijk"}) for shape in plan.dikes],
        "water": _waters(plan),
        "kade": [(shape, {}) for shape in plan.quays],
        "weg": _roads(plan),
        "spoor": _tracks(plan),
        "pand": [(b.shape, _building(b.klasse, b.bouwjaar, b.hoogte)) for b in plan.buildings],
        "adres": [(Point(a.at), _address(a)) for a in addresses],
        "naam": _names(plan),
        "grens": _borders(plan),
        "hoogspanning": [(shape, {"klasse": kind, "kv": 150}) for kind, shape in plan.power],
    }
    return {name: batch(name, features) for name, features in layers.items()}


def _building(klasse: str, year: int, height: float) -> dict[str, Any]:
    return {"klasse": klasse, "bouwjaar": year, "hoogte": height}


def _address(address: Address) -> dict[str, Any]:
    return {
        "straat": address.straat, "huisnummer": address.huisnummer, "postcode": address.postcode,
        "plaats": address.plaats, "pand": f"pand.{address.building + 1}",
    }  # fmt: skip


def _industry(plan: Plan, areas: Sequence[tuple[str, BaseGeometry]]) -> list[Feature]:
    out: list[Feature] = []
    for name, shape in areas:
        out += [(part, {"klasse": "terrein", "naam": name}) for part in polygons(shape.difference(plan.water), 100)]
    out += [(wall, {"klasse": "tankput", "naam": ""}) for wall in plan.bund_walls]
    return out


def _greens(plan: Plan) -> list[Feature]:
    """Return parks and woods without the water, roads and houses in them; sports fields as they are."""
    out: list[Feature] = []
    named: set[str] = set()
    for kind, name, shape in plan.greens:
        clipped = shape if kind == "sport" else shape.difference(plan.water)
        for part in sorted(polygons(clipped, 40), key=lambda p: -p.area):
            out.append((part, {"klasse": kind, "naam": "" if name in named else name}))
            named.add(name)
    return out


def _names(plan: Plan) -> list[Feature]:
    """Return the names that no polygon carries: a park, a pond or an industrial site is named by its own shape."""
    own = {name for _, name in ((kind, name) for kind, name, _ in plan.greens if kind == "park")}
    own |= {name for name, _ in plan.industry} | {d.naam for d in plan.districts if d.stijl == "hallen"}
    own |= {properties["naam"] for _, properties in _waters(plan)}
    left = [row for row in plan.names if row[1] not in own]
    return [(Point(at), {"klasse": kind, "tekst": text, "fictief": True}) for kind, text, at in left]


def _waters(plan: Plan) -> list[Feature]:
    spots = [(text, Point(at)) for kind, text, at in plan.names if kind == "water"]
    out: list[Feature] = []
    for part in sorted(polygons(plan.water, 10), key=lambda p: -p.area):
        inside = [text for text, spot in spots if part.intersects(spot)]
        name = inside[0] if len(inside) == 1 and part.area < 2e6 else ""
        out.append((part, {"naam": name}))
    return out


def _roads(plan: Plan) -> list[Feature]:
    out: list[Feature] = []
    for road in plan.roads:
        place = road.plaats if road.plaats in SETTLEMENTS else ""
        out.append((road.shape, {"klasse": road.klasse, "naam": road.naam, "nummer": road.nummer, "plaats": place}))
    return out


def _tracks(plan: Plan) -> list[Feature]:
    """Return the tracks as lines and the platform as the strip that it is."""
    out: list[Feature] = []
    for kind, axis in plan.rails:
        shape = axis.buffer(3.5, cap_style="flat") if kind == "station" else axis
        out.append((shape, {"klasse": kind, "naam": "Waardlijn"}))
    return out


def _borders(plan: Plan) -> list[Feature]:
    line = plan.region_border
    return [
        (line, {"klasse": "regio", "naam": "VR Markerwaard (FICTIEF) | VR Zuiderzeeland (FICTIEF)", "fictief": True}),
        (line, {"klasse": "gemeente", "naam": "Markerwaard | Waterkop", "fictief": True}),
    ]
