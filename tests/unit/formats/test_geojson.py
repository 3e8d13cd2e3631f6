"""GeoJSON: the same as shapely reads, strict about keys and numbers, and every fault told with its feature's number."""

from __future__ import annotations

import gc
import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain.errors import UserFacingError
from cop_app.formats.geojson import read_geojson, write_geojson
from cop_app.geo.axis import ETRS89, RD, Crs
from cop_app.geo.columns import FeatureBatch, GeometryColumns

RD_MEMBER = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
SQUARE = [[155000, 463000], [155010, 463000], [155010, 463010], [155000, 463010], [155000, 463000]]
HOLE = [[155002, 463002], [155002, 463004], [155004, 463004], [155004, 463002], [155002, 463002]]


def feature(geometry: Any, number: int = 1, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": f"f{number}", "geometry": geometry, "properties": properties}


def document(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "crs": RD_MEMBER, "features": list(features), **members}).encode()


def point(x: float = 155000, y: float = 463000) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def read_shapes(*geometries: Any) -> FeatureBatch:
    return read_geojson(document(*(feature(g, n) for n, g in enumerate(geometries, 1))))


def told(batch: FeatureBatch) -> list[str]:
    return [f"{problem.where}: {problem.text}" for problem in batch.problems]


ALL_KINDS = [
    point(), {"type": "MultiPoint", "coordinates": SQUARE[:3]}, {"type": "LineString", "coordinates": SQUARE[:3]},
    {"type": "MultiLineString", "coordinates": [SQUARE[:2], SQUARE[1:4]]},
    {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
    {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [[[x + 100, y] for x, y in SQUARE]]]},
]  # fmt: skip


def test_every_kind_equals_shapely_in_any_order() -> None:
    for kinds in (ALL_KINDS, ALL_KINDS[::-1], ALL_KINDS * 3):
        batch = read_shapes(*kinds)
        assert not batch.problems
        wanted = shapely.from_geojson([json.dumps(kind) for kind in kinds])
        for found, shape in zip(batch.geometry.to_shapely(), wanted, strict=True):
            assert shapely.equals(found, shape)
            assert found.geom_type == shape.geom_type
        assert batch.keys == [f"f{n}" for n in range(1, len(kinds) + 1)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(range(6)), st.sampled_from([2, 3, 4]), st.integers(1, 3), st.integers(1, 3),
            st.sampled_from([None, 1]),
        ), min_size=1, max_size=12,
    )
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_any_mix_equals_shapely(plan: list[tuple[int, int, int, int, int | None]]) -> None:
    """Kinds, heights, ring counts and blanks in the text, against shapely's own reader."""

    def ring(shift: float, width: int) -> list[list[float]]:
        return [[x + shift, y, 1.5, 7][:width] for x, y in SQUARE]

    def shape_of(kind: int, width: int, first: int, second: int) -> dict[str, Any]:
        line = ring(first, width)[: first + 1]
        coordinates: Any = [
            line[0], line, line, [line] * second, [ring(i * 100, width) for i in range(first)],
            [[ring(i * 100 + j, width) for i in range(first)] for j in range(second)],
        ][kind]  # fmt: skip
        return {"type": ALL_KINDS[kind]["type"], "coordinates": coordinates}

    shapes, texts = [], []
    for number, (kind, width, first, second, indent) in enumerate(plan, 1):
        shape = shape_of(kind, width, first, second)
        shapes.append(shapely.from_geojson(json.dumps(shape_of(kind, 2, first, second))))
        texts.append(json.dumps(feature(shape, number, n=number), indent=indent))
    body = f'{{"type":"FeatureCollection","crs":{json.dumps(RD_MEMBER)},"features":[{",".join(texts)}]}}'
    batch = read_geojson(body.encode())
    assert not batch.problems
    for found, shape in zip(batch.geometry.to_shapely(), shapes, strict=True):
        assert np.array_equal(np.sort(shapely.get_coordinates(found), 0), np.sort(shapely.get_coordinates(shape), 0))
        assert shapely.get_num_geometries(found) == shapely.get_num_geometries(shape)
    assert batch.properties == [b'{"n":%d}' % n for n in range(1, len(plan) + 1)]


def test_degrees_are_etrs89_to_the_millimetre() -> None:
    body = json.dumps({"type": "FeatureCollection", "features": [feature(point(5.384235427, 52.145205777))]})
    x, y = read_geojson(body.encode()).geometry.coords[0]
    assert abs(x - 154796.8335) < 0.001
    assert abs(y - 461891.0655) < 0.001


