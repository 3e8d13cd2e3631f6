"""Drawing at the desk: what the hand makes becomes an item of the acting function, and can be mended."""

from __future__ import annotations

import pytest
import shapely
from hands import click, double_click, drag, events, item, mark_of, newest, press
from PySide6.QtCore import Qt

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.item import GEOMETRY
from cop_app.domain.vocabulary import CLASSES, class_named
from cop_app.geo.wkb import shape_of
from cop_app.map.area_styles import AREA_STYLES, UNCONFIRMED
from cop_app.map.mark_types import AreaMark, Badge
from cop_app.map.sketch import Form
from cop_app.map.symbols import SYMBOLS
from cop_app.ui.acts.kinds import KINDS, kinds_of

RING = ((500, 420), (700, 380), (760, 560), (560, 620))
PLAYERS_OWN = "oefening:ugs"  # recorded by IM CoPI in the script
OTHERS = "eenheden:16-2131"


def draw(shown, command="draw_area", points=RING):
    shown._command(command)
    for point in points:
        click(shown.canvas, *point)


def shape(shown, item_id):
    return shape_of(str(item(shown, item_id).value(GEOMETRY)))


def test_an_area_by_clicks_and_enter_is_recorded_where_the_hand_was(shown):
    places = [shown.canvas.view.to_rd(*point) for point in RING]
    draw(shown)
    press(shown.canvas, Qt.Key.Key_Return)
    made = newest(shown)
    assert made.item_class == "brongebied"
    assert shape(shown, made.id).symmetric_difference(shapely.Polygon(places)).area < 1.0
    claim = made.heads[GEOMETRY][0]
    assert (claim.function, claim.team, claim.certain) == ("IM CoPI", "CoPI", True)
    assert isinstance(mark_of(shown, made.id), AreaMark)
    assert shown.window.sheet is None
    assert shown.window.footer.view.last == "Brongebied getekend"


def test_a_double_click_ends_a_route(shown):
    shown._command("draw_route")
    click(shown.canvas, 300, 300)
    double_click(shown.canvas, 600, 300)
    made = newest(shown)
    assert made.item_class == "evacuatieroute"
    assert len(shape(shown, made.id).coords) == 2


def test_a_click_places_a_sign_of_the_chosen_kind_with_its_name_and_time(shown):
    before = shown.canvas.view.to_rd(320, 300)
    shown._command("draw_sign")
    sheet = shown.window.sheet
    sheet._choose(KINDS["teken.plek.verzamel"])
    sheet.name.setText("Verzamelplaats zuid")
    sheet.seen.setTime(sheet.seen.time().addSecs(-600))
    click(shown.canvas, 320, 300)
    made = newest(shown)
    assert (made.item_class, made.value("soort")) == ("plek", "verzamelplaats")
    assert made.value("naam") == "Verzamelplaats zuid"
    point = shape(shown, made.id)
    assert (point.x, point.y) == pytest.approx(before, abs=0.01)
    assert made.heads["naam"][0].observed_at == shown.bench.now() - 10 * MINUTE
    assert mark_of(shown, made.id).symbol == "plek.verzamel"


def test_what_is_not_sure_says_so_on_the_map(shown):
    shown._command("draw_area")
    shown.window.sheet.sure.choose("nee")
    for point in RING:
        click(shown.canvas, *point)
    press(shown.canvas, Qt.Key.Key_Return)
    made = newest(shown)
    assert not made.heads[GEOMETRY][0].certain
    assert mark_of(shown, made.id).style == "bron" + UNCONFIRMED
    shown._command("draw_sign")
    shown.window.sheet.sure.choose("nee")
    click(shown.canvas, 320, 300)
    assert mark_of(shown, newest(shown).id).state.right is Badge.UNVERIFIED


def test_a_concept_is_for_ones_own_team_only(shown, desk):
    shown._command("draw_sign")
    shown.window.sheet.shared.choose("nee")
    click(shown.canvas, 320, 300)
    made = newest(shown).id
    total = desk.moment(None, "totaalbeeld").picture
    assert made not in total.items
    assert made in desk.moment(None, "team:CoPI").picture.items
    shown.bench.select(made)
    assert "Concept" in shown.window.right.object.view.state


