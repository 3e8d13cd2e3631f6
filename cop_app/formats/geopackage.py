"""GeoPackage and the other binary kinds that partners send, read and written in a child process of its own.

Nothing of GDAL enters the program: the file's kind is checked by its first bytes, the child opens it with few drivers
and limits (`gdal_child`), and what comes back is plain geometry and JSON.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from cop_app.domain.errors import UserFacingError
from cop_app.formats import gdal_child
from cop_app.formats.feature_keys import BY_ID, keyed
from cop_app.formats.gdal_child import Column, Layer, Table, Task
from cop_app.geo.axis import CRS84, axis_order, parse_crs, to_rd_columns, unknown_crs
from cop_app.geo.columns import FeatureBatch, GeometryColumns, Problem
from cop_app.i18n import _

MAX_BYTES = 1024**3
TIMEOUT_SECONDS = 120.0
KEY_COLUMN = "sleutel"
# The only word after which the frozen program must do `gdal_child.main()` and nothing else.
CHILD_WORD = "--vector-child"
_IN_WAL_MODE = b"\2\2"
_RESERVED = {"fid", "geom", KEY_COLUMN}
_KINDS = {1: "Point", 2: "LineString", 3: "Polygon"}
_GATHER: Mapping[int, Any] = {1: shapely.multipoints, 2: shapely.multilinestrings, 3: shapely.multipolygons}
_PASSED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
_log = logging.getLogger(__name__)


def read_vector(
    path: Path, *, crs: str | None = None, key: Sequence[str] = BY_ID, max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT_SECONDS,
) -> dict[str, FeatureBatch]:  # fmt: skip
    """Return the layers of a GeoPackage, Shapefile (also zipped), FlatGeobuf, KML, KMZ or GPX file, in RD.

    `crs` is the system of layers that name none. `key` is the rule of `feature_keys`; the id is the column `sleutel`,
    else `id`, else the file's own number.

    Raises:
        UserFacingError: `vector.soort` when the content is not what the name says or of a kind we do not read,
            `vector.te_groot`, `vector.te_lang`, `vector.onleesbaar`, `geo.stelsel`.
    """
    path = path.resolve()
    _check(path, max_bytes)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "layers"
        _run(Task(str(_apart(path, Path(folder))), str(target)), path.name, folder, timeout)
        if target.stat().st_size > 2 * max_bytes:
            raise _too_large(path.name)
        layers = msgspec.msgpack.decode(target.read_bytes(), type=list[Layer])
    return {layer.name: _batch(layer, crs or "", key) for layer in layers}


def write_geopackage(
    path: Path, layers: Mapping[str, FeatureBatch], *, timeout: float = TIMEOUT_SECONDS
) -> None:
    """Write layers as a GeoPackage 1.2 in RD, which older programs read too; replaces the file in one go.

    Raises:
        UserFacingError: `vector.leeg` without layers, `vector.schrijven` when it cannot be written.
    """
    if not layers:
        raise UserFacingError("vector.leeg", _("Er is niets om te bewaren."), advice=_("Kies eerst een laag."))
    tables = [_table(name, batch) for name, batch in layers.items()]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.gpkg"
        _run(Task("", str(made), tables), path.name, folder, timeout)
        part = path.with_name(path.name + ".deel")
        try:
            shutil.copyfile(made, part)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise UserFacingError(
                "vector.schrijven", _("{bestand} is niet te bewaren."), advice=_("Kies een andere map."),
                bestand=str(path),
            ) from error  # fmt: skip


def child_command() -> list[str]:
    """Return how the child is started; a frozen program has no `-m` and starts itself with `CHILD_WORD` instead."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_WORD]
    return [sys.executable, "-m", gdal_child.__name__]


