"""Houses in their blocks: rows along the streets, gardens and sheds behind, courtyards in the old town.

A block is what streets and water leave over. Houses are laid along its edge by arc length with shared party walls,
so that rows follow a curve without gaps or overlaps, and only where the edge faces a street.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from maps.plan import FRONTAGE, Building, District, Plan
from maps.quarters import inner_town
from maps.shapes import block as rectangle
from maps.shapes import polygons, union
from maps.townplan import MARKET, old_canals

Floats = NDArray[np.float64]
FACING = 17.0
"""Largest distance (m) from a front door to a street axis."""


@dataclass(frozen=True, slots=True)
class Row:
    """How the houses of a quarter stand, in metres: ranges are drawn from evenly."""

    setback: tuple[float, float]
    depth: tuple[float, float]
    width: tuple[float, float]
    together: tuple[int, int]
    gap: tuple[float, float]
    height: tuple[float, float]
    sheds: float
    corner: float = 1.0


ROWS: dict[str, Row] = {
    "oud": Row((0.3, 0.6), (9, 14), (5.0, 9.5), (5, 14), (0.0, 1.2), (8, 15), 0.0, 0.0),
    "vooroorlogs": Row((0.8, 1.6), (8.5, 11), (5.2, 7.4), (6, 16), (1.2, 3.0), (7, 11), 0.12, 0.0),
    "naoorlogs": Row((3.2, 4.6), (8.4, 10.2), (6.8, 8.4), (3, 7), (3.5, 8.0), (7, 9), 0.05, 3.0),
    "woonerf": Row((2.5, 6.5), (8.8, 11.0), (6.8, 8.8), (2, 5), (3.0, 8.0), (6, 9), 0.05, 3.0),
    "water": Row((3.5, 5.0), (9.5, 11.5), (7.4, 9.8), (1, 4), (3.5, 7.0), (8, 11), 0.03, 3.0),
    "dorp": Row((3.5, 8.0), (8.5, 12.0), (8.0, 11.5), (1, 3), (4.5, 12.0), (5, 9), 0.07, 4.0),
    "hallen": Row((7.0, 11.0), (28, 48), (36, 80), (1, 1), (8, 14), (6, 14), 0.0, 8.0),
    "kade": Row((4.0, 7.0), (20, 36), (34, 66), (1, 1), (7, 13), (7, 16), 0.0, 6.0),
}


def build_houses(plan: Plan, taken: BaseGeometry) -> None:
    """Fill every quarter, the old town and the harbour land; `taken` is ground that is already in use."""
    streets = [road.shape for road in plan.roads if road.klasse in FRONTAGE and road.naam]
    index = STRtree(streets)
    hard = union([plan.hard(1.2), taken.buffer(4)])
    greens = union(shape for _, _, shape in plan.greens).buffer(2)
    blocked = union([hard, greens, *plan.reserved])
    _build_old_town(plan, union([hard, taken]), index)
    for number, district in enumerate(plan.districts):
        rng = random.Random(f"{number}-{plan.rng.random()}")
        for piece in polygons(district.shape.difference(blocked), 90):
            plan.buildings += fill_block(piece, ROWS[district.stijl], district.bouwjaar, rng, index)
        if district.stijl == "naoorlogs":
            _add_flats(plan, district, rng)
        if district.stijl == "woonerf":
            _add_greens(plan, district, blocked)
    wet = union([plan.water.buffer(4), *(tank.shape.buffer(9) for tank in plan.buildings if tank.klasse == "tank")])
    for number, (_, land) in enumerate(plan.industry):
        rng = random.Random(f"kade-{number}-{plan.rng.random()}")
        for piece in polygons(land.difference(union([blocked, wet])), 500):
            plan.buildings += fill_block(piece, ROWS["kade"], (1955, 2015), rng, None)


def _build_old_town(plan: Plan, hard: BaseGeometry, index: STRtree) -> None:
    canals = old_canals()
    quay = union([canals["Oude Gracht"].buffer(14.5), canals["Binnengracht"].buffer(10.5),
                  canals["Havengracht"].buffer(15), canals["Turfgracht"].buffer(13)])  # fmt: skip
    ground = inner_town().buffer(-3).difference(union([hard, quay, Point(MARKET).buffer(46)]))
    rng = random.Random(f"oud-{plan.rng.random()}")
    for piece in polygons(ground, 60):
        plan.buildings += fill_block(piece, ROWS["oud"], (1620, 1890), rng, index, facing=24.0)
        plan.buildings += _back_houses(piece, plan.buildings, rng)


def fill_block(
    piece: Polygon, row: Row, years: tuple[int, int], rng: random.Random, index: STRtree | None, facing: float = FACING
) -> list[Building]:
    """Return the houses around one block, and some sheds at the ends of the gardens."""
    out: list[Building] = []
    occupied: BaseGeometry = Polygon()
    shapely.prepare(piece)
    sides = sorted(_sides(piece), key=lambda side: -_length(side))
    for side in sides:
        year = rng.randint(*years)
        laid = _lay_row(side, row, rng)
        if not laid:
            continue
        houses = np.array([shape for shape, _ in laid], dtype=object)
        doors = np.array([door for _, door in laid])
        fits = shapely.is_valid(houses) & shapely.covered_by(houses, piece.buffer(0.35))
        fits &= ~shapely.intersects(houses, occupied.buffer(-0.02) if out else occupied)
        if index is not None:
            fits &= _near_street(doors, index, facing + row.setback[1])
        chosen = np.flatnonzero(fits)
        out += [_building(houses[k], (float(doors[k][0]), float(doors[k][1])), row, year, rng) for k in chosen]
        if len(chosen):
            occupied = union([occupied, *(houses[k].buffer(row.gap[0] * 0.5) for k in chosen)])
    if row.sheds:
        out += _sheds(piece, occupied, row, rng)
    return out


def _building(shape: Polygon, door: tuple[float, float], row: Row, year: int, rng: random.Random) -> Building:
    hall = row.depth[0] >= 20
    return Building(
        shape, "hal" if hall else "pand", year + rng.randint(-2, 2), round(rng.uniform(*row.height), 1), door,
        "bedrijf" if hall else "wonen",
    )  # fmt: skip


def _near_street(doors: Floats, index: STRtree, reach: float) -> NDArray[np.bool_]:
    points = shapely.points(doors)
    nearest = index.nearest(points)
    return np.asarray(shapely.distance(points, index.geometries.take(nearest)) <= reach)


def _length(side: Floats) -> float:
    return float(np.hypot(*np.diff(side, axis=0).T).sum())


def _sides(piece: Polygon) -> list[Floats]:
    """Return the edge of a block as smooth stretches between its corners, inside on the left."""
    out: list[Floats] = []
    for number, ring in enumerate((piece.exterior, *piece.interiors)):
        coords = shapely.get_coordinates(shapely.simplify(ring, 0.6))
        if bool(shapely.is_ccw(ring)) != (number == 0):
            coords = coords[::-1]
        corners = _corners(coords)
        if not len(corners):
            out.append(coords)
            continue
        turned = np.concatenate([coords[corners[0] : -1], coords[: corners[0] + 1]])
        marks = [*(int(c - corners[0]) for c in corners), len(turned) - 1]
        out += [turned[a : b + 1] for a, b in pairwise(marks) if b > a]
    return [side for side in out if _length(side) > 5]


def _corners(coords: Floats) -> NDArray[np.int64]:
    """Return which vertices of a closed ring turn more than 28 degrees."""
    steps = np.diff(coords, axis=0)
    heading = np.arctan2(steps[:, 1], steps[:, 0])
    turn = heading - np.roll(heading, 1)
    turn = np.abs((turn + math.pi) % (2 * math.pi) - math.pi)
    return np.flatnonzero(turn > math.radians(28))


def _lay_row(side: Floats, row: Row, rng: random.Random) -> list[tuple[Polygon, Floats]]:
    """Return houses with their doors along one stretch; neighbours in a row share their wall."""
    cumulative = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(side, axis=0).T))])
    total = float(cumulative[-1])
    t = row.corner + rng.uniform(0, row.gap[0])
    out: list[tuple[Polygon, Floats]] = []
    while t < total - row.width[0]:
        setback, depth = rng.uniform(*row.setback), rng.uniform(*row.depth)
        wide = rng.uniform(*row.width)
        for _ in range(rng.randint(*row.together)):
            width = wide * rng.uniform(0.94, 1.06)
            if t + width > total - row.corner:
                width = total - row.corner - t
                if width < row.width[0] * 0.8:
                    t = total
                    break
            deep = depth + (rng.uniform(-1.2, 1.2) if row.gap[0] == 0 else 0.0)
            out.append(_house(side, cumulative, t, t + width, setback, deep))
            t += width
        t += rng.uniform(*row.gap)
    return out


def _house(
    side: Floats, cumulative: Floats, start: float, end: float, setback: float, depth: float
) -> tuple[Polygon, Floats]:
    (a, na), (b, nb) = _at(side, cumulative, start), _at(side, cumulative, end)
    front_a, front_b = a + na * setback, b + nb * setback
    shape = Polygon([front_a, front_b, front_b + nb * depth, front_a + na * depth])
    inward = (na + nb) / (np.hypot(*(na + nb)) or 1.0)
    return shape, (front_a + front_b) / 2 + inward * 1.5


def _at(side: Floats, cumulative: Floats, t: float) -> tuple[Floats, Floats]:
    """Return the place at arc length t and the inward normal, smoothed over 6 m so that walls stay parallel."""
    place, behind, ahead = (
        np.array([np.interp(s, cumulative, side[:, 0]), np.interp(s, cumulative, side[:, 1])])
        for s in (t, max(t - 3.0, 0.0), min(t + 3.0, float(cumulative[-1])))
    )
    along = ahead - behind
    along = along / (np.hypot(*along) or 1.0)
    return place, np.array([-along[1], along[0]])


def _sheds(piece: Polygon, occupied: BaseGeometry, row: Row, rng: random.Random) -> list[Building]:
    gardens = piece.buffer(-15).intersection(occupied.buffer(13)).difference(occupied.buffer(3))
    out: list[Building] = []
    for garden in polygons(gardens, 60):
        shapely.prepare(garden)
        low_x, low_y, high_x, high_y = garden.bounds
        for _ in range(int(garden.area / 100 * row.sheds * 4)):
            x, y = rng.uniform(low_x, high_x), rng.uniform(low_y, high_y)
            shed = box(x - 1.8, y - 1.4, x + 1.8, y + 1.4)
            if garden.contains(shed) and not any(shed.intersects(other.shape) for other in out):
                out.append(Building(shed, "pand", 1985, 2.6, None, "schuur", 0))
    return out


def _back_houses(piece: Polygon, built: list[Building], rng: random.Random) -> list[Building]:
    """Return the odd houses in the courtyards of the old town."""
    yard = piece.buffer(-15.5)
    out: list[Building] = []
    fronts = union(b.shape for b in built if b.shape.intersects(piece)).buffer(1.5) if not yard.is_empty else yard
    for part in polygons(yard.difference(fronts), 90):
        for _ in range(int(part.area / 110)):
            low_x, low_y, high_x, high_y = part.bounds
            shape = rectangle(rng.uniform(low_x, high_x), rng.uniform(low_y, high_y), rng.uniform(6, 10), 6,
                              rng.uniform(0, 90))  # fmt: skip
            if part.contains(shape) and not any(shape.intersects(other.shape.buffer(1)) for other in out):
                out.append(Building(shape, "pand", rng.randint(1650, 1930), 5.0, None, "schuur", 0))
    return out


def _add_greens(plan: Plan, district: District, blocked: BaseGeometry) -> None:
    """Turn what the closes leave open into the playing greens of a seventies suburb."""
    near = union(b.shape.buffer(15) for b in plan.buildings if b.shape.intersects(district.shape))
    roads = union(road.carriageway(15) for road in plan.roads if road.shape.intersects(district.shape))
    free = district.shape.buffer(-4).difference(union([near, roads, blocked])).buffer(-5).buffer(5)
    for part in polygons(free, 600):
        plan.greens.append(("park", "", part))


def _add_flats(plan: Plan, district: District, rng: random.Random) -> None:
    """Mark some larger buildings of a post-war quarter as flats with more homes behind one door."""
    houses = [b for b in plan.buildings if b.gebruik == "wonen" and b.shape.area > 58 and b.woningen == 1]
    for house in houses:
        if district.shape.contains(house.shape.centroid) and rng.random() < 0.02:
            house.woningen, house.hoogte = 4, 12.5