def test_a_count_asks_how_many(shown):
    shown._command("draw_sign")
    sheet = shown.window.sheet
    assert not sheet.amount.isVisible()
    sheet._choose(KINDS["teken.tel.gewond.gewond"])
    assert sheet.amount.isVisible()
    sheet.amount.setValue(7)
    click(shown.canvas, 320, 300)
    assert newest(shown).value("aantal") == 7


def test_backspace_and_undo_take_back_points_and_escape_gives_up(shown):
    before = len(events(shown))
    draw(shown)
    press(shown.canvas, Qt.Key.Key_Backspace)
    shown._command("undo")
    assert len(shown.canvas.tool.sketch.points) == 2
    press(shown.canvas, Qt.Key.Key_Return)
    assert len(events(shown)) == before
    press(shown.canvas, Qt.Key.Key_Escape)
    assert shown.canvas.tool is None
    assert shown.window.sheet is None
    assert len(events(shown)) == before


def test_a_crossed_edge_is_told_and_not_recorded(shown):
    before = len(events(shown))
    draw(shown, points=((300, 300), (600, 600), (600, 300), (300, 600)))
    sheet = shown.window.sheet
    assert "kruist" in sheet.measured.text()
    assert not sheet.save.isEnabled()
    press(shown.canvas, Qt.Key.Key_Return)
    assert len(events(shown)) == before


def test_the_kind_may_change_halfway_and_is_remembered(shown):
    draw(shown)
    shown.window.sheet._choose(KINDS["vlak.evacuatiegebied"])
    assert len(shown.canvas.tool.sketch.points) == 4
    press(shown.canvas, Qt.Key.Key_Return)
    assert newest(shown).item_class == "evacuatiegebied"
    shown._command("draw_area")
    assert shown.window.sheet.kind.item_class == "evacuatiegebied"


def test_points_are_typed_as_rd_and_as_an_address(shown):
    shown._command("draw_route")
    sheet = shown.window.sheet
    x, y = shown.desk.centre
    for text in (f"{x + 200:.0f} {y:.0f}", "Hoogstraat 1"):
        sheet.point.field.setFocus()
        sheet.point.field.setText(text)
        sheet.point.field.textEdited.emit(text)
        sheet.point.field.returnPressed.emit()
    assert len(shown.canvas.tool.sketch.points) == 2
    sheet.save.click()
    line = shape(shown, newest(shown).id)
    assert line.coords[0] == pytest.approx((round(x + 200), round(y)), abs=0.01)


def test_a_sign_typed_as_an_address_waits_for_the_button(shown):
    before = len(events(shown))
    shown._command("draw_sign")
    sheet = shown.window.sheet
    sheet.point.field.textEdited.emit("Hoogstraat 1")
    sheet.point.field.returnPressed.emit()
    assert len(events(shown)) == before
    sheet.save.click()
    assert newest(shown).item_class == "copi"


def test_an_area_is_drawn_by_keyboard_alone(shown):
    press(shown.window, Qt.Key.Key_1)
    for key in (None, Qt.Key.Key_Right, Qt.Key.Key_Down):
        if key is not None:
            press(shown.canvas, key)
        press(shown.canvas, Qt.Key.Key_Space)
    press(shown.canvas, Qt.Key.Key_Return)
    assert newest(shown).item_class == "brongebied"


def test_looking_back_nothing_is_drawn_and_the_window_says_so(shown, desk):
    shown.look_back(desk.scenario.start + 20 * MINUTE)
    before = len(events(shown))
    shown._command("draw_area")
    assert shown.canvas.tool is None
    assert "terugkijkt" in shown.window.stage.error.view.text
    assert len(events(shown)) == before


def test_a_half_drawn_shape_outlives_looking_back(shown, desk):
    draw(shown)
    shown.look_back(desk.scenario.start + 20 * MINUTE)
    press(shown.canvas, Qt.Key.Key_Return)
    assert shown.window.stage.error is not None
    shown.to_now()
    press(shown.canvas, Qt.Key.Key_Return)
    assert newest(shown).item_class == "brongebied"


def test_a_half_drawn_shape_and_its_name_outlive_the_next_refresh(shown):
    draw(shown)
    shown.window.sheet.name.setText("Rook")
    shown._rate = 10.0
    shown.go_on(2000)
    assert len(shown.canvas.tool.sketch.points) == 4
    assert shown.window.sheet.name.text() == "Rook"


