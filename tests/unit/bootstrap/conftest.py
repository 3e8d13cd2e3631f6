"""A region on a laptop, real in all its parts: files of partners, a workspace with log and cache, a clock to be set."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cop_app.bootstrap import open_workspace
from cop_app.bootstrap.datasets import CacheDatasets
from cop_app.bootstrap.workspace import OpenedRealm, open_realm
from cop_app.domain.clock import ManualClock
from cop_app.domain.commands import OpenIncident
from cop_app.domain.incident import Actor, Realm, Team
from cop_app.sources.catalogue import Nature, SourceKind, SourceSpec
from cop_app.store.cache import DatasetCache
from cop_app.worker.direct import DirectLoads
from cop_app.worker.jobs import Outcome, SourceLoads

START = 1_773_340_000_000  # ms UTC
PLACE = (85_000.0, 446_000.0)  # of the incident, RD metres
CACO = Actor("CaCo", Team.MK, "Meldkamer")
COPI = Actor("Leider CoPI", Team.COPI, "Veiligheidsregio")
_RD = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


def point(key: str, x: float, y: float, **properties: Any) -> dict[str, Any]:
    """A feature at a place in RD metres."""
    return {"type": "Feature", "id": key, "properties": properties,
            "geometry": {"type": "Point", "coordinates": [x, y]}}  # fmt: skip


def line(key: str, *corners: tuple[float, float], **properties: Any) -> dict[str, Any]:
    """A feature along corners in RD metres."""
    return {"type": "Feature", "id": key, "properties": properties,
            "geometry": {"type": "LineString", "coordinates": [list(corner) for corner in corners]}}  # fmt: skip


class Region:
    """One laptop: `partner` writes what a partner publishes, `load` takes it in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock(START)
        self.workspace = open_workspace(folder)
        self.opened: OpenedRealm = open_realm(self.workspace, Realm.ECHT, clock=self.clock)
        self.session = self.opened.session
        self.opened.cache.parent.mkdir(parents=True, exist_ok=True)
        self.cache = DatasetCache.open(self.opened.cache, self.opened.cache_keys)
        self.loads = SourceLoads(self.cache, self.clock)
        self.direct = DirectLoads(self.loads)
        self.specs: dict[str, SourceSpec] = {}

    def partner(
        self, name: str, item_class: str, features: Sequence[Mapping[str, Any]], *, nature: str = "bestand", **more: Any
    ) -> SourceSpec:
        """Have a partner publish these features, now and from now on."""
        path = self.folder / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": _RD, "features": list(features)}))
        spec = SourceSpec(
            name, SourceKind.FILE, str(path), "Gemeente", item_class, nature=Nature(nature), typed=True, **more
        )
        self.specs[name] = spec
        return spec

    def load(self, *names: str) -> list[Outcome]:
        """Ask partners, all of them when none is named."""
        return [self.loads.load(self.specs[name]) for name in names or tuple(self.specs)]

    def datasets(self) -> CacheDatasets:
        """Return what is held, as the window reads it; the caller closes it."""
        found = CacheDatasets(self.opened.cache, self.opened.cache_keys, self.specs.values())
        found.look()
        return found

    def incident(self, kind: str = "brand", region: str = "VR Proef") -> str:
        """Open an incident at the place."""
        return self.session.open_incident(OpenIncident("Brand Dorpsstraat", kind, PLACE, region, "Dorpsstraat 1"), CACO)

    def close(self) -> None:
        self.cache.close()
        self.session.close()


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    made = Region(tmp_path)
    yield made
    made.close()