def test_system_of_the_service_leads_and_orders_the_axes() -> None:
    body = document(feature(point(52.145205777, 5.384235427)))
    for crs in ("http://www.opengis.net/def/crs/EPSG/0/4258", "EPSG:4258"):
        assert abs(read_geojson(body, crs=crs).geometry.coords[0] - [154796.8335, 461891.0655]).max() < 0.001


@pytest.mark.parametrize(
    ("member", "ok"),
    [
        (None, False), ({"type": "EPSG", "properties": {"code": 28992}}, True),
        ({"type": "name", "properties": {"name": "EPSG:28992"}}, True),
    ],
)  # fmt: skip
def test_dialects_of_the_crs_member(member: Any, ok: bool) -> None:
    batch = read_geojson(document(feature(point()), crs=member))
    assert batch.geometry.coords.tolist() == [[155000, 463000]]
    assert bool(batch.problems) != ok  # a null member means degrees; RD numbers are then told


@pytest.mark.parametrize("member", [{"type": "name", "properties": {"name": "EPSG:2"}}, {"type": 1}, "RD"])
def test_unknown_system_is_refused(member: Any) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_geojson(document(feature(point()), crs=member))
    assert caught.value.code == "geo.stelsel"


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"<html></html>", b"[1,2]", b'{"type":"FeatureCollection","features":[{"a":NaN}]}', b"\xff\xfe",
        b'{"type":"FeatureCollection","features":[],"features":[]}',
        b'{"type":"FeatureCollection" ,"features" :[],"type" :"FeatureCollection"}',
        b'{"type":"FeatureCollection","features":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused_whole(text: bytes) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_geojson(text)
    assert caught.value.code == "geojson.onleesbaar"
    assert "GeoJSON" in str(caught.value)


@pytest.mark.parametrize("text", [b"{}", b'{"type":"Topology"}', b'{"type":"FeatureCollection","features":{}}'])
def test_other_json_is_refused(text: bytes) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_geojson(text)
    assert caught.value.code == "geojson.soort"


def test_one_feature_and_a_bare_geometry_are_read() -> None:
    one = json.dumps({**feature(point(5.4, 52.1), 1, a=1), "bbox": [5.4, 52.1, 5.4, 52.1]})
    assert read_geojson(one.encode()).keys == ["f1"]
    bare = read_geojson(json.dumps(point(5.4, 52.1)).encode())
    assert bare.geometry.kinds.tolist() == [1]


def test_byte_order_mark_is_passed_over() -> None:
    assert len(read_geojson(b"\xef\xbb\xbf" + document(feature(point())))) == 1


