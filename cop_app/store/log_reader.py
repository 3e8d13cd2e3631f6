"""Reading the event log: events in order, what waits, what is missing, and whether every chain still holds.

Apart from the writing half, so that what reading promises can be checked without the rules of writing.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from cop_app.domain.bodies import RELEASE_MADE
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Envelope, Event, Header, body_hash, parse_body
from cop_app.i18n import _
from cop_app.store.chains import ChainReport, Gap, StreamDigest, StreamKey, check
from cop_app.store.columns import ClaimRow, LogColumns
from cop_app.store.database import Connection, told_plainly
from cop_app.store.releases import waiting
from cop_app.store.vault import Vault

_PAGE = 2000
_read_header = msgspec.json.Decoder(Header).decode  # for bytes that were checked when they came in


class Quarantined(NamedTuple):
    """An envelope that could not be trusted: reason `kop`, `inhoud`, `afzender` (unknown) or `handtekening`."""

    event_id: str
    device: str
    reason: str
    received_at: int
    envelope: Envelope


class Receipt(NamedTuple):
    """That a function on a device has, opened, read or acknowledged an event."""

    event_id: str
    state: str
    device: str
    function: str
    team: str
    at: int


class LocalEvent(NamedTuple):
    """Something of this laptop only, such as the health of a source."""

    pos: int
    kind: str
    at: int
    payload: Any


class LogReader:
    """The reading half of the log; see `EventLog`. Its methods may be called from several threads."""

    def __init__(self, path: Path, connection: Connection, vault: Vault) -> None:
        self.path = path
        self._db = connection
        self._vault = vault
        self._mutex = threading.RLock()

    @property
    def device(self) -> str:
        """Return the id of this device."""
        return self._vault.device

    @property
    def last(self) -> int:
        """Return the position of the newest event, 0 when there is none."""
        return int(self._all("SELECT coalesce(max(pos), 0) FROM envelope")[0][0])

    def events(self, incident: str | None = None, after: int = 0) -> Iterator[Event]:
        """Yield events in the order they came in; `body` is None when its key is not here.

        Raises:
            UserFacingError: `opslag.beschadigd` when a stored body does not fit its header.
        """
        where = "" if incident is None else "AND stream IN (SELECT id FROM stream WHERE incident = ?2)"
        columns = "pos, event_id, header, body, received_at"
        query = f"SELECT {columns} FROM envelope WHERE pos > ?1 {where} ORDER BY pos LIMIT {_PAGE}"  # noqa: S608
        while True:
            rows = self._all(query, (after,) if incident is None else (after, incident))
            for _pos, event_id, header, body, received_at in rows:
                yield self._event(event_id, header, body, received_at)
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def event(self, event_id: str) -> Event | None:
        """Return the event with this id, None when it is not in this log."""
        rows = self._all("SELECT event_id, header, body, received_at FROM envelope WHERE event_id = ?", (event_id,))
        return self._event(*rows[0]) if rows else None

    def envelopes(self, stream: StreamKey | None = None, first: int = 1, last: int = 2**62) -> Iterator[Envelope]:
        """Yield envelopes byte for byte: of one stream from seq `first` to `last`, or all in the order they came in."""
        after = 0
        while True:
            if stream is None:
                rows = self._all(
                    "SELECT pos, header, body, signature FROM envelope WHERE pos > ? ORDER BY pos LIMIT 2000", (after,)
                )
            else:
                rows = self._all(
                    "SELECT e.seq, header, body, signature FROM envelope e JOIN stream s ON s.id = e.stream WHERE "
                    "incident = ? AND compartment = ? AND device = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq, pos",
                    (*stream, first, last),
                )
            for _place, header, body, signature in rows:
                yield Envelope(header, body, signature)
            if stream is not None or len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def outbox(self, limit: int = 256) -> list[Envelope]:
        """Return what waits to be sent, oldest first."""
        return [
            Envelope(*row)
            for row in self._all(
                "SELECT header, body, signature FROM envelope WHERE pos IN "
                "(SELECT pos FROM outbox WHERE sent_at IS NULL ORDER BY pos LIMIT ?) ORDER BY pos",
                (limit,),
            )
        ]

    def unsent(self) -> set[str]:
        """Return the ids of own events that no transport has confirmed."""
        return {row[0] for row in self._all("SELECT event_id FROM outbox WHERE sent_at IS NULL")}

    def quarantine(self) -> list[Quarantined]:
        """Return what was not trusted and has not been released since."""
        rows = self._all(
            "SELECT event_id, device, reason, received_at, header, body, signature FROM quarantine "
            "WHERE released_at IS NULL ORDER BY pos"
        )
        return [Quarantined(row[0], row[1], row[2], row[3], Envelope(*row[4:])) for row in rows]

    def receipts(self, event_id: str | None = None) -> list[Receipt]:
        """Return the receipts, of one event or all, oldest first."""
        where = "" if event_id is None else "WHERE event_id = ?"
        query = f"SELECT event_id, state, device, function, team, at FROM receipt {where} ORDER BY pos"  # noqa: S608
        return [Receipt(*row) for row in self._all(query, () if event_id is None else (event_id,))]

    def local_events(self, kind: str | None = None, after: int = 0) -> list[LocalEvent]:
        """Return what was stored with `local`, oldest first."""
        where = "" if kind is None else "AND kind = ?2"
        query = f"SELECT pos, kind, at, payload FROM local_event WHERE pos > ?1 {where} ORDER BY pos"  # noqa: S608
        rows = self._all(query, (after,) if kind is None else (after, kind))
        return [LocalEvent(pos, name, at, msgspec.json.decode(payload)) for pos, name, at, payload in rows]

    def releases(self) -> list[dict[str, Any]]:
        """Return the records of what left, oldest first: those in the log, and those that wait to be taken up."""
        taken = [dict(row.payload) for row in self.local_events(RELEASE_MADE)]
        return [*taken, *(dict(record) for _path, record in waiting(self.path, self._vault))]

    def cursor(self, name: str) -> str | None:
        """Return how far a stream of another team was read, as stored by `accept`."""
        rows = self._all("SELECT value FROM cursor WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def digest(self) -> dict[StreamKey, StreamDigest]:
        """Return what teams compare to find out what each lacks."""
        rows = self._all("SELECT incident, compartment, device, seq, hash, highest, count FROM stream WHERE count > 0")
        return {(row[0], row[1], row[2]): StreamDigest(*row[3:]) for row in rows}

    def gaps(self) -> tuple[Gap, ...]:
        """Return what is missing per stream: between what is here, and nothing beyond."""
        rows = self._all(
            "SELECT incident, compartment, device, low, high FROM ("
            "  SELECT stream, lag(seq, 1, 0) OVER (PARTITION BY stream ORDER BY seq) + 1 AS low, seq - 1 AS high"
            "  FROM envelope WHERE stream IN (SELECT id FROM stream WHERE seq < highest)"
            ") JOIN stream s ON s.id = stream WHERE low <= high"
        )
        return tuple(Gap(*row) for row in rows)

    def verify_chains(self, *, signatures: bool = False) -> ChainReport:
        """Check every id and chain, and with `signatures` every signature and body too (0.2 ms each).

        Raises:
            UserFacingError: `opslag.beschadigd` when a header changed after it was stored.
        """
        rows = self._all("SELECT id, incident, compartment, device FROM stream")
        streams = {row[0]: (row[1], row[2], row[3]) for row in rows}
        with self._mutex, told_plainly(self.path):
            stored = self._db.execute("SELECT stream, seq, event_id, header FROM envelope ORDER BY pos")
            report = check(stored, streams, self.path)
        if not signatures:
            return report
        wrong: list[str] = []
        for envelope in self.envelopes():
            header = envelope.header
            sound = body_hash(envelope.body_bytes) == header.body_hash
            if not (sound and self._vault.verify(header.device, envelope.header_bytes, envelope.signature)):
                wrong.append(envelope.id)
        return dataclasses.replace(report, signatures=report.events, wrong_signatures=tuple(wrong))

    def columns(self, claims: Callable[[Event], Iterable[ClaimRow]], incident: str | None = None) -> LogColumns:
        """Return the log as columns in the order of receipt; `claims` is the domain's rule from event to claims."""
        return LogColumns.build([row for event in self.events(incident) for row in claims(event)])

    def _all(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._mutex, told_plainly(self.path):
            return list(self._db.execute(query, values).fetchall())

    def _event(self, event_id: str, header_bytes: bytes, body: bytes, received_at: int) -> Event:
        header = _read_header(header_bytes)
        if body_hash(body) != header.body_hash:
            raise UserFacingError(
                "opslag.beschadigd", _("In {bestand} is de inhoud van gebeurtenis {nummer} veranderd na het opslaan."),
                advice=_("Haal de gebeurtenissen opnieuw op bij een ander team of van een stick."),
                bestand=str(self.path), nummer=event_id,
            )  # fmt: skip
        return opened(self._vault, event_id, header, body, received_at)


def opened(vault: Vault, event_id: str, header: Header, body: bytes, received_at: int) -> Event:
    """Return the event with its body opened, or None for the body when its key is absent or it is no JSON object."""
    plain = vault.cipher.open(header.key_id, header.compartment, body)
    if plain is None:
        return Event(event_id, header, None, received_at)
    try:
        return Event(event_id, header, parse_body(plain), received_at)
    except UserFacingError:
        return Event(event_id, header, None, received_at)
