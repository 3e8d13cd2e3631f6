"""What the base map shows at which scale, in drawing order (LOOK 5).

The base map is paper: grey, below 1.6:1 between neighbouring tints, and never louder than what happens on it. These
rules are plain data; render draws them without knowing what a dike is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from cop_app.map.scales import Band, growth, mpp_range, size_at

Kind = Literal["plain", "casing", "hachure", "ties", "inset", "dot"]


@dataclass(frozen=True, slots=True)
class StrokeStyle:
    """A line: colour token, width and dashes in pixels, cap, opacity."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()
    cap: Literal["flat", "round"] = "flat"
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class DrawRule:
    """How features of a base layer are drawn; `match` is their `klasse` ("" = all).

    kind: `plain` fill and stroke; `casing` the wide stroke under a road; `ties` the dashed stroke over a rail;
    `hachure` ticks on both sides of a line, params = (every metres, from metres, short end, long end);
    `inset` the outline of a polygon moved inwards, params = (metres,); `dot` a disc, params = (radius px,).
    """

    layer: str
    match: str
    fill: str | None
    stroke: StrokeStyle | None
    min_mpp: float
    max_mpp: float
    order: int
    kind: Kind = "plain"
    params: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Area:
    layer: str
    match: str
    fill: str
    far: Band
    line: str = ""
    width: float = 0.0
    line_from: Band = Band.LAND
    dash: tuple[float, ...] = ()


# Ground, from the bottom up. `line_from` is the band from which the outline is drawn.
_GROUND: tuple[_Area, ...] = (
    _Area("zee", "", "water", Band.LAND, "waterLine", 1.0),
    _Area("land", "", "land", Band.LAND),
    _Area("polder", "", "polder", Band.STAD),
    _Area("bebouwd", "", "urban", Band.REGIO),
    _Area("industrie", "", "industry", Band.STAD),
    _Area("industrie", "tankput", "industry", Band.BUURT, "hallLine", 0.9),
    _Area("groen", "", "green", Band.STAD),
    _Area("groen", "sport", "sport", Band.STAD),
    _Area("evenemententerrein", "", "sport", Band.WIJK),
)
_WATER_AND_QUAY: tuple[_Area, ...] = (
    _Area("water", "", "water", Band.LAND, "waterLine", 1.0),
    _Area("kade", "", "quay", Band.WIJK, "outlineStrong", 0.6, Band.BUURT),
)
_BUILT: tuple[_Area, ...] = (  # all buildings first, so that one without a class is never missing
    _Area("pand", "", "build", Band.WIJK, "buildLine", 0.7, Band.BUURT),
    _Area("pand", "kas", "tank", Band.WIJK, "hallLine", 0.7, Band.BUURT),
    _Area("pand", "hal", "hall", Band.WIJK, "hallLine", 0.7, Band.BUURT),
    _Area("pand", "tank", "tank", Band.BUURT, "hallLine", 0.9, Band.BUURT),
)


@dataclass(frozen=True, slots=True)
class _Road:
    """Widths in px per band; 0 = not shown. A road without casing is drawn in its casing colour, or it would vanish."""

    match: str
    token: str
    fill: tuple[float, ...]
    casing: tuple[float, ...]


ROADS: tuple[_Road, ...] = (  # from the least to the most important: casings in this order, then fills
    _Road("steeg", "alley", (0, 0, 0, 0, 2.6, 2.6), (0, 0, 0, 0, 4.0, 4.0)),
    _Road("straat", "street", (0, 0, 0, 2.0, 4.0, 4.0), (0, 0, 0, 3.0, 5.4, 5.4)),
    _Road("hoofd", "main", (0, 0, 2.5, 4.5, 7.0, 7.0), (0, 0, 3.6, 6.0, 9.0, 9.0)),
    _Road("provinciaal", "prov", (0, 2.0, 4.0, 6.0, 9.0, 9.0), (0, 0, 5.4, 8.0, 11.0, 11.0)),
    _Road("autosnelweg", "motorway", (1.5, 3.0, 4.6, 7.0, 10.0, 10.0), (0, 4.4, 6.2, 9.0, 12.4, 12.4)),
)
_DIKE_BODY_M = 30.0
_HACHURE = (9.0, 6.0, 10.0, 15.0)
_DEPTH_LINES: tuple[tuple[float, float], ...] = ((22.0, 0.55), (46.0, 0.3))  # metres inwards, opacity
_BORDER_DASH = {"regio": (8.0, 3.0, 2.0, 3.0), "gemeente": (5.0, 3.0)}


class _Sheet:
    """Collects rules in drawing order and leaves out those that do not hold at this scale."""

    def __init__(self, mpp: float) -> None:
        self.mpp = mpp
        self.rules: list[DrawRule] = []

    def add(
        self, layer: str, match: str, far: Band, *, near: Band = Band.STRAAT, fill: str | None = None,
        stroke: StrokeStyle | None = None, kind: Kind = "plain", params: tuple[float, ...] = (),
    ) -> None:  # fmt: skip
        low, high = mpp_range(far, near)
        if low <= self.mpp < high:
            self.rules.append(DrawRule(layer, match, fill, stroke, low, high, len(self.rules), kind, params))

    def areas(self, rows: tuple[_Area, ...]) -> None:
        for row in rows:
            line = None
            if row.line and mpp_range(row.line_from, Band.STRAAT)[1] > self.mpp:
                line = StrokeStyle(row.line, row.width, row.dash)
            self.add(row.layer, row.match, row.far, fill=row.fill, stroke=line)


