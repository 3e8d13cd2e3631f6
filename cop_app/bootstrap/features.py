"""One feature of a reference source: found by its id, by what stands under a place, or by a typed name.

Marks of reference layers are called `SOURCE:KEY`; so are the features of layers that are drawn as tiles.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from cop_app.bootstrap.marks import shown_datasets
from cop_app.bootstrap.moment import Moment
from cop_app.domain.chain import SourceDesign
from cop_app.map.dataset_rules import drawn_as_tiles, seen_at
from cop_app.map.mark_geometry import parts_of
from cop_app.map.mark_rules import mark_size, symbol_layer
from cop_app.map.mark_types import AreaMark, Layer, LineMark, Mark, State, SymbolMark
from cop_app.map.symbol_choice import symbol_for, symbol_text

_NEAR_PX = 5.0
_NAMES = ("naam", "name", "titel", "title")


@dataclass(frozen=True, slots=True)
class HeldFeature:
    """A feature as this laptop holds it: its source, key, properties and shape (RD metres, None = without a place)."""

    source: SourceDesign
    key: str
    properties: Mapping[str, Any]
    shape: Any

    @property
    def id(self) -> str:
        """Return what the map and the card call it."""
        return f"{self.source.name}:{self.key}"

    @property
    def title(self) -> str:
        """Return its name, else its address, "" when it has neither."""
        said = self.properties
        name = next((str(said[word]) for word in _NAMES if said.get(word)), "")
        return name or f"{said.get('straat') or ''} {said.get('huisnummer') or ''}".strip()


@dataclass(frozen=True, slots=True)
class FoundFeature:
    """A feature by a typed name; x and y are the middle of it in RD metres."""

    id: str
    title: str
    source: SourceDesign
    x: float
    y: float


def feature_of(moment: Moment, item: str) -> HeldFeature | None:
    """Return a feature by its id, as known at the moment; None when it is not, or no longer, held."""
    name, colon, key = item.partition(":")
    source = moment.catalogue.get(name)
    if not colon or source is None or moment.datasets is None:
        return None
    batch = moment.datasets.feature(name, key, moment.at)
    if batch is None:
        return None
    shape = batch.geometry.to_shapely()[0]
    return HeldFeature(
        source, key, json.loads(batch.properties[0]), None if shape is None or shape.is_empty else shape
    )  # fmt: skip


def feature_at(moment: Moment, x: float, y: float, mpp: float) -> str:
    """Return the id of the feature drawn as a tile under an RD place, the smallest where several lie; "" for none."""
    if moment.datasets is None:
        return ""
    near, place = _NEAR_PX * mpp, shapely.Point(x, y)
    best, found = math.inf, ""
    for source in shown_datasets(moment):
        if not drawn_as_tiles(source.item_class) or not seen_at(source.item_class, mpp):
            continue
        batch = moment.datasets.batch(source.name, (x - near, y - near, x + near, y + near), moment.at)
        for key, shape in zip(batch.keys, batch.geometry.to_shapely(), strict=True):
            # What lies within a building or a quarter is meant before what lies around it.
            if shape is not None and shape.distance(place) <= (0.0 if shape.area else near) and shape.area < best:
                best, found = shape.area, f"{source.name}:{key}"
    return found


def features_named(moment: Moment, text: str, limit: int = 40) -> list[FoundFeature]:
    """Return features that a typed name may mean, each name once, the one nearest to the incident."""
    if moment.datasets is None or moment.looking_back:
        return []
    x0, y0 = moment.incident.place
    found: dict[tuple[str, str], tuple[float, FoundFeature]] = {}
    for hit in moment.datasets.search(text, 8 * limit):
        source = moment.catalogue.get(hit.layer)
        if source is None or hit.x is None or hit.y is None:
            continue
        away = math.hypot(hit.x - x0, hit.y - y0)
        same = (hit.layer, hit.title.casefold())
        if same not in found or away < found[same][0]:
            found[same] = (away, FoundFeature(f"{hit.layer}:{hit.key}", hit.title, source, hit.x, hit.y))
    return [feature for _away, feature in found.values()][:limit]


def chosen_marks(feature: HeldFeature, mpp: float) -> tuple[Mark, ...]:
    """Return how a chosen feature stands out on the map: its sign large with a ring, or its outline."""
    shape = parts_of(feature.shape)
    if shape is None:
        return ()
    state, order = State(selected=True), int(Layer.MEASURE)
    if shape.polygons:
        return (AreaMark(feature.id, "keuze", shape.polygons, order, state),)
    if shape.lines:
        return (LineMark(feature.id, "keuzelijn", shape.lines, order, state),)
    symbol = symbol_for(feature.source.item_class, feature.properties)
    size = mark_size(symbol, mpp, selected=True)
    text = symbol_text(feature.source.item_class, feature.properties)
    order = int(symbol_layer(symbol))
    return tuple(SymbolMark(feature.id, symbol, x, y, size, order, state, text) for x, y in shape.points)
