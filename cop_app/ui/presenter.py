"""From session to views: what the strip, docks and timeline show at a moment.

Pure reading: it asks the session for a picture and facts and writes them down as views in Dutch. It holds no state
but what it was given, so that looking back is the same road with another moment.
"""

from __future__ import annotations

from cop_app.bootstrap.moment import Moment, moment_of
from cop_app.domain.chain import InformationNeed, SourceDesign
from cop_app.domain.clock import DAY, HOUR, MINUTE, age_text, local
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.coverage import Question, board
from cop_app.domain.facts import SourceState, conflict_text
from cop_app.domain.incident import Reality, Realm
from cop_app.domain.item import ItemState
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _, plural
from cop_app.ui.views import (
    FooterView,
    Glyph,
    GripView,
    KeyHint,
    LayerGroupView,
    LayerRow,
    QuestionRow,
    QuestionsView,
    StripView,
    WindowMode,
)

__all__ = ["Moment", "SourceState", "moment_of"]

_COLUMN = {"Brandweer": "BRW", "Politie": "POL", "GHOR": "GZ", "GGD": "GZ", "Gemeente": "BZ", "Meldkamer": "MK",
           "Veiligheidsregio": "VR", "Rijkswaterstaat": "RWS", "Waterschap": "WS", "Omgevingsdienst": "OD"}  # fmt: skip
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_GROUPS = (
    (Reality.ACTUEEL, "Actueel", "nu, van minuut tot minuut"),
    (Reality.VOORBEREID, "Voorbereid", "voorbereid, plannen"),
    (Reality.OMGEVING, "Omgeving", "vaste situatie"),
)
# Through whose eyes the picture is seen while looking back; the strip says it under the time.
_SEEN_BY = {
    "laptop": "zoals toen bekend", "totaalbeeld": "in het totaalbeeld", "team:CoPI": "zoals CoPI wist",
    "team:ROT": "zoals ROT wist",
}  # fmt: skip
_SHORT = 26  # letters that fit in the row of a layer, beside whose it is


def time_of(instant: int) -> str:
    """Return 19:42."""
    return f"{local(instant):%H:%M}"


def column_of(organisation: str) -> str:
    """Return the chip letters of an organisation."""
    return _COLUMN.get(organisation, organisation[:4].upper())


def strip_view(moment: Moment) -> StripView:
    """Return the strip on top."""
    incident, now = moment.incident, moment.now
    exercise = moment.session.realm is Realm.OEFENING
    day = local(moment.live)
    since = now - incident.opened_at
    states = moment.sources.values()
    dead = sum(1 for s in states if s.dead_since)
    empty = sum(1 for s in states if not s.dead_since and not s.facts.fetched_at)
    stale = sum(1 for s in states if not s.dead_since and s.facts.fetched_at and not s.facts.in_time)
    wrong = [
        words.format(n=n)
        for n, words in ((dead, _("{n} dood")), (stale, _("{n} verouderd")), (empty, _("{n} niet opgehaald"))) if n
    ]  # fmt: skip
    fetched = max((s.facts.fetched_at for s in states), default=0)
    kept, kept_detail = _kept(moment)
    mode = WindowMode.OEFENING if exercise else WindowMode.ECHT
    word, detail = ("OEFENING", moment.exercise) if exercise else ("", "")
    if moment.looking_back:
        mode, word, detail = WindowMode.TERUGKIJKEN, "TERUGKIJKEN", _("bewerken uit")
    return StripView(
        mode=mode, mode_word=word, mode_detail=detail, exercise=moment.exercise if exercise else "",
        incident=incident.title, incident_detail=" · ".join(filter(None, (incident.address, incident.id[:7]))),
        grip=tuple(
            GripView(g.municipality or g.region.removesuffix(" (FICTIEF)"), g.level, f"{g.by} {time_of(g.at)}")
            for g in reversed(moment.picture.grip) if g.ended_at is None
        ),
        clock=f"{local(now):%H:%M}" if moment.looking_back else f"{local(now):%H:%M:%S}",
        since=_(_SEEN_BY.get(moment.lens, _SEEN_BY["laptop"])) if moment.looking_back
        else f"T+{since // HOUR:02d}:{since % HOUR // MINUTE:02d}",
        date=_("nu is het {tijd}").format(tijd=time_of(moment.live)) if moment.looking_back
        else f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}",
        function=moment.function, function_detail=_("functie · multi"),
        sources=_("{n} van {alle} bronnen").format(
            n=len(moment.sources) - dead - stale - empty, alle=len(moment.sources)),
        sources_detail=" · ".join(wrong) or _("alle binnen de norm"), sources_lamp=Glyph.HALF if wrong else Glyph.LIVE,
        synced="" if moment.looking_back or not fetched else _("Bijgewerkt"),
        synced_detail=_("{duur} geleden").format(duur=age_text(max(0, now - fetched))) if fetched else "",
        unsent=kept, unsent_detail=kept_detail, alone=not moment.session.read_only,
    )  # fmt: skip


def _kept(moment: Moment) -> tuple[str, str]:
    """Return what is said of what people record here: that it stays on this laptop, or that it cannot be done."""
    if moment.looking_back:
        return "", ""
    if moment.session.read_only:
        return _("Alleen lezen"), _("dit venster legt niets vast")
    unsent = moment.session.unsent()
    words = plural("{n} bericht bewaard", "{n} berichten bewaard", unsent)
    return (_("Alleen op deze laptop"), words) if unsent else ("", "")


