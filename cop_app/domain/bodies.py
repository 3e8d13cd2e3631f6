"""What was said, as plain JSON bodies: the kinds in the past tense and the pure readers of older schemas.

A body kind that this version does not know is stored and forwarded untouched, and the fold passes it by. So is a known
kind whose fields are out of shape: `problem` says which field, and nothing that another laptop wrote can break the
picture here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from cop_app.domain.clock import EARLIEST, LATEST
from cop_app.domain.events import Body
from cop_app.domain.incident import Actor, Classification, Column, Competence, Reality, Team
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
MEETING_PLANNED = "meeting.planned"
MEETING_STARTED = "meeting.started"
MEETING_ENDED = "meeting.ended"
ACT_UNDONE = "act.undone"
ITEM_RESTORED = "item.restored"
HEALTH_CHANGED = "health.changed"
RELEASE_MADE = "release.made"

CLAIM_KINDS = frozenset({ITEM_RECORDED, ITEM_WITHDRAWN, ITEM_RESTORED, SOURCE_OBSERVED, SETTLED})
LOCAL_KINDS = frozenset({HEALTH_CHANGED, RELEASE_MADE})
TOPICS: dict[str, str] = {
    INCIDENT_OPENED: "incident", INCIDENT_CLOSED: "incident", GRIP_DECLARED: "grip", GRIP_ENDED: "grip",
    FUNCTION_TAKEN: "functions", FUNCTION_RELEASED: "functions", KEEPER_OFFERED: "keeper",
    KEEPER_ACCEPTED: "keeper", QUESTION_CALLED: "calls", QUESTION_ASKED: "questions",
    DECISION_RECORDED: "decisions", DESIGN_ADOPTED: "designs", FEATURE_CITED: "features", PHASE_NAMED: "phases",
    LINKED: "links", UNLINKED: "links", ADOPTED: "adopted", MEETING_PLANNED: "meetings",
    MEETING_STARTED: "meetings", MEETING_ENDED: "meetings", ACT_UNDONE: "undone",
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
    said: Any = body.get("actor") or {}
    try:
        return Actor(
            str(said["function"]), Team(said["team"]), str(said["organisation"]), Column(said.get("column", "MULTI")),
            str(said.get("place", "")),
        )  # fmt: skip
    except (KeyError, ValueError, TypeError):
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


# -- the shape of a body

_Check = Callable[[Any], bool]
_ABSENT = object()
_DEPTH = 32  # deeper values would not survive being written again
_NUMBER_LIMIT = 2**62  # versions fit a signed 64-bit column


def problem(body: Any) -> str:
    """Return the field that is out of shape, "" for a body that can be folded or is of an unknown kind.

    "body" and "kind" stand for the whole; pure, and never raises.
    """
    if not isinstance(body, dict) or not _plain(body, 0):
        return "body"
    kind = body.get("kind")
    if not isinstance(kind, str):
        return "kind"
    shape = _SHAPES.get(kind)
    if shape is None:
        return ""
    return next((name for name, fits in shape.items() if not fits(body.get(name, _ABSENT))), "")


def _plain(value: Any, depth: int) -> bool:
    """Return whether a value can be written as JSON again: UTF-8 text, finite numbers, not nested without end."""
    if isinstance(value, str):
        return value.isascii() or _encodes(value)
    if value is None or isinstance(value, int):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    if depth > _DEPTH:
        return False
    if isinstance(value, dict):
        if not all(isinstance(key, str) and (key.isascii() or _encodes(key)) for key in value):
            return False
        value = tuple(value.values())
    if not isinstance(value, (list, tuple)):
        return False
    depth += 1
    # Most are short plain texts: no call for those.
    return all((type(one) is str and one.isascii()) or _plain(one, depth) for one in value)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _whole(value: Any) -> bool:
    return type(value) is int and -_NUMBER_LIMIT < value < _NUMBER_LIMIT


def _instant(value: Any) -> bool:
    return type(value) is int and EARLIEST <= value < LATEST


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _present(value: Any) -> bool:
    return value is not _ABSENT


def _texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)


def _level(value: Any) -> bool:
    return _whole(value) and 0 <= value <= 5


def _pair(value: Any) -> bool:
    """Return whether two different items are named."""
    return _texts(value) and len(value) == 2 and value[0] != value[1]


def _point(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2 and all(type(one) in (int, float) for one in value)


def _version(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2 and _whole(value[0]) and _text(value[1])


def _period(value: Any) -> bool:
    return value is None or (isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_instant, value)))


def _one_of(*words: str) -> _Check:
    return lambda value: isinstance(value, str) and value in words


def _maybe(fits: _Check) -> _Check:
    return lambda value: value is _ABSENT or fits(value)


def _shaped(shape: Mapping[str, _Check]) -> _Check:
    checks = tuple(shape.items())
    return lambda value: isinstance(value, dict) and all(fits(value.get(name, _ABSENT)) for name, fits in checks)


def _each(fits: _Check) -> _Check:
    return lambda value: isinstance(value, (list, tuple)) and all(fits(one) for one in value)


_ACTOR: dict[str, _Check] = {
    "actor": _maybe(_shaped({n: _maybe(_text) for n in ("function", "team", "organisation", "column", "place")}))
}
_VALUE: dict[str, _Check] = {
    "value": _present, "unit": _maybe(_text), "datum": _maybe(_text), "definition": _maybe(_text),
    "place": _maybe(_text), "observed_at": _maybe(_instant), "certain": _maybe(_flag), "period": _maybe(_period),
    "classification": _maybe(_one_of(*Classification)), "supersedes": _maybe(_texts), "adopted_from": _maybe(_texts),
}  # fmt: skip
_CLAIMS = _each(_shaped({"attribute": _name, **_VALUE}))
# A claim that stands again after an undoing: whose it was, or `void` where nothing stood before.
_SAID = _shaped({
    **dict.fromkeys(("function", "team", "organisation", "source", "collection"), _text),
    "version": _version, "recorded_at": _instant, "published_at": _instant, "concept": _flag,
})  # fmt: skip
_RESTORED = _each(_shaped({
    "attribute": _name, **_VALUE, "void": _maybe(_flag), "restores": _maybe(_text), "said": _maybe(_SAID),
}))  # fmt: skip
_BORN: dict[str, _Check] = {"item_class": _text, "reality": _one_of(*Reality)}
_AREA: dict[str, _Check] = {"region": _text, "municipality": _maybe(_text), "at": _instant}
_COPIES = _each(_shaped({
    "item": _name, "attribute": _name, "value": _present, "adopted_from": _texts, "supersedes": _maybe(_texts),
    "heads": _maybe(_each(_shaped({
        "id": _name, "organisation": _text, "source": _text, "recorded_at": _instant, "published_at": _maybe(_instant),
        "collection": _maybe(_text), "function": _maybe(_text), "team": _maybe(_text), **_VALUE,
    }))),
    "item_class": _maybe(_text), "reality": _maybe(_one_of(*Reality)),
}))  # fmt: skip

_BY_KIND: dict[str, dict[str, _Check]] = {
    ITEM_RECORDED: {"item": _name, **_BORN, "claims": _CLAIMS, "concept": _maybe(_flag)},
    ITEM_WITHDRAWN: {"item": _name, "claims": _CLAIMS, "seen": _maybe(_texts)},
    ITEM_RESTORED: {"item": _name, "claims": _RESTORED},
    SETTLED: {
        "item": _name, "attribute": _name, "mode": _text, "heads": _texts, "claims": _maybe(_CLAIMS),
    },
    SOURCE_OBSERVED: {
        "item": _name, **_BORN, "source": _name, "organisation": _text, "collection": _text, "feature": _text,
        "version": _version, "published_at": _maybe(_instant), "claims": _CLAIMS,
    },
    ADOPTED: {"target": _name, "claims": _COPIES},
    LINKED: {"items": _pair},
    UNLINKED: {"items": _pair},
    INCIDENT_OPENED: {
        "title": _text, "incident_kind": _text, "place": _point, "at": _instant, "region": _maybe(_text),
        "address": _maybe(_text), "municipality": _maybe(_text),
    },
    INCIDENT_CLOSED: {"at": _instant},
    GRIP_DECLARED: {
        **_AREA, "level": _level, "by": _text, "competent": _one_of(*Competence), "reason": _maybe(_text),
    },
    GRIP_ENDED: _AREA,
    FUNCTION_TAKEN: {"function": _text},
    FUNCTION_RELEASED: {"function": _text, "holder": _maybe(_text)},
    KEEPER_OFFERED: {"to": _text},
    KEEPER_ACCEPTED: {"function": _text},
    DESIGN_ADOPTED: {"region": _text, "sha256": _text, "text": _maybe(_text), "signature": _maybe(_text)},
    QUESTION_CALLED: {"need": _text, "at": _maybe(_instant)},
    QUESTION_ASKED: {"need": _text, "text": _text},
    DECISION_RECORDED: {"text": _text},
    FEATURE_CITED: {"dataset": _text, "feature": _text},
    PHASE_NAMED: {"name": _text, "at": _instant},
    MEETING_PLANNED: {"team": _name, "at": _instant, "every_min": _maybe(_whole)},
    MEETING_STARTED: {"team": _name, "at": _instant},
    MEETING_ENDED: {"team": _name, "at": _instant},
    ACT_UNDONE: {"event": _name, "items": _maybe(_texts)},
}  # fmt: skip
_SHAPES = {kind: {**_ACTOR, **shape} for kind, shape in _BY_KIND.items()}
