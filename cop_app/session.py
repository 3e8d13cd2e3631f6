"""The one door: everything that anyone asks or sends enters here, is written to the log, folded and told.

One Session is one realm (reality or one exercise). In: `submit` what a person asks, `receive` what other laptops sent,
`observe` what sources say. Out: `subscribe` to what changed, `picture_at` a moment, `release` for what leaves. It holds
no feature logic: rules are in domain, files in store, services in sources; this module lets them meet.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.chain import ChainDesign
from cop_app.domain.clock import Clock
from cop_app.domain.commands import DeclareGrip, Note, OpenIncident, PutItem, decide
from cop_app.domain.design_shelf import DesignShelf, Judge
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import OPEN_COMPARTMENT, Body, Envelope, Event
from cop_app.domain.incident import Actor, Classification, Incident, Reality, Realm
from cop_app.domain.lenses import LAPTOP, Lens, picture_at
from cop_app.domain.picture import Changes, Picture, PictureFold, digest
from cop_app.domain.sharing import Release, release
from cop_app.store.chains import ChainReport
from cop_app.store.log import EventLog
from cop_app.store.releases import ReleaseLedger

Listener = Callable[[str, Changes], None]


@dataclass(frozen=True, slots=True)
class Observation:
    """A feature of a situational source, as an observation for the log: source claims of one item."""

    item: str
    item_class: str
    reality: str
    source: str
    organisation: str
    collection: str
    feature: str
    version: int
    published_at: int
    values: dict[str, Any]


class Session:
    """A realm that is open on this laptop. Safe to call from several threads; listeners are told on the caller's."""

    def __init__(
        self, log: EventLog, clock: Clock, realm: Realm, designs: dict[str, ChainDesign],
        judge: Judge = lambda design: design,
    ) -> None:  # fmt: skip
        self._log = log
        self.clock = clock
        self.realm = realm
        self._designs = DesignShelf(designs, judge)
        self._mutex = threading.RLock()
        self._listeners: list[Listener] = []
        self._events: dict[str, list[Event]] = {}
        self._folds: dict[str, PictureFold] = {}
        for event in log.events():
            self._take(event)

    # -- in and out

    def submit(self, incident: str, command: object, actor: Actor) -> list[Event]:
        """Do what a person asks: rule, one transaction, fold, tell. Returns the new events.

        Raises:
            UserFacingError: when a rule refuses or the log cannot be written; nothing has changed then.
        """
        with self._mutex:
            picture = self._fold(incident).picture
            if picture.incident is None and not isinstance(command, OpenIncident):
                raise self._unknown(incident)
            made = decide(self._designs.carrying(command), picture, actor, self.clock.story())
            return self._write(incident, made)

    def receive(self, envelopes: Iterable[Envelope]) -> list[Event]:
        """Take in what other laptops sent: verified, known ones dropped, the doubtful quarantined by the log."""
        with self._mutex:
            taken = self._log.accept(envelopes)
            self._tell(taken)
            return taken

    def observe(self, incident: str, observations: Sequence[Observation]) -> list[Event]:
        """Take in what situational sources say now; a version that is known already is left out (journey 1)."""
        with self._mutex:
            fold = self._fold(incident)
            if fold.picture.incident is None:
                raise self._unknown(incident)
            made = [_observed(o) for o in observations if not _known(fold, o)]
            return self._write(incident, made) if made else []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a listener told (incident, changes) after each commit; call the result to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def picture_at(self, incident: str, instant: int | None = None, lens: Lens | None = None) -> Picture:
        """Return the picture now, or as it stood at an instant through a lens.

        Raises:
            UserFacingError: `incident.onbekend`.
        """
        with self._mutex:
            if incident not in self._folds:
                raise self._unknown(incident)
            if instant is None and (lens is None or lens.kind == LAPTOP):
                return self._folds[incident].picture
            moment = self.clock.story() if instant is None else instant
            return picture_at(self._events[incident], moment, lens or Lens(LAPTOP)).picture

    def release(
        self, incident: str, exit_: str, ceiling: Classification, actor: Actor, *, recipient: str = "",
        ground: str = "",
    ) -> Release:  # fmt: skip
        """Return the permission for one exit under the chain designs in force; each use of it is recorded here first.

        "" as incident is for datasets, which no incident owns: all designs of this laptop then count. A session that
        only reads records too: closed beside the log, for the process that writes (docs/decisions/0006).

        Raises:
            UserFacingError: `delen.*` as `sharing.release`, `incident.onbekend`.
        """
        shelf = self._designs
        with self._mutex:
            every = shelf.rules_of_all(fictional=self.realm is Realm.OEFENING)
            rules = shelf.rules(self.picture_at(incident)) if incident else every
        return release(
            exit_, self.realm, ceiling, recipient=recipient, ground=ground, design_signed=rules.signed, rules=rules,
            ledger=ReleaseLedger(self._log.note_release, self.clock, incident, actor),
        )  # fmt: skip

    # -- reading

    @property
    def read_only(self) -> bool:
        """Return whether another process writes this log."""
        return self._log.read_only

    @property
    def device(self) -> str:
        """Return this laptop's device id in this realm."""
        return self._log.device

    def incidents(self) -> tuple[Incident, ...]:
        """Return the incidents in the log, the newest first."""
        with self._mutex:
            known = [fold.picture.incident for fold in self._folds.values()]
        return tuple(sorted((i for i in known if i is not None), key=lambda i: -i.opened_at))

    def events(self, incident: str) -> tuple[Event, ...]:
        """Return the incident's events in the order they came in."""
        with self._mutex:
            return tuple(self._events.get(incident, ()))

    def digest(self, incident: str) -> str:
        """Return the SHA-256 of the canonical fold: equal on laptops that have the same events."""
        with self._mutex:
            return digest(self._fold(incident))

    def verify(self) -> ChainReport:
        """Check every id and chain of the log again and tell what is missing or does not fit."""
        return self._log.verify_chains()

    def unsent(self) -> int:
        """Return how many events wait in the outbox."""
        return len(self._log.unsent())

    def releases(self, incident: str | None = None) -> list[dict[str, Any]]:
        """Return the records of what left this laptop, of one incident or all, oldest first."""
        return [row for row in self._log.releases() if incident is None or row.get("incident") == incident]

    def design(self, incident: str) -> ChainDesign | None:
        """Return the chain design in force for the incident's region, else the only one there is."""
        return self._designs.in_force(self.picture_at(incident))

    def grip(self, incident: str) -> int:
        """Return the highest level in force in any region: what the chain design asks of this incident."""
        return max(self.picture_at(incident).grip_levels.values(), default=0)

    # -- what a face does most

    def open_incident(self, command: OpenIncident, actor: Actor) -> str:
        """Open an incident under a new id, and adopt the region's chain design; returns the id."""
        incident = f"i{secrets.token_hex(6)}"
        self.submit(incident, command, actor)
        design = self._designs.of_region(command.region)
        if design is not None:
            fields = {"region": design.region, "sha256": design.sha256}
            self.submit(incident, Note(bodies.DESIGN_ADOPTED, fields), actor)
        return incident

    def declare_grip(self, incident: str, command: DeclareGrip, actor: Actor) -> list[Event]:
        """Record a level; named apart because every face has it as one act."""
        return self.submit(incident, command, actor)

    def put(self, incident: str, command: PutItem, actor: Actor) -> list[Event]:
        """Record values of an item."""
        return self.submit(incident, command, actor)

    def close(self) -> None:
        """Close the log, so that another process may write it."""
        self._log.close()

    # -- inside

    def _write(self, incident: str, made: Sequence[Body]) -> list[Event]:
        rows = [(incident, OPEN_COMPARTMENT, body) for body in made]
        events = self._log.append(rows, wall=self.clock.wall(), story=self.clock.story())
        self._tell(events)
        return events

    def _tell(self, events: Sequence[Event]) -> None:
        merged: dict[str, list[Changes]] = {}
        for event in events:
            merged.setdefault(event.header.incident, []).append(self._take(event))
        for incident, changes in merged.items():
            told = _merged(changes)
            for listener in tuple(self._listeners):
                listener(incident, told)

    def _take(self, event: Event) -> Changes:
        incident = event.header.incident
        self._events.setdefault(incident, []).append(event)
        if event.kind == bodies.DESIGN_ADOPTED and event.body:
            self._designs.learn(event.body)
        return self._fold(incident).add(event)

    def _fold(self, incident: str) -> PictureFold:
        return self._folds.setdefault(incident, PictureFold())

    def _unknown(self, incident: str) -> UserFacingError:
        return UserFacingError(
            "incident.onbekend", "Het incident {incident} is hier niet bekend.",
            advice="‘cop incident list’ toont wat er is.", incident=incident,
        )  # fmt: skip


def _observed(row: Observation) -> Body:
    return bodies.source_observed(
        row.item, row.item_class, Reality(row.reality), source=row.source, organisation=row.organisation,
        collection=row.collection, feature=row.feature, version=row.version, values=row.values,
        published_at=row.published_at,
    )  # fmt: skip


def _known(fold: PictureFold, row: Observation) -> bool:
    """Return whether every value of the observation is the source's own newest already."""
    state = fold.picture.items.get(row.item) if row.item in fold.buckets else None
    if state is None:
        return False
    authority = f"{row.organisation}/{row.collection}"
    for attribute, value in row.values.items():
        said = [c for c in state.heads.get(attribute, ()) if c.authority == authority]
        if not said or said[0].value != value:
            return False
    return True


def _merged(changes: Sequence[Changes]) -> Changes:
    if len(changes) == 1:
        return changes[0]
    items = frozenset().union(*(c.items for c in changes))
    gone = frozenset().union(*(c.gone for c in changes))
    topics = frozenset().union(*(c.topics for c in changes))
    return Changes(items - gone, gone, topics, changes[-1].initiator)
