"""Ctrl+Z at the desk: the last own act no longer holds, the footer says which, and the log keeps everything."""

from __future__ import annotations

from hands import click, events, item, mark_of, newest, press
from PySide6.QtCore import Qt

from cop_app.domain import bodies
from cop_app.domain.commands import PutItem
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Reality
from cop_app.domain.item import GEOMETRY
from cop_app.ui.acts.undoing import ConfirmSheet

WOUNDED = "tellingen:gewond-ghor"


def footer(shown):
    view = shown.window.footer.view
    return view.last if view.can_undo else ""


def place_sign(shown, x=320):
    shown._command("draw_sign")
    click(shown.canvas, x, 300)
    return newest(shown).id


def test_nothing_is_offered_before_something_was_done(shown):
    before = len(events(shown))
    assert footer(shown) == ""
    assert not shown.window.footer.undo.isVisible()
    shown._command("undo")
    assert len(events(shown)) == before


def test_a_drawn_sign_is_withdrawn_and_the_footer_goes_one_back(shown):
    first, second = place_sign(shown), place_sign(shown, 500)
    count = len(events(shown))
    assert footer(shown) == "CoPI getekend"
    shown.window.footer.undo.click()
    assert item(shown, second).deleted
    assert shown.window.footer.view.note == "Teruggenomen: CoPI getekend"
    assert len(events(shown)) > count
    assert footer(shown) == "CoPI getekend"
    press(shown.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert item(shown, first).deleted
    assert footer(shown) == ""


def test_what_counterparts_did_is_never_undone(shown):
    before = len(events(shown))
    shown._command("undo")
    assert len(events(shown)) == before
    assert mark_of(shown, "oefening:copi") is not None


def test_a_settled_contradiction_is_open_again_with_both_voices(shown):
    shown.bench.select(WOUNDED)
    dock = shown.window.right.object
    before = next(a for a in dock.view.attributes if a.conflict)
    dock.decided.emit(WOUNDED, "aantal", before.opgaven[0].id, "geteld aan de poort")
    assert not any(a.conflict for a in dock.view.attributes)
    assert footer(shown) == "Aantal: gekozen"
    shown._command("undo")
    after = next(a for a in dock.view.attributes if a.conflict)
    assert after.summary == before.summary


def test_a_call_noted_by_mistake_no_longer_shows(shown):
    questions = shown.window.right.questions
    row = next(row for row in questions.view.open if not row.called)
    questions.answered.emit(row.id, "geen gehoor")
    shown._command("undo")
    again = next(r for r in (*questions.view.open, *questions.view.later) if r.id == row.id)
    assert again.called == ""
    assert len(events(shown, bodies.QUESTION_CALLED)) == 2  # the one of the script, and the one undone: both stay


def test_a_withdrawal_is_taken_back(shown):
    made = place_sign(shown)
    shown._command("withdraw")
    shown.window.sheet.go.click()
    assert item(shown, made).deleted
    shown._command("undo")
    assert not item(shown, made).deleted
    assert not mark_of(shown, made).state.withdrawn


def test_a_level_asks_first_and_then_ends_so_that_everybody_can_read_it(shown):
    levels = [g.level for g in shown.window.strip.view.grip]
    shown._command("grip")
    sheet = shown.window.sheet
    next(b for b in sheet.levels if b.level == 4).click()
    sheet.save.click()
    assert [g.level for g in shown.window.strip.view.grip] == [4]
    shown._command("undo")
    asked = shown.window.sheet
    assert isinstance(asked, ConfirmSheet)
    assert [g.level for g in shown.window.strip.view.grip] == [4]
    asked.go.click()
    assert [g.level for g in shown.window.strip.view.grip] == levels
    assert [e.body["level"] for e in events(shown, bodies.GRIP_DECLARED)] == [1, 2, 4, 2]
    assert len(events(shown, bodies.GRIP_ENDED)) == 1


def test_a_question_that_waited_while_one_looks_back_ends_nothing(shown, desk):
    shown._command("grip")
    sheet = shown.window.sheet
    next(b for b in sheet.levels if b.level == 4).click()
    sheet.save.click()
    shown._command("undo")
    asked = shown.window.sheet
    shown.look_back(desk.scenario.start + 600_000)
    asked.go.click()
    assert events(shown, bodies.GRIP_ENDED) == []
    assert "terugkijkt" in shown.window.stage.error.view.text


def test_what_somebody_else_built_upon_is_told_and_stays(shown):
    made = place_sign(shown)
    state = item(shown, made)
    command = PutItem(made, "copi", Reality.ACTUEEL, {}, str(state.value(GEOMETRY)))
    shown.desk.session.submit(shown.desk.incident, command, actor_for("IM ROT"))
    shown.refresh()
    shown._command("undo")
    assert "IM ROT" in shown.window.stage.error.view.text
    assert not item(shown, made).deleted


def test_looking_back_offers_nothing_to_undo(shown, desk):
    place_sign(shown)
    shown.look_back(desk.scenario.start + 600_000)
    assert footer(shown) == ""


def test_it_is_told_once_in_what_changed(shown):
    place_sign(shown)
    shown._command("undo")
    texts = [row.text for row in shown.window.drawer.view.rows]
    assert texts[0].startswith("Ongedaan gemaakt: ")
    assert sum("CoPI" in text for text in texts[:2]) == 1
