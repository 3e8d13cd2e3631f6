"""The tables of cache.db, made through sqlite-utils, and the views in which a person can read them.

sqlite-utils writes the statements; they run here inside the one transaction of the step, because its own methods
commit by themselves. It is imported only when a file is made or changed, for it takes long to load.
"""

from __future__ import annotations

import sys
from typing import Any

import sqlcipher3

from cop_app.store import coverage
from cop_app.store.database import Connection

VERSION = 3

_TABLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "dataset": (
        {
            "id": int, "layer": str, "source": str, "nature": str, "key_rule": str, "title": str, "revision": int,
            "features": int, "snapshot": int, "complete": int, "expected": int, "loaded_at": int,
        },
        {"pk": "id", "not_null": {"layer", "source", "nature"}},
    ),
    "snapshot": (
        {
            "id": int, "dataset": int, "story": int, "wall": int, "complete": int, "expected": int, "features": int,
            "added": int, "changed": int, "deleted": int, "etag": str, "body_sha256": str, "problems": str,
        },
        {"pk": "id", "foreign_keys": [("dataset", "dataset", "id")]},
    ),
    "block": (
        {
            "id": int, "dataset": int, "xmin": float, "ymin": float, "xmax": float, "ymax": float, "features": int,
            "checksum": int, "marks": bytes, "names": bytes, "geometry": bytes, "properties": bytes,
        },
        {"pk": "id"},
    ),
    "history": (
        {
            "id": int, "dataset": int, "key": str, "hash": int, "first_snapshot": int, "gone_snapshot": int,
            "pack": int, "place": int,
        },
        {"pk": "id"},
    ),
    "pack": (
        {
            "id": int, "dataset": int, "xmin": float, "ymin": float, "xmax": float, "ymax": float, "features": int,
            "checksum": int, "marks": bytes, "names": bytes, "geometry": bytes, "properties": bytes,
        },
        {"pk": "id"},
    ),
    "loading": (
        {"dataset": int, "started_at": int, "expected": int, "token": str, "pages": int, "note": str},
        {"pk": "dataset"},
    ),
    "staging": (
        {
            "id": int, "dataset": int, "page": int, "xmin": float, "ymin": float, "xmax": float, "ymax": float,
            "features": int, "checksum": int, "marks": bytes, "names": bytes, "geometry": bytes, "properties": bytes,
        },
        {"pk": "id"},
    ),
    "poll": (
        {
            "id": int, "dataset": int, "outcome": str, "first_at": int, "last_at": int, "times": int, "note": str,
        },
        {"pk": "id"},
    ),
    "blob": ({"sha256": str, "size": int, "stored_at": int, "data": bytes}, {"pk": "sha256"}),
    "search_entry": (
        {"id": int, "dataset": int, "key": str, "title": str, "kind": str, "layer": str, "x": float, "y": float},
        {"pk": "id"},
    ),
}  # fmt: skip

_FURTHER = (
    "CREATE UNIQUE INDEX dataset_layer ON dataset (layer)",
    "CREATE INDEX snapshot_dataset ON snapshot (dataset, story)",
    "CREATE INDEX block_dataset ON block (dataset)",
    "CREATE INDEX history_key ON history (dataset, key)",
    "CREATE INDEX history_gone ON history (dataset, gone_snapshot)",
    "CREATE INDEX staging_dataset ON staging (dataset, page)",
    "CREATE INDEX poll_dataset ON poll (dataset, id)",
    "CREATE UNIQUE INDEX search_key ON search_entry (dataset, key)",
    "CREATE VIRTUAL TABLE search USING fts5 (title, kind, layer, content='search_entry', content_rowid='id', "
    "tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')",
    "CREATE TRIGGER search_added AFTER INSERT ON search_entry BEGIN "
    "INSERT INTO search (rowid, title, kind, layer) VALUES (new.id, new.title, new.kind, new.layer); END",
    "CREATE TRIGGER search_removed AFTER DELETE ON search_entry BEGIN "
    "INSERT INTO search (search, rowid, title, kind, layer) VALUES ('delete', old.id, old.title, old.kind, old.layer); "
    "END",
    "CREATE VIEW lagen AS SELECT layer AS laag, source AS bron, nature AS soort, features AS aantal, "
    "CASE complete WHEN 1 THEN 'volledig' ELSE 'onvolledig' END AS volledigheid, "
    "datetime(loaded_at / 1000, 'unixepoch') AS geladen_utc FROM dataset",
    "CREATE VIEW standen AS SELECT d.layer AS laag, datetime(s.wall / 1000, 'unixepoch') AS opgehaald_utc, "
    "s.features AS aantal, s.added AS nieuw, s.changed AS gewijzigd, s.deleted AS vervallen, s.expected AS verwacht, "
    "s.complete AS volledig FROM snapshot s JOIN dataset d ON d.id = s.dataset ORDER BY s.id",
    "CREATE VIEW peilingen AS SELECT d.layer AS laag, p.outcome AS uitkomst, p.times AS keren, "
    "datetime(p.first_at / 1000, 'unixepoch') AS van_utc, datetime(p.last_at / 1000, 'unixepoch') AS tot_utc, "
    "p.note AS toelichting FROM poll p JOIN dataset d ON d.id = p.dataset ORDER BY p.id",
)
# From version 2 the index is filled by `cache_search`, many features in a statement: a trigger makes the index write
# itself out for every feature, which took three seconds for 100,000.
_WITHOUT_TRIGGERS = ("DROP TRIGGER search_added", "DROP TRIGGER search_removed")

_LAYERS_VIEW = (
    "CREATE VIEW lagen AS SELECT layer AS laag, source AS bron, nature AS soort, features AS aantal, "
    "CASE complete WHEN 1 THEN 'volledig' ELSE 'onvolledig' END AS volledigheid, "
    "CASE WHEN whole THEN 'alles' WHEN covered_xmin IS NULL THEN 'niets' ELSE "
    "printf('RD %.0f %.0f tot %.0f %.0f', covered_xmin, covered_ymin, covered_xmax, covered_ymax) END AS gebied, "
    "datetime(loaded_at / 1000, 'unixepoch') AS geladen_utc FROM dataset"
)


def catalogue(connection: Connection) -> Any:
    """Return the file as a sqlite-utils Database, for inspection and for steps between versions."""
    sys.modules.setdefault("pysqlite3", sqlcipher3)  # so that it catches our driver's errors
    import sqlite_utils

    return sqlite_utils.Database(connection)


def migrate(connection: Connection, found: int) -> None:
    """Bring the file from version `found` to VERSION; runs inside one transaction."""
    database = catalogue(connection)
    if found < 1:
        for name, (columns, options) in _TABLES.items():
            connection.execute(database.create_table_sql(name, columns, **options))
        for statement in _FURTHER:
            connection.execute(statement)
    if found < 2:
        for statement in _WITHOUT_TRIGGERS:
            connection.execute(statement)
        for table in ("dataset", "snapshot"):
            for name, kind in coverage.COLUMNS.items():
                database[table].add_column(name, kind)
        connection.execute("UPDATE dataset SET whole = coalesce(snapshot, 0) > 0")
        connection.execute("UPDATE snapshot SET whole = 1")
        connection.execute("DROP VIEW lagen")
        connection.execute(_LAYERS_VIEW)
    if found < 3:
        # How far the search index is, and by which properties (cache_later); until now it was never behind.
        database["dataset"].add_column("searched", int)
        database["dataset"].add_column("search_fields", str)
        connection.execute("UPDATE dataset SET searched = snapshot")