def _apart(path: Path, folder: Path) -> Path:
    """Return what to open: a copy, where opening would write in the file of another.

    A GeoPackage that somebody is working in has its last changes in a journal (WAL) beside it; who opens it moves them
    into the file itself, also when only reading, and cannot read at all where writing is not allowed.
    """
    with path.open("rb") as file:
        head = file.read(20)
    if path.suffix.lower() != ".gpkg" or head[18:20] != _IN_WAL_MODE:
        return path
    copy = folder / "bron.gpkg"
    try:
        shutil.copyfile(path, copy)
        with suppress(FileNotFoundError):  # nobody works in it
            shutil.copyfile(f"{path}-wal", f"{copy}-wal")
    except OSError as error:
        raise _unreadable(path.name) from error
    return copy


def _check(path: Path, max_bytes: int) -> None:
    """Refuse what is too large or not what its name says."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(65_536)
    except OSError as error:
        raise _unreadable(path.name) from error
    if size > max_bytes:
        raise _too_large(path.name)
    if not _fits(path.suffix.lower(), head):
        raise UserFacingError(
            "vector.soort", _("De inhoud van {bestand} past niet bij zijn naam, of deze soort lezen we niet."),
            advice=_("Vraag een GeoPackage of GeoJSON."), bestand=path.name,
        )  # fmt: skip
    if path.suffix.lower() in {".zip", ".kmz"}:
        try:
            with zipfile.ZipFile(path) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, OSError) as error:
            raise _unreadable(path.name) from error
        if unpacked > max_bytes:
            raise _too_large(path.name)


def _fits(suffix: str, head: bytes) -> bool:
    if suffix == ".gpkg":
        return head.startswith(b"SQLite format 3\0") and head[68:72] in {b"GPKG", b"GP10", b"GP11"}
    if suffix in {".zip", ".kmz"}:
        return head.startswith(b"PK\x03\x04")
    if suffix == ".shp":
        return head.startswith(b"\x00\x00\x27\x0a")
    if suffix == ".fgb":
        return head.startswith(b"fgb\x03fgb")
    if suffix in {".kml", ".gpx"}:
        root = re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>|<!--.*?-->|\s)*<(?:\w+:)?(\w+)", head, re.DOTALL)
        # Entities can unfold to any size or other files; no honest file of these kinds has them.
        return root is not None and root[1].decode() == suffix[1:] and b"<!DOCTYPE" not in head
    return False


def _run(task: Task, name: str, folder: str, timeout: float) -> None:
    """Let the child do the task, in an empty folder and with nothing of our environment that it does not need."""
    env = {key: os.environ[key] for key in _PASSED if key in os.environ}
    env |= gdal_child.hardening(reading=task.tables is None)
    env["PYTHONPATH"] = str(Path(gdal_child.__file__).resolve().parents[2])
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, no words of others in the command
            child_command(), input=msgspec.msgpack.encode(task), capture_output=True,
            timeout=timeout, env=env, cwd=folder, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UserFacingError(
            "vector.te_lang", _("{bestand} lezen duurde langer dan {n} s en is gestopt."),
            advice=_("Vraag een kleinere uitsnede."), bestand=name, n=f"{timeout:g}",
        ) from error  # fmt: skip
    if done.returncode == 0:
        return
    said = done.stderr[-2000:].decode("utf-8", "replace")
    _log.warning("vector child gave %s for %s: %s", done.returncode, name, said)
    if done.returncode == gdal_child.TOO_LARGE:
        raise _too_large(name)
    raise _unreadable(name)


def _too_large(name: str) -> UserFacingError:
    return UserFacingError(
        "vector.te_groot", _("{bestand} is te groot om veilig te openen."),
        advice=_("Vraag een kleinere uitsnede."), bestand=name,
    )  # fmt: skip


def _unreadable(name: str) -> UserFacingError:
    return UserFacingError(
        "vector.onleesbaar", _("{bestand} is niet te verwerken: beschadigd, weg of van een andere soort."),
        advice=_("Vraag de afzender om het opnieuw te bewaren."), bestand=name,
    )  # fmt: skip


def _batch(layer: Layer, otherwise: str, key: Sequence[str]) -> FeatureBatch:
    stated = layer.crs or otherwise
    crs = parse_crs(stated) if stated else CRS84
    if crs is None:
        raise unknown_crs(stated)
    given = np.full(len(layer.shapes), None, dtype=object)
    given[:] = [shape or None for shape in layer.shapes]
    read = shapely.from_wkb(given, on_invalid="ignore")
    columns = GeometryColumns.from_shapely(read)
    lost = [i for i, raw in enumerate(layer.shapes) if raw and columns.kinds[i] == 0 and not shapely.is_empty(read[i])]
    text = _("Zonder plaats opgenomen: deze vorm kennen we niet.")
    problems = [Problem(_("object {n}").format(n=i + 1), text) for i in lost[:20]]
    if not stated:
        text = _("Het bestand noemt geen coördinatenstelsel; RD of ETRS89 aangenomen naar de getallen.")
        problems.append(Problem(_("hele verzameling"), text))
    placed = to_rd_columns(columns, crs, axis_order("geopackage", crs))
    ids, properties = _ids(layer)
    batch = FeatureBatch([""] * len(ids), placed.columns, properties, (*problems, *placed.problems))
    return keyed(batch, key, ids)


def _ids(layer: Layer) -> tuple[list[str], list[bytes]]:
    """Return the ids by the column `sleutel` (which then leaves the properties), else `id`, else the file's number."""
    ids, properties = [], []
    for number, raw in zip(layer.ids, layer.properties, strict=True):
        values = msgspec.json.decode(raw)
        own = values.pop(KEY_COLUMN, None)
        if own is not None:
            raw = msgspec.json.encode(values, order="deterministic")
        own = values.get("id") if own is None else own
        ids.append(str(number if own in {None, ""} else own) if not isinstance(own, (list, dict)) else str(number))
        properties.append(raw)
    return ids, properties


