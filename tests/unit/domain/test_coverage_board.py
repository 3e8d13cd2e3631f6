"""States of information questions: the worst that holds, and never a 0 that is only silence."""

from __future__ import annotations

import pytest

from cop_app.domain.chain import InformationNeed, Owner
from cop_app.domain.coverage import NeedFacts, Question, QuestionStatus, board, judge_need

NOW = 1_773_340_000_000
MIN = 60_000


def need(**changes: object) -> InformationNeed:
    fields: dict[str, object] = {
        "id": "n", "question": "Wat?", "teams": ("CoPI",), "owner": Owner("Politie", "OvD-P", "088"), "from_grip": 1,
        "area": "punt", "source": "afzettingen", "item_class": "afzetting", "max_age_min": 15,
    }  # fmt: skip
    return InformationNeed(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (NeedFacts(), QuestionStatus.ONTBREEKT),
        (NeedFacts(found=3, newest=NOW - 5 * MIN), QuestionStatus.AANWEZIG),
        (NeedFacts(found=3, newest=NOW - 16 * MIN), QuestionStatus.VEROUDERD),
        (NeedFacts(found=3, newest=NOW, source_ok=False), QuestionStatus.VEROUDERD),
        (NeedFacts(found=3, newest=NOW, complete=False, expected=9), QuestionStatus.ONVOLLEDIG),
        (NeedFacts(found=0, newest=NOW, complete=False), QuestionStatus.ONVOLLEDIG),
        (NeedFacts(found=0, newest=NOW), QuestionStatus.AANWEZIG),
        (NeedFacts(found=2, newest=NOW, conflict="12 ≠ 17"), QuestionStatus.TEGENSTRIJDIG),
        (NeedFacts(found=2, newest=NOW, missing_attributes=("soort",)), QuestionStatus.ONVOLLEDIG),
    ],
)
def test_what_is_known_gives_the_state_of_a_question(facts: NeedFacts, status: QuestionStatus) -> None:
    assert judge_need(need(), facts, NOW).status is status


def test_zero_from_a_stale_source_is_unknown_not_zero() -> None:
    answer = judge_need(need(), NeedFacts(found=0, newest=NOW - MIN, source_ok=False), NOW)
    assert answer.status is QuestionStatus.ONVOLLEDIG
    assert "onbekend" in answer.text
    assert "0" not in answer.text


def test_what_is_within_the_norm_but_from_a_silent_source_says_so() -> None:
    late = judge_need(need(), NeedFacts(found=3, newest=NOW - 16 * MIN, source_ok=False), NOW)
    silent = judge_need(need(), NeedFacts(found=3, newest=NOW - 13 * MIN, source_ok=False), NOW)
    assert (late.text, silent.text) == ("16 min oud, norm 15 min · OvD-P", "bron zwijgt, 13 min oud · OvD-P")


def test_only_a_function_can_answer_a_judgement() -> None:
    asked = need(judgement=True)
    assert judge_need(asked, NeedFacts(found=4, newest=NOW), NOW).status is QuestionStatus.NAVRAGEN
    assert judge_need(asked, NeedFacts(found=4, newest=NOW, known_by="OvD-P"), NOW).status is QuestionStatus.AANWEZIG


def test_the_word_of_a_function_answers_what_no_source_brings() -> None:
    asked = need(source="handmatig")
    assert judge_need(asked, NeedFacts(newest=NOW), NOW).status is QuestionStatus.ONTBREEKT
    assert judge_need(asked, NeedFacts(newest=NOW, known_by="OvD-P"), NOW).status is QuestionStatus.AANWEZIG


def test_a_call_is_shown_with_its_time_but_answers_nothing() -> None:
    answer = judge_need(need(), NeedFacts(called_at=NOW, call_result="belt terug"), NOW)
    assert answer.status is QuestionStatus.ONTBREEKT
    assert "gebeld" in answer.text
    assert "belt terug" in answer.text


def open_question(index: int, *, first: bool) -> Question:
    return judge_need(need(id=f"n{index}", first=first), NeedFacts(), NOW)


def test_board_shows_at_most_five_and_folds_the_rest() -> None:
    asked = [open_question(i, first=i % 2 == 0) for i in range(14)]
    shown, folded = board(asked, opened_at=NOW - 60 * MIN, now=NOW)
    assert len(shown) == 5
    assert len(folded) == 9


def test_first_quarter_shows_only_first_questions() -> None:
    asked = [open_question(i, first=i == 7) for i in range(14)]
    shown, _ = board(asked, opened_at=NOW - 14 * MIN, now=NOW)
    assert [q.need.id for q in shown] == ["n7"]
    later, _ = board(asked, opened_at=NOW - 15 * MIN, now=NOW)
    assert len(later) == 5
    shown, _ = board(asked, opened_at=NOW - 15 * MIN, now=NOW)
    assert len(shown) == 5
