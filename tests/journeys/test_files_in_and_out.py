"""Files of others come in and layers go out by the command line: which layer, whether it was whole."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import shapely

from cop_app.cli.program import run
from cop_app.formats.geopackage import write_geopackage
from cop_app.geo.columns import FeatureBatch, GeometryColumns


class Cop:
    """The command line in this process; `said` is what went to standard error."""

    def __init__(self, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.workspace = workspace
        self._capsys = capsys
        self.said = ""

    def __call__(self, *words: str | Path, code: int = 0) -> Any:
        as_json = [] if words[:2] == ("source", "add") else ["--json"]
        assert run([*map(str, words), *as_json, "--workspace", str(self.workspace)]) == code
        out, self.said = self._capsys.readouterr()
        return json.loads(out) if out else None


@pytest.fixture
def cop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cop:
    return Cop(tmp_path / "werkmap", capsys)


def points(*names: str) -> FeatureBatch:
    shapes = GeometryColumns.from_shapely([shapely.Point(142000 + n, 503000) for n in range(len(names))])
    return FeatureBatch(list(names), shapes, [b"{}"] * len(names))


def test_a_layer_of_a_file_with_several_is_chosen_by_name_or_as_collection(cop: Cop, tmp_path: Path) -> None:
    path = tmp_path / "twee.gpkg"
    write_geopackage(path, {"wegen": points("a"), "putten": points("b", "c")})
    cop("import", path, code=1)
    assert "putten, wegen" in cop.said and "--collection" in cop.said
    assert cop("import", path, "--layer", "putten")["layer"]["features"] == 2
    assert cop("import", path, "--layer", "straten", "--collection", "wegen")["layer"]["features"] == 1
    cop("source", "add", "riool", "--kind", "file", "--url", path, "--collection", "putten")
    assert [row["features"] for row in cop("source", "refresh")["sources"]] == [2]


def test_a_layer_that_never_came_in_does_not_leave_as_if_it_were_empty(cop: Cop, tmp_path: Path) -> None:
    broken, out = tmp_path / "kranen.geojson", tmp_path / "uit.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [')
    assert not cop("import", broken, code=1)["layer"]["complete"]
    assert cop("export", "--layer", "kranen", "--out", out, code=1)["error"]["code"] == "cache.nooit_geladen"
    point = {"type": "Point", "coordinates": [5.2, 52.5]}
    features: list[Any] = [{"type": "Feature", "id": "a", "geometry": point, "properties": {}}]
    broken.write_text(json.dumps({"type": "FeatureCollection", "features": [*features, {"type": "Raadsel"}]}))
    assert not cop("import", broken, code=1)["layer"]["complete"]
    answer = cop("export", "--layer", "kranen", "--out", out)
    assert (answer["features"], answer["complete"]) == (1, False)
    assert "onvolledig: 1 van 2" in cop.said
    cop("export", "--layer", "kranen", "--out", out, "--at", "2026-01-01T00:00:00+01:00", code=1)
    assert len(json.loads(out.read_text())["features"]) == 1
    broken.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    cop("import", broken)
    assert cop("export", "--layer", "kranen", "--out", out)["complete"] is True
    assert "Let op" not in cop.said


def test_what_is_said_of_a_file_holds_for_every_kind(cop: Cop, tmp_path: Path) -> None:
    table, package = tmp_path / "punten.csv", tmp_path / "punten.gpkg"
    table.write_text("code;x;y\nk7;650000;5820000\n")
    write_geopackage(package, {"laag": FeatureBatch(["1"], points("1").geometry, [b'{"code":"k7"}'])})
    cop("import", table, "--crs", "EPSG:31370", code=1)
    assert "EPSG:31370" in cop.said
    cop("import", table, "--crs", "EPSG:25831", "--key", "code", "--layer", "t")
    cop("import", package, "--key", "code", "--layer", "g")
    for layer in "tg":
        out = tmp_path / f"{layer}.geojson"
        cop("export", "--layer", layer, "--out", out)
        (feature,) = json.loads(out.read_text())["features"]
        assert feature["id"] == "k7"
        assert feature["geometry"]["coordinates"] == pytest.approx([5.2, 52.5], abs=0.05)


def test_a_place_where_nothing_can_be_written_is_told(cop: Cop, tmp_path: Path) -> None:
    table = tmp_path / "punten.csv"
    table.write_text("id;x;y\n1;142000;503000\n")
    cop("import", table)
    for name in ("punten.csv/uit.geojson", "punten.csv/uit.gpkg"):
        answer = cop("export", "--layer", "punten", "--out", tmp_path / name, code=1)
        assert answer["error"]["code"] in {"export.schrijven", "vector.schrijven"}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["punten.csv", "werkmap"]


@pytest.mark.parametrize("words", [("incident", "list", "--workspace", ""), ("demo", "--headless", "--speed", "nan")])
def test_words_that_mean_nothing_are_wrong_use(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(list(words)) == 2
    assert "--" + words[-2].removeprefix("--") in capsys.readouterr().err


def test_what_is_wrong_with_a_source_is_told_before_it_is_kept(cop: Cop) -> None:
    where = ("--url", "https://partner.example")
    cop("source", "add", "twee\nregels", *where, code=1)
    cop("source", "add", "vreemd", *where, "--crs", "onzin", code=1)
    assert "onzin" in cop.said
    assert cop("source", "list") == {"sources": []}


def test_sources_that_are_added_at_once_are_all_kept(cop: Cop) -> None:
    names = [f"bron{n}" for n in range(6)]
    words = [sys.executable, "-m", "cop_app", "source", "add", "--url", "https://partner.example", "--workspace"]
    made = [subprocess.Popen([*words, str(cop.workspace), name], stderr=subprocess.DEVNULL) for name in names]
    assert [process.wait(60) for process in made] == [0] * 6
    assert sorted(row["name"] for row in cop("source", "list")["sources"]) == names


def test_a_folder_that_is_read_only_is_told(cop: Cop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "punten.csv"
    table.write_text("id;x;y\n1;142000;503000\n")
    cop("import", table)
    made = os.open

    def refused(path: str | Path, *words: Any, **more: Any) -> int:
        if str(path).endswith(".slot"):
            raise PermissionError(errno.EACCES, "refused", str(path))
        return made(path, *words, **more)

    monkeypatch.setattr(os, "open", refused)  # who runs the tests may be allowed everything
    for words in (("import", table), ("source", "refresh"), ("source", "add", "x", "--url", "https://partner.example")):
        cop(*words, code=1)
        assert "kan niet geschreven worden" in cop.said
