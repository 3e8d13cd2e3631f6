"""The picture in words, in the four parts the law asks for (Bvr 2.4.1): the total picture, one's own, another team's.

What a team recorded is readable by all; overnemen into the total picture is an act of its keeper, and shows here which
line was taken over and of which the source has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cop_app.domain import bodies
from cop_app.domain.adoptions import TOTAL, Adoption
from cop_app.domain.clock import DAY, MINUTE
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.facts import conflict_text
from cop_app.domain.incident import Reality
from cop_app.domain.item import EXISTS, ItemState
from cop_app.domain.picture import Picture
from cop_app.i18n import _, plural
from cop_app.map.mark_words import number_text
from cop_app.ui.event_words import class_words
from cop_app.ui.presenter import Moment, column_of, time_of
from cop_app.ui.views import Choice, Glyph, SituationLine, SituationSection, SituationView

SECTIONS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Incident", frozenset({"incident", "bericht", "brongebied", "effectgebied", "slachtoffertelling", "meting",
                            "uitval", "waterstand", "drukte", "weer"})),
    ("Hulpverlening", frozenset({"eenheid", "copi", "rot", "ugs", "loodspost", "gewondennest", "behandelcentrum",
                                 "gewondenspreiding", "afzetting", "afgezet_gebied", "perimeter", "omleiding",
                                 "spoorstatus", "post", "plek"})),
    ("Prognose en aanpak", frozenset({"prognosegebied", "scenario", "knelpunt", "gezondheidsadvies"})),
    ("Maatregelen en resultaten", frozenset({"maatregel", "evacuatiegebied", "evacuatieroute", "nlalert", "besluit",
                                             "actie", "opvang"})),
)  # fmt: skip
_PROGNOSIS = frozenset({"evenement", "evenementroute"})
_QUIET = frozenset({"weer", "eenheid"})  # on a plate of its own, and counted in one line
_WORDS = ("tekst", "boodschap", "advies")
_WITHDRAWN_FOR = 15 * MINUTE


def section_of(item_class: str) -> str:
    """Return which of the four parts a class belongs to; what is around us belongs to the incident."""
    known = next((title for title, classes in SECTIONS if item_class in classes), "")
    return known or ("Prognose en aanpak" if item_class in _PROGNOSIS else "Incident")


def pictures_of(moment: Moment, recorded: Mapping[str, int]) -> tuple[Choice, ...]:
    """Return the pictures one can read: total, one's own, and of every team that recorded something by then."""
    others = sorted(team for team, at in recorded.items() if at <= moment.now and team != moment.team)
    own = Choice(f"team:{moment.team}", _("Eigen beeld"))
    return (Choice(TOTAL, _("Totaalbeeld")), own, *(Choice(f"team:{team}", team) for team in others))


def situation_view(moment: Moment, picture: Picture, which: str, recorded: Mapping[str, int]) -> SituationView:
    """Return a picture in words; `picture` is what the lens `which` shows of the moment.

    `recorded` tells when each team first recorded something.
    """
    states = [s for s in picture.items.values() if s.reality is Reality.ACTUEEL and s.heads and _told(moment, s)]
    taken = _taken(moment.picture.adopted)
    sections = []
    for title, _classes in SECTIONS:
        own = [s for s in states if section_of(s.item_class) == title and s.item_class not in _QUIET]
        lines = [_line(moment, s, picture, "" if which == TOTAL else taken.get(s.id, "")) for s in own]
        if title == "Hulpverlening":
            lines += _units(states)
        if title == "Maatregelen en resultaten":
            lines += _decisions(moment, which)
        newest_first = sorted(lines, key=lambda line: (not line.withdrawn, line.source[:5]), reverse=True)
        sections.append(SituationSection(_(title), tuple(newest_first)))
    fresh = [s.id for s in states if not s.deleted and taken.get(s.id) != "in totaalbeeld"] if which != TOTAL else []
    return SituationView(
        _heading(moment, which), _detail(moment, which), tuple(sections), bool(fresh) and _keeps(moment), which,
        pictures_of(moment, recorded), _keeper_line(moment), _keeper_action(moment), tuple(fresh),
    )  # fmt: skip


def _told(moment: Moment, state: ItemState) -> bool:
    """Return whether an item has a line: a withdrawn one for a quarter of an hour, struck through."""
    if not state.deleted:
        return True
    at = max((c.recorded_at for c in state.heads.get(EXISTS, ()) if c.value is False and c.human), default=0)
    return moment.now - at <= _WITHDRAWN_FOR


