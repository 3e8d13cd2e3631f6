"""One-shot child process in which GDAL opens files of others: `python -m cop_app.formats.gdal_child`.

GDAL opens what the content says, not what the name says: a text file can make it read any other file or fetch from the
network. So only the kinds of drivers we need are left, which must be arranged before its import, and it runs apart from
the program, with a limit on memory (where the system has one: not on Windows), and is gone afterwards.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

ALLOWED = frozenset({"MEM", "GPKG", "ESRI Shapefile", "FlatGeobuf", "GPX", "KML", "LIBKML"})
"""Drivers that may stay; the child refuses to work when GDAL still has another."""
# Every other driver of GDAL 3.6 to 3.12 that can open vectors, by its own name.
_SKIPPED = (
    "OGR_VRT", "GDALG", "GPSBabel", "WFS", "OAPIF", "OGCAPI", "CSW", "HTTP", "Elasticsearch", "Carto", "AmigoCloud",
    "PLSCENES", "NGW", "EEDA", "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "MapInfo File", "LVBAG", "S57", "DGN",
    "CSV", "GML", "GeoJSON", "GeoJSONSeq", "ESRIJSON", "TopoJSON", "OGR_GMT", "SQLite", "WAsP", "OpenFileGDB",
    "DXF", "GeoRSS", "VFK", "PGDUMP", "OSM", "OGR_PDS", "EDIGEO", "Idrisi", "ODS", "XLSX", "XLS", "SXF", "Selafin",
    "JML", "VDV", "MVT", "MapML", "GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC", "AVCBin", "AVCE00",
    "AIVector", "Memory", "UK .NTF", "Geoconcept", "GPSTrackMaker", "Interlis 1", "Interlis 2", "TIGER", "SVG",
    "CAD", "netCDF", "GMLAS", "NAS", "Parquet", "Arrow", "PostgreSQL", "MySQL", "ODBC", "MSSQLSpatial", "OCI",
    "MongoDBv3", "HANA", "LIBERTIFF", "JP2OpenJPEG",
)  # fmt: skip
MEMORY_BYTES = 3 * 1024**3
MAX_FEATURES = 2_000_000
# Lines and points of a GPX file that its tracks and routes hold already.
_DERIVED_LAYERS = frozenset({"track_points", "route_points"})
WRONG_DRIVERS, UNREADABLE, TOO_LARGE = 3, 4, 5


class Layer(msgspec.Struct):
    """One layer as it crosses the border: WKB (empty for none), canonical JSON properties, GDAL's own feature ids."""

    name: str
    crs: str
    ids: list[int]
    shapes: list[bytes]
    properties: list[bytes]


class Column(msgspec.Struct):
    """One column of a table to write: type int, float or str; None where a feature has no value."""

    name: str
    type: str
    values: list[Any]


class Table(msgspec.Struct):
    """One layer to write, in RD."""

    name: str
    geometry_type: str
    shapes: list[bytes]
    columns: list[Column]


class Task(msgspec.Struct):
    """What the child must do: `tables` None = read `source` into `target` (msgpack), else write them to `target`."""

    source: str
    target: str
    tables: list[Table] | None = None


