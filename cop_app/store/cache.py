"""The cache of datasets: everything fetched from partners and files, its past, its blobs and its search index.

cache.db is written by the worker only and can always be fetched again, so it is synced less strictly than the log
(synchronous=NORMAL: whole after a killed process; the last seconds may be gone after a power cut). What an incident
stands on is copied into the log and does not depend on this file.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical
from cop_app.geo.boxes import Box, snapped, touching
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.i18n import _
from cop_app.store import cache_later, cache_polls, cache_records, cache_schema, cache_search, merge
from cop_app.store.blocks import COLUMNS, BlockRow, Contents, unpack, unpack_drawn, unpack_geometry, unpack_names
from cop_app.store.cache_records import Block, LayerInfo, Poll
from cop_app.store.cache_search import SearchHit
from cop_app.store.coverage import Coverage, after_load, coverage_columns
from cop_app.store.database import LARGE, Connection, open_database, told_plainly, transaction
from cop_app.store.load import Load
from cop_app.store.merge import Delta, LoadResult, Resume

KEY_ID = "id"
KEY_CONTENT = "inhoud"


class _Dataset(NamedTuple):
    id: int
    revision: int
    snapshot: int
    complete: bool
    coverage: Coverage


class DatasetCache:
    """One cache.db. Reading methods may be called from several threads; only one process may write."""

    def __init__(self, path: Path, connection: Connection, *, read_only: bool = False) -> None:
        self.path = path
        self._read_only = read_only
        self._db = connection
        self._mutex = threading.RLock()
        self._places: dict[str, tuple[int, dict[str, int]]] = {}

    @classmethod
    def open(cls, path: Path, keys: bytes | Sequence[bytes], *, read_only: bool = False) -> DatasetCache:
        """Open or make the cache with the database key(s) of the vault.

        Raises:
            UserFacingError: `opslag.*` as `database.open_database`.
        """
        tried = (keys,) if isinstance(keys, bytes) else tuple(keys)
        return cls(
            path,
            open_database(
                path, tried, cache_schema.VERSION, cache_schema.migrate, read_only=read_only, durable=False,
                pages=LARGE,
            ),
            read_only=read_only,
        )

    def close(self) -> None:
        """Close the file; what waited is done first, unless the disk refuses."""
        with self._mutex:
            if not self._read_only:
                with suppress(UserFacingError):
                    self.tidy()
            self._db.close()

    # -- loading

    def begin_load(
        self, source: str, layer: str, now: int, *, nature: str = "bestand", key_rule: str | Sequence[str] = KEY_ID,
        title: str = "", title_fields: Sequence[str] | None = (), resume: bool = False, area: Box | None = None,
    ) -> Load:  # fmt: skip
        """Start taking in a layer; with `resume` the pages that an earlier load stored count along.

        `key_rule` says where keys come from: "id", a list of fields, or "inhoud" (a hash). Another rule than before
        makes other keys, which is why it is kept with the layer. `title_fields` are the properties to search by (None
        = those that it had). `area` (RD metres) says that only the features that touch it were asked, None that all.
        """
        rule = key_rule if isinstance(key_rule, str) else canonical(list(key_rule)).decode()
        with self._mutex, told_plainly(self.path), transaction(self._db):
            self._db.execute(
                "INSERT INTO dataset (layer, source, nature, key_rule, title, revision, features, snapshot, complete) "
                "VALUES (?,?,?,?,?,0,0,0,0) ON CONFLICT (layer) DO UPDATE SET source = excluded.source, "
                "nature = excluded.nature, key_rule = excluded.key_rule, title = excluded.title",
                (layer, source, nature, rule, title),
            )
            dataset = self._dataset(layer)
            query = "SELECT EXISTS (SELECT 1 FROM loading WHERE dataset = ?)"
            goes_on = resume and bool(self._db.execute(query, (dataset.id,)).fetchone()[0])
            pages = merge.staged(self._db, dataset.id) if goes_on else []
            if not goes_on:
                merge.unstage(self._db, dataset.id)
            self._db.execute(
                "INSERT OR IGNORE INTO loading (dataset, started_at, token, pages, note) VALUES (?,?,'',0,'')",
                (dataset.id, now),
            )
        return Load(self, layer, title_fields, pages, None if area is None else snapped(area))

    def resume_load(self, layer: str) -> Resume | None:
        """Return where a load that was cut off stands, or None when there is nothing to go on with."""
        with self._mutex, told_plainly(self.path):
            row = self._db.execute(
                "SELECT d.id, l.token, l.pages, l.started_at, l.expected, l.note FROM loading l "
                "JOIN dataset d ON d.id = l.dataset WHERE d.layer = ? AND l.pages > 0",
                (layer,),
            ).fetchone()
            if row is None:
                return None
            return Resume(row[1], row[2], frozenset(merge.staged_keys(self._db, row[0])), *row[3:])

    def stage(self, layer: str, batch: FeatureBatch, token: str, expected: int | None, note: str) -> None:
        """Store a page of a load in progress (called by `Load.add`)."""
        with self._mutex, told_plainly(self.path), transaction(self._db):
            dataset = self._dataset(layer).id
            page = self._db.execute("SELECT pages FROM loading WHERE dataset = ?", (dataset,)).fetchone()[0] + 1
            merge.store_page(self._db, dataset, page, batch)
            self._db.execute(
                "UPDATE loading SET token = ?, pages = ?, expected = ?, note = ? WHERE dataset = ?",
                (token, page, expected, note, dataset),
            )

    def unstage(self, layer: str) -> None:
        """Forget a load in progress (called by `Load.abandon`)."""
        with self._mutex, told_plainly(self.path), transaction(self._db):
            merge.unstage(self._db, self._dataset(layer).id)

    def merge(
        self, layer: str, batch: FeatureBatch, fields: dict[str, Any], title_fields: Sequence[str] | None,
        area: Box | None = None,
    ) -> LoadResult:  # fmt: skip
        """Make a batch the state of a layer, or of an area of it (called by `Load.finish`)."""
        proved = bool(fields["complete"])
        with self._mutex, told_plainly(self.path), transaction(self._db):
            dataset = self._dataset(layer)
            snapshot = int(self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM snapshot").fetchone()[0])
            if title_fields is not None:
                cache_later.keep_fields(self._db, dataset.id, tuple(title_fields))
            delta = merge.Merge(self._db, dataset.id, layer).apply(batch, proved, snapshot, area)
            coverage, complete = after_load(dataset.coverage, dataset.complete, area, proved)
            covers = coverage.as_row()
            query = "SELECT coalesce(sum(features), 0) FROM block WHERE dataset = ?"
            features = int(self._db.execute(query, (dataset.id,)).fetchone()[0])
            if delta or not dataset.snapshot or (dataset.complete, dataset.coverage) != (complete, coverage):
                merge.note_snapshot(self._db, snapshot, {
                    **fields, **covers, "complete": complete, "dataset": dataset.id, "features": features,
                    "added": len(delta.added), "changed": len(delta.changed), "deleted": len(delta.deleted),
                    "problems": [[row.where, row.text] for row in batch.problems[:100]],
                })  # fmt: skip
                if not delta:
                    cache_later.index(self._db, dataset.id, layer, [], batch.take([]), snapshot)
            else:
                snapshot = dataset.snapshot
            # What a service says of a part tells nothing of how many there are in all.
            expected = fields["expected"] if coverage == Coverage(area is None, area) else None
            self._db.execute(
                "UPDATE dataset SET revision = revision + ?, features = ?, snapshot = ?, complete = ?, expected = ?, "
                "loaded_at = ?, whole = ?, covered_xmin = ?, covered_ymin = ?, covered_xmax = ?, covered_ymax = ? "
                "WHERE id = ?",
                (bool(delta), features, snapshot, complete, expected, fields["story"], *covers.values(), dataset.id),
            )
            cache_later.end_load(self._db, dataset.id)
        counts = (len(delta.added), len(delta.changed), len(delta.deleted))
        return LoadResult(layer, snapshot, features, *counts, proved, delta)

    def tidy(self) -> None:
        """Do what could wait until a load was told: the search index of a large one, and the pages it came in.

        The owner calls it when nothing else is to be done; at closing it is done too.
        """
        with self._mutex, told_plainly(self.path):
            if cache_later.waits(self._db):
                with transaction(self._db):
                    cache_later.catch_up(self._db)

    def drop(self, layer: str) -> None:
        """Forget a layer with its past, its polls and its words in the search index; nothing when it is not there."""
        with self._mutex, told_plainly(self.path), transaction(self._db):
            found = self._db.execute("SELECT id FROM dataset WHERE layer = ?", (layer,)).fetchone()
            if found is not None:
                cache_search.forget_all(self._db, found[0])
                for table in ("block", "history", "pack", "staging", "loading", "poll", "snapshot"):
                    self._db.execute(f"DELETE FROM {table} WHERE dataset = ?", found)  # noqa: S608 - fixed words
                self._db.execute("DELETE FROM dataset WHERE id = ?", found)
        self._places.pop(layer, None)

    # -- reading

    def layers(self) -> list[LayerInfo]:
        """Return all layers with their counts, ages and completeness."""
        with self._mutex, told_plainly(self.path):
            return cache_records.layers(self._db)

    def covers(self, layer: str, area: Box | None, at: int | None = None) -> bool:
        """Return whether an area (RD metres; None = the whole collection) was loaded, now or at an instant.

        Nothing found outside what is covered means unknown, never none. False for a layer that is not there.
        """
        with self._one_moment():
            known = self._all("SELECT id FROM dataset WHERE layer = ?", (layer,))
            if not known:
                return False
            dataset = self._reading(layer)
            coverage = dataset.coverage
            if at is not None:
                query = f"SELECT {coverage_columns(self._db, 'snapshot')} FROM snapshot WHERE id = ?"  # noqa: S608
                rows = self._all(query, (self._snapshot_at(dataset, at),))
                coverage = Coverage.of_row(rows[0]) if rows else Coverage()
        return coverage.holds(None if area is None else snapped(area))

    def batch(self, layer: str, at: int | None = None, box: Box | None = None) -> FeatureBatch:
        """Return the features of a layer, now or as known at an instant (story, ms UTC), that touch the box."""
        return self._contents(layer, at, box).batch

    def blocks(self, layer: str, box: Box | None = None, *, properties: bool = False) -> list[Block]:
        """Return the present blocks that touch the box, for drawing; without `properties` no text is read."""
        wanted = "properties" if properties else "NULL"
        names = "names" if properties else "NULL"
        box = None if box is None else snapped(box)
        where, values = _touching(box)
        dataset = self._reading(layer)
        rows = self._all(
            f"SELECT id, xmin, ymin, xmax, ymax, features, checksum, marks, {names}, geometry, {wanted} "  # noqa: S608
            f"FROM block WHERE dataset = ? {where} ORDER BY id",
            (dataset.id, *values),
        )
        found = []
        for number, *columns in rows:
            row = BlockRow(*columns)
            covered: Box | None = None if row.xmin is None else tuple(columns[:4])
            if properties:
                batch = unpack(row).batch
                found.append(Block(number, covered, batch.geometry, batch.keys, batch.properties))
            else:
                found.append(Block(number, covered, unpack_geometry(row.geometry), [], []))
        return found

    def pieces(self, layer: str, member: bytes) -> Iterator[tuple[GeometryColumns, list[bytes]]]:
        """Yield geometry and properties of the present features a block at a time, for layers too large to hold twice.

        All are of one moment, also while the worker writes. A block in which no properties hold the member (`"name"`
        with its quotes) comes without properties.
        """
        query = f"SELECT {COLUMNS} FROM block WHERE dataset = ? ORDER BY id"  # noqa: S608 - fixed words
        with self._one_moment():
            for row in self._db.execute(query, (self._reading(layer).id,)):
                yield unpack_drawn(BlockRow(*row), member)

    def feature(self, layer: str, key: str, at: int | None = None) -> FeatureBatch | None:
        """Return one feature (a batch of one), now or as known at an instant, or None."""
        with self._one_moment():
            snapshot = self._snapshot_at(self._reading(layer), at)
            found = self._present(layer, key)
            if found is not None and (at is None or found.firsts[0] <= snapshot):
                return found.batch
            if at is None:
                return None
            past = self._past(self._reading(layer).id, snapshot, key)
            return past[0].batch if past else None

    def changes(self, layer: str, since: int) -> Delta:
        """Return what was added, changed and deleted after an instant (story, ms UTC)."""
        with self._one_moment():
            dataset = self._reading(layer)
            snapshot = self._snapshot_at(dataset, since)
            then = {key for (key,) in self._all(
                "SELECT key FROM history WHERE dataset = ? AND first_snapshot <= ? AND gone_snapshot > ?",
                (dataset.id, snapshot, snapshot),
            )}  # fmt: skip
            present = self._contents(layer, None, None)
        newer = [present.batch.keys[i] for i in np.flatnonzero(present.firsts > snapshot)]
        now = set(present.batch.keys)
        return Delta(
            tuple(key for key in newer if key not in then), tuple(key for key in newer if key in then),
            tuple(sorted(key for key in then if key not in now)),
        )  # fmt: skip

    def search(self, text: str, limit: int = 20, layer: str = "", *, whole: bool = False) -> list[SearchHit]:
        """Return features whose title has words that begin like the typed ones, or are just those; accents aside."""
        with self._mutex, told_plainly(self.path):
            return cache_search.search(self._db, text, limit, layer, whole=whole)

    # -- blobs and polls

    def put_blob(self, data: bytes, now: int) -> str:
        """Store bytes under their SHA-256 and return it."""
        name = hashlib.sha256(data).hexdigest()
        with self._mutex, told_plainly(self.path), transaction(self._db):
            self._db.execute(
                "INSERT OR IGNORE INTO blob (sha256, size, stored_at, data) VALUES (?,?,?,?)",
                (name, len(data), now, data),
            )
        return name

    def get_blob(self, sha256: str) -> bytes | None:
        """Return stored bytes, or None."""
        rows = self._all("SELECT data FROM blob WHERE sha256 = ?", (sha256,))
        return bytes(rows[0][0]) if rows else None

    def note_poll(self, layer: str, outcome: str, now: int, note: str = "", *, within: int | None = None) -> None:
        """Note how asking a source went; equal outcomes one after the other share a row.

        Not when the last was more than `within` milliseconds ago: a row would hide that nobody looked in between.
        """
        with self._mutex, told_plainly(self.path), transaction(self._db):
            dataset = self._dataset(layer).id
            cache_polls.note(self._db, dataset, Poll(outcome, now, now, 1, note), within)

    def polls(self, layer: str) -> list[Poll]:
        """Return the runs of outcomes, oldest first."""
        with self._mutex, told_plainly(self.path):
            return cache_polls.runs(self._db, self._dataset(layer).id)

    def forget_before(self, layer: str, instant: int) -> int:
        """Remove versions that were gone before an instant (the retention term); return how many."""
        with self._mutex, told_plainly(self.path), transaction(self._db):
            dataset = self._dataset(layer).id
            done = self._db.execute(
                "DELETE FROM history WHERE dataset = ?1 AND gone_snapshot IN "
                "(SELECT id FROM snapshot WHERE dataset = ?1 AND story < ?2)",
                (dataset, instant),
            ).rowcount
            self._db.execute(
                "DELETE FROM pack WHERE dataset = ? AND id NOT IN (SELECT pack FROM history)", (dataset,)
            )
        return int(done)

    # -- inside

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """Let all reading in the block see the file as it is now, also while the worker writes."""
        with self._mutex, told_plainly(self.path):
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    def _all(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._mutex, told_plainly(self.path):
            return list(self._db.execute(query, values).fetchall())

    def _dataset(self, layer: str) -> _Dataset:
        columns = f"id, revision, snapshot, complete, {coverage_columns(self._db)}"
        query = f"SELECT {columns} FROM dataset WHERE layer = ?"  # noqa: S608 - fixed words
        row = self._db.execute(query, (layer,)).fetchone()
        if row is None:
            raise UserFacingError(
                "cache.laag_onbekend", _("Laag ‘{laag}’ is hier niet opgehaald."),
                advice=_("Haal de laag eerst op bij de bron."), laag=layer,
            )  # fmt: skip
        number, revision, snapshot, complete, *reach = row
        return _Dataset(number, revision, snapshot, bool(complete), Coverage.of_row(reach))

    def _reading(self, layer: str) -> _Dataset:
        with self._mutex, told_plainly(self.path):
            return self._dataset(layer)

    def _snapshot_at(self, dataset: _Dataset, at: int | None) -> int:
        if at is None:
            return dataset.snapshot
        query = "SELECT max(id) FROM snapshot WHERE dataset = ? AND story <= ?"
        return int(self._all(query, (dataset.id, at))[0][0] or 0)

    def _contents(self, layer: str, at: int | None, box: Box | None) -> Contents:
        box = None if box is None else snapped(box)
        with self._one_moment():
            dataset = self._reading(layer)
            where, values = _touching(box)
            query = f"SELECT {COLUMNS} FROM block WHERE dataset = ? {where} ORDER BY id"  # noqa: S608 - fixed words
            parts = [unpack(BlockRow(*row)) for row in self._all(query, (dataset.id, *values))]
            if at is not None:
                snapshot = self._snapshot_at(dataset, at)
                parts = [part.take(np.flatnonzero(part.firsts <= snapshot)) for part in parts]
                parts += self._past(dataset.id, snapshot)
        contents = Contents.concat(parts)
        return contents if box is None else contents.take(np.flatnonzero(touching(contents.batch.geometry.boxes, box)))

    def _past(self, dataset: int, snapshot: int, key: str | None = None) -> list[Contents]:
        """Return versions that stood at a snapshot and are gone now."""
        rows = self._all(
            "SELECT pack, place FROM history WHERE dataset = ?1 AND first_snapshot <= ?2 AND gone_snapshot > ?2 "
            "AND (?3 IS NULL OR key = ?3) ORDER BY pack, place",
            (dataset, snapshot, key),
        )
        places: dict[int, list[int]] = {}
        for number, place in rows:
            places.setdefault(number, []).append(place)
        found = []
        for number, chosen in places.items():
            query = f"SELECT {COLUMNS} FROM pack WHERE id = ?"  # noqa: S608 - fixed words
            found.append(unpack(BlockRow(*self._all(query, (number,))[0])).take(np.array(chosen, np.int64)))
        return found

    def _present(self, layer: str, key: str) -> Contents | None:
        dataset = self._reading(layer)
        known = self._places.get(layer)
        if known is None or known[0] != dataset.revision:
            rows = self._all("SELECT id, names FROM block WHERE dataset = ?", (dataset.id,))
            known = (dataset.revision, {name: block for block, names in rows for name in unpack_names(names)})
            self._places[layer] = known
        block = known[1].get(key)
        if block is None:
            return None
        query = f"SELECT {COLUMNS} FROM block WHERE id = ?"  # noqa: S608 - fixed words
        contents = unpack(BlockRow(*self._all(query, (block,))[0]))
        return contents.take(np.array([contents.batch.keys.index(key)], np.int64))


def _touching(box: Box | None) -> tuple[str, tuple[float, ...]]:
    if box is None:
        return "", ()
    return "AND xmax >= ? AND ymax >= ? AND xmin <= ? AND ymin <= ?", box
