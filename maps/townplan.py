"""Nieuw-Kruishaven as drawn by hand: shore, basins, fortress, canals, track and main roads of the harbour town."""

from __future__ import annotations

import math

import numpy as np
from shapely.geometry import LineString, Polygon, box

from maps.plan import Plan, Road
from maps.shapes import Place, bar, beside, blob, curve, largest, lines, piece, places, polygons, union

TOWN = "Nieuw-Kruishaven"
MARKET: Place = (1445.0, 955.0)
"""Heart of the old town."""
NORTH_SHORE: tuple[Place, ...] = (
    (-300, 1205), (100, 1178), (420, 1188), (720, 1222), (1000, 1262), (1300, 1345), (1600, 1432), (1900, 1482),
    (2500, 1500),
)  # fmt: skip
CANAL_AXES: dict[str, tuple[float, float]] = {"oude": (172, 140), "binnen": (92, 74)}


def oval(a: float, b: float, start: float, end: float, count: int = 80) -> list[Place]:
    """Return an irregular arc around the market: old towns have no true circles. Degrees, half axes in metres."""
    fade = max(0.0, 1.15 - a / 330)
    out = []
    for t in np.radians(np.linspace(start, end, count)):
        wave = 1 + (0.085 * math.sin(2 * t + 0.9) + 0.06 * math.sin(3 * t + 2.4) + 0.03 * math.sin(5 * t + 0.3)) * fade
        shift = 12 if a < 200 else 0
        out.append((MARKET[0] + a * wave * math.cos(t) + shift, MARKET[1] + b * wave * math.sin(t)))
    return out


def rampart() -> Polygon:
    """Return the fortress with eight bastions."""
    points = []
    for i in range(8):
        th = 2 * math.pi * i / 8 + 0.18
        for turn, out in ((-0.20, 0), (-0.125, 40), (0, 74), (0.125, 40), (0.20, 0)):
            r = (292 + out * 0.82) * (1 + 0.03 * math.sin(i * 2.1))
            points.append((MARKET[0] + r * 1.14 * math.cos(th + turn), MARKET[1] - 2 + r * 0.86 * math.sin(th + turn)))
    return Polygon(points)


def old_canals() -> dict[str, LineString]:
    """Return the axes of the canals inside and around the old town."""
    return {
        "Oude Gracht": LineString(oval(172, 140, -205, 25)),
        "Binnengracht": LineString(oval(92, 74, -190, 40)),
        "Havengracht": curve((1005, 868), (1090, 872), (1180, 885), (1280, 905), (1365, 935)),
        "Turfgracht": curve((1290, 1010), (1330, 1120), (1375, 1220), (1400, 1420)),
        "Spui": curve((1600, 1000), (1700, 1060), (1790, 1090), (1900, 1180), (1960, 1300), (1985, 1540)),
    }


def basins() -> dict[str, Polygon]:
    """Return the harbour basins."""
    return {
        "Buitenhaven": Polygon([(448, 1300), (752, 1310), (718, 1010), (712, 612), (588, 612), (560, 1000)]),
        "Eerste Haven": bar((600, 1030), (150, 975), 88),
        "Tweede Haven": bar((610, 806), (120, 742), 88),
        "Visserijhaven": bar((690, 905), (1010, 868), 66),
        "Jachthaven": bar((720, 1130), (905, 1150), 58),
    }


def draw_town(plan: Plan) -> None:
    """Add water, quays, ramparts, track and main roads of the town to the plan."""
    _draw_water(plan)
    _draw_fortress(plan)
    _draw_track(plan)
    _draw_main_roads(plan)
    _draw_harbour_roads(plan)
    _draw_old_streets(plan)
    _name_waters(plan)


