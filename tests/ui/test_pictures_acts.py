"""Overnemen: which picture one reads, what its keeper takes over, and what has changed at the source since."""

from __future__ import annotations

import pytest
from hands import click, events, newest

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.commands import PutItem
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Reality
from cop_app.ui.desk_window import DeskWindow
from cop_app.ui.theme import load_fonts

ROT_ITEM = "oefening:maatregel-1"  # recorded by IM ROT in the script


def lines(shown):
    return [line for section in shown.window.right.situation.view.sections for line in section.lines]


@pytest.fixture
def situation(shown):
    shown.window.right.choose("situatie")
    return shown.window.right.situation


def test_every_team_that_said_something_can_be_read(shown, situation):
    names = [choice.name for choice in situation.view.choices]
    assert names[:2] == ["Totaalbeeld", "Eigen beeld"]
    assert {"ROT", "MK"} <= set(names)
    situation.which.choose("team:ROT")
    assert situation.view.heading == "Beeld ROT"
    assert ROT_ITEM in {line.item for line in lines(shown)}
    situation.which.choose("team:CoPI")
    assert ROT_ITEM not in {line.item for line in lines(shown)}


def test_the_picture_stands_in_the_four_parts_of_the_law(shown, situation):
    titles = [section.title for section in situation.view.sections]
    assert titles == ["Incident", "Hulpverlening", "Prognose en aanpak", "Maatregelen en resultaten"]
    texts = [line.text for line in lines(shown)]
    assert any("12 (CoPI 19:27) ≠ 17 (GHOR 19:40)" in text for text in texts)
    assert any(text.startswith("Besluit: Lichtjesparade") for text in texts)


def test_the_keeper_takes_over_what_is_new_and_it_says_so(shown, situation):
    situation.keeper.click()
    assert situation.view.keeper == "Beheer totaalbeeld: IM CoPI"
    situation.which.choose("team:CoPI")
    assert situation.adopt.isVisible()
    assert situation.adopt.text() == f"Overnemen, {len(situation.view.fresh)}"
    situation.adopt.click()
    assert not situation.view.fresh
    assert not situation.adopt.isVisible()
    assert all("in totaalbeeld" in line.source for line in lines(shown) if line.item.startswith("oefening:"))
    assert events(shown, bodies.ADOPTED)


def test_after_the_first_overnemen_the_total_picture_holds_what_was_taken(shown, situation):
    shown.bench.select(ROT_ITEM)
    shown._command("adopt_one")
    shown.window.right.choose("situatie")
    situation.which.choose("totaalbeeld")
    held = {line.item for line in lines(shown) if line.item.startswith("oefening:")}
    assert held == {ROT_ITEM}
    assert "nog niets" not in situation.view.detail


def test_a_source_that_changed_since_is_marked(shown, situation, desk):
    shown.bench.select(ROT_ITEM)
    shown._command("adopt_one")
    command = PutItem(ROT_ITEM, "maatregel", Reality.ACTUEEL, {"tekst": "Nog 20 bewoners binnen"})
    desk.session.submit(desk.incident, command, actor_for("IM ROT"))
    shown.refresh()
    assert "bron gewijzigd" in shown.window.right.object.view.shared
    shown.window.right.choose("situatie")
    situation.which.choose("team:ROT")
    line = next(line for line in lines(shown) if line.item == ROT_ITEM)
    assert "bron gewijzigd" in line.source
    assert ROT_ITEM in situation.view.fresh


def test_who_does_not_keep_it_cannot_take_over(shown, situation, desk, qtbot, layers):
    situation.keeper.click()
    load_fonts()
    other = DeskWindow(desk, layers, actor=actor_for("IM ROT"))
    qtbot.addWidget(other.window)
    other.refresh()
    other.bench.select(ROT_ITEM)
    assert "adopt_one" not in [action.command for action in other.window.right.object.view.actions]
    before = len(events(shown, bodies.ADOPTED))
    other._command("adopt_one")
    assert "IM CoPI" in other.window.stage.error.view.text
    assert len(events(shown, bodies.ADOPTED)) == before


def test_the_keeping_is_offered_and_accepted_on_the_other_desk(shown, situation, desk, qtbot, layers):
    situation.keeper.click()
    situation.keeper.click()
    shown.window.sheet.to.setCurrentText("IM ROT")
    shown.window.sheet.go.click()
    assert "aangeboden aan IM ROT" in situation.view.keeper
    assert situation.view.keeper_action == ""
    load_fonts()
    other = DeskWindow(desk, layers, actor=actor_for("IM ROT"))
    qtbot.addWidget(other.window)
    other.window.right.choose("situatie")
    other.refresh()
    assert other.window.right.situation.view.keeper_action == "accept"
    other.window.right.situation.keeper.click()
    assert other.window.right.situation.view.keeper == "Beheer totaalbeeld: IM ROT"
    shown.refresh()
    assert situation.view.keeper_action == ""


def test_what_is_taken_over_by_mistake_goes_back(shown, situation):
    shown.bench.select(ROT_ITEM)
    shown._command("adopt_one")
    shown._command("undo")
    assert shown.window.right.object.view.shared == ""


def test_looking_back_nothing_can_be_taken_over(shown, situation, desk):
    shown.look_back(desk.scenario.start + 30 * MINUTE)
    situation.which.choose("team:CoPI")
    assert not situation.adopt.isVisible()
    assert not situation.keeper.isVisible()


def test_a_withdrawn_line_is_struck_and_then_gone(shown, situation, desk):
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    made = newest(shown).id
    shown._command("withdraw")
    shown.window.sheet.go.click()
    line = next(line for line in lines(shown) if line.item == made)
    assert line.withdrawn
    desk.play_to(desk.clock.story() + 16 * MINUTE)
    shown.refresh()
    assert made not in {line.item for line in lines(shown)}
