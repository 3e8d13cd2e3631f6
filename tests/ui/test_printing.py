"""Ctrl+P: a sheet that says what it is, leaves only with a release, and holds only what that release allows."""

from __future__ import annotations

import json
import re

import pytest
from hands import click, press
from PySide6.QtCore import Qt

from cop_app.bootstrap.marks import layer_signs, marks_of, tiled_layers
from cop_app.domain.clock import MINUTE
from cop_app.domain.commands import PutItem
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Classification, Reality
from cop_app.domain.leaving import Gate
from cop_app.geo.wkb import claim_geometry
from cop_app.map.sheet import Paper, layout_of, view_of
from cop_app.reports.map_sheet import map_sheet
from cop_app.ui.acts.printing import PrintSheet, source_words
from cop_app.ui.views import WindowMode


@pytest.fixture
def opened(shown, tmp_path):
    """Return the sheet with a file name ready, and where it will be written."""
    path = tmp_path / "blad.pdf"
    shown.printing.ask_file = lambda _proposal: str(path)
    shown._command("print")
    assert isinstance(shown.window.sheet, PrintSheet)
    return shown.window.sheet, path


def released(shown):
    return [row for row in shown.desk.session.releases() if row["exit"] == "print"]


def made(shown, ceiling=Classification.INTERN, scale=5000.0, recipient=""):
    """Return the sheet as it would be drawn."""
    moment, act = shown.bench.moment(), shown.printing
    permit = shown.desk.session.release(shown.bench.incident, "print", ceiling, shown.bench.actor, recipient=recipient)
    view = view_of(layout_of(Paper.A3), (shown.canvas.view.cx, shown.canvas.view.cy), scale)
    marks = marks_of(moment, view.mpp)
    return map_sheet(moment.picture, marks, act._request(moment, Paper.A3, scale), permit, "blad 1")


def test_a_pdf_of_the_right_size_and_a_record_that_it_left(shown, opened):
    sheet, path = opened
    sheet.save.click()
    raw = path.read_bytes()
    assert raw.startswith(b"%PDF-")
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", raw).groups())
    assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx((420, 297), abs=0.5)
    (record,) = released(shown)
    assert (record["ceiling"], record["function"], record["incident"]) == ("intern", "IM CoPI", shown.bench.incident)
    assert shown.window.sheet is None
    assert list(path.parent.glob(".*.part")) == []


def test_it_is_shapes_and_letters_and_not_a_picture(opened):
    sheet, path = opened
    sheet.save.click()
    raw = path.read_bytes()
    assert len(raw) < 4_000_000
    assert raw.count(b"/Subtype /Image") <= 4  # patterns, at most


def test_the_scale_shows_what_the_window_shows_and_follows_the_paper(shown, opened):
    sheet, _path = opened
    big = sheet.denominator()
    layout = layout_of(Paper.A3)
    across = view_of(layout, (0.0, 0.0), big).extent
    x0, _y0, x1, _y1 = shown.canvas.view.extent
    assert across[2] - across[0] >= (x1 - x0) * 0.95
    sheet.paper.choose("A4")
    sheet.paper.chosen.emit("A4")
    assert sheet.denominator() > big
    sheet.scale.setText("1:2.000")
    sheet.paper.chosen.emit("A3")
    assert sheet.denominator() == 2000


def test_what_is_no_scale_is_told_and_nothing_leaves(shown, opened):
    sheet, path = opened
    sheet.scale.setText("groot")
    press(sheet.scale, Qt.Key.Key_Return)
    assert "geen schaal" in sheet.problem.text()
    assert not path.exists() and released(shown) == []


def test_confidential_needs_a_ground_and_a_recipient(shown, opened):
    sheet, path = opened
    assert sheet.ground.isHidden()
    sheet.ceiling.choose("vertrouwelijk")
    sheet.ceiling.chosen.emit("vertrouwelijk")
    assert not sheet.ground.isHidden()
    sheet.save.click()
    assert sheet.problem.text() and not path.exists() and released(shown) == []
    sheet.recipient.setText("GHOR")
    sheet.ground.setText("Wvr art. 10")
    sheet.save.click()
    assert sheet.problem.text() == ""
    assert path.exists() and released(shown)[0]["ground"] == "Wvr art. 10"


def test_who_gives_no_file_name_prints_nothing(shown, opened):
    sheet, _path = opened
    shown.printing.ask_file = lambda _proposal: ""
    sheet.save.click()
    assert shown.window.sheet is sheet and released(shown) == []


def test_a_name_without_pdf_gets_it(shown, opened):
    sheet, path = opened
    shown.printing.ask_file = lambda _proposal: str(path.with_suffix(""))
    sheet.save.click()
    assert path.exists()


