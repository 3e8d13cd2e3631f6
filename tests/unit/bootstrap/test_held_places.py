"""Addresses, crossings and names in what partners keep: found by words, and sure only when they name one place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cop_app.bootstrap.held_places import HeldPlaces

sys.path.insert(0, str(Path(__file__).parent))
from conftest import line, point


def house(key, x, y, number, town="Zandwijk", street="Dorpsstraat", **more):
    return point(key, x, y, straat=street, huisnummer=number, plaats=town, **more)


@pytest.fixture
def places(region):
    region.partner("adressen", "adres", [
        house("a", 1000, 400_000, 4, postcode="1234AB"), house("b", 1100, 400_000, 40), house("c", 1200, 400_000, 41),
        house("d", 1300, 400_000, 4, huisletter="b"), house("e", 1400, 400_000, "6c"),
        house("f", 9000, 401_000, 7), house("g", 19_000, 401_000, 7, town="Oostdam"),
        house("h", 2000, 402_000, 12, street="Burgemeester van der Meulenstraat"),
    ])  # fmt: skip
    region.partner("wegen", "weg", [
        line("w1", (0, 500_000), (100, 500_000), naam="Ringdijk"),
        line("w2", (50, 499_900), (50, 500_100), naam="Molenlaan"),
        line("w3", (5000, 500_000), (5100, 500_000), naam="Kerkpad"),
    ])  # fmt: skip
    region.partner("cards", "objectkaart", [point("o", 3000, 403_000, naam="Zwembad De Kuil")])
    region.partner("kranen", "brandkraan", [point("k", 4000, 404_000, naam="Dorpsstraat 4")])
    region.load()
    return HeldPlaces(region.cache, {name: spec.item_class for name, spec in region.specs.items()})


def found(places, text):
    return [(place.x, place.title, place.sure) for place in places.find(text)]


def test_a_street_and_number_name_one_house_and_not_one_that_begins_so(places):
    assert found(places, "Dorpsstraat 4")[0] == (1000.0, "Dorpsstraat 4, Zandwijk", True)
    assert not any(x in (1100.0, 1200.0) for x, _title, _sure in found(places, "Dorpsstraat 4"))


def test_a_letter_belongs_to_the_number_however_it_is_kept(places):
    assert found(places, "dorpsstraat 4b")[0] == (1300.0, "Dorpsstraat 4b, Zandwijk", True)
    assert found(places, "DORPSSTRAAT 6C")[0] == (1400.0, "Dorpsstraat 6c, Zandwijk", True)


def test_a_house_in_two_towns_is_a_choice_until_the_town_is_said(places):
    assert [row for row in found(places, "Dorpsstraat 7") if row[2]] == []
    assert {title for _x, title, _sure in found(places, "Dorpsstraat 7")} >= {
        "Dorpsstraat 7, Zandwijk", "Dorpsstraat 7, Oostdam"
    }  # fmt: skip
    assert found(places, "Dorpsstraat 7, Oostdam")[0] == (19_000.0, "Dorpsstraat 7, Oostdam", True)


def test_a_long_name_is_found_by_its_last_word_and_number(places):
    assert found(places, "Burgemeester van der Meulenstraat 12")[0][0] == 2000.0


def test_a_postcode_with_a_number_is_a_house(places):
    for text in ("1234AB 4", "1234 ab 4", "P1 brand 1234 AB 4"):
        assert found(places, text)[0] == (1000.0, "Dorpsstraat 4, Zandwijk", True)


def test_two_roads_of_a_partner_cross_where_they_meet(places):
    assert found(places, "kruising Ringdijk / Molenlaan")[0] == (50.0, "Ringdijk / Molenlaan", True)
    assert [row for row in found(places, "kruising Ringdijk / Kerkpad") if row[2]] == []


def test_what_has_a_name_is_found_by_it_and_hydrants_are_no_place_to_go(places):
    assert found(places, "brand bij zwembad de kuil")[0][:2] == (3000.0, "Zwembad De Kuil")
    assert not any(x == 4000.0 for x, _title, _sure in found(places, "Dorpsstraat 4"))


def test_nothing_is_found_for_nothing_and_coordinates_are_left_to_the_map(places):
    assert found(places, "") == found(places, "xyzzy 99") == found(places, "85000 446000") == []
