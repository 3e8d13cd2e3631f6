"""From a typed or pasted line to a proposal: what is read, what a hand chose, and what stays unknown."""

from __future__ import annotations

import pytest

from cop_app.bootstrap import exercise_layers
from cop_app.ui.atlas import Atlas
from cop_app.ui.intake import Draft, choose_kind, choose_place, point_at, read_text


@pytest.fixture(scope="module")
def town() -> Atlas:
    return Atlas(exercise_layers())


EMPTY = Atlas({})


def test_a_line_of_the_control_room_gives_place_kind_name_and_the_rest(town):
    draft = read_text("P 1 BMD-01 BR industrie (Grip: 2) Chemiekade 4 Nieuw-Kruishaven 161331", town, Draft())
    assert draft.place.title == "Chemiekade 4, Nieuw-Kruishaven"
    assert draft.kind == "industriebrand"
    assert draft.title == "Industriebrand Chemiekade 4"
    assert draft.address == "Chemiekade 4, Nieuw-Kruishaven"
    assert any("GRIP 2" in word for word in draft.read)
    assert not draft.problem


@pytest.mark.parametrize("text", [
    "19:42 melding rook Haringkade nr 3 te Nieuw-Kruishaven",
    "A1 AMBU 16105 Haringkade 3 Nieuw-Kruishaven Rit 4711",
    "Classificatie: Brand, Woning\nLocatie: Haringkade 3\nPlaats: Nieuw-Kruishaven",
])  # fmt: skip
def test_the_reader_of_lines_asks_the_map_for_the_very_house(town, text):
    assert read_text(text, town, Draft()).place.title == "Haringkade 3, Nieuw-Kruishaven"


def test_an_accident_that_says_no_more_is_proposed_as_one_on_the_road(town):
    assert read_text("ongeval Haringkade 3", town, Draft()).kind == "verkeersongeval"
    assert read_text("ongeval gevaarlijke stof Haringkade 3", town, Draft()).kind == "gevaarlijke_stof"
    assert read_text("ongeval spoor Haringkade 3", town, Draft()).kind == "spoorongeval"


def test_coordinates_in_a_line_are_a_place_without_any_map():
    draft = read_text("Brand bedrijf 85100 446200", EMPTY, Draft())
    assert (draft.place.x, draft.place.y) == (85100.0, 446200.0)
    assert draft.address == ""


def test_two_places_of_one_name_are_a_question_and_none_is_taken(town):
    draft = read_text("Gruttoweg", town, Draft())
    assert draft.place is None
    assert len(draft.choices) == 3
    assert "pijltjes" in draft.problem


def test_a_place_that_a_hand_chose_stays_while_the_text_may_mean_it(town):
    draft = read_text("Gruttoweg", town, Draft())
    chosen = choose_place(draft, draft.choices[1])
    more = read_text("Gruttoweg", town, chosen)
    assert more.place == draft.choices[1]
    other = read_text("Iepenstraat 3", town, more)
    assert other.place.title.startswith("Iepenstraat 3")
    vague = read_text("Praamstraat", town, chosen)
    assert vague.place is None


def test_a_place_pointed_at_stays_while_only_the_kind_is_typed(town):
    pointed = point_at(Draft(), 141000.0, 506000.0)
    draft = read_text("brand industrie", town, pointed)
    assert (draft.place.x, draft.kind) == (141000.0, "industriebrand")
    assert read_text("", town, pointed).place is None


def test_a_kind_that_a_hand_chose_stays_until_the_text_names_one(town):
    draft = choose_kind(read_text("Iepenstraat 3", town, Draft()), "evenement")
    assert read_text("Iepenstraat 3 ", town, draft).kind == "evenement"
    assert read_text("gaslek Iepenstraat 3", town, draft).kind == "gevaarlijke_stof"
    assert read_text("Iepenstraat 3", town, choose_kind(draft, "")).kind == ""


def test_an_unknown_place_says_what_to_do_and_nothing_typed_says_nothing():
    assert "RD-coördinaten" in read_text("bij de kaasboer", EMPTY, Draft()).problem
    assert read_text("  ", EMPTY, Draft()).problem == ""


def test_the_object_card_of_a_place_is_near_it_or_absent(town):
    assert town.card_at(141026.0, 506350.0).startswith("Chemie-opslag Kruiswaard (FICTIEF) · OK-001")
    assert town.card_at(139000.0, 503000.0) == ""
    assert EMPTY.card_at(141026.0, 506350.0) == ""


@pytest.mark.parametrize(("text", "kind"), [
    ("P 1 BR woning Iepenstraat 3", "brand"), ("p1 br gebouw Iepenstraat 3", "brand"),
    ("Classificatie: Brand, Gezondheidszorg\nLocatie: Iepenstraat 3", "brand"), ("rook uit dak Iepenstraat 3", "brand"),
    ("P 1 BR industrie Iepenstraat 3", "industriebrand"), ("brand bedrijf Iepenstraat 3", "industriebrand"),
    ("MC: Brand, Industrie, Zeer groot; Straat: Iepenstraat 3", "industriebrand"),
    ("brand tankopslag Chemiekade 4", "industriebrand"), ("brand Industrieweg 5", "brand"),
])  # fmt: skip
def test_a_house_on_fire_is_a_fire_and_industry_has_its_own_kind(town, text, kind):
    assert read_text(text, town, Draft()).kind == kind
