"""Coordinates as people type, paste and say them: RD, degrees with dot or comma, degrees and minutes.

Rescue workers get positions from radios, phones, ships and spreadsheets; the field takes them all, says how it read
them, and admits where it guessed. What cannot be a place in or near the Netherlands is no place: then it is a search.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cop_app.geo.rd import rd

# The country with the sea margin that its services work in.
_RD_X, _RD_Y = (-285_402.0, 595_402.0), (22_598.0, 903_402.0)
# Plain numbers without a word or mark must lie in the country itself, or any pair of numbers would be a place.
_RD_X_LAND, _RD_Y_LAND = (-7_000.0, 300_000.0), (289_000.0, 629_000.0)
_LON, _LAT = (-2.0, 12.0), (48.0, 58.0)
_LON_LAND, _LAT_LAND = (2.5, 7.6), (50.5, 55.9)

RD, DECIMAL, MINUTES, SECONDS = "RD", "WGS84 decimaal", "WGS84 graden-minuten", "WGS84 graden-minuten-seconden"

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_COMPASS = {"N": "N", "NB": "N", "NOORD": "N", "Z": "Z", "S": "Z", "ZB": "Z", "ZUID": "Z",
            "O": "O", "E": "O", "OL": "O", "OOST": "O", "W": "W", "WL": "W", "WEST": "W"}  # fmt: skip
_WORD = "|".join(sorted(_COMPASS, key=len, reverse=True))
_MARKS = str.maketrans({
    "\u00b0": "d", "\u00ba": "d", "\u02da": "d", "\u2032": "'", "\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'",
    "\u2033": '"', "\u201d": '"', "\u201c": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\n": " ",
    "\u2212": "-", "\u2013": "-",
})  # fmt: skip
_PREFIX = re.compile(r"^(RD(?:[ -]?NEW)?|EPSG:28992|WGS ?84|ETRS ?89|GPS|EPSG:4326|EPSG:4258)\s*[:=]?\s*")
_NAMES = re.compile(r"\b(?:X|Y|LON|LAT|LNG|LONGITUDE|LATITUDE|LENGTE|BREEDTE)\s*[:=]\s*")
_ANGLE = re.compile(
    rf"^(?P<before>{_WORD})?\s*(?P<deg>[-+]?\d+(?:[.,]\d+)?)\s*(?:d|\s)?\s*"
    rf"(?:(?P<min>\d+(?:[.,]\d+)?)\s*(?:'(?!')|\s|$|(?={_WORD}))\s*)?"
    rf"(?:(?P<sec>\d+(?:[.,]\d+)?)\s*(?:\"|''|\s|$|(?={_WORD}))\s*)?(?P<after>{_WORD})?$"
)


class ParsedPlace(NamedTuple):
    """A place in RD metres, in Dutch how it was written, and whether system or order had to be guessed."""

    x: float
    y: float
    notation: str
    guessed: bool


def parse_place(text: str) -> ParsedPlace | None:
    """Return the place that a text gives, or None when it is no coordinate in or near the Netherlands.

    Examples: `156815 532660`, `156 815 / 532 660`, `RD 156815,532660`, `52.7812 5.4141`, `52,7812; 5,4141`,
    `5.4141, 52.7812`, `52°46'52" N 5°24'51" O`, `N 52 46.872 E 5 24.846`. Degrees are taken as ETRS89.
    """
    plain = text.upper().translate(_MARKS).strip().rstrip(".")
    if not plain or len(plain) > 120 or not re.search(r"\d.*\d", plain):
        return None
    prefix = _PREFIX.match(plain)
    system = "" if prefix is None else ("RD" if prefix[1].startswith(("RD", "EPSG:28992")) else "WGS")
    body = plain[prefix.end() :] if prefix else plain
    named = [match[0].strip(" :=") for match in _NAMES.finditer(body)]
    body = _NAMES.sub(" ", body).strip()
    if system != "RD":
        angles = _angles(body)
        if angles is not None:
            return angles
    pair = _two_numbers(body)
    if pair is None:
        return None
    if named[:1] in (["Y"], ["LAT"], ["LATITUDE"], ["BREEDTE"]):
        pair = pair[1], pair[0]
    # `52 5` may be anything; `52,78 5,41` is meant as a place.
    precise = len(re.findall(r"[.,]\d\d", body)) >= 2
    return _placed(*pair, system, loose=bool(system or named), precise=precise)


def _placed(first: float, second: float, system: str, *, loose: bool, precise: bool) -> ParsedPlace | None:
    """Return the place of two bare numbers: in the order given when that is plausible, else turned and guessed."""
    x_limits, y_limits = (_RD_X, _RD_Y) if loose else (_RD_X_LAND, _RD_Y_LAND)
    if system != "WGS":
        for x, y, swapped in ((first, second, False), (second, first, True)):
            if _within(x, x_limits) and _within(y, y_limits) and x < y and max(abs(x), abs(y)) > 1000:
                return ParsedPlace(x, y, RD, swapped)
    if system == "RD":
        return None
    lon_limits, lat_limits = (_LON, _LAT) if loose else (_LON_LAND, _LAT_LAND)
    if not (loose or precise):
        return None
    for lon, lat in ((first, second), (second, first)):
        if _within(lon, lon_limits) and _within(lat, lat_limits):
            return _from_degrees(lon, lat, DECIMAL, guessed=not loose)
    return None


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _from_degrees(lon: float, lat: float, notation: str, *, guessed: bool) -> ParsedPlace:
    x, y = rd().to_rd(lon, lat)
    return ParsedPlace(float(x), float(y), notation, guessed)


def _two_numbers(body: str) -> tuple[float, float] | None:
    """Return the two numbers of a text, whatever separates and groups them."""
    body = body.removeprefix("POINT").strip(" ()[]").removesuffix("M").strip()
    for pattern in (r"\s*[/;|]\s*", r"\s*,\s+|\s+,\s*"):
        halves = re.split(pattern, body)
        if len(halves) == 2:
            return _both(*halves)
    return _unseparated(body)


def _unseparated(body: str) -> tuple[float, float] | None:
    """Return two numbers that only a blank or one kind of comma keeps apart."""
    words = body.split()
    if len(words) == 2:
        return _both(*words)
    if len(words) > 2:
        # 156 815 532 660: groups of thousands, half of them each.
        half = len(words) // 2
        return _both(" ".join(words[:half]), " ".join(words[half:])) if len(words) % 2 == 0 else None
    pieces = body.split(",")
    if len(pieces) == 2:
        return _both(*pieces)
    # 52,7812,5,4141: the comma both separates and starts the decimals.
    return _both(",".join(pieces[:2]), ",".join(pieces[2:])) if len(pieces) == 4 else None


def _both(first: str, second: str) -> tuple[float, float] | None:
    one, two = _number(first), _number(second)
    return None if one is None or two is None else (one, two)


def _number(text: str) -> float | None:
    text = text.strip(" ,")
    if re.fullmatch(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?", text):
        text = text.replace(" ", "")
    # 156.815 is grouped like this in Dutch; degrees never have three digits before the point here.
    if re.fullmatch(r"\d{3}[.]\d{3}(?:,\d+)?", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    return float(text) if re.fullmatch(_NUMBER, text) else None


def _angles(body: str) -> ParsedPlace | None:
    """Return the place of two angles with compass letters, or with minutes marked."""
    # Seafarers write 52-46-52N.
    halves = _angle_halves(re.sub(r"(?<=\d)-(?=\d)", " ", body))
    if halves is None:
        return None
    found = [_angle(half) for half in halves]
    first, second = found
    if first is None or second is None:
        return None
    letters = first[1] + second[1]
    if letters and {first[1], second[1]} not in ({"N", "O"}, {"N", "W"}):
        return None
    lat, lon = (first, second) if first[1] == "N" or (not letters and first[0] > second[0]) else (second, first)
    value = -lon[0] if lon[1] == "W" else lon[0]
    if not (_within(value, _LON) and _within(lat[0], _LAT)):
        return None
    notation = (DECIMAL, MINUTES, SECONDS)[max(first[2], second[2])]
    return _from_degrees(value, lat[0], notation, guessed=not letters)


def _angle_halves(body: str) -> tuple[str, str] | None:
    """Cut a text into its two angles: at a compass letter, at a separator, or at the second degree sign."""
    letters = list(re.finditer(rf"(?<![A-Z])(?:{_WORD})(?![A-Z])", body))
    if len(letters) == 2:
        cut = letters[1].start() if not body[: letters[0].start()].strip() else letters[0].end()
        return body[:cut].strip(" ,;/"), body[cut:].strip(" ,;/")
    if letters or body.count("d") != 2:
        return None
    for pattern in (r"\s*[/;]\s*", r"\s*,\s+"):
        halves = re.split(pattern, body)
        if len(halves) == 2:
            return halves[0], halves[1]
    second = re.search(r"[^\s'\"]+$", body[: body.rindex("d")].rstrip())
    return (body[: second.start()].strip(" ,"), body[second.start() :]) if second else None


def _angle(text: str) -> tuple[float, str, int] | None:
    """Return degrees, compass letter ("" for none) and how many parts after the degrees were given."""
    match = _ANGLE.match(text.replace("''", '"'))
    if match is None or (match["before"] and match["after"]):
        return None
    parts = [float(match[name].replace(",", ".")) if match[name] else 0.0 for name in ("deg", "min", "sec")]
    count = 2 if match["sec"] else 1 if match["min"] else 0
    broken = any(value % 1 for value in parts[:count])
    if broken or parts[1] >= 60 or parts[2] >= 60:
        return None
    letter = _COMPASS.get(match["before"] or match["after"] or "", "")
    return parts[0] + parts[1] / 60 + parts[2] / 3600, letter, count


def format_rd(x: float, y: float) -> str:
    """Return RD metres as people read them out: `156 815 / 532 660`."""
    return f"{_grouped(x)} / {_grouped(y)}"


def _grouped(value: float) -> str:
    return f"{round(value):,}".replace(",", " ")


def format_wgs(x: float, y: float) -> str:
    """Return a place in RD metres as degrees: `52,7812° N 5,4141° O` (about 10 m)."""
    lon, lat = rd().to_lonlat(x, y)
    side = "O" if lon >= 0 else "W"
    return f"{lat:.4f}° N {abs(lon):.4f}° {side}".replace(".", ",")
