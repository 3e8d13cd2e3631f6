"""Every way in which people write a place, and texts that are no place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.geo.coordinates import DECIMAL, MINUTES, RD, SECONDS, format_rd, format_wgs, parse_place
from cop_app.geo.rd import rd

SURE_RD = [
    "156815 532660", "156 815 / 532 660", "156 815 532 660", "RD 156815,532660", "rd: 156815, 532660",
    "x=156815 y=532660", "y: 532660 x: 156815", "156.815 532.660", "156815/532660", "156815;532660",
    "POINT(156815 532660)",
    "EPSG:28992 156815 532660", "(156815, 532660)", "156\u00a0815 / 532\u00a0660", "156815,0 532660,0",
]  # fmt: skip
DEGREES = [
    "52.7812 5.4141", "5.4141, 52.7812", "52,7812 5,4141", "52,7812; 5,4141", "52,7812,5,4141", "52.7812,5.4141",
    "52,7812 / 5,4141",
]  # fmt: skip
SURE_DEGREES = [
    "WGS84 52.7812 5.4141", "GPS: 52.7812, 5.4141", "lat: 52.7812, lon: 5.4141", "lon=5.4141 lat=52.7812",
    "52.7812° N 5.4141° O", "52,7812° N 5,4141° O", "52,7812N 5,4141E", "N52.7812 E5.4141", "52.7812 NB 5.4141 OL",
    "5,4141° O 52,7812° N",
]  # fmt: skip
IN_MINUTES = [
    "N 52 46.872 E 5 24.846", "N52°46.872' E005°24.846'", "52°46,872' N 5°24,846' O", "5° 24.846' O, 52° 46.872' N",
]  # fmt: skip
IN_SECONDS = [
    "52°46'52.32\" N, 5°24'50.76\" O", "52°46’52,32” N 5°24’50,76” OL", "52 46 52.32 N 5 24 50.76 O",
    "52° 46' 52.32\" n 005° 24' 50.76\" e", "52°46'52.32''N 5°24'50.76''E", "52-46-52.32N 005-24-50.76E",
]  # fmt: skip
NO_PLACE = [
    "", " ", "Kerkstraat 12", "Kerkstraat 12 8011", "0612345678 0612345679", "8011 AB 22", "12 34", "2024 11", "112",
    "N201 km 12", "A28 hectometer 90,4", "51.50 0.12", "1e5 2e5", "52°61'00\" N 5°24'51\" O", "52 N 5 Z", "52 5",
    "RD 52.7812 5.4141", "WGS84 156815 532660", "156815", "156815 532660 7", "9" * 200, "- , -", "N E", "52.7812° N",
    "38.89 -77.03", "nan inf", "٣٤٥٦ ٧٨٩٠",
]  # fmt: skip


@pytest.mark.parametrize("text", SURE_RD)
def test_rd_is_read_in_every_way_people_write_it(text: str) -> None:
    assert parse_place(text) == (156815.0, 532660.0, RD, False)


def test_rd_with_decimals_and_turned() -> None:
    assert parse_place("RD: 156815.5, 532660.25") == (156815.5, 532660.25, RD, False)
    assert parse_place("156.815,50 / 532.660,25") == (156815.5, 532660.25, RD, False)
    assert parse_place("532660 156815") == (156815.0, 532660.0, RD, True)


def near(text: str, notation: str, guessed: bool) -> None:
    place = parse_place(text)
    assert place is not None
    x, y = rd().to_rd(5.4141, 52.7812)
    assert np.hypot(place.x - x, place.y - y) < 0.01
    assert (place.notation, place.guessed) == (notation, guessed)


@pytest.mark.parametrize("text", DEGREES)
def test_bare_degrees_are_guessed_in_either_order(text: str) -> None:
    near(text, DECIMAL, guessed=True)


@pytest.mark.parametrize("text", SURE_DEGREES)
def test_degrees_with_their_letters_need_no_guess(text: str) -> None:
    near(text, DECIMAL, guessed=False)


@pytest.mark.parametrize("text", IN_MINUTES)
def test_degrees_and_minutes(text: str) -> None:
    near(text, MINUTES, guessed=False)


@pytest.mark.parametrize("text", IN_SECONDS)
def test_degrees_minutes_and_seconds(text: str) -> None:
    near(text, SECONDS, guessed=False)


def test_minutes_without_letters_are_guessed() -> None:
    near("52°46'52.32\" 5°24'50.76\"", SECONDS, guessed=True)
    near("5°24.846' 52°46.872'", MINUTES, guessed=True)


def test_west_of_greenwich_is_west() -> None:
    east, west = parse_place("52.0 N 1.5 E"), parse_place("52.0 N 1.5 W")
    assert east is not None
    assert west is not None
    assert east.x - west.x > 150_000


@pytest.mark.parametrize("text", NO_PLACE)
def test_what_is_no_place_gives_none(text: str) -> None:
    assert parse_place(text) is None


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_place_or_none(text: str) -> None:
    place = parse_place(text)
    assert place is None or np.isfinite([place.x, place.y]).all()


@given(st.text(alphabet="0123456789.,;/°'\" NOEZWndxyRD-", max_size=30))
@settings(max_examples=500, deadline=None)
def test_any_text_of_these_signs_is_a_place_or_none(text: str) -> None:
    place = parse_place(text)
    assert place is None or np.isfinite([place.x, place.y]).all()


@given(st.integers(0, 290_000), st.integers(300_000, 620_000))
@settings(max_examples=200, deadline=None)
def test_what_is_shown_is_read_back(x: int, y: int) -> None:
    place = parse_place(format_rd(x, y))
    assert place == (x, y, RD, False)
    degrees = parse_place(format_wgs(x, y))
    assert degrees is not None
    assert not degrees.guessed
    assert np.hypot(degrees.x - x, degrees.y - y) < 10


def test_a_place_is_shown_as_people_read_it_out() -> None:
    assert format_rd(156814.6, 532660.2) == "156 815 / 532 660"
    assert format_wgs(156814.557, 532656.769) == "52,7812° N 5,4141° O"
