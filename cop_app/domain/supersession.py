"""Which claim takes the place of which, in the order in which events come in: what the log's columns are built from.

A person's claim names what it supersedes. A source's newer version takes the place of the one before of the same
authority; an older one that comes late never was a head and gives no row, nor does a version that is here already.
So the heads after any number of rows are those of the plain fold after the same events. Of a version that several
laptops fetched, the one that came in first here gives the time of receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cop_app.domain import bodies
from cop_app.domain.events import Body, Event
from cop_app.domain.item import canonical


class ClaimRow(NamedTuple):
    """A claim in the order of the log: id, key (`claim_key`), event, times in ms UTC, and the claims it replaces."""

    claim: str
    key: str
    event: str
    time: int
    received_at: int
    supersedes: tuple[str, ...] = ()


def claim_key(item: str, attribute: str) -> str:
    """Return the one text that stands for an attribute of an item."""
    return canonical([item, attribute]).decode()


class Supersession:
    """Reads events one by one, each once, and remembers which version of each source stands."""

    def __init__(self) -> None:
        self._standing: dict[tuple[str, str], tuple[int, str]] = {}
        # A source's version that an undoing put back, until that source speaks anew.
        self._restored: dict[tuple[str, str], list[tuple[tuple[int, str], str]]] = {}

    def claim_rows(self, event: Event) -> tuple[ClaimRow, ...]:
        """Return the rows of an event; none for what the fold passes by."""
        body = None if event.body is None else bodies.upcast(event.header.schema, event.body)
        if body is None or body.get("kind") not in bodies.CLAIM_KINDS or bodies.problem(body):
            return ()
        rows = (self._row(event, body, index) for index in range(len(body.get("claims", ()))))
        return tuple(row for row in rows if row is not None)

    def _row(self, event: Event, body: Body, index: int) -> ClaimRow | None:
        said, name = body["claims"][index], bodies.claim_id(event.id, body, index)
        key = claim_key(str(body["item"]), str(said["attribute"]))
        seen = int(said.get("observed_at", 0))
        if body["kind"] == bodies.ITEM_RESTORED:
            return self._restoring(event, said, name, key)
        if body["kind"] != bodies.SOURCE_OBSERVED:
            old = tuple(said.get("supersedes", ()))
            return ClaimRow(name, key, event.id, seen or event.header.story, event.received_at, old)
        place, rank = (key, f"{body['organisation']}/{body['collection']}"), (int(body["version"][0]), name)
        before = self._standing.get(place)
        if before is not None and rank <= before:
            return None
        self._standing[place] = rank
        time = seen or body.get("published_at", 0) or event.header.story
        overtaken = tuple(old for old_rank, old in self._restored.get(place, ()) if old_rank < rank)
        old = overtaken if before is None else (before[1], *overtaken)
        return ClaimRow(name, key, event.id, time, event.received_at, old)

    def _restoring(self, event: Event, said: Mapping[str, Any], name: str, key: str) -> ClaimRow | None:
        """Return the row of a claim that stands again; a void one takes others away and is no head itself."""
        voice, old = said.get("said"), tuple(said.get("supersedes", ()))
        time = int(said.get("observed_at", 0))
        if said.get("void") or voice is None:
            own = (name,) if said.get("void") else ()
            return ClaimRow(name, key, event.id, time or event.header.story, event.received_at, (*old, *own))
        time = time or voice["published_at"] or voice["recorded_at"]
        if voice["source"]:
            place = (key, f"{voice['organisation']}/{voice['collection']}")
            rank = (int(voice["version"][0]), str(said.get("restores", "")))
            if place in self._standing and self._standing[place] > rank:
                return None
            self._restored.setdefault(place, []).append((rank, name))
        return ClaimRow(name, key, event.id, time, event.received_at, old)


def supersession(events: Iterable[Event]) -> Iterator[ClaimRow]:
    """Yield the rows of events in their order; an event that comes twice counts once."""
    known: set[str] = set()
    reader = Supersession()
    for event in events:
        if event.id not in known:
            known.add(event.id)
            yield from reader.claim_rows(event)