def test_an_own_item_moves_and_keeps_its_other_values(shown):
    shown.bench.select(PLAYERS_OWN)
    before = shape(shown, PLAYERS_OWN)
    shown.bench.look_at(before.x, before.y)
    shown._command("reshape")
    x, y = shown.canvas.view.to_px(before.x, before.y)
    drag(shown.canvas, (x, y), (x + 60, y - 40))
    press(shown.canvas, Qt.Key.Key_Return)
    after = shape(shown, PLAYERS_OWN)
    mpp = shown.canvas.view.mpp
    assert (after.x - before.x, after.y - before.y) == pytest.approx((60 * mpp, 40 * mpp), abs=1.0)
    assert item(shown, PLAYERS_OWN).value("naam") == "UGS haven"
    assert shown.canvas.tool is None


def test_reshaping_given_up_leaves_it_as_it_was(shown):
    shown.bench.select(PLAYERS_OWN)
    before, count = shape(shown, PLAYERS_OWN), len(events(shown))
    shown._command("reshape")
    press(shown.canvas, Qt.Key.Key_Escape)
    assert shape(shown, PLAYERS_OWN) == before
    assert len(events(shown)) == count


def test_what_others_recorded_has_no_handles(shown):
    shown.bench.select(OTHERS)
    shown._command("reshape")
    assert shown.canvas.tool is None
    assert "reshape" not in [action.command for action in shown.window.right.object.view.actions]


def test_withdrawing_asks_why_and_strikes_it_for_a_quarter_of_an_hour(shown, desk):
    shown.bench.select(PLAYERS_OWN)
    shown._command("withdraw")
    sheet = shown.window.sheet
    sheet.reason.choose("Vergissing")
    sheet.words.setText("dubbel gezet")
    sheet.go.click()
    event = events(shown, bodies.ITEM_WITHDRAWN)[-1]
    assert event.body["reason"] == "Vergissing: dubbel gezet"
    assert mark_of(shown, PLAYERS_OWN).state.withdrawn
    assert "Ingetrokken" in shown.window.right.object.view.state
    shown.go_on(0)
    desk.play_to(desk.clock.story() + 16 * MINUTE)
    shown.refresh()
    assert mark_of(shown, PLAYERS_OWN) is None


def test_taking_the_ruler_gives_up_the_shape_and_escape_the_ruler(shown):
    draw(shown)
    shown._command("measure")
    assert shown.window.sheet is None
    click(shown.canvas, 300, 300)
    click(shown.canvas, 400, 300)
    length, _surface = shown.canvas.tool.texts()
    assert length == f"{100 * shown.canvas.view.mpp:.0f} m"
    press(shown.canvas, Qt.Key.Key_Escape)
    assert shown.canvas.tool is None
    assert not events(shown, "measure")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_kind_has_a_look_and_a_name_of_its_own_favourite(kind):
    assert kind in kinds_of(kind.favourite)
    assert kind.symbol in SYMBOLS if kind.form is Form.POINT else kind.style in AREA_STYLES
    assert class_named(kind.item_class).name


def test_kinds_are_found_by_their_words():
    assert [kind.item_class for kind in kinds_of("teken", "gewond nest")] == ["gewondennest"]
    assert kinds_of("teken", "vliegende schotel") == ()
    assert len({kind.name for kind in kinds_of("teken")}) == len(kinds_of("teken"))
    drawn = {kind.item_class for kind in KINDS.values()}
    assert {"brongebied", "effectgebied", "evacuatiegebied", "afzetting", "copi", "ugs"} <= drawn & set(CLASSES)


# -- what the keys do


@pytest.mark.parametrize(
    ("command", "words"),
    [("draw_area", ["punt in het midden", "punt terug", "klaar", "afbreken"]),
     ("draw_sign", ["in het midden", "afbreken"]), ("measure", ["punt terug", "klaar", "meten uit"])],
)  # fmt: skip
def test_the_footer_tells_what_the_keys_do_while_a_tool_is_in_use(shown, command, words):
    usual = shown.window.footer.view.hints
    shown._command(command)
    assert [hint.text for hint in shown.window.footer.view.hints] == words
    press(shown.canvas, Qt.Key.Key_Escape)
    assert shown.window.footer.view.hints == usual
