"""Writes features to a file that leaves this laptop: only with a release, and never with a person in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical
from cop_app.domain.leaving import Gate
from cop_app.domain.sharing import Counts, Release, guard_rows, mask_persons, require
from cop_app.formats.geojson import write_geojson
from cop_app.formats.geopackage import write_geopackage
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: how many features; what was withheld above the ceiling, which fields fell out, what masked."""

    features: int
    withheld: int
    dropped: tuple[str, ...]
    masked: int


def write_export(batch: FeatureBatch, release: Release, path: Path, item_class: str = "") -> Export:
    """Write the features as GeoJSON (ETRS89) or GeoPackage (RD), by the ending; a whole file replaces an old one.

    `item_class` is what the layer holds, by which the chain designs in force say who may have it.

    Raises:
        UserFacingError: `delen.geen_toestemming` without a release for this exit, or as its ledger; `export.soort`
            for another ending, `export.schrijven` when the file cannot be written.
    """
    writer = _writer(path)
    kept, export = _guarded(batch, release, item_class)
    require(release, "export", Counts(export.withheld, export.masked, export.dropped))
    part = path.parent / f".{path.stem}.part{path.suffix}"
    try:
        writer(kept, part)
        part.replace(path)
    except OSError as error:
        raise UserFacingError(
            "export.schrijven", _("{bestand} is niet te schrijven."),
            advice=_("Kies een map waar u mag schrijven en waar plaats is."), bestand=str(path),
        ) from error  # fmt: skip
    finally:
        with suppress(OSError):
            part.unlink()
    return export


def _guarded(batch: FeatureBatch, release: Release, item_class: str) -> tuple[FeatureBatch, Export]:
    """Return what may leave. Row by row, because a withheld row must take its geometry along."""
    gate = Gate(release)
    chosen: list[int] = []
    properties: list[bytes] = []
    dropped: dict[str, None] = {}
    masked = 0
    for index, raw in enumerate(batch.properties):
        guarded = guard_rows([json.loads(raw)], release.ceiling, lambda row: gate(item_class, row))
        dropped.update((field.name, None) for field in guarded.dropped)
        masked += guarded.masked
        if guarded.rows:
            chosen.append(index)
            properties.append(canonical(dict(guarded.rows[0])))
    kept = batch.take(np.array(chosen, np.int64))
    keys, in_keys = _masked_keys(kept.keys)
    allowed = FeatureBatch(keys, kept.geometry, properties)
    return allowed, Export(len(chosen), len(batch) - len(chosen), tuple(dropped), masked + in_keys)


def _masked_keys(keys: list[str]) -> tuple[list[str], int]:
    """Return the keys without persons, and how many were masked; each of these gets a number, for keys are unique."""
    found: list[str] = []
    count = 0
    for key in keys:
        masked, findings = mask_persons(key)
        count += bool(findings)
        found.append(f"{masked}#{count}" if findings else key)
    return found, count


def _writer(path: Path) -> Callable[[FeatureBatch, Path], None]:
    ending = path.suffix.lower()
    if ending in {".geojson", ".json"}:
        return _write_geojson
    if ending == ".gpkg":
        return _write_geopackage
    raise UserFacingError(
        "export.soort", _("Naar de soort ‘{soort}’ kan dit programma niet schrijven."),
        advice=_("Kies een bestandsnaam op .geojson of .gpkg."), soort=ending or path.name,
    )  # fmt: skip


def _write_geojson(batch: FeatureBatch, path: Path) -> None:
    path.write_bytes(write_geojson(batch))


def _write_geopackage(batch: FeatureBatch, path: Path) -> None:
    write_geopackage(path, {"laag": batch})
