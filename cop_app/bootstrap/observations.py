"""From a situational collection to observations for the log: what a partner says now, and what it no longer says.

A feature that is gone from a whole load is said to be gone by its own source; it is never taken away silently, and a
person who knows better may still contradict it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cop_app.domain.chain import SourceDesign
from cop_app.domain.clock import MINUTE, ZONE, parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import EXISTS, ItemState
from cop_app.domain.persons import is_person_field
from cop_app.domain.picture import Picture
from cop_app.domain.vocabulary import class_named
from cop_app.geo.wkb import claim_geometry
from cop_app.session import Observation
from cop_app.sources.profiles import CLASS

Feature = dict[str, Any]
_MEASURED = "gemeten_op"
_AHEAD = 5 * MINUTE  # how far the clock of a partner may run before ours


def observation_of(collection: str, feature: Feature, source: SourceDesign | None, seen: int) -> Observation:
    """Return a partner's feature as an observation; the version is the source's own time, never the fetch time."""
    properties = dict(feature["properties"])
    stamp = properties.pop(_MEASURED, None)
    measured = _measured(stamp, seen) if stamp else seen
    values = {name: value for name, value in properties.items() if not is_person_field(name)}
    # Where a source holds several classes its profile said of each feature which one it is.
    item_class = str(values.pop(CLASS, "") or (source.item_class if source else collection))
    if feature.get("geometry"):
        values["geometrie"] = claim_geometry(feature["geometry"])
    return Observation(
        f"{collection}:{feature['id']}", item_class, class_named(item_class).reality.value,
        source.name if source else collection, source.organisation if source else "onbekend", collection,
        str(feature["id"]), measured, measured, values,
    )  # fmt: skip


def _measured(stamp: object, seen: int) -> int:
    """Return when a partner measured, by its own word; when that cannot be, the moment that we saw it.

    A time without offset is local time, as partners mean it. One unreadable time may not keep all others out, and a
    time to come would for ever go before every later word of the same source.
    """
    text = str(stamp).strip()
    try:
        told = parse_instant(text, seen)
    except UserFacingError:
        try:
            told = parse_instant(datetime.fromisoformat(text).replace(tzinfo=ZONE).isoformat(), seen)
        except (ValueError, UserFacingError):
            return seen
    return told if told <= seen + _AHEAD else seen


def observations_of(
    picture: Picture, collection: str, source: SourceDesign | None, features: Iterable[Feature], seen: int,
    *, whole: bool,
) -> list[Observation]:  # fmt: skip
    """Return what a collection says now: its features, those that came back, and, when it is whole, those gone."""
    told = [observation_of(collection, feature, source, seen) for feature in features]
    present = {row.item for row in told}
    authority = f"{told[0].organisation if told else _organisation(source)}/{collection}"
    known = {state.id: state for state in picture.items.values() if _says(state, authority)}
    # That it is back is said at the time it was seen: its own measured time may lie before the time it was lost.
    back = [known[row.item] for row in told if row.item in known and _gone(known[row.item], authority)]
    made = [*told, *(_exists(state, authority, seen, there=True) for state in back)]
    if whole:
        lost = [state for name, state in known.items() if name not in present and not _gone(state, authority)]
        made += [_exists(state, authority, seen, there=False) for state in lost]
    return made


def _organisation(source: SourceDesign | None) -> str:
    return source.organisation if source else "onbekend"


def _says(state: ItemState, authority: str) -> bool:
    return any(claim.authority == authority for heads in state.heads.values() for claim in heads)


def _gone(state: ItemState, authority: str) -> bool:
    """Return whether the source itself said that it is not there (any more)."""
    return any(c.authority == authority and c.value is False for c in state.heads.get(EXISTS, ()))


def _exists(state: ItemState, authority: str, seen: int, *, there: bool) -> Observation:
    claims = [c for heads in state.heads.values() for c in heads if c.authority == authority]
    one = claims[0]
    # Never older than what the source said before, or its own earlier word would win.
    version = max([seen, *(c.version[0] + 1 for c in claims if c.attribute == EXISTS)])
    if not there:
        version = max([version, *(c.version[0] for c in claims)])
    feature = state.id.removeprefix(f"{one.collection}:")
    return Observation(
        state.id, state.item_class, state.reality.value, one.source, one.organisation, one.collection, feature,
        version, seen, {EXISTS: there},
    )  # fmt: skip
