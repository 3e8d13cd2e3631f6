"""The tables of log.db and the steps between their versions.

Envelopes are never changed or removed: triggers refuse it, whoever asks. What changes (heads, outbox, cursors) can be
rebuilt from the envelopes or is only about sending.
"""

from __future__ import annotations

from cop_app.store.database import Connection

VERSION = 1

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stream (
  id INTEGER PRIMARY KEY, incident TEXT NOT NULL, compartment TEXT NOT NULL, device TEXT NOT NULL,
  seq INTEGER NOT NULL DEFAULT 0,      -- the last of the unbroken row from 1
  hash TEXT NOT NULL DEFAULT '',       -- its chain hash
  highest INTEGER NOT NULL DEFAULT 0,  -- the highest seen; more than seq means a gap
  count INTEGER NOT NULL DEFAULT 0,
  broken INTEGER NOT NULL DEFAULT 0,   -- first seq whose prev does not fit; 0 = none
  UNIQUE (incident, compartment, device));
CREATE TABLE envelope (
  pos INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE,
  stream INTEGER NOT NULL REFERENCES stream (id), seq INTEGER NOT NULL, lamport INTEGER NOT NULL,
  received_at INTEGER NOT NULL, own INTEGER NOT NULL,
  signature BLOB NOT NULL, header BLOB NOT NULL, body BLOB NOT NULL);
CREATE INDEX envelope_stream ON envelope (stream, seq);
CREATE TABLE outbox (
  pos INTEGER PRIMARY KEY REFERENCES envelope (pos), event_id TEXT NOT NULL UNIQUE, queued_at INTEGER NOT NULL,
  sent_at INTEGER, via TEXT NOT NULL DEFAULT '');
CREATE INDEX outbox_waiting ON outbox (pos) WHERE sent_at IS NULL;
CREATE TABLE receipt (
  pos INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, state TEXT NOT NULL, device TEXT NOT NULL,
  function TEXT NOT NULL, team TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (event_id, state, device, function, team));
CREATE TABLE quarantine (
  pos INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, event_id TEXT NOT NULL, device TEXT NOT NULL,
  reason TEXT NOT NULL, received_at INTEGER NOT NULL, released_at INTEGER,
  signature BLOB NOT NULL, header BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE local_event (
  pos INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, at INTEGER NOT NULL, payload TEXT NOT NULL);
CREATE INDEX local_kind ON local_event (kind, pos);
CREATE TABLE cursor (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_FOREVER = ("envelope", "local_event", "receipt")
_KEPT = ("quarantine",)


def migrate(connection: Connection, found: int) -> None:
    """Bring the file from version `found` to VERSION; runs inside one transaction."""
    if found < 1:
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        for table in (*_FOREVER, *_KEPT):
            _refuse(connection, table, "DELETE")
        for table in _FOREVER:
            _refuse(connection, table, "UPDATE")
        connection.execute(
            "CREATE TRIGGER quarantine_kept BEFORE UPDATE OF header, body, signature, digest, reason ON quarantine "
            "BEGIN SELECT RAISE(ABORT, 'quarantine keeps what it got'); END"
        )


def _refuse(connection: Connection, table: str, change: str) -> None:
    connection.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
