"""Which names the base map shows at which scale, how they are set and which one wins (LOOK 4 and 5).

Italics mean water or landscape, spaced capitals a district, a plate a road number; nothing else is set apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from cop_app.map.scales import Band, growth, mpp_range, size_at


class Priority(IntEnum):
    """Who gets the place when two labels want it; lower wins."""

    CONFLICT = 0
    INCIDENT = 10
    TEAM = 20
    UNIT = 30
    MEASURE = 40
    AREA = 45
    PLACE = 48
    DISTRICT = 50
    WATER = 54
    ROAD_NUMBER = 56
    MAIN_STREET = 60
    STREET = 70
    OBJECT = 74
    HAMLET = 76
    HOUSE_NUMBER = 90


@dataclass(frozen=True, slots=True)
class LabelRule:
    """How features of a base layer are named; `match` is their `klasse` ("" = all).

    `text` lists the properties to try. Sizes in px. `placement`: `point` beside or on the point (`centred`), `line`
    along the line, `shield` a plate on the line, `area` in the middle of a polygon. `repeat_px` is the distance after
    which the same name on a line may come again; 0 = once.
    """

    layer: str
    match: str
    text: tuple[str, ...]
    size: float
    weight: int
    colour: str
    halo: str
    halo_width: float
    priority: int
    min_mpp: float
    max_mpp: float
    placement: Literal["point", "centred", "line", "shield", "area"]
    italic: bool = False
    capitals: bool = False
    spacing: float = 0.2
    repeat_px: float = 0.0
    plate: str = ""
    plate_line: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    layer: str
    match: str
    text: tuple[str, ...]
    sizes: tuple[float, ...]
    priority: Priority
    placement: Literal["point", "centred", "line", "shield", "area"]
    colour: str = "label2"
    halo: str = "halo"
    halo_width: float = 3.2
    weight: int = 500
    italic: bool = False
    capitals: bool = False
    spacing: float = 0.2
    repeat_px: float = 0.0


_NAME = ("tekst", "naam")
_ROWS: tuple[_Row, ...] = (
    _Row("regio", "", ("naam",), (13, 0, 0, 0, 0, 0), Priority.DISTRICT, "area", weight=600, spacing=1.2),
    _Row("plaats", "", _NAME, (12, 13, 14, 0, 0, 0), Priority.PLACE, "point", "label", weight=600),
    _Row("naam", "plaats", _NAME, (12, 13, 15, 16, 0, 0), Priority.PLACE, "centred", "label", weight=600),
    _Row("naam", "wijk", _NAME, (0, 0, 12, 12.5, 13, 14), Priority.DISTRICT, "centred", weight=600, capitals=True,
         spacing=1.9),
    _Row("naam", "gehucht", _NAME, (0, 0, 11, 12, 12, 13), Priority.HAMLET, "centred"),
    _Row("naam", "water", _NAME, (0, 12, 12, 13, 14, 15), Priority.WATER, "centred", "waterLabel", "water", italic=True,
         spacing=0.5),
    _Row("water", "", ("naam",), (0, 12, 12, 12, 13, 14), Priority.WATER, "area", "waterLabel", "water", italic=True,
         spacing=0.5),
    _Row("naam", "park", _NAME, (0, 0, 0, 11, 12, 13), Priority.OBJECT, "centred", italic=True, spacing=0.4),
    _Row("naam", "object", _NAME, (0, 0, 0, 11, 12, 13), Priority.OBJECT, "centred", weight=500),
    _Row("groen", "park", ("naam",), (0, 0, 0, 0, 11.5, 12.5), Priority.OBJECT, "area", italic=True, spacing=0.4),
    _Row("industrie", "", ("naam",), (0, 0, 11, 12, 12, 13), Priority.DISTRICT, "area", "indLabel", capitals=True,
         weight=600, spacing=1.9),
    _Row("weg", "autosnelweg", ("nummer",), (0, 10, 10, 10, 10, 10), Priority.ROAD_NUMBER, "shield", "label",
         weight=700, repeat_px=420),
    _Row("weg", "provinciaal", ("nummer",), (0, 0, 10, 10, 10, 10), Priority.ROAD_NUMBER, "shield", "label",
         weight=700, repeat_px=420),
    _Row("weg", "autosnelweg", ("naam",), (0, 0, 0, 0, 12, 13), Priority.MAIN_STREET, "line", halo="motorway",
         halo_width=2.6, repeat_px=520),
    _Row("weg", "provinciaal", ("naam",), (0, 0, 0, 11.5, 12, 13), Priority.MAIN_STREET, "line", halo="prov",
         halo_width=2.6, repeat_px=520),
    _Row("weg", "hoofd", ("naam",), (0, 0, 0, 11, 12, 13), Priority.MAIN_STREET, "line", halo="main", halo_width=2.6,
         repeat_px=520),
    _Row("weg", "straat", ("naam",), (0, 0, 0, 0, 11, 12), Priority.STREET, "line", halo="street", halo_width=2.6,
         weight=400, repeat_px=520),
    _Row("weg", "steeg", ("naam",), (0, 0, 0, 0, 0, 11), Priority.STREET, "line", halo="alley", halo_width=2.6,
         weight=400),
    _Row("weg", "pad", ("naam",), (0, 0, 0, 0, 0, 11), Priority.STREET, "line", halo_width=2.6, weight=400),
    # Of sources of partners, which have no classes of ours: `dataset_rules.names_layer` says which layer they become.
    _Row("bron.weg", "", ("naam",), (0, 0, 0, 0, 11, 12), Priority.STREET, "line", halo="street", halo_width=2.6,
         weight=400, repeat_px=520),
    _Row("bron.water", "", ("naam",), (0, 0, 12, 12, 13, 14), Priority.WATER, "area", "waterLabel", "water",
         italic=True, spacing=0.5),
    _Row("bron.adres", "", ("huisnummer",), (0, 0, 0, 0, 0, 11), Priority.HOUSE_NUMBER, "centred", halo="build",
         halo_width=2.6, weight=400),
    _Row("adres", "", ("huisnummer",), (0, 0, 0, 0, 0, 11), Priority.HOUSE_NUMBER, "centred", halo="build",
         halo_width=2.6, weight=400),
)  # fmt: skip


def base_label_rules(mpp: float, palette_name: str = "dag") -> list[LabelRule]:
    """Return the label rules that hold at a number of metres per pixel, most important first.

    At night the halo is 0.4 px wider, because light letters on a dark ground spread less than their halo does.
    """
    rules = []
    for row in _ROWS:
        size = size_at(mpp, row.sizes)
        if not size:
            continue
        far = Band(next(i for i, s in enumerate(row.sizes) if s))
        near = Band(max(i for i, s in enumerate(row.sizes) if s))
        low, high = mpp_range(far, near)
        halo = row.halo_width + (0.4 if palette_name == "nacht" else 0.0)
        plate, line = ("", "") if row.placement != "shield" else _plate(palette_name)
        colour = row.colour if not plate.startswith("cautionFill") else "#1A1E22"
        if row.placement != "shield" and not row.layer.endswith("adres"):
            size = min(15.0 if row.match != "plaats" else 18.0, size * growth(mpp) ** 0.25)
        rules.append(
            LabelRule(
                row.layer, row.match, row.text, round(size, 2), row.weight, colour, row.halo, halo,
                int(row.priority), low, high, row.placement, row.italic, row.capitals, row.spacing, row.repeat_px,
                plate, line,
            )
        )  # fmt: skip
    return sorted(rules, key=lambda rule: rule.priority)


def _plate(palette_name: str) -> tuple[str, str]:
    return ("cautionFill" if palette_name in ("dag", "fel") else "prov", "provCase")
