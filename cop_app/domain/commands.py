"""The pure rules that turn a request into bodies for the log; what can be asked is in `requests`.

Every rule names in `supersedes` the heads that the writer saw in the picture; nothing else can take their place.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Body
from cop_app.domain.incident import KINDS, Actor, competence
from cop_app.domain.item import EXISTS, GEOMETRY, Claim, ItemState, Value
from cop_app.domain.picture import Picture
from cop_app.domain.requests import (
    AcceptKeeper,
    Adopt,
    ClaimInput,
    CloseIncident,
    DeclareGrip,
    EndGrip,
    LinkItems,
    Note,
    OpenIncident,
    PutItem,
    ReleaseFunction,
    SettleContradiction,
    TakeFunction,
    TransferKeeper,
    Undo,
    WithdrawItem,
)
from cop_app.domain.undoing import undoing

__all__ = [
    "NOTES",
    "AcceptKeeper",
    "Adopt",
    "ClaimInput",
    "CloseIncident",
    "DeclareGrip",
    "EndGrip",
    "LinkItems",
    "Note",
    "OpenIncident",
    "PutItem",
    "ReleaseFunction",
    "SettleContradiction",
    "TakeFunction",
    "TransferKeeper",
    "Undo",
    "WithdrawItem",
    "decide",
]

NOTES: dict[str, tuple[str, ...]] = {
    bodies.QUESTION_CALLED: ("need", "result", "at"),
    bodies.QUESTION_ASKED: ("need", "to", "text"),
    bodies.DECISION_RECORDED: ("text",),
    bodies.DESIGN_ADOPTED: ("region", "sha256"),
    bodies.FEATURE_CITED: ("dataset", "feature", "properties", "geometry"),
    bodies.PHASE_NAMED: ("name", "at"),
    bodies.MEETING_PLANNED: ("team", "at"),
    bodies.MEETING_STARTED: ("team", "at"),
    bodies.MEETING_ENDED: ("team", "at"),
}


@singledispatch
def decide(command: object, picture: Picture, actor: Actor, now: int) -> list[Body]:
    """Return the bodies to write for a command.

    Raises:
        UserFacingError: when the picture does not allow it; TypeError for no command at all.
    """
    raise TypeError(f"no command: {type(command).__name__}")


def _said(kind: str, actor: Actor, **fields: Any) -> Body:
    body = {"kind": kind, "actor": bodies.actor_fields(actor), **fields}
    wrong = bodies.problem(body)
    if wrong == "body":
        raise UserFacingError(
            "opgave.waarde", "Een waarde is zo niet vast te leggen: kapotte tekst, geen getal, of te diep genest.",
            advice="Vul het opnieuw in.",
        )  # fmt: skip
    if wrong:
        raise UserFacingError(
            "opgave.onjuist", "Het veld ‘{veld}’ is zo niet vast te leggen.", advice="Vul het opnieuw in.", veld=wrong
        )
    return body


def _item(picture: Picture, item: str) -> ItemState:
    try:
        return picture.items[item]
    except KeyError:
        raise UserFacingError(
            "object.onbekend", "Het object ‘{object}’ is hier niet bekend.",
            advice="Wacht tot het is ontvangen of leg het opnieuw vast.", object=item,
        ) from None  # fmt: skip


def _fields(attribute: str, value: Value | ClaimInput, seen: ItemState | None) -> dict[str, Any]:
    said = value if isinstance(value, ClaimInput) else ClaimInput(value)
    made: dict[str, Any] = {"attribute": attribute, "value": said.value}
    for name in ("unit", "datum", "definition", "place", "observed_at"):
        if getattr(said, name):
            made[name] = getattr(said, name)
    if said.period:
        made["period"] = list(said.period)
    if not said.certain:
        made["certain"] = False
    made["classification"] = said.classification.value
    heads = seen.heads.get(attribute, ()) if seen else ()
    made["supersedes"] = sorted(claim.id for claim in heads)
    return made


@decide.register
def _(command: OpenIncident, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if picture.incident is not None:
        raise UserFacingError("incident.bestaat", "Dit incident is al geopend.")
    if command.kind not in KINDS:
        raise UserFacingError(
            "incident.soort", "De soort ‘{soort}’ is niet bekend.", advice="Kies een soort uit de lijst of ‘overig’.",
            soort=command.kind,
        )  # fmt: skip
    return [_said(
        bodies.INCIDENT_OPENED, actor, title=command.title, incident_kind=command.kind, place=list(command.place),
        region=command.region, address=command.address, municipality=command.municipality, at=now,
    )]  # fmt: skip


@decide.register
def _(command: CloseIncident, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if picture.incident is None or picture.incident.closed_at is not None:
        raise UserFacingError("incident.niet_open", "Er is geen open incident om af te sluiten.")
    return [_said(bodies.INCIDENT_CLOSED, actor, reason=command.reason, at=now)]


@decide.register
def _(command: DeclareGrip, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if not 0 <= command.level <= 5:
        raise UserFacingError(
            "grip.niveau", "GRIP {niveau} bestaat niet.", advice="Kies 0 tot en met 5.", niveau=command.level
        )
    if command.at > now + MINUTE:  # a minute for a time that was rounded up
        raise UserFacingError(
            "grip.toekomst", "Een afkondiging ligt nooit in de toekomst.", advice="Kies een tijd tot en met nu."
        )
    area, at = (command.region, command.municipality), command.at
    if at > now - MINUTE:
        # Who declares now has seen what was declared: a clock that runs behind may not put it before that.
        ahead = [g.at + 1 for g in picture.grip if (g.region, g.municipality) == area and g.at > now]
        at = max([at, *ahead])
    return [_said(
        bodies.GRIP_DECLARED, actor, level=command.level, region=command.region, municipality=command.municipality,
        by=command.by, at=at, reason=command.reason,
        competent=competence(command.by, command.level).value,
    )]  # fmt: skip


@decide.register
def _(command: EndGrip, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if (command.region, command.municipality) not in picture.grip_levels:
        raise UserFacingError("grip.geen", "In {gebied} geldt geen GRIP.", gebied=command.region)
    return [_said(
        bodies.GRIP_ENDED, actor, region=command.region, municipality=command.municipality, at=command.at
    )]  # fmt: skip


@decide.register
def _(command: TakeFunction, picture: Picture, actor: Actor, now: int) -> list[Body]:
    return [_said(bodies.FUNCTION_TAKEN, actor, function=command.function, at=now)]


@decide.register
def _(command: ReleaseFunction, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if command.function not in picture.functions:
        raise UserFacingError("functie.vrij", "De functie {functie} is niet bezet.", functie=command.function)
    holder = {"holder": command.holder} if command.holder else {}
    return [_said(bodies.FUNCTION_RELEASED, actor, function=command.function, at=now, **holder)]


@decide.register
def _(command: TransferKeeper, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if picture.keeper not in ("", actor.function):
        raise UserFacingError(
            "beheer.ander", "Het totaalbeeld wordt beheerd door {functie}.", advice="Vraag die functie om overdracht.",
            functie=picture.keeper,
        )  # fmt: skip
    return [_said(bodies.KEEPER_OFFERED, actor, to=command.to, at=now)]


@decide.register
def _(command: AcceptKeeper, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if picture.keeper_offered != actor.function:
        raise UserFacingError("beheer.niet_aangeboden", "Het beheer van het totaalbeeld is u niet aangeboden.")
    return [_said(bodies.KEEPER_ACCEPTED, actor, function=actor.function, at=now)]


@decide.register
def _(command: PutItem, picture: Picture, actor: Actor, now: int) -> list[Body]:
    said = dict(command.claims)
    if command.geometry:
        said[GEOMETRY] = command.geometry
    if not said:
        raise UserFacingError("object.leeg", "Er is niets om vast te leggen.", advice="Geef een plaats of een waarde.")
    seen = picture.items.get(command.item)
    if seen and any(claim.value is False for claim in seen.heads.get(EXISTS, ())):
        said[EXISTS] = True
    claims = [_fields(name, value, seen) for name, value in sorted(said.items())]
    if command.beside and seen is not None:
        for claim in claims:
            heads = seen.heads.get(claim["attribute"], ())
            claim["supersedes"] = sorted(head.id for head in heads if _own(head, actor))
    return [_said(
        bodies.ITEM_RECORDED, actor, item=command.item, item_class=command.item_class, reality=command.reality.value,
        claims=claims, concept=command.concept,
    )]  # fmt: skip


def _own(claim: Claim, actor: Actor) -> bool:
    """Return whether the acting function said it itself."""
    return claim.human and (claim.function, claim.organisation) == (actor.function, actor.organisation)


@decide.register
def _(command: WithdrawItem, picture: Picture, actor: Actor, now: int) -> list[Body]:
    seen = _item(picture, command.item)
    ids = sorted(claim.restores or claim.id for heads in seen.heads.values() for claim in heads)
    claims = [_fields(EXISTS, False, seen)]
    return [_said(bodies.ITEM_WITHDRAWN, actor, item=command.item, claims=claims, seen=ids, reason=command.reason)]


@decide.register
def _(command: LinkItems, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if command.one == command.other:
        raise UserFacingError("object.zelf", "Een object kan niet met zichzelf worden verbonden.")
    for item in (command.one, command.other):
        _item(picture, item)
    kind = bodies.LINKED if command.linked else bodies.UNLINKED
    return [_said(kind, actor, items=sorted((command.one, command.other)))]


@decide.register
def _(command: Adopt, picture: Picture, actor: Actor, now: int) -> list[Body]:
    if command.target == "totaalbeeld" and picture.keeper not in ("", actor.function):
        raise UserFacingError(
            "beheer.ander", "Alleen {functie} neemt over in het totaalbeeld.", advice="Vraag het die functie.",
            functie=picture.keeper,
        )  # fmt: skip
    copies = []
    for item in command.items:
        state = _item(picture, item)
        for attribute, heads in state.heads.items():
            origin = sorted(claim.id for claim in heads)
            values = [[claim.organisation, claim.value] for claim in heads]
            copies.append({
                "item": item, "attribute": attribute, "value": heads[0].value, "values": values, "adopted_from": origin,
                "item_class": state.item_class, "reality": state.reality.value, "heads": [_copy(c) for c in heads],
            })  # fmt: skip
    return [_said(bodies.ADOPTED, actor, target=command.target, claims=copies)]


def _copy(claim: Claim) -> dict[str, Any]:
    """Return a claim in full, so that what was adopted stays readable where the claim itself is not."""
    made = {name: getattr(claim, name) for name in (
        "id", "value", "organisation", "source", "collection", "function", "team", "observed_at", "published_at",
        "recorded_at", "certain", "unit", "datum", "definition", "place",
    )}  # fmt: skip
    period = list(claim.period) if claim.period else None
    classification = claim.classification.value
    return {**made, "period": period, "classification": classification, "supersedes": list(claim.supersedes)}


@decide.register
def _(command: SettleContradiction, picture: Picture, actor: Actor, now: int) -> list[Body]:
    state = _item(picture, command.item)
    heads = state.heads.get(command.attribute, ())
    if len(heads) < 2:
        raise UserFacingError("tegenspraak.geen", "Bij {gegeven} is niets te kiezen.", gegeven=command.attribute)
    fields: dict[str, Any] = {"mode": "beide_juist"}
    if command.choose:
        chosen = next((claim for claim in heads if claim.id == command.choose), None)
        if chosen is None:
            raise UserFacingError("tegenspraak.weg", "De gekozen opgave is intussen vervangen.", advice="Kies opnieuw.")
        said = ClaimInput(
            chosen.value, chosen.unit, chosen.datum, chosen.definition, chosen.place, chosen.period,
            chosen.observed_at, chosen.certain, chosen.classification,
        )  # fmt: skip
        fields = {"mode": "gekozen", "claims": [_fields(command.attribute, said, state)]}
    elif command.value is not None:
        fields = {"mode": "nieuw", "claims": [_fields(command.attribute, command.value, state)]}
    seen = sorted(claim.id for claim in heads)
    return [_said(
        bodies.SETTLED, actor, item=command.item, attribute=command.attribute, heads=seen, reason=command.reason,
        **fields,
    )]  # fmt: skip


@decide.register
def _(command: Note, picture: Picture, actor: Actor, now: int) -> list[Body]:
    missing = [name for name in NOTES[command.kind] if name not in command.fields]
    if missing:
        raise UserFacingError("notitie.onvolledig", "Er ontbreekt: {velden}.", velden=", ".join(missing))
    return [_said(command.kind, actor, **{"at": now, **command.fields})]


@decide.register
def _(command: Undo, picture: Picture, actor: Actor, now: int) -> list[Body]:
    return [_said(kind, actor, **fields) for kind, fields in undoing(command.act, picture, now)]
