"""What an event says, in one Dutch line: for the drawer of changes, the course of an object and the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.clock import local
from cop_app.domain.item import EXISTS, GEOMETRY
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _, plural
from cop_app.map.mark_words import number_text

Body = Mapping[str, Any]
NameOf = Callable[[str], str]
_TOLD_FIRST = ("naam", "tekst", "boodschap", "aantal", "status")


def event_words(body: Body, name_of: NameOf, question_of: NameOf) -> str:
    """Return the line of an event, "" for what nobody needs to read.

    `name_of` gives what an item is called, `question_of` the question of a need.
    """
    words = _WORDS.get(str(body.get("kind", "")))
    return words(body, name_of, question_of) if words is not None else ""


def class_words(item_class: str, name: str) -> str:
    """Return `Afzetting Kerkstraat`: the class, and the name unless it says the class already."""
    kind = class_named(item_class).name
    if not name:
        return kind
    return name if name.lower().startswith(kind.lower()) else f"{kind}: {name}"


def value_words(value: object, unit: str = "") -> str:
    """Return a value as people write it."""
    return f"{number_text(value)} {unit}".strip()


def _recorded(body: Body, name_of: NameOf, _question: NameOf) -> str:
    claims = {claim["attribute"]: claim["value"] for claim in body["claims"]}
    kind = class_named(str(body["item_class"])).name
    told = [number_text(claims[name]) for name in _TOLD_FIRST if claims.get(name) not in (None, "")]
    if told:
        words = " · ".join(told)
        return words if words.lower().startswith(kind.lower()) else f"{kind}: {words}"
    others = [
        f"{name.replace('_', ' ')} {value_words(value)}" for name, value in claims.items()
        if name not in {GEOMETRY, EXISTS, "fictief"} and value not in (None, "")
    ]  # fmt: skip
    thing = name_of(str(body["item"])) or kind
    if others:
        return f"{thing}: {', '.join(others[:3])}"
    return _("{wat}: plaats of vorm gewijzigd").format(wat=thing) if GEOMETRY in claims else ""


def _withdrawn(body: Body, name_of: NameOf, _question: NameOf) -> str:
    reason = f" · {body['reason']}" if body.get("reason") else ""
    return _("Ingetrokken: {wat}").format(wat=name_of(str(body["item"]))) + reason


def _settled(body: Body, name_of: NameOf, _question: NameOf) -> str:
    thing = f"{name_of(str(body['item']))}, {str(body['attribute']).replace('_', ' ')}"
    reason = f" · {body['reason']}" if body.get("reason") else ""
    if body["mode"] == "beide_juist":
        return _("Beide juist: {wat}").format(wat=thing) + reason
    value = next((claim["value"] for claim in body.get("claims", ())), "")
    return _("Gekozen: {wat} {waarde}").format(wat=thing, waarde=value_words(value)) + reason


def _grip(body: Body, _name: NameOf, _question: NameOf) -> str:
    reason = f" · {body['reason']}" if body.get("reason") else ""
    return f"GRIP {body['level']} · {body['region']}{reason}"


def _grip_ended(body: Body, _name: NameOf, _question: NameOf) -> str:
    return _("GRIP beëindigd · {gebied}").format(gebied=body["region"])


def _decision(body: Body, _name: NameOf, _question: NameOf) -> str:
    return _("Besluit: {tekst}").format(tekst=body["text"])


def _called(body: Body, _name: NameOf, question: NameOf) -> str:
    result = f" · {body['result']}" if body.get("result") else ""
    return _("Gebeld: {vraag}").format(vraag=question(str(body["need"]))) + result


def _asked(body: Body, _name: NameOf, question: NameOf) -> str:
    text = str(body["text"]) or question(str(body["need"]))
    return _("Gevraagd aan {wie}: {vraag}").format(wie=body.get("to", ""), vraag=text)


def _adopted(body: Body, name_of: NameOf, _question: NameOf) -> str:
    items = list(dict.fromkeys(str(claim["item"]) for claim in body["claims"]))
    if len(items) == 1:
        return _("Overgenomen: {wat}").format(wat=name_of(items[0]))
    return plural("{n} gegeven overgenomen", "{n} gegevens overgenomen", len(items))


def _meeting(words: str) -> Callable[[Body, NameOf, NameOf], str]:
    def told(body: Body, _name: NameOf, _question: NameOf) -> str:
        return _(words).format(team=body["team"], tijd=f"{local(int(body['at'])):%H:%M}")

    return told


def _keeper(body: Body, _name: NameOf, _question: NameOf) -> str:
    return _("Beheer van het totaalbeeld bij {wie}").format(wie=body["function"])


def _offered(body: Body, _name: NameOf, _question: NameOf) -> str:
    return _("Beheer van het totaalbeeld aangeboden aan {wie}").format(wie=body["to"])


def _phase(body: Body, _name: NameOf, _question: NameOf) -> str:
    return _("Bladwijzer: {naam}").format(naam=body["name"])


def _linked(words: str) -> Callable[[Body, NameOf, NameOf], str]:
    def told(body: Body, name_of: NameOf, _question: NameOf) -> str:
        return _(words).format(wat=", ".join(name_of(str(item)) for item in body["items"]))

    return told


def _undone(_body: Body, _name: NameOf, _question: NameOf) -> str:
    return _("Ongedaan gemaakt")


_WORDS: dict[str, Callable[[Body, NameOf, NameOf], str]] = {
    bodies.ITEM_RECORDED: _recorded, bodies.SOURCE_OBSERVED: _recorded, bodies.ITEM_WITHDRAWN: _withdrawn,
    bodies.SETTLED: _settled, bodies.GRIP_DECLARED: _grip, bodies.GRIP_ENDED: _grip_ended,
    bodies.DECISION_RECORDED: _decision, bodies.QUESTION_CALLED: _called, bodies.QUESTION_ASKED: _asked,
    bodies.ADOPTED: _adopted, bodies.KEEPER_ACCEPTED: _keeper, bodies.KEEPER_OFFERED: _offered,
    bodies.MEETING_PLANNED: _meeting("Overleg {team} om {tijd}"),
    bodies.MEETING_STARTED: _meeting("Overleg {team} begonnen"), bodies.MEETING_ENDED: _meeting("Overleg {team} klaar"),
    bodies.PHASE_NAMED: _phase, bodies.LINKED: _linked("Zelfde object: {wat}"),
    bodies.UNLINKED: _linked("Niet hetzelfde object: {wat}"), bodies.ACT_UNDONE: _undone,
}  # fmt: skip
