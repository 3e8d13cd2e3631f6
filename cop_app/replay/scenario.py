"""The script of an exercise: what each partner's data is at any story time, and what the players' counterparts do.

A scenario is TOML. Places are written relative to anchors (a named object of the exercise map), so that a script keeps
fitting when the map is made again. Times are `T+hh:mm[:ss]`. Every mistake is told in Dutch with its place.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cop_app.domain.clock import SECOND, parse_instant
from cop_app.domain.errors import UserFacingError

_RELATIVE = re.compile(r"T([+-])(\d{2}):(\d{2})(?::(\d{2}))?")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where offsets count from: an object of a layer of the exercise map, or a fixed RD point."""

    layer: str = ""
    name: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One feature of one partner collection, valid from `start` until `end` (None = stays)."""

    collection: str
    id: str
    start: int
    end: int | None
    shape: Mapping[str, Any]
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Something a counterpart does at a story time: a command by a function."""

    at: int
    kind: str
    function: str
    team: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole script. `marked` is the moment that a snapshot shows."""

    id: str
    title: str
    name: str
    kind: str
    region: str
    municipality: str
    address: str
    start: int
    marked: int
    end: int
    anchors: Mapping[str, Anchor]
    place: Mapping[str, Any]
    entries: tuple[Entry, ...]
    acts: tuple[Act, ...]
    outages: tuple[tuple[str, int, int], ...] = ()
    static: Mapping[str, str] = field(default_factory=dict)

    def collections(self) -> tuple[str, ...]:
        """Return every partner collection, static layers of the map and scripted ones."""
        return tuple(sorted({*self.static, *(entry.collection for entry in self.entries)}))


def read_scenario(text: str) -> Scenario:
    """Read a scenario.

    Raises:
        UserFacingError: `scenario.fout` with table, row and reason.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _fault("het bestand", f"de TOML-schrijfwijze klopt niet ({_line(error)})") from error
    with _told("het bestand"):
        return _scenario(data)


