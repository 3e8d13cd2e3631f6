"""How far a layer reaches: the whole collection, a rectangle of it, or nothing yet.

A load says something about what was asked and about nothing else. What is held as covered grows only by what was
proved; a zero outside it means unknown, never none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from cop_app.geo.boxes import Box, contains, extended
from cop_app.store.database import Connection

# As columns of a dataset (what it covers) and of a snapshot (what was covered then), RD metres.
COLUMNS = {"whole": int, "covered_xmin": float, "covered_ymin": float, "covered_xmax": float, "covered_ymax": float}
# The same of a file of version 1, in which every load was of the whole collection.
_BEFORE = {
    "dataset": "coalesce(snapshot, 0) > 0, NULL, NULL, NULL, NULL", "snapshot": "1, NULL, NULL, NULL, NULL",
}  # fmt: skip


class Coverage(NamedTuple):
    """The whole collection, or the rectangle (RD metres) that was asked; neither = nothing was loaded yet."""

    whole: bool = False
    box: Box | None = None

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Coverage:
        """Return what a stored row says, its columns in the order of `COLUMNS`."""
        whole, *sides = row
        return cls(bool(whole), None if sides[0] is None else (sides[0], sides[1], sides[2], sides[3]))

    def as_row(self) -> dict[str, Any]:
        """Return the values of the columns by name, as they are stored (box in RD metres, NULL for none)."""
        return dict(zip(COLUMNS, (int(self.whole), *(self.box or (None,) * 4)), strict=True))

    def holds(self, area: Box | None) -> bool:
        """Return whether an area (None = the whole collection) lies in what was loaded."""
        if self.whole or area is None:
            return self.whole
        return self.box is not None and contains(self.box, area)


def after_load(held: Coverage, complete: bool, asked: Box | None, proved: bool) -> tuple[Coverage, bool]:
    """Return what is covered after a load ended, and whether all of that is proved.

    `complete` tells whether what was held is proved, `proved` whether the load of `asked` (None = all) is. A load of
    everything that was held, or more, takes its place. A part that was proved adds to what was proved; a part that
    was not adds nothing to it, and makes it doubtful when it lies within.
    """
    new = Coverage(asked is None, asked)
    if held.box is None or new.holds(held.box):
        inside = held.whole and not new.whole
        return (held, complete and proved) if inside else (new, proved)
    if asked is not None and held.holds(asked):
        return held, complete and proved
    grown = extended(held.box, asked) if asked is not None and proved and complete else None
    return (held if grown is None else Coverage(False, grown)), complete


def coverage_columns(connection: Connection, table: str = "dataset") -> str:
    """Return what to read for the coverage: a reader may hold a file that no writer has brought up to date yet."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return ", ".join(COLUMNS) if version >= 2 else _BEFORE[table]
