"""The object card, the source sheet and the drawer: what is said, side by side, and what one does with it."""

from __future__ import annotations

import pytest
from hands import click, events, item, mark_of, newest, press
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.commands import PutItem
from cop_app.domain.incident import Actor, Classification, Reality, Team
from cop_app.ui.acts.item_sheets import LinkSheet, OpgaveSheet, typed_value
from cop_app.ui.object_card import ConflictCard
from cop_app.ui.sheets import SourceSheet
from cop_app.ui.views import Glyph

WOUNDED = "tellingen:gewond-ghor"
CLOSURE = "afzettingen:afz-1"


def attribute(shown, name):
    return next(a for a in shown.window.right.object.view.attributes if a.id == name)


def add(shown, name, value, **more):
    shown._command("opgave")
    sheet = shown.window.sheet
    assert isinstance(sheet, OpgaveSheet)
    sheet.attribute.setCurrentText(name)
    sheet.value.setText(value)
    if "unit" in more:
        sheet.unit.setText(more["unit"])
    if "place" in more:
        sheet.place.choose(more["place"])
    if "sure" in more:
        sheet.sure.choose(more["sure"])
    return sheet


def test_a_value_beside_the_others_leaves_them_standing(shown):
    shown.bench.select(CLOSURE)
    before = [o.value for o in attribute(shown, "naam").opgaven]
    sheet = add(shown, "naam", "Afzetting Noordzijde, ook fietsers", sure="nee")
    sheet.seen.setTime(sheet.seen.time().addSecs(-300))
    press(sheet.value, Qt.Key.Key_Return)
    claims = item(shown, CLOSURE).heads["naam"]
    assert {claim.value for claim in claims} == {*before, "Afzetting Noordzijde, ook fietsers"}
    own = next(claim for claim in claims if claim.human)
    assert (own.function, own.certain, own.observed_at) == ("IM CoPI", False, shown.bench.now() - 5 * MINUTE)
    assert shown.window.sheet is None


def test_a_value_in_their_place_takes_it(shown):
    shown.bench.select(CLOSURE)
    add(shown, "naam", "Nieuwe naam", place="plaats").save.click()
    assert [claim.value for claim in item(shown, CLOSURE).heads["naam"]] == ["Nieuwe naam"]


def test_the_same_function_again_replaces_only_its_own(shown):
    shown.bench.select(CLOSURE)
    for value in ("eerste", "tweede"):
        add(shown, "opmerking", value).save.click()
    assert [claim.value for claim in item(shown, CLOSURE).heads["opmerking"]] == ["tweede"]


def test_a_new_attribute_with_its_unit_is_read_as_typed(shown):
    shown.bench.select(CLOSURE)
    add(shown, "lengte", "3,5", unit="km").save.click()
    (claim,) = item(shown, CLOSURE).heads["lengte"]
    assert (claim.value, claim.unit) == (3.5, "km")
    assert attribute(shown, "lengte").opgaven[0].value == "3,5 km"


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("1.250", 1250), ("-3", -3), ("3,5", 3.5), ("ja", True), ("Nee", False),
     ("12 personen", "12 personen"), ("06-12", "06-12"), (" dicht ", "dicht")],
)  # fmt: skip
def test_what_is_typed_is_what_it_looks_like(text, value):
    assert typed_value(text) == value
    assert type(typed_value(text)) is type(value)


def test_a_value_that_names_a_person_stays_on_this_laptop(shown):
    shown.bench.select(CLOSURE)
    sheet = add(shown, "contact", "dhr. De Vries")
    assert "persoonsnaam" in sheet.persons.text()
    sheet.save.click()
    assert item(shown, CLOSURE).heads["contact"][0].classification is Classification.GEHEIM


def test_a_half_typed_reason_outlives_the_refresh(shown):
    shown.bench.select(WOUNDED)
    card = shown.window.right.object.findChild(ConflictCard)
    card.reason.setText("geteld aan de")
    shown.go_on(60_000)
    again = shown.window.right.object.findChild(ConflictCard)
    assert again.reason.text() == "geteld aan de"


