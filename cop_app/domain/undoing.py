"""Undoing: the last own act no longer holds, and what was there stands again, by new events only.

Nothing leaves the log. A value is taken away by a void claim, and what it had replaced stands again with the voice it
had: organisation, time and source, so that `12 (CoPI) ≠ 17 (GHOR)` reads as before. When somebody else has built on the
act since, undoing is refused, because it would take that person's work along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event
from cop_app.domain.incident import competence
from cop_app.domain.item import EXISTS, Claim, ItemState
from cop_app.domain.picture import Picture

UNDOABLE = frozenset({
    bodies.ITEM_RECORDED, bodies.ITEM_WITHDRAWN, bodies.SETTLED, bodies.ADOPTED, bodies.LINKED, bodies.UNLINKED,
    bodies.QUESTION_CALLED, bodies.QUESTION_ASKED, bodies.DECISION_RECORDED, bodies.PHASE_NAMED,
    bodies.MEETING_PLANNED, bodies.MEETING_STARTED, bodies.MEETING_ENDED, bodies.GRIP_DECLARED,
})  # fmt: skip
REASON = "ongedaan gemaakt"
Said = tuple[str, dict[str, Any]]  # kind of body, and its fields


def undoing(act: Event, picture: Picture, now: int) -> list[Said]:
    """Return kinds and fields of the bodies that undo an act.

    Raises:
        UserFacingError: `ongedaan.kan_niet` for a kind that cannot be undone, `ongedaan.ingehaald` when others have
            built on it, `ongedaan.al_gedaan` when it was undone before.
    """
    body = act.body or {}
    kind = str(body.get("kind", ""))
    if kind not in UNDOABLE:
        raise UserFacingError("ongedaan.kan_niet", "Dit is niet ongedaan te maken.", advice="Leg vast wat nu geldt.")
    if picture.undone(act):
        raise UserFacingError("ongedaan.al_gedaan", "Dit is al ongedaan gemaakt.")
    made: list[Said] = []
    items: list[str] = []
    if kind in bodies.CLAIM_KINDS:
        items = [str(body["item"])]
        made = _claims(act, body, picture)
    elif kind in (bodies.LINKED, bodies.UNLINKED):
        items = [str(item) for item in body["items"]]
    elif kind == bodies.GRIP_DECLARED:
        made = _grip(act, picture, now)
    return [*made, (bodies.ACT_UNDONE, {"event": act.id, "items": items})]


def _claims(act: Event, body: Mapping[str, Any], picture: Picture) -> list[Said]:
    """Return the bodies that take an act's values away; a new item that nobody added to is withdrawn as a whole."""
    item = str(body["item"])
    state = picture.items[item]
    own = [(bodies.claim_id(act.id, body, index), said) for index, said in enumerate(body.get("claims", ()))]
    if not own:
        return []
    standing = [claim for claims in state.heads.values() for claim in claims]
    heads = {claim.restores or claim.id: claim for claim in standing}
    for name, said in own:
        if name not in heads:
            raise _overtaken(state, str(said["attribute"]))
    if set(heads) == {name for name, _said in own} and not any(said.get("supersedes") for _name, said in own):
        seen = sorted(claim.restores or claim.id for claim in standing)
        gone = {"attribute": EXISTS, "value": False, "supersedes": []}
        return [(bodies.ITEM_WITHDRAWN, {"item": item, "claims": [gone], "seen": seen, "reason": REASON})]
    rows = [row for name, said in own for row in _restored(heads[name].id, name, said, item, picture)]
    return [(bodies.ITEM_RESTORED, {"item": item, "claims": rows})]


def _overtaken(state: ItemState, attribute: str) -> UserFacingError:
    newest = max(state.heads.get(attribute, ()), key=lambda claim: claim.time, default=None)
    who = (newest.function or newest.organisation) if newest else "een ander"
    return UserFacingError(
        "ongedaan.ingehaald", "Ongedaan maken kan niet meer: {wie} heeft ‘{gegeven}’ daarna gewijzigd.",
        advice="Leg vast wat nu geldt.", wie=who, gegeven=attribute,
    )  # fmt: skip


def _restored(
    head: str, name: str, said: Mapping[str, Any], item: str, picture: Picture
) -> list[dict[str, Any]]:
    """Return a void claim in the place of one's own head, and every claim that only this act had replaced."""
    attribute = str(said["attribute"])
    standing = picture.standing(item, attribute)
    others = {old for claim in standing if claim.id != name for old in claim.supersedes}
    back = [c for c in standing if c.id in set(said.get("supersedes", ())) - others]
    void = {"attribute": attribute, "value": None, "void": True, "supersedes": [head]}
    return [void, *(_again(claim) for claim in back)]


def _again(claim: Claim) -> dict[str, Any]:
    """Return a claim once more, with its own voice."""
    names = ("unit", "datum", "definition", "place", "observed_at")
    made: dict[str, Any] = {name: getattr(claim, name) for name in names if getattr(claim, name)}
    if claim.period:
        made["period"] = list(claim.period)
    voice = ("function", "team", "organisation", "source", "collection", "recorded_at", "published_at", "concept")
    return {
        **made, "attribute": claim.attribute, "value": claim.value, "certain": claim.certain, "supersedes": [],
        "classification": claim.classification.value, "restores": claim.restores or claim.id,
        "said": {**{name: getattr(claim, name) for name in voice}, "version": list(claim.version)},
    }  # fmt: skip


def _grip(act: Event, picture: Picture, now: int) -> list[Said]:
    """Return the end of a level declared by mistake, and the level before it declared again: it stays readable."""
    body = act.body or {}
    area = {"region": body["region"], "municipality": body.get("municipality", "")}
    told = [g for g in picture.grip if (g.region, g.municipality) == (area["region"], area["municipality"])]
    current = next((g for g in told if g.ended_at is None), None)
    if current is None or current.event != act.id:
        raise UserFacingError(
            "ongedaan.ingehaald_grip", "Na deze afkondiging is al een ander niveau vastgelegd.",
            advice="Leg het niveau vast dat nu geldt.",
        )  # fmt: skip
    made: list[Said] = [(bodies.GRIP_ENDED, {**area, "at": now})]
    before = told[told.index(current) - 1] if told.index(current) else None
    if before is not None and before.ended_at == current.at and before.level:
        made.append((bodies.GRIP_DECLARED, {
            **area, "level": before.level, "by": before.by, "at": now, "reason": f"GRIP {current.level} {REASON}",
            "competent": competence(before.by, before.level).value,
        }))  # fmt: skip
    return made
