"""Every key acts, every control is reached, and every state of the window says what it is in words."""

from __future__ import annotations

import pytest
from hands import click, events, press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QWidget

from cop_app.domain.clock import MINUTE
from cop_app.domain.errors import UserFacingError
from cop_app.ui.acts.fields import Choices
from cop_app.ui.acts.standing import LinkState
from cop_app.ui.command_palette import KeyCard
from cop_app.ui.controls import Row, RowList
from cop_app.ui.desk_search import COMMANDS
from cop_app.ui.keys import CHORDS, NAMES, SINGLE_KEYS, keys_of
from cop_app.ui.map_plates import parse_scale, scale_text
from cop_app.ui.theme import PALETTES
from cop_app.ui.views import Face, Glyph, ProgressView, WindowMode

BOXES = (QAbstractSpinBox, QComboBox)


def parents(widget):
    while (widget := widget.parentWidget()) is not None:
        yield widget


def controls(made):
    """What a person can operate: a button, a field, a choice of few and a list count one each, whatever they hold."""
    found = [b for b in made.findChildren(QAbstractButton) if b.isVisible() and not isinstance(b, Row)]
    found += [f for f in made.findChildren(QLineEdit) if f.isVisible() and not isinstance(f.parentWidget(), BOXES)]
    found += [box for kind in BOXES for box in made.findChildren(kind) if box.isVisible()]
    found += [c for c in made.findChildren(Choices) if c.isVisible()]
    found = [c for c in found if not any(isinstance(p, RowList) for p in parents(c))]
    return found + [r for r in made.findChildren(RowList) if r.isVisible() and r.rows()]


# -- keys


def test_every_key_and_every_name_acts(shown):
    asked = {*SINGLE_KEYS.values(), *CHORDS.values(), *NAMES}
    assert asked - set(shown.commands) == set()


def test_every_act_has_a_name_that_is_found_with_ctrl_k(shown):
    assert set(shown.commands) - set(NAMES) == set()
    assert {name for name, _words, _keys in COMMANDS} == set(NAMES) - {"palette"}


def test_no_key_means_two_things():
    names = [*SINGLE_KEYS.values(), *CHORDS.values()]
    assert len(set(names)) == len(names)
    assert keys_of("undo") == "Ctrl+Z"
    assert keys_of("glove") == ""


@pytest.mark.parametrize("key", [k for k in SINGLE_KEYS if k.isalnum() and len(k) == 1])
def test_each_single_key_reaches_its_act(shown, key):
    told = []
    shown.window.command.connect(told.append)
    shown.canvas.setFocus()
    press(shown.canvas, getattr(Qt.Key, f"Key_{key}"))
    assert told == [SINGLE_KEYS[key]]


def test_single_keys_are_dead_in_a_field_and_when_switched_off(shown):
    told = []
    shown._command("message")
    shown.window.command.connect(told.append)
    QTest.keyClicks(shown.window.sheet.text, "wat nu")
    assert told == []
    press(shown.window.sheet, Qt.Key.Key_Escape)
    shown._command("loose_keys")
    press(shown.canvas, Qt.Key.Key_W)
    assert told == []
    shown._command("loose_keys")
    press(shown.canvas, Qt.Key.Key_W)
    assert told == ["changes"]


