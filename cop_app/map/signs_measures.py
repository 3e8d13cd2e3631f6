"""Signs of measures: closures, cordons, evacuation, decontamination and measuring points."""

from __future__ import annotations

from cop_app.map.shapes import polygon, rectangle, scaled
from cop_app.map.sign import DROP, Sign


def closure_hard(sign: Sign) -> None:
    """Draw a barrier with slanting stripes."""
    sign.square(line="closure")
    sign.fill(polygon(((9, 18), (39, 18), (39, 29), (9, 29))), "closure")
    for i in range(3):
        x = 9.5 * i
        sign.fill(polygon(((12 + x, 29), (17 + x, 29), (21 + x, 18), (16 + x, 18))), "symFill")
    sign.line((14, 30), (14, 38))
    sign.line((34, 30), (34, 38))


def closure_traffic(sign: Sign) -> None:
    """Draw a disc with a bar: no entry for traffic."""
    sign.square(line="closure")
    sign.disc(24, 24, 13, "closure")
    sign.fill(rectangle(15.5, 21.3, 17, 5.4), "symFill")


def closure_water(sign: Sign) -> None:
    """Draw a struck lozenge: a stop for shipping."""
    sign.square(line="closure")
    sign.fill(polygon(((13, 24), (24, 13), (35, 24), (24, 35))), None, "closure", 2.6)
    sign.line((17, 30.5), (31, 17.5), colour="closure")


def perimeter(sign: Sign) -> None:
    """Draw a ring of posts."""
    sign.square(line="closure")
    for x, y in ((24, 11), (35, 17.5), (35, 30.5), (24, 37), (13, 30.5), (13, 17.5)):
        sign.disc(x, y, 2.9, "closure")
    sign.fill(polygon(((24, 18.5), (29.5, 24), (24, 29.5), (18.5, 24))), "closure")


def crime_scene(sign: Sign) -> None:
    """Draw the letters PD."""
    sign.square("P")
    sign.words("PD", 23, 26, 18)


def evacuation(sign: Sign) -> None:
    """Draw a person and an arrow away."""
    sign.square("Z")
    sign.disc(17.5, 14.5, 3.8)
    sign.fill(polygon(((11.5, 33), (12.3, 23), (15, 20), (20, 20), (22.7, 23), (23.5, 33))))
    sign.fill(polygon(((25, 22), (32, 22), (32, 17.5), (40, 24.5), (32, 31.5), (32, 27), (25, 27))))


def building_closed(sign: Sign) -> None:
    """Draw a house, struck through."""
    sign.square()
    sign.fill(polygon(((24, 10), (37, 20), (37, 36), (11, 36), (11, 20))), None, "symInk", 2.6)
    sign.fill(rectangle(20.5, 25, 7, 11))
    sign.line((8, 40), (40, 8), colour="closure", width=3.2)


def decon_place(sign: Sign) -> None:
    """Draw a shower."""
    sign.square("B")
    for dx, dy in ((-5, -2), (6, -2), (0.5, 9)):
        sign.fill(scaled(DROP, 0.30, dx, dy))
    sign.line((15, 15.5), (36, 15.5), width=2.4)


def measuring_point(sign: Sign) -> None:
    """Draw a dial."""
    sign.square("B")
    sign.disc(25, 26, 9.5, None, "symInk", 2.4)
    sign.line((25, 26), (30.5, 20.5), width=2.4)
    sign.disc(25, 26, 1.9)


def evacuation_route(sign: Sign) -> None:
    """Draw a broad arrow."""
    sign.square(line="real")
    sign.fill(polygon(((10, 29), (10, 20), (26, 20), (26, 13), (39, 24.5), (26, 36), (26, 29))), "real")


def diversion(sign: Sign) -> None:
    """Draw an arrow around a corner."""
    sign.square(line="prep")
    sign.line((13, 37), (13, 21), (30, 21), colour="prep", width=4, flat=True)
    sign.fill(polygon(((28, 12), (39, 21), (28, 30))), "prep")


def measure(sign: Sign) -> None:
    """Draw a tick box: a measure without a sign of its own."""
    sign.square(line="closure")
    sign.line((14, 25), (21, 32.5), (34.5, 15.5), colour="closure", width=4)