def _scenario(data: Mapping[str, Any]) -> Scenario:
    head = _table(data, "scenario", "het bestand")
    start = parse_instant(_text(head, "start", "[scenario]"), 0)
    anchors = {name: _anchor(row, f"[anker.{name}]") for name, row in data.get("anker", {}).items()}
    entries = [_entry(row, start, anchors, f"[[gegeven]] {i + 1}") for i, row in enumerate(data.get("gegeven", []))]
    acts = [_act(row, start, f"[[handeling]] {i + 1}") for i, row in enumerate(data.get("handeling", []))]
    return Scenario(
        id=_text(head, "id", "[scenario]"), title=_text(head, "titel", "[scenario]"),
        name=_text(head, "oefening", "[scenario]"), kind=_text(head, "soort", "[scenario]"),
        region=_text(head, "regio", "[scenario]"), municipality=str(head.get("gemeente", "")),
        address=str(head.get("adres", "")), start=start,
        marked=_time(_text(head, "gemarkeerd", "[scenario]"), start, "[scenario]"),
        end=_time(_text(head, "einde", "[scenario]"), start, "[scenario]"), anchors=anchors,
        place=_table(head, "plaats", "[scenario]"), entries=tuple(entries),
        acts=tuple(sorted(acts, key=lambda act: act.at)),
        outages=tuple(_outage(row, start) for row in data.get("uitval", [])),
        static={str(k): str(v) for k, v in data.get("vast", {}).items()},
    )  # fmt: skip


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Tell a value of another form than fits, which is found only when it is used, with the place where it stands."""
    try:
        yield
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise _fault(where, "een waarde heeft een andere vorm dan hier past") from error


def _line(error: Exception) -> str:
    found = re.search(r"line (\d+)", str(error))
    return f"regel {found[1]}" if found else "plaats onbekend"


def _fault(where: str, what: str) -> UserFacingError:
    return UserFacingError(
        "scenario.fout", "Het scenario klopt niet bij {waar}: {wat}.", advice="Er is niets afgespeeld.",
        waar=where, wat=what,
    )  # fmt: skip


def _table(data: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    value = data.get(name)
    if not isinstance(value, dict):
        raise _fault(where, f"de tabel ‘{name}’ ontbreekt")
    return value


def _text(row: Mapping[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise _fault(where, f"‘{name}’ ontbreekt")
    return value


def _time(text: str, start: int, where: str) -> int:
    match = _RELATIVE.fullmatch(text)
    if not match:
        raise _fault(where, f"de tijd ‘{text}’ is geen T+uu:mm")
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0)
    return start + (seconds if match[1] == "+" else -seconds) * SECOND


def _anchor(row: Any, where: str) -> Anchor:
    if not isinstance(row, dict) or not ({"laag", "punt"} & set(row)):
        raise _fault(where, "noem een ‘laag’ met ‘naam’, of een ‘punt’")
    with _told(where):
        point = tuple(map(float, row["punt"])) if "punt" in row else None
        return Anchor(str(row.get("laag", "")), str(row.get("naam", "")), (point[0], point[1]) if point else None)


def _entry(row: Mapping[str, Any], start: int, anchors: Mapping[str, Anchor], where: str) -> Entry:
    shape = _table(row, "vorm", where)
    anchor = shape.get("anker")
    if anchor not in anchors:
        raise _fault(where, f"het anker ‘{anchor}’ bestaat niet")
    end = row.get("tot")
    with _told(where):
        outline(shape, (0.0, 0.0))
        return Entry(
            _text(row, "collectie", where), _text(row, "id", where),
            _time(str(row.get("van", "T+00:00")), start, where),
            _time(str(end), start, where) if end else None, shape, dict(row.get("eigenschappen", {})),
        )  # fmt: skip


def _act(row: Mapping[str, Any], start: int, where: str) -> Act:
    kinds = {"grip", "item", "bellen", "functie", "overnemen", "besluit", "ontwerp"}
    kind = _text(row, "soort", where)
    if kind not in kinds:
        raise _fault(where, f"‘soort’ moet een van {', '.join(sorted(kinds))} zijn")
    data = {name: value for name, value in row.items() if name not in {"op", "soort", "functie", "team"}}
    at = _time(_text(row, "op", where), start, where)
    return Act(at, kind, _text(row, "functie", where), _text(row, "team", where), data)


def _outage(row: Mapping[str, Any], start: int) -> tuple[str, int, int]:
    where = "[[uitval]]"
    return (_text(row, "partner", where), _time(_text(row, "van", where), start, where),
            _time(_text(row, "tot", where), start, where))  # fmt: skip


def outline(shape: Mapping[str, Any], origin: Point) -> tuple[str, list[Any]]:
    """Return GeoJSON type and RD coordinates of a scripted shape around its anchor.

    Shapes: punt (dx, dy), lijn (punten), vlak (punten), ellips (rx, ry, draai), pluim (richting in degrees the wind
    blows to, lengte, breedte): metres.
    """
    x, y = origin
    kind = shape.get("soort", "punt")
    at = (x + float(shape.get("dx", 0)), y + float(shape.get("dy", 0)))
    if kind == "punt":
        return "Point", [round(at[0], 3), round(at[1], 3)]
    if kind in {"lijn", "vlak"}:
        points = [[round(x + px, 3), round(y + py, 3)] for px, py in shape["punten"]]
        return ("LineString", points) if kind == "lijn" else ("Polygon", [[*points, points[0]]])
    ring = list(_plume(shape) if kind == "pluim" else _ellipse(shape))
    points = [[round(at[0] + px, 3), round(at[1] + py, 3)] for px, py in ring]
    return "Polygon", [[*points, points[0]]]


def _ellipse(shape: Mapping[str, Any]) -> Iterable[Point]:
    rx, ry, turn = float(shape["rx"]), float(shape["ry"]), math.radians(float(shape.get("draai", 0)))
    for step in range(48):
        angle = 2 * math.pi * step / 48
        px, py = rx * math.cos(angle), ry * math.sin(angle)
        yield px * math.cos(turn) - py * math.sin(turn), px * math.sin(turn) + py * math.cos(turn)


def _plume(shape: Mapping[str, Any]) -> Iterable[Point]:
    """A tear from the source along the wind: narrow at the source, round at the far end."""
    length, width = float(shape["lengte"]), float(shape["breedte"])
    angle = math.radians(90 - float(shape["richting"]))
    back = 0.08 * length
    for step in range(96):
        turn = 2 * math.pi * step / 96
        along = (1 - math.cos(turn)) / 2
        across = width / 2 * math.sin(turn) * along**0.62
        px = length * along - back
        yield px * math.cos(angle) - across * math.sin(angle), px * math.sin(angle) + across * math.cos(angle)