def _draw_water(plan: Plan) -> None:
    docks = basins()
    canals = old_canals()
    widths = {"Oude Gracht": 9, "Binnengracht": 6, "Havengracht": 10, "Turfgracht": 8, "Spui": 8}
    moles = [
        curve((450, 1235), (428, 1320), (452, 1395), (520, 1432)).buffer(6),
        curve((752, 1248), (775, 1320), (765, 1370)).buffer(6),
    ]
    jetties = [bar((760 + 32 * i, 1122 + 4 * i), (757 + 32 * i, 1158 + 4 * i), 3) for i in range(5)]
    wet = [*docks.values(), *(axis.buffer(widths[name]) for name, axis in canals.items())]
    plan.waters += [union(wet).difference(union([*moles, *jetties]))]
    plan.waters.append(curve((650, 640), (652, 540), (690, 420), (800, 270), (880, 120), (905, -150)).buffer(17))
    plan.waters.append(blob((1560, 505), (1640, 540), (1720, 520), (1745, 470), (1660, 455), (1590, 470)))
    plan.quays += [*moles, *jetties]
    plan.quays += [bar((631, 566), (630, 612), 5), bar((671, 566), (671, 612), 5)]
    plan.reserved += [dock.buffer(9) for name, dock in docks.items() if name != "Buitenhaven"]
    shores = union([dock.buffer(7, join_style="mitre") for dock in docks.values()])
    plan.quays += polygons(shores.difference(union(docks.values())).intersection(plan.island.buffer(-3)), 20)
    walls = union([axis.buffer(widths[name] + 2.2) for name, axis in canals.items()])
    plan.quays += polygons(walls.difference(union(wet)).intersection(rampart().buffer(-20)), 5)


def _draw_fortress(plan: Plan) -> None:
    walls = rampart()
    embankment = curve((1060, 606), (1250, 622), (1500, 634), (1800, 668)).buffer(20)
    moat = walls.buffer(30, join_style="mitre").difference(union([walls, embankment]))
    plan.waters.append(moat)
    glacis = walls.buffer(46).difference(walls.buffer(30, join_style="mitre"))
    plan.greens.append(("park", "Bolwerk", largest(walls.difference(walls.buffer(-34)))))
    plan.greens += [("park", "Buitensingel", part) for part in polygons(glacis.difference(embankment), 200)]
    around = Polygon([(1345, 1308), (1500, 1362), (1738, 1412), (1812, 1245), (1872, 1088), (1896, 930),
                      (1870, 770), (1820, 705), (1500, 655), (1420, 660)])  # fmt: skip
    for part in polygons(around.difference(union([walls.buffer(46), embankment])), 900):
        plan.greens.append(("park", "Singelpark", part))
    plan.sites["bolwerk"] = (MARKET[0] + 300, MARKET[1] + 190)


def _draw_track(plan: Plan) -> None:
    """The line from the dam, the yard of the station, and the harbour track to the chemical storage."""
    line = curve(
        (12700, -2205), (9300, -1905), (6400, -1050), (4300, 200), (3300, 640), (2500, 742), (2100, 706), (1800, 668),
        (1500, 634), (1250, 622), (1060, 606), (950, 560), (905, 460), (920, 300), (980, 100), (1010, -150),
        (1020, -900), (1000, -2400), (960, -4700), (955, -5010), steps=20,
    )  # fmt: skip
    plan.rails.append(("hoofd", line))
    middle = line.project(LineString([(1250, 622), (1251, 622)]).centroid)
    for offset in (7, 14):
        side = beside(line, -offset)
        at = side.project(line.interpolate(middle))
        plan.rails.append(("rangeer", piece(side, at - 250, at + 260)))
    goods = curve(
        (1190, 617), (1060, 618), (960, 640), (880, 610), (800, 600), (752, 650), (742, 760), (744, 840)
    )
    plan.rails.append(("rangeer", goods))
    plan.rails.append(("rangeer", curve((880, 610), (812, 612), (776, 670), (768, 760), (770, 830))))
    plan.rails.append(("station", beside(piece(line, middle - 90, middle + 90), 9)))
    plan.sites["station"] = (1250.0, 600.0)