def test_the_card_of_keys_tells_every_key_and_fits_the_small_screen(shown):
    shown.window.resize(1280, 720)
    shown._command("keys")
    card = shown.window.ground.findChild(KeyCard)
    told = {hint.keys for _name, hints in card.groups for hint in hints}
    assert set(SINGLE_KEYS) | set(CHORDS) <= told
    assert card.geometry().right() <= 1280 and card.geometry().bottom() <= 720
    press(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_a_command_is_chosen_in_the_palette_by_its_words(shown):
    shown._command("palette")
    field = shown.window.ground.findChildren(QLineEdit)[-1]
    palette = field.parentWidget()
    QTest.keyClicks(field, "legend")
    press(palette, Qt.Key.Key_Return)
    assert shown.window.stage.legend is not None


# -- controls


@pytest.mark.parametrize("tab", ["situatie", "vragen", "object"])
def test_inzet_has_at_most_25_controls_on_every_tab(shown, tab):
    shown.window.show_face(Face.INZET)
    shown.bench.select("oefening:ugs")
    shown.window.right.choose(tab)
    shown.refresh()
    names = [f"{type(c).__name__} {c.accessibleName()}" for c in controls(shown.window)]
    assert len(names) <= 25, names


@pytest.mark.parametrize("tab", ["situatie", "vragen", "object"])
@pytest.mark.parametrize("face", list(Face))
def test_tab_reaches_every_control(shown, tab, face):
    shown.window.show_face(face)
    shown.bench.select("oefening:ugs")
    shown.window.right.choose(tab)
    shown.window.activateWindow()
    shown.canvas.setFocus()
    reached: set[QWidget] = set()
    for _step in range(160):
        press(shown.window.focusWidget(), Qt.Key.Key_Tab)
        focus = shown.window.focusWidget()
        reached.add(focus)
        reached.update(parents(focus))
    assert [c.accessibleName() for c in controls(shown.window) if c not in reached] == []


@pytest.mark.parametrize("command", ["draw_sign", "message", "ask", "meeting", "print", "grip", "go_to_time"])
def test_tab_reaches_every_control_of_a_sheet(shown, command):
    shown._command(command)
    sheet = shown.window.sheet
    shown.window.activateWindow()
    sheet.setFocus()
    reached: set[QWidget] = set()
    for _step in range(60):
        press(shown.window.focusWidget(), Qt.Key.Key_Tab)
        focus = shown.window.focusWidget()
        reached.add(focus)
        reached.update(parents(focus))
    one_of = [c for c in controls(sheet) if isinstance(c, QAbstractButton) and c.autoExclusive()]
    enabled = [c for c in controls(sheet) if c.isEnabled() and c not in one_of]
    assert [c.accessibleName() for c in enabled if c not in reached] == []
    assert not one_of or reached & set(one_of)  # arrows go on among one of few


def test_the_keys_stand_on_the_level_that_comes_next_and_choose_nothing(shown):
    shown._command("grip")
    sheet = shown.window.sheet
    shown.window.activateWindow()
    sheet.setFocus()
    assert shown.window.focusWidget().level == 3  # the exercise stands at GRIP 2
    assert sheet.level() is None and not sheet.save.isEnabled()


def test_enter_presses_what_has_the_ring(shown):
    button = shown.window.right.secondary
    button.setFocus()
    press(button, Qt.Key.Key_Return)
    assert shown.window.board is not None


def test_from_a_tab_down_then_two_keys_record_a_call(shown):
    tabs = shown.window.right.tabs
    tabs["situatie"].setFocus()
    press(tabs["situatie"], Qt.Key.Key_Right)
    assert shown.window.right.current in ("vragen", "object")
    shown.window.right.choose("vragen")
    tabs["vragen"].setFocus()
    press(tabs["vragen"], Qt.Key.Key_Down)
    row = shown.window.focusWidget()
    assert row.view.id == shown.window.right.questions.view.open[0].id
    press(row, Qt.Key.Key_G)
    press(row, Qt.Key.Key_Return)
    assert "gebeld" in shown.window.right.questions.view.open[0].called


def test_escape_hides_the_legend(shown):
    shown._command("legend")
    press(shown.window, Qt.Key.Key_Escape)
    assert shown.window.stage.legend is None


def test_closing_over_typed_words_asks_once(shown):
    assert shown.window.may_close()
    shown._command("message")
    shown.window.sheet.text.setPlainText("Rook boven de binnenstad")
    assert not shown.window.may_close()
    assert "Rook boven de binnenstad" in shown.window.stage.error.view.text
    assert shown.window.may_close()


def test_words_of_a_closed_sheet_are_shown_again_before_the_window_closes(shown):
    shown._command("decision")
    shown.window.sheet.text.setPlainText("Ramen dicht")
    press(shown.window, Qt.Key.Key_Escape)
    assert shown.window.sheet is None and not shown.window.may_close()
    assert shown.window.sheet.text.words() == "Ramen dicht"


@pytest.mark.parametrize("command", ["draw_area", "draw_sign", "message", "ask", "meeting", "print", "all_questions"])
def test_every_control_of_a_sheet_has_a_name(shown, command):
    shown._command(command)
    opened = shown.window.sheet or shown.window.board
    assert [type(c).__name__ for c in controls(opened) if not c.accessibleName()] == []


@pytest.mark.parametrize("command", ["draw_sign", "message", "ask", "meeting", "print", "opgave", "withdraw", "link"])
@pytest.mark.parametrize("size", [(1600, 1000), (1280, 720)])
def test_a_sheet_stands_beside_the_map_and_keeps_its_button_in_sight(shown, command, size):
    shown.window.resize(*size)
    shown.bench.select("oefening:ugs")
    shown._command(command)
    sheet, stage = shown.window.sheet, shown.window.stage
    assert sheet.geometry().left() > stage.geometry().right()
    if sheet._primary is not None:
        assert sheet._primary.geometry().bottom() < sheet.height()


@pytest.mark.parametrize("palette", PALETTES)
def test_a_sheet_takes_the_colours_of_another_palette(shown, palette):
    shown._command("message")
    shown.theme.use(palette)
    label = shown.window.sheet.persons
    assert shown.theme.colour("conflict").name() in label.styleSheet()


# -- scale, glove, legend, error, progress


@pytest.mark.parametrize(
    ("text", "scale"),
    [("1:5.000", 5000), ("5000", 5000), ("1 : 5 000", 5000), ("5k", 5000), ("1:25.000", 25000), ("1:100", None),
     ("vijf", None), ("", None), ("1:99999999", None)],
)  # fmt: skip
def test_scales_are_read_as_people_type_them(text, scale):
    assert parse_scale(text) == scale


def test_scales_read_to_three_figures():
    assert [scale_text(s) for s in (7483.0, 5000.0, 123_456.0, 812.4)] == ["1:7.480", "1:5.000", "1:123.000", "1:812"]


def test_a_typed_scale_is_where_the_map_goes(shown):
    field = shown.window.stage.scale_field
    shown.window.activateWindow()
    field.setFocus()
    field.setText("1:5.000")
    press(field, Qt.Key.Key_Return)
    assert shown.canvas.view.scale == pytest.approx(5000)
    assert field.text() == "1:5.000"


def test_a_half_typed_scale_is_never_overwritten(shown):
    field = shown.window.stage.scale_field
    shown.window.activateWindow()
    field.setFocus()
    field.setText("1:2")
    shown.canvas.zoom(2.0)
    shown.go_on(1000)
    if field.hasFocus():
        assert field.text() == "1:2"
    press(field, Qt.Key.Key_Escape)
    assert field.text() == scale_text(shown.canvas.view.scale)


def test_gloves_make_targets_of_56(shown):
    shown._command("glove")
    assert shown.window.strip.height() == 56
    assert all(button.height() >= 56 for button in shown.window.stage.favourites.buttons)
    shown._command("glove")
    assert shown.window.strip.height() == 48


def test_the_legend_names_only_what_is_in_view(shown):
    shown._command("legend")
    plate = shown.window.stage.legend
    names = [row.text for row in plate.rows]
    assert "CoPI" in names and "Tegenstrijdig: twee bronnen verschillen" in names
    shown.bench.look_at(150_000.0, 520_000.0)
    shown.canvas.settle()
    shown.refresh()
    assert "CoPI" not in [row.text for row in plate.rows]
    shown._command("legend")
    assert shown.window.stage.legend is None


def test_an_error_says_what_to_do_and_stays_until_closed(shown):
    text = "Een lange zin die zegt wat er mis is " * 8
    shown.bench.tell(UserFacingError("proef.fout", text, advice="Doe iets anders."))
    strip = shown.window.stage.error
    assert strip.height() > 64
    shown.go_on(5000)
    assert shown.window.stage.error is strip
    assert strip.geometry().bottom() < shown.window.stage.height()
    press(shown.window, Qt.Key.Key_Escape)
    assert shown.window.stage.error is None


def test_an_act_that_succeeds_takes_the_error_away(shown):
    shown.bench.tell(UserFacingError("proef.fout", "Mis."))
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    assert shown.window.stage.error is None


def test_progress_waits_a_moment_and_can_be_stopped(shown, qtbot):
    stage = shown.window.stage
    stage.show_progress(ProgressView("Ophalen: bluswater", 3, 12))
    assert not stage.progress.isVisible()
    qtbot.waitUntil(stage.progress.isVisible, timeout=5000)
    with qtbot.waitSignal(stage.progress_cancelled):
        stage.progress.cancel.click()
    stage.show_progress(None)
    assert not stage.progress.isVisible()


# -- the link with other teams


def test_offline_says_since_when_and_how_much_and_everything_still_works(shown, desk):
    since = desk.scenario.start + 31 * MINUTE
    shown.show_link(LinkState(offline_since=since))
    view = shown.window.strip.view
    assert view.offline and view.synced_late
    assert view.unsent == "OFFLINE sinds 19:31"
    assert "niet verzonden" in view.unsent_detail
    before = len(events(shown))
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    assert len(events(shown)) == before + 1


def test_back_again_says_what_came_and_the_map_does_not_jump(shown):
    view = shown.canvas.view
    shown.show_link(LinkState(synced_at=shown.bench.now() - 12_000, received=14, conflicts=1))
    assert shown.window.strip.view.synced_detail == "14 nieuw, 1 conflict"
    assert not shown.window.drawer.isVisible()
    assert shown.canvas.view == view


def test_a_good_link_is_quiet(shown):
    shown.show_link(LinkState(synced_at=shown.bench.now() - 12_000))
    strip = shown.window.strip.view
    assert (strip.synced, strip.synced_detail, strip.synced_late) == ("Bijgewerkt", "12 s geleden", False)


def test_what_was_not_sent_explains_itself(shown):
    shown.window.strip.unsent_pressed.emit()
    told = [label.text() for label in shown.window.sheet.findChildren(QLabel)]
    assert shown.window.sheet.title == "Alleen op deze laptop" and any("niet verzonden" in line for line in told)


def test_an_exercise_that_runs_faster_says_how_fast(shown):
    assert "×" not in shown.window.strip.view.mode_detail
    shown.play(10)
    shown._timer.stop()
    shown.refresh()
    assert shown.window.strip.view.mode_detail.endswith("· 10×")


def test_a_laptop_that_works_alone_shows_no_alarm(shown):
    assert shown.window.strip.view.alone and not shown.window.strip.view.offline
    shown.show_link(LinkState(synced_at=shown.bench.now()))
    assert not shown.window.strip.view.alone and "niet verzonden" in shown.window.strip.view.unsent
    press(shown.window.sheet, Qt.Key.Key_Escape)
    assert shown.window.sheet is None


# -- looking back


def test_a_typed_time_looks_back_and_one_to_come_means_yesterday(shown, desk):
    shown._command("go_to_time")
    shown.window.sheet.field.setText("1930")
    shown.window.sheet.go.click()
    assert shown.window.mode is WindowMode.TERUGKIJKEN
    assert shown.window.strip.view.clock == "19:30"
    assert shown.window.sheet is None
    press(shown.window, Qt.Key.Key_Escape)
    assert shown.window.mode is WindowMode.OEFENING
    shown._command("go_to_time")
    shown.window.sheet.field.setText("nooit")
    shown.window.sheet.go.click()
    assert "niet te lezen" in shown.window.stage.error.view.text


def test_a_time_before_the_incident_is_refused_with_when_it_began(shown):
    for words in ("1859", "2359"):
        shown._command("go_to_time")
        shown.window.sheet.field.setText(words)
        shown.window.sheet.go.click()
        assert shown.window.mode is WindowMode.OEFENING
        assert "geen beeld" in shown.window.stage.error.view.text and "19:00" in shown.window.stage.error.view.advice


def test_the_past_plays_from_its_start_to_now_and_can_be_stopped(shown, desk, qtbot):
    play = shown.window.timeline.transport[1]
    play.click()
    assert shown.bench.at == shown.bench.moment().incident.opened_at
    assert shown.window.timeline.view.playing
    qtbot.waitUntil(lambda: shown.bench.at == shown.bench.moment().incident.opened_at + MINUTE, timeout=5000)
    play.click()
    assert not shown.window.timeline.view.playing
    shown.look_back(shown.bench.now() - MINUTE // 2)
    play.click()
    qtbot.waitUntil(lambda: shown.bench.at is None, timeout=5000)
    assert not shown.window.timeline.view.playing


def test_a_mark_on_the_timeline_shows_its_moment_and_what_it_is_about(shown):
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    made = events(shown)[-1]
    shown.go_on(3 * MINUTE)
    shown.bench.select("")
    shown.window.timeline.mark_pressed.emit(made.id)
    assert (shown.bench.at, shown.bench.selected) == (made.header.story, made.body["item"])


def test_arrows_choose_among_the_levels(shown):
    shown._command("grip")
    sheet = shown.window.sheet
    sheet.levels[0].setFocus()
    press(sheet.levels[0], Qt.Key.Key_Down)
    focus = shown.window.focusWidget()
    assert focus in sheet.levels[1:] and sheet.level() is None
    press(focus, Qt.Key.Key_Space)
    assert sheet.level() == focus.level


def test_q_changes_the_eyes_only_while_looking_back(shown, desk):
    shown._command("next_lens")
    assert shown.bench.lens == "laptop"
    shown.look_back(desk.scenario.start + 40 * MINUTE)
    shown._command("next_lens")
    assert shown.bench.lens == "totaalbeeld"
    assert shown.window.stage.lens.view.chosen == "totaalbeeld"
    assert shown.window.strip.view.since == "in het totaalbeeld"


def test_escape_closes_one_thing_at_a_time_and_then_goes_to_now(shown, desk):
    shown.look_back(desk.scenario.start + 40 * MINUTE)
    shown._command("all_questions")
    shown._command("ask")
    for _step in range(2):
        press(shown.window, Qt.Key.Key_Escape)
    assert shown.window.board is None
    assert shown.window.mode is not WindowMode.OEFENING or shown.bench.at is None


@pytest.mark.parametrize("glyph", [Glyph.DEAD, Glyph.CONFLICT])
def test_states_of_layers_are_said_in_words_too(shown, glyph):
    rows = [row for group in shown.window.layers.groups for row in group.rows if row.lamp is glyph]
    assert rows
    words = {Glyph.DEAD: "dood sinds", Glyph.CONFLICT: "twee waarden"}[glyph]
    assert all(words in row.detail and "…" not in row.detail for row in rows)
