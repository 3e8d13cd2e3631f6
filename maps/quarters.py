"""The quarters of the town: where each lies, how old it is and what its streets are called; parks and grounds."""

from __future__ import annotations

from shapely.geometry import Polygon

from maps.plan import District, Plan
from maps.shapes import Place, blob, block, largest, union
from maps.streets import water_between
from maps.townplan import MARKET, TOWN, rampart

_QUARTERS: tuple[tuple[str, str, str, tuple[int, int], float, float, float, float, float, tuple[Place, ...]], ...] = (
    # naam, stijl, thema, bouwjaar, hoek, lengte, diepte, buiging, niet zelfredzaam, hoekpunten
    ("Taanbuurt", "vooroorlogs", "ambachten", (1880, 1930), -6, 95, 54, 0.0, 0.07,
     ((760, 948), (1034, 925), (1042, 1080), (1060, 1170), (1078, 1215), (980, 1195), (930, 1180), (920, 1096),
      (755, 1092))),
    ("Dijkbuurt", "vooroorlogs", "dijk", (1890, 1935), 16, 100, 50, 0.0, 0.06,
     ((1046, 1050), (1062, 1170), (1082, 1215), (1300, 1290), (1330, 1230), (1180, 1180), (1090, 1080))),
    ("Stationsbuurt", "vooroorlogs", "spoor", (1895, 1938), 3, 100, 56, 0.0, 0.06,
     ((1050, 640), (1240, 655), (1410, 660), (1415, 705), (1330, 690), (1180, 700), (1120, 780), (1085, 835),
      (1035, 838), (1040, 700))),
    ("Scheepsbuurt", "naoorlogs", "schepen", (1924, 1962), 8, 120, 60, 0.10, 0.06,
     ((1000, 520), (1150, 562), (1300, 576), (1520, 580), (1545, 300), (1560, 30), (1080, 20), (975, 330))),
    ("Rivierenbuurt", "naoorlogs", "rivieren", (1950, 1968), 4, 130, 64, 0.08, 0.08,
     ((1520, 580), (1800, 612), (2100, 648), (2370, 674), (2400, 400), (2418, 70), (1600, 10), (1560, 30),
      (1545, 300))),
    ("Oosterwijk", "naoorlogs", "bomen", (1962, 1978), -12, 115, 66, -0.12, 0.07,
     ((1905, 950), (1885, 770), (2320, 768), (2900, 812), (2960, 1100), (2930, 1470), (2320, 1452), (1760, 1424),
      (1825, 1250), (1885, 1090))),
    ("Rietlanden", "woonerf", "riet", (1974, 1989), -4, 84, 196, 0.24, 0.04,
     ((1090, 10), (1600, 0), (2380, 40), (2420, -250), (2390, -880), (1700, -960), (1120, -880), (1070, -400))),
    ("Waterrijk", "water", "vogels", (2003, 2022), 74, 210, 92, 0.05, 0.03,
     ((2420, 60), (2400, 400), (2370, 672), (2900, 636), (3380, 556), (3420, 100), (3350, -300), (2445, -270))),
    ("Bedrijvenpark Zuid", "hallen", "bedrijf", (1985, 2020), 82, 210, 130, 0.0, 0.0,
     ((-330, -1480), (430, -1500), (540, -1020), (665, -500), (700, -200), (300, -170), (-260, -420))),
)  # fmt: skip


def draw_quarters(plan: Plan) -> None:
    """Add the quarters, their water, the parks and the grounds that streets go around."""
    for naam, stijl, thema, years, angle, length, depth, bend, frail, corners in _QUARTERS:
        shape = largest(Polygon(corners).buffer(0).intersection(plan.island))
        district = District(naam, shape, stijl, TOWN, thema, years, angle, length, depth, bend, frail)
        plan.districts.append(district)
        at = district.shape.representative_point()
        plan.names.append(("wijk", naam, (at.x, at.y)))
        if stijl == "water":
            plan.waters += water_between(district)
    plan.names += [("plaats", TOWN, (1445, 1025)), ("wijk", "Binnenstad", (1545, 905))]
    _draw_parks(plan)
    _draw_grounds(plan)
    _draw_harbour_land(plan)


