"""Signs of places: fixed houses, temporary shelters, and the spots that exist only while the incident lasts."""

from __future__ import annotations

from cop_app.map.shapes import circle, polygon, rectangle, scaled
from cop_app.map.sign import BED, FLAME, GABLE, SHIELD, Sign, cross


def copi(sign: Sign) -> None:
    """Draw the shelter of the command on site."""
    sign.shelter(text="CoPI")


def rot(sign: Sign) -> None:
    """Draw the house of the regional operational team, or another team handed in as text."""
    sign.house(text=sign.text or "ROT")


def fire_station(sign: Sign) -> None:
    """Draw the house with the flame."""
    sign.house("B", FLAME)


def police_station(sign: Sign) -> None:
    """Draw the house with the shield."""
    sign.house("P", SHIELD)


def ambulance_station(sign: Sign) -> None:
    """Draw the house with the cross."""
    sign.house("G", cross())


def town_hall(sign: Sign) -> None:
    """Draw the house with the gable."""
    sign.house("Z", GABLE)


def fire_post(sign: Sign) -> None:
    """Draw the shelter with the flame."""
    sign.shelter("B", FLAME)


def police_post(sign: Sign) -> None:
    """Draw the shelter with the shield."""
    sign.shelter("P", SHIELD)


def treatment(sign: Sign) -> None:
    """Draw the shelter with the cross."""
    sign.shelter("G", cross())


def reception(sign: Sign) -> None:
    """Draw the shelter with a bed."""
    sign.shelter("Z", scaled(BED, 0.9))


def reception_prepared(sign: Sign) -> None:
    """Draw a bed in a blue frame: a place that may be opened."""
    sign.square(line="prep")
    sign.fill(scaled(BED, 0.8, 0, -1.5), "prep")


def staging(sign: Sign) -> None:
    """Draw the letters of the starting place for units."""
    sign.square("B")
    sign.words("UGS", 25, 26, 14.5)


def relay_post(sign: Sign) -> None:
    """Draw the quartered frame of the post where ambulances are met."""
    sign.square("G")
    sign.line((24, 5), (24, 43), width=2)
    sign.line((5, 24), (43, 24), width=2)
    sign.fill(rectangle(6.2, 6.2, 16.8, 16.8))
    sign.fill(rectangle(25, 25, 10.5, 10.5))


def casualty_nest(sign: Sign) -> None:
    """Draw a person on a stretcher."""
    sign.square("G")
    sign.disc(13.5, 23.5, 3.6)
    sign.fill(polygon(((18, 21), (34, 23.5), (36, 28), (18, 28))))
    sign.line((9, 32), (39, 32))
    sign.line((12, 32), (12, 36.5), width=2.2)
    sign.line((36, 32), (36, 36.5), width=2.2)


def hospital(sign: Sign) -> None:
    """Draw the house with an H."""
    sign.house("G")
    sign.words("H", 24, 32.3, 18)


def hospital_closed(sign: Sign) -> None:
    """Draw the house with an H, struck through."""
    hospital(sign)
    sign.line((7, 44), (41, 12), colour="closure", width=3.4)


def place_of_dead(sign: Sign) -> None:
    """Draw a plain long cross."""
    sign.square()
    sign.line((24, 11), (24, 37), width=4, flat=True)
    sign.line((15.5, 19.5), (32.5, 19.5), width=4, flat=True)


def helicopter(sign: Sign) -> None:
    """Draw an H on a disc."""
    sign.round()
    for points in (((17, 14.5), (17, 33.5)), ((31, 14.5), (31, 33.5)), ((17, 24), (31, 24))):
        sign.line(*points, width=4.2)


def set_up(sign: Sign) -> None:
    """Draw a bay with an arrow: where a vehicle is to stand."""
    sign.square("B")
    sign.line((13, 37), (13, 27), (35, 27), (35, 37))
    sign.fill(polygon(((24, 12), (31, 22), (17, 22))))


def parking(sign: Sign) -> None:
    """Draw a P."""
    sign.square(line="prep")
    sign.words("P", 24, 24.5, 30, "prep")


def event_place(sign: Sign) -> None:
    """Draw a flag: where an event is held."""
    sign.square(line="prep")
    sign.line((15, 11), (15, 38), colour="prep", width=2.8)
    sign.fill(polygon(((15, 12), (35, 12), (30.5, 18.5), (35, 25), (15, 25))), "prep")


def meeting_point(sign: Sign) -> None:
    """Draw four arrows to a point."""
    sign.square()
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        sign.line((24 + 13 * sx, 24 + 13 * sy), (24 + 5.5 * sx, 24 + 5.5 * sy), width=2.4)
        tip = (24 + 5.5 * sx, 24 + 5.5 * sy)
        sign.line((tip[0], 24 + 11 * sy), tip, (24 + 11 * sx, tip[1]), width=2.4)
    sign.fill(circle(24, 24, 2.6))
