"""Lenses: whose eyes one looks through, at a moment of the past.

`totaalbeeld` shows what sources say under their own authority and what the keeper adopted; `team:X` what the team
recorded and adopted; `laptop` what was here; `gelezen:F` what a function had read; `waarheid` and `achteraf` what
is known now of that moment. Nothing is shown that the events do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.adoptions import TOTAL, by_keepers
from cop_app.domain.claims import Bucket
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event
from cop_app.domain.incident import Team
from cop_app.domain.picture import PictureFold, fold
from cop_app.domain.receipts import Knowing, Receipts

LAPTOP = "laptop"
TRUTH = "waarheid"
HINDSIGHT = "achteraf"
_TEAM = "team:"
_READ = "gelezen:"
_NO_RECEIPTS = Receipts()


@dataclass(frozen=True, slots=True)
class Lens:
    """`kind` is totaalbeeld, laptop, waarheid, achteraf, team:X or gelezen:FUNCTION.

    Raises:
        UserFacingError: `lens.onbekend`.
    """

    kind: str

    def __post_init__(self) -> None:
        head, colon, name = self.kind.partition(":")
        known = self.kind in (TOTAL, LAPTOP, TRUTH, HINDSIGHT) or (head + colon == _READ and name)
        if not (known or (head + colon == _TEAM and name in {team.value for team in Team})):
            raise UserFacingError(
                "lens.onbekend", "De blik ‘{blik}’ is niet bekend.",
                advice="Kies laptop, totaalbeeld of een team, als team:ROT.", blik=self.kind,
            )  # fmt: skip

    def instant(self, event: Event, receipts: Receipts = _NO_RECEIPTS) -> int | None:
        """Return when the event counts (ms UTC), None when it never does.

        Received for the laptop, read for a function, valid for hindsight, recorded (story) for the others.
        """
        if self.kind == LAPTOP:
            return event.received_at
        if self.kind.startswith(_READ):
            return _read_at(event, self.kind.removeprefix(_READ), receipts)
        return event.header.story

    def admits(self, event: Event) -> bool:
        """Return whether the event itself is seen; a concept stays with its team, until it is adopted."""
        said = event.body is not None and event.kind in bodies.CLAIM_KINDS
        if event.body is None or not said:
            return True
        if self.kind == TOTAL:
            return not event.body.get("concept", False)
        if not self.kind.startswith(_TEAM):
            return True
        return _team(event) == self.kind

    def ordered(self, events: Iterable[Event], receipts: Receipts = _NO_RECEIPTS) -> list[Event]:
        """Return what is seen, in the lens's order."""
        seen = [(at, e) for e in events if self.admits(e) and (at := self.instant(e, receipts)) is not None]
        return [e for _at, e in sorted(seen, key=lambda row: (row[0], row[1].header.lamport, row[1].id))]


def picture_at(
    events: Iterable[Event], instant: int, lens: Lens, receipts: Receipts = _NO_RECEIPTS
) -> PictureFold:  # fmt: skip
    """Return the picture as it stood at an instant (ms UTC, inclusive); `receipts` serve only `gelezen:`."""
    if lens.kind in (TRUTH, HINDSIGHT):
        return _hindsight(events, instant)
    known = [e for e in events if (at := lens.instant(e, receipts)) is not None and at <= instant]
    if lens.kind == TOTAL:
        full = fold(known)
        adoptions = list(by_keepers(full.picture.entries("keeper"), full.picture.entries("adopted")))
        if not adoptions:
            return fold(filter(lens.admits, known))
        own = fold(e for e in known if e.kind not in bodies.CLAIM_KINDS or e.kind == bodies.SOURCE_OBSERVED)
        return _Adopted(own, full, adoptions, full.both)
    if lens.kind.startswith(_TEAM):
        full, own = fold(known), _Team(lens.kind.removeprefix(_TEAM))
        for event in filter(lens.admits, known):
            own.add(event)
        adoptions = [
            e for e in full.picture.entries("adopted")
            if (e.body or {})["target"] == lens.kind and _team(e) == lens.kind
        ]  # fmt: skip
        return _Adopted(own, full, adoptions, own.both)
    return fold(filter(lens.admits, known))


def _team(event: Event) -> str:
    actor = bodies.actor_of(event.body or {})
    return "" if actor is None else f"{_TEAM}{actor.team.value}"


def _function(event: Event) -> str:
    actor: Any = (event.body or {}).get("actor")
    return str(actor.get("function", "")) if isinstance(actor, dict) else ""


def _read_at(event: Event, function: str, receipts: Receipts) -> int | None:
    """Return since when a function knows an event: its own at once, and that the incident exists."""
    if _function(event) == function or event.kind == bodies.INCIDENT_OPENED:
        return event.header.story
    levels = (Knowing.READ, Knowing.ACKNOWLEDGED)
    moments = [receipts.at(function, level, event.header.stream, event.header.seq) for level in levels]
    return min((at for at in moments if at is not None), default=None)


