"""The polder island: ring dike, drainage, polder roads, villages, farms, woods, motorway, dam and power line."""

from __future__ import annotations

import math

import shapely
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from maps.plan import District, Plan, Road
from maps.shapes import Place, bar, blob, block, curve, largest, lines, longest, polygons, smooth, union
from maps.townplan import NORTH_SHORE, town_limits

COAST: tuple[Place, ...] = (
    *NORTH_SHORE, (4000, 1750), (5800, 2000), (7600, 1500), (8800, 200), (9200, -1800), (9000, -4000), (8200, -6000),
    (6500, -7200), (4000, -7500), (1200, -7300), (-1200, -6600), (-2700, -5200), (-3400, -3200), (-3500, -1200),
    (-2900, 400), (-1700, 1000),
)  # fmt: skip
SHEET = (-7100.0, -8000.0, 12600.0, 6300.0)
"""Extent of the water sheet around the island."""
TILT = -5.0
HEART: Place = (2500.0, -2800.0)
VILLAGES: dict[str, tuple[Place, float]] = {
    "Rietwaard": ((-1850.0, -3080.0), 8.0), "Zuiderkoog": ((620.0, -5330.0), -5.0),
    "Waterkop": ((7050.0, -3250.0), -5.0),
}  # fmt: skip
EAST_ROAD_U, BORDER_U = 4300.0, 2750.0


def island() -> Polygon:
    """Return the land: the polder within its coast, and the dam to the east."""
    dam = bar((9000, -1930), (12700, -2240), 90)
    return largest(union([Polygon(smooth(COAST, closed=True)).buffer(0), dam]))


def grid(u: float, v: float) -> Place:
    """Return the place of polder coordinates: the surveyors' grid, turned a little from north."""
    a = math.radians(TILT)
    return (HEART[0] + u * math.cos(a) - v * math.sin(a), HEART[1] + u * math.sin(a) + v * math.cos(a))


def draw_polder(plan: Plan) -> None:
    """Add dike, drainage, roads, woods and power to the plan."""
    plan.waters.append(box(*SHEET).buffer(-1500).buffer(1500).difference(plan.island))
    _draw_dike(plan)
    _draw_canals(plan)
    _draw_motorway(plan)
    _draw_polder_roads(plan)
    _draw_woods(plan)
    _draw_power(plan)
    for name, ((x, y), angle) in VILLAGES.items():
        plan.districts.append(_village(name, x, y, angle))
        plan.names.append(("plaats", name, (x, y)))


def _village(name: str, x: float, y: float, angle: float) -> District:
    a = math.radians(angle)
    corners = ((-350, -90), (-250, -190), (50, -205), (290, -180), (370, -30), (300, 150), (30, 185), (-270, 160))
    ring = [(x + u * math.cos(a) - v * math.sin(a), y + u * math.sin(a) + v * math.cos(a)) for u, v in corners]
    return District(name, blob(*ring), "dorp", name, f"dorp {name}", (1920, 1995), angle, 150, 84, 0.10, 0.07)


def _coast_ring(inset: float) -> LineString:
    return LineString(largest(Polygon(smooth(COAST, closed=True)).buffer(-inset)).exterior.coords)


def _draw_dike(plan: Plan) -> None:
    openings = union([box(430, 1100, 770, 1400), Point(9150, -1950).buffer(60)])
    plan.dikes += lines(_coast_ring(26).difference(openings), 50)
    plan.dikes += lines(_coast_ring(26).intersection(Point(9150, -1950).buffer(60)), 50)
    away = union([town_limits().buffer(40), Point(9150, -1950).buffer(150)])
    plan.waters += [part.buffer(5) for part in lines(_coast_ring(85).difference(away), 80)]
    for part in lines(_coast_ring(150).difference(away), 400):
        plan.roads.append(Road(longest(part.simplify(1.5)), "straat", "Ringdijk", "", "Ringdijk"))
    ring = union(road.shape for road in plan.roads if road.plaats == "Ringdijk")
    for start, toward, klasse, name, number in (
        ((-520.0, 1020.0), (-600.0, 1020.0), "straat", "Buitenkade", ""),
        ((2500.0, 1460.0), (3000.0, 1460.0), "hoofd", "Zeedijk", ""),
        ((-2350.0, -300.0), (-3350.0, -720.0), "provinciaal", "Zijldijk", "N721"),
    ):
        end = shapely.shortest_line(ring, Point(toward)).coords[0]
        plan.roads.append(Road(LineString([start, end]), klasse, name, number, "Ringdijk"))


