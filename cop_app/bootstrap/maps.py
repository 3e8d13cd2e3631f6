"""The maps on this laptop: what ships with the program, and map packages of the user's own in kaarten/.

Reality and exercise never share a map: what is FICTIEF is never under a real incident, so that nobody drives to a
street that does not exist.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cop_app.bootstrap.folder import Workspace
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.formats.basemap import read_basemap, read_basemap_meta
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.paths import shipped_map

MAPS_FOLDER = "kaarten"
_SHIPPED = ("nederland.kaart", "markerwaard.kaart")


@dataclass(frozen=True, slots=True)
class MapPackage:
    """A map file: its name, the region it says it covers, `extent` in RD metres (None = the whole country)."""

    path: Path
    name: str
    region: str
    fictional: bool
    extent: tuple[float, float, float, float] | None
    notice: str
    source: str
    size: int
    shipped: bool


def map_packages(workspace: Workspace) -> tuple[MapPackage, ...]:
    """Return the maps that can be read, the user's own first; damaged ones are left out (`broken_maps` names them)."""
    return tuple(package for path, package in _looked_at(workspace) if package is not None)


def broken_maps(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of files in kaarten/ that are no readable map."""
    return tuple(path.name for path, package in _looked_at(workspace) if package is None)


def _looked_at(workspace: Workspace) -> list[tuple[Path, MapPackage | None]]:
    own = sorted((workspace.root / MAPS_FOLDER).glob("*.kaart"))
    shipped = [path for path in map(shipped_map, _SHIPPED) if path.is_file()]
    return [(path, _package(path, shipped=path in shipped)) for path in (*own, *shipped)]


def _package(path: Path, *, shipped: bool) -> MapPackage | None:
    try:
        meta = read_basemap_meta(path)
        extent = meta.get("omvang")
        return MapPackage(
            path, str(meta.get("naam") or path.stem), str(meta.get("regio") or ""), bool(meta.get("fictief")),
            (float(extent[0]), float(extent[1]), float(extent[2]), float(extent[3])) if extent else None,
            str(meta.get("melding") or ""), str(meta.get("bron") or ""), path.stat().st_size, shipped,
        )  # fmt: skip
    except (UserFacingError, OSError, ValueError, TypeError, IndexError):
        return None


def maps_for(packages: Iterable[MapPackage], realm: Realm) -> tuple[MapPackage, ...]:
    """Return the maps of a world: in reality all that is not FICTIEF, in an exercise only what is."""
    return tuple(package for package in packages if package.fictional is (realm is Realm.OEFENING))


def map_layers(packages: Iterable[MapPackage]) -> dict[str, FeatureBatch]:
    """Return the layers of several maps as one: layers of the same name lie beside each other.

    Raises:
        UserFacingError: `basemap-*` for a map that cannot be read after all.
    """
    parts: dict[str, list[FeatureBatch]] = {}
    for package in packages:
        for name, batch in read_basemap(package.path).items():
            parts.setdefault(name, []).append(batch)
    return {name: found[0] if len(found) == 1 else FeatureBatch.concat(found) for name, found in parts.items()}


def add_map(workspace: Workspace, path: Path) -> MapPackage:
    """Copy a map package into the workspace; one of the same name is replaced only by a whole one.

    Raises:
        UserFacingError: `basemap-*` when the file is no map, `kaart.opslaan` when it cannot be copied.
    """
    read_basemap(path)
    folder = workspace.root / MAPS_FOLDER
    target = folder / path.name
    part = target.with_name(target.name + ".deel")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserFacingError(
            "kaart.opslaan", _("De kaart {bestand} is niet op te slaan."),
            advice=_("Is er nog plaats op de schijf, en mag u in de werkmap schrijven?"), bestand=path.name,
        ) from error  # fmt: skip
    package = _package(target, shipped=False)
    if package is None:
        raise UserFacingError("kaart.opslaan", _("De kaart {bestand} is niet op te slaan."), bestand=path.name)
    return package


def remove_map(workspace: Workspace, package: MapPackage) -> None:
    """Take a map of one's own out of the workspace; what ships with the program stays."""
    if not package.shipped and package.path.parent == workspace.root / MAPS_FOLDER:
        package.path.unlink(missing_ok=True)


def covers(layers: Mapping[str, FeatureBatch], x: float, y: float) -> bool:
    """Return whether streets are drawn at this place (RD metres), so that it makes sense to look from near by."""
    batch = layers.get("weg")
    if batch is None or not len(batch):
        return False
    boxes = batch.geometry.boxes
    return bool(boxes[:, 0].min() <= x <= boxes[:, 2].max() and boxes[:, 1].min() <= y <= boxes[:, 3].max())