def _add(plan: Plan, klasse: str, naam: str, *points: Place, nummer: str = "") -> None:
    plan.roads.append(Road(curve(*points), klasse, naam, nummer, TOWN))


def _draw_main_roads(plan: Plan) -> None:
    _add(plan, "provinciaal", "Zijldijk", (-2350, -300), (-1500, -60), (-800, 120), (-200, 236), (150, 262),
         (420, 330), (600, 392), (730, 415), (845, 430), nummer="N721")  # fmt: skip
    _add(plan, "provinciaal", "Kanaalweg", (845, 430), (840, 320), (760, 150), (735, -150), (690, -500),
         (560, -1000), (500, -1560), nummer="N721")  # fmt: skip
    _add(plan, "hoofd", "Havenweg", (845, 430), (862, 520), (868, 640), (872, 760), (880, 812))
    _add(plan, "hoofd", "Stationsweg", (845, 430), (960, 440), (1020, 520), (1150, 560), (1300, 574), (1520, 578),
         (1800, 610), (2100, 646), (2400, 676), (2900, 640), (3420, 575), (3697, 560))  # fmt: skip
    _add(plan, "hoofd", "Haringkade", (1030, 845), (1032, 900), (1036, 960), (1050, 1080), (1075, 1180), (1090, 1232))
    _add(plan, "hoofd", "Singelweg", (1500, 578), (1780, 640), (1880, 760), (1905, 930), (1880, 1090), (1820, 1250),
         (1760, 1360), (1745, 1425))  # fmt: skip
    _add(plan, "hoofd", "Zuiderstraat", (1400, 576), (1418, 660), (1436, 760), (1445, 860), (1445, 900))
    _add(plan, "hoofd", "Hoogstraat", (1034, 905), (1120, 925), (1230, 945), (1340, 960), (1388, 957))
    _add(plan, "hoofd", "Oosterstraat", (1500, 953), (1600, 950), (1740, 955), (1905, 950))
    _add(plan, "straat", "Kerkstraat", (1450, 1000), (1460, 1080), (1480, 1200), (1500, 1300), (1520, 1368))
    _add(plan, "hoofd", "Oosterweg", (1905, 950), (2200, 985), (2500, 1010), (2950, 1040), (3300, 1100), (3743, 1130))
    _add(plan, "hoofd", "Zuiderlaan", (1520, 578), (1545, 300), (1560, 20), (1600, -450), (1650, -900), (1640, -1500),
         (1600, -2050), (1590, -2925))  # fmt: skip
    _add(plan, "hoofd", "Waterrijklaan", (2350, 672), (2400, 400), (2420, 60), (2440, -260), (2200, -330),
         (1900, -380), (1596, -420))  # fmt: skip
    _add(plan, "hoofd", "Rietlandendreef", (1596, -420), (1400, -400), (1200, -420), (1120, -280), (1130, -40),
         (1250, 30), (1554, 60))  # fmt: skip
    _add(plan, "hoofd", "De Haakweg", (598, -850), (350, -870), (80, -830), (-200, -800))
    dike = [p for p in places(beside(curve(*NORTH_SHORE), -40)) if p[0] > 1080]
    dike.sort(key=lambda place: place[0])
    plan.roads.append(Road(LineString(dike), "hoofd", "Zeedijk", "", TOWN))


