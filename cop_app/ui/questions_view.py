"""The information questions with what people did about them: asked, called with which result, and before which meeting.

The dock shows a few, the board all; both come from the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cop_app.domain import bodies
from cop_app.domain.chain import InformationNeed
from cop_app.domain.clock import DAY, MINUTE, age_text
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.coverage import Question, QuestionStatus, questions
from cop_app.domain.facts import gather
from cop_app.domain.item import Claim
from cop_app.domain.meetings import Agenda, agenda
from cop_app.i18n import _
from cop_app.ui.presenter import Moment, column_of, questions_view, time_of
from cop_app.ui.situation_view import section_of
from cop_app.ui.views import OpgaveView, QuestionRow, QuestionsView


@dataclass(frozen=True, slots=True)
class Contact:
    """Something a person did about a question: asked or called, when, by whom, and what came of it."""

    at: int
    words: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A question on the board; `share` is its age against its norm (1.0 = as old as allowed), None without an age."""

    row: QuestionRow
    section: str
    known: str
    share: float | None
    age: str
    norm: str
    for_whom: str
    own_team: bool


@dataclass(frozen=True, slots=True)
class DetailView:
    """One question opened: values side by side, the chain as designed, whom to call, and what was done about it."""

    id: str
    title: str
    status: QuestionStatus
    subtitle: str
    opgaven: tuple[OpgaveView, ...] = ()
    hops: tuple[tuple[str, str], ...] = ()
    agreement: str = ""
    owner: str = ""
    number: str = ""
    column: str = ""
    contacts: tuple[tuple[str, str], ...] = ()
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class BoardView:
    """The whole board."""

    heading: str
    detail: str
    rows: tuple[BoardRow, ...]


def agenda_of(moment: Moment, team: str = "") -> Agenda:
    """Return the meetings of a team, by default one's own, as known at the moment."""
    return agenda(moment.picture.entries("meetings"), team or moment.team)


def dock_view(moment: Moment) -> QuestionsView:
    """Return the questions for the dock, with what was asked and before which meeting they are needed."""
    view = questions_view(moment)
    asked = _asked(moment)
    plan = agenda_of(moment)
    before = plan.next_at if plan.next_at > moment.now else 0
    meeting = _("vóór overleg {tijd}").format(tijd=time_of(before)) if before else ""
    needs = {need.id: need for need in moment.design.needs} if moment.design else {}
    return replace(
        view, meeting=meeting, open=tuple(_with_contact(row, asked, before) for row in view.open),
        later=tuple(_with_contact(row, asked, before) for row in view.later),
        met=tuple(_expiring(row, needs[row.id], moment, before) for row in view.met),
    )  # fmt: skip


def _with_contact(row: QuestionRow, asked: Mapping[str, Contact], before: int) -> QuestionRow:
    """Add that it was asked, and before which meeting it is needed when nothing is known yet."""
    contact = asked.get(row.id)
    called = row.called
    if contact is not None and not called:
        called = contact.words
    wrong = row.wrong
    if before and row.status is QuestionStatus.ONTBREEKT:
        wrong = _("nodig vóór {tijd} · {wie}").format(tijd=time_of(before), wie=row.owner or _("geen eigenaar"))
    return replace(row, called=called, wrong=wrong)


def _expiring(row: QuestionRow, need: InformationNeed, moment: Moment, before: int) -> QuestionRow:
    """Say of an answer that it will be too old at the next meeting."""
    newest = _newest(moment, need)
    until = newest + need.max_age_min * MINUTE
    if not (before and newest and moment.now < until < before):
        return row
    return replace(row, age=_("tot {tijd}").format(tijd=time_of(until)))


def _newest(moment: Moment, need: InformationNeed) -> int:
    """Return the time of the newest value of a need that people bring: a source refreshes itself."""
    if need.source in moment.sources:
        return 0
    states = [s for s in moment.picture.items.values() if s.item_class == need.item_class and not s.deleted]
    return max((c.time for s in states for heads in s.heads.values() for c in heads), default=0)


def _asked(moment: Moment) -> dict[str, Contact]:
    found = {}
    for event in moment.picture.entries("questions"):
        body = event.body or {}
        words = _("gevraagd {tijd}").format(tijd=time_of(event.header.story))
        found[str(body["need"])] = Contact(event.header.story, words)
    return found


# -- the board


def board_view(moment: Moment) -> BoardView:
    """Return every question in force, for all teams, in the four legal parts."""
    found = _all(moment)
    met = sum(1 for question in found if not question.status.open)
    design = moment.design
    detail = ""
    if design is not None:
        detail = _("{ontwerp}, versie {n} · stand {tijd}").format(
            ontwerp=design.name, n=design.version, tijd=time_of(moment.now)
        )
    asked = _asked(moment)
    rows = tuple(_board_row(moment, question, asked) for question in found)
    return BoardView(_("{n} van {alle} vragen beantwoord").format(n=met, alle=len(found)), detail, rows)