def test_deciding_asks_for_a_reason_and_the_loser_stays_in_the_course(shown):
    shown.bench.select(WOUNDED)
    card = shown.window.right.object.findChild(ConflictCard)
    assert not any(button.isEnabled() for button in card.buttons)
    card.reason.setText("geteld aan de poort")
    card.buttons[0].click()
    assert len(attribute(shown, "aantal").opgaven) == 1
    course = [text for _when, text in shown.window.right.object.view.history]
    assert any("geteld aan de poort" in text for text in course)
    assert any("12" in text for text in course)


def test_the_course_tells_when_who_and_what_newest_first(shown):
    shown.bench.select(WOUNDED)
    history = shown.window.right.object.view.history
    assert [when for when, _text in history] == sorted((when for when, _text in history), reverse=True)
    assert any("IM CoPI" in text for _when, text in history)


def test_naar_kaart_brings_it_into_view(shown):
    shown.bench.select(WOUNDED)
    shown.bench.look_at(150_000.0, 510_000.0)
    shown.window.right.secondary.click()
    mark = mark_of(shown, WOUNDED)
    assert shown.canvas.view.sees((mark.x, mark.y, mark.x, mark.y))


def test_two_that_are_one_are_linked_and_loosened(shown):
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    mine = newest(shown).id
    shown._command("link")
    sheet = shown.window.sheet
    assert isinstance(sheet, LinkSheet)
    sheet.list.rows()[0].click()
    other = next(iter(item(shown, mine).links))
    assert other == "oefening:copi"
    assert "Zelfde object" in shown.window.right.object.view.shared
    shown._command("link")
    shown.window.sheet.list.rows()[0].click()
    assert item(shown, mine).links == ()


def test_a_computed_area_says_that_it_is_no_measurement(shown):
    shown.bench.select("oefening:prognose")
    assert "GEEN METING" in shown.window.right.object.view.state
    assert shown.window.right.object.view.state_glyph is Glyph.WARN


def test_nothing_chosen_says_what_to_do(shown):
    shown.bench.select("")
    assert shown.window.right.object.view is None
    shown._command("opgave")
    assert shown.window.sheet is None


# -- sources


def test_a_layer_opens_its_source_with_owner_proof_norm_and_breaks(shown):
    shown.window.layers.source_opened.emit("afzettingen")
    sheet = shown.window.sheet
    assert isinstance(sheet, SourceSheet)
    facts = dict(sheet.view.facts)
    assert facts["Eigenaar"] == "Politie"
    assert facts["Norm"] == "15 min"
    assert facts["Volledig"].startswith("ja")
    assert facts["Uitval"] == "19:33 – nu"
    assert sheet.view.lamp is Glyph.DEAD
    assert sheet.view.summary == "Dood sinds 19:33, 13 min"
    assert "13 minuten oud" in sheet.view.advice


def test_asking_it_again_is_the_desks(shown, desk, monkeypatch):
    asked = []
    monkeypatch.setattr(desk, "refresh", asked.append)
    shown.window.layers.source_opened.emit("afzettingen")
    shown.window.sheet._primary.click()
    assert asked == ["afzettingen"]


def test_the_strip_opens_the_worst_source(shown):
    shown.window.strip.sources_pressed.emit()
    assert shown.window.sheet.view.lamp is Glyph.DEAD


def test_as_known_then_a_source_was_still_alive(shown, desk):
    shown.look_back(desk.scenario.start + 20 * MINUTE)
    shown.window.layers.source_opened.emit("afzettingen")
    assert shown.window.sheet.view.lamp is Glyph.LIVE
    assert dict(shown.window.sheet.view.facts)["Uitval"] == "geen"
    assert not shown.window.sheet.view.refreshable


# -- more than two values, and the past


