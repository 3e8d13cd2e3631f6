"""The drawer W: what has changed since a moment, the newest first, one row per thing with who and when."""

from __future__ import annotations

from cop_app.domain import bodies
from cop_app.domain.events import Event
from cop_app.i18n import _, plural
from cop_app.ui.event_words import class_words, event_words
from cop_app.ui.presenter import Moment, column_of, time_of
from cop_app.ui.views import ChangeRow, ChangesView

_MOST = 40


def changes_view(
    moment: Moment, since: int, seen: frozenset[str] = frozenset(), told: frozenset[str] = frozenset()
) -> ChangesView:  # fmt: skip
    """Return what is not among the `seen` events, newest first; the same item is told once.

    `since` is when they were seen. What another team did before that and this desk received later is new here too.
    `told` holds ids of events that were seen one by one. What was undone is told as undone, not twice.
    """
    rows: list[ChangeRow] = []
    things: set[str] = set()
    events = {event.id: event for event in moment.session.events(moment.incident.id)}
    for event in reversed(events.values()):
        if event.id in seen or event.header.story > moment.now or moment.picture.undone(event):
            continue
        if len(rows) >= _MOST:
            break
        row = _row(moment, event, events, event.id in told)
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


def _row(moment: Moment, event: Event, events: dict[str, Event], seen: bool) -> ChangeRow | None:
    body = event.body or {}
    actor = bodies.actor_of(body)
    who = actor.function if actor else str(body.get("organisation", ""))
    column = column_of(actor.organisation if actor else who)
    text, item = words_of(moment, event), str(body.get("item", ""))
    if event.kind == bodies.ACT_UNDONE:
        undone = events.get(str(body["event"]))
        what = words_of(moment, undone) if undone is not None else ""
        text = _("Ongedaan gemaakt: {wat}").format(wat=what) if what else text
        item = next(iter(body.get("items", ())), "")
    if not text:
        return None
    return ChangeRow(event.id, time_of(event.header.story), text, who, column, seen=seen, item=item)