def inner_town() -> Polygon:
    """Return the land within the ramparts."""
    return largest(rampart().buffer(-34))


def _draw_parks(plan: Plan) -> None:
    parks = {
        "Stadspark": blob((1440, 662), (1600, 674), (1730, 712), (1830, 800), (1770, 800), (1650, 712), (1460, 692)),
        "Vijverpark": blob((1530, 560), (1640, 570), (1760, 562), (1790, 470), (1700, 425), (1565, 440), (1535, 500)),
        "Lisdoddepark": blob((1740, -640), (1880, -700), (2080, -640), (2110, -540), (1960, -500), (1790, -540)),
        "Waterrijkpark": blob((2700, 150), (2860, 120), (2980, 220), (2900, 360), (2740, 330)),
    }
    for name, shape in parks.items():
        plan.greens.append(("park", name, shape))
        plan.names.append(("park", name, (shape.centroid.x, shape.centroid.y)))
        if name != "Stadspark":
            plan.reserved.append(shape)


def _draw_grounds(plan: Plan) -> None:
    """Sports grounds, the event ground, the hospital site, the cemetery and the allotments."""
    fields = [block(1985 + 82 * i, 170, 66, 104, 4) for i in range(3)]
    east = [block(2560 + 90 * i, -480 - 10 * i, 68, 106, -8) for i in range(4)]
    plan.greens += [("sport", "Sportpark De Kuil", field) for field in fields]
    plan.greens += [("sport", "Sportpark Waardzicht", field) for field in east]
    plan.reserved += [union(fields).convex_hull.buffer(8), union(east).convex_hull.buffer(10)]
    plan.names += [("park", "Sportpark De Kuil", (2067, 170)), ("park", "Sportpark Waardzicht", (2690, -495))]
    event = blob((2010, 1010), (2180, 1030), (2260, 1100), (2200, 1190), (2060, 1180), (1985, 1100))
    plan.greens.append(("park", "Evenemententerrein De Weide", event))
    plan.names.append(("park", "De Weide", (2120, 1100)))
    hospital = block(2230, 520, 215, 190, 7)
    cemetery = block(2610, 1290, 150, 110, 2)
    allotments = block(2800, 900, 150, 120, 4)
    plan.greens += [("park", "Begraafplaats Oosterhof", cemetery), ("park", "Volkstuinen De Gaarde", allotments)]
    plan.names += [("park", "Oosterhof", (2610, 1290)), ("park", "De Gaarde", (2800, 900))]
    plan.reserved += [event, hospital, cemetery, allotments]
    plan.sites.update(evenementen=(2120.0, 1100.0), ziekenhuis=(2230.0, 520.0), volkstuin=(2800.0, 900.0))
    plan.sites.update(centrum=MARKET)


def _draw_harbour_land(plan: Plan) -> None:
    areas: dict[str, tuple[Place, ...]] = {
        "Havenpark West": ((-560, 902), (150, 928), (560, 965), (545, 1130), (440, 1148), (-560, 1128)),
        "Tweede Havenpark": ((-560, 580), (330, 600), (588, 625), (590, 765), (120, 700), (-560, 690)),
        "Middenpier": ((-560, 690), (120, 700), (600, 850), (575, 985), (150, 930), (-560, 905)),
        "Oosthaven": ((715, 500), (1000, 540), (1022, 830), (880, 826), (716, 860)),
        "Zijlhaven": ((340, 470), (585, 505), (590, 620), (330, 600)),
    }
    for name, corners in areas.items():
        shape = Polygon(corners).buffer(0)
        plan.industry.append((name, shape))
        at = shape.representative_point()
        plan.names.append(("wijk", name, (at.x, at.y)))
    plan.sites["seveso"] = (826.0, 650.0)
