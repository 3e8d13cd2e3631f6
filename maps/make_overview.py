"""Make the national overview `nederland.kaart` from Natural Earth 10m (public domain).

Needed once, by whoever maintains the package: `python -m maps.make_overview natural_earth.gpkg`. The program itself
only reads the result. The names of the towns are our own list, rounded to 100 m, from general knowledge.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from cop_app.formats.basemap import write_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.geo.rd import rd
from maps.layers import Feature, canonical
from maps.shapes import lines, polygons, union

WINDOW = (2.2, 50.3, 8.2, 54.2)
"""Longitude and latitude of the crop: the country and the strip of its neighbours that fits the screen."""
TOLERANCE = 5.0
"""Simplification in metres, below what the source itself knows."""
CITIES: tuple[tuple[str, int, int], ...] = (
    ("Amsterdam", 121700, 487400), ("Rotterdam", 92600, 437400), ("Den Haag", 81500, 455000),
    ("Utrecht", 136600, 455900), ("Eindhoven", 161300, 383300), ("Groningen", 233700, 582000),
    ("Tilburg", 133400, 396800), ("Almere", 143600, 487200), ("Breda", 112700, 400000), ("Nijmegen", 187700, 428500),
    ("Apeldoorn", 194300, 469500), ("Haarlem", 103900, 488500), ("Arnhem", 190700, 443800),
    ("Enschede", 257700, 471200), ("Amersfoort", 154900, 463000), ("Zaandam", 115900, 494900),
    ("'s-Hertogenbosch", 149200, 411100), ("Zwolle", 202800, 502800), ("Leiden", 93700, 463800),
    ("Leeuwarden", 182600, 579500), ("Maastricht", 176200, 317600), ("Dordrecht", 105200, 425600),
    ("Ede", 174100, 450400), ("Alphen aan den Rijn", 104700, 460400), ("Alkmaar", 111700, 516300),
    ("Emmen", 257400, 533700), ("Delft", 84400, 447500), ("Venlo", 209500, 376000), ("Deventer", 207500, 474200),
    ("Sittard", 188600, 334200), ("Helmond", 173900, 387500), ("Amstelveen", 119500, 479300),
    ("Hilversum", 140500, 470700), ("Heerlen", 196200, 322200), ("Oss", 164800, 419700), ("Hoorn", 132700, 516800),
    ("Vlissingen", 30200, 385500), ("Middelburg", 32000, 391400), ("Goes", 51200, 391700), ("Terneuzen", 45500, 372900),
    ("Bergen op Zoom", 78300, 389800), ("Roosendaal", 90700, 394600), ("Gouda", 108600, 447300),
    ("Lelystad", 161000, 502800), ("Harderwijk", 170800, 484400), ("Kampen", 190900, 508000),
    ("Emmeloord", 179800, 525000), ("Urk", 168900, 519900), ("Enkhuizen", 148400, 524600), ("Sneek", 173300, 560600),
    ("Heerenveen", 190900, 552300), ("Drachten", 202300, 569600), ("Assen", 233900, 556600),
    ("Hoogeveen", 228800, 526900), ("Delfzijl", 258200, 594800), ("Winschoten", 264900, 574500),
    ("Den Helder", 112300, 552800), ("Den Burg", 115700, 563300), ("Almelo", 241500, 486000),
    ("Hengelo", 251700, 476000),
    ("Doetinchem", 217600, 442000), ("Winterswijk", 246500, 443300), ("Zutphen", 210400, 461700),
    ("Tiel", 158600, 433000), ("Roermond", 197200, 356500), ("Weert", 177200, 362200), ("Meppel", 209300, 523500),
    ("Zierikzee", 53300, 407600),
)  # fmt: skip
SEAS: tuple[tuple[str, int, int], ...] = (
    ("Noordzee", 50000, 520000), ("Waddenzee", 155000, 600000), ("IJsselmeer", 155000, 540000),
)  # fmt: skip


def make_overview(source: Path) -> dict[str, FeatureBatch]:
    """Return the layers of the overview from a Natural Earth GeoPackage."""
    window = box(*WINDOW)
    land = _to_rd(_shapes(source, "land", window))
    lakes = _to_rd(_shapes(source, "meren", window))
    sheet = box(*shapely.bounds(union(_to_rd([window.segmentize(0.1)]))))
    ground = union(land).difference(union(lakes)).buffer(0)
    borders = _to_rd(_shapes(source, "landsgrenslijn", window))
    provinces = _to_rd(_shapes(source, "provinciegrenslijn", box(3.3, 50.7, 7.25, 53.6)))
    layers: dict[str, list[Feature]] = {
        "land": [(part, {}) for part in polygons(ground, 200000)],
        "water": [(part, {"naam": ""}) for part in polygons(sheet.difference(ground), 200000)],
        "grens": [(line, {"klasse": "regio", "naam": "landsgrens"}) for line in _lines(borders)],
        "naam": [(Point(x, y), {"klasse": "plaats", "tekst": name}) for name, x, y in CITIES],
    }
    layers["grens"] += [(line, {"klasse": "gemeente", "naam": "provinciegrens"}) for line in _lines(provinces)]
    layers["naam"] += [(Point(x, y), {"klasse": "water", "tekst": name}) for name, x, y in SEAS]
    return {name: _batch(name, features) for name, features in layers.items()}


def _shapes(source: Path, layer: str, window: BaseGeometry) -> list[BaseGeometry]:
    """Return the shapes of a layer within the window, in longitude and latitude."""
    _meta, _fids, raw, _columns = pyogrio.raw.read(source, layer=layer, columns=[], bbox=window.bounds)
    shapes = shapely.intersection(shapely.make_valid(shapely.from_wkb(raw)), window)
    return [shape for shape in shapes if not shape.is_empty]


def _to_rd(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    transform = rd()

    def move(lonlat: Any) -> Any:
        x, y = transform.to_rd(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack([x, y])

    return [shapely.transform(shape, move).simplify(TOLERANCE) for shape in shapes]


def _lines(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    return [part for shape in shapes for part in lines(shape, 100)]


def _batch(name: str, features: Sequence[Feature]) -> FeatureBatch:
    shapes = np.array([shape for shape, _ in features], dtype=object)
    columns = GeometryColumns.from_shapely(shapely.transform(shapes, lambda xy: np.round(xy)))
    return FeatureBatch([f"{name}.{i}" for i in range(1, len(features) + 1)], columns,
                        [canonical(properties) for _, properties in features])  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the overview from the named file and write it beside this module."""
    parser = argparse.ArgumentParser(prog="maps.make_overview", description="Maakt de landelijke overzichtskaart.")
    parser.add_argument("bron", type=Path, help="GeoPackage met Natural Earth 10m")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("nederland.kaart"), help="doelbestand")
    chosen = parser.parse_args(arguments)
    layers = make_overview(chosen.bron)
    write_basemap(chosen.out, layers, {
        "naam": "Nederland", "soort": "overzicht", "crs": "EPSG:28992",
        "bron": "Natural Earth 10m, publiek domein, bijgesneden; plaatsnamen eigen lijst",
    })  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
