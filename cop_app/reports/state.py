"""The state of a picture as one document: every head with its source, contradictions included.

An exit: it takes a Release, masks what looks like a person, and says what was withheld.
"""

from __future__ import annotations

from typing import Any

from cop_app.domain.clock import iso
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.item import Claim, ItemState
from cop_app.domain.leaving import held_back, level_of
from cop_app.domain.picture import Picture
from cop_app.domain.sharing import Counts, Release, guard_rows, require


def state_document(picture: Picture, release: Release, now: int) -> dict[str, Any]:
    """Return the picture as plain data under the release's ceiling and for its recipient.

    `provisional` says that no keeper has adopted anything yet, so that the total picture is all that is no concept;
    `refused` counts the events that are kept but out of shape, by the field that was wrong.

    Raises:
        UserFacingError: `delen.geen_toestemming` without a release for this exit, or as its ledger.
    """
    withheld = held_back(picture, release)
    items = [state for _id, state in sorted(picture.items.items()) if state.id not in withheld]
    head = {"incident": _incident(picture), "grip": _grip(picture)}
    guarded = guard_rows([head, *(_item(picture, state, release, now) for state in items)], release.ceiling, _any)
    dropped = tuple(field.name for field in guarded.dropped)
    require(release, "state", Counts(len(withheld), guarded.masked, dropped))
    return {
        "marking": release.marking, **guarded.rows[0], "provisional": picture.total_is_provisional,
        "refused": {"events": picture.refused, "fields": dict(picture.refused_fields)},
        "items": list(guarded.rows[1:]), "withheld": len(withheld), "masked": guarded.masked,
    }  # fmt: skip


def _any(_row: Any) -> bool:
    return True  # what may not leave was left out before


def _incident(picture: Picture) -> dict[str, Any] | None:
    found = picture.incident
    if found is None:
        return None
    return {"id": found.id, "title": found.title, "kind": found.kind, "realm": found.realm.value}


def _grip(picture: Picture) -> list[dict[str, Any]]:
    return [
        {"level": g.level, "region": g.region, "municipality": g.municipality, "by": g.by, "at": iso(g.at),
         "competent": g.competent.value, "ended_at": iso(g.ended_at) if g.ended_at else None}
        for g in picture.grip
    ]  # fmt: skip


def _item(picture: Picture, state: ItemState, release: Release, now: int) -> dict[str, Any]:
    attributes = {}
    for name, heads in sorted(state.heads.items()):
        view = judge(heads, now, "", 10**15, picture.both_right(state.id, name))
        attributes[name] = {
            "conflict": view is not None and view.status is Agreement.TEGENSTRIJDIG,
            "heads": [_head(claim) for claim in heads],
        }
    return {
        "item": state.id, "class": state.item_class, "reality": state.reality.value, "deleted": state.deleted,
        "links": list(state.links), "attributes": attributes,
        "classificatie": level_of(state, release).value,
    }  # fmt: skip


def _head(claim: Claim) -> dict[str, Any]:
    return {
        "value": claim.value, "organisation": claim.organisation, "source": claim.source or None,
        "function": claim.function or None, "team": claim.team or None, "certain": claim.certain,
        "time": iso(claim.time) if claim.time else None, "unit": claim.unit or None, "id": claim.id,
    }  # fmt: skip
