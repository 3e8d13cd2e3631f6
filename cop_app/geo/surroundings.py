"""Lays a map of a region into a map of the country around it, so that zooming out shows where one is.

The region has the last word where it lies: what the country has there makes place, and the water of both becomes one,
or a seam would show where the sheet of the region ends.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from cop_app.geo.columns import FeatureBatch, GeometryColumns

Layers = Mapping[str, FeatureBatch]
_GROUND = ("land", "water")
_BEFORE = "rondom."  # of the keys of what lies around


def with_surroundings(region: Layers, country: Layers) -> dict[str, FeatureBatch]:
    """Return the layers of the region, each followed by what the country has around it, all in RD metres.

    The sheet of the region is where it has land or water. Layers that only the country has come first.
    """
    ground = [shape for name in _GROUND for shape in _shapes(region, name)]
    sheet = shapely.union_all([polygon for shape in ground for polygon in shapely.get_parts(shape)])
    outside = {name: _without(batch, sheet) for name, batch in country.items()}
    joined = {name: batch for name, batch in outside.items() if name not in region}
    for name, batch in region.items():
        around = outside.get(name)
        joined[name] = batch if around is None else FeatureBatch.concat([batch, around])
    if "water" in region and "water" in outside:
        joined["water"] = _one_water(region["water"], outside["water"])
    return joined


def _shapes(layers: Layers, name: str) -> list[shapely.Geometry]:
    return list(layers[name].geometry.to_shapely()) if name in layers else []


def _without(batch: FeatureBatch, sheet: shapely.Geometry) -> FeatureBatch:
    """Return what lies outside the sheet."""
    shapes = shapely.difference(batch.geometry.to_shapely(), sheet)
    left = np.flatnonzero(~shapely.is_empty(shapes))
    keys = [f"{_BEFORE}{batch.keys[index]}" for index in left]
    return FeatureBatch(keys, GeometryColumns.from_shapely(shapes[left]), [batch.properties[index] for index in left])


def _one_water(region: FeatureBatch, around: FeatureBatch) -> FeatureBatch:
    """Return the water of both; the widest water of the region takes what it touches around it, without a seam."""
    own, others = region.geometry.to_shapely(), around.geometry.to_shapely()
    widest = int(np.argmax(shapely.area(own)))
    touching = shapely.intersects(others, own[widest])
    own[widest] = shapely.union_all([own[widest], *others[touching]])
    apart = np.flatnonzero(~touching)
    mended = FeatureBatch(region.keys, GeometryColumns.from_shapely(own), region.properties)
    return FeatureBatch.concat([mended, around.take(apart)])
