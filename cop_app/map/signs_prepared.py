"""Signs of what is known beforehand: vulnerable objects (green, reality) and prepared provisions (blue)."""

from __future__ import annotations

from cop_app.map.shapes import Shape, arc, circle, curve, polygon, rectangle
from cop_app.map.sign import Sign

_HEART = curve(
    (24, 35), (10, 24, 13, 12, 20, 13), (22.5, 13.3, 24, 16, 24, 17.5), (24, 16, 25.5, 13.3, 28, 13),
    (35, 12, 38, 24, 24, 35), close=True,
)  # fmt: skip


def care(sign: Sign) -> None:
    """Draw a leaf-shaped heart."""
    sign.square(line="real")
    sign.fill(_HEART, "real")


def school(sign: Sign) -> None:
    """Draw a mortar board."""
    sign.square(line="real")
    sign.fill(polygon(((24, 13), (39, 19.5), (24, 26), (9, 19.5))), "real")
    sign.fill(polygon(((15, 24), (24, 28), (33, 24), (33, 31.5), (24, 35.5), (15, 31.5))), "real")
    sign.line((37.5, 20.5), (37.5, 30), colour="real", width=2)


def camping(sign: Sign) -> None:
    """Draw a tent."""
    sign.square(line="real")
    sign.fill(polygon(((24, 12), (39, 36), (27.5, 36), (24, 28), (20.5, 36), (9, 36))), "real")


def hotel(sign: Sign) -> None:
    """Draw a bed."""
    sign.square(line="real")
    sign.line((10, 17), (10, 36), colour="real")
    sign.line((10, 31), (38, 31), colour="real")
    sign.line((38, 26), (38, 36), colour="real")
    sign.disc(15.5, 25.4, 3, "real")
    sign.fill(polygon(((20, 22.5), (34, 24), (37, 28.5), (20, 28.5))), "real")


def vulnerable(sign: Sign) -> None:
    """Draw two people close together: a vulnerable object of another kind."""
    sign.square(line="real")
    for x, y, k in ((18.5, 16.0, 1.0), (30.5, 19.0, 0.8)):
        sign.disc(x, y, 4.2 * k, "real")
        body = ((x - 7 * k, 36), (x - 6 * k, y + 10 * k), (x - 3 * k, y + 6 * k), (x + 3 * k, y + 6 * k),
                (x + 6 * k, y + 10 * k), (x + 7 * k, 36))  # fmt: skip
        sign.fill(polygon(body), "real")


def _hydrant(sign: Sign, sample: str) -> None:
    sign.round("prep")
    number = sign.text or sample
    sign.words(number, 24, 24.5, 14.5 if len(number) > 2 else 17, "prep")
    if not sign.small:
        sign.line((15.5, 35), (32.5, 35), colour="prep", width=2)


def hydrant_100(sign: Sign) -> None:
    """Draw the diameter in mm."""
    _hydrant(sign, "100")


def hydrant_150(sign: Sign) -> None:
    """Draw the diameter in mm."""
    _hydrant(sign, "150")


def hydrant(sign: Sign) -> None:
    """Draw a hydrant of unknown or other diameter."""
    _hydrant(sign, "BK")


def siren(sign: Sign) -> None:
    """Draw a horn."""
    sign.round("prep")
    sign.fill(polygon(((14, 20), (20, 20), (29, 13), (29, 35), (20, 28), (14, 28))), "prep")
    sign.curve(arc(31, 24, 6, -50, 100, 7), "prep", 2.2)


def open_water(sign: Sign) -> None:
    """Draw three waves."""
    sign.round("prep")
    for y in (19, 25, 31):
        wave = curve((13.5, y), (17, y - 5, 20.5, y - 5, 24, y), (27.5, y + 5, 31, y + 5, 34.5, y))
        sign.curve(wave, "prep", 2.4)


def key_safe(sign: Sign) -> None:
    """Draw a key."""
    sign.square(line="prep")
    sign.disc(17, 21, 6, None, "prep", 3)
    sign.line((21.5, 25), (35, 37), colour="prep", width=3)
    sign.line((30, 32.5), (34, 28.5), colour="prep")


def mast(sign: Sign) -> None:
    """Draw a mast that sends."""
    sign.round("prep")
    sign.line((24, 20), (18, 37), colour="prep", width=2.2)
    sign.line((24, 20), (30, 37), colour="prep", width=2.2)
    sign.line((20, 31), (28, 31), colour="prep", width=2)
    sign.disc(24, 18, 2.8, "prep")
    sign.curve(arc(24, 18, 9, -45, 90), "prep", 2)
    sign.curve(arc(24, 18, 9, 135, 90), "prep", 2)


def object_card(sign: Sign) -> None:
    """Draw a floor plan: an object with a card for responders."""
    sign.square(line="prep")
    sign.fill(polygon(((11, 13), (37, 13), (37, 35), (11, 35))), None, "prep", 2.6)
    sign.line((23, 13), (23, 22), colour="prep", width=2.2)
    sign.line((11, 27), (19, 27), colour="prep", width=2.2)
    sign.line((29, 35), (29, 27), (37, 27), colour="prep", width=2.2)


def aed(sign: Sign) -> None:
    """Draw a heart with a flash through it: a defibrillator."""
    sign.square(line="real")
    heart = curve(
        (24, 38), (14, 31, 9, 25, 9.5, 19), (10, 13, 17, 10, 24, 17), (31, 10, 38, 13, 38.5, 19),
        (39, 25, 34, 31, 24, 38), close=True,
    )  # fmt: skip
    sign.fill(heart, "real")
    sign.fill(polygon(((26.5, 14), (18, 25.5), (23, 25.5), (21, 34), (30, 22), (25, 22))), "symFill")


def point_of_interest(sign: Sign) -> None:
    """Draw a ring with a point: another prepared provision."""
    sign.round("prep")
    sign.fill((*circle(24, 24, 8), *circle(24, 24, 4.2)), "prep")


def dot(sign: Sign) -> None:
    """Draw a dot that stands for a sign with no room; meant for 8 to 10 px."""
    sign.parts.append(Shape(circle(24, 24, 15), "prep", "symFill", 6.0))


def pumping_station(sign: Sign) -> None:
    """Draw a pump house by the water."""
    sign.square(line="prep")
    sign.fill(rectangle(15, 14, 18, 13), "prep")
    for y in (31.5, 36.5):
        sign.curve(curve((12, y), (16, y - 3, 20, y - 3, 24, y), (28, y + 3, 32, y + 3, 36, y)), "prep", 2)
