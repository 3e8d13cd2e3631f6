"""Writing a layer to a file: only with a release for this exit, never with a person, and read back the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Classification, Realm
from cop_app.domain.sharing import MASK, Counts, Release, release
from cop_app.formats.geojson import read_geojson
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.reports.export import write_export


class Book:
    """A ledger that remembers what it was told."""

    def __init__(self) -> None:
        self.counts: list[Counts] = []

    def record(self, release: Release, counts: Counts) -> None:
        self.counts.append(counts)


PERMIT = release("export", Realm.ECHT, Classification.INTERN, ledger=Book())


def batch(*rows: dict[str, object]) -> FeatureBatch:
    points = np.array([shapely.Point(85000 + i, 447000.125) for i in range(len(rows))], dtype=object)
    properties = [json.dumps(row).encode() for row in rows]
    return FeatureBatch([f"k{i}" for i in range(len(rows))], GeometryColumns.from_shapely(points), properties)


def test_what_may_leave_is_read_back(tmp_path: Path) -> None:
    path, book = tmp_path / "uit.geojson", Book()
    done = write_export(
        batch(
            {"naam": "brandkraan", "bsn": "111222333"},
            {"naam": "plan", "classificatie": "geheim"},
            {"naam": "melder mevrouw Jansen 06-12345678"},
        ),
        release("export", Realm.ECHT, Classification.INTERN, ledger=book), path,
    )  # fmt: skip
    assert (done.features, done.withheld, done.dropped) == (2, 1, ("bsn",))
    assert book.counts == [Counts(1, 2, ("bsn",))]
    back = read_geojson(path.read_bytes())
    assert back.keys == ["k0", "k2"]
    np.testing.assert_allclose(back.geometry.coords, [[85000, 447000.125], [85002, 447000.125]], atol=0.002)
    first, second = (json.loads(raw) for raw in back.properties)
    assert first == {"naam": "brandkraan"}
    assert "Jansen" not in second["naam"]
    assert MASK in second["naam"]
    assert list(tmp_path.iterdir()) == [path]


def test_geopackage_is_read_back_by_another_library(tmp_path: Path) -> None:
    path = tmp_path / "uit.gpkg"
    write_export(batch({"naam": "kraan", "bsn": "111222333"}, {"naam": "paal"}), PERMIT, path)
    meta, _fids, geometry, columns = pyogrio.raw.read(path)
    assert meta["crs"] == "EPSG:28992"
    assert [(shape.x, shape.y) for shape in shapely.from_wkb(geometry)] == [(85000, 447000.125), (85001, 447000.125)]
    table = dict(zip(meta["fields"], columns, strict=True))
    assert list(table["naam"]) == ["kraan", "paal"]
    assert "bsn" not in table
    assert list(tmp_path.iterdir()) == [path]


def test_no_release_no_file(tmp_path: Path) -> None:
    book = Book()
    forged = Release("export", Realm.ECHT, Classification.INTERN, "", "", ledger=book)
    unrecorded = release("export", Realm.ECHT, Classification.INTERN)
    for permit in (forged, unrecorded, release("state", Realm.ECHT, Classification.INTERN, ledger=book)):
        with pytest.raises(UserFacingError) as caught:
            write_export(batch({"naam": "x"}), permit, tmp_path / "uit.geojson")
        assert caught.value.code == "delen.geen_toestemming"
    assert not list(tmp_path.iterdir())
    assert book.counts == []


def test_unknown_kind_and_unwritable_place_are_told(tmp_path: Path) -> None:
    for name, code in (("uit.doc", "export.soort"), ("nergens/uit.geojson", "export.schrijven")):
        with pytest.raises(UserFacingError) as caught:
            write_export(batch({"naam": "x"}), PERMIT, tmp_path / name)
        assert caught.value.code == code


@pytest.mark.parametrize("name", ["uit.geojson", "uit.gpkg"])
def test_no_person_leaves_in_a_key_or_the_name_of_a_field(tmp_path: Path, name: str) -> None:
    given = batch({"tel 06-12345678": "ja"}, {"x": "2"}, {"x": "3"})
    given = FeatureBatch(["06-12345678", "jan@voorbeeld.nl", "kraan 7"], given.geometry, given.properties)
    written = write_export(given, PERMIT, tmp_path / name)
    raw = (tmp_path / name).read_bytes()
    assert b"12345678" not in raw and b"voorbeeld.nl" not in raw and b"kraan 7" in raw
    assert (written.features, written.masked) == (3, 3)
