"""The state of a picture as one document: every head with its source, contradictions included.

An exit: it takes a Release, masks what looks like a person, and says what was withheld.
"""

from __future__ import annotations

from typing import Any

from cop_app.domain.clock import iso
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.item import Claim, ItemState
from cop_app.domain.picture import Picture
from cop_app.domain.sharing import Release, guard_rows, require


def state_document(picture: Picture, release: Release, now: int) -> dict[str, Any]:
    """Return the picture as plain data under the release's ceiling.

    Raises:
        UserFacingError: `delen.geen_toestemming` without a release for this exit.
    """
    require(release, "state")
    incident = picture.incident
    rows = [_item(picture, state, now) for _id, state in sorted(picture.items.items())]
    guarded = guard_rows(rows, release.ceiling)
    return {
        "marking": release.marking,
        "incident": {"id": incident.id, "title": incident.title, "kind": incident.kind, "realm": incident.realm.value}
        if incident else None,
        "grip": [
            {"level": g.level, "region": g.region, "municipality": g.municipality, "by": g.by, "at": iso(g.at),
             "competent": g.competent.value, "ended_at": iso(g.ended_at) if g.ended_at else None}
            for g in picture.grip
        ],
        "items": list(guarded.rows),
        "withheld": guarded.withheld,
        "masked": guarded.masked,
    }  # fmt: skip


def _item(picture: Picture, state: ItemState, now: int) -> dict[str, Any]:
    strictest = max(
        (claim.classification for heads in state.heads.values() for claim in heads), key=lambda c: c.rank, default=None
    )
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
        "classificatie": strictest.value if strictest else "intern",
    }  # fmt: skip


def _head(claim: Claim) -> dict[str, Any]:
    return {
        "value": claim.value, "organisation": claim.organisation, "source": claim.source or None,
        "function": claim.function or None, "team": claim.team or None, "certain": claim.certain,
        "time": iso(claim.time) if claim.time else None, "unit": claim.unit or None, "id": claim.id,
    }  # fmt: skip
