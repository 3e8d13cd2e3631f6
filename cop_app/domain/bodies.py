"""What was said, as plain JSON bodies: the kinds in the past tense and the pure readers of older schemas.

A body kind that this version does not know is stored and forwarded untouched, and the fold passes it by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cop_app.domain.events import Body
from cop_app.domain.incident import Actor, Column, Team
from cop_app.domain.item import canonical, short_hash, source_claim_id

ITEM_RECORDED = "item.recorded"
ITEM_WITHDRAWN = "item.withdrawn"
SOURCE_OBSERVED = "source.observed"
SETTLED = "contradiction.settled"
ADOPTED = "picture.adopted"
LINKED = "items.linked"
UNLINKED = "items.unlinked"
INCIDENT_OPENED = "incident.opened"
INCIDENT_CLOSED = "incident.closed"
GRIP_DECLARED = "grip.declared"
GRIP_ENDED = "grip.ended"
FUNCTION_TAKEN = "function.taken"
FUNCTION_RELEASED = "function.released"
KEEPER_OFFERED = "keeper.offered"
KEEPER_ACCEPTED = "keeper.accepted"
QUESTION_CALLED = "question.called"
QUESTION_ASKED = "question.asked"
DECISION_RECORDED = "decision.recorded"
DESIGN_ADOPTED = "design.adopted"
FEATURE_CITED = "feature.cited"
PHASE_NAMED = "phase.named"
HEALTH_CHANGED = "health.changed"
RELEASE_MADE = "release.made"

CLAIM_KINDS = frozenset({ITEM_RECORDED, ITEM_WITHDRAWN, SOURCE_OBSERVED, SETTLED})
LOCAL_KINDS = frozenset({HEALTH_CHANGED, RELEASE_MADE})
TOPICS: dict[str, str] = {
    INCIDENT_OPENED: "incident", INCIDENT_CLOSED: "incident", GRIP_DECLARED: "grip", GRIP_ENDED: "grip",
    FUNCTION_TAKEN: "functions", FUNCTION_RELEASED: "functions", KEEPER_OFFERED: "keeper",
    KEEPER_ACCEPTED: "keeper", QUESTION_CALLED: "calls", QUESTION_ASKED: "questions",
    DECISION_RECORDED: "decisions", DESIGN_ADOPTED: "designs", FEATURE_CITED: "features", PHASE_NAMED: "phases",
    LINKED: "links", UNLINKED: "links", ADOPTED: "adopted",
}  # fmt: skip

_UPCASTERS: dict[str, Callable[[Body], Body]] = {"cop/1": lambda body: body}


def upcast(schema: str, body: Body) -> Body | None:
    """Return the body in today's shape, or None for a schema from a later version (kept, not folded)."""
    reader = _UPCASTERS.get(schema)
    return None if reader is None else reader(body)


def actor_fields(actor: Actor) -> dict[str, str]:
    """Return who acted as it stands in a body."""
    return {
        "function": actor.function, "team": actor.team.value, "organisation": actor.organisation,
        "column": actor.column.value, "place": actor.place,
    }  # fmt: skip


def actor_of(body: Body) -> Actor | None:
    """Return who acted, or None when the body does not say so readably."""
    said: Mapping[str, Any] = body.get("actor") or {}
    try:
        return Actor(
            str(said["function"]), Team(said["team"]), str(said["organisation"]), Column(said.get("column", "MULTI")),
            str(said.get("place", "")),
        )  # fmt: skip
    except (KeyError, ValueError):
        return None


def claim_id(event: str, body: Body, index: int) -> str:
    """Return the id of claim `index` of an event.

    A source claim's id follows from source, feature, attribute, content and the source's own version, so that two
    laptops agree, and a value that returns later (A, B, A) is a new version and not the one superseded before.
    """
    claim = body["claims"][index]
    if body["kind"] != SOURCE_OBSERVED:
        return f"{event}:{index}"
    found = source_claim_id(body["source"], body["feature"], claim["attribute"], claim["value"])
    return f"{found}@{body['version'][0]}" if body["version"][0] else found


def source_observed(
    item: str, item_class: str, reality: str, *, source: str, organisation: str, collection: str, feature: str,
    version: int, values: Mapping[str, Any], published_at: int = 0,
) -> Body:  # fmt: skip
    """Return the body of one version of a partner's feature; `version` is the source's own time or number."""
    claims = [{"attribute": name, "value": value} for name, value in sorted(values.items())]
    content = short_hash(canonical(claims))
    return {
        "kind": SOURCE_OBSERVED, "item": item, "item_class": item_class, "reality": reality, "source": source,
        "organisation": organisation, "collection": collection, "feature": feature, "version": [version, content],
        "published_at": published_at, "claims": claims,
    }  # fmt: skip