def base_rules(mpp: float, palette_name: str = "dag") -> list[DrawRule]:
    """Return what to draw of the base map at a number of metres per pixel, in drawing order.

    Widths already hold for this scale. In `fel` outlines are 30 % heavier, because sunlight eats thin lines.
    """
    sheet = _Sheet(mpp)
    sheet.areas(_GROUND)
    _ditches_and_dikes(sheet)
    sheet.areas(_WATER_AND_QUAY)
    _depth_lines(sheet)
    _borders(sheet)
    _roads(sheet)
    _rail(sheet)
    sheet.areas(_BUILT)
    _over_buildings(sheet)
    if palette_name == "fel":
        return [_heavier(rule) for rule in sheet.rules]
    return sheet.rules


def _ditches_and_dikes(sheet: _Sheet) -> None:
    sheet.add("sloot", "", Band.WIJK, stroke=StrokeStyle("ditch", 1.1 * math.sqrt(growth(sheet.mpp))))
    body = max(1.6, _DIKE_BODY_M / sheet.mpp)
    sheet.add("dijk", "", Band.STAD, stroke=StrokeStyle("dike", body))


def _depth_lines(sheet: _Sheet) -> None:
    # The hachures lie over the water's edge, as a dike does.
    for metres, alpha in _DEPTH_LINES:
        line = StrokeStyle("waterLine", 0.8, alpha=alpha)
        sheet.add("water", "", Band.WIJK, stroke=line, kind="inset", params=(metres,))
    tick = StrokeStyle("dikeTick", 0.9, alpha=0.75)
    sheet.add("dijk", "", Band.BUURT, stroke=tick, kind="hachure", params=_HACHURE)


def _borders(sheet: _Sheet) -> None:
    sheet.add("regio", "", Band.LAND, near=Band.STAD, stroke=StrokeStyle("border", 1.2))
    for match, far in (("gemeente", Band.REGIO), ("regio", Band.LAND)):
        width = 1.4 if match == "regio" else 0.9
        sheet.add("grens", match, far, stroke=StrokeStyle("border", width, _BORDER_DASH[match]))


def _roads(sheet: _Sheet) -> None:
    factor = growth(sheet.mpp)
    path = StrokeStyle("path", 1.2 * math.sqrt(factor), (4.0, 2.5))
    sheet.add("weg", "pad", Band.BUURT, stroke=path)
    shown = [(road, size_at(sheet.mpp, road.fill), size_at(sheet.mpp, road.casing)) for road in ROADS]
    for road, _fill, casing in shown:
        if casing:
            line = StrokeStyle(f"{road.token}Case", casing * factor)
            sheet.add("weg", road.match, Band.LAND, stroke=line, kind="casing")
    for road, fill, casing in shown:
        if fill:
            token = road.token if casing else f"{road.token}Case"
            sheet.add("weg", road.match, Band.LAND, stroke=StrokeStyle(token, fill * factor, cap="round"))


def _rail(sheet: _Sheet) -> None:
    factor = growth(sheet.mpp) ** 0.8
    near = sheet.mpp < mpp_range(Band.STAD, Band.STRAAT)[1]
    sheet.add("spoor", "rangeer", Band.WIJK, stroke=StrokeStyle("rail", 1.4 * factor))
    sheet.add("spoor", "hoofd", Band.REGIO, stroke=StrokeStyle("rail", 2.4 * factor if near else 1.0))
    ties = StrokeStyle("railTie", 1.3 * factor, (5.0, 5.0))
    sheet.add("spoor", "hoofd", Band.STAD, stroke=ties, kind="ties")
    station = StrokeStyle("rail", max(3.0, 6.0 / sheet.mpp))
    sheet.add("spoor", "station", Band.STAD, fill="hall", stroke=station)


def _over_buildings(sheet: _Sheet) -> None:
    sheet.add("pand", "tank", Band.BUURT, stroke=StrokeStyle("hallLine", 0.6), kind="inset", params=(5.0,))
    sheet.add("hoogspanning", "", Band.STAD, stroke=StrokeStyle("rail", 0.8, (9.0, 3.0)))
    for match, radius in (("hoofdstad", 3.0), ("stad", 2.4), ("", 2.0)):
        sheet.add("plaats", match, Band.LAND, near=Band.REGIO, fill="label2", kind="dot", params=(radius,))


def _heavier(rule: DrawRule) -> DrawRule:
    stroke = rule.stroke
    if stroke is None or stroke.width >= 2 or rule.kind in ("casing", "ties"):
        return rule
    wider = StrokeStyle(stroke.colour, stroke.width * 1.3, stroke.dash, stroke.cap, stroke.alpha)
    return DrawRule(
        rule.layer, rule.match, rule.fill, wider, rule.min_mpp, rule.max_mpp, rule.order, rule.kind, rule.params
    )
