"""Comparing a load with the present state of a dataset, and writing only the difference.

Versions are compared by hash. What was replaced or is gone moves to the history; gone counts as gone only when the load
was proved complete, and only within the rectangle that was asked: of what lies outside nothing was said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cop_app.domain.item import canonical
from cop_app.geo.boxes import Box, touching
from cop_app.geo.columns import FeatureBatch
from cop_app.store import cache_later
from cop_app.store.blocks import (
    COLUMNS,
    BlockRow,
    Contents,
    pack,
    unpack,
    unpack_geometry,
    unpack_marks,
    unpack_names,
)  # fmt: skip
from cop_app.store.database import Connection

_MARKS = ",".join("?" * (len(BlockRow._fields) + 1))
_AT_ONCE = 16
_SMALL = 64  # blocks below this are merged when anything is written, so that single additions do not heap up


@dataclass(frozen=True, slots=True)
class Delta:
    """Keys of features that are new, other than before, or gone."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)

    def then(self, later: Delta) -> Delta:
        """Return what both came to, one after the other: what went and came back is changed, for it moved."""
        told = dict.fromkeys(self.added, "added") | dict.fromkeys(self.changed, "changed")
        told |= dict.fromkeys(self.deleted, "deleted")
        for key in later.added:
            told[key] = "changed" if told.get(key) == "deleted" else "added"
        for key in later.changed:
            told.setdefault(key, "changed")
        for key in later.deleted:
            if told.get(key) == "added":
                del told[key]
            else:
                told[key] = "deleted"
        kinds = ("added", "changed", "deleted")
        return Delta(*(tuple(key for key, kind in told.items() if kind == each) for each in kinds))


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load came to: how many features there are now and how many were added, changed and deleted."""

    layer: str
    snapshot: int
    features: int
    added: int
    changed: int
    deleted: int
    complete: bool
    delta: Delta = field(repr=False, default_factory=Delta)

    def after(self, earlier: LoadResult) -> LoadResult:
        """Return what this load and an earlier one came to together, as when an area is fetched strip by strip."""
        delta = earlier.delta.then(self.delta)
        counts = (len(delta.added), len(delta.changed), len(delta.deleted))
        return LoadResult(self.layer, self.snapshot, self.features, *counts, earlier.complete and self.complete, delta)


class Resume(NamedTuple):
    """Where a load that was cut off stands: the token of the next page, pages and keys that are stored."""

    token: str
    pages: int
    keys: frozenset[str]
    started_at: int
    expected: int | None
    note: str


class _Known(NamedTuple):
    """The present state without geometry: per feature key, hash, block and place in it."""

    where: dict[str, int]
    hashes: NDArray[np.uint64]
    block: NDArray[np.int64]
    place: NDArray[np.int64]
    sizes: dict[int, int]  # in the order in which the blocks stand in the columns


class _Difference(NamedTuple):
    added: list[int]  # places in the new batch
    changed: list[int]  # places in the new batch
    replaced: list[int]  # places in the known state, of the same features as `changed`
    deleted: list[int]  # places in the known state


def store_page(connection: Connection, dataset: int, page: int, batch: FeatureBatch) -> None:
    """Put a page in the staging table."""
    contents = Contents(batch, np.zeros(len(batch), np.uint64), np.zeros(len(batch), np.int64))
    connection.executemany(
        f"INSERT INTO staging (dataset, page, {COLUMNS}) VALUES (?,{_MARKS})",  # noqa: S608 - fixed words
        ((dataset, page, *row) for row in pack(contents, whole=True)),
    )


def staged(connection: Connection, dataset: int) -> list[FeatureBatch]:
    """Return the pages that are in the staging table."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM staging WHERE dataset = ? ORDER BY id",  # noqa: S608 - fixed words
        (dataset,),
    )
    return [unpack(BlockRow(*row)).batch for row in rows.fetchall()]


def staged_keys(connection: Connection, dataset: int) -> Iterable[str]:
    """Yield the keys in the staging table."""
    for (names,) in connection.execute("SELECT names FROM staging WHERE dataset = ?", (dataset,)).fetchall():
        yield from unpack_names(names)


def unstage(connection: Connection, dataset: int) -> None:
    """Forget a load that is done or given up."""
    connection.execute("DELETE FROM staging WHERE dataset = ?", (dataset,))
    connection.execute("DELETE FROM loading WHERE dataset = ?", (dataset,))


def without_doubles(batch: FeatureBatch) -> FeatureBatch:
    """Return the batch with every key once; the last that came stands."""
    if len(set(batch.keys)) == len(batch):
        return batch
    return batch.take(list({key: place for place, key in enumerate(batch.keys)}.values()))


