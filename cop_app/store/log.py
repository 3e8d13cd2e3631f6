"""The event log: everything anyone said, signed, in the order it came in, never changed.

log.db has one realm. One user action is one transaction, together with its places in the outbox; only when `append`
returns has it been stored, and what was stored survives a killed process (tests/journeys/test_kill_writer.py). What
others send is checked before it enters; what cannot be trusted is kept apart in the quarantine, visible.

Checking at open: the id and the chain of every event (SHA-256 of all headers, about 3 µs each). Signatures are checked
when an event enters and not again at open; `verify_chains(signatures=True)` checks all of them. Bodies are checked
against their hash whenever they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cop_app.domain.bodies import RELEASE_MADE
from cop_app.domain.clock import Clock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Body, Envelope, Event, Header, chain_hash, write_envelope
from cop_app.domain.incident import Realm
from cop_app.domain.item import canonical
from cop_app.i18n import _
from cop_app.store import log_schema
from cop_app.store.chains import Head, StreamKey, extend
from cop_app.store.database import Connection, open_database, told_plainly, transaction
from cop_app.store.intake import Checked, Trusted, check_envelopes
from cop_app.store.log_reader import LogReader, Receipt, opened
from cop_app.store.releases import lay_ready, take_up
from cop_app.store.vault import Vault
from cop_app.store.writer_lock import Holder, WriterLock, held_elsewhere


class EventLog(LogReader):
    """The log of one realm; one writer, any number of readers. Its methods may be called from several threads."""

    def __init__(
        self, path: Path, connection: Connection, vault: Vault, clock: Clock, realm: Realm,
        lock: WriterLock | None, other: Holder | None,
    ) -> None:  # fmt: skip
        super().__init__(path, connection, vault)
        self.realm = realm
        self.holder = other
        self._clock = clock
        self._lock = lock
        self._heads: dict[StreamKey, Head] = {}
        self._lamport = 0

    @classmethod
    def open(cls, path: Path, vault: Vault, clock: Clock, *, realm: Realm, read_only: bool = False) -> EventLog:
        """Open or make the log; when another process writes, it opens to read and `holder` says who writes.

        Raises:
            UserFacingError: `realm.verkeerd` when the file is of another realm, `opslag.*` as `open_database`.
        """
        lock: WriterLock | Holder | None = None
        if not read_only:
            with told_plainly(path):
                lock = WriterLock.take(path, clock.wall())
        try:
            connection = open_database(
                path, vault.opening_keys(), log_schema.VERSION, log_schema.migrate,
                read_only=not isinstance(lock, WriterLock),
            )  # fmt: skip
        except BaseException:
            if isinstance(lock, WriterLock):
                lock.release()
            raise
        held = lock if isinstance(lock, WriterLock) else None
        log = cls(path, connection, vault, clock, realm, held, lock if isinstance(lock, Holder) else None)
        try:
            with told_plainly(path):
                log._check_realm()
                log._load_heads()
                log.verify_chains()
            if held is not None:
                with suppress(UserFacingError):  # a later opening tries again
                    log._take_up_releases()
        except BaseException:
            log.close()
            raise
        return log

    def close(self) -> None:
        """Close the file and let another process write."""
        with self._mutex:
            self._db.close()
            if self._lock is not None:
                self._lock.release()

    @property
    def read_only(self) -> bool:
        """Return whether this process may only read."""
        return self._lock is None

    def append(
        self, bodies: Sequence[tuple[str, str, Body]], *, wall: int | None = None, story: int | None = None
    ) -> list[Event]:
        """Sign and store one user action of (incident, compartment, body)s in one transaction with its outbox rows.

        Raises:
            UserFacingError: `opslag.andere_schrijver`, `opslag.vol`, `sleutel.compartiment`; nothing is stored then.
        """
        self._must_write()
        wall = self._clock.wall() if wall is None else wall
        story = self._clock.story() if story is None else story
        with self._mutex, self._writing():
            events = []
            for incident, compartment, body in bodies:
                head = self._head((incident, compartment, self.device))
                seq, prev = self._next(head)
                self._lamport += 1
                envelope = write_envelope(
                    body, self._vault, self._vault.cipher, realm=self.realm.value, incident=incident,
                    compartment=compartment, seq=seq, prev=prev, lamport=self._lamport, wall=wall, story=story,
                )  # fmt: skip
                header = envelope.header
                pos = self._insert(envelope, header, head.id, wall)
                row = (pos, envelope.id, wall)
                self._db.execute("INSERT INTO outbox (pos, event_id, queued_at) VALUES (?,?,?)", row)
                if head.seq == seq - 1:
                    head.seq, head.hash = seq, chain_hash(envelope.header_bytes)
                head.highest, head.count = seq, head.count + 1
                self._save_head(head)
                events.append(Event(envelope.id, header, body, wall))
            return events

    def accept(self, envelopes: Iterable[Envelope], *, cursor: tuple[str, str] | None = None) -> list[Event]:
        """Check what another team sent and store what is new, in one transaction with the place in its stream.

        Unknown authors, wrong signatures and unreadable headers go to the quarantine. Returns the new events.

        Raises:
            UserFacingError: `realm.verkeerd` when any of them is of another realm: nothing of the batch is taken then.
        """
        self._must_write()
        with self._mutex:
            with told_plainly(self.path):
                checked = check_envelopes(envelopes, self.realm, self._vault, self._known)
            now = self._clock.wall()
            with self._writing():
                events = [self._take(item, now) for item in checked.good]
                self._advance(checked.good)
                self._quarantine(checked, now)
                if cursor:
                    self._db.execute("INSERT OR REPLACE INTO cursor (name, value) VALUES (?,?)", cursor)
        return events

    def local(self, kind: str, payload: Any, *, at: int | None = None) -> None:
        """Store something that is of this laptop only and is never sent."""
        self._must_write()
        row = (kind, self._clock.wall() if at is None else at, canonical(payload).decode())
        with self._mutex, self._writing():
            self._db.execute("INSERT INTO local_event (kind, at, payload) VALUES (?,?,?)", row)

    def note_release(self, record: Mapping[str, Any]) -> None:
        """Record that something leaves: here, or, while another process writes, ready for the next that does.

        Raises:
            UserFacingError: `opslag.vol`, `delen.niet_vastgelegd`; then nothing may leave.
        """
        if self.read_only:
            lay_ready(self.path, self._vault, record)
            return
        self._take_up_releases()
        self.local(RELEASE_MADE, record)

    def mark_sent(self, event_ids: Iterable[str], via: str) -> None:
        """Note that a transport has confirmed these events."""
        self._must_write()
        now = self._clock.wall()
        with self._mutex, self._writing():
            self._db.executemany(
                "UPDATE outbox SET sent_at = ?, via = ? WHERE event_id = ? AND sent_at IS NULL",
                [(now, via, event_id) for event_id in event_ids],
            )

    def add_receipts(self, receipts: Iterable[Receipt]) -> None:
        """Note receipts; one that is known already changes nothing."""
        self._must_write()
        with self._mutex, self._writing():
            self._db.executemany(
                "INSERT OR IGNORE INTO receipt (event_id, state, device, function, team, at) VALUES (?,?,?,?,?,?)",
                [tuple(row) for row in receipts],
            )

    def release_quarantine(self) -> list[Event]:
        """Check the quarantine again, after a device became known; return the events that could enter."""
        waiting = [row.envelope for row in self.quarantine()]
        events = self.accept(waiting)
        with self._mutex, self._writing():
            self._db.executemany(
                "UPDATE quarantine SET released_at = ? WHERE event_id = ? AND released_at IS NULL",
                [(self._clock.wall(), event.id) for event in events],
            )
        return events

    # -- inside

    def _take_up_releases(self) -> None:
        take_up(self.path, self._vault, self.local_events, self.local)

    def _must_write(self) -> None:
        if self._lock is None:
            raise held_elsewhere(self.path, self.holder or Holder(0, 0))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction; when it fails, what is remembered of the heads is read again from the file."""
        try:
            with told_plainly(self.path), transaction(self._db):
                yield
        except BaseException:
            self._load_heads()
            raise

    def _check_realm(self) -> None:
        rows = self._all("SELECT value FROM meta WHERE name = 'realm'")
        if not rows and not self.read_only:
            with transaction(self._db):
                self._db.execute("INSERT INTO meta (name, value) VALUES ('realm', ?)", (self.realm.value,))
        elif not rows or rows[0][0] != self.realm.value:
            raise UserFacingError(
                "realm.verkeerd", _("Het bestand {bestand} hoort bij ‘{daar}’, niet bij ‘{hier}’."),
                advice=_("Oefening en werkelijkheid blijven gescheiden; open de andere werkmap."),
                bestand=str(self.path), daar=rows[0][0] if rows else "?", hier=self.realm.value,
            )  # fmt: skip

    def _load_heads(self) -> None:
        rows = self._all("SELECT incident, compartment, device, id, seq, hash, highest, count, broken FROM stream")
        self._heads = {(row[0], row[1], row[2]): Head(*row[3:]) for row in rows}
        self._lamport = int(self._all("SELECT coalesce(max(lamport), 0) FROM envelope")[0][0])

    def _head(self, key: StreamKey) -> Head:
        head = self._heads.get(key)
        if head is None:
            row = self._db.execute("INSERT INTO stream (incident, compartment, device) VALUES (?,?,?)", key)
            head = self._heads[key] = Head(int(row.lastrowid))
        return head

    def _next(self, head: Head) -> tuple[int, str]:
        """Return seq and prev for an own event: after the highest seen, also when own events came back with a gap."""
        if head.highest <= head.seq:
            return head.seq + 1, head.hash
        query = "SELECT header FROM envelope WHERE stream = ? AND seq = ? ORDER BY event_id LIMIT 1"
        row = self._db.execute(query, (head.id, head.highest)).fetchone()
        return head.highest + 1, chain_hash(row[0])

    def _save_head(self, head: Head) -> None:
        self._db.execute(
            "UPDATE stream SET seq = ?, hash = ?, highest = ?, count = ?, broken = ? WHERE id = ?",
            (head.seq, head.hash, head.highest, head.count, head.broken, head.id),
        )

    def _insert(self, envelope: Envelope, header: Header, stream: int, received_at: int) -> int:
        row = self._db.execute(
            "INSERT INTO envelope (event_id, stream, seq, lamport, received_at, own, signature, header, body) "
            "VALUES (?,?,?,?,?,?,?,?,?)",
            (
                envelope.id, stream, header.seq, header.lamport, received_at, int(header.device == self.device),
                envelope.signature, envelope.header_bytes, envelope.body_bytes,
            ),
        )  # fmt: skip
        return int(row.lastrowid)

    def _known(self, event_ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(event_ids), 500):
            part = tuple(event_ids[start : start + 500])
            marks = ",".join("?" * len(part))
            query = f"SELECT event_id FROM envelope WHERE event_id IN ({marks})"  # noqa: S608 - question marks only
            found |= {row[0] for row in self._all(query, part)}
        return found

    def _take(self, item: Trusted, now: int) -> Event:
        header = item.header
        head = self._head((header.incident, header.compartment, header.device))
        self._insert(item.envelope, header, head.id, now)
        head.highest, head.count = max(head.highest, header.seq), head.count + 1
        self._lamport = max(self._lamport, header.lamport)
        return opened(self._vault, item.event_id, header, item.envelope.body_bytes, now)

    def _advance(self, taken: Sequence[Trusted]) -> None:
        arrived: dict[StreamKey, dict[int, list[bytes]]] = {}
        for item in taken:
            header = item.header
            stream = arrived.setdefault((header.incident, header.compartment, header.device), {})
            stream.setdefault(header.seq, []).append(item.envelope.header_bytes)
        for key, batch in arrived.items():
            head = self._heads[key]
            extend(head, self._arrivals(head.id, batch))
            self._save_head(head)

    def _arrivals(self, stream: int, batch: dict[int, list[bytes]]) -> Callable[[int], list[bytes]]:
        def arrived(seq: int) -> list[bytes]:
            if seq in batch:
                return batch[seq]
            rows = self._db.execute("SELECT header FROM envelope WHERE stream = ? AND seq = ?", (stream, seq))
            return [row[0] for row in rows.fetchall()]

        return arrived

    def _quarantine(self, checked: Checked, now: int) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO quarantine (digest, event_id, device, reason, received_at, header, body, signature) "
            "VALUES (?,?,?,?,?,?,?,?)",
            [
                (row.digest, row.envelope.id, row.device, row.reason, now, row.envelope.header_bytes,
                 row.envelope.body_bytes, row.envelope.signature)
                for row in checked.doubtful
            ],
        )  # fmt: skip
