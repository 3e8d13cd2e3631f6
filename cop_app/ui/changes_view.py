"""The drawer W: what has changed since a moment, the newest first, one row per thing with who and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.events import Event
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _
from cop_app.ui.presenter import Moment, column_of, time_of
from cop_app.ui.views import ChangeRow, ChangesView

_MOST = 40


def changes_view(moment: Moment, since: int) -> ChangesView:
    """Return what entered after `since` (story time), newest first; the same item is told once."""
    rows: list[ChangeRow] = []
    told: set[str] = set()
    for event in reversed(moment.session.events(moment.incident.id)):
        if not since < event.header.story <= moment.now or len(rows) >= _MOST:
            continue
        row = _row(moment, event)
        key = row.item or row.id if row else ""
        if row is not None and key not in told:
            told.add(key)
            rows.append(row)
    heading = _("{n} veranderingen").format(n=len(rows)) if rows else _("Niets veranderd")
    return ChangesView(heading, _("sinds {tijd}").format(tijd=time_of(since)), tuple(rows))


def _row(moment: Moment, event: Event) -> ChangeRow | None:
    body = event.body or {}
    actor = bodies.actor_of(body)
    who = actor.function if actor else str(body.get("organisation", ""))
    column = column_of(actor.organisation if actor else who)
    text = _text(body)
    if not text:
        return None
    return ChangeRow(event.id, time_of(event.header.story), text, who, column, item=str(body.get("item", "")))


def _text(body: Mapping[str, Any]) -> str:
    kind = body.get("kind")
    if kind == bodies.GRIP_DECLARED:
        return f"GRIP {body['level']} · {body['region']}"
    if kind == bodies.DECISION_RECORDED:
        return _("Besluit: {tekst}").format(tekst=body["text"])
    if kind == bodies.QUESTION_CALLED:
        return _("Gebeld over {vraag}").format(vraag=body["need"])
    if kind not in {bodies.ITEM_RECORDED, bodies.SOURCE_OBSERVED}:
        return ""
    values = {claim["attribute"]: claim["value"] for claim in body["claims"]}
    words = [str(values[name]) for name in ("naam", "tekst", "aantal", "status") if values.get(name) not in (None, "")]
    return f"{class_named(str(body['item_class'])).name}: {' · '.join(words)}" if words else ""
