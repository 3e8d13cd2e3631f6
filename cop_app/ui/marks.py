"""From the picture to marks on the map: what is an area, what a sign, how old it is and where two values stand.

Age is not importance: nothing fades; a label and an outline say how old. A contradiction shows both values.
"""

from __future__ import annotations

from typing import Any

import shapely

from cop_app.domain.clock import DAY, MINUTE, age_text
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.facts import conflict_text
from cop_app.domain.item import GEOMETRY, Claim, ItemState
from cop_app.domain.vocabulary import class_named
from cop_app.geo.wkb import shape_of
from cop_app.map.area_styles import AREA_STYLES, area_style_for
from cop_app.map.mark_types import (
    AreaMark,
    Badge,
    Freshness,
    Label,
    Layer,
    LineMark,
    Mark,
    Polygon,
    Ring,
    State,
    SymbolMark,
)
from cop_app.map.symbol_choice import sign_size, symbol_for, symbol_text
from cop_app.ui.presenter import Moment

_NORM_MIN = 15
_QUIET = frozenset({"weer", "gezondheidsadvies", "bericht", "gewondenspreiding", "drukte"})
_FAMILY_LAYER = {
    "inc": Layer.INCIDENT, "een": Layer.UNIT, "off": Layer.UNIT, "plek": Layer.PLACE, "mob": Layer.PLACE,
    "tel": Layer.PLACE, "maat": Layer.MEASURE,
}  # fmt: skip


def marks_of(moment: Moment, selected: str = "") -> tuple[Mark, ...]:
    """Return the marks of a moment, from below to above."""
    norms = _norms(moment)
    marks: list[Mark] = []
    for state in moment.picture.items.values():
        hexed = state.value(GEOMETRY)
        if hexed and not state.deleted and state.item_class not in _QUIET and not _hidden(moment, state):
            marks.append(_mark(moment, state, shape_of(str(hexed)), norms, selected))
    x, y = moment.incident.place
    label = Label(moment.incident.title, priority=10)
    symbol = symbol_for("incident", {"soort": moment.incident.kind})
    marks.append(SymbolMark("incident", symbol, x, y, 46.0, Layer.INCIDENT, label=label))
    return tuple(sorted(marks, key=lambda mark: mark.order))


def _hidden(moment: Moment, state: ItemState) -> bool:
    """Return whether the layer that this item came with is switched off; what people said is never hidden by it."""
    sources = {claim.source for heads in state.heads.values() for claim in heads}
    return bool(sources) and sources <= moment.hidden


def _norms(moment: Moment) -> dict[str, int]:
    """Return the strictest max age per class, in minutes."""
    found: dict[str, int] = {}
    for need in moment.design.needs if moment.design else ():
        found[need.item_class] = min(found.get(need.item_class, 10**6), need.max_age_min)
    return found


def _mark(moment: Moment, state: ItemState, shape: Any, norms: dict[str, int], selected: str) -> Mark:
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return _area(state, shape)
    if shape.geom_type in {"LineString", "MultiLineString"}:
        return _line(state, shape)
    return _sign(moment, state, shape, norms.get(state.item_class, _NORM_MIN), state.id == selected)


def _area(state: ItemState, shape: Any) -> AreaMark:
    style = AREA_STYLES[area_style_for(state.item_class, False, state.reality.value)]
    parts = tuple(_polygon(part) for part in shapely.get_parts(shape))
    computed = state.item_class == "prognosegebied" and not state.value("vastgesteld")
    words = str(state.value("naam") or class_named(state.item_class).name)
    text = f"{words} · INDICATIEF, GEEN METING" if computed else words
    label = None if state.item_class in {"brongebied", "perimeter"} else Label(text, colour=style.label, priority=45)
    return AreaMark(state.id, style.id, parts, int(style.layer), label=label)


def _polygon(part: Any) -> Polygon:
    return tuple(_ring(ring) for ring in (part.exterior, *part.interiors))


def _ring(line: Any) -> Ring:
    return tuple((float(x), float(y)) for x, y in line.coords)


def _line(state: ItemState, shape: Any) -> LineMark:
    style = AREA_STYLES[area_style_for(state.item_class, True, state.reality.value)]
    label = Label(str(state.value("naam") or ""), colour=style.label, priority=45) if state.value("naam") else None
    return LineMark(state.id, style.id, tuple(_ring(part) for part in shapely.get_parts(shape)), int(style.layer),
                    label=label)  # fmt: skip


def _sign(moment: Moment, state: ItemState, shape: Any, norm: int, selected: bool) -> SymbolMark:
    values = {name: heads[0].value for name, heads in state.heads.items() if heads}
    symbol = symbol_for(state.item_class, values)
    age = moment.now - max(_confirmed(moment, claim) for heads in state.heads.values() for claim in heads)
    fresh = Freshness.VERS if age <= norm * MINUTE else Freshness.OUD
    if age > 2 * norm * MINUTE:
        fresh = Freshness.VEROUDERD
    conflict = _conflict(moment, state)
    certain = state.value("zeker") is not False
    badge = Badge.CONFLICT if conflict else (Badge.NONE if certain else Badge.UNVERIFIED)
    aged = fresh is not Freshness.VERS and norm < 10_000
    mark = State(fresh if aged else Freshness.VERS, age_text(age) if aged else "", badge, selected=selected)
    order = _FAMILY_LAYER.get(symbol.partition(".")[0], Layer.PREPARED)
    label = Label(conflict, colour="conflict", priority=0) if conflict else _name(state)
    text = "?" if conflict else symbol_text(state.item_class, values)
    return SymbolMark(state.id, symbol, shape.x, shape.y, sign_size(symbol), int(order), mark, text, label)


def _confirmed(moment: Moment, claim: Claim) -> int:
    """Return when a value was last known to be so: a source confirms its values at every load."""
    source = moment.sources.get(claim.source)
    return max(claim.time, source.facts.fetched_at) if source is not None else claim.time


def _name(state: ItemState) -> Label | None:
    words = str(state.value("naam") or "")
    if not words:
        return None
    priority = {"eenheid": 30, "copi": 20, "ugs": 20, "meting": 40}.get(state.item_class, 74)
    return Label(words, priority=priority)


def _conflict(moment: Moment, state: ItemState) -> str:
    heads = state.heads.get("aantal", ())
    view = judge(heads, moment.now, "", DAY, moment.picture.both_right(state.id, "aantal"))
    if view is None or view.status is not Agreement.TEGENSTRIJDIG:
        return ""
    return conflict_text((view.leading, *view.others))
