"""How a counterpart's act in a script becomes a command: the same commands people give.

A script that had doors of its own would rehearse another program than the one that is used when it burns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.commands import DeclareGrip, Note, PutItem, TakeFunction
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Actor, Team
from cop_app.domain.vocabulary import class_named


def actor_of_act(function: str, team: str) -> Actor:
    """Return who acts: organisation and column follow from the function; the script says for which team."""
    return replace(actor_for(function), team=Team(team))


def command_of_act(
    kind: str, function: str, at: int, region: str, data: Mapping[str, Any], geometry: str
) -> object | None:
    """Return the command of an act, None for a kind that asks nothing of the log."""
    if kind == "grip":
        return DeclareGrip(int(data["niveau"]), region, function, at, str(data.get("reden", "")))
    if kind == "item":
        item_class = str(data["klasse"])
        item = str(data.get("item") or f"oefening:{data['id']}")
        return PutItem(item, item_class, class_named(item_class).reality, dict(data.get("waarden", {})), geometry)
    if kind == "bellen":
        fields = {"need": str(data["vraag"]), "result": str(data.get("uitslag", "")), "at": at}
        return Note(bodies.QUESTION_CALLED, fields)
    if kind == "besluit":
        return Note(bodies.DECISION_RECORDED, {"text": str(data["tekst"])})
    return TakeFunction(function) if kind == "functie" else None
