"""From the picture to marks on the map: what this moment knows of norms, owners, confirmations and closed eyes.

How an item looks is worked out in one place (`cop_app.map.display_list`); here it is told what to count with.
"""

from __future__ import annotations

from dataclasses import replace

from cop_app.domain.clock import MINUTE
from cop_app.domain.item import EXISTS, Claim, ItemState
from cop_app.map.display_list import DisplayContext, build_display_list
from cop_app.map.mark_rules import mark_size
from cop_app.map.mark_types import Badge, Label, Layer, Mark, State, SymbolMark
from cop_app.map.scales import mpp_of
from cop_app.map.symbol_choice import symbol_for
from cop_app.ui.presenter import Moment

WITHDRAWN_FOR = 15 * MINUTE  # so long a withdrawn thing stays in sight, struck through
_NORM_MIN = 15
_NO_NORM_MIN = 10_000
_QUIET = frozenset({"gezondheidsadvies", "gewondenspreiding", "drukte"})


def marks_of(moment: Moment, selected: str = "", mpp: float = mpp_of(7500)) -> tuple[Mark, ...]:
    """Return the marks of a moment at a scale (metres per pixel), from below to above."""
    items = [s for s in moment.picture.items.values() if _drawn(moment, s)]
    marks = [_asked(mark) for mark in build_display_list(items, _context(moment, selected, mpp)).marks]
    x, y = moment.incident.place
    symbol = symbol_for("incident", {"soort": moment.incident.kind})
    size, label = mark_size(symbol, mpp), Label(moment.incident.title, priority=10)
    marks.append(SymbolMark("incident", symbol, x, y, size, Layer.INCIDENT, State(), label=label))
    return tuple(sorted(marks, key=lambda mark: mark.order))


def _context(moment: Moment, selected: str, mpp: float) -> DisplayContext:
    needs = moment.design.needs if moment.design else ()
    owners = {(n.item_class, attribute): owner for n in needs for attribute, owner in n.attribute_owners.items()}

    def confirmed(claim: Claim) -> int:
        source = moment.sources.get(claim.source)
        return max(claim.time, source.facts.fetched_at) if source is not None else claim.time

    return DisplayContext(
        moment.now, mpp, _norms(moment), selected, owner=lambda kind, name: owners.get((kind, name), ""),
        both_right=moment.picture.both_right, confirmed=confirmed, show_withdrawn=True,
    )  # fmt: skip


def _drawn(moment: Moment, state: ItemState) -> bool:
    if state.item_class in _QUIET or _hidden(moment, state):
        return False
    return not state.deleted or moment.now - withdrawn_at(state) <= WITHDRAWN_FOR


def withdrawn_at(state: ItemState) -> int:
    """Return when a person withdrew an item (ms UTC), 0 when nobody did."""
    return max((c.recorded_at for c in state.heads.get(EXISTS, ()) if c.value is False and c.human), default=0)


def _asked(mark: Mark) -> Mark:
    """Let a count on which two sources differ ask, for neither number may stand in the sign alone."""
    if isinstance(mark, SymbolMark) and mark.text and mark.state.right is Badge.CONFLICT:
        return replace(mark, text="?")
    return mark


def _hidden(moment: Moment, state: ItemState) -> bool:
    """Return whether the layer that this item came with is switched off; what people said is never hidden by it."""
    sources = {claim.source for heads in state.heads.values() for claim in heads}
    return bool(sources) and sources <= moment.hidden


def _norms(moment: Moment) -> dict[str, int]:
    """Return the strictest max age per class in ms; a class that no need asks for ages like a report."""
    found: dict[str, int] = {}
    for need in moment.design.needs if moment.design else ():
        found[need.item_class] = min(found.get(need.item_class, _NO_NORM_MIN), need.max_age_min)
    classes = {state.item_class for state in moment.picture.items.values()}
    norms = {name: found.get(name, _NORM_MIN) for name in classes}
    return {name: minutes * MINUTE for name, minutes in norms.items() if minutes < _NO_NORM_MIN}
