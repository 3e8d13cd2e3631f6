"""Places as people say them: what the maps of this laptop make of a typed word or a line of the control room."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cop_app.formats.basemap import read_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.geo.places import PlaceIndex, words_of

ROOT = Path(__file__).resolve().parents[3]


def batch(*rows: tuple[object, dict]) -> FeatureBatch:
    shapes = [shape for shape, _row in rows]
    texts = [json.dumps(row).encode() for _shape, row in rows]
    return FeatureBatch([str(i) for i in range(len(rows))], GeometryColumns.from_shapely(shapes), texts)


def house(x, street, number, town, **more):
    return (shapely.Point(x, 500000), {"straat": street, "huisnummer": number, "plaats": town, **more})


LAYERS = {
    "adres": batch(
        house(100000, "Dorpsstraat", 1, "Oostdorp"), house(100010, "Dorpsstraat", 3, "Oostdorp", huisletter="a"),
        house(120000, "Dorpsstraat", 1, "Westdorp"), house(100500, "Oude Gracht", 12, "Oostdorp", postcode="1234 AB"),
        house(100600, "Gracht", 12, "Oostdorp"),
    ),
    "weg": batch(
        (shapely.LineString([(0, 0), (1000, 0)]), {"naam": "Lange Laan", "nummer": "", "plaats": "Oostdorp"}),
        (shapely.LineString([(400, -50), (400, 500)]), {"naam": "Korte Weg", "nummer": "", "plaats": "Oostdorp"}),
        (shapely.LineString([(0, 900), (1000, 900)]), {"naam": "Verre Dijk", "nummer": "", "plaats": "Oostdorp"}),
    ),
    "hectometerpaal": batch(
        (shapely.Point(7000, 7000), {"weg": "N99", "km": 12.3, "naam": "N99 12,3"}),
        (shapely.Point(7100, 7000), {"weg": "N99", "km": 12.4, "naam": "N99 12,4"}),
    ),
    "spoorkilometer": batch(
        (shapely.Point(1, 1), {"lijn": "Kustlijn", "km": 8.0, "naam": "km 8,0"}),
        (shapely.Point(2, 2), {"lijn": "Veenlijn", "km": 8.0, "naam": "km 8,0"}),
    ),
    "ziekenhuis": batch((shapely.Point(5, 5), {"naam": "Ziekenhuis Zeezicht (FICTIEF)", "adres": "Kade 9, Oostdorp"})),
    "naam": batch((shapely.Point(9, 9), {"tekst": "Oostdorp", "klasse": "plaats"})),
}  # fmt: skip
INDEX = PlaceIndex(LAYERS)


def first(text):
    return INDEX.find(text)[0]


def test_an_address_that_is_there_once_is_sure():
    place = first("brand Oude Gracht 12 Oostdorp 161331")
    assert (place.x, place.title, place.sure) == (100500, "Oude Gracht 12, Oostdorp", True)


def test_the_longest_street_name_wins():
    assert first("Oude Gracht 12").x == 100500
    assert first("Gracht 12").x == 100600


def test_the_same_address_in_two_towns_is_a_question():
    found = INDEX.find("Dorpsstraat 1")
    assert {place.x for place in found[:2]} == {100000, 120000}
    assert not any(place.sure for place in found)


def test_the_town_decides():
    assert first("Dorpsstraat 1 Westdorp").x == 120000
    assert first("Dorpsstraat 1 Westdorp").sure


def test_a_letter_belongs_to_the_number():
    assert first("Dorpsstraat 3a").x == 100010
    assert first("Dorpsstraat 3a").sure


def test_a_number_that_is_not_there_gives_the_nearest_and_says_so():
    place = first("Dorpsstraat 99 Oostdorp")
    assert place.x == 100010
    assert not place.sure
    assert "99" in place.detail


@pytest.mark.parametrize("text", ["1234AB 12", "brand 1234 ab 12", "1234 AB, 12"])
def test_postcode_and_number_are_an_address(text):
    assert (first(text).x, first(text).sure) == (100500, True)


def test_a_postcode_alone_is_a_guess():
    assert (first("1234AB").x, first("1234AB").sure) == (100500, False)


def test_the_address_of_an_object_counts_too():
    place = first("Kade 9")
    assert (place.x, place.sure) == (5, True)
    assert "Zeezicht" in place.detail


@pytest.mark.parametrize("text", ["Lange Laan / Korte Weg", "kruising Korte Weg Lange Laan", "lange laan x korte weg"])
def test_two_roads_that_meet_are_a_crossing(text):
    place = first(text)
    assert (place.x, place.y, place.kind, place.sure) == (400, 0, "kruising", True)


def test_two_roads_that_do_not_meet_are_no_crossing():
    assert all(place.kind != "kruising" for place in INDEX.find("Lange Laan / Verre Dijk"))


@pytest.mark.parametrize("text", ["N99 12,3", "n99 re hmp 12.3", "Ongeval N 99 Li 12,3 letsel"])
def test_a_hectometre_post_is_found_however_it_is_written(text):
    assert (first(text).x, first(text).sure) == (7000, True)


def test_a_post_that_is_not_there_gives_the_nearest_within_half_a_kilometre():
    place = first("N99 12,6")
    assert (place.x, place.sure) == (7100, False)
    assert INDEX.find("N99 99,9") == []


def test_a_rail_kilometre_needs_its_line_when_there_are_two():
    assert [place.sure for place in INDEX.find("spoor km 8,0")] == [False, False]
    assert (first("aanrijding Veenlijn km 8,0").x, first("Veenlijn km 8,0").sure) == (2, True)


def test_things_are_found_by_name_inside_a_line_and_by_its_beginning():
    assert first("gaslucht bij ziekenhuis Zeezicht").x == 5
    assert first("zeez").x == 5
    assert first("zicht").x == 5


def test_a_typing_error_still_finds_the_street_but_is_never_sure():
    place = first("Dorpstraat 1 Westdorp")
    assert place.title.startswith("Dorpsstraat 1")
    assert not place.sure


def test_a_town_comes_after_all_that_is_nearer():
    found = INDEX.find("Lange Laan Oostdorp")
    assert [place.kind for place in found] == ["straat", "plaats"]


def test_coordinates_are_places_without_any_map():
    place = PlaceIndex({}).find("52,5123; 5,2001")[0]
    assert (round(place.x), round(place.y), place.sure) == (142298, 502752, True)


def test_nothing_is_found_in_nothing():
    assert INDEX.find("") == []
    assert INDEX.find("??") == []
    assert PlaceIndex({}).find("Dorpsstraat 1") == []


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_every_place_is_a_place(text):
    for place in INDEX.find(text):
        assert math.isfinite(place.x)
        assert math.isfinite(place.y)
        assert place.title


def test_words_have_no_case_and_no_accents():
    assert words_of("Café de Brug 4A") == ("cafe", "de", "brug", "4a")


def test_every_address_of_the_exercise_town_finds_itself():
    layers = read_basemap(ROOT / "maps" / "markerwaard.kaart")
    index = PlaceIndex(layers)
    addresses = [json.loads(raw) for raw in layers["adres"].properties][::97]
    for row in addresses:
        asked = f"{row['straat']} {row['huisnummer']}{row.get('huisletter') or ''} {row['plaats']}"
        assert index.find(asked)[0].title.startswith(f"{row['straat']} {row['huisnummer']}"), asked
