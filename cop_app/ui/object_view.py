"""One object as its card shows it: every value with source, time, certainty and age, its state, and its course."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from cop_app.domain import bodies
from cop_app.domain.clock import DAY, age_text
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.events import Event
from cop_app.domain.facts import conflict_text
from cop_app.domain.item import EXISTS, GEOMETRY, NAME, Claim, ItemState
from cop_app.domain.vocabulary import class_named
from cop_app.geo.coordinates import format_rd
from cop_app.geo.lengths import area_text, length_text
from cop_app.geo.wkb import shape_of
from cop_app.i18n import _
from cop_app.map.mark_words import INDICATIVE, indicative, number_text
from cop_app.map.symbol_choice import symbol_for, symbol_text
from cop_app.ui.changes_view import item_name, words_of
from cop_app.ui.presenter import Moment, column_of, time_of
from cop_app.ui.views import AttributeView, Glyph, ObjectCardView, OpgaveView

_HIDDEN = frozenset({EXISTS, "fictief", "zeker"})
_COURSE = 12
_FIRST = (NAME, "tekst", "aantal", "status", "categorie", "soort")


def object_view(moment: Moment, item: str, course: Sequence[Event] = ()) -> ObjectCardView | None:
    """Return one item with all that is known of it; `course` are the events that touched it, oldest first."""
    if item not in moment.picture.items:
        return None
    state = moment.picture.items[item]
    if not state.heads:
        return None
    names = [name for name in state.heads if name not in _HIDDEN]
    names.sort(key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name == GEOMETRY, name))
    newest = max((c for heads in state.heads.values() for c in heads), key=lambda claim: claim.time)
    kind = class_named(state.item_class)
    values = {name: heads[0].value for name, heads in state.heads.items() if heads}
    glyph, words = _state(moment, state, course)
    attributes = tuple(_attribute(moment, state, name) for name in names)
    written = symbol_text(state.item_class, values)
    return ObjectCardView(
        item, str(state.value(NAME) or kind.name), f"{kind.name} · {_who(newest)}",
        symbol_for(state.item_class, values), column_of(newest.organisation), words, glyph,
        attributes, tuple(_history(moment, course)), _shared(moment, state), not moment.looking_back,
        sign_text="?" if written and any(attribute.conflict for attribute in attributes) else written,
    )  # fmt: skip


def course_of(events: Sequence[Event], item: str) -> tuple[Event, ...]:
    """Return the events that touched an item."""
    return tuple(e for e in events if _touches(e, item))


def _touches(event: Event, item: str) -> bool:
    body = event.body or {}
    if body.get("item") == item or item in body.get("items", ()):
        return True
    return event.kind == bodies.ADOPTED and any(copy["item"] == item for copy in body["claims"])


def _who(claim: Claim) -> str:
    """Return who said it: function and team of a person, else the organisation."""
    if claim.human:
        return " ".join(dict.fromkeys(filter(None, (claim.function or claim.organisation,))))
    return claim.organisation


def _attribute(moment: Moment, state: ItemState, name: str) -> AttributeView:
    heads = state.heads[name]
    owner = _owner(moment, state.item_class, name)
    view = judge(heads, moment.now, owner, DAY, moment.picture.both_right(state.id, name))
    conflict = view is not None and view.status is Agreement.TEGENSTRIJDIG and name != GEOMETRY
    shown = tuple(_opgave(moment, claim) for claim in sorted(heads, key=lambda c: -c.time))
    summary = conflict_text(tuple(heads)) if conflict else ""
    definitions = list(dict.fromkeys(c.definition for c in heads if c.definition))
    note = _("Definities: {wat}").format(wat=" / ".join(definitions)) if conflict and definitions else ""
    label = _("Plaats en vorm") if name == GEOMETRY else name.replace("_", " ").capitalize()
    decider = _("{wie} beslist").format(wie=owner) if owner and conflict else ""
    return AttributeView(name, label, shown, conflict, summary, note, decider, not moment.looking_back)


def _owner(moment: Moment, item_class: str, attribute: str) -> str:
    needs = moment.design.needs if moment.design else ()
    return next((n.attribute_owners[attribute] for n in needs
                 if n.item_class == item_class and attribute in n.attribute_owners), "")  # fmt: skip


def _opgave(moment: Moment, claim: Claim) -> OpgaveView:
    value = shape_text(shape_of(str(claim.value))) if claim.attribute == GEOMETRY else _value_words(claim)
    told = [(_("gezien"), time_of(claim.observed_at))] if claim.observed_at else []
    told.append((_("gemeld"), time_of(claim.published_at or claim.recorded_at)))
    source = f"{claim.team} · {claim.function}" if claim.human and claim.team else _who(claim)
    return OpgaveView(
        claim.id, value, source, column_of(claim.organisation), time_of(claim.time),
        age_text(moment.now - claim.time), claim.certain, claim.definition, lines=tuple(told),
    )  # fmt: skip


def _value_words(claim: Claim) -> str:
    if claim.attribute == "klaar_voor" and isinstance(claim.value, int):
        return time_of(claim.value)
    return f"{number_text(claim.value)} {claim.unit}".strip()


def shape_text(shape: BaseGeometry) -> str:
    """Return a place in RD, or how large an area or how long a line is."""
    if shape.geom_type == "Point":
        x, y, *_upper = shape.bounds
        return f"RD {format_rd(x, y)}"
    if shape.area:
        return _("vlak van {maat}").format(maat=area_text(shape.area))
    return _("lijn van {maat}").format(maat=length_text(shape.length))


def _state(moment: Moment, state: ItemState, course: Sequence[Event]) -> tuple[Glyph, str]:
    """Return what is the matter with it: withdrawn, edited while withdrawn, computed, concept, unconfirmed."""
    gone = [c for c in state.heads.get(EXISTS, ()) if c.value is False]
    if state.deleted and gone:
        reason = next((str((e.body or {}).get("reason", "")) for e in reversed(course)
                       if e.kind == bodies.ITEM_WITHDRAWN), "")  # fmt: skip
        words = _("Ingetrokken {tijd}, {wie}").format(tijd=time_of(gone[0].recorded_at), wie=_who(gone[0]))
        return Glyph.DEAD, f"{words}: {reason}" if reason else words
    if state.edited_while_deleted:
        return Glyph.WARN, _("Ingetrokken, en daarna toch gewijzigd")
    values = {name: heads[0].value for name, heads in state.heads.items() if heads}
    if indicative(state.item_class, values):
        return Glyph.WARN, _(INDICATIVE)
    claims = [claim for heads in state.heads.values() for claim in heads]
    if any(claim.concept for claim in claims):
        return Glyph.ASK, _("Concept: alleen voor {team}").format(team=claims[0].team)
    if not all(claim.certain for claim in claims) or state.value("zeker") is False:
        return Glyph.ASK, _("Onbevestigd")
    return Glyph.NONE, ""


def _shared(moment: Moment, state: ItemState) -> str:
    """Return whether it stands in the total picture, and what it is the same as."""
    parts = []
    taken = [a for a in moment.picture.adopted if a.item == state.id and a.target == "totaalbeeld"]
    if any(a.source_changed for a in taken):
        parts.append(_("In totaalbeeld, bron gewijzigd"))
    elif taken:
        parts.append(_("In totaalbeeld"))
    if state.links:
        names = ", ".join(filter(None, (item_name(moment, link) for link in state.links)))
        parts.append(_("Zelfde object: {wat}").format(wat=names))
    return " · ".join(parts)


def _history(moment: Moment, course: Sequence[Event]) -> list[tuple[str, str]]:
    """Return the course, newest first: when, who and what; what was undone stands there as undone."""
    told = []
    for event in reversed(course):
        if event.header.story > moment.now:
            continue
        body = event.body or {}
        actor = bodies.actor_of(body)
        who = actor.function if actor else str(body.get("organisation", ""))
        words = words_of(moment, event)
        if moment.picture.undone(event):
            words = _("{wat} (ongedaan)").format(wat=words)
        if words:
            told.append((time_of(event.header.story), f"{words} · {who}"))
    return told[:_COURSE]
