"""The picture: the fold of events in any order, duplicates harmless.

The fold is a grow-only index by claim id, so an event that comes late changes only what it names. States of items are
built when somebody asks for them and kept until an event touches the item. Clocks order what is shown; they never
drop anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.adoptions import Adoption, by_keepers
from cop_app.domain.claims import Bucket, claim_of, is_void, knew, overtaken
from cop_app.domain.events import Event
from cop_app.domain.incident import Competence, GripDeclaration, Incident, Reality, Realm
from cop_app.domain.item import EXISTS, Claim, ItemState, canonical


@dataclass(frozen=True, slots=True)
class Changes:
    """What one event did: items to show again, items gone, topics such as "grip", and the function that acted."""

    items: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    initiator: str = ""


_REALMS = frozenset(Realm)
_BEARING = frozenset({bodies.ITEM_RECORDED, bodies.SOURCE_OBSERVED})  # say what class an item is
_UNDOABLE = frozenset({"calls", "questions", "decisions", "phases", "meetings", "links", "adopted"})


class _Items(Mapping[str, ItemState]):
    """Items by id; a state is built when it is asked for."""

    def __init__(self, fold: PictureFold) -> None:
        self._fold = fold

    def __getitem__(self, item: str) -> ItemState:
        return self._fold.state(item)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fold.buckets)

    def __len__(self) -> int:
        return len(self._fold.buckets)


class Picture:
    """The picture as it stands; a view on its fold. Deleted items stay in `items` with `deleted` set."""

    def __init__(self, fold: PictureFold) -> None:
        self._fold = fold
        self.items: Mapping[str, ItemState] = _Items(fold)

    def entries(self, topic: str) -> list[Event]:
        """Return the events of a topic in causal order (lamport, then id), without what its own device undid."""
        found = self._fold.topics.get(topic, {}).values()
        if topic in _UNDOABLE and self._fold.undone:
            return sorted((event for event in found if not self.undone(event)), key=_causal)
        return sorted(found, key=_causal)

    def undone(self, event: Event) -> bool:
        """Return whether the device that wrote an event said later that it does not hold."""
        return (event.header.device, event.id) in self._fold.undone

    @property
    def incident(self) -> Incident | None:
        """Return the incident, None before it was opened."""
        opened = next((e for e in self.entries("incident") if e.kind == bodies.INCIDENT_OPENED), None)
        if opened is None or opened.body is None:
            return None
        closed = [e for e in self.entries("incident") if e.kind == bodies.INCIDENT_CLOSED]
        body, place = opened.body, opened.body["place"]
        return Incident(
            opened.header.incident, body["title"], body["incident_kind"], Realm(opened.header.realm),
            (place[0], place[1]), body["at"], body.get("region", ""), body.get("address", ""),
            closed[-1].body["at"] if closed and closed[-1].body else None,
        )  # fmt: skip

    @property
    def grip(self) -> tuple[GripDeclaration, ...]:
        """Return every declaration by time; a newer one in the same area ends the former."""
        found: list[GripDeclaration] = []
        last: dict[tuple[str, str], int] = {}
        for event in sorted(self.entries("grip"), key=lambda e: (_body(e)["at"], *_causal(e))):
            body = _body(event)
            area = (str(body["region"]), str(body.get("municipality", "")))
            if area in last:
                found[last[area]] = _ended(found[last[area]], body["at"])
                del last[area]
            if event.kind == bodies.GRIP_DECLARED:
                last[area] = len(found)
                found.append(_declaration(event, body))
        return tuple(found)

    @property
    def grip_levels(self) -> dict[tuple[str, str], int]:
        """Return the level in force per (region, municipality); areas without one are absent."""
        return {(g.region, g.municipality): g.level for g in self.grip if g.ended_at is None}

    @property
    def functions(self) -> dict[str, frozenset[str]]:
        """Return which devices hold each function now; relief and double hats are allowed."""
        held: dict[str, set[str]] = {}
        for event in self.entries("functions"):
            holders = held.setdefault(str(_body(event)["function"]), set())
            if event.kind == bodies.FUNCTION_TAKEN:
                holders.add(event.header.device)
            else:
                holders.discard(str(_body(event).get("holder", event.header.device)))
        return {name: frozenset(holders) for name, holders in held.items() if holders}

    @property
    def keeper(self) -> str:
        """Return the function that keeps the total picture: the last that accepted, "" when nobody did."""
        accepted = [e for e in self.entries("keeper") if e.kind == bodies.KEEPER_ACCEPTED]
        return str(_body(accepted[-1])["function"]) if accepted else ""

    @property
    def keeper_offered(self) -> str:
        """Return the function to which keeping is offered and that has not accepted, else ""."""
        events = self.entries("keeper")
        return str(_body(events[-1])["to"]) if events and events[-1].kind == bodies.KEEPER_OFFERED else ""

    @property
    def designs(self) -> dict[str, str]:
        """Return the SHA-256 of the chain design in force per region."""
        return {str(_body(e)["region"]): str(_body(e)["sha256"]) for e in self.entries("designs")}

    @property
    def adopted(self) -> tuple[Adoption, ...]:
        """Return the adopted claims, the newest per picture, item and attribute."""
        newest: dict[tuple[str, str, str], Adoption] = {}
        for event in self.entries("adopted"):
            body = _body(event)
            for copy in body["claims"]:
                target, origin = str(body["target"]), tuple(copy["adopted_from"])
                heads = self._fold.origin.head_ids(copy["item"], copy["attribute"])
                newest[target, copy["item"], copy["attribute"]] = Adoption(
                    copy["item"], copy["attribute"], copy["value"], origin, target, event.id, set(origin) != heads
                )
        return tuple(newest.values())

    @property
    def total_is_provisional(self) -> bool:
        """Return whether no keeper has adopted anything: the total picture is then all that is no concept."""
        return next(by_keepers(self.entries("keeper"), self.entries("adopted")), None) is None

    @property
    def refused(self) -> int:
        """Return how many events of a known kind are kept but take no part, because a field is out of shape."""
        return self._fold.ignored

    @property
    def refused_fields(self) -> dict[str, int]:
        """Return which fields were out of shape, with how many events each."""
        fields = sorted(self._fold.malformed.values())
        return {name: fields.count(name) for name in fields}

    def both_right(self, item: str, attribute: str) -> bool:
        """Return whether a person said of exactly these heads that both are right; a later head re-opens."""
        said = self._fold.both.get((item, attribute))
        if not said:
            return False
        heads = self._fold.head_ids(item, attribute)
        return any(heads == seen and key not in self._fold.undone for key, seen in said.items())

    def standing(self, item: str, attribute: str) -> tuple[Claim, ...]:
        """Return every claim of an attribute that a person made or a source holds now, replaced ones included."""
        return self._fold.claims(item, attribute)


class PictureFold:
    """Builds the picture event by event; the result does not depend on the order of `add`."""

    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}
        self.topics: dict[str, dict[str, Event]] = {}
        # Per attribute of an item: (device, event) that said "both are right", and of which heads.
        self.both: dict[tuple[str, str], dict[tuple[str, str], frozenset[str]]] = {}
        self.undone: set[tuple[str, str]] = set()  # (device, event)
        self.malformed: dict[str, str] = {}
        self._known: set[str] = set()
        self._superseded: set[str] = set()
        self._home: dict[str, str] = {}
        self._states: dict[str, ItemState] = {}
        self.origin: PictureFold = self  # where the heads of adopted claims stand; a lens looks past itself
        self.picture = Picture(self)

    @property
    def ignored(self) -> int:
        """Return how many events of a known kind were out of shape; `malformed` says which field, by event."""
        return len(self.malformed)

    def add(self, event: Event) -> Changes:
        """Take in an event; one known before, unreadable, malformed or of an unknown kind changes nothing."""
        if event.id in self._known or event.body is None:
            return Changes()
        body = bodies.upcast(event.header.schema, event.body)
        if body is None:
            return Changes()
        self._known.add(event.id)
        wrong = "realm" if event.header.realm not in _REALMS else bodies.problem(body)
        if wrong:
            self.malformed[event.id] = wrong
            return Changes()
        if body is not event.body:
            event = replace(event, body=body)
        kind = body.get("kind")
        initiator = str((body.get("actor") or {}).get("function", ""))
        if kind in bodies.CLAIM_KINDS:
            touched = self._add_claims(event, body)
            gone = frozenset(i for i in touched if kind != bodies.ITEM_RECORDED and self.state(i).deleted)
            return Changes(frozenset(touched) - gone, gone, frozenset(), initiator)
        topic = bodies.TOPICS.get(str(kind))
        if topic is None:
            return Changes()
        self.topics.setdefault(topic, {})[event.id] = event
        linked = frozenset(map(str, body.get("items", ()))) if topic in ("links", "undone") else frozenset()
        if topic == "undone":
            self.undone.add((event.header.device, str(body["event"])))
        if linked:
            self._states.clear()
        return Changes(linked, frozenset(), frozenset({topic}), initiator)

    def _add_claims(self, event: Event, body: Mapping[str, Any]) -> set[str]:
        item = str(body["item"])
        touched = {item}
        bucket = self.buckets.get(item)
        if bucket is None:
            bucket = self.buckets[item] = Bucket()
        if body["kind"] in _BEARING:
            birth = (event.header.lamport, event.id, str(body["item_class"]), str(body["reality"]))
            if bucket.birth is None or birth < bucket.birth:
                bucket.birth = birth
        for index, said in enumerate(body.get("claims", ())):
            if not self.counts(event, said):
                continue
            name = bodies.claim_id(event.id, body, index)
            attribute = said["attribute"]
            self._home[name] = item
            if body["kind"] == bodies.SOURCE_OBSERVED:
                self._add_source(bucket, body, attribute, name, event, index)
            else:
                bucket.human.setdefault(attribute, {})[name] = (event, index)
            # A source never takes the place of what another said: only its own newer version does.
            for old in () if body["kind"] == bodies.SOURCE_OBSERVED else said.get("supersedes", ()):
                self._superseded.add(old)
                touched.add(self._home.get(old, item))
            if "seen" in body and attribute == EXISTS:
                bucket.seen[name] = frozenset(body["seen"])
        if body["kind"] == bodies.SETTLED and body["mode"] == "beide_juist":
            said_of = self.both.setdefault((item, body["attribute"]), {})
            said_of[event.header.device, event.id] = frozenset(body["heads"])
        for one in touched:
            self._states.pop(one, None)
        return touched

    def counts(self, event: Event, said: Mapping[str, Any]) -> bool:
        """Return whether a claim takes part; every one does, except in the picture of hindsight."""
        return True

    @staticmethod
    def _add_source(
        bucket: Bucket, body: Mapping[str, Any], attribute: str, name: str, event: Event, index: int
    ) -> None:
        key = (attribute, f"{body['organisation']}/{body['collection']}")
        rank = (body["version"][0], name)
        now = bucket.source.get(key)
        # The same version fetched twice: the event with the lowest id speaks, whichever came first.
        if now is None or rank > now[0] or (rank == now[0] and event.id < now[2].id):
            bucket.source[key] = (rank, name, event, index)

    def _heads(self, item: str) -> dict[str, list[tuple[str, Event, int]]]:
        found: dict[str, list[tuple[str, Event, int]]] = {}
        bucket = self.buckets.get(item)
        if bucket is None:
            return found
        gone = self._superseded
        for attribute, claims in bucket.human.items():
            for name, (event, index) in claims.items():
                if name not in gone and not overtaken(bucket, attribute, event, index):
                    found.setdefault(attribute, []).append((name, event, index))
        for (attribute, _authority), (_rank, name, event, index) in bucket.source.items():
            if name not in gone:
                found.setdefault(attribute, []).append((name, event, index))
        return found

    def claims(self, item: str, attribute: str) -> tuple[Claim, ...]:
        """Return every claim of people and the newest of each source, whether a head or not."""
        bucket = self.buckets.get(item)
        if bucket is None:
            return ()
        rows = [(name, event, index) for name, (event, index) in bucket.human.get(attribute, {}).items()]
        rows += [row[1:] for (name, _authority), row in bucket.source.items() if name == attribute]
        return tuple(claim_of(name, event, index) for name, event, index in rows if not is_void(event, index))

    def head_ids(self, item: str, attribute: str) -> set[str]:
        """Return the ids of the heads of an attribute."""
        return {name for name, _event, _index in self._heads(item).get(attribute, ())}

    def state(self, item: str) -> ItemState:
        """Return the item as it stands; KeyError when nothing is known of it."""
        made = self._states.get(item)
        if made is None:
            made = self._states[item] = self._build(item)
        return made

    def _build(self, item: str) -> ItemState:
        bucket = self.buckets[item]
        raw = self._heads(item)
        heads = {
            attribute: tuple(
                sorted((claim_of(name, event, index) for name, event, index in rows), key=lambda c: (-c.time, c.id))
            )
            for attribute, found in sorted(raw.items())
            if (rows := [row for row in found if not is_void(row[1], row[2])])
        }
        deletes = [c for c in heads.get(EXISTS, ()) if c.value is False]
        edited = bool(deletes) and any(
            not any(knew(delete, claim, bucket) for delete in deletes)
            for claims in heads.values() for claim in claims if claim not in deletes
        )  # fmt: skip
        _lamport, _event, item_class, reality = bucket.birth or (0, "", "", Reality.ACTUEEL.value)
        return ItemState(
            item, item_class, Reality(reality), heads, self._links(item), bool(deletes) and not edited, edited
        )

    def _links(self, item: str) -> tuple[str, ...]:
        linked: dict[str, bool] = {}
        for event in self.picture.entries("links"):
            pair = [str(one) for one in _body(event)["items"]]
            if item in pair:
                linked.update({other: event.kind == bodies.LINKED for other in pair if other != item})
        return tuple(sorted(other for other, on in linked.items() if on))

    def digest_parts(self) -> dict[str, Any]:
        """Return the fold as canonical data, without received times, receipts and local events."""
        items: dict[str, Any] = {}
        for item in self.buckets:
            state = self.state(item)
            items[item] = [
                state.item_class, state.reality.value, state.deleted, state.edited_while_deleted, list(state.links),
                {a: sorted([c.id, c.value] for c in claims) for a, claims in state.heads.items()},
            ]  # fmt: skip
        return {
            "items": items, "topics": {t: sorted(events) for t, events in self.topics.items()},
            "both": sorted(
                [i, a, sorted(sorted(s) for s in set(said.values()))] for (i, a), said in self.both.items()
            ),
        }  # fmt: skip


def fold(events: Iterable[Event]) -> PictureFold:
    """Return the fold of these events; their order and doubles make no difference."""
    made = PictureFold()
    for event in events:
        made.add(event)
    return made


def digest(picture: PictureFold) -> str:
    """Return SHA-256 of the canonical fold: equal on two laptops that hold the same events."""
    return hashlib.sha256(canonical(picture.digest_parts())).hexdigest()


def _causal(event: Event) -> tuple[int, str]:
    return (event.header.lamport, event.id)


def _body(event: Event) -> Mapping[str, Any]:
    return event.body or {}


def _declaration(event: Event, body: Mapping[str, Any]) -> GripDeclaration:
    return GripDeclaration(
        body["level"], body["region"], body["by"], body["at"], event.received_at, Competence(body["competent"]),
        body.get("municipality", ""), body.get("reason", ""), None, event.id,
    )  # fmt: skip


def _ended(former: GripDeclaration, at: int) -> GripDeclaration:
    return GripDeclaration(
        former.level, former.region, former.by, former.at, former.received_at, former.competent, former.municipality,
        former.reason, at, former.event,
    )  # fmt: skip
