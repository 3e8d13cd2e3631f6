"""The window on an exercise: what the hands do reaches the session, and what the session says reaches the eye."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy, QTest

from cop_app.bootstrap import read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.map.palette import load_palette
from cop_app.ui.desk_window import DeskWindow
from cop_app.ui.sheets import GripSheet
from cop_app.ui.theme import PALETTES, load_fonts
from cop_app.ui.views import WindowMode

WOUNDED = "tellingen:gewond-ghor"


def events(desk, kind):
    return [e for e in desk.session.events(desk.incident) if e.kind == kind]


def mark_of(shown, item):
    return next(mark for mark in shown.canvas._marks if mark.item == item)


def test_at_most_five_questions_stand_open_and_the_rest_is_folded(shown):
    view = shown.window.right.questions.view
    assert 0 < len(view.open) <= 5
    assert len(view.open) + len(view.later) + len(view.met) > 10
    assert any("12 (CoPI 19:27) ≠ 17 (GHOR 19:40)" in row.wrong for row in (*view.open, *view.later))


def test_five_at_most_holds_at_every_quarter_of_the_exercise(qtbot, layers, tmp_path):
    load_fonts()
    desk = ExerciseDesk(read_exercise("havenbrand"), layers, tmp_path)
    made = DeskWindow(desk, layers)
    qtbot.addWidget(made.window)
    folded = 0
    for minutes in range(0, 91, 15):
        desk.play_to(desk.scenario.start + minutes * MINUTE)
        made.refresh()
        view = made.window.right.questions.view
        assert len(view.open) <= 5
        folded += len(view.later)
    assert folded > 0
    desk.close()


def test_an_exercise_says_so_in_frame_and_strip(shown):
    assert shown.window.mode is WindowMode.OEFENING
    assert shown.window.strip.view.exercise == "Noorderlicht"
    assert shown.window.windowTitle().startswith(shown.window.strip.view.mode_word)


def test_looking_back_changes_frame_hints_and_picture(shown, desk):
    live_hints = shown.window.footer.view
    there_now = {mark.item for mark in shown.canvas._marks}
    shown.look_back(desk.scenario.start + 15 * MINUTE)
    assert shown.window.mode is WindowMode.TERUGKIJKEN
    assert shown.window.strip.view.clock == "19:15"
    assert [g.level for g in shown.window.strip.view.grip] == [1]
    assert "Bewerken staat uit" in shown.window.footer.view.note
    assert "Ctrl+G" not in [key.keys for key in shown.window.footer.view.hints]
    then = {mark.item for mark in shown.canvas._marks}
    assert WOUNDED in there_now - then
    shown._select("afzettingen:afz-1")
    assert not shown.window.right.object.view.editable
    shown.to_now()
    assert shown.window.mode is WindowMode.OEFENING
    assert shown.window.footer.view == live_hints
    assert {mark.item for mark in shown.canvas._marks} == there_now
    assert shown.window.right.object.view.editable


def test_the_timeline_looks_back_and_the_strip_returns(shown, desk):
    shown.window.timeline.moment_chosen.emit(desk.scenario.start + 28 * MINUTE)
    assert [g.level for g in shown.window.strip.view.grip] == [2]
    assert mark_of(shown, WOUNDED).text == "12"
    shown.window.strip.now_pressed.emit()
    assert shown.window.mode is WindowMode.OEFENING
    assert mark_of(shown, WOUNDED).text == "?"


def test_a_moment_to_come_is_now(shown, desk):
    shown.look_back(desk.scenario.marked + 10 * MINUTE)
    assert shown.window.mode is WindowMode.OEFENING


def test_a_lens_does_not_stay_on_the_live_picture_unseen(shown, desk):
    there_now = {mark.item for mark in shown.canvas._marks}
    shown.look_back(desk.scenario.start + 40 * MINUTE)
    shown.window.stage.lens.lens_chosen.emit("team:ROT")
    assert {mark.item for mark in shown.canvas._marks} != there_now
    shown.to_now()
    assert {mark.item for mark in shown.canvas._marks} == there_now


def test_a_click_on_a_sign_fills_the_object_card(shown, qtbot):
    mark = mark_of(shown, WOUNDED)
    x, y = (round(part) for part in shown.canvas.view.to_px(mark.x, mark.y))
    spy = QSignalSpy(shown.canvas.clicked)
    QTest.mouseClick(shown.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, y))
    assert spy.count() == 1
    card = shown.window.right.object.view
    assert card.id == WOUNDED
    assert shown.window.right.object.isVisible()
    disputed = next(a for a in card.attributes if a.conflict)
    assert "12" in disputed.summary
    assert "17" in disputed.summary
    assert mark_of(shown, WOUNDED).state.selected


def test_f9_goes_round_the_palettes_of_window_and_canvas(shown):
    for expected in (*PALETTES[1:], PALETTES[0]):
        shown.window.activateWindow()
        QTest.keyClick(shown.window, Qt.Key.Key_F9)
        assert shown.theme.name == expected
        shown.canvas.settle()
        picture = shown.canvas.grab().toImage()
        wanted = {QColor(load_palette(expected).colour(token)).rgb() for token in ("water", "industry", "build")}
        seen = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}
        assert len(wanted & seen) >= 2


def test_the_grip_sheet_writes_one_level_to_the_log(shown, desk):
    before = len(events(desk, bodies.GRIP_DECLARED))
    shown.window.strip.grip_pressed.emit()
    sheet = shown.window.sheet
    assert isinstance(sheet, GripSheet)
    assert sheet.level() is None
    assert not sheet.save.isEnabled()
    button = next(b for b in sheet.levels if b.level == 3)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    sheet.reason.setText("rook over de binnenstad")
    assert sheet.save.isEnabled()
    QTest.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    declared = events(desk, bodies.GRIP_DECLARED)
    assert len(declared) == before + 1
    assert declared[-1].body["level"] == 3
    assert declared[-1].body["reason"] == "rook over de binnenstad"
    assert shown.window.sheet is None
    assert [g.level for g in shown.window.strip.view.grip] == [3]


def test_called_is_noted_with_its_time(shown, desk):
    before = len(events(desk, bodies.QUESTION_CALLED))
    row = next(row for row in shown.window.right.questions.view.open if not row.called)
    shown.window.right.questions.called.emit(row.id)
    view = shown.window.right.questions.view
    again = next(r for r in (*view.open, *view.later) if r.id == row.id)
    assert again.called == "gebeld 19:46"
    assert again.wrong == row.wrong
    assert len(events(desk, bodies.QUESTION_CALLED)) == before + 1


def test_the_story_goes_on_while_someone_looks_back(shown, desk):
    shown.look_back(desk.scenario.start + 15 * MINUTE)
    shown.go_on(12_000)
    assert desk.clock.story() > desk.scenario.marked
    assert shown.window.strip.view.clock == "19:15"


def test_a_closed_eye_hides_a_partners_layer_and_never_what_people_said(shown):
    def items():
        return {mark.item for mark in shown.canvas._marks}

    assert "eenheden:16-2131" in items()
    shown.window.layers.visibility_pressed.emit("eenheden", False)
    assert "eenheden:16-2131" not in items()
    assert "oefening:copi" in items()
    shown.window.layers.visibility_pressed.emit("tellingen", False)
    assert WOUNDED in items()
    shown.window.layers.visibility_pressed.emit("eenheden", True)
    assert "eenheden:16-2131" in items()


def test_a_closed_desk_leaves_nothing_behind(qtbot, layers, tmp_path):
    """Forty megabytes of map each time: what holds on to the window is found here."""
    load_fonts()
    desk = ExerciseDesk(read_exercise("havenbrand"), layers, tmp_path)
    made = DeskWindow(desk, layers)
    made.window.show()
    made.refresh()
    made.theme.next_palette()
    watched = [weakref.ref(part) for part in (made, made.window, made.canvas, desk)]
    made.window.close()
    desk.close()
    made.window.deleteLater()
    del made, desk
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def gone():
        gc.collect()
        assert [part() for part in watched] == [None] * len(watched)

    qtbot.waitUntil(gone)
