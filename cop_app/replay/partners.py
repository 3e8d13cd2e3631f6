"""Simulated partners: the state of each partner's collections at story time t, as pure data.

Two faces use it: in process (top speed, no network) and as OGC API Features on loopback (`serve`). Everything carries
`fictief: true`, because exercise data must say so wherever it goes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from cop_app.domain.clock import iso
from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import FeatureBatch
from cop_app.replay.scenario import Anchor, Entry, Point, Scenario, outline

Feature = dict[str, Any]


class ExerciseWorld:
    """A scenario laid on the exercise map: knows every collection at every story time."""

    def __init__(self, scenario: Scenario, layers: Mapping[str, FeatureBatch]) -> None:
        self.scenario = scenario
        self._layers = layers
        self._origins = {name: _find(anchor, name, layers) for name, anchor in scenario.anchors.items()}
        self._static = {name: _static(layers, layer) for name, layer in scenario.static.items()}

    def origin(self, anchor: str) -> Point:
        """Return the RD point of an anchor."""
        return self._origins[anchor]

    def place(self, shape: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return GeoJSON type and RD coordinates of a scripted shape."""
        return outline(shape, self._origins[str(shape["anker"])])

    def collections(self) -> tuple[str, ...]:
        """Return the names of all collections."""
        return self.scenario.collections()

    def features(self, collection: str, story: int) -> list[Feature]:
        """Return the collection's features as they are at the source at that story time, RD coordinates."""
        fixed = self._static.get(collection, [])
        moving = [e for e in self.scenario.entries if e.collection == collection and _valid(e, story)]
        latest: dict[str, Entry] = {}
        for entry in moving:
            if entry.id not in latest or latest[entry.id].start <= entry.start:
                latest[entry.id] = entry
        return [*fixed, *(self._feature(entry) for entry in latest.values())]

    def down(self, partner: str, story: int) -> bool:
        """Return whether the script has this partner's service down."""
        return any(name == partner and start <= story < end for name, start, end in self.scenario.outages)

    def _feature(self, entry: Entry) -> Feature:
        kind, coordinates = self.place(entry.shape)
        properties = {**entry.properties, "gemeten_op": iso(entry.start), "fictief": True}
        return {
            "type": "Feature", "id": entry.id, "properties": properties,
            "geometry": {"type": kind, "coordinates": coordinates},
        }  # fmt: skip


def _valid(entry: Entry, story: int) -> bool:
    return entry.start <= story and (entry.end is None or story < entry.end)


def _find(anchor: Anchor, name: str, layers: Mapping[str, FeatureBatch]) -> Point:
    if anchor.point is not None:
        return anchor.point
    batch = layers.get(anchor.layer)
    if batch is not None:
        for index, raw in enumerate(batch.properties):
            if not anchor.name or anchor.name.lower() in str(json.loads(raw).get("naam", "")).lower():
                box = batch.geometry.boxes[index]
                return (float((box[0] + box[2]) / 2), float((box[1] + box[3]) / 2))
    raise UserFacingError(
        "scenario.anker", "Het anker ‘{anker}’ staat niet op de oefenkaart (laag {laag}, naam {naam}).",
        advice="Pas het anker in het scenario aan.", anker=name, laag=anchor.layer, naam=anchor.name or "eerste",
    )  # fmt: skip


def _static(layers: Mapping[str, FeatureBatch], layer: str) -> list[Feature]:
    batch = layers.get(layer)
    if batch is None:
        return []
    from shapely import to_geojson

    shapes = batch.geometry.to_shapely()
    return [
        {
            "type": "Feature", "id": key, "geometry": json.loads(to_geojson(shape)),
            "properties": {**json.loads(raw), "fictief": True},
        }
        for key, raw, shape in zip(batch.keys, batch.properties, shapes, strict=True)
    ]  # fmt: skip


StoryTime = Callable[[], int]
