"""Binary files pass through the child: back to the millimetre, and hostile ones not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.formats import gdal_child
from cop_app.formats.gdal_child import Task
from cop_app.formats.geopackage import read_vector, write_geopackage
from cop_app.geo.columns import FeatureBatch, GeometryColumns

ROOT = Path(__file__).resolve().parents[3]


def layer() -> FeatureBatch:
    area = shapely.box(142000, 503000, 142100, 503100)
    shapes = [area, None, shapely.MultiPolygon([area, shapely.box(142200, 503000, 142300.001, 503100)])]
    properties = [b'{"aantal":1,"naam":"caf\xc3\xa9"}', b'{"aantal":null,"lijst":[1,2]}', b'{"aantal":3,"fid":"eigen"}']
    return FeatureBatch(["a", "b", "c"], GeometryColumns.from_shapely(shapes), properties)


def refused(path: Path, **more: int) -> str:
    with pytest.raises(UserFacingError) as caught:
        read_vector(path, **more)
    assert path.name in str(caught.value)
    return caught.value.code


def test_layers_come_back_and_the_file_is_version_1_2(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    points = FeatureBatch(["p"], GeometryColumns.from_shapely([shapely.Point(142000.123, 503000.456)]), [b"{}"])
    write_geopackage(path, {"vlak": layer(), "punt": points})
    write_geopackage(path, {"vlak": layer(), "punt": points})
    connection = sqlite3.connect(path)
    assert connection.execute("pragma user_version").fetchone() == (10200,)
    assert connection.execute("select distinct srs_id from gpkg_geometry_columns").fetchall() == [(28992,)]
    connection.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.gpkg"]
    back = read_vector(path)
    assert list(back) == ["vlak", "punt"] and back["vlak"].keys == ["a", "b", "c"] and back["punt"].keys == ["p"]
    np.testing.assert_array_equal(back["punt"].geometry.coords, [[142000.123, 503000.456]])
    for was, now in zip(layer().geometry.to_shapely(), back["vlak"].geometry.to_shapely(), strict=True):
        assert was is now is None or shapely.equals(was, now)
    rows = [msgspec.json.decode(raw) for raw in back["vlak"].properties]
    assert [row["aantal"] for row in rows] == [1, None, 3] and rows[0]["naam"] == "café"
    assert rows[1]["lijst"] == "[1,2]" and rows[2]["fid_2"] == "eigen"


def test_a_frozen_program_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_app.formats import geopackage

    assert geopackage.child_command() == [sys.executable, "-m", "cop_app.formats.gdal_child"]
    with monkeypatch.context() as frozen:
        frozen.setattr(sys, "frozen", True, raising=False)
        assert geopackage.child_command() == [sys.executable, geopackage.CHILD_WORD]
    code = "import sys; from cop_app.formats.gdal_child import main; sys.exit(main())"
    monkeypatch.setattr(geopackage, "child_command", lambda: [sys.executable, "-c", code])
    write_geopackage(tmp_path / "a.gpkg", {"vlak": layer()})
    assert read_vector(tmp_path / "a.gpkg")["vlak"].keys == ["a", "b", "c"]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["onderwijs_noord/scholen_drenthe_groningen_2016.gpkg", "otterlo_bgt/otterlo_bgt.gpkg"]
)
def test_real_files_are_read_whole(shared_data: Path, name: str) -> None:
    path = shared_data / name
    connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    tables = [row[0] for row in connection.execute("select table_name from gpkg_contents where data_type='features'")]
    wanted = {t: connection.execute(f'select count(*) from "{t}"').fetchone()[0] for t in tables}
    connection.close()
    layers = read_vector(path)
    assert {key: len(batch) for key, batch in layers.items()} == wanted
    for batch in layers.values():
        assert len(set(batch.keys)) == len(batch)
        known = batch.geometry.boxes[batch.geometry.kinds > 0]
        assert len(known)
        assert (known[:, 0] > -7_000).all()
        assert (known[:, 3] < 629_000).all()


@pytest.fixture
def in_use(tmp_path: Path) -> Iterator[Path]:
    """A GeoPackage in which somebody is working: the last change lies in its journal only."""
    path = tmp_path / "bij" / "a.gpkg"
    path.parent.mkdir()
    write_geopackage(path, {"vlak": layer()})
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        connection.execute(f'drop trigger "{name}"')
    connection.execute("pragma journal_mode = wal")
    connection.execute("update vlak set naam = 'gewijzigd'")
    connection.commit()
    yield path
    connection.close()


def test_the_last_change_of_a_file_in_use_is_read_and_the_file_is_left_as_it_was(in_use: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {each.name: each.read_bytes() for each in in_use.parent.iterdir() if not each.name.endswith("-shm")}

    before = contents()
    rows = [msgspec.json.decode(raw) for raw in read_vector(in_use)["vlak"].properties]
    assert {row["naam"] for row in rows} == {"gewijzigd"}
    assert contents() == before


def test_a_copy_with_its_journal_is_not_written_to(in_use: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(in_use.parent, tmp_path / "kopie", ignore=shutil.ignore_patterns("*-shm")) / "a.gpkg"
    before = {each.name: each.read_bytes() for each in copy.parent.iterdir()}
    assert len(before) == 2
    assert b'"gewijzigd"' in read_vector(copy)["vlak"].properties[0]
    assert {each.name: each.read_bytes() for each in copy.parent.iterdir()} == before


def test_nothing_to_write_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="niets"):
        write_geopackage(tmp_path / "a.gpkg", {})


def vrt(secret: Path) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{secret}</SrcDataSource>'
        f"<SrcLayer>{secret.stem}</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def child(task: Task) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    body = msgspec.msgpack.encode(task)
    return subprocess.run([sys.executable, "-m", gdal_child.__name__], input=body, capture_output=True, env=env)


@pytest.mark.parametrize("name", ["x.geojson", "x.gpkg", "x.kml", "x.gpx", "x.vrt", "x.shp"])
def test_a_virtual_file_under_another_name_is_refused(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "geheim.csv"
    secret.write_text("regel\nwachtwoord\n")
    path = tmp_path / name
    path.write_bytes(vrt(secret))
    assert refused(path) == "vector.soort"


def test_the_child_itself_opens_no_virtual_file_where_a_bare_gdal_does(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.csv"
    secret.write_text("regel\nwachtwoord\n")
    path = tmp_path / "x.geojson"
    path.write_bytes(vrt(secret))
    bare = f"from pyogrio import raw; print(raw.read({str(path)!r})[3])"
    assert b"wachtwoord" in subprocess.run([sys.executable, "-c", bare], capture_output=True).stdout
    done = child(Task(str(path), str(tmp_path / "out")))
    assert done.returncode == gdal_child.UNREADABLE and not (tmp_path / "out").exists()


def test_a_virtual_file_in_a_zip_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.csv"
    secret.write_text("regel\nwachtwoord\n")
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.vrt", vrt(secret))
    assert refused(path) == "vector.onleesbaar"


def test_kml_degrees_become_rd_and_entities_are_refused(tmp_path: Path) -> None:
    body = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>punt</name><Point><coordinates>'
        "5.384235427,52.145205777</coordinates></Point></Placemark></Document></kml>"
    )
    path = tmp_path / "a.kml"
    path.write_text('<?xml version="1.0"?>\n' + body)
    (batch,) = read_vector(path).values()
    assert np.abs(batch.geometry.coords[0] - (154796.8335, 461891.0655)).max() < 0.001
    path.write_text('<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]>' + body)
    assert refused(path) == "vector.soort"


def test_too_large_broken_and_missing_files_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write_geopackage(path, {"vlak": layer()})
    assert refused(path, max_bytes=1000) == "vector.te_groot"
    whole = path.read_bytes()
    path.write_bytes(whole[:5000])
    assert refused(path) == "vector.onleesbaar"
    assert refused(tmp_path / "weg.gpkg") == "vector.onleesbaar"
    path.write_bytes(whole)
    assert refused(path, timeout=0) == "vector.te_lang"


def test_other_kinds_are_read_and_times_keep_their_zone(tmp_path: Path) -> None:
    gpx = tmp_path / "t.gpx"
    gpx.write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="52.145205777" lon="5.384235427"><time>2026-01-01T10:00:00Z</time></wpt></gpx>'
    )
    batch = read_vector(gpx)["waypoints"]
    assert np.abs(batch.geometry.coords[0] - (154796.8335, 461891.0655)).max() < 0.001
    assert msgspec.json.decode(batch.properties[0])["time"] in {"2026-01-01T10:00:00Z", "2026-01-01T10:00:00+00:00"}
    kmz = tmp_path / "t.kmz"
    with zipfile.ZipFile(kmz, "w") as archive:
        archive.writestr(
            "doc.kml",
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Point><coordinates>5.384235427,52.145205777'
            "</coordinates></Point></Placemark></kml>",
        )
    (batch,) = read_vector(kmz).values()
    assert np.abs(batch.geometry.coords[0] - (154796.8335, 461891.0655)).max() < 0.001
