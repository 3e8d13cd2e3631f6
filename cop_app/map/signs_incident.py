"""Signs of what happens: the incident star per kind, counts of people, risks, reports and decisions."""

from __future__ import annotations

from cop_app.map.shapes import circle, curve, polygon, scaled
from cop_app.map.sign import FLAME, Sign, cross, star

WHITE = "#FFFFFF"  # the glyph on the star is white in every palette


def _star(sign: Sign) -> None:
    sign.fill(star(23, 16.2), "starRim", "colOutline", 1.2)
    sign.fill(star(18.6, 13), "star")


def traffic(sign: Sign) -> None:
    """Draw a car seen from the front."""
    _star(sign)
    sign.fill(polygon(((15, 27), (16, 22.5), (19, 18), (29, 18), (32, 22.5), (33, 27), (33, 30.5), (15, 30.5))), WHITE)
    sign.disc(19, 31, 2.2, WHITE)
    sign.disc(29, 31, 2.2, WHITE)
    sign.fill(polygon(((19, 22.3), (20.4, 19.8), (27.6, 19.8), (29, 22.3))), "star")


def substance(sign: Sign) -> None:
    """Draw a danger plate with a mark of exclamation."""
    _star(sign)
    plate = polygon(((24, 14.5), (33.5, 24), (24, 33.5), (14.5, 24)))
    sign.fill(plate, None, WHITE, 2.2)
    sign.line((24, 19.5), (24, 25.5), colour=WHITE)
    sign.disc(24, 28.7, 1.5, WHITE)


def fire(sign: Sign) -> None:
    """Draw a flame."""
    _star(sign)
    sign.fill(scaled(FLAME, 0.68, 0, -0.8), WHITE)


def health(sign: Sign) -> None:
    """Draw a cross."""
    _star(sign)
    sign.fill(cross(24, 24, 9, 3.1), WHITE)


def infrastructure(sign: Sign) -> None:
    """Draw a flash."""
    _star(sign)
    sign.fill(polygon(((25.5, 13.5), (17, 26), (23, 26), (21.5, 34.5), (31, 21.5), (24.7, 21.5))), WHITE)


def population(sign: Sign) -> None:
    """Draw three people."""
    _star(sign)
    for x, y in ((17.5, 19.5), (30.5, 19.5), (24, 17.5)):
        sign.disc(x, y, 2.6, WHITE)
        body = ((x - 3.6, y + 9.5), (x - 3.2, y + 4.6), (x, y + 3.4), (x + 3.2, y + 4.6), (x + 3.6, y + 9.5))
        sign.fill(polygon(body), WHITE)


def nature(sign: Sign) -> None:
    """Draw three waves."""
    _star(sign)
    for y in (19.0, 24.3, 29.6):
        wave = curve((14.5, y), (17, y - 4, 19.5, y - 4, 22, y), (24.5, y + 4, 28, y + 3.5, 33.5, y - 1.5))
        sign.curve(wave, WHITE, 2.3)


def other_incident(sign: Sign) -> None:
    """Draw a mark of exclamation: the kind is not known or not listed."""
    _star(sign)
    sign.line((24, 15), (24, 26), colour=WHITE, width=4)
    sign.disc(24, 32, 2.4, WHITE)


def _count(sign: Sign, sample: str, word: str, short: str, colour: str) -> None:
    sign.square(line=colour)
    number = sign.text or sample
    # Four or more digits must still fit between the frame lines.
    size = min(21.0, 34 / (0.55 * max(2, len(number))))
    sign.words(number, 24, 20 if sign.small else 20.5, size, colour)
    sign.words(short if sign.small else word, 24, 36, 10.8 if sign.small else 9.5, colour)


def wounded(sign: Sign) -> None:
    """Draw a number of wounded."""
    _count(sign, "12", "GEWOND", "GEW", "repr")


def dead_count(sign: Sign) -> None:
    """Draw a number of dead."""
    _count(sign, "1", "DOOD", "DOOD", "repr")


def healthy(sign: Sign) -> None:
    """Draw a number of unhurt residents."""
    _count(sign, "340", "GEZOND", "GEZ", "symInk")


def crowd(sign: Sign) -> None:
    """Draw a number of people in a crowd."""
    _count(sign, "5000", "DRUKTE", "DRK", "symInk")


def ammonia(sign: Sign) -> None:
    """Draw the formula of ammonia, or another short name handed in."""
    sign.diamond()
    sign.words(sign.text or "NH3", 24, 24.5, 12.5)


def lpg(sign: Sign) -> None:
    """Draw LPG."""
    sign.diamond()
    sign.words("LPG", 24, 24.5, 12.5)


def seveso(sign: Sign) -> None:
    """Draw a plant with a chimney."""
    sign.diamond()
    plant = ((15, 33), (15, 25), (20, 28), (20, 25), (25, 28), (25, 15), (29, 15), (30, 28), (33, 28), (33, 33))
    sign.fill(polygon(plant))


def explosion(sign: Sign) -> None:
    """Draw a burst."""
    sign.diamond()
    sign.fill((*star(12, 5.2, 9), *circle(24, 24, 2.4)))


def pipeline(sign: Sign) -> None:
    """Draw a pipe with two flanges."""
    sign.diamond()
    sign.line((12, 24), (36, 24), width=4)
    sign.line((17.5, 19), (17.5, 29))
    sign.line((30.5, 19), (30.5, 29))


def high_voltage(sign: Sign) -> None:
    """Draw a flash in a diamond."""
    sign.diamond()
    sign.fill(polygon(((26, 11), (16.5, 26.5), (23, 26.5), (21, 37), (32, 21), (25, 21))))


def report(sign: Sign) -> None:
    """Draw a sheet with lines: a report about a place."""
    sign.square()
    sheet = polygon(((10, 12), (38, 12), (38, 31), (24, 31), (17, 38), (17, 31), (10, 31)))
    sign.fill(sheet, None, "symInk", 2.4)
    sign.line((15.5, 18.5), (32.5, 18.5), width=2.2)
    sign.line((15.5, 24.5), (27, 24.5), width=2.2)


def decision(sign: Sign) -> None:
    """Draw a filled lozenge in a frame, as decisions stand on the timeline."""
    sign.square()
    sign.fill(polygon(((24, 11), (37, 24), (24, 37), (11, 24))))


def action(sign: Sign) -> None:
    """Draw an arrow that goes somewhere: something that somebody will do."""
    sign.square()
    sign.line((11, 24), (34, 24), width=3.2)
    sign.line((25, 14), (35, 24), (25, 34), width=3.2)


def bottleneck(sign: Sign) -> None:
    """Draw a passage that narrows."""
    sign.square()
    for side in (-1, 1):
        wall = curve((24 + side * 14, 10), (24 + side * 14, 20, 24 + side * 4, 18, 24 + side * 4, 24),
                     (24 + side * 4, 30, 24 + side * 14, 28, 24 + side * 14, 38))  # fmt: skip
        sign.curve(wall, width=2.8)
    sign.disc(24, 13, 2.6)


def scenario(sign: Sign) -> None:
    """Draw a branching arrow: what may happen next."""
    sign.round()
    sign.line((14, 31), (22, 24), (33, 24), width=2.8)
    sign.line((22, 24), (31, 15), width=2.2)
    sign.line((29, 20), (33, 24), (29, 28))
    sign.disc(14, 31, 2.6)


def unknown(sign: Sign) -> None:
    """Draw a plain point in a frame: a class this program does not know."""
    sign.square()
    sign.disc(24, 24, 6)
