"""The legend of what is in view, and of nothing else: areas and lines, signs, states, base map."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from cop_app.i18n import _
from cop_app.map.area_styles import AREA_STYLES
from cop_app.map.basemap import base_rules
from cop_app.map.mark_types import AreaMark, Badge, Freshness, LineMark, Mark, SymbolMark
from cop_app.map.symbols import SYMBOLS
from cop_app.map.viewport import Extent, Viewport

Kind = Literal["gebied", "lijn", "teken", "toestand", "ondergrond"]


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One row: what to draw (id of AREA_STYLES, SYMBOLS, STATE_GLYPHS or a base layer `layer/klasse`) and its words."""

    kind: Kind
    id: str
    text: str


_BASE: dict[tuple[str, str], str] = {
    ("weg", "autosnelweg"): "Autosnelweg", ("weg", "provinciaal"): "Provinciale weg", ("weg", "hoofd"): "Hoofdweg",
    ("weg", "straat"): "Straat", ("weg", "pad"): "Pad", ("spoor", "hoofd"): "Spoorlijn", ("water", ""): "Water",
    ("dijk", ""): "Dijk", ("pand", ""): "Gebouw", ("pand", "tank"): "Opslagtank", ("groen", ""): "Groen",
    ("industrie", ""): "Bedrijventerrein", ("bebouwd", ""): "Bebouwde kom", ("hoogspanning", ""): "Hoogspanningslijn",
    ("grens", "gemeente"): "Gemeentegrens", ("grens", "regio"): "Regiogrens",
}  # fmt: skip
_AREA_ORDER = list(AREA_STYLES)
_SIGN_ORDER = list(SYMBOLS)


def legend(marks: Iterable[Mark], base_layers: Collection[str], view: Viewport) -> list[LegendRow]:
    """Return the rows for the marks and base layers that can be seen in the view, in a fixed order."""
    areas: dict[str, Kind] = {}
    signs: set[str] = set()
    states: set[str] = set()
    for mark in marks:
        if not view.sees(mark_extent(mark), 24):
            continue
        if isinstance(mark, AreaMark | LineMark):
            areas[mark.style] = "gebied" if isinstance(mark, AreaMark) else "lijn"
        elif isinstance(mark, SymbolMark):
            signs.add(mark.symbol)
        if isinstance(mark, AreaMark | LineMark | SymbolMark):
            states |= _states(mark)
    rows = [LegendRow(areas[s], s, _(AREA_STYLES[s].name)) for s in sorted(areas, key=_AREA_ORDER.index)]
    rows += [LegendRow("teken", s, _(SYMBOLS[s].name)) for s in sorted(signs, key=_SIGN_ORDER.index)]
    rows += [LegendRow("toestand", glyph, text) for glyph, text in _state_words() if glyph in states]
    return rows + _base_rows(base_layers, view.mpp)


def mark_extent(mark: Mark) -> Extent:
    """Return the RD box of a mark; for a sign its point."""
    if isinstance(mark, AreaMark):
        points = [p for part in mark.parts for p in part[0]]
    elif isinstance(mark, LineMark):
        points = [p for part in mark.parts for p in part]
    else:
        points = [(mark.x, mark.y)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _states(mark: AreaMark | LineMark | SymbolMark) -> set[str]:
    state = mark.state
    found = set()
    if state.freshness is not Freshness.VERS:
        found.add("clock")
    for badge, glyph in ((Badge.CONFLICT, "conflict"), (Badge.UNVERIFIED, "unverified"), (Badge.UNSENT, "unsent")):
        if badge in (state.left, state.right):
            found.add(glyph)
    return found


def _state_words() -> tuple[tuple[str, str], ...]:
    return (
        ("conflict", _("Tegenstrijdig: twee bronnen verschillen")), ("unverified", _("Onbevestigd")),
        ("clock", _("Ouder dan de norm, met de leeftijd")), ("unsent", _("Nog niet verzonden")),
    )  # fmt: skip


def _base_rows(base_layers: Collection[str], mpp: float) -> list[LegendRow]:
    drawn = {(rule.layer, rule.match) for rule in base_rules(mpp)}
    return [
        LegendRow("ondergrond", f"{layer}/{match}", _(text))
        for (layer, match), text in _BASE.items()
        if layer in base_layers and (layer, match) in drawn
    ]