BROKEN = {
    "ring van twee punten": {"type": "Polygon", "coordinates": [SQUARE[:2]]},
    "lijn van een punt": {"type": "LineString", "coordinates": [[155000, 463000]]},
    "tekst als getal": {"type": "Point", "coordinates": ["155000", 463000]},
    "null als getal": {"type": "Point", "coordinates": [None, 463000]},
    "waar als getal": {"type": "Point", "coordinates": [True, 463000]},
    "een getal": {"type": "Point", "coordinates": [155000]},
    "vijf getallen": {"type": "Point", "coordinates": [155000, 463000, 1, 2, 3]},
    "te diep": {"type": "Point", "coordinates": [[155000, 463000]]},
    "te ondiep": {"type": "Polygon", "coordinates": SQUARE},
    "half te ondiep": {"type": "Polygon", "coordinates": [SQUARE, [155000, 463000]]},
    "los getal": {"type": "LineString", "coordinates": [[155000, 463000], 7, [155001, 463000]]},
    "haken als tekst": {"type": "LineString", "coordinates": [[155000, 463000], "]["]},
    "object": {"type": "LineString", "coordinates": [[155000, 463000], {}]},
    "geen lijst": {"type": "Point", "coordinates": 5},
    "null": {"type": "Point", "coordinates": None},
    "zonder coordinaten": {"type": "Point"},
    "onbekende vorm": {"type": "CircularString", "coordinates": [[155000, 463000]]},
    "zonder soort": {"coordinates": [155000, 463000]},
    "geometrie als tekst": "POINT (1 2)",
    "oneindig": {"type": "Point", "coordinates": [1e400, 463000]},
    "lege ring": {"type": "Polygon", "coordinates": [[]]},
    "leeg punt in lijst": {"type": "MultiPoint", "coordinates": [[155000, 463000], []]},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_geometry_is_told_and_its_neighbours_live(name: str) -> None:
    kind = BROKEN[name].get("type") if isinstance(BROKEN[name], dict) else "Point"
    neighbour = next((k for k in ALL_KINDS if k["type"] == kind), point())
    body = document(feature(neighbour, 1), feature(BROKEN[name], 2, naam="houd mij"), feature(neighbour, 3))
    batch = read_geojson(body.replace(b"Infinity", b"1e400"))
    assert batch.keys == ["f1", "f2", "f3"]
    assert batch.geometry.kinds[1] == 0
    assert batch.properties[1] == b'{"naam":"houd mij"}'
    wanted = shapely.from_geojson(json.dumps(neighbour))
    shapes = batch.geometry.to_shapely()
    assert shapely.equals(shapes[0], wanted)
    assert shapely.equals(shapes[2], wanted)
    assert [problem.where for problem in batch.problems] == ["object 2"], told(batch)


def test_all_broken_at_once_are_all_told() -> None:
    body = document(*(feature(g, n) for n, g in enumerate(BROKEN.values(), 1)))
    batch = read_geojson(body.replace(b"Infinity", b"1e400"))
    assert {problem.where for problem in batch.problems} == {f"object {n}" for n in range(1, len(BROKEN) + 1)}
    assert not batch.geometry.kinds.any()


def test_open_ring_is_closed_and_told() -> None:
    batch = read_shapes({"type": "Polygon", "coordinates": [SQUARE[:4], HOLE[:4]]}, ALL_KINDS[4])
    shapes = batch.geometry.to_shapely()
    assert shapely.equals(shapes[0], shapes[1])
    assert told(batch) == ["object 1: Een ring was niet gesloten; gesloten."]


@pytest.mark.parametrize("empty", [None, {"type": "Point", "coordinates": []}, {"type": "Polygon", "coordinates": []}])
def test_no_geometry_is_no_fault(empty: Any) -> None:
    batch = read_shapes(point(), empty, {"type": "GeometryCollection", "geometries": []})
    assert batch.geometry.kinds.tolist() == [1, 0, 0]
    assert batch.problems == ()


def test_collection_of_one_kind_becomes_a_multi_geometry() -> None:
    inner = {"type": "GeometryCollection", "geometries": [ALL_KINDS[5]]}
    batch = read_shapes({"type": "GeometryCollection", "geometries": [ALL_KINDS[4], inner]})
    assert batch.problems == ()
    assert shapely.get_num_geometries(batch.geometry.to_shapely()[0]) == 3


def test_collection_of_mixed_kinds_keeps_the_widest_and_says_so() -> None:
    batch = read_shapes({"type": "GeometryCollection", "geometries": [ALL_KINDS[0], ALL_KINDS[4], ALL_KINDS[2]]})
    assert batch.geometry.kinds.tolist() == [3]
    assert "verschillende vormen" in told(batch)[0]


def test_nested_collections_have_a_limit() -> None:
    deep: Any = point()
    for _ in range(30):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    batch = read_shapes(deep)
    assert told(batch) == ["object 1: Zonder plaats opgenomen: te diep genest."]


def test_too_many_vertices() -> None:
    line = {"type": "LineString", "coordinates": [[155000 + i, 463000] for i in range(11)]}
    body = document(feature(line), feature({"type": "LineString", "coordinates": line["coordinates"][:10]}, 2))
    batch = read_geojson(body, max_vertices=10)
    assert batch.geometry.kinds.tolist() == [0, 2]
    assert "meer dan 10 punten" in told(batch)[0]


DOUBLES = {
    "eigenschap": b'{"type":"Feature","id":"d","geometry":null,"properties":{"a":1,"a":2}}',
    "diep": b'{"type":"Feature","id":"d","geometry":null,"properties":{"a":{"b":1,"b":2}}}',
    "verhuld": b'{"type":"Feature","id":"d","geometry":null,"properties":{"a":1,"\\u0061":2}}',
    "met blanks": b'{"type":"Feature","id":"d","geometry":null,"properties":{"a" :1,"b":2,"b":3}}',
    "met aanhaling": b'{"type":"Feature","id":"d","geometry":null,"properties":{"a":1,"a":2,"b":"x\\u0022:"}}',
    "lid": b'{"type":"Feature","id":"d","id":"e","geometry":null,"properties":{}}',
    "lid verhuld": b'{"type":"Feature","id":"d","\\u0069d":"e","geometry":null,"properties":{}}',
    "lid met blank": b'{"type" :"Feature","id":"d","id":"e","geometry":null,"properties":{}}',
    "geometrie": b'{"type":"Feature","id":"d","geometry":null,"geometry":null,"properties":{}}',
    "vreemd lid": b'{"type":"Feature","id":"d","geometry":null,"properties":{},"x":1,"x":2}',
}


@pytest.mark.parametrize("name", DOUBLES)
def test_double_keys_are_refused_per_feature(name: str) -> None:
    good = json.dumps(feature(point(), 1)).encode()
    body = b'{"type":"FeatureCollection","crs":%b,"features":[%b,%b,%b]}' % (
        json.dumps(RD_MEMBER).encode(), good, DOUBLES[name], good.replace(b"f1", b"f3"),
    )  # fmt: skip
    batch = read_geojson(body)
    assert batch.keys == ["f1", "f3"]
    assert batch.problems[0].where == "object 2"
    assert "dubbel" in batch.problems[0].text


def test_double_key_in_a_geometry_leaves_the_place_out() -> None:
    body = document(feature(point())).replace(b'{"type": "Point"', b'{"type": "Point", "type": "Point"')
    batch = read_geojson(body)
    assert batch.geometry.kinds.tolist() == [0]
    assert "dubbel" in told(batch)[0]


@pytest.mark.parametrize("text", ['a": 1', "\\", '\\":', "é", "\u2028", '":'])
def test_awkward_texts_are_no_double_keys(text: str) -> None:
    for ascii_only in (True, False):
        row = {**feature(point(), 1), "properties": {text: text, "b": {text: [text]}}}
        body = json.dumps({"type": "FeatureCollection", "crs": RD_MEMBER, "features": [row]}, ensure_ascii=ascii_only)
        batch = read_geojson(body.encode())
        assert json.loads(batch.properties[0]) == row["properties"]
        assert batch.problems == ()


def test_properties_are_canonical() -> None:
    rows = [
        b'{"type":"Feature","id":1,"geometry":null,"properties":{"b":1,"a":"\\u00e9"}}',
        '{"properties" : { "a" : "é" , "b" : 1 }, "type":"Feature","id":2,"geometry":null}'.encode(),
        b'{"type":"Feature","id":3,"geometry":null,"properties":null}', b'{"type":"Feature","id":4,"geometry":null}',
    ]  # fmt: skip
    batch = read_geojson(b'{"type":"FeatureCollection","features":[' + b",".join(rows) + b"]}")
    assert batch.properties[0] == batch.properties[1] == '{"a":"é","b":1}'.encode()
    assert batch.properties[2:] == [b"{}", b"{}"]
    assert batch.keys == ["1", "2", "3", "4"]


def test_unreadable_features_are_left_out_with_the_reason() -> None:
    listed = {**feature(point(), 4), "properties": [1]}
    body = document(feature(point(), 1), 5, {"type": "Punt"}, listed, feature(point(), 5))
    batch = read_geojson(body)
    assert batch.keys == ["f1", "f5"]
    assert [problem.where for problem in batch.problems] == ["object 2", "object 3", "object 4"]
    assert len(batch.geometry) == len(batch.properties) == 2


def test_numbers_are_those_of_the_document() -> None:
    batch = read_geojson(document(5, feature(point(), 2), feature(point(0, -9e6), 3)))
    assert [problem.where for problem in batch.problems] == ["object 1", "object 3"]


SPOILED = [b"", b"[", b"]", b'"', b"{}", b"null", b"1e999", b",", b"-", b" ", b"\xff", b"[1,2]", b"155000"]


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_damaged_documents_are_refused_or_told_never_crash(data: st.DataObject) -> None:
    """Bytes cut out, doubled or replaced: the answer is a batch that fits together, or an error a person can read."""
    body = bytearray(document(*(feature(kind, n, a=[1, {"b": "é"}]) for n, kind in enumerate(ALL_KINDS, 1))))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body) - 1))
        size = data.draw(st.integers(0, 12))
        body[at : at + size] = data.draw(st.sampled_from(SPOILED))
    try:
        batch = read_geojson(bytes(body))
    except UserFacingError as error:
        assert str(error)
        return
    assert len(batch.keys) == len(set(batch.keys)) == len(batch.geometry) == len(batch.properties)
    assert all(isinstance(json.loads(raw), dict) for raw in batch.properties)
    assert np.isfinite(batch.geometry.coords).all()
    assert len(batch.geometry.to_shapely()) == len(batch)
    assert batch.geometry.feature_offsets[-1] == len(batch.geometry.part_offsets) - 1
    assert batch.geometry.ring_offsets[-1] == len(batch.geometry.coords)


