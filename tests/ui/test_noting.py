"""Melding, Besluit, Actie, Knelpunt: a line typed at the desk becomes part of the picture, and no word is lost."""

from __future__ import annotations

import pytest
from hands import click, events, mark_of, newest, press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.incident import Classification
from cop_app.domain.item import GEOMETRY
from cop_app.geo.wkb import shape_of
from cop_app.ui.acts.noting_sheet import NotingSheet
from cop_app.ui.sheets import GripSheet


def type_line(shown, words, command="message"):
    shown._command(command)
    sheet = shown.window.sheet
    assert isinstance(sheet, NotingSheet)
    sheet.text.setPlainText(words)
    return sheet


def test_a_line_with_a_click_becomes_a_report_at_that_place(shown):
    sheet = type_line(shown, "Rook in de parkeerkelder")
    place = shown.canvas.view.to_rd(420, 380)
    click(shown.canvas, 420, 380)
    assert sheet.where.field.text().startswith("RD ")
    press(sheet.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    made = newest(shown)
    assert (made.item_class, made.value("tekst")) == ("bericht", "Rook in de parkeerkelder")
    point = shape_of(str(made.value(GEOMETRY)))
    assert (point.x, point.y) == pytest.approx(place, abs=0.01)
    claim = made.heads["tekst"][0]
    assert (claim.function, claim.team, claim.classification) == ("IM CoPI", "CoPI", Classification.INTERN)
    assert mark_of(shown, made.id).symbol == "alg.bericht"
    assert shown.window.sheet is None
    assert shown.canvas.tool is None


def test_an_address_gives_the_place_and_the_map_goes_there(shown):
    sheet = type_line(shown, "Stank")
    sheet.where.field.textEdited.emit("Hoogstraat 1")
    assert sheet.where.list.isVisible()
    sheet.where.field.returnPressed.emit()
    assert sheet.where.field.text() == "Hoogstraat 1, Nieuw-Kruishaven"
    assert (shown.canvas.view.cx, shown.canvas.view.cy) == pytest.approx(sheet.place)
    sheet.save.click()
    point = shape_of(str(newest(shown).value(GEOMETRY)))
    assert (point.x, point.y) == pytest.approx(sheet.place, abs=0.01)


def test_a_report_needs_no_place_and_may_be_older_and_unsure(shown):
    sheet = type_line(shown, "Iemand hoort geklop")
    sheet.sure.choose("nee")
    sheet.seen.setTime(sheet.seen.time().addSecs(-900))
    sheet.save.click()
    claim = newest(shown).heads["tekst"][0]
    assert not claim.certain
    assert claim.observed_at == shown.bench.now() - 15 * MINUTE
    assert GEOMETRY not in newest(shown).heads


def test_a_decision_is_one_and_stands_on_the_timeline(shown):
    sheet = type_line(shown, "Ontruimen tot de Singel", "decision")
    assert not sheet.where.isVisible()
    sheet.save.click()
    event = events(shown)[-1]
    assert (event.kind, event.body["text"]) == (bodies.DECISION_RECORDED, "Ontruimen tot de Singel")
    lanes = {lane.name: lane for lane in shown.window.timeline.view.lanes}
    assert event.id in [mark.id for mark in lanes["Besluiten"].marks]


def test_an_action_has_somebody_and_a_time(shown):
    sheet = type_line(shown, "Kade afzetten", "action")
    sheet.who.setCurrentText("OvD-P")
    sheet.due.setTime(sheet.due.time().addSecs(1800))
    sheet.save.click()
    made = newest(shown)
    assert (made.item_class, made.value("wie"), made.value("status")) == ("actie", "OvD-P", "open")
    assert made.value("klaar_voor") == shown.bench.now() + 30 * MINUTE


def test_an_empty_line_is_not_recorded(shown):
    before = len(events(shown))
    sheet = type_line(shown, "   ")
    assert not sheet.save.isEnabled()
    press(sheet.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(events(shown)) == before


def test_what_looks_like_a_person_is_marked_at_once_and_stays_here(shown):
    sheet = type_line(shown, "Mevr. Jansen ligt in de hal")
    QApplication.processEvents()
    assert "persoonsnaam" in sheet.persons.text()
    formats = sheet.text.document().firstBlock().layout().formats()
    assert [(part.start, part.length) for part in formats] == [(0, len("Mevr. Jansen"))]
    sheet.save.click()
    assert newest(shown).heads["tekst"][0].classification is Classification.GEHEIM
    assert newest(shown).value("tekst") == "Mevr. Jansen ligt in de hal"


def test_with_a_ground_it_may_be_shared_confidentially(shown):
    sheet = type_line(shown, "Mevr. Jansen ligt in de hal")
    sheet.ground.setText("WGBO, spoed")
    sheet.save.click()
    made = newest(shown)
    assert made.heads["tekst"][0].classification is Classification.VERTROUWELIJK
    assert made.value("grond") == "WGBO, spoed"


def test_without_a_person_no_ground_is_asked(shown):
    sheet = type_line(shown, "Mevr. Jansen ligt in de hal")
    assert sheet.ground.isVisible()
    sheet.text.setPlainText("Iemand ligt in de hal")
    assert not sheet.ground.isVisible()


def test_what_was_typed_outlives_closing_and_another_look(shown):
    sheet = type_line(shown, "Half getypt")
    click(shown.canvas, 420, 380)
    place = sheet.place
    press(sheet, Qt.Key.Key_Escape)
    assert shown.window.sheet is None
    shown.go_on(5000)
    shown._command("message")
    again = shown.window.sheet
    assert again.text.words() == "Half getypt"
    assert again.place == place
    again.save.click()
    shown._command("message")
    assert shown.window.sheet.text.words() == ""


def test_another_sheet_does_not_throw_it_away(shown):
    sheet = type_line(shown, "Half getypt")
    shown._command("grip")
    assert isinstance(shown.window.sheet, GripSheet)
    press(shown.window.sheet, Qt.Key.Key_Escape)
    assert shown.window.sheet is sheet
    assert sheet.isVisible()
    assert sheet.text.words() == "Half getypt"


def test_the_same_key_again_changes_only_the_kind(shown):
    sheet = type_line(shown, "Kade vol")
    shown._command("decision")
    assert shown.window.sheet is sheet
    assert sheet.kind.current == "besluit"
    assert sheet.text.words() == "Kade vol"


def test_a_report_is_made_by_keyboard_alone(shown, qtbot):
    shown.window.activateWindow()
    shown.canvas.setFocus()
    press(shown.canvas, Qt.Key.Key_N)
    sheet = shown.window.sheet
    qtbot.keyClicks(sheet.text, "Water stijgt")
    press(sheet.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert newest(shown).value("tekst") == "Water stijgt"


def test_it_stands_in_the_situation_and_in_what_changed(shown):
    sheet = type_line(shown, "Rook in de parkeerkelder")
    sheet.save.click()
    shown.window.right.choose("situatie")
    lines = [line.text for section in shown.window.right.situation.view.sections for line in section.lines]
    assert any("Rook in de parkeerkelder" in line for line in lines)
    assert "Rook in de parkeerkelder" in shown.window.drawer.view.rows[0].text


def test_what_was_left_from_before_never_mixes_with_a_new_report(shown):
    shown._command("message")
    QTest.keyClicks(shown.window.sheet.text, "half bericht")
    press(shown.window, Qt.Key.Key_Escape)
    shown._command("message")
    sheet = shown.window.sheet
    assert sheet.text.words() == "half bericht" and sheet.left.isVisible()
    QTest.keyClicks(sheet.text, "Rook trekt weg")
    assert sheet.text.words() == "Rook trekt weg" and not sheet.left.isVisible()
