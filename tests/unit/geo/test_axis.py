"""One test per row of the table of axis orders, and the gate that sees swapped axes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.geo.axis import CRS84, ETRS89, RD, WGS84, Axes, Crs, axis_order, parse_crs, to_rd_columns
from cop_app.geo.columns import GeometryColumns

XY, YX = Axes.XY, Axes.YX
LON, LAT, X, Y = 5.384235427, 52.145205777, 154796.8335, 461891.0655  # official point near Amersfoort


def test_row_geojson_is_lon_lat() -> None:
    assert axis_order("geojson", CRS84) is XY
    assert axis_order("geojson", ETRS89) is XY


def test_row_kml_is_lon_lat() -> None:
    assert axis_order("kml", WGS84) is XY


def test_row_geojson_with_crs_member_follows_the_system() -> None:
    assert axis_order("geojson-crs", RD) is XY
    assert axis_order("geojson-crs", ETRS89) is YX


def test_row_ogc_api_crs_follows_the_system() -> None:
    assert axis_order("ogcapi-crs", RD) is XY
    assert axis_order("ogcapi-crs", ETRS89) is YX
    assert axis_order("ogcapi-crs", CRS84) is XY


def test_row_ogc_api_bbox() -> None:
    assert axis_order("ogcapi-bbox", CRS84) is XY
    assert axis_order("ogcapi-bbox", ETRS89) is YX
    assert axis_order("ogcapi-bbox", RD) is XY


def test_row_ogc_api_extent_is_as_its_crs_says() -> None:
    assert axis_order("ogcapi-extent", CRS84) is XY
    assert axis_order("ogcapi-extent", WGS84) is YX


@pytest.mark.parametrize("crs", [WGS84, ETRS89])
def test_row_gml_urn_is_lat_lon(crs: Crs) -> None:
    assert axis_order("gml-urn", crs) is YX


def test_row_gml_short_is_refused_for_degrees() -> None:
    with pytest.raises(UserFacingError) as caught:
        axis_order("gml-short", WGS84)
    assert caught.value.code == "geo.assen_onzeker"
    assert axis_order("gml-short", RD) is XY


def test_row_wms_13() -> None:
    assert axis_order("wms-1.3.0", WGS84) is YX
    assert axis_order("wms-1.3.0", CRS84) is XY
    assert axis_order("wms-1.3.0", RD) is XY


@pytest.mark.parametrize("crs", [WGS84, RD])
def test_row_wms_11_is_always_x_y(crs: Crs) -> None:
    assert axis_order("wms-1.1.1", crs) is XY


def test_row_wmts_top_left_corner_follows_the_system() -> None:
    assert axis_order("wmts", RD) is XY
    assert axis_order("wmts", WGS84) is YX


def test_row_cap_is_lat_lon() -> None:
    assert axis_order("cap", WGS84) is YX


def test_row_cot_is_lat_lon() -> None:
    assert axis_order("cot", WGS84) is YX


def test_row_edxl_is_lat_lon() -> None:
    assert axis_order("edxl", WGS84) is YX


def test_row_emsi_is_lat_lon() -> None:
    assert axis_order("emsi", WGS84) is YX


def test_row_gpx_is_lat_lon() -> None:
    assert axis_order("gpx", WGS84) is YX


def test_row_locatieserver_is_x_y() -> None:
    assert axis_order("locatieserver", WGS84) is XY
    assert axis_order("locatieserver", RD) is XY


@pytest.mark.parametrize("form", ["geopackage", "shapefile"])
def test_row_files_are_x_y(form: str) -> None:
    assert axis_order(form, ETRS89) is XY


def test_unknown_form_is_a_bug_and_unknown_system_is_told() -> None:
    with pytest.raises(KeyError):
        axis_order("morse", RD)
    with pytest.raises(UserFacingError, match="EPSG:9999"):
        axis_order("ogcapi-crs", Crs("EPSG", "9999"))


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("http://www.opengis.net/def/crs/EPSG/0/28992", RD), ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84>", CRS84),
        ("https://www.opengis.net/def/crs/EPSG/9.6.2/4258", ETRS89), ("urn:ogc:def:crs:EPSG::28992", RD),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", CRS84), ("EPSG:4326", WGS84), ("epsg:28992", RD), ("CRS:84", CRS84),
        ("CRS84", CRS84), ("", None), ("RD", None), ("onzin[", None),
    ],
)  # fmt: skip
def test_names_of_systems(text: str, crs: Crs | None) -> None:
    assert parse_crs(text) == crs


def test_the_projection_file_of_a_shapefile_is_recognised() -> None:
    import pyproj

    assert parse_crs(pyproj.CRS.from_epsg(28992).to_wkt("WKT1_ESRI")) == RD


def placed(points: list[tuple[float, float]], crs: Crs, order: Axes = XY):
    return to_rd_columns(GeometryColumns.from_shapely([shapely.Point(p) for p in points]), crs, order)


@pytest.mark.parametrize("crs", [CRS84, ETRS89, WGS84])
def test_degrees_become_rd_to_the_millimetre(crs: Crs) -> None:
    for columns, problems in (placed([(LON, LAT)], crs), placed([(LAT, LON)], crs, YX)):
        assert np.abs(columns.coords - [X, Y]).max() < 0.001
        assert problems == ()


def test_utm_and_web_mercator_arrive_at_the_same_place() -> None:
    import pyproj

    for crs, source in ((Crs("EPSG", "25831"), "EPSG:4258"), (Crs("EPSG", "3857"), "EPSG:4326")):
        point = pyproj.Transformer.from_crs(source, crs.name, always_xy=True).transform(LON, LAT)
        assert np.abs(placed([point], crs).columns.coords - [X, Y]).max() < 0.001


def test_swapped_degrees_are_put_right_and_told() -> None:
    columns, problems = placed([(LAT, LON)], CRS84)
    assert np.abs(columns.coords - [X, Y]).max() < 0.001
    assert "verwisseld" in problems[0].text


def test_swapped_rd_is_put_right_and_told() -> None:
    columns, problems = placed([(Y, X), (463000, 155000)], RD)
    assert columns.coords.tolist() == [[X, Y], [155000, 463000]]
    assert len(problems) == 1


def test_orientation_holds_after_a_swap() -> None:
    square = shapely.box(463000, 155000, 463010, 155020)
    columns, _ = to_rd_columns(GeometryColumns.from_shapely([square]), RD)
    assert columns.to_shapely()[0].exterior.is_ccw
    assert columns.boxes[0].tolist() == [155000, 463000, 155020, 463010]


def test_a_feature_elsewhere_stays_without_place_and_is_told() -> None:
    columns, problems = placed([(LON, LAT), (0.0, 0.0), (np.inf, 52.0), (5.0, 52.0)], CRS84)
    assert columns.kinds.tolist() == [1, 0, 0, 1]
    assert np.isnan(columns.boxes[1]).all()
    assert [p.where for p in problems] == ["object 2", "object 3"]
    assert columns.to_shapely()[3].distance(shapely.Point(128410.0, 445806.0)) < 2


def test_degrees_that_call_themselves_rd_are_read_as_degrees_and_told() -> None:
    for point in ((LON, LAT), (LAT, LON)):
        columns, problems = placed([point], RD)
        assert np.abs(columns.coords - [X, Y]).max() < 0.001
        assert "graden" in problems[0].text


def test_one_pair_of_small_numbers_among_rd_is_not_placed() -> None:
    columns, problems = placed([(X, Y), (LON, LAT)], RD)
    assert columns.kinds.tolist() == [1, 0]
    assert "niet in of bij Nederland" in problems[0].text


def test_rd_that_forgot_to_say_so_is_read_as_rd_and_told() -> None:
    columns, problems = placed([(X, Y), (155000, 463000)], CRS84)
    assert columns.coords.tolist() == [[X, Y], [155000, 463000]]
    assert "RD" in problems[0].text


def test_many_elsewhere_are_summed_up() -> None:
    _, problems = placed([(0.0, -80.0)] * 50, CRS84)
    assert len(problems) == 21
    assert "30" in problems[-1].text


def test_a_large_outline_that_touches_the_country_is_kept() -> None:
    europe = shapely.box(-12, 42, 24, 64)
    columns, problems = to_rd_columns(GeometryColumns.from_shapely([europe]), CRS84)
    assert columns.kinds.tolist() == [3]
    assert problems == ()


def test_unknown_system_is_refused() -> None:
    with pytest.raises(UserFacingError, match="EPSG:31370"):
        placed([(1, 2)], Crs("EPSG", "31370"))