def test_not_utf8_in_one_feature() -> None:
    body = document(feature(point(), 1, a="x"), feature(point(), 2, a="QQ")).replace(b"QQ", b"\xff\xfe")
    batch = read_geojson(body)
    assert batch.keys == ["f1"]
    assert "UTF-8" in told(batch)[0]


def test_many_faults_are_summed_up() -> None:
    batch = read_geojson(document(*[feature({"type": "Point", "coordinates": [1]}, n) for n in range(500)]))
    assert len(batch.problems) == 201
    assert "300" in batch.problems[-1].text


def keyed(rule: tuple[str, ...], *rows: dict[str, Any]) -> FeatureBatch:
    plain = [{"type": "Feature", "geometry": point(), **row} for row in rows]
    return read_geojson(document(*plain), key=rule)


def test_key_by_id() -> None:
    batch = keyed(("id",), {"id": "a"}, {"id": 7}, {"properties": {"id": "c"}}, {"id": None, "properties": {"id": 9}})
    assert batch.keys == ["a", "7", "c", "9"]
    assert batch.problems == ()


def test_key_by_properties() -> None:
    batch = keyed(("bron", "nr"), {"properties": {"bron": "B", "nr": 1}}, {"properties": {"bron": "B", "nr": 2}})
    assert batch.keys == ["B|1", "B|2"]