class Merge:
    """Compares a batch with the present state of a dataset and writes the difference; use inside a transaction."""

    def __init__(self, connection: Connection, dataset: int, layer: str) -> None:
        self._db = connection
        self._dataset = dataset
        self._layer = layer

    def apply(self, batch: FeatureBatch, complete: bool, snapshot: int, area: Box | None = None) -> Delta:
        """Write the batch as the state of a snapshot, of the whole collection or of an area (RD metres)."""
        known = self._known()
        hashes = batch.hashes()
        difference = _compare(known, batch.keys, hashes, complete)
        if area is not None and difference.deleted:
            difference = difference._replace(deleted=self._within(area, known, difference.deleted))
        if not (difference.added or difference.changed or difference.deleted):
            return Delta()
        old = difference.replaced + difference.deleted
        kept = self._take_out(known, old, snapshot)
        fresh = difference.changed + difference.added
        firsts = np.full(len(fresh), snapshot, np.int64)
        whole = len(fresh) == len(batch)
        new = Contents(batch, hashes, firsts) if whole else Contents(batch.take(fresh), hashes[fresh], firsts)
        self._write("block", pack(Contents.concat([*kept, new]) if kept else new))
        names = list(known.where)
        gone = [names[index] for index in old]
        cache_later.index(self._db, self._dataset, self._layer, gone, new.batch, snapshot)
        return Delta(
            tuple(map(batch.keys.__getitem__, difference.added)), tuple(batch.keys[i] for i in difference.changed),
            tuple(names[i] for i in difference.deleted),
        )  # fmt: skip

    def _known(self) -> _Known:
        rows = self._db.execute("SELECT id, marks, names FROM block WHERE dataset = ?", (self._dataset,)).fetchall()
        where: dict[str, int] = {}
        hashes, blocks, places, sizes = [], [], [], {}
        for block, marks, names in rows:
            found = unpack_marks(marks)[0]
            for key in unpack_names(names):
                where[key] = len(where)
            hashes.append(found)
            blocks.append(np.full(len(found), block, np.int64))
            places.append(np.arange(len(found)))
            sizes[block] = len(found)
        if not rows:
            return _Known({}, np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64), {})
        return _Known(where, np.concatenate(hashes), np.concatenate(blocks), np.concatenate(places), sizes)

    def _within(self, area: Box, known: _Known, chosen: list[int]) -> list[int]:
        """Return which of the chosen places in the known state touch the area."""
        places = np.array(chosen, np.int64)
        blocks = known.block[places]
        found: list[int] = []
        for block in np.unique(blocks).tolist():
            row = self._db.execute("SELECT geometry FROM block WHERE id = ?", (block,)).fetchone()
            inside = touching(unpack_geometry(row[0]).boxes, area)
            here = places[blocks == block]
            found += here[inside[known.place[here]]].tolist()
        return sorted(found)

    def _take_out(self, known: _Known, old: list[int], snapshot: int) -> list[Contents]:
        """Move old versions to the history and return what else was in their blocks, which is written anew."""
        gone = np.array(old, np.int64)
        touched = set(known.block[gone].tolist()) | {block for block, size in known.sizes.items() if size < _SMALL}
        kept: list[Contents] = []
        past: list[Contents] = []
        for block in sorted(touched):
            query = f"SELECT {COLUMNS} FROM block WHERE id = ?"  # noqa: S608 - fixed words
            contents = unpack(BlockRow(*self._db.execute(query, (block,)).fetchone()))
            leaving = np.zeros(len(contents), bool)
            leaving[known.place[gone[known.block[gone] == block]]] = True
            kept.append(contents.take(np.flatnonzero(~leaving)))
            past.append(contents.take(np.flatnonzero(leaving)))
        self._db.executemany("DELETE FROM block WHERE id = ?", [(block,) for block in touched])
        self._remember(Contents.concat(past), snapshot)
        return kept

    def _remember(self, past: Contents, snapshot: int) -> None:
        for row in pack(past):
            number = self._write("pack", [row])
            hashes, firsts = unpack_marks(row.marks)
            signed = hashes.view(np.int64).tolist()
            self._db.executemany(
                "INSERT INTO history (dataset, key, hash, first_snapshot, gone_snapshot, pack, place) "
                "VALUES (?,?,?,?,?,?,?)",
                [
                    (self._dataset, key, signed[place], int(firsts[place]), snapshot, number, place)
                    for place, key in enumerate(unpack_names(row.names))
                ],
            )

    def _write(self, table: str, rows: Iterable[BlockRow]) -> int:
        """Write rows, several in a statement; returns the id of the last."""
        last, given = 0, iter(rows)
        while group := list(itertools.islice(given, _AT_ONCE)):
            values = ",".join([f"({_MARKS})"] * len(group))
            query = f"INSERT INTO {table} (dataset, {COLUMNS}) VALUES {values}"  # noqa: S608 - fixed words
            given_values = [value for row in group for value in (self._dataset, *row)]
            last = int(self._db.execute(query, given_values).lastrowid)
        return last


def _compare(known: _Known, keys: list[str], hashes: NDArray[np.uint64], complete: bool) -> _Difference:
    if not known.where:
        return _Difference(list(range(len(keys))), [], [], [])
    at = np.fromiter((known.where.get(key, -1) for key in keys), np.int64, len(keys))
    added = np.flatnonzero(at < 0)
    both = np.flatnonzero(at >= 0)
    changed = both[known.hashes[at[both]] != hashes[both]]
    deleted: list[int] = []
    if complete:
        gone = np.ones(len(known.where), bool)
        gone[at[both]] = False
        deleted = np.flatnonzero(gone).tolist()
    return _Difference(added.tolist(), changed.tolist(), at[changed].tolist(), deleted)


def note_snapshot(connection: Connection, snapshot: int, values: dict[str, Any]) -> None:
    """Write the row of a snapshot."""
    values = {**values, "problems": canonical(values["problems"]).decode()}
    names = ", ".join(values)
    marks = ",".join("?" * (len(values) + 1))
    connection.execute(
        f"INSERT INTO snapshot (id, {names}) VALUES ({marks})",  # noqa: S608 - fixed words
        (snapshot, *values.values()),
    )