def third(shown):
    put = PutItem(WOUNDED, "slachtoffertelling", Reality.ACTUEEL, {"aantal": 14}, beside=True)
    shown.desk.session.put(shown.bench.incident, put, Actor("OvD-P", Team.COPI, "Politie"))
    shown.refresh()
    return shown.window.right.object.findChild(ConflictCard)


def test_a_third_value_is_there_to_choose_like_the_others(shown):
    shown.bench.select(WOUNDED)
    low = shown.window.right.object.findChild(ConflictCard).height()
    card = third(shown)
    assert [button.text() for button in card.buttons] == ["Kies 14", "Kies 17", "Kies 12", "Alle juist"]
    assert card.height() > low
    assert all(button.geometry().bottom() < card.height() for button in card.buttons)
    card.reason.setText("geteld door de politie")
    card.buttons[0].click()
    assert item(shown, WOUNDED).value("aantal") == 14


def test_all_three_can_be_right(shown):
    shown.bench.select(WOUNDED)
    card = third(shown)
    card.reason.setText("drie plekken")
    card.buttons[-1].click()
    assert shown.bench.moment().picture.both_right(WOUNDED, "aantal")


def test_the_sign_of_a_contested_count_holds_no_value(shown):
    shown.bench.select(WOUNDED)
    assert shown.window.right.object.view.sign_text == "?"
    shown.bench.select("oefening:ugs")
    assert shown.window.right.object.view.sign_text != "?"


def test_nothing_is_decided_or_added_in_the_past(shown, desk):
    shown.bench.select(WOUNDED)
    shown.look_back(desk.scenario.start + 45 * MINUTE)
    card = shown.window.right.object.findChild(ConflictCard)
    assert card.reason.isHidden() and all(button.isHidden() for button in card.buttons)
    assert not shown.window.right.primary.isEnabled()
    shown.to_now()
    assert shown.window.right.primary.isEnabled()
    assert not shown.window.right.object.findChild(ConflictCard).reason.isHidden()


# -- what has changed


def test_the_number_on_the_button_counts_what_was_not_seen(shown):
    assert shown.window.stage.changes.badge
    shown._command("seen")
    assert shown.window.stage.changes.badge == ""
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    assert shown.window.stage.changes.badge == "1"


def test_u_goes_through_them_oldest_first_without_moving_the_map(shown):
    view = shown.canvas.view
    rows = [row for row in shown.window.drawer.view.rows if not row.seen]
    shown._command("changes")
    press(shown.window.drawer, Qt.Key.Key_Escape)
    shown._command("next_unseen")
    assert shown.window.drawer.view.rows[-1].seen
    assert len([row for row in shown.window.drawer.view.rows if not row.seen]) == len(rows) - 1
    assert shown.canvas.view == view


def test_a_row_opens_what_it_is_about(shown):
    shown._command("changes")
    row = next(row for row in shown.window.drawer.view.rows if row.item)
    shown.window.drawer.row_pressed.emit(row.id)
    assert shown.bench.selected == row.item


def test_c_goes_from_contradiction_to_contradiction(shown):
    shown._command("next_conflict")
    assert shown.bench.selected == WOUNDED
    mark = mark_of(shown, WOUNDED)
    assert shown.canvas.view.sees((mark.x, mark.y, mark.x, mark.y))


def test_a_bookmark_stands_on_the_timeline_and_is_told(shown):
    shown._command("bookmark")
    lane = next(lane for lane in shown.window.timeline.view.lanes if lane.name == "Besluiten")
    assert [mark.shape for mark in lane.marks if mark.at == shown.bench.now()] == ["flag"]
    assert events(shown, bodies.PHASE_NAMED)[-1].body["view"]
    assert "Bladwijzer 19:46" in shown.window.drawer.view.rows[0].text


def test_a_click_beside_everything_chooses_nothing(shown):
    shown.bench.select(WOUNDED)
    QTest.mouseClick(shown.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(500, 130))
    assert shown.bench.selected == ""
