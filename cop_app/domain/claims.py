"""A claim as it stands in a body, read as what was said by whom and when; and all claims of one item together.

Undoing puts older words back under their own voice, so a body can say something for somebody else; every reader goes
through here, lest one of them takes the person who undid for the one who said it (docs/decisions/0008).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.events import Event
from cop_app.domain.incident import Classification
from cop_app.domain.item import Claim


class Bucket:
    """All claims of one item: per attribute the human claims, and per authority the newest source version."""

    __slots__ = ("birth", "human", "seen", "source")

    def __init__(self) -> None:
        self.birth: tuple[int, str, str, str] | None = None
        self.human: dict[str, dict[str, tuple[Event, int]]] = {}
        self.source: dict[tuple[str, str], tuple[tuple[int, str], str, Event, int]] = {}
        self.seen: dict[str, frozenset[str]] = {}


def is_void(event: Event, index: int) -> bool:
    """Return whether a claim only takes another away: before what was undone there was nothing."""
    body = event.body or {}
    return body.get("kind") == bodies.ITEM_RESTORED and bool(body["claims"][index].get("void"))


def overtaken(bucket: Bucket, attribute: str, event: Event, index: int) -> bool:
    """Return whether a source's value that an undoing put back has a newer version of that source by now."""
    body = event.body or {}
    said = body["claims"][index].get("said") if body.get("kind") == bodies.ITEM_RESTORED else None
    if not said or not said["source"]:
        return False
    now = bucket.source.get((attribute, f"{said['organisation']}/{said['collection']}"))
    return now is not None and now[0] > (said["version"][0], str(body["claims"][index].get("restores", "")))


def knew(delete: Claim, claim: Claim, bucket: Bucket) -> bool:
    """Return whether who withdrew an item had seen this claim of it."""
    if delete.human:
        return (claim.restores or claim.id) in bucket.seen.get(delete.restores or delete.id, ())
    return claim.authority == delete.authority and claim.version[0] <= delete.version[0]


def claim_of(name: str, event: Event, index: int) -> Claim:
    """Return claim `index` of an event under its name."""
    body = event.body or {}
    said = body["claims"][index]
    # What stands again after an undoing speaks with the voice it had.
    voice = said.get("said") if body["kind"] == bodies.ITEM_RESTORED else None
    sourced = body["kind"] == bodies.SOURCE_OBSERVED
    who: Mapping[str, Any] = voice or body.get("actor") or {}
    origin: Mapping[str, Any] = voice or (body if sourced else {})
    period = said.get("period")
    version = origin.get("version", (0, ""))
    return Claim(
        id=name, item=str(body["item"]), attribute=said["attribute"], value=said["value"],
        organisation=str((body if sourced else who).get("organisation", "")), event=event.id,
        source=str(origin.get("source", "")), collection=str(origin.get("collection", "")),
        function=str(who.get("function", "")), team=str(who.get("team", "")),
        observed_at=said.get("observed_at", 0), published_at=origin.get("published_at", 0),
        recorded_at=voice["recorded_at"] if voice else event.header.story, received_at=event.received_at,
        certain=said.get("certain", True), unit=said.get("unit", ""), datum=said.get("datum", ""),
        definition=said.get("definition", ""), place=said.get("place", ""),
        period=(period[0], period[1]) if period else None,
        classification=Classification(said.get("classification", "intern")),
        concept=bool(voice["concept"] if voice else body.get("concept")),
        version=(version[0], version[1]), supersedes=tuple(said.get("supersedes", ())),
        adopted_from=tuple(said.get("adopted_from", ())), restores=str(said.get("restores", "")) if voice else "",
    )  # fmt: skip