def test_a_place_that_cannot_be_written_is_told_and_the_sheet_stays(shown, opened, tmp_path):
    sheet, _path = opened
    shown.printing.ask_file = lambda _proposal: str(tmp_path / "bestaat" / "niet" / "blad.pdf")
    sheet.save.click()
    assert "niet te schrijven" in shown.window.stage.error.view.text
    assert shown.window.sheet is sheet


def test_an_old_file_is_only_replaced_by_a_complete_one(shown, opened, monkeypatch):
    sheet, path = opened
    path.write_bytes(b"oud")

    def halfway(*_args):
        raise OSError("vol")

    monkeypatch.setattr("cop_app.render.pages.draw_sheet", halfway)
    sheet.save.click()
    assert path.read_bytes() == b"oud"
    assert list(path.parent.glob(".*.part")) == []
    assert "niet te schrijven" in shown.window.stage.error.view.text


def test_a_release_for_another_exit_does_not_print(shown, tmp_path):
    permit = shown.desk.session.release(shown.bench.incident, "picture", Classification.INTERN, shown.bench.actor)
    path = tmp_path / "blad.pdf"
    with pytest.raises(UserFacingError, match="mag niet naar buiten"):
        shown.printing.write(shown.bench.moment(), Paper.A4, 5000.0, permit, path)
    assert not path.exists()


def test_what_is_above_the_ceiling_is_not_on_it_and_counted(shown):
    shut, wide = made(shown, Classification.OPEN), made(shown)
    assert shut.withheld > wide.withheld
    assert {m.item for m in shut.marks} < {m.item for m in wide.marks}
    assert "niet op dit blad" in shut.words.detail
    shut_names, wide_names = ({row.text for row in s.legend} for s in (shut, wide))
    assert shut_names < wide_names
    assert (shut.words.marking, wide.words.marking) == ("Open", "Intern")


def test_a_person_that_a_team_wrote_down_keeps_the_whole_thing_off(shown):
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    before = made(shown)
    shown._command("opgave")
    form = shown.window.sheet
    form.attribute.setCurrentText("naam")
    form.value.setText("bel 06-12345678")
    form.place.choose("plaats")
    form.save.click()
    after = made(shown)
    assert len(after.marks) < len(before.marks) and after.withheld == before.withheld + 1


def test_a_person_in_the_words_of_a_source_is_blotted_out_and_counted(shown):
    x, y = shown.canvas.view.cx, shown.canvas.view.cy
    place = claim_geometry({"type": "Point", "coordinates": [x, y]})
    put = PutItem("i1", "knelpunt", Reality.ACTUEEL, {"naam": "bel 06-12345678"}, place)
    shown.desk.session.put(shown.bench.incident, put, shown.bench.actor)
    sheet = made(shown)
    assert not any("12345678" in mark.label.text for mark in sheet.marks if mark.label)
    assert sheet.masked >= 1


def test_the_legend_names_what_is_on_the_sheet_and_nothing_else(shown):
    assert "CoPI" in {row.text for row in made(shown).legend}
    shown.bench.look_at(150_000.0, 520_000.0)
    assert "CoPI" not in {row.text for row in made(shown).legend}


def test_it_says_exercise_and_what_time_it_shows(shown, desk):
    sheet = made(shown)
    assert sheet.words.exercise
    assert sheet.words.author == "IM CoPI"
    assert "stand" in sheet.words.detail and "afgedrukt" in sheet.words.detail
    shown.look_back(desk.scenario.start + 30 * MINUTE)
    assert shown.window.mode is WindowMode.TERUGKIJKEN
    assert "zoals toen bekend" in made(shown).words.detail


def test_every_source_is_named_and_those_that_are_wrong_come_first(shown):
    words = source_words(shown.bench.moment())
    assert "dood sinds" in words[0]
    assert len(words) >= 20


def test_reference_layers_lie_on_it_through_the_same_gate(shown):
    moment = shown.bench.moment()
    view = view_of(layout_of(Paper.A3), (shown.canvas.view.cx, shown.canvas.view.cy), 5000.0)
    layers = tiled_layers(moment, view)
    assert layers["buurten"][0] == "buurt" and len(layers["buurten"][1])
    permit = shown.desk.session.release(shown.bench.incident, "print", Classification.OPEN, shown.bench.actor)
    gate = Gate(permit)
    allowed = tiled_layers(moment, view, gate)
    signs = layer_signs(moment, view, gate)
    assert gate.withheld >= len(layers["buurten"][1]) - len(allowed["buurten"][1])
    assert len(signs) <= len(layer_signs(moment, view))
    assert all(json.loads(raw) for raw in layers["buurten"][1].properties)


def test_the_same_layers_are_not_read_where_nobody_sees_them(shown):
    moment = shown.bench.moment()
    view = view_of(layout_of(Paper.A3), (shown.canvas.view.cx, shown.canvas.view.cy), 400_000.0)
    assert tiled_layers(moment, view) == {}