def _clip_canal(plan: Plan, axis: LineString, width: float) -> None:
    inside = Polygon(smooth(COAST, closed=True)).buffer(-80)
    plan.waters += [part.buffer(width / 2) for part in lines(axis.intersection(inside), 50)]


def _draw_canals(plan: Plan) -> None:
    """The main canal from the lock to the southern pumping station, and straight drainage canals."""
    main = curve((905, -150), (880, -700), (830, -1700), (770, -3400), (730, -5000), (700, -7300))
    plan.waters += [part.buffer(14) for part in lines(main.intersection(Polygon(COAST).buffer(-40)), 50)]
    away = town_limits()
    for v in (-3050, -750, 1150):
        for part in lines(LineString([grid(-7000, v), grid(7000, v)]).difference(away), 300):
            _clip_canal(plan, part, 13)
    border = LineString([grid(BORDER_U, -6000), grid(BORDER_U, 6000)])
    _clip_canal(plan, border, 18)
    _clip_canal(plan, LineString([grid(5400, -6000), grid(5400, 5000)]), 11)
    plan.region_border = longest(border.intersection(plan.island.buffer(450)))
    plan.names += [("water", "Hoofdvaart", (800, -2600)), ("water", "Grenstocht", grid(BORDER_U, -1500))]
    plan.names += [("water", "Middentocht", grid(1200, -750)), ("water", "Zuidertocht", grid(-600, -3050))]
    plan.names += [("water", "Markermeer", (4500, 3600)), ("water", "Markermeer", (-5200, -2500))]


def _draw_motorway(plan: Plan) -> None:
    axis = curve(
        (12700, -2270), (9300, -1975), (6500, -1700), (4300, -1560), (2400, -1640), (1300, -1650), (500, -1640),
        (-300, -1700),
    )  # fmt: skip
    plan.roads.append(Road(axis, "autosnelweg", "", "A97", ""))
    west = curve((-300, -1700), (-900, -1760), (-1550, -2100), (-1840, -2700), (-1850, -3300))
    plan.roads.append(Road(west, "provinciaal", "Rietwaarderweg", "N721", "Rietwaard"))
    south = curve((500, -1560), (500, -1640), (492, -1730), (470, -2300), (440, -3300), (430, -4400), (420, -5330),
                  (410, -5620))  # fmt: skip
    plan.roads.append(Road(south, "provinciaal", "Zuiderkoogseweg", "N723", "Zuiderkoog"))
    inside = Polygon(smooth(COAST, closed=True)).buffer(-150)
    east = longest(LineString([grid(EAST_ROAD_U, -6000), grid(EAST_ROAD_U, 6000)]).intersection(inside))
    plan.roads.append(Road(east, "provinciaal", "Waterkopperweg", "N723", "Waterkop"))
    for x, sign in ((500.0, 1), (1640.0, 1)):
        for dx in (-190.0, 190.0):
            plan.roads.append(Road(curve((x, -1700 + 110 * 1), (x + dx * 0.35, -1600), (x + dx * 1.6, -1643)),
                                   "provinciaal", "", "", ""))  # fmt: skip
            plan.roads.append(Road(curve((x, -1740), (x + dx * 0.35, -1690), (x + dx * 1.6, -1650)),
                                   "provinciaal", "", "", ""))  # fmt: skip
        plan.sites[f"aansluiting {int(x)}"] = (x, -1640.0 * sign)


