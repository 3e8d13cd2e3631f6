"""The drawer W: what has changed since a moment, the newest first, one row per thing with who and when."""

from __future__ import annotations

from collections.abc import Sequence

from cop_app.domain import bodies
from cop_app.domain.events import Event
from cop_app.i18n import _, plural
from cop_app.ui.event_words import class_words, event_words
from cop_app.ui.presenter import Moment, column_of, time_of
from cop_app.ui.views import ChangeRow, ChangesView

_MOST = 40


def changes_view(
    moment: Moment, since: int, fresh: Sequence[Event], told: frozenset[str] = frozenset()
) -> ChangesView:  # fmt: skip
    """Return what is new, newest first; the same item is told once.

    `fresh` are the events that were not seen, in the order they came in, and `since` is when the others were: what
    another team did before that and this desk received later is new here too. `told` holds ids of events that were
    seen one by one. What was undone is told as undone, not twice.
    """
    rows: list[ChangeRow] = []
    things: set[str] = set()
    for event in reversed(fresh):
        if len(rows) >= _MOST:
            break
        if event.header.story > moment.now or moment.picture.undone(event):
            continue
        row = _row(moment, event, event.id in told)
        key = row.item or row.id if row else ""
        if row is not None and key not in things:
            things.add(key)
            rows.append(row)
    heading = plural("{n} verandering", "{n} veranderingen", len(rows)) if rows else _("Niets veranderd")
    return ChangesView(heading, _("sinds {tijd}").format(tijd=time_of(since)), tuple(rows))


def item_name(moment: Moment, item: str) -> str:
    """Return what an item is called here, "" when it is not known."""
    state = moment.picture.items.get(item)
    return class_words(state.item_class, str(state.value("naam") or "")) if state is not None else ""


def question_name(moment: Moment, need: str) -> str:
    """Return the question of a need."""
    found = moment.design.need(need) if moment.design else None
    return found.question if found else need


def words_of(moment: Moment, event: Event) -> str:
    """Return the line of an event."""
    return event_words(event.body or {}, lambda i: item_name(moment, i), lambda n: question_name(moment, n))


def _row(moment: Moment, event: Event, seen: bool) -> ChangeRow | None:
    body = event.body or {}
    actor = bodies.actor_of(body)
    who = actor.function if actor else str(body.get("organisation", ""))
    column = column_of(actor.organisation if actor else who)
    text, item = words_of(moment, event), str(body.get("item", ""))
    if event.kind == bodies.ACT_UNDONE:
        known = moment.session.events(moment.incident.id)
        undone = next((other for other in reversed(known) if other.id == body["event"]), None)
        what = words_of(moment, undone) if undone is not None else ""
        text = _("Ongedaan gemaakt: {wat}").format(wat=what) if what else text
        item = next(iter(body.get("items", ())), "")
    if not text:
        return None
    return ChangeRow(event.id, time_of(event.header.story), text, who, column, seen=seen, item=item)