def test_key_by_content_is_stable_and_follows_content() -> None:
    one, two = keyed(("inhoud",), {"properties": {"a": 1}}, {"properties": {"a": 2}}).keys
    assert keyed(("inhoud",), {"properties": {"a": 2}}, {"id": "z", "properties": {"a": 1}}).keys == [two, one]
    assert one != two


def test_without_key_the_content_is_the_key_and_that_is_told() -> None:
    batch = keyed(("nr",), {"properties": {"nr": 1}}, {"properties": {"nr": None}}, {"properties": {}})
    assert batch.keys[0] == "1"
    assert all(batch.keys)
    assert "2 objecten zonder sleutel (nr)" in told(batch)[0]


def test_double_keys_of_features_get_a_number_and_are_told() -> None:
    batch = keyed(("id",), {"id": "a"}, {"id": "a"}, {"id": "a#2"}, {"id": "a"})
    assert len(set(batch.keys)) == 4
    assert batch.keys[0] == "a"
    assert batch.keys[2] == "a#2"
    assert "2 objecten" in told(batch)[0]


def test_collector_is_as_it_was() -> None:
    assert gc.isenabled()
    with pytest.raises(UserFacingError):
        read_geojson(b"{")
    assert gc.isenabled()


def sample() -> FeatureBatch:
    shapes = [shapely.from_geojson(json.dumps(kind)) for kind in ALL_KINDS]
    columns = GeometryColumns.from_shapely([*shapes, None])
    return FeatureBatch([f"sleutel {n}" for n in range(7)], columns, ['{"a":"é","n":1}'.encode()] * 7)


def test_rd_round_trip_is_exact() -> None:
    body = write_geojson(sample(), RD)
    back = read_geojson(body)
    assert back.hashes().tolist() == sample().hashes().tolist()
    assert back.keys == sample().keys
    assert back.problems == ()
    assert json.loads(body)["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::28992"


def test_etrs89_round_trip_stays_within_a_millimetre_or_so() -> None:
    body = write_geojson(sample(), ETRS89)
    assert "crs" not in json.loads(body)
    back = read_geojson(body)
    assert np.abs(back.geometry.coords - sample().geometry.coords).max() < 0.0012


def test_written_outer_rings_are_counter_clockwise() -> None:
    shapes = json.loads(write_geojson(sample()))["features"]
    assert shapely.from_geojson(json.dumps(shapes[4]["geometry"])).exterior.is_ccw


def test_other_systems_are_not_written() -> None:
    with pytest.raises(UserFacingError):
        write_geojson(sample(), Crs("EPSG", "3857"))


def test_a_hundred_thousand_features_in_chunks_keep_their_order() -> None:
    count = 60_000
    x = 100_000 + np.arange(count) * 2.0
    columns = GeometryColumns.from_shapely(shapely.box(x, 400_000, x + 1, 400_001))
    batch = FeatureBatch([f"k{i}" for i in range(count)], columns, [b'{"n":%d}' % i for i in range(count)])
    back = read_geojson(write_geojson(batch, RD))
    assert back.keys == batch.keys
    assert np.array_equal(back.geometry.boxes, columns.boxes)
    assert back.properties == batch.properties