def _all(moment: Moment) -> tuple[Question, ...]:
    if moment.design is None:
        return ()
    grip = max(moment.picture.grip_levels.values(), default=0)
    facts = {name: state.facts for name, state in moment.sources.items()}
    kind = moment.incident.kind
    gathered = gather(moment.design, kind, grip, moment.picture, facts, moment.now)
    return questions(moment.design, kind, grip, gathered, moment.now)


def _board_row(moment: Moment, question: Question, asked: Mapping[str, Contact]) -> BoardRow:
    need = question.need
    known, _dot, called = question.text.partition(" · gebeld ")
    contact = f"gebeld {called}" if called else asked[need.id].words if need.id in asked else ""
    row = QuestionRow(
        need.id, question.status, need.question, known, column_of(need.owner.organisation),
        need.owner.function or (need.owner.organisation if need.owner.known else _("geen eigenaar")),
        question.number, age_text(question.age) if question.age else "", contact,
    )  # fmt: skip
    share = question.age / (need.max_age_min * MINUTE) if question.age else None
    return BoardRow(
        row, section_of(need.item_class), known, share, row.age, _("norm {n} min").format(n=need.max_age_min),
        ", ".join(need.teams), moment.team in need.teams,
    )  # fmt: skip


def detail_view(moment: Moment, need_id: str) -> DetailView | None:
    """Return one question opened; None when no such need is in force."""
    question = next((q for q in _all(moment) if q.need.id == need_id), None)
    if question is None:
        return None
    need = question.need
    plan = agenda_of(moment)
    shared = ", ".join(need.share_with) or _("alle teams")
    subtitle = _("Vanaf GRIP {n} · norm {max} min · delen: {wie}").format(
        n=need.from_grip, max=need.max_age_min, wie=shared
    )
    hops = ((need.owner.function or need.owner.organisation, _("bron")), *need.via) if need.owner.known else need.via
    meeting = ""
    if plan.next_at > moment.now:
        meeting = _("Volgend overleg {team} {tijd}, nog {duur}").format(
            team=moment.team, tijd=time_of(plan.next_at), duur=age_text(plan.next_at - moment.now)
        )
    return DetailView(
        need.id, need.question, question.status, subtitle, _opgaven(moment, need), tuple(hops), _agreement(need),
        need.owner.function or (need.owner.organisation if need.owner.known else _("geen eigenaar")),
        need.owner.number, column_of(need.owner.organisation),
        tuple((time_of(c.at), c.words) for c in sorted(_contacts(moment, need.id), key=lambda c: -c.at)), meeting,
    )  # fmt: skip


def _agreement(need: InformationNeed) -> str:
    told = need.agreement
    if not told.get("naam"):
        return ""
    until = _(", geldig tot {dag}").format(dag=told["geldig_tot"]) if told.get("geldig_tot") else ""
    review = _(", herzien op {dag}").format(dag=told["herzien_op"]) if told.get("herzien_op") else ""
    return told["naam"] + until + review


def _opgaven(moment: Moment, need: InformationNeed) -> tuple[OpgaveView, ...]:
    """Return the two values that contradict, when there are."""
    for state in moment.picture.items.values():
        if state.item_class != need.item_class or state.deleted:
            continue
        for attribute in need.attributes:
            heads = state.heads.get(attribute, ())
            owner = need.attribute_owners.get(attribute, "")
            view = judge(heads, moment.now, owner, DAY, moment.picture.both_right(state.id, attribute))
            if view is not None and view.status is Agreement.TEGENSTRIJDIG:
                return tuple(_opgave(claim) for claim in sorted(heads, key=lambda c: c.time)[:2])
    return ()


def _opgave(claim: Claim) -> OpgaveView:
    seen = ((_("gezien"), time_of(claim.observed_at)),) if claim.observed_at else ()
    told = ((_("gemeld"), time_of(claim.published_at or claim.recorded_at)),)
    source = claim.team or claim.organisation
    return OpgaveView(claim.id, str(claim.value), source, column_of(claim.organisation), lines=(*seen, *told))


def _contacts(moment: Moment, need: str) -> Iterable[Contact]:
    for topic in ("questions", "calls"):
        for event in moment.picture.entries(topic):
            body = event.body or {}
            if body.get("need") != need:
                continue
            actor = bodies.actor_of(body)
            who = f" · {actor.function}" if actor else ""
            at = int(body.get("at") or event.header.story)
            if topic == "questions":
                yield Contact(at, _("gevraagd aan {wie}").format(wie=body.get("to", "")) + who)
            else:
                result = f": {body['result']}" if body.get("result") else ""
                yield Contact(at, _("gebeld") + result + who)