def _heading(moment: Moment, which: str) -> str:
    if which == TOTAL:
        return _("Totaalbeeld")
    team = which.removeprefix("team:")
    return _("Eigen beeld {team}").format(team=team) if team == moment.team else _("Beeld {team}").format(team=team)


def _detail(moment: Moment, which: str) -> str:
    if which == TOTAL and moment.picture.total_is_provisional:
        return _("stand {tijd} · nog niets overgenomen").format(tijd=time_of(moment.now))
    return _("stand {tijd}").format(tijd=time_of(moment.now))


def _keeps(moment: Moment) -> bool:
    return not moment.looking_back and moment.picture.keeper in ("", moment.function)


def _keeper_line(moment: Moment) -> str:
    """Return who keeps the total picture, and to whom it is offered."""
    keeper = moment.picture.keeper or _("nog niemand")
    words = _("Beheer totaalbeeld: {wie}").format(wie=keeper)
    offered = moment.picture.keeper_offered
    return f"{words} · {_('aangeboden aan {wie}').format(wie=offered)}" if offered else words


def _keeper_action(moment: Moment) -> str:
    """Return what this function can do about the keeping: accept, take, offer, or nothing."""
    if moment.looking_back:
        return ""
    if moment.picture.keeper_offered == moment.function:
        return "accept"
    if not moment.picture.keeper:
        return "take"
    return "offer" if moment.picture.keeper == moment.function and not moment.picture.keeper_offered else ""


def _taken(adopted: Iterable[Adoption]) -> Mapping[str, str]:
    """Return per item whether it stands in the total picture, and whether its source has changed since."""
    found: dict[str, str] = {}
    for adoption in adopted:
        if adoption.target == TOTAL:
            changed = adoption.source_changed or found.get(adoption.item) == "bron gewijzigd"
            found[adoption.item] = "bron gewijzigd" if changed else "in totaalbeeld"
    return found


def _units(states: list[ItemState]) -> list[SituationLine]:
    there = [s for s in states if s.item_class == "eenheid" and s.value("status") == "ter plaatse" and not s.deleted]
    if not there:
        return []
    newest = max((c.time for s in there for c in s.heads.get("status", ())), default=0)
    text = plural("{n} eenheid ter plaatse", "{n} eenheden ter plaatse", len(there))
    return [SituationLine("eenheden", text, f"{time_of(newest)} Meldkamer", Glyph.NONE, "MK")]


def _line(moment: Moment, state: ItemState, picture: Picture, taken: str) -> SituationLine:
    words = [number_text(state.value(name)) for name in _WORDS if state.value(name)]
    heads = state.heads.get("aantal", ())
    view = judge(heads, moment.now, "", DAY, picture.both_right(state.id, "aantal"))
    glyph = Glyph.NONE
    if view is not None:
        conflict = view.status is Agreement.TEGENSTRIJDIG
        words.append(conflict_text((view.leading, *view.others)) if conflict else number_text(view.leading.value))
        glyph = Glyph.CONFLICT if conflict else Glyph.NONE
    claims = [claim for name, said in state.heads.items() if name != EXISTS or state.deleted for claim in said]
    newest = max(claims, key=lambda claim: claim.time)
    if not all(c.certain for c in claims) and glyph is Glyph.NONE:
        glyph = Glyph.ASK
    name = str(state.value("naam") or "")
    head = class_words(state.item_class, name) if name or not words or state.item_class not in {"bericht"} else ""
    text = ": ".join(dict.fromkeys(filter(None, (head, " · ".join(dict.fromkeys(words))))))
    source = f"{time_of(newest.time)} {newest.team or newest.organisation}"
    line = SituationLine(
        state.id, text, f"{source} · {_(taken)}" if taken else source, glyph, column_of(newest.organisation),
        any(c.concept for c in claims), state.id, state.deleted,
    )  # fmt: skip
    return replace(line, glyph=Glyph.WARN) if taken == "bron gewijzigd" and glyph is Glyph.NONE else line


def _decisions(moment: Moment, which: str) -> list[SituationLine]:
    found = []
    for event in moment.picture.entries(bodies.TOPICS[bodies.DECISION_RECORDED]):
        body = event.body or {}
        actor = bodies.actor_of(body)
        if which != TOTAL and (actor is None or f"team:{actor.team.value}" != which):
            continue
        text = _("Besluit: {tekst}").format(tekst=body.get("text", ""))
        at = body.get("at") if isinstance(body.get("at"), int) else event.header.story
        who = actor.function if actor else ""
        found.append(SituationLine(event.id, text, f"{time_of(at or event.header.story)} {who}", Glyph.NONE, "VR"))
    return found
