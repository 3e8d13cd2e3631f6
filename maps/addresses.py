"""House numbers: odd on the left, even on the right, counted along the street, with a fictional postcode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from maps.plan import FRONTAGE, Building, Plan, Road
from maps.polderplan import VILLAGES
from maps.shapes import Place
from maps.townplan import MARKET, TOWN

FARTHEST = 24.0
"""A door farther from every named street (m) gets no number."""
SETTLEMENTS: dict[str, Place] = {TOWN: MARKET, **{name: at for name, (at, _) in VILLAGES.items()}}
"""Town and villages with their heart."""
_LETTERS = "ABCDEGHJKLMNPRSTVWXZ"


@dataclass(frozen=True, slots=True)
class Address:
    """One address; `building` is the index of its building in the plan."""

    building: int
    at: Place
    straat: str
    huisnummer: int
    postcode: str
    plaats: str

    def text(self) -> str:
        """Return street, number and place as people say it."""
        return f"{self.straat} {self.huisnummer}, {self.plaats}"


def number_houses(plan: Plan) -> list[Address]:
    """Return the addresses of all buildings with a door, in street and number order."""
    roads = [road for road in plan.roads if road.naam and (road.klasse in FRONTAGE or road.klasse == "provinciaal")]
    tree = STRtree([road.shape for road in roads])
    doors = [(i, b.deur) for i, b in enumerate(plan.buildings) if b.deur is not None and b.woningen > 0]
    points = np.array([Point(door) for _, door in doors], dtype=object)
    nearest = np.asarray(tree.nearest(points))
    distance = shapely.distance(points, tree.geometries.take(nearest))
    per_street: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    starts = _street_starts(roads)
    for k, (i, _) in enumerate(doors):
        if distance[k] > FARTHEST:
            continue
        road = roads[int(nearest[k])]
        here = Point(doors[k][1])
        place = _settlement(road.plaats, doors[k][1])
        along = starts[int(nearest[k])] + float(road.shape.project(here))
        per_street.setdefault((place, road.naam), []).append((along, _side(road, here), i))
    out: list[Address] = []
    for number, key in enumerate(sorted(per_street)):
        out += _numbered(plan.buildings, key, _postcode(number, key[0]), sorted(per_street[key]))
    return out


def _settlement(place: str, at: Place) -> str:
    """Return whose name an address carries: in the open land that of the nearest town or village."""
    if place in SETTLEMENTS:
        return place
    return min(SETTLEMENTS, key=lambda name: math.dist(SETTLEMENTS[name], at))


def _street_starts(roads: list[Road]) -> list[float]:
    """Return the running length at which each piece begins within its street of several pieces."""
    lengths: dict[tuple[str, str], float] = {}
    out = []
    for road in roads:
        key = (road.plaats, road.naam)
        out.append(lengths.get(key, 0.0))
        lengths[key] = out[-1] + road.shape.length
    return out


def _side(road: Road, point: Point) -> int:
    d = road.shape.project(point)
    a, b = (road.shape.interpolate(max(0.0, min(road.shape.length, d + s))) for s in (-1.0, 1.0))
    return 1 if (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0 else 0


def _numbered(
    buildings: list[Building], key: tuple[str, str], postcode: str, found: list[tuple[float, int, int]]
) -> list[Address]:
    following = [2, 1]
    out: list[Address] = []
    for _, side, index in found:
        building = buildings[index]
        x, y = building.deur or (0.0, 0.0)
        for home in range(building.woningen):
            at = (x + 0.6 * home, y)
            out.append(Address(index, at, key[1], following[side], postcode, key[0]))
            following[side] += 2
    return out


def _postcode(number: int, place: str) -> str:
    base = 8298 if place == "Waterkop" else 8299
    size = len(_LETTERS)
    return f"{base} {_LETTERS[number // size % size]}{_LETTERS[number % size]}"


def homes_within(plan: Plan, addresses: Sequence[Address], area: BaseGeometry) -> int:
    """Return how many homes lie in an area: addresses of firms do not count."""
    shapely.prepare(area)
    points = shapely.points(np.array([a.at for a in addresses if plan.buildings[a.building].gebruik == "wonen"]))
    return int(shapely.contains(area, points).sum())
