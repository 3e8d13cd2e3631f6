"""Base map files keep what went in, to the millimetre, and refuse what is not theirs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.formats.basemap import read_basemap, read_basemap_meta, write_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns


def layer() -> FeatureBatch:
    shapes = [
        shapely.Point(142000.1234, 503000.5),
        shapely.LineString([(142000, 503000), (142010.001, 503020.002)]),
        shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20)),
        None,
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)]),
    ]
    properties = [f'{{"naam":"é{i}"}}'.encode() for i in range(5)]
    return FeatureBatch([f"k{i}" for i in range(5)], GeometryColumns.from_shapely(shapes), properties)


def test_layers_come_back_to_the_millimetre(tmp_path: Path) -> None:
    path = tmp_path / "a.kaart"
    empty = FeatureBatch([], GeometryColumns.empty(), [])
    write_basemap(path, {"water": layer(), "leeg": empty}, {"naam": "proef"})
    back = read_basemap(path)
    assert list(back) == ["water", "leeg"] and len(back["leeg"]) == 0
    assert back["water"].keys == layer().keys and back["water"].properties == layer().properties
    was, now = layer().geometry, back["water"].geometry
    for one, other in zip(was.to_shapely(), now.to_shapely(), strict=True):
        assert one is other is None or shapely.equals_exact(one, other, tolerance=0.0006)
    np.testing.assert_allclose(now.boxes, was.boxes, atol=0.0006)
    assert read_basemap_meta(path) == {"naam": "proef"}


def test_same_content_gives_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_basemap(tmp_path / name, {"water": layer()}, {"x": 1})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_absent_foreign_and_newer_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as absent:
        read_basemap(tmp_path / "niets.kaart")
    assert absent.value.code == "basemap-absent"
    (tmp_path / "tekst.kaart").write_text("geen zip")
    with zipfile.ZipFile(tmp_path / "zip.kaart", "w") as archive:
        archive.writestr("iets", "anders")
    with zipfile.ZipFile(tmp_path / "nieuw.kaart", "w") as archive:
        archive.writestr("meta.json", '{"formaat":"ketenbeeld-kaart","versie":99,"meta":{},"lagen":{}}')
    for name, code in (("tekst", "damaged"), ("zip", "damaged"), ("nieuw", "version")):
        with pytest.raises(UserFacingError) as refused:
            read_basemap(tmp_path / f"{name}.kaart")
        assert refused.value.code == f"basemap-{code}"


@pytest.mark.parametrize("entry", ["water/coords", "water/rings", "water/keys", "water/kinds"])
def test_a_shortened_array_is_noticed(tmp_path: Path, entry: str) -> None:
    path, bad = tmp_path / "a.kaart", tmp_path / "b.kaart"
    write_basemap(path, {"water": layer()}, {})
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2 // 8 * 8] if name == entry else content)
    with pytest.raises(UserFacingError) as refused:
        read_basemap(bad)
    assert refused.value.code == "basemap-damaged"
