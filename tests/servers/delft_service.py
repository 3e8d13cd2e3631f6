"""Eight collections of Delft, read from the open data beside the repository, behind a real pygeoapi on loopback.

    python tests/servers/delft_service.py FOLDER [PORT] [--changed]     serve until Ctrl+C (docs/real-data.md)

With `--changed` ten hydrants near the Mekelweg say something else and three are gone.

Read with another library than the product's, so that what a test counts does not come from what it tests.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pygeoapi_server import free_port, serve_pygeoapi, stop

Rows = dict[str, dict[str, Any]]
MOMENT = "2026-03-03T08:20:00Z"  # of the observations of the wind
STATIONS = ("06330", "06344", "06215", "06240")
MEKELWEG = (4.3756, 51.99735)  # longitude, latitude


def rows_of(path: Path, layer: str, key: str, field: str = "", value: str = "") -> Rows:
    """Return the features of a layer by a field, in degrees as the file has them; `field` and `value` choose."""
    meta, _fids, geometry, columns = pyogrio.raw.read(path, layer=layer)
    names = list(meta["fields"])
    rows: Rows = {}
    for index, shape in enumerate(shapely.from_wkb(geometry)):
        found = {name: _plain(column[index]) for name, column in zip(names, columns, strict=True)}
        properties = {name: said for name, said in found.items() if said is not None and said != ""}
        if (field and properties.get(field) != value) or shape is None:
            continue
        geojson = json.loads(shapely.to_geojson(shape))
        identity = str(properties[key])
        rows[identity] = {"type": "Feature", "id": identity, "geometry": geojson, "properties": properties}
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value


def wind(path: Path) -> Rows:
    """Return the observations of the stations near Delft at one moment."""
    rows: Rows = {}
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["tijd_utc"] != MOMENT or row["station"] not in STATIONS or not row["windrichting_gr"]:
                continue
            numbers = {n: float(row[n]) for n in ("windrichting_gr", "wind_ms") if row[n]}
            properties = {"station": row["station"], "naam": row["naam"], "tijd_utc": row["tijd_utc"], **numbers}
            place = {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]}
            rows[row["station"]] = {"type": "Feature", "id": row["station"], "geometry": place,
                                    "properties": {**properties, "osm_id": row["station"]}}  # fmt: skip
    return rows


class Delft:
    """The service: can be stopped, changed and started again at the same address."""

    def __init__(self, folder: Path, data: Path, port: int = 0) -> None:
        osm = data / "delft_osm" / "delft_osm.gpkg"
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.rows: dict[str, Rows] = {
            "brandkranen": rows_of(osm, "hulpverlening", "osm_id", "emergency", "fire_hydrant"),
            "aeds": rows_of(osm, "hulpverlening", "osm_id", "emergency", "defibrillator"),
            "adressen": rows_of(osm, "adres", "osm_id"),
            "buurten": rows_of(data / "boundaries" / "haaglanden_wijken_buurten_2015.gpkg", "buurt", "bu_code"),
            "wegen": rows_of(osm, "weg", "osm_id"),
            "water": rows_of(osm, "watervlak", "osm_id"),
            "weer": wind(data / "weer_knmi" / "knmi_10min_waarnemingen.csv"),
        }
        for row in self.rows["buurten"].values():
            row["properties"]["osm_id"] = row["id"]
        self._panden(data / "bag" / "bag_panden_tudelft_2021.gpkg")
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def _panden(self, path: Path) -> None:
        """Copy the buildings to a table of their own name, stored in RD; each once."""
        meta, _fids, geometry, columns = pyogrio.raw.read(path)
        names = list(meta["fields"])
        key = columns[names.index("identificatie")]
        first = {str(identity): index for index, identity in reversed(list(enumerate(key)))}
        order = sorted(first.values())
        self.panden = {str(key[index]): shapely.from_wkb(geometry[index]) for index in order}
        chosen = {name: columns[names.index(name)][order] for name in ("identificatie", "oorspronkelijkbouwjaar")}
        pyogrio.raw.write(
            self.folder / "panden.gpkg", geometry=geometry[order], field_data=list(chosen.values()),
            fields=list(chosen), layer="panden", geometry_type="MultiPolygon", crs="EPSG:28992", driver="GPKG",
            promote_to_multi=True,
        )  # fmt: skip

    def change_hydrants(self) -> tuple[list[str], list[str]]:
        """Change ten hydrants within 380 m of the Mekelweg and take three away; return the keys of both."""
        hydrants = self.rows["brandkranen"]
        east, north = MEKELWEG

        def near(row: dict[str, Any]) -> bool:
            lon, lat = row["geometry"]["coordinates"]
            return bool(np.hypot((lon - east) * 68_600, (lat - north) * 111_300) < 380)  # metres per degree here

        keys = sorted(key for key, row in hydrants.items() if near(row))
        changed, gone = keys[:10], keys[10:13]
        for key in changed:
            hydrants[key]["properties"]["operator"] = "Waterbedrijf (proef)"
        for key in gone:
            del hydrants[key]
        return changed, gone

    def start(self) -> None:
        """Write the collections as they are now and serve them."""
        for name, rows in self.rows.items():
            document = {"type": "FeatureCollection", "features": list(rows.values())}
            (self.folder / f"{name}.geojson").write_text(json.dumps(document), encoding="utf-8")
        paths = {name: self.folder / f"{name}.geojson" for name in self.rows}
        paths["panden"] = self.folder / "panden.gpkg"
        _url, self.process = serve_pygeoapi(self.folder, paths, self.port, id_field="osm_id",
                                            id_fields={"panden": "identificatie"})  # fmt: skip

    def stop(self) -> None:
        """End the server."""
        if self.process is not None:
            stop(self.process)
            self.process = None


def main(words: list[str]) -> int:
    changed = "--changed" in words
    words = [word for word in words if word != "--changed"]
    root = Path(__file__).resolve().parents[2]
    data = Path(os.environ.get("KETENBEELD_SHARED", root.parent / "shared")) / "data"
    service = Delft(Path(words[0]), data, int(words[1]) if len(words) > 1 else 0)
    signal.signal(signal.SIGTERM, lambda *_said: sys.exit(0))
    if changed:
        service.change_hydrants()
    service.start()
    counts = {name: len(rows) for name, rows in service.rows.items()} | {"panden": len(service.panden)}
    print(service.url, counts, flush=True)
    try:
        if service.process is not None:
            service.process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        service.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
