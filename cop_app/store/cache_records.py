"""What the cache tells about its layers, blocks and polls.

Plain rows, apart from the cache that writes them: lists and lamps name them without knowing a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cop_app.geo.boxes import Box, snapped
from cop_app.geo.columns import GeometryColumns
from cop_app.store.coverage import Coverage, coverage_columns
from cop_app.store.database import Connection


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A dataset as lists show it. Instants are ms UTC; `polled_at` is the last successful look, 0 = never loaded.

    `whole` says that the whole collection was asked, else `covered` is the rectangle that was (None = nothing yet);
    `complete` that all of that is proved to be in.
    """

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
    covered: Box | None = None
    whole: bool = False

    def covers(self, area: Box | None) -> bool:
        """Return whether an area (RD metres; None = the whole collection) was loaded; outside it all is unknown."""
        return Coverage(self.whole, self.covered).holds(None if area is None else snapped(area))


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


def layers(connection: Connection) -> list[LayerInfo]:
    """Read what the cache holds of every layer."""
    query = (
        "SELECT layer, source, nature, title, key_rule, features, complete, expected, coalesce(loaded_at, 0), "
        "coalesce((SELECT max(last_at) FROM poll WHERE dataset = d.id AND outcome IN ('ok', 'ongewijzigd')), "
        "loaded_at, 0), EXISTS (SELECT 1 FROM loading WHERE dataset = d.id), revision, {} FROM dataset d ORDER BY layer"
    )
    found = []
    for row in connection.execute(query.format(coverage_columns(connection))).fetchall():
        coverage = Coverage.of_row(row[12:])
        flags = (*row[:6], bool(row[6]), *row[7:10], bool(row[10]), row[11], coverage.box, coverage.whole)
        found.append(LayerInfo(*flags))
    return found
