"""Base map files (`.kaart`): one zip of plain arrays per layer, made to be small on disk and quick to open.

A municipality must be on screen before the user has found the mouse, so nothing is parsed per feature: coordinates
are whole millimetres in steps (delta coded, which deflate packs well), offsets are counts, keys and properties are
one text with a line per feature. The bytes depend only on the content, so a map can be compared by hash.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.geo.surroundings import with_surroundings

FORMAT_NAME = "ketenbeeld-kaart"
FORMAT_VERSION = 1
MAX_ENTRY_BYTES = 512 * 1024 * 1024
"""Largest unpacked array accepted: a guard against a crafted archive, far above 500,000 buildings."""
SURROUNDINGS = "rondom"
"""Name in the description for the file, in the same folder, of the map around this one."""
_FIXED_DATE = (2026, 1, 1, 0, 0, 0)
_META = "meta.json"
_ARRAYS = ("kinds", "coords", "rings", "parts", "features")


def write_basemap(path: Path, layers: Mapping[str, FeatureBatch], meta: Mapping[str, Any]) -> None:
    """Write layers (RD metres, kept to the millimetre) with their description; replaces the file in one go."""
    described: dict[str, Any] = {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, batch in layers.items():
            described[name] = _write_layer(archive, name, batch)
        head = {"formaat": FORMAT_NAME, "versie": FORMAT_VERSION, "meta": dict(meta), "lagen": described}
        _put(archive, _META, json.dumps(head, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8"))
    part = path.with_name(path.name + ".deel")
    part.write_bytes(buffer.getvalue())
    part.replace(path)


def read_basemap(path: Path) -> dict[str, FeatureBatch]:
    """Return the layers by name, in the order they were written.

    Raises `UserFacingError` when the file is absent, not a base map, of a newer version or damaged.
    """
    with _opened(path) as archive:
        head = _head(archive, path)
        try:
            return {name: _read_layer(archive, name, head["lagen"][name]) for name in _order(archive)}
        except (KeyError, ValueError, IndexError, TypeError, zipfile.BadZipFile, zlib.error) as error:
            raise _damaged(path) from error


def read_map(path: Path) -> dict[str, FeatureBatch]:
    """Return the layers to draw: those of the file, laid into the map beside it that it names as its surroundings.

    Raises:
        UserFacingError: as `read_basemap`.
    """
    layers = read_basemap(path)
    around = path.parent / Path(str(read_basemap_meta(path).get(SURROUNDINGS) or path.name)).name
    return layers if around == path or not around.is_file() else with_surroundings(layers, read_basemap(around))


def read_basemap_meta(path: Path) -> dict[str, Any]:
    """Return the description of a base map (name, extent, notice) without reading its layers."""
    with _opened(path) as archive:
        meta = _head(archive, path)["meta"]
    return dict(meta)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise UserFacingError(
            "basemap-absent", "De ondergrond {bestand} bestaat niet.",
            advice="Kies een kaartpakket dat er is, of maak de oefenkaart opnieuw met python -m maps.markerwaard.",
            bestand=str(path),
        ) from error  # fmt: skip
    except (zipfile.BadZipFile, OSError) as error:
        raise _damaged(path) from error


def _head(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        head = json.loads(_get(archive, _META))
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged(path) from error
    if not isinstance(head, dict) or head.get("formaat") != FORMAT_NAME or not isinstance(head.get("lagen"), dict):
        raise _damaged(path)
    if head.get("versie") != FORMAT_VERSION:
        raise UserFacingError(
            "basemap-version", "De ondergrond {bestand} heeft versie {versie}; dit programma leest versie {eigen}.",
            advice="Werk het programma bij of haal het kaartpakket opnieuw op.",
            bestand=path.name, versie=head.get("versie"), eigen=FORMAT_VERSION,
        )  # fmt: skip
    return head


def _damaged(path: Path) -> UserFacingError:
    return UserFacingError(
        "basemap-damaged", "Het bestand {bestand} is geen leesbare ondergrond (.kaart) of is beschadigd.",
        advice="Haal het kaartpakket opnieuw op.", bestand=path.name,
    )  # fmt: skip


def _order(archive: zipfile.ZipFile) -> list[str]:
    return [name.split("/", 1)[0] for name in archive.namelist() if name.endswith("/kinds")]


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _FIXED_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, compresslevel=9)


def _get(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_ENTRY_BYTES:
        raise ValueError(name)
    return archive.read(name)


def _write_layer(archive: zipfile.ZipFile, name: str, batch: FeatureBatch) -> dict[str, Any]:
    geometry = batch.geometry
    grid = np.rint(geometry.coords * 1000).astype(np.int64)
    origin = grid[0] if len(grid) else np.zeros(2, np.int64)
    steps = np.diff(grid, axis=0, prepend=origin[None, :]).astype("<i4")
    arrays = {
        "kinds": geometry.kinds,
        "coords": np.ascontiguousarray(steps.T),
        "rings": np.diff(geometry.ring_offsets).astype("<i4"),
        "parts": np.diff(geometry.part_offsets).astype("<i4"),
        "features": np.diff(geometry.feature_offsets).astype("<i4"),
    }
    for key in _ARRAYS:
        _put(archive, f"{name}/{key}", arrays[key].tobytes())
    _put(archive, f"{name}/keys", _lines(key.encode("utf-8") for key in batch.keys))
    _put(archive, f"{name}/properties", _lines(batch.properties))
    return {"aantal": len(batch), "oorsprong_mm": [int(origin[0]), int(origin[1])]}


def _lines(values: Any) -> bytes:
    """Return one line per value; a value with a line break cannot be stored (canonical JSON has none)."""
    rows = list(values)
    if any(b"\n" in row for row in rows):
        raise ValueError("line break in a key or property text")
    return b"\n".join(rows)


def _read_layer(archive: zipfile.ZipFile, name: str, described: Mapping[str, Any]) -> FeatureBatch:
    count = int(described["aantal"])
    raw = {key: _get(archive, f"{name}/{key}") for key in _ARRAYS}
    kinds = np.frombuffer(raw["kinds"], np.uint8)
    steps = np.frombuffer(raw["coords"], "<i4").reshape(2, -1)
    grid = np.cumsum(steps, axis=1, dtype=np.int64) + np.array(described["oorsprong_mm"], np.int64)[:, None]
    rings, parts, features = (_running(raw[key]) for key in ("rings", "parts", "features"))
    if len(kinds) != count or len(features) != count + 1 or rings[-1] != grid.shape[1]:
        raise ValueError(name)
    if len(parts) != features[-1] + 1 or len(rings) != parts[-1] + 1:
        raise ValueError(name)
    coords = np.ascontiguousarray(grid.T / 1000.0)
    geometry = GeometryColumns(kinds, coords, rings, parts, features, _boxes(coords, rings[parts[features]]))
    keys = _get(archive, f"{name}/keys").decode("utf-8").split("\n") if count else []
    properties = _get(archive, f"{name}/properties").split(b"\n") if count else []
    if len(keys) != count or len(properties) != count:
        raise ValueError(name)
    return FeatureBatch(keys, geometry, properties)


def _running(raw: bytes) -> NDArray[np.int32]:
    counts = np.frombuffer(raw, "<i4")
    if len(counts) and counts.min() < 0:
        raise ValueError("negative count")
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)


def _boxes(coords: NDArray[np.float64], bounds: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return xmin, ymin, xmax, ymax per feature; nan for a feature without vertices."""
    boxes = np.full((len(bounds) - 1, 4), np.nan)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        starts = bounds[:-1][filled]
        boxes[filled, :2] = np.minimum.reduceat(coords, starts, axis=0)
        boxes[filled, 2:] = np.maximum.reduceat(coords, starts, axis=0)
    return boxes
