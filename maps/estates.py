"""Buildings that stand alone: church, station, tanks, hospital, schools, care homes, posts and farms.

They are set out before the houses, so that the rows keep clear of them. A place asked for is moved to the nearest
free ground, because a plan drawn by hand never fits to the metre.
"""

from __future__ import annotations

import math
import random

import shapely
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from maps.plan import FRONTAGE, ROAD_WIDTH, Building, Plan
from maps.polderplan import VILLAGES
from maps.quarters import inner_town
from maps.shapes import Place, block, polygons, union
from maps.townplan import MARKET, town_limits


def build_estates(plan: Plan) -> BaseGeometry:
    """Set out the special buildings and farms; return the ground they take."""
    _build_landmarks(plan)
    _build_tanks(plan)
    grounds = _build_campuses(plan)
    _build_farms(plan)
    return union([*grounds, *(b.shape.buffer(3) for b in plan.buildings)])


def _add(
    plan: Plan, shape: BaseGeometry, use: str, klasse: str = "pand", year: int = 1970, height: float = 9.0
) -> None:
    for part in polygons(shape, 15):
        plan.buildings.append(Building(part, klasse, year, height, None, use, 0))


def church(x: float, y: float, angle: float, scale: float = 1.0) -> BaseGeometry:
    """Return a church: nave, transept, choir and tower."""
    shape = union([box(-9, -26, 9, 20), box(-20, -8, 20, 4), Point(0, 22).buffer(8), box(-6, -38, 6, -24)])
    shape = shapely.affinity.scale(shape, scale, scale, origin=(0, 0))
    return shapely.affinity.translate(shapely.affinity.rotate(shape, angle, origin=(0, 0)), x, y)


def _build_landmarks(plan: Plan) -> None:
    x, y = MARKET
    _add(plan, church(x, y - 1, 0), "kerk", year=1648, height=46)
    town_hall = union([block(x + 34, y + 20, 14, 19, -6), block(x + 35, y + 31, 7, 7, -6)])
    _add(plan, town_hall, "gemeentehuis", year=1662, height=24)
    plan.sites["gemeentehuis"] = (x + 34, y + 20)
    _add(plan, block(1250, 596, 84, 13, 3), "station", year=1906, height=11)
    plan.names.append(("object", "Station Nieuw-Kruishaven", (1250, 588)))
    plan.names.append(("object", "Grote Kerk", (x, y - 30)))
    for number, (name, ((vx, vy), angle)) in enumerate(VILLAGES.items()):
        at = _free_place(plan, (vx + 40, vy + 30), 20)
        if at is not None:
            _add(plan, church(*at, angle, 0.7), "kerk", year=1931 + number, height=28)
            plan.sites[f"kerk {name}"] = at


def _build_tanks(plan: Plan) -> None:
    """The storage tanks of the two sites with dangerous substances, each group within a bund."""
    rng = random.Random(f"tanks-{plan.rng.random()}")
    groups = (
        (800, 612, 3, 3, 8.5, 23), (-480, 606, 3, 1, 16, 44), (-470, 720, 3, 3, 19, 50), (-190, 720, 3, 2, 19, 52),
        (-480, 925, 4, 2, 17, 46), (225, 626, 2, 1, 11, 34), (30, 790, 0, 0, 0, 0),
    )  # fmt: skip
    for x0, y0, columns, rows, radius, step in groups:
        tanks = [
            Point(x0 + i * step, y0 + j * step).buffer(radius * rng.uniform(0.86, 1.0), quad_segs=7)
            for i in range(columns) for j in range(rows)
        ]  # fmt: skip
        free = union([plan.water.buffer(7), *(road.carriageway(3) for road in plan.roads)])
        tracks = union(shape.buffer(7) for _, shape in plan.rails)
        kept = [tank for tank in tanks if not tank.intersects(free) and not tank.intersects(tracks)]
        for tank in kept:
            plan.buildings.append(Building(tank, "tank", 1978, 18.0, None, "tank", 0))
        if kept:
            wall = union(kept).envelope.buffer(5, join_style="mitre").difference(free)
            plan.bund_walls += polygons(wall, 100)
            plan.reserved += polygons(wall, 100)
    office = block(800, 688, 26, 11, 2)
    _add(plan, office, "seveso", "hal", 1999, 8)
    _add(plan, block(836, 687, 34, 14, 2), "seveso", "hal", 1988, 10)