def _draw_harbour_roads(plan: Plan) -> None:
    _add(plan, "hoofd", "Westhavenweg", (420, 330), (380, 450), (350, 600), (335, 690))
    _add(plan, "straat", "Tweede Havenkade", (335, 690), (250, 664), (60, 640), (-150, 640), (-520, 660))
    _add(plan, "straat", "Middenkade", (-520, 850), (-150, 860), (60, 872), (300, 900), (520, 925))
    _add(plan, "straat", "Tankweg", (-270, 646), (-265, 760), (-250, 857), (-230, 960), (-160, 1052))
    _add(plan, "straat", "Buitenkade", (-520, 1020), (-160, 1052), (0, 1065), (300, 1092), (478, 1112))
    _add(plan, "straat", "Westkade", (-520, 660), (-522, 850), (-520, 1020))
    _add(plan, "straat", "Loodsenweg", (-40, 640), (-38, 700), (-36, 864))
    _add(plan, "straat", "Chemiekade", (872, 700), (800, 702), (728, 707))
    _add(plan, "straat", "Oosterkade", (860, 520), (760, 520), (728, 560), (728, 700), (727, 838))
    _add(plan, "straat", "Viskade", (727, 838), (800, 826), (880, 812), (960, 822), (1030, 845))
    _add(plan, "straat", "Noorderkade", (736, 958), (860, 950), (1036, 935))
    _add(plan, "straat", "Steigerkade", (736, 958), (742, 1020), (744, 1092), (900, 1102), (1052, 1096))
    _add(plan, "straat", "Zijlkade", (420, 330), (500, 430), (560, 520), (575, 590))


def _draw_old_streets(plan: Plan) -> None:
    rings = (
        (62, 50, "Markt", -180, 180), (115, 94, "Nieuwstraat", -180, 180), (152, 122, "Oude Gracht", -215, 150),
        (194, 160, "Oude Gracht", -215, 150), (238, 198, "Lange Achterstraat", -180, 180),
        (286, 236, "Walstraat", -180, 180),
    )  # fmt: skip
    for a, b, naam, start, end in rings:
        plan.roads.append(Road(LineString(oval(a, b, start, end)), "steeg", naam, "", TOWN))
    lanes = (
        "Boterstraat", "Korte Dwarssteeg", "Kuiperssteeg", "Waagsteeg", "Smidssteeg", "Touwslagersgang",
        "Molenpoort", "Kaarsenmakerssteeg", "Breestraat", "Weverssteeg",
    )  # fmt: skip
    inner = rampart().buffer(-30)
    for k, degrees in enumerate((-146, -122, -66, -36, -17, 36, 58, 128, 150, 171)):
        near = 0.2 if k % 2 else 0.48
        t, u = (math.radians(degrees + plan.rng.uniform(-4, 4)) for _ in range(2))
        lane = LineString([
            (MARKET[0] + 330 * near * math.cos(t), MARKET[1] + 275 * near * math.sin(t)),
            (MARKET[0] + 300 * math.cos(u), MARKET[1] + 250 * math.sin(u)),
        ])  # fmt: skip
        for part in lines(lane.intersection(inner), 20):
            plan.roads.append(Road(part, "steeg", lanes[k], "", TOWN))


def _name_waters(plan: Plan) -> None:
    named = {
        "Buitenhaven": (640, 1100), "Eerste Haven": (370, 1002), "Tweede Haven": (370, 775),
        "Visserijhaven": (850, 886), "Jachthaven": (812, 1140), "Zijlkanaal": (745, 340), "Vijver": (1655, 497),
    }  # fmt: skip
    plan.names += [("water", name, at) for name, at in named.items()]
    plan.names.append(("object", "Zijlsluis", (651, 590)))


def old_centre() -> Polygon:
    """Return the old town with the quays and the station square around it: paved from edge to edge."""
    return Polygon([(698, 905), (1012, 850), (1012, 660), (930, 545), (1020, 506), (1150, 560), (1300, 574),
                    (1500, 578), (1790, 645), (1872, 765), (1820, 705), (1500, 655), (1430, 660), (1345, 1308),
                    (1000, 1236), (705, 1196)])  # fmt: skip


def town_limits() -> Polygon:
    """Return the land taken by the town, harbour and business parks: polder roads and farms stay outside."""
    return largest(union([
        box(-560, 560, 1000, 1300), box(560, -160, 3000, 1700), box(1000, -1500, 2500, 0), box(-420, -1560, 1000, 600),
        box(2300, -1000, 3450, 700), box(-300, 200, 600, 700),
    ]))  # fmt: skip
