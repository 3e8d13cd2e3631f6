"""From a moment to marks on the map: the operational picture, and the signs of what sources hold.

Without Qt, so that the window, a picture file and a printed sheet show the same. Large reference layers (buildings,
addresses, neighbourhoods) are drawn as tiles instead; see `map.dataset_rules`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cop_app.bootstrap.moment import Moment
from cop_app.domain.chain import ChainDesign, SourceDesign
from cop_app.domain.clock import MINUTE
from cop_app.domain.item import EXISTS, Claim, ItemState
from cop_app.domain.vocabulary import class_named
from cop_app.geo.boxes import Box
from cop_app.geo.columns import FeatureBatch
from cop_app.map.base_labels import Priority
from cop_app.map.dataset_rules import drawn_as_tiles, seen_at
from cop_app.map.display_list import DisplayContext, build_display_list
from cop_app.map.mark_rules import mark_size, shown_at
from cop_app.map.mark_types import Label, Layer, Mark, SymbolMark
from cop_app.map.prepared import layer_marks
from cop_app.map.symbol_choice import symbol_for
from cop_app.map.viewport import Viewport

Admits = Callable[[str, Mapping[str, Any]], bool]
INCIDENT = "incident"
WITHDRAWN_FOR = 15 * MINUTE  # so long a withdrawn thing stays in sight, struck through
_NORM_MIN = 15  # of a class that no need asks for: it ages like a report
_NO_NORM_MIN = 10_000
_QUIET = frozenset({"gezondheidsadvies", "gewondenspreiding", "drukte"})  # told in words


def marks_of(moment: Moment, mpp: float, selected: str = "") -> tuple[Mark, ...]:
    """Return the marks of the operational picture at a scale (metres per pixel), from below to above."""
    context = DisplayContext(
        moment.now, mpp, _norms(moment), selected, owner=_owner(moment.design), both_right=moment.picture.both_right,
        confirmed=_confirmed(moment), show_withdrawn=True,
    )  # fmt: skip
    shown = (state for state in moment.picture.items.values() if _drawn(moment, state))
    marks = [*build_display_list(shown, context).marks, _incident(moment, mpp, selected)]
    return tuple(sorted(marks, key=lambda mark: mark.order))


def withdrawn_at(state: ItemState) -> int:
    """Return when a person withdrew an item (ms UTC), 0 when nobody did."""
    return max((c.recorded_at for c in state.heads.get(EXISTS, ()) if c.value is False and c.human), default=0)


def _drawn(moment: Moment, state: ItemState) -> bool:
    if state.item_class in _QUIET or _hidden(moment, state):
        return False
    return not state.deleted or moment.now - withdrawn_at(state) <= WITHDRAWN_FOR


def layer_signs(moment: Moment, view: Viewport, admits: Admits | None = None) -> tuple[Mark, ...]:
    """Return the signs of the reference sources in a view; sources that are hidden or drawn as tiles are left out.

    `admits` says of a class and a feature's properties whether it may be on the picture, for one that leaves.
    """
    if moment.datasets is None:
        return ()
    marks: list[Mark] = []
    for source in shown_datasets(moment):
        if drawn_as_tiles(source.item_class) or not shown_at(source.item_class, view.mpp):
            continue
        batch = moment.datasets.batch(source.name, _around(view), moment.at)
        if admits is not None:
            batch = _admitted(batch, source.item_class, admits)
        reality = class_named(source.item_class).reality.value
        marks += layer_marks(source.item_class, batch, view, reality=reality, prefix=source.name)
    # What a team said something of is an object of the picture, and drawn as such.
    marks = [mark for mark in marks if mark.item not in moment.picture.items]
    return tuple(sorted(marks, key=lambda mark: mark.order))


def tiled_layers(
    moment: Moment, view: Viewport, admits: Admits | None = None
) -> dict[str, tuple[str, FeatureBatch]]:
    """Return the reference sources that are drawn as tiles, in a view: by name the class and the features.

    `admits` is as for `layer_signs`.
    """
    found: dict[str, tuple[str, FeatureBatch]] = {}
    for source in shown_datasets(moment):
        if moment.datasets is not None and seen_at(source.item_class, view.mpp):
            batch = moment.datasets.batch(source.name, _around(view), moment.at)
            found[source.name] = (
                source.item_class, batch if admits is None else _admitted(batch, source.item_class, admits)
            )  # fmt: skip
    return found


def _admitted(batch: FeatureBatch, item_class: str, admits: Admits) -> FeatureBatch:
    kept = [index for index, raw in enumerate(batch.properties) if admits(item_class, json.loads(raw))]
    return batch.take(np.array(kept, np.int64))


def shown_datasets(moment: Moment) -> list[SourceDesign]:
    """Return the reference sources that are held and not switched off, in the order of the design."""
    datasets = moment.datasets
    if datasets is None:
        return []
    return [
        source for name, source in moment.catalogue.items()
        if name in moment.sources and moment.sources[name].facts.found is not None and name not in moment.hidden
        and datasets.revision(name)
    ]  # fmt: skip


def _around(view: Viewport) -> Box:
    x0, y0, x1, y1 = view.extent
    margin = 32 * view.mpp
    return (x0 - margin, y0 - margin, x1 + margin, y1 + margin)


def _incident(moment: Moment, mpp: float, selected: str) -> SymbolMark:
    x, y = moment.incident.place
    symbol = symbol_for("incident", {"soort": moment.incident.kind})
    size = mark_size(symbol, mpp, selected=selected == INCIDENT)
    title, address = moment.incident.title, moment.incident.address
    # Where it stands, when the name says another place: a name from the control room may be surer than the spot.
    label = Label(title, "" if address.split(",")[0] in title else address, priority=Priority.INCIDENT)
    return SymbolMark(INCIDENT, symbol, x, y, size, int(Layer.INCIDENT), label=label)


def _hidden(moment: Moment, state: ItemState) -> bool:
    """Return whether the layer that this item came with is switched off; what people said is never hidden by it."""
    sources = {claim.source for heads in state.heads.values() for claim in heads}
    return bool(sources) and sources <= moment.hidden


def _norms(moment: Moment) -> Mapping[str, int]:
    """Return the strictest max age per class, in milliseconds."""
    found: dict[str, int] = {}
    for need in moment.design.needs if moment.design else ():
        found[need.item_class] = min(found.get(need.item_class, _NO_NORM_MIN), need.max_age_min)
    classes = {state.item_class for state in moment.picture.items.values()}
    norms = {name: found.get(name, _NORM_MIN) for name in classes}
    return {name: minutes * MINUTE for name, minutes in norms.items() if minutes < _NO_NORM_MIN}


def _owner(design: ChainDesign | None) -> Callable[[str, str], str]:
    owners = {
        (need.item_class, attribute): owner
        for need in (design.needs if design else ()) for attribute, owner in need.attribute_owners.items()
    }  # fmt: skip
    return lambda item_class, attribute: owners.get((item_class, attribute), "")


def _confirmed(moment: Moment) -> Callable[[Claim], int]:
    """Return how to tell when a value was last known to be so: a source confirms at every load what is not dated."""

    def confirmed(claim: Claim) -> int:
        state = moment.sources.get(claim.source)
        if state is None or class_named(moment.picture.items[claim.item].item_class).dated:
            return claim.time
        return max(claim.time, state.facts.fetched_at)

    return confirmed