def hardening(*, reading: bool = True) -> dict[str, str]:
    """Return the environment that must stand before GDAL is imported."""
    skipped = ",".join(_SKIPPED)
    found = {
        "OGR_SKIP": skipped, "GDAL_SKIP": "VRT,GTI,WMS,WMTS,WCS", "GDAL_DRIVER_PATH": "disable",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none", "GDAL_HTTP_TIMEOUT": "1", "GDAL_HTTP_MAX_RETRY": "0",
        "PROJ_NETWORK": "OFF", "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    }  # fmt: skip
    # Triggers and views of a stranger's file may not call functions; our own index needs them when writing.
    if reading:
        found["OGR_SQLITE_PRAGMA"] = "trusted_schema=OFF"
    return found


def main() -> int:
    """Do the task on standard input; the exit code says how it went."""
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    os.environ.update(hardening(reading=task.tables is None))
    _limit_memory()
    import pyogrio

    if not set(pyogrio.list_drivers()) <= ALLOWED:
        sys.stderr.write(f"drivers: {sorted(set(pyogrio.list_drivers()) - ALLOWED)}")
        return WRONG_DRIVERS
    try:
        if task.tables is None:
            layers = _read(task.source)
            Path(task.target).write_bytes(msgspec.msgpack.encode(layers))
        else:
            _write(task.target, task.tables)
    except (MemoryError, OverflowError) as error:
        sys.stderr.write(repr(error))
        return TOO_LARGE
    except (pyogrio.errors.DataSourceError, RuntimeError, ValueError, OSError) as error:
        sys.stderr.write(repr(error))
        return UNREADABLE
    return 0


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _read(source: str) -> list[Layer]:
    import pyogrio

    layers, total = [], 0
    for name, _kind in pyogrio.list_layers(source).tolist():
        if name in _DERIVED_LAYERS and source.lower().endswith(".gpx"):
            continue
        total += pyogrio.read_info(source, layer=name, force_feature_count=True)["features"]
        if total > MAX_FEATURES:
            raise MemoryError(f"{total} features")
        layers.append(_layer(source, name))
    return layers


def _layer(source: str, name: str) -> Layer:
    from pyogrio import raw

    meta, ids, shapes, values = raw.read(source, layer=name, return_fids=True, datetime_as_string=True)
    count = len(ids)
    whole = [str(kind).startswith("OFTInteger") for kind in meta["ogr_types"]]
    columns = [_plain(column, integers) for column, integers in zip(values, whole, strict=True)]
    names = [str(field) for field in meta["fields"]]
    encoder = msgspec.json.Encoder(order="deterministic")
    rows = zip(*columns, strict=True) if columns else [()] * count
    properties = [encoder.encode(dict(zip(names, row, strict=True))) for row in rows]
    wkb = [b""] * count if shapes is None else [shape or b"" for shape in shapes.tolist()]
    return Layer(name, str(meta["crs"] or ""), [int(i) for i in ids], wkb, properties)


def _plain(column: Any, integers: bool) -> list[Any]:
    """Return a column as JSON values; no number and no time become None, times ISO 8601."""
    if column.dtype.kind == "M":
        texts = np.datetime_as_string(column).tolist()
        return [None if text == "NaT" else text for text in texts]
    if column.dtype.kind == "f":
        found = [value if np.isfinite(value) else None for value in column.tolist()]
        return [None if value is None else int(value) for value in found] if integers else found
    return [_value(value) for value in column.tolist()]


def _value(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, np.ndarray):
        return [_value(each) for each in value.tolist()]
    return [_value(each) for each in value] if isinstance(value, (list, tuple)) else str(value)


def _write(target: str, tables: list[Table]) -> None:
    from pyogrio import raw

    for table in tables:
        shapes = np.full(len(table.shapes), None, dtype=object)
        shapes[:] = [shape or None for shape in table.shapes]
        arrays = [_array(column) for column in table.columns]
        raw.write(
            target, geometry=shapes, field_data=[array for array, _mask in arrays],
            fields=np.array([column.name for column in table.columns], dtype=object),
            field_mask=[mask for _array, mask in arrays], layer=table.name, driver="GPKG",
            geometry_type=table.geometry_type, crs="EPSG:28992", dataset_options={"VERSION": "1.2"},
        )  # fmt: skip


_DTYPES: Mapping[str, tuple[Any, Any]] = {"int": (np.int64, 0), "float": (np.float64, 0.0), "str": (object, None)}


def _array(column: Column) -> tuple[Any, Any]:
    dtype, nothing = _DTYPES[column.type]
    array = np.array([nothing if value is None else value for value in column.values], dtype=dtype)
    return array, None if dtype is object else np.array([value is None for value in column.values], dtype=bool)


if __name__ == "__main__":
    sys.exit(main())