def _table(name: str, batch: FeatureBatch) -> Table:
    shapes = batch.geometry.to_shapely()
    kinds = sorted({int(kind) for kind in batch.geometry.kinds} - {0})
    geometry_type = "Unknown"
    if len(kinds) == 1:
        geometry_type = _KINDS[kinds[0]]
        if (np.diff(batch.geometry.feature_offsets) > 1).any():
            geometry_type = f"Multi{geometry_type}"
            shapes = _gathered(shapes, kinds[0])
    wkb = [raw or b"" for raw in shapely.to_wkb(shapes, byte_order=1).tolist()] if len(batch) else []
    return Table(name, geometry_type, wkb, [Column(KEY_COLUMN, "str", list(batch.keys)), *_columns(batch)])


def _gathered(shapes: NDArray[np.object_], kind: int) -> NDArray[np.object_]:
    out = shapes.copy()
    for index, shape in enumerate(shapes):
        if shape is not None and not hasattr(shape, "geoms"):
            out[index] = _GATHER[kind]([shape])
    return out


def _columns(batch: FeatureBatch) -> list[Column]:
    """Return one column per property; values of different types become text, lists and objects JSON text."""
    rows: list[dict[str, Any]] = [msgspec.json.decode(raw) for raw in batch.properties]
    taken, columns = set(_RESERVED), []
    for name in dict.fromkeys(key for row in rows for key in row):
        column, count = name or "naamloos", 1
        while column.casefold() in taken:
            count += 1
            column = f"{name}_{count}"
        taken.add(column.casefold())
        columns.append(_column(column, [row.get(name) for row in rows]))
    return columns


def _column(name: str, values: list[Any]) -> Column:
    types = {type(value) for value in values if value is not None}
    if types == {int} and all(value is None or -(2**63) <= value < 2**63 for value in values):
        return Column(name, "int", values)
    if types and types <= {int, float}:
        return Column(name, "float", values)
    texts = [v if v is None or isinstance(v, str) else msgspec.json.encode(v).decode() for v in values]
    return Column(name, "str", texts)
