"""What may wait until a load has been told: the search index of many features, and the pages of loads that ended.

Both cost as much as the load itself and nobody waits for them. A dataset carries how far its index is (`searched`, a
snapshot), so that a process that dies before catching up loses nothing: the next one finds it behind.
"""

from __future__ import annotations

import json
from typing import NamedTuple

import numpy as np

from cop_app.geo.columns import FeatureBatch
from cop_app.store import cache_search
from cop_app.store.blocks import COLUMNS, BlockRow, unpack, unpack_marks
from cop_app.store.database import Connection

AT_ONCE = 5000  # so many features are indexed with the load itself, in a few hundredths of a second
PAGES_AT_ONCE = 8


class _Behind(NamedTuple):
    dataset: int
    layer: str
    searched: int
    snapshot: int
    fields: tuple[str, ...]


def keep_fields(connection: Connection, dataset: int, fields: tuple[str, ...]) -> None:
    """Note by which properties a dataset is searched; other ones than before have it indexed anew."""
    told = json.dumps(fields)
    connection.execute(
        "UPDATE dataset SET searched = CASE WHEN coalesce(search_fields, ?1) = ?1 THEN searched ELSE -1 END, "
        "search_fields = ?1 WHERE id = ?2",
        (told, dataset),
    )


def index(
    connection: Connection, dataset: int, layer: str, gone: list[str], new: FeatureBatch, snapshot: int
) -> None:
    """Bring the search index to a snapshot, or leave it behind when there is much to do or it is behind already."""
    searched, before, fields = connection.execute(
        "SELECT coalesce(searched, 0), coalesce(snapshot, 0), coalesce(search_fields, '[]') FROM dataset WHERE id = ?",
        (dataset,),
    ).fetchone()
    if searched < before or len(gone) + len(new) > AT_ONCE:
        return
    names = tuple(json.loads(fields))
    if names:
        cache_search.forget(connection, dataset, gone)
        cache_search.index(connection, dataset, layer, new, names)
    connection.execute("UPDATE dataset SET searched = ? WHERE id = ?", (snapshot, dataset))


def end_load(connection: Connection, dataset: int) -> None:
    """Forget a load that is done; many pages stay where they are until `catch_up`."""
    row = connection.execute("SELECT pages FROM loading WHERE dataset = ?", (dataset,)).fetchone()
    connection.execute("DELETE FROM loading WHERE dataset = ?", (dataset,))
    if row is not None and row[0] <= PAGES_AT_ONCE:
        connection.execute("DELETE FROM staging WHERE dataset = ?", (dataset,))


def waits(connection: Connection) -> bool:
    """Return whether there is anything to do."""
    (pages,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM staging WHERE dataset NOT IN (SELECT dataset FROM loading))"
    ).fetchone()
    return bool(pages) or bool(_behind(connection))


def catch_up(connection: Connection) -> None:
    """Do what waits; use inside a transaction."""
    connection.execute("DELETE FROM staging WHERE dataset NOT IN (SELECT dataset FROM loading)")
    for one in _behind(connection):
        if one.searched < 0:
            cache_search.forget_all(connection, one.dataset)
        else:
            query = "SELECT key FROM history WHERE dataset = ? AND gone_snapshot > ?"
            gone = connection.execute(query, (one.dataset, one.searched)).fetchall()
            cache_search.forget(connection, one.dataset, [key for (key,) in gone])
        if one.fields:
            new = _since(connection, one.dataset, one.searched)
            cache_search.index(connection, one.dataset, one.layer, new, one.fields)
        connection.execute("UPDATE dataset SET searched = ? WHERE id = ?", (one.snapshot, one.dataset))


def _behind(connection: Connection) -> list[_Behind]:
    rows = connection.execute(
        "SELECT id, layer, coalesce(searched, 0), snapshot, coalesce(search_fields, '[]') FROM dataset "
        "WHERE coalesce(searched, 0) < coalesce(snapshot, 0)"
    )
    return [_Behind(one, layer, done, now, tuple(json.loads(told))) for one, layer, done, now, told in rows.fetchall()]


def _since(connection: Connection, dataset: int, snapshot: int) -> FeatureBatch:
    """Return the present features whose version came after a snapshot."""
    found = []
    rows = connection.execute("SELECT id, marks FROM block WHERE dataset = ? ORDER BY id", (dataset,)).fetchall()
    for block, marks in rows:
        newer = np.flatnonzero(unpack_marks(marks)[1] > snapshot)
        if not len(newer):
            continue
        query = f"SELECT {COLUMNS} FROM block WHERE id = ?"  # noqa: S608 - fixed words
        batch = unpack(BlockRow(*connection.execute(query, (block,)).fetchone())).batch
        found.append(batch if len(newer) == len(batch) else batch.take(newer))
    return FeatureBatch.concat(found)