class _Adopted(PictureFold):
    """Own claims with what was adopted laid over them; claims keep the ids they had, so links and deletes hold."""

    def __init__(
        self, own: PictureFold, full: PictureFold, adoptions: Iterable[Event],
        both: dict[tuple[str, str], dict[tuple[str, str], frozenset[str]]],
    ) -> None:  # fmt: skip
        super().__init__()
        self.topics, self.both, self.origin, self.malformed = full.topics, both, full, full.malformed
        self.undone = full.undone
        self._superseded = set(own._superseded)
        newest: dict[tuple[str, str], tuple[Event, Mapping[str, Any]]] = {}
        for event in adoptions:
            for copy in (event.body or {})["claims"]:
                newest[copy["item"], copy["attribute"]] = (event, copy)
        self.buckets = {item: _copied_bucket(bucket) for item, bucket in own.buckets.items()}
        for event, copy in newest.values():
            self._lay(event, copy)

    def _lay(self, event: Event, copy: Mapping[str, Any]) -> None:
        item, attribute = str(copy["item"]), str(copy["attribute"])
        bucket = self.buckets.setdefault(item, Bucket())
        there = self.origin.buckets.get(item)
        if bucket.birth is None:
            said = (event.header.lamport, event.id, copy.get("item_class", ""), copy.get("reality", "actueel"))
            bucket.birth = there.birth if there and there.birth else said
        if there:
            bucket.seen = there.seen
        for head in copy.get("heads") or _bare_heads(event, copy):
            self._hide(item, head.get("supersedes", ()))
            by = f"{head['organisation']}/{head.get('collection', '')}"
            if head["source"] and (attribute, by) in bucket.source:
                continue  # the source speaks for itself, with its newest version
            known = there.human.get(attribute, {}).get(head["id"]) if there else None
            bucket.human.setdefault(attribute, {})[head["id"]] = _copied_claim(event, copy, head, known)

    def _hide(self, item: str, old: Iterable[str]) -> None:
        """Hide what an adopted claim took the place of, and what that had taken the place of."""
        there = self.origin.buckets.get(item)
        claims = {name: row for rows in there.human.values() for name, row in rows.items()} if there else {}
        todo = list(old)
        while todo:
            name = todo.pop()
            if name in self._superseded:
                continue
            self._superseded.add(name)
            if name in claims:
                event, index = claims[name]
                todo.extend((event.body or {})["claims"][index].get("supersedes", ()))


def _copied_bucket(bucket: Bucket) -> Bucket:
    made = Bucket()
    made.birth, made.seen, made.source = bucket.birth, bucket.seen, dict(bucket.source)
    made.human = {attribute: dict(rows) for attribute, rows in bucket.human.items()}
    return made


def _bare_heads(event: Event, copy: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the head of a copy that says only its value, as the adopter's word."""
    actor = bodies.actor_of(event.body or {})
    organisation = actor.organisation if actor else ""
    found = {"value": copy["value"], "organisation": organisation, "source": "", "recorded_at": event.header.story}
    return [{"id": name, **found} for name in copy["adopted_from"]]


def _copied_claim(
    event: Event, copy: Mapping[str, Any], head: Mapping[str, Any], known: tuple[Event, int] | None
) -> tuple[Event, int]:
    """Return the claim as it is known here, else as the adoption carries it; marked with where it came from."""
    mark = {"adopted_from": [head["id"]]}
    if known is not None:
        origin, index = known
        body = dict(origin.body or {})
        return replace(origin, body={**body, "claims": [{**body["claims"][index], **mark}]}), 0
    who = {name: str(head.get(name, "")) for name in ("function", "team", "organisation")}
    body = {
        "kind": bodies.SOURCE_OBSERVED if head["source"] else bodies.ITEM_RECORDED, "actor": who,
        "item": copy["item"], "source": head["source"], "organisation": head["organisation"],
        "collection": head.get("collection", ""), "published_at": head.get("published_at", 0), "version": [0, ""],
        "claims": [{**head, "attribute": copy["attribute"], **mark}],
    }  # fmt: skip
    return Event(event.id, replace(event.header, story=head["recorded_at"]), body, event.received_at), 0


class _Team(PictureFold):
    """What a team recorded itself; an own undoing does not bring in what others had said."""

    def __init__(self, team: str) -> None:
        super().__init__()
        self._team = team

    def counts(self, event: Event, said: Mapping[str, Any]) -> bool:
        """Return whether a claim that stands again was the team's own."""
        voice = said.get("said") if event.kind == bodies.ITEM_RESTORED else None
        return not voice or (not voice["source"] and voice["team"] == self._team)


class _Hindsight(PictureFold):
    """Everything known now, of what held at or before an instant."""

    def __init__(self, instant: int) -> None:
        super().__init__()
        self._instant = instant

    def counts(self, event: Event, said: Mapping[str, Any]) -> bool:
        """Return whether the claim was seen, else published, else recorded, by then."""
        published = (event.body or {}).get("published_at", 0) if event.kind == bodies.SOURCE_OBSERVED else 0
        return bool((said.get("observed_at") or published or event.header.story) <= self._instant)


def _hindsight(events: Iterable[Event], instant: int) -> PictureFold:
    made = _Hindsight(instant)
    for event in events:
        if event.kind in (*bodies.CLAIM_KINDS, bodies.LINKED, bodies.UNLINKED) or _held_at(event) <= instant:
            made.add(event)
    made.buckets = {item: bucket for item, bucket in made.buckets.items() if bucket.human or bucket.source}
    return made


def _held_at(event: Event) -> int:
    at = (event.body or {}).get("at")
    return at if type(at) is int else event.header.story