_SHAPES = {
    "u": ((0, -14, 60, 14), (-24, 8, 14, 32), (24, 8, 14, 32)),
    "l": ((0, -12, 52, 13), (-19, 8, 13, 30)),
    "h": ((-20, 0, 13, 46), (20, 0, 13, 46), (0, 0, 30, 12)),
    "hal": ((0, 0, 46, 30), (0, -21, 22, 12)),
    "blok": ((0, 0, 27, 12),),
    "post": ((0, 0, 40, 20), (24, 14, 12, 12)),
    "ziekenhuis": ((-55, 0, 18, 120), (0, 0, 18, 120), (55, 0, 18, 120), (0, 10, 128, 16), (0, -40, 128, 12),
                   (-20, 68, 44, 20)),
}  # fmt: skip
CAMPUSES: tuple[tuple[str, str, Place], ...] = (
    ("ziekenhuis", "ziekenhuis", (2230, 520)), ("school", "u", (1235, 300)), ("school", "l", (1760, 300)),
    ("school", "h", (2050, 1330)), ("school", "l", (1330, -170)), ("school", "u", (1900, -620)),
    ("school", "h", (2620, 300)), ("school", "l", (900, 1020)), ("school", "u", (2350, 1180)),
    ("school", "h", (1240, 480)), ("school", "u", (2130, 880)), ("school", "l", (-1800, -3180)),
    ("school", "l", (560, -5260)), ("school", "u", (7120, -3190)), ("school", "h", (2230, -180)),
    ("zorg", "blok", (1330, 1110)), ("zorg", "u", (1960, 850)), ("zorg", "u", (1800, 380)), ("zorg", "l", (980, 1120)),
    ("zorg", "l", (2700, 1120)), ("zorg", "h", (1750, -250)), ("zorg", "h", (2480, 860)), ("zorg", "l", (2900, 480)),
    ("zorg", "u", (6960, -3320)), ("zorg", "l", (2950, 50)), ("zorg", "u", (700, -5400)), ("zorg", "l", (1400, 90)),
    ("hal", "hal", (2060, 300)), ("hal", "hal", (1500, -400)), ("hal", "hal", (940, 990)), ("hal", "blok", (1600, 860)),
    ("hal", "hal", (2180, 1310)), ("hal", "hal", (-1900, -2980)), ("hal", "hal", (500, -5420)),
    ("hal", "hal", (7180, -3330)), ("hal", "hal", (1120, 420)), ("hal", "hal", (3000, 300)),
    ("brandweer", "post", (985, 330)), ("brandweer", "post", (-1990, -3130)), ("brandweer", "post", (7250, -3170)),
    ("politie", "post", (1120, 690)), ("politie", "post", (6900, -3180)), ("ambulance", "post", (2060, 560)),
    ("ambulance", "post", (420, -5230)), ("gemeentehuis", "l", (7020, -3130)),
)  # fmt: skip
"""What stands alone, in which shape and about where; the order decides the names handed out later."""


def _build_campuses(plan: Plan) -> list[BaseGeometry]:
    grounds: list[BaseGeometry] = []
    counts: dict[str, int] = {}
    for use, form, wanted in CAMPUSES:
        counts[use] = counts.get(use, 0) + 1
        found = _placed(plan, form, wanted, grounds) or _placed(plan, "blok", wanted, grounds)
        if found is None:
            continue
        at, shape = found
        _add(plan, shape, use, year=1985, height=12 if use == "ziekenhuis" else 7)
        plan.sites[f"{use} {counts[use]}"] = at
        grounds.append(shape.convex_hull.buffer(9))
    return grounds


def _placed(
    plan: Plan, form: str, wanted: Place, grounds: list[BaseGeometry]
) -> tuple[Place, BaseGeometry] | None:
    """Return where a building of this form stands clear of streets, water and others, facing its street."""
    drawn = union(block(*part) for part in _SHAPES[form])
    if form == "ziekenhuis":
        turned = shapely.affinity.rotate(drawn, 7.0, origin=(0, 0))
        return wanted, shapely.affinity.translate(turned, *wanted)
    reach = float(shapely.minimum_bounding_radius(drawn))
    for share, search in ((1.0, 200.0), (0.8, 260.0), (0.65, 330.0), (0.6, 460.0)):
        at = _free_place(plan, wanted, reach * share, search, grounds)
        if at is not None:
            turned = shapely.affinity.rotate(drawn, _street_angle(plan, at), origin=(0, 0))
            shape = shapely.affinity.translate(turned, *at)
            if not shape.intersects(_closed_ground(plan, shape, grounds)):
                return at, shape
    return None


def _free_place(
    plan: Plan, wanted: Place, size: float, search: float = 240.0, others: list[BaseGeometry] | None = None
) -> Place | None:
    """Return the place in town nearest to the wanted one where a circle of this size keeps off streets and others."""
    around = Point(wanted).buffer(search)
    town = union([inner_town(), *(d.shape.intersection(around) for d in plan.districts if d.stijl != "hallen")])
    free = around.intersection(town).difference(_closed_ground(plan, around, others or [])).buffer(-size)
    if free.is_empty:
        return None
    point = shapely.shortest_line(free, Point(wanted)).coords[0]
    return (float(point[0]), float(point[1]))


