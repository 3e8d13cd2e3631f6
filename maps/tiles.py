"""Larger and smaller maps: whole polders side by side, then cut to the exact number of buildings.

A map of 500,000 buildings measures load, not town design: two polders, made once, are repeated over a larger sea as
columns, so that the time goes with the copy and not with the drawing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cop_app.geo.columns import FeatureBatch
from maps.layers import ORIGIN
from maps.townplan import MARKET

TILE = (20000.0, 15000.0)
"""Distance between two polders (m)."""
Layers = dict[str, FeatureBatch]


def laid_out(first: Layers, buildings: int, second: Layers) -> Layers:
    """Return enough polders for this many buildings; the first keeps its place and keys."""
    both = (first, second)
    tiles: list[tuple[int, Layers]] = []
    have = 0
    while have < buildings:
        tiles.append((len(tiles), both[len(tiles) % 2]))
        have += len(tiles[-1][1]["pand"])
    if len(tiles) <= 1:
        return first
    across = math.ceil(math.sqrt(len(tiles)))
    moved = [_moved(layers, number, across) for number, layers in tiles]
    return {name: FeatureBatch.concat([layers[name] for layers in moved]) for name in first}


def _moved(layers: Layers, number: int, across: int) -> Layers:
    if number == 0:
        return layers
    dx, dy = (number % across) * TILE[0], (number // across) * TILE[1]
    return {name: _shifted(batch, number, dx, dy) for name, batch in layers.items()}


def _shifted(batch: FeatureBatch, number: int, dx: float, dy: float) -> FeatureBatch:
    shift = np.array([dx, dy])
    was = batch.geometry
    geometry = replace(was, coords=was.coords + shift, boxes=was.boxes + np.concatenate([shift, shift]))
    old, new = b'"pand":"pand.', f'"pand":"{number}:pand.'.encode()
    properties = [raw.replace(old, new) for raw in batch.properties]
    return FeatureBatch([f"{number}:{key}" for key in batch.keys], geometry, properties, batch.problems)


def cut_to(layers: Mapping[str, FeatureBatch], buildings: int) -> Layers:
    """Return the layers with exactly this many buildings: sheds go first, then what lies farthest from the market."""
    houses = layers["pand"]
    boxes = houses.geometry.boxes
    centre = np.array(ORIGIN) + np.array(MARKET)
    away = np.hypot(*((boxes[:, :2] + boxes[:, 2:]) / 2 - centre).T)
    small = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) < 13
    order = np.lexsort((away, small))
    kept = np.sort(order[:buildings])
    names = {houses.keys[int(i)] for i in kept}
    addresses = layers["adres"]
    standing = [i for i, raw in enumerate(addresses.properties) if json.loads(raw)["pand"] in names]
    return {**layers, "pand": houses.take(kept), "adres": addresses.take(standing)}