def _draw_polder_roads(plan: Plan) -> None:
    """Straight roads on the surveyors' grid; each ends on the ring road or on another road."""
    inside = Polygon(smooth(COAST, closed=True)).buffer(-150)
    away = town_limits()
    birds = iter((
        "Kievitsweg", "Reigerweg", "Gruttoweg", "Lepelaarweg", "Kiekendiefweg", "Wulpweg", "Scholeksterweg",
        "Tureluurweg", "Plevierweg", "Futenweg", "Meerkoetweg", "Roerdompweg", "Slobeendweg", "Smientweg",
    ))  # fmt: skip
    axes = [(LineString([grid(-7000, v), grid(7000, v)]), v) for v in (-2300, -200, 2300)]
    axes += [(LineString([grid(u, -6000), grid(u, 6000)]), u) for u in (-2900, 900, 6500)]
    for axis, _ in axes:
        name = next(birds)
        for part in lines(axis.intersection(inside).difference(away), 500):
            plan.roads.append(Road(part, "hoofd", name, "", "Buitengebied"))


def _draw_woods(plan: Plan) -> None:
    woods = {
        "Kruisbos": blob((1120, -1010), (1600, -1060), (2380, -960), (2440, -1250), (2200, -1520), (1650, -1560),
                         (1120, -1500)),
        "Waterkopbos": blob(grid(5500, 600), grid(6200, 700), grid(6450, 1500), grid(6100, 2200), grid(5450, 2100)),
        "Rietbos": blob((-3050, -2500), (-2500, -2400), (-2450, -1500), (-2700, -900), (-3150, -1100)),
        "Zuiderbos": blob(grid(-600, -3900), grid(300, -3800), grid(700, -4250), grid(100, -4500), grid(-700, -4300)),
    }  # fmt: skip
    for name, shape in woods.items():
        plan.greens.append(("bos", name, shape))
        plan.reserved.append(shape)
        plan.names.append(("park", name, (shape.centroid.x, shape.centroid.y)))


def _draw_power(plan: Plan) -> None:
    route = LineString([(12700, -2330), (8900, -2350), (5200, -2080), (2700, -1960), (-550, -1900), (-700, 300),
                        (-480, 560)])  # fmt: skip
    plan.power.append(("lijn", route))
    for k in range(int(route.length // 340) + 1):
        at = route.interpolate(min(k * 340 + 20, route.length))
        plan.power.append(("mast", LineString(block(at.x, at.y, 9, 9).exterior.coords)))
    plan.sites["onderstation"] = (-480.0, 545.0)


def draw_ditches(plan: Plan, built: BaseGeometry) -> None:
    """Cut the open land into parcels: narrow and slanting near the old town, wide and straight in the new polder."""
    island_core = Polygon(smooth(COAST, closed=True)).buffer(-92)
    woods = union([shape for kind, _, shape in plan.greens if kind in ("bos", "sport")])
    shapely.prepare(built)
    yards = [b.shape.buffer(13) for b in plan.buildings if not built.contains(b.shape.centroid)]
    obstacles = union([plan.hard(4), built.buffer(8), woods, *yards])
    old = union([Polygon([(-1300, -200), (735, -160), (800, 330), (420, 310), (-200, 210), (-1300, -60)]),
                 Polygon([(-1200, 20), (-200, 270), (340, 345), (335, 560), (-150, 560), (-1200, 700)])])  # fmt: skip
    open_land = island_core.difference(obstacles)
    plan.polders += polygons(island_core.difference(built.buffer(4)).difference(woods), 5000)
    _hatch(plan, open_land.intersection(old), 66, 40)
    inner = box(560, 560, 1950, 1500)
    _hatch(plan, open_land.difference(union([old.buffer(6), inner])), 90 + TILT, 132)


def _hatch(plan: Plan, area: BaseGeometry, angle: float, spacing: float) -> None:
    a = math.radians(angle)
    for k in range(-140, 141):
        o = k * spacing + plan.rng.uniform(-4, 4)
        cx, cy = HEART[0] - o * math.sin(a), HEART[1] + o * math.cos(a)
        reach = 9000.0
        line = LineString([(cx - reach * math.cos(a), cy - reach * math.sin(a)),
                           (cx + reach * math.cos(a), cy + reach * math.sin(a))])  # fmt: skip
        plan.ditches += [part for part in lines(area.intersection(line), 45) if plan.rng.random() > 0.05]