def _closed_ground(plan: Plan, around: BaseGeometry, others: list[BaseGeometry]) -> BaseGeometry:
    """Return what may not be built on near a place."""
    roads = [road.carriageway(1.5) for road in plan.roads if road.shape.distance(around) < 30]
    return union([
        plan.water.intersection(around.buffer(50)).buffer(3), *roads, *plan.reserved, *others,
        *(b.shape.buffer(4) for b in plan.buildings if b.shape.distance(around) < 60),
        *(shape.buffer(8) for _, shape in plan.rails), *(dike.buffer(20) for dike in plan.dikes),
    ])  # fmt: skip


def _street_angle(plan: Plan, at: Place) -> float:
    here = Point(at)
    road = min((r.shape for r in plan.roads if r.klasse in FRONTAGE), key=here.distance)
    d = road.project(here)
    a, b = road.interpolate(max(0.0, d - 5)), road.interpolate(d + 5)
    return math.degrees(math.atan2(b.y - a.y, b.x - a.x))


def _build_farms(plan: Plan) -> None:
    """Farmyards along the polder roads, within a belt of trees, with the house near the road."""
    rng = random.Random(f"farms-{plan.rng.random()}")
    keep = union([plan.water.buffer(6), *(d.shape.buffer(60) for d in plan.districts), *plan.reserved,
                  *(shape.buffer(30) for _, shape in plan.rails), town_limits(),
                  *(road.carriageway(40) for road in plan.roads if road.klasse == "autosnelweg")])  # fmt: skip
    rural = ("Buitengebied", "Ringdijk")
    roads = [r for r in plan.roads if r.naam and (r.plaats in rural or r.klasse == "provinciaal")]
    carriage = union(road.carriageway(1.0) for road in plan.roads)
    yards: list[Polygon] = []
    for road in roads:
        spacing = 430.0 if road.plaats == "Ringdijk" else 190.0
        t = rng.uniform(60, 160)
        while t < road.shape.length - 60:
            side = rng.choice((-1, 1))
            found = _yard(road.shape, t, side, ROAD_WIDTH[road.klasse], rng)
            ground, parts = found
            clear = not ground.intersects(keep) and not ground.buffer(-1).intersects(carriage)
            if clear and not any(ground.intersects(other) for other in yards):
                yards.append(ground)
                _add_farm(plan, ground, parts, rng)
            t += spacing * rng.uniform(0.7, 1.5)


def _yard(
    road: LineString, t: float, side: int, width: float, rng: random.Random
) -> tuple[Polygon, list[tuple[str, Polygon]]]:
    a, b = road.interpolate(t - 4), road.interpolate(t + 4)
    angle = math.degrees(math.atan2(b.y - a.y, b.x - a.x)) + (180 if side < 0 else 0)
    off = width / 2 + 3

    def put(u: float, v: float, w: float, d: float) -> Polygon:
        here = road.interpolate(t)
        r = math.radians(angle)
        v += off
        x, y = u * math.cos(r) - v * math.sin(r), u * math.sin(r) + v * math.cos(r)
        return block(here.x + x, here.y + y, w, d, angle)

    deep, wide = rng.uniform(62, 86), rng.uniform(56, 74)
    parts = [("wonen", put(-wide / 4, 9, rng.uniform(11, 15), 9))]
    parts.append(("schuur", put(wide / 6, 34, rng.uniform(18, 24), rng.uniform(28, 36))))
    if rng.random() < 0.8:
        parts.append(("schuur", put(-wide / 4, 36, 13, rng.uniform(22, 30))))
    if rng.random() < 0.35:
        parts.append(("silo", put(-wide / 4, 56, 8, 8).centroid.buffer(4, quad_segs=4)))
    return put(0, deep / 2, wide, deep), parts


def _add_farm(plan: Plan, ground: Polygon, parts: list[tuple[str, Polygon]], rng: random.Random) -> None:
    year = rng.randint(1936, 1998)
    house = parts[0][1]
    for use, shape in parts:
        door: Place | None = (shape.centroid.x, shape.centroid.y) if shape is house else None
        klasse = {"wonen": "pand", "schuur": "hal", "silo": "tank"}[use]
        plan.buildings.append(Building(shape, klasse, year, 8.0, door, use, int(use == "wonen")))
    core = union(shape.buffer(5) for _, shape in parts).convex_hull.buffer(3)
    front = ground.buffer(-0.5)
    for belt in polygons(ground.difference(core).difference(_front_strip(front, house)), 250):
        plan.greens.append(("bos", "", belt))


def _front_strip(ground: Polygon, house: Polygon) -> BaseGeometry:
    """Return the strip before the farmhouse that stays open to the road."""
    return Point(house.centroid).buffer(26).intersection(ground)
