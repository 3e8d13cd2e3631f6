"""Sinds de melding: what one must know when joining an incident that runs, on one screen of at most twelve lines.

Made from the log, the picture and the state of the sources at one moment. What decides for people comes first when
there is too much: levels, contradictions, decisions, lost sources, counts, measures; the lines stand in order of time,
the newest last. Without Qt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cop_app.domain import bodies
from cop_app.domain.clock import DAY
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.facts import conflict_text
from cop_app.domain.item import Claim, ItemState
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _
from cop_app.ui.presenter import Moment, column_of, time_of
from cop_app.ui.views import ChangeRow, Glyph

MOST = 12

# How much a line weighs when not all fit; measures and hazards of one class share a line.
_CALL, _GRIP, _CONFLICT, _DECISION, _LOST, _COUNT, _MEASURE, _HAZARD, _OTHER = 100, 90, 85, 80, 75, 70, 65, 60, 40
_WEIGHT = {
    "slachtoffertelling": _COUNT, "gewondenspreiding": _COUNT,
    "maatregel": _MEASURE, "nlalert": _MEASURE, "evacuatiegebied": _MEASURE, "afgezet_gebied": _MEASURE,
    "afzetting": _MEASURE, "perimeter": _MEASURE, "omleiding": _MEASURE, "opvang": _MEASURE,
    "brongebied": _HAZARD, "effectgebied": _HAZARD, "prognosegebied": _HAZARD, "gezondheidsadvies": _HAZARD,
    "meting": _HAZARD, "knelpunt": _HAZARD, "scenario": _HAZARD, "uitval": _HAZARD, "waterstand": _HAZARD,
    "copi": _OTHER, "ugs": _OTHER, "gewondennest": _OTHER, "bericht": _OTHER,
}  # fmt: skip
_COUNTS = (("aantal", ""), ("toegewezen", "toegewezen"), ("aangekomen", "aangekomen"))
_EACH = frozenset({"slachtoffertelling", "gewondenspreiding", "gezondheidsadvies", "knelpunt", "scenario", "maatregel"})


class _Line(NamedTuple):
    at: int
    weight: int
    row: ChangeRow


def since_call(moment: Moment, most: int = MOST) -> tuple[ChangeRow, ...]:
    """Return at most `most` lines on what happened since the call, in order of time, the newest last."""
    disputed = dict(_contradictions(moment))
    lines = [
        _opening(moment), *_grip(moment), *disputed.values(), *_decisions(moment), *_lost(moment),
        *_items(moment, frozenset(disputed)),
    ]  # fmt: skip
    chosen = sorted(lines, key=lambda line: (-line.weight, -line.at))[:most]
    return tuple(line.row for line in sorted(chosen, key=lambda line: (line.at, -line.weight)))


def _opening(moment: Moment) -> _Line:
    incident = moment.incident
    where = [part for part in incident.address.split(", ") if part and part not in incident.title]
    text = _("Melding: {wat}").format(wat=", ".join((incident.title, *where)))
    opened = next(iter(moment.picture.entries(bodies.TOPICS[bodies.INCIDENT_OPENED])), None)
    actor = bodies.actor_of(opened.body) if opened is not None and opened.body else None
    who = actor.function if actor else ""
    column = column_of(actor.organisation) if actor else ""
    row = ChangeRow("melding", time_of(incident.opened_at), text, who, column, seen=True)
    return _Line(incident.opened_at, _CALL, row)


def _grip(moment: Moment) -> Iterator[_Line]:
    for i, said in enumerate(moment.picture.grip):
        area = said.municipality or said.region.removesuffix(" (FICTIEF)")
        text = _("GRIP {n} afgekondigd voor {gebied}").format(n=said.level, gebied=area)
        if said.level == 0:
            text = _("Afgeschaald, geen GRIP meer voor {gebied}").format(gebied=area)
        reason = f": {said.reason}" if said.reason else ""
        row = ChangeRow(f"grip:{i}", time_of(said.at), text + reason, said.by, "VR", seen=True)
        yield _Line(said.at, _GRIP, row)


def _decisions(moment: Moment) -> Iterator[_Line]:
    for event in moment.picture.entries(bodies.TOPICS[bodies.DECISION_RECORDED]):
        body = event.body or {}
        actor = bodies.actor_of(body)
        text = _("Besluit: {tekst}").format(tekst=body.get("text", ""))
        who, column = (actor.function, column_of(actor.organisation)) if actor else ("", "")
        at = event.header.story
        yield _Line(at, _DECISION, ChangeRow(event.id, time_of(at), text, who, column, seen=True))


def _contradictions(moment: Moment) -> Iterator[tuple[str, _Line]]:
    """Yield per item the contradiction that stands now; both values, never a sum."""
    for state in moment.picture.items.values():
        for name, heads in state.heads.items():
            view = judge(heads, moment.now, "", DAY, moment.picture.both_right(state.id, name))
            if state.deleted or view is None or view.status is not Agreement.TEGENSTRIJDIG:
                continue
            claims = (view.leading, *view.others)
            newest = max(claims, key=lambda claim: claim.time)
            text = f"{_name(state)}: {conflict_text(claims)}"
            row = ChangeRow(
                f"tegen:{state.id}", time_of(newest.time), text, _("tegenstrijdig"), column_of(newest.organisation),
                Glyph.CONFLICT, seen=True, item=state.id,
            )  # fmt: skip
            yield state.id, _Line(newest.time, _CONFLICT, row)


def _lost(moment: Moment) -> Iterator[_Line]:
    """Yield one line per organisation whose sources went at one moment: it is one break, not six."""
    sources = moment.design.sources if moment.design else {}
    gone: dict[tuple[str, int], list[str]] = {}
    for name, state in moment.sources.items():
        if state.dead_since:
            who = sources[name].organisation if name in sources else ""
            gone.setdefault((who, state.dead_since), []).append(name.replace("_", " "))
    for (who, at), names in gone.items():
        count = "" if len(names) == 1 else f" ({len(names)})"
        text = _("Geen antwoord meer van {wie}: {wat}").format(wie=who or _("bron"), wat=_some(names) + count)
        row = ChangeRow(f"bron:{who}:{at}", time_of(at), text, _("bronnen"), column_of(who), Glyph.DEAD, seen=True)
        yield _Line(at, _LOST, row)


def _items(moment: Moment, disputed: frozenset[str]) -> Iterator[_Line]:
    groups: dict[str, list[ItemState]] = {}
    for state in moment.picture.items.values():
        if not state.deleted and state.item_class in _WEIGHT and state.id not in disputed:
            key = state.id if state.item_class in _EACH else state.item_class
            groups.setdefault(key, []).append(state)
    for key, states in groups.items():
        latest = max(states, key=lambda state: _newest(state).time)
        claim = _newest(latest)
        text = _text(latest) if len(states) == 1 else _together(states)
        row = ChangeRow(
            f"object:{key}", time_of(claim.time), text, claim.team or claim.function or claim.organisation,
            column_of(claim.organisation), seen=True, item=latest.id,
        )  # fmt: skip
        yield _Line(claim.time, _WEIGHT[latest.item_class], row)


def _newest(state: ItemState) -> Claim:
    return max((claim for heads in state.heads.values() for claim in heads), key=lambda claim: claim.time)


def _name(state: ItemState) -> str:
    return str(state.value("naam") or class_named(state.item_class).name)


def _text(state: ItemState) -> str:
    """Return what an item says in one line: its kind and name, unless its own words say them, and its values."""
    told = [str(state.value(field)) for field in ("tekst", "boodschap", "advies") if state.value(field)]
    told += [f"{state.value(field)} {word}".strip() for field, word in _COUNTS if state.value(field) is not None]
    if state.item_class == "prognosegebied" and not state.value("vastgesteld"):
        told.append(_("INDICATIEF, GEEN METING"))
    kind, name = class_named(state.item_class).name, str(state.value("naam") or "")
    known = name.lower().startswith(kind.lower()) or state.item_class == "bericht"
    head = name if name and (known or (told and told[0].startswith(name))) else ": ".join(filter(None, (kind, name)))
    words = " · ".join(told)
    return words if words.startswith(head) else ": ".join(filter(None, (head, words)))


def _together(states: list[ItemState]) -> str:
    """Return one line for a class: how many, and the names of two of them, the newest first."""
    ordered = sorted(states, key=lambda state: -_newest(state).time)
    names = list(dict.fromkeys(str(s.value("naam")) for s in ordered if s.value("naam")))
    head = f"{class_named(states[0].item_class).name} ({len(states)})"
    return f"{head}: {_some(names)}" if names else head


def _some(names: list[str]) -> str:
    return ", ".join(names[:2]) + (_(" en meer") if len(names) > 2 else "")
