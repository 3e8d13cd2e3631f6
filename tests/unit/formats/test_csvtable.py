"""Lists as partners send them: separators, decimal commas, Windows letters, and lines that do not fit."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cop_app.domain.errors import UserFacingError
from cop_app.formats.csvtable import decoded, number_of, place_columns, read_csv, separator_of
from cop_app.geo.axis import CRS84, RD

AMERSFOORT_RD = (154796.8335, 461891.0655)


def test_semicolons_decimal_comma_and_windows_letters() -> None:
    body = 'id;Naam;X-coördinaat;Y-coördinaat\r\na1;Café ’t Hoekje;"142.000,25";503000,5\r\n'.encode("cp1252")
    batch = read_csv(body)
    assert batch.keys == ["a1"] and batch.problems == ()
    assert json.loads(batch.properties[0]) == {"id": "a1", "Naam": "Café ’t Hoekje"}
    np.testing.assert_array_equal(batch.geometry.coords, [[142000.25, 503000.5]])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_degrees_become_rd_to_the_millimetre(separator: str) -> None:
    rows = [["lat", "lon", "naam"], ["52.145205777", "5.384235427", "x"]]
    body = "\n".join(separator.join(row) for row in rows).encode("utf-8-sig")
    batch = read_csv(body, key=("naam",))
    assert batch.keys == ["x"]
    assert np.abs(batch.geometry.coords[0] - AMERSFOORT_RD).max() < 0.001


def test_degrees_under_x_and_y_are_seen() -> None:
    batch = read_csv(b"id,x,y\n1,5.384235427,52.145205777\n")
    assert np.abs(batch.geometry.coords[0] - AMERSFOORT_RD).max() < 0.001
    assert "graden" in batch.problems[0].text


def test_swapped_columns_are_put_right_and_told() -> None:
    batch = read_csv(b"id,x,y\n1,503000,142000\n2,504000,143000\n")
    np.testing.assert_array_equal(batch.geometry.coords, [[142000, 503000], [143000, 504000]])
    assert "verwisseld" in batch.problems[0].text


def test_each_fault_is_told_with_its_line_and_the_rest_is_read() -> None:
    body = (
        b'id;x;y;opmerking\n'
        b'1;142000;503000;"twee\nregels"\n'
        b"\n"
        b"2;onbekend;503000;a\n"
        b"3;142001\n"
        b"4;142002;503002;b;te veel\n"
        b"5;1;2;ver weg\n"
        b"6;142003;503003;goed\n"
    )
    batch = read_csv(body)
    assert batch.keys == ["1", "2", "3", "4", "5", "6"]
    assert batch.geometry.kinds.tolist() == [1, 0, 0, 1, 0, 1]
    told = sorted({problem.where for problem in batch.problems})
    assert told == ["regel 5", "regel 6", "regel 7", "regel 8"]
    assert json.loads(batch.properties[0])["opmerking"] == "twee\nregels"
    assert json.loads(batch.properties[2])["opmerking"] is None


def test_a_list_without_places_is_still_a_list() -> None:
    batch = read_csv("sep=;\nnaam;telefoon\nMeldkamer;088 000\nMeldkamer;088 000\n".encode("utf-16"), key=("naam",))
    assert batch.keys[0] == "Meldkamer" and len(set(batch.keys)) == 2
    assert batch.geometry.kinds.tolist() == [0, 0]
    assert any("zonder plaats" in problem.text for problem in batch.problems)


def test_column_names_are_made_unique() -> None:
    batch = read_csv(b"id,naam,naam,\n1,a,b,c\n")
    assert json.loads(batch.properties[0]) == {"id": "1", "naam": "a", "naam 2": "b", "kolom 4": "c"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"PK\x03\x04rest", "csv.soort"), (b"\0\1\2\0", "csv.soort"), (b"", "csv.leeg"), (b"\n \n", "csv.leeg"),
        (b'id;x\n1;"nooit dicht\n', "csv.onleesbaar"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_csv(body)
    assert caught.value.code == code
    assert str(caught.value)


def test_a_header_alone_gives_an_empty_batch() -> None:
    assert len(read_csv(b"id,x,y\n")) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("156815.25", 156815.25), ("156.815,25", 156815.25), ("156 815,25", 156815.25), ("52,7812", 52.7812),
        ("1.156.815", 1156815.0), ("156,815.5", 156815.5), ("-3", -3.0), ("1e5", 1e5), ("", None), ("nan", None),
        ("inf", None), ("12a", None), ("1e999", None), ("0x10", None), ("1_000", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: float | None) -> None:
    assert number_of(text) == value


def test_columns_are_found_by_their_names() -> None:
    assert place_columns(["id", "RD_X", "RD_Y"]) == (1, 2, RD)
    assert place_columns(["Latitude", "Longitude"]) == (1, 0, CRS84)
    assert place_columns(["lat", "lon", "x", "y"]) == (2, 3, RD)
    assert place_columns(["x", "lat"]) is None
    assert separator_of('"a;b;c;d",e') == ","
    assert decoded("é".encode("cp1252")) == "é"
