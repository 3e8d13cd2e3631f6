"""Coverage: which information questions are answered, and how well.

Pure over facts that the session gathers from store and geo. A zero that comes from an absent, partial or stale source
is unknown, never 0. The board shows at most five open questions for a team before its next
meeting; in the first quarter of an hour only those marked `eerst`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cop_app.domain.chain import BY_HAND, ChainDesign, InformationNeed
from cop_app.domain.clock import MINUTE, age_text, local

FIRST_MINUTES = 15
BOARD_SIZE = 5


class QuestionStatus(StrEnum):
    """States of an information question, the most urgent first."""

    ONTBREEKT = "ontbreekt"
    TEGENSTRIJDIG = "tegenstrijdig"
    ONVOLLEDIG = "onvolledig"
    VEROUDERD = "verouderd"
    NAVRAGEN = "navragen"
    AANWEZIG = "aanwezig"

    @property
    def open(self) -> bool:
        """Return whether somebody must still act."""
        return self is not QuestionStatus.AANWEZIG


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """What is known on this laptop for one need: gathered by the session, judged here.

    `newest` is the time of the newest value (0 = none); `source_ok` says the source is loaded and in time;
    `conflict` names both values when heads contradict; `found` may be 0 only when the source is complete and in time.
    """

    found: int = 0
    newest: int = 0
    complete: bool = True
    source_ok: bool = True
    expected: int = 0
    missing_attributes: tuple[str, ...] = ()
    conflict: str = ""
    summary: str = ""
    known_by: str = ""
    called_at: int = 0
    call_result: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the board shows it."""

    need: InformationNeed
    status: QuestionStatus
    age: int
    text: str
    called_at: int = 0

    @property
    def number(self) -> str:
        """Return the duty number of the owner, to call; "" when the design names none."""
        return self.need.owner.number


def judge_need(need: InformationNeed, facts: NeedFacts, now: int) -> Question:
    """Return the state of one need: the worst that holds wins, in the order of `QuestionStatus`."""
    age = now - facts.newest if facts.newest else 0
    status, text = _status(need, facts, age)
    if facts.called_at and status.open:
        result = f" · {facts.call_result}" if facts.call_result else ""
        text = f"{text} · gebeld {local(facts.called_at):%H:%M}{result}"
    return Question(need, status, age, text, facts.called_at)


def _status(need: InformationNeed, facts: NeedFacts, age: int) -> tuple[QuestionStatus, str]:
    if facts.conflict:
        return QuestionStatus.TEGENSTRIJDIG, facts.conflict
    if need.judgement and not facts.known_by:
        return QuestionStatus.NAVRAGEN, f"alleen {need.owner.function or need.owner.organisation} kan dit zeggen"
    nothing = facts.found == 0 and not facts.known_by
    if nothing and (need.source == BY_HAND or not facts.newest):
        return QuestionStatus.ONTBREEKT, f"nog niet ontvangen · {_owner(need)}"
    if nothing and not (facts.source_ok and facts.complete):
        return QuestionStatus.ONVOLLEDIG, "onbekend: de bron is niet compleet of te oud"
    if not facts.complete:
        of = f" {facts.found} van {facts.expected}" if facts.expected else ""
        return QuestionStatus.ONVOLLEDIG, f"onvolledig{of} · {_owner(need)}"
    if facts.missing_attributes:
        return QuestionStatus.ONVOLLEDIG, f"zonder {', '.join(facts.missing_attributes)}"
    if age > need.max_age_min * MINUTE:
        return QuestionStatus.VEROUDERD, f"{age_text(age)} oud, norm {need.max_age_min} min · {_owner(need)}"
    if not facts.source_ok:  # within the norm, but nobody would hear of a change
        return QuestionStatus.VEROUDERD, f"bron zwijgt, {age_text(age)} oud · {_owner(need)}"
    return QuestionStatus.AANWEZIG, facts.summary or f"{facts.found} gevonden"


def _owner(need: InformationNeed) -> str:
    if not need.owner.known:
        return "geen eigenaar"
    return need.owner.function or need.owner.organisation


def questions(
    design: ChainDesign, kind: str, grip: int, facts: Mapping[str, NeedFacts], now: int, team: str = ""
) -> tuple[Question, ...]:
    """Return all questions in force for a team ("" = every team), open ones first, worst first, no owner first."""
    chosen = [need for need in design.needs_for(kind, grip) if not team or team in need.teams]
    judged = [judge_need(need, facts.get(need.id, NeedFacts()), now) for need in chosen]
    order = list(QuestionStatus)
    return tuple(
        sorted(judged, key=lambda q: (not q.status.open, q.need.owner.known, not q.need.first, order.index(q.status)))
    )


def board(asked: Sequence[Question], opened_at: int, now: int) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """Split questions in the at most five to show and the rest that is folded.

    In the first quarter of an hour only questions marked `eerst` are shown.
    """
    early = now - opened_at < FIRST_MINUTES * MINUTE
    shown = [q for q in asked if q.status.open and (q.need.first or not early)][:BOARD_SIZE]
    kept = {q.need.id for q in shown}
    return tuple(shown), tuple(q for q in asked if q.need.id not in kept)