def layer_groups(moment: Moment) -> tuple[LayerGroupView, ...]:
    """Return the dock of layers and sources: what is on the map, from whom, how old and whether it is in order."""
    if not moment.catalogue:
        return ()
    rows: dict[Reality, list[LayerRow]] = {group[0]: [] for group in _GROUPS}
    for name, source in moment.catalogue.items():
        state = moment.sources.get(name)
        if state is not None:
            item_class = class_named(source.item_class)
            rows[item_class.reality].append(_layer_row(moment, source, state))
    return tuple(LayerGroupView(reality, name, hint, tuple(rows[reality])) for reality, name, hint in _GROUPS)


def _layer_row(moment: Moment, source: SourceDesign, state: SourceState) -> LayerRow:
    text, lamp, age = _how(moment, source.name, source.organisation, state)
    return LayerRow(source.name, source.title, text, lamp, age, source.name not in moment.hidden)


def _how(moment: Moment, name: str, organisation: str, state: SourceState) -> tuple[str, Glyph, str]:
    """Return how a source is doing: the words, the lamp, and the age that stands at the right when it is dead."""
    facts = state.facts
    if state.dead_since:
        text = _("{wie} · dood sinds {tijd}").format(wie=organisation, tijd=time_of(state.dead_since))
        return text, Glyph.DEAD, age_text(moment.now - state.dead_since)
    if not facts.fetched_at:
        words = _("wordt opgehaald") if state.loading else _("gestopt") if state.stopped else state.fault
        if words and len(organisation) + len(words) > _SHORT + 9:
            words = _("niet op te halen")  # the sheet of the source says why, in full
        return f"{organisation} · {words or _('nog niet opgehaald')}", Glyph.OFF if not state.fault else Glyph.ASK, ""
    if not facts.complete:
        return f"{organisation} · {_('onvolledig')} {state.features} / {facts.expected or '?'}", Glyph.HALF, ""
    conflict = _conflicting(moment, name)
    if conflict:
        return conflict, Glyph.CONFLICT, ""
    age = age_text(moment.now - facts.fetched_at)
    if state.stale_since:
        text = _("{wie} · verouderd sinds {tijd}").format(wie=organisation, tijd=time_of(state.stale_since))
        return text, Glyph.HALF, age
    count = f" · {state.features}" if state.features > 1 else ""
    return f"{organisation}{count} · {age}", Glyph.LIVE if facts.in_time else Glyph.HALF, ""


def _conflicting(moment: Moment, source: str) -> str:
    for need in moment.design.needs if moment.design else ():
        if need.source == source:
            for state in moment.picture.items.values():
                text = _conflict_of(moment, need, state) if state.item_class == need.item_class else ""
                if text:
                    values = " ≠ ".join(part.split(" (")[0] for part in text.split(" ≠ "))
                    return _("twee waarden") + (f" · {values}" if len(values) <= _SHORT else "")
    return ""


def _conflict_of(moment: Moment, need: InformationNeed, state: ItemState) -> str:
    for name in need.attributes:
        heads = state.heads.get(name, ())
        view = judge(heads, moment.now, "", DAY, moment.picture.both_right(state.id, name))
        if view is not None and view.status is Agreement.TEGENSTRIJDIG:
            return conflict_text((view.leading, *view.others))
    return ""


def questions_view(moment: Moment) -> QuestionsView:
    """Return the board: at most five open ones, the rest folded, the answered quiet."""
    asked = moment.asked()
    shown, folded = board(asked, moment.incident.opened_at, moment.now)
    grip = max(moment.picture.grip_levels.values(), default=0)
    met = [q for q in folded if not q.status.open]
    return QuestionsView(
        heading=_("{n} van {alle}").format(n=len(met), alle=len(asked)),
        subheading=_("vragen beantwoord bij GRIP {n}").format(n=grip) if grip else _("vragen beantwoord, zonder GRIP"),
        open=tuple(_question_row(q) for q in shown), later=tuple(_question_row(q) for q in folded if q.status.open),
        met=tuple(_question_row(q) for q in met),
    )  # fmt: skip


def _question_row(question: Question) -> QuestionRow:
    need = question.need
    wrong, _dot, called = question.text.partition(" · gebeld ")
    return QuestionRow(
        need.id, question.status, need.question, wrong, column_of(need.owner.organisation), need.owner.function,
        question.number, age_text(question.age) if question.age else "", f"gebeld {called}" if called else "",
        place=need.area != "regio",
    )  # fmt: skip


def footer_view(moment: Moment) -> FooterView:
    """Return the keys of the mode."""
    if moment.looking_back:
        back = (KeyHint("Esc", _("naar nu")), KeyHint("Q", _("volgende bril")), KeyHint("F9", _("palet")))
        return FooterView(back, note=_("Bewerken staat uit zolang u terugkijkt"))
    hints = (
        KeyHint("Ctrl+K", _("zoeken")), KeyHint("W", _("wat is er veranderd")), KeyHint("Ctrl+G", _("GRIP vastleggen")),
        KeyHint("F9", _("palet")), KeyHint("F1", _("toetsen")),
    )  # fmt: skip
    return FooterView(hints)
