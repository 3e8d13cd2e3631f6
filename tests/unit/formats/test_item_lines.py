"""Lines for `cop item put`: taken with place, time and certainty, or refused in words."""

from __future__ import annotations

import json

import pytest

from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import GEOMETRY
from cop_app.formats.item_lines import read_item_line
from cop_app.geo.wkb import shape_of

NOON = 1_773_313_200_000  # 2026-03-12T12:00:00+01:00


def line(**fields: object) -> str:
    return json.dumps({"item": "x", "class": "eenheid", **fields})


def point(*xy: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(xy)}


@pytest.mark.parametrize(
    ("crs", "xy"),
    [({}, (142000, 503000)), ({"crs": "EPSG:28992"}, (142000, 503000)), ({"crs": "etrs89"}, (5.195696, 52.514523)),
     ({"crs": "wgs84"}, (5.195696, 52.514523)), ({"crs": "http://www.opengis.net/def/crs/EPSG/0/4258"},
     (5.195696, 52.514523)), ({"crs": "EPSG:4326"}, (5.195696, 52.514523, 3.5))],
)  # fmt: skip
def test_a_place_comes_in_in_the_system_that_the_line_names(crs, xy) -> None:
    read = read_item_line(line(geometry=point(*xy), **crs), NOON)
    shape = shape_of(str(read.claims[GEOMETRY].value))
    assert (shape.x, shape.y) == pytest.approx((142000, 503000), abs=0.2)


def test_time_and_certainty_hold_for_every_claim_and_the_place() -> None:
    text = line(geometry=point(142000, 503000), claims={"a": 1, "b": "é\u2028"}, certain=False, observed_at="11:42")
    read = read_item_line(text, NOON)
    assert sorted(read.claims) == ["a", "b", GEOMETRY]
    assert {(said.certain, said.observed_at) for said in read.claims.values()} == {(False, NOON - 18 * 60_000)}
    assert read.claims["b"].value == "é\u2028"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (line(geometry=point(5.1, 52.5)), "geometrie.plaats", "EPSG:28992"),
        (line(geometry=point(503000, 142000)), "geometrie.plaats", "x of lengte voor y"),
        (line(geometry=point(52.5, 5.1), crs="etrs89"), "geometrie.plaats", "EPSG:4258"),
        (line(geometry=point(1, 2), crs="EPSG:9999"), "geo.stelsel", "EPSG:9999"),
        (line(geometry=point(1, 2), crs=28992), "geo.stelsel", "28992"),
        (line(geometry=point()), "geometrie.onleesbaar", "geen coördinaten"),
        (line(geometry=point("a", 2)), "geometrie.onleesbaar", "passen niet bij Point"),
        (line(geometry={"type": "Polygon", "coordinates": [[[0, 0], [1, 0]]]}), "geometrie.onleesbaar", "Polygon"),
        (line(geometry="POINT(1 2)"), "geometrie.onleesbaar", "type"),
        (line(geometry={}), "geometrie.onleesbaar", "type"),
        (line(claims={GEOMETRY: "0101"}), "item.regel", "hoort in ‘geometry’"),
        (line(claims={"a": 1}, certain="false"), "item.regel", "true of false"),
        (line(claims={"a": 1}, observed_at=123), "item.regel", "tijd als tekst"),
        (line(claims={"a": 1}, observed_at="9999-12-31T23:59:59+00:00"), "tijd.onleesbaar", "9999"),
        (line(claims={"a": 1}, observed_at="0001-01-01T00:00:00+14:00"), "tijd.onleesbaar", "0001"),
        (line(claims=[1]), "item.regel", "‘claims’"),
        (line(kleur="rood"), "item.regel", "onbekend: kleur"),
        ('{"item":"x","class":" ","claims":{"a":1}}', "item.regel", "‘class’"),
        ('{"item":"x","class":"c","claims":{"a":1,"a":2}}', "item.regel", "‘a’ staat er dubbel in"),
        ('{"item":"x","class":"c","claims":{"a":NaN}}', "item.regel", "NaN is geen getal"),
        ('{"item":"x","class":"c","claims":{"a":' + "9" * 5000 + "}}", "item.regel", "te groot"),
        ("[" * 100_000, "item.regel", "te diep"),
        ("[1]", "item.regel", "één JSON-object"),
        ("{", "item.regel", "teken 2"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_the_reason(text, code, words) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_item_line(text, NOON)
    assert caught.value.code == code
    assert words in str(caught.value)
