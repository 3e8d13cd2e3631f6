"""A partner's data of a real town from service to file: fetched, broken, recovered with changes, and as it was before.

Real processes throughout: a pygeoapi over open data of Delft, and `cop` as a person types it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from cop_app.domain.clock import SystemClock, iso

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "servers"))
from pygeoapi_server import free_port, serve_pygeoapi, stop
from setup import servers_ready

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("brandkranen", "aeds", "adressen")
Rows = dict[str, dict[str, Any]]
pytestmark = [pytest.mark.shared, pytest.mark.servers]


class Cop:
    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def __call__(self, *words: str, code: int = 0) -> str:
        command = [sys.executable, "-m", "cop_app", *words, "--workspace", str(self.workspace)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def sources(self, *words: str, code: int = 0) -> dict[str, dict[str, Any]]:
        rows = json.loads(self("source", *words, "--json", code=code))["sources"]
        return {row["name"]: row for row in rows}


class Delft:
    """Open data of Delft behind a pygeoapi that can be stopped and started at the same address."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder = folder
        self.rows: dict[str, Rows] = {
            "brandkranen": read(data, "hulpverlening", "emergency", "fire_hydrant"),
            "aeds": read(data, "hulpverlening", "emergency", "defibrillator"),
            "adressen": read(data, "adres", "", ""),
        }
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for name, rows in self.rows.items():
            document = {"type": "FeatureCollection", "features": list(rows.values())}
            (self.folder / f"{name}.geojson").write_text(json.dumps(document), encoding="utf-8")
        paths = {name: self.folder / f"{name}.geojson" for name in self.rows}
        _url, self.process = serve_pygeoapi(self.folder, paths, self.port, id_field="osm_id")

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)
            self.process = None


def read(data: Path, layer: str, field: str, value: str) -> Rows:
    """Return features by their OSM number, read by another library than the product's."""
    path = data / "delft_osm" / "delft_osm.gpkg"
    meta, _fids, geometry, columns = pyogrio.raw.read(path, layer=layer)
    names = list(meta["fields"])
    rows: Rows = {}
    for index, shape in enumerate(shapely.from_wkb(geometry)):
        found = {name: column[index] for name, column in zip(names, columns, strict=True)}
        properties = {name: text for name, text in found.items() if isinstance(text, str) and text}
        if field and properties.get(field) != value:
            continue
        key = str(properties["osm_id"])
        point = {"type": "Point", "coordinates": [shape.x, shape.y]}
        rows[key] = {"type": "Feature", "id": key, "geometry": point, "properties": properties}
    return rows


@pytest.fixture
def delft(tmp_path: Path, shared_data: Path) -> Iterator[Delft]:
    if not servers_ready(ROOT):
        pytest.skip("de omgeving van de tegenservers ontbreekt (tests/servers/setup.py)")
    folder = tmp_path / "dienst"
    folder.mkdir()
    town = Delft(folder, shared_data)
    yield town
    town.stop()


def exported(cop: Cop, layer: str, out: Path, *more: str) -> Rows:
    cop("export", "--layer", layer, "--out", str(out), *more)
    return {row["id"]: row for row in json.loads(out.read_text(encoding="utf-8"))["features"]}


def properties(rows: Rows) -> dict[str, dict[str, Any]]:
    return {key: row["properties"] for key, row in rows.items()}


def test_a_towns_data_through_a_break_and_back(delft: Delft, tmp_path: Path) -> None:
    cop = Cop(tmp_path / "werkmap")
    delft.start()
    for name in LAYERS:
        cop("source", "add", name, "--kind", "ogc-features", "--url", delft.url, "--owner", "Delft", "--refresh", "5")

    # Everything that is served comes in, and each in its place.
    loaded = cop.sources("refresh")
    assert {name: row["features"] for name, row in loaded.items()} == {n: len(r) for n, r in delft.rows.items()}
    assert len(delft.rows["brandkranen"]) == 134
    assert len(delft.rows["aeds"]) == 13
    assert len(delft.rows["adressen"]) > 8000
    assert all(row["complete"] and row["state"] == "goed" and row["crs"] == "EPSG:28992" for row in loaded.values())
    before = exported(cop, "brandkranen", tmp_path / "eerst.geojson")
    assert before.keys() == delft.rows["brandkranen"].keys()
    for key, row in before.items():
        # The server computes RD without the official grid (up to 0.25 m); this is well within a metre.
        assert row["geometry"]["coordinates"] == pytest.approx(
            delft.rows["brandkranen"][key]["geometry"]["coordinates"], abs=1e-5
        )
    then = SystemClock().wall()

    # The service is gone: what we hold stays, and says so.
    delft.stop()
    for _ in range(5):
        broken = cop.sources("refresh", "brandkranen", code=1)["brandkranen"]
    assert broken["features"] == 134
    assert broken["fault"]
    state = cop.sources("list")["brandkranen"]
    assert state["health"].startswith("dood sinds ")
    assert state["features"] == 134
    assert properties(exported(cop, "brandkranen", tmp_path / "storing.geojson")) == properties(before)

    # It returns with ten changed and three deleted: exactly those, and the picture of before can be asked.
    rows = delft.rows["brandkranen"]
    changed, deleted = sorted(rows)[:10], sorted(rows)[10:13]
    for key in changed:
        rows[key]["properties"]["operator"] = "Waterbedrijf (proef)"
    for key in deleted:
        del rows[key]
    delft.start()
    back = cop.sources("refresh")
    row = back["brandkranen"]
    assert (row["features"], row["added"], row["changed"], row["deleted"]) == (131, 0, 10, 3)
    assert (row["state"], row["complete"]) == ("goed", True)
    assert all(back[name]["changed"] == back[name]["deleted"] == 0 for name in ("aeds", "adressen"))
    now = exported(cop, "brandkranen", tmp_path / "nu.geojson")
    assert {key for key in before if key not in now} == set(deleted)
    assert {key for key in now if now[key] != before[key]} == set(changed)
    assert exported(cop, "brandkranen", tmp_path / "toen.geojson", "--at", iso(then)) == before
