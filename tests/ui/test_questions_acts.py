"""Vragen at the desk: asked, called with a result, shown on the map, and the board of all; towards the next meeting."""

from __future__ import annotations

import pytest
from hands import events, press
from PySide6.QtCore import Qt

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.coverage import QuestionStatus
from cop_app.domain.item import GEOMETRY
from cop_app.geo.wkb import shape_of
from cop_app.ui.acts.ask_sheet import AskSheet
from cop_app.ui.acts.meeting import MeetingSheet
from cop_app.ui.board import BoardLine
from cop_app.ui.questions import OpenQuestion
from cop_app.ui.views import BarKind


def rows(shown):
    return [row for row in shown.window.right.questions.list.rows() if isinstance(row, OpenQuestion)]


def row_of(shown, need):
    view = shown.window.right.questions.view
    return next(row for row in (*view.open, *view.later, *view.met) if row.id == need)


def plan(shown, minutes, rhythm="0"):
    shown._command("meeting")
    sheet = shown.window.sheet
    assert isinstance(sheet, MeetingSheet)
    now = shown.bench.now()
    sheet.at.setTime(sheet.at.time().addSecs(minutes * 60 - (sheet.at.instant() - now) // 1000))
    sheet.rhythm.choose(rhythm)
    sheet.save.click()
    return now + minutes * MINUTE


@pytest.mark.parametrize(("key", "result"), [("1", "geen gehoor"), ("2", "antwoord volgt"), ("3", "beantwoord")])
def test_a_call_with_its_result_takes_two_keys(shown, key, result):
    row = rows(shown)[0]
    press(row, Qt.Key.Key_G)
    press(row, getattr(Qt.Key, f"Key_{key}"))
    body = events(shown, bodies.QUESTION_CALLED)[-1].body
    assert (body["need"], body["result"]) == (row.view.id, result)
    assert row_of(shown, row.view.id).called == f"gebeld 19:46 · {result}"


def test_another_key_after_g_records_nothing(shown):
    before = len(events(shown, bodies.QUESTION_CALLED))
    row = rows(shown)[0]
    press(row, Qt.Key.Key_G)
    press(row, Qt.Key.Key_9)
    press(row, Qt.Key.Key_1)
    assert len(events(shown, bodies.QUESTION_CALLED)) == before


def test_the_two_keys_outlive_a_refresh_between_them(shown):
    row = rows(shown)[0]
    need = row.view.id
    press(row, Qt.Key.Key_G)
    shown.go_on(1000)
    again = next(r for r in rows(shown) if r.view.id == need)
    assert again.armed
    press(again, Qt.Key.Key_2)
    assert events(shown, bodies.QUESTION_CALLED)[-1].body["result"] == "antwoord volgt"


def test_asking_names_owner_number_and_chain_and_is_remembered(shown):
    need = rows(shown)[0].view.id
    shown._command("ask")
    sheet = shown.window.sheet
    assert isinstance(sheet, AskSheet)
    design_need = shown.bench.moment().design.need(need)
    assert sheet.to.text() == design_need.owner.function
    assert sheet.text.words() == design_need.question
    sheet.text.setPlainText("Hoeveel liggend, hoeveel zittend?")
    press(sheet.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    body = events(shown, bodies.QUESTION_ASKED)[-1].body
    assert (body["need"], body["to"]) == (need, design_need.owner.function)
    assert body["text"] == "Hoeveel liggend, hoeveel zittend?"
    assert row_of(shown, need).called == "gevraagd 19:46"


def test_changed_words_of_a_question_wait_under_another_sheet(shown):
    shown._command("ask")
    sheet = shown.window.sheet
    sheet.text.setPlainText("Anders gevraagd")
    shown._command("meeting")
    press(shown.window.sheet, Qt.Key.Key_Escape)
    assert shown.window.sheet is sheet


def test_a_question_brings_its_area_into_view(shown):
    effect = next(r for r in (*shown.window.right.questions.view.met,) if "effectgebied nu" in r.need)
    shown.bench.look_at(150_000.0, 510_000.0)
    shown.window.right.questions.show_on_map.emit(effect.id)
    items = shown.bench.moment().picture.items.values()
    boxes = [shape_of(str(s.value(GEOMETRY))).bounds for s in items if s.item_class == "effectgebied"]
    x0, y0, x1, y1 = shown.canvas.view.extent
    assert all(x0 <= b[0] and y0 <= b[1] and x1 >= b[2] and y1 >= b[3] for b in boxes)
    assert shown.window.right.current == "vragen"


def test_a_question_without_a_place_shows_the_area_in_which_it_matters(shown):
    shown.bench.look_at(150_000.0, 510_000.0)
    missing = next(r for r in (*shown.window.right.questions.view.open, *shown.window.right.questions.view.later)
                   if r.status is QuestionStatus.ONTBREEKT)  # fmt: skip
    shown.window.right.questions.show_on_map.emit(missing.id)
    x, y = shown.desk.centre
    x0, y0, x1, y1 = shown.canvas.view.extent
    assert x0 < x < x1 and y0 < y < y1


# -- the board


@pytest.fixture
def board(shown):
    shown._command("all_questions")
    return shown.window.board


def lines(board):
    return [row for row in board.list.rows() if isinstance(row, BoardLine)]


def test_the_board_holds_every_question_of_every_team(shown, board):
    moment = shown.bench.moment()
    grip = max(moment.picture.grip_levels.values())
    wanted = {need.id for need in moment.design.needs_for(moment.incident.kind, grip)}
    assert {line.view.row.id for line in lines(board)} == wanted
    assert board.isVisible()
    assert board.geometry().right() == shown.window.strip.geometry().right()


def test_it_can_be_narrowed_to_my_team_and_to_what_is_wrong(shown, board):
    every = len(lines(board))
    board.filter.choose("team")
    mine = [line.view for line in lines(board)]
    assert 0 < len(mine) < every
    assert all("CoPI" in row.for_whom for row in mine)
    board.filter.choose("open")
    assert all(line.view.row.status.open for line in lines(board))


def test_walking_the_rows_tells_each_in_full(shown, board):
    first = board.chosen
    press(board.list, Qt.Key.Key_Down)
    assert board.chosen != first
    need = shown.bench.moment().design.need(board.chosen)
    assert board.detail.view.title == need.question
    assert board.detail.view.number == need.owner.number
    assert [hop[0] for hop in board.detail.view.hops[1:]] == [hop[0] for hop in need.via]


def test_a_contradiction_stands_side_by_side_in_the_detail(shown, board):
    disputed = next(line for line in lines(board) if line.view.row.status is QuestionStatus.TEGENSTRIJDIG)
    disputed.click()
    assert [opgave.value for opgave in board.detail.view.opgaven] == ["12", "17"]


def test_a_result_from_the_board_is_told_in_its_history(shown, board):
    board.detail.results[0].click()
    when, what = board.detail.view.contacts[0]
    assert when == "19:46"
    assert "geen gehoor" in what
    assert "IM CoPI" in what


def test_escape_and_the_map_button_go_back(shown, board):
    press(board, Qt.Key.Key_Escape)
    assert shown.window.board is None
    shown._command("all_questions")
    shown.window.board.back.click()
    assert shown.window.board is None
    shown._command("all_questions")
    shown.window.board.detail.map.click()
    assert shown.window.board is None


# -- the next meeting


def test_a_meeting_stands_in_strip_timeline_and_questions(shown):
    at = plan(shown, 14, "30")
    assert shown.window.strip.view.function_detail == "overleg 20:00"
    assert shown.window.right.questions.view.meeting == "vóór overleg 20:00"
    lane = next(lane for lane in shown.window.timeline.view.lanes if lane.name == "CoPI")
    planned = next(bar for bar in lane.bars if bar.kind is BarKind.PLANNED)
    assert (planned.start, planned.text) == (at, "overleg 1")


def test_what_is_missing_says_before_which_meeting(shown):
    plan(shown, 14)
    view = shown.window.right.questions.view
    missing = [row for row in (*view.open, *view.later) if row.status is QuestionStatus.ONTBREEKT]
    assert missing
    assert all(row.wrong.startswith("nodig vóór 20:00") for row in missing)


def test_an_answer_that_will_be_too_old_by_then_says_until_when(shown):
    plan(shown, 100)
    ages = [row.age for row in shown.window.right.questions.view.met]
    assert any(age.startswith("tot ") for age in ages)


def test_a_meeting_begins_and_ends_and_the_rhythm_goes_on(shown, desk):
    at = plan(shown, 14, "30")
    desk.play_to(at)
    shown._command("meeting")
    shown.window.sheet.turn.click()
    assert shown.window.strip.view.function_detail == "overleg 1 loopt"
    desk.play_to(at + 10 * MINUTE)
    shown._command("meeting")
    shown.window.sheet.turn.click()
    assert shown.window.strip.view.function_detail == "overleg 20:30"
    lane = next(lane for lane in shown.window.timeline.view.lanes if lane.name == "CoPI")
    held = next(bar for bar in lane.bars if bar.kind is BarKind.HELD)
    assert (held.start, held.end) == (at, at + 10 * MINUTE)


def test_a_planned_meeting_can_be_undone(shown):
    plan(shown, 14)
    shown._command("undo")
    assert shown.window.right.questions.view.meeting == ""
    assert shown.window.strip.view.function_detail == "functie · multi"
