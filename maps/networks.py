"""What lies along lines or spreads over an area: hydrants, sirens, masts, hectometre posts, crossings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from maps.layers import Feature
from maps.plan import FRONTAGE, ROAD_WIDTH, Plan
from maps.polderplan import grid
from maps.shapes import Place, union

HYDRANT_SPACING = 118.0


def hydrants(plan: Plan) -> list[Feature]:
    """Return fire hydrants at the kerb of every street, 80 to 120 m apart as firefighters are used to."""
    out: list[Feature] = []
    placed: list[Place] = []
    for road in plan.roads:
        rural = road.plaats in ("Buitengebied", "Ringdijk") or road.klasse not in FRONTAGE
        if rural or road.shape.length < 40:
            continue
        for at in _along(road.shape, HYDRANT_SPACING, ROAD_WIDTH[road.klasse] / 2 + 1.0):
            if all(math.dist(at, other) > 62 for other in placed):
                placed.append(at)
                out.append((Point(at), _hydrant(len(out) + 1, road.klasse, road.naam)))
    return out


def _hydrant(number: int, klasse: str, street: str) -> dict[str, Any]:
    diameter = {"hoofd": 200, "straat": 150 if number % 3 == 0 else 100}.get(klasse, 100)
    capacity = {100: 60, 150: 90, 200: 150}[diameter]
    return {
        "naam": f"BK {number:04d}", "soort": "ondergronds" if number % 9 else "bovengronds", "straat": street,
        "diameter": diameter, "capaciteit": capacity, "eenheid": "m3/h",
        "status": "in onderhoud" if number % 97 == 0 else "bruikbaar", "fictief": True,
    }  # fmt: skip


def _along(line: LineString, spacing: float, offset: float) -> Iterator[Place]:
    count = max(1, round(line.length / spacing))
    for k in range(count):
        d = (k + 0.5) * line.length / count
        a, b = line.interpolate(max(0.0, d - 1)), line.interpolate(min(line.length, d + 1))
        step = math.dist((a.x, a.y), (b.x, b.y)) or 1.0
        nx, ny = -(b.y - a.y) / step, (b.x - a.x) / step
        here = line.interpolate(d)
        yield (here.x + nx * offset, here.y + ny * offset)


def sirens(plan: Plan) -> list[Feature]:
    """Return the warning sirens: one per quarter or village, more in the large ones."""
    places: list[tuple[str, Place]] = [("Markt", (1400, 900)), ("Bolwerk", (1620, 1130)), ("Oosthaven", (905, 745)),
                                       ("Havenpark West", (-60, 1095)), ("Middenpier", (230, 900)),
                                       ("Buitenhaven", (700, 470))]  # fmt: skip
    for district in plan.districts:
        low_x, low_y, high_x, high_y = district.shape.bounds
        wide = high_x - low_x > 900
        for share in (0.28, 0.74) if wide else (0.5,):
            x = low_x + share * (high_x - low_x)
            probe = LineString([(x, low_y - 1), (x, high_y)])
            middle = district.shape.intersection(probe).centroid
            places.append((district.naam, (middle.x, middle.y)))
    places += [("De Haak", grid(-3900, 600)), ("Oosterpolder", grid(1700, 1500)), ("Waterkop-Zuid", grid(4500, -1900))]
    return [
        (Point(at), {"naam": f"Sirene {number:02d} {name}", "nummer": number, "bereik_m": 1400,
                     "werkend": number != 9, "fictief": True})
        for number, (name, at) in enumerate(places, start=1)
    ]  # fmt: skip


def masts(plan: Plan) -> list[Feature]:
    """Return the radio masts of the emergency network."""
    places = (("Havenpark", (40, 1010)), ("Oosterwijk", (2940, 1210)), ("Bedrijvenpark Zuid", (40, -900)),
              ("Rietwaard", (-2300, -3500)), ("Waterkop", grid(4700, -500)), ("Zuiderkoog", (980, -5600)))  # fmt: skip
    return [
        (Point(at), {"naam": f"C2000-mast {name}", "hoogte": 45, "noodstroom_uren": 8 + number, "fictief": True})
        for number, (name, at) in enumerate(places)
    ]


def hectometre_posts(plan: Plan) -> list[Feature]:
    """Return a post every 100 m along motorway and provincial roads, numbered on from road to road."""
    out: list[Feature] = []
    started: dict[str, float] = {"A97": 12.0, "N721": 30.0, "N723": 4.0}
    for road in plan.roads:
        if not road.nummer:
            continue
        start = started[road.nummer]
        for k in range(int(road.shape.length // 100) + 1):
            km = round(start + k / 10, 1)
            name = f"{road.nummer} {km:.1f}".replace(".", ",")
            out.append((road.shape.interpolate(k * 100.0),
                        {"naam": name, "weg": road.nummer, "km": km, "fictief": True}))  # fmt: skip
        started[road.nummer] = round(start + math.ceil(road.shape.length / 100) / 10, 1)
    return out


def rail_kilometres(plan: Plan) -> list[Feature]:
    """Return a sign every 200 m along the main line; kilometres count from the mainland."""
    out: list[Feature] = []
    for line in (shape for kind, shape in plan.rails if kind == "hoofd"):
        for k in range(int(line.length // 200) + 1):
            km = round(61 + k * 0.2, 1)
            name = f"km {km:.1f}".replace(".", ",")
            out.append((line.interpolate(k * 200.0), {"naam": name, "lijn": "Waardlijn", "km": km, "fictief": True}))
    return out


def crossings(plan: Plan) -> list[Feature]:
    """Return junctions of larger roads, and level crossings, as people name them on the radio."""
    roads = [road for road in plan.roads if road.naam and road.klasse in ("provinciaal", "hoofd")]
    roads += [road for road in plan.roads if road.plaats == "Buitengebied"]
    tree = STRtree([road.shape for road in roads])
    found: dict[str, tuple[BaseGeometry, str]] = {}
    for i, road in enumerate(roads):
        for j in sorted(int(k) for k in tree.query(road.shape)):
            other = roads[j]
            if j > i and other.naam != road.naam:
                for point in _points(road.shape.intersection(other.shape)):
                    found.setdefault(f"{road.naam} / {other.naam}", (point, "kruising"))
    track = union(shape for kind, shape in plan.rails if kind == "hoofd")
    for road in roads:
        for point in _points(road.shape.intersection(track)):
            found.setdefault(f"Overweg {road.naam}", (point, "overweg"))
    return [(point, {"naam": name, "klasse": kind, "fictief": True}) for name, (point, kind) in sorted(found.items())]


def _points(shape: BaseGeometry) -> list[Point]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Point"]
