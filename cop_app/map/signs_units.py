"""Signs of who is there: vehicles with the bracket of their column, and officers."""

from __future__ import annotations

from cop_app.map.shapes import curve, polygon, rectangle, scaled
from cop_app.map.sign import COLUMNS, EMBLEMS, Sign, cross

# Side views facing right, on the ground at y = 31; wheels at 15 and 33.
_BODIES = {
    "ts": (*rectangle(8, 16, 22, 15, 1), *polygon(((31, 19), (36.5, 19), (40, 25), (40, 31), (31, 31)))),
    "al": (*rectangle(8, 23, 22, 8, 1), *polygon(((31, 20), (36.5, 20), (40, 25.5), (40, 31), (31, 31)))),
    "van": polygon(((8, 17), (29, 17), (35, 23), (40, 25), (40, 31), (8, 31))),
    "car": polygon(((8, 31), (8, 25), (13, 24), (17, 18), (29, 18), (34, 24), (40, 26), (40, 31))),
}
# The vehicle moves away from the corner of its bracket.
_SHIFT = {"B": (1.0, 2.5), "P": (-0.8, 2.5), "G": (-1.2, -2.5), "Z": (1.2, -2.5)}
_SCALE = 0.84


def _vehicle(sign: Sign, column: str, body: str) -> Sign:
    inner = sign.child()
    inner.fill(_BODIES[body])
    for x in (15, 33):
        inner.disc(x, 32.2, 3.6, "symFill")
        inner.disc(x, 32.2, 2.5)
    return inner


def _framed(sign: Sign, column: str, inner: Sign) -> None:
    sign.square(column)
    dx, dy = _SHIFT[column]
    sign.group(inner, _SCALE, 24 - _SCALE * (24 - dx), 24 - _SCALE * (24.5 - dy))


def engine(sign: Sign) -> None:
    """Draw a fire engine with a wave of water."""
    inner = _vehicle(sign, "B", "ts")
    waves = [(11 + 4 * i + 2, 24 + (3 if i % 2 else -3), 15 + 4 * i, 24) for i in range(4)]
    inner.curve(curve((11, 24), *waves), "symFill", 2)
    _framed(sign, "B", inner)


def ladder(sign: Sign) -> None:
    """Draw a turntable ladder."""
    inner = _vehicle(sign, "B", "al")
    inner.line((11, 20), (37, 10), width=2.4)
    if not sign.small:
        inner.line((12, 17), (36, 8), width=1.4)
    _framed(sign, "B", inner)


def measuring_team(sign: Sign) -> None:
    """Draw a car with a probe on the roof."""
    inner = _vehicle(sign, "B", "car")
    inner.line((24, 17), (24, 9), width=2.2)
    inner.disc(24, 8, 2.6)
    _framed(sign, "B", inner)


def decontamination(sign: Sign) -> None:
    """Draw a truck with three showers."""
    inner = _vehicle(sign, "B", "ts")
    for x in (13, 19, 25):
        inner.disc(x, 22.5, 1.9, "symFill")
    _framed(sign, "B", inner)


def ambulance(sign: Sign) -> None:
    """Draw a van with a cross."""
    inner = _vehicle(sign, "G", "van")
    inner.fill(scaled(cross(), 0.36, -4, -0.6), "symFill")
    _framed(sign, "G", inner)


def police_car(sign: Sign) -> None:
    """Draw a car with a light bar."""
    inner = _vehicle(sign, "P", "car")
    inner.fill(rectangle(21, 13.5, 7, 3.4))
    _framed(sign, "P", inner)


def police_van(sign: Sign) -> None:
    """Draw a van with a light bar."""
    inner = _vehicle(sign, "P", "van")
    inner.fill(rectangle(21, 13.0, 7, 3.4))
    _framed(sign, "P", inner)


def welfare_van(sign: Sign) -> None:
    """Draw a van with the letters of its column."""
    inner = _vehicle(sign, "Z", "van")
    inner.words("BZ", 18.5, 24, 13, "symFill")
    _framed(sign, "Z", inner)


def other_vehicle(sign: Sign) -> None:
    """Draw a plain van without a bracket: a unit of a partner."""
    inner = _vehicle(sign, "Z", "van")
    sign.square()
    sign.group(inner, _SCALE, 24 - _SCALE * 24, 24 - _SCALE * 24.5)


def _officer(sign: Sign, column: str) -> None:
    sign.round()
    sign.fill(scaled(EMBLEMS[column], 0.66, 0, -2.2), COLUMNS[column][0], "colOutline", 1.3)
    sign.line((17.5, 37), (30.5, 37), width=2.2)
    sign.bracket(column)


def officer_fire(sign: Sign) -> None:
    """Draw the flame on a disc with a bar."""
    _officer(sign, "B")


def officer_police(sign: Sign) -> None:
    """Draw the shield on a disc with a bar."""
    _officer(sign, "P")


def officer_medical(sign: Sign) -> None:
    """Draw the cross on a disc with a bar."""
    _officer(sign, "G")


def officer_welfare(sign: Sign) -> None:
    """Draw the gable on a disc with a bar."""
    _officer(sign, "Z")
