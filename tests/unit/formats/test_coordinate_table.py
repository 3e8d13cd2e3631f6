"""Tables of coordinates: official points to the millimetre, and lines that cannot be converted told by number."""

from __future__ import annotations

import pytest

from cop_app.formats.coordinate_table import convert_table

RD_LINES = ["30015514,154796.8335,461891.0655", "30017332,108955.7643,553684.1281"]
DEGREE_LINES = ["30015514,5.384235427,52.145205777", "30017332,4.701852164,52.968201827"]


def values(lines: list[str]) -> list[tuple[str, float, float]]:
    return [(name, float(a), float(b)) for name, a, b in (line.split(",") for line in lines)]


def test_official_points_to_rd() -> None:
    table, problems = convert_table(DEGREE_LINES, "etrs89", "rd")
    assert problems == []
    for (name, x, y), (wanted, wx, wy) in zip(values(table), values(RD_LINES), strict=True):
        assert name == wanted
        assert abs(x - wx) < 0.0005
        assert abs(y - wy) < 0.0005
        assert all(len(part.partition(".")[2]) == 4 for part in table[0].split(",")[1:])


def test_official_points_to_degrees() -> None:
    table, _ = convert_table(RD_LINES, "rd", "etrs89")
    for (_, lon, lat), (_, wlon, wlat) in zip(values(table), values(DEGREE_LINES), strict=True):
        assert abs(lon - wlon) < 5e-9
        assert abs(lat - wlat) < 5e-9
    assert len(table[0].split(",")[1].partition(".")[2]) == 9


def test_there_and_back() -> None:
    there, _ = convert_table(RD_LINES, "rd", "wgs84")
    back, _ = convert_table(there, "wgs84", "rd")
    assert all(abs(a[1] - b[1]) < 0.0005 for a, b in zip(values(back), values(RD_LINES), strict=True))


def test_header_is_kept_and_turned_columns_understood() -> None:
    table, problems = convert_table(["punt,lat,lon", "a,52.145205777,5.384235427"], "etrs89", "rd")
    assert table[0] == "id,x,y"
    assert abs(float(table[1].split(",")[1]) - 154796.8335) < 0.0005
    assert problems == []
    assert convert_table(["\ufeffid;x;y", "a;1,5e5;4,6e5"], "rd", "etrs89")[0][0] == "id,lon,lat"


@pytest.mark.parametrize(
    "line", ["a;154796,8335;461891,0655", "a\t154796.8335\t461891.0655", '"a",154796.8335,461891.0655']
)
def test_separators_and_decimal_commas(line: str) -> None:
    table, problems = convert_table([line], "rd", "rd")
    assert table == ["a,154796.8335,461891.0655"]
    assert problems == []


def test_names_with_commas_are_quoted() -> None:
    assert convert_table(['"a, ""b""",155000,463000'], "rd", "rd")[0] == ['"a, ""b""",155000.0000,463000.0000']


def test_bad_lines_are_told_and_shift_nothing() -> None:
    lines = ["a,5.38,52.14", "", "# opmerking", "b,x", "c,vijf,52", "d,inf,52", "e,0,0", "f,52.14,5.38", "g,5.38,52.14"]
    table, problems = convert_table(lines, "etrs89", "rd")
    assert [line.split(",")[0] for line in table] == ["a", "g"]
    assert [problem.where for problem in problems] == [f"regel {n}" for n in (4, 5, 6, 7, 8)]
    assert table[0].split(",")[1:] == table[1].split(",")[1:]


def test_swapped_rd_is_told_not_converted() -> None:
    table, problems = convert_table(["a,463000,155000"], "rd", "etrs89")
    assert table == []
    assert "verwisseld" in problems[0].text


def test_nothing_gives_nothing() -> None:
    assert convert_table([], "rd", "etrs89") == ([], [])
