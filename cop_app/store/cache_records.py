"""What the cache tells about its layers, blocks and polls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cop_app.geo.columns import GeometryColumns

Box = tuple[float, float, float, float]  # xmin, ymin, xmax, ymax, RD metres


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A dataset as lists show it. Instants are ms UTC; `polled_at` is the last successful look, 0 = never loaded."""

    layer: str
    source: str
    nature: str
    title: str
    key_rule: str
    features: int
    complete: bool
    expected: int | None
    loaded_at: int
    polled_at: int
    loading: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Block:
    """A block for drawing: geometry, with keys and properties only when they were asked for."""

    number: int
    box: Box | None
    geometry: GeometryColumns
    keys: list[str]
    properties: list[bytes]


class Poll(NamedTuple):
    """A run of equal outcomes of asking a source."""

    outcome: str
    first_at: int
    last_at: int
    times: int
    note: str
